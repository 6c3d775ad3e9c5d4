//! The numbers, a column a box.

use super::figures::is_same;
use crate::analysis::capacity::{Capacity, CodingRange, Geometry};
use crate::app::kit::number_or_dash;
use crate::app::kit::number_table::wide_table;
use eframe::egui::{Grid, Label, RichText, Ui};

/// A row: name, explanation, and the value in a box.
type CapacityRow = (&'static str, &'static str, fn(&Geometry, Option<&CodingRange>) -> String);

const ROWS: [CapacityRow; 12] = [
    (
        "Coding range",
        "Median distance after which a state is mistaken for that of the start: nearer than half of the median distance between states",
        |_, range| metres(range.and_then(|range| range.median_range_m)),
    ),
    ("… smallest", "The smallest of these distances", |_, range| {
        metres(range.and_then(|range| range.smallest_range_m))
    }),
    ("Exclusion radius", "Median distance within which states are still mistaken for that of the start", |_, range| {
        metres(range.and_then(|range| range.exclusion_radius_m))
    }),
    ("Places without double", "Share of places whose state comes nowhere again in the box", |_, range| {
        per_cent(range.map(|range| range.unambiguous_share))
    }),
    ("Covered", "Share of the box where at least one unit fires above half of its peak", |geometry, _| {
        per_cent(geometry.coverage.covered_share)
    }),
    ("Firing units", "Units that fire at a place, on average", |geometry, _| {
        number_or_dash(geometry.coverage.mean_firing_units, 1)
    }),
    (
        "Effective units",
        "2 to the entropy of the mean rates: as many equally active units would have it",
        |geometry, _| number_or_dash(geometry.coverage.effective_units, 1),
    ),
    (
        "State distance a metre",
        "√(½ ⟨tr G⟩), G the metric that the population induces on space",
        |geometry, _| number_or_dash(geometry.metric.as_ref().map(|metric| metric.scale_per_m), 2),
    ),
    (
        "Variation of the scale",
        "Standard deviation of √det G over its mean; 0 where all places count alike",
        |geometry, _| per_cent(geometry.metric.as_ref().map(|metric| metric.sqrt_det_variation)),
    ),
    ("Anisotropy", "1 − √(⟨λmin⟩/⟨λmax⟩) of G; 0 where no direction is preferred", |geometry, _| {
        number_or_dash(geometry.metric.as_ref().map(|metric| metric.anisotropy), 2)
    }),
    (
        "… of a place",
        "⟨1 − √(λmin/λmax)⟩: 0 where every place is stretched alike in all directions",
        |geometry, _| number_or_dash(geometry.metric.as_ref().map(|metric| metric.local_anisotropy), 2),
    ),
    (
        "Deviation from isometry",
        "Spread of G around a multiple of the identity, without units; 0 for a conformal isometry (Pettersen et al. 2024)",
        |geometry, _| number_or_dash(geometry.metric.as_ref().map(|metric| metric.conformal_deviation), 3),
    ),
];

fn metres(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.2} m"))
}

fn per_cent(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{:.0} %", 100.0 * value))
}

/// Coding range, coverage and metric of every box.
pub(super) fn table_ui(ui: &mut Ui, found: &Capacity) {
    let spacing = (ui.available_width() / 34.0).clamp(8.0, 22.0);
    wide_table("capacity").show(ui, |ui| {
        Grid::new("capacity").spacing([spacing, 4.0]).striped(true).show(ui, |ui| {
            ui.strong("Box");
            for geometry in &found.geometry {
                ui.strong(format!("{} m", geometry.box_m));
            }
            ui.end_row();
            for (name, about, value) in ROWS {
                ui.add(Label::new(name)).on_hover_text(about);
                for geometry in &found.geometry {
                    let range = found.ranges.iter().find(|range| is_same(range.box_m, geometry.box_m));
                    ui.label(RichText::new(value(geometry, range)).monospace());
                }
                ui.end_row();
            }
        });
    });
}
