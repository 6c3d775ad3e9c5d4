//! *Topology*: is the state space of a module a torus? Barcodes, the two angles they give, and the verdict.

mod angles;
mod barcodes;
mod numbers;
#[cfg(test)]
mod tests;

use crate::analysis::topology::{
    ACTIVITY_BIN_S, ACTIVITY_SMOOTHING_S, APART, LONG, RUNNING_M_S, StatesOf, Topology, TorusShape, Verdict,
};
use crate::app::ask::Ask;
use crate::app::kit::capitalised;
use crate::app::kit::figure::{Figure, FigureShape, columns_ui};
use crate::app::kit::map_texture::{MapTexture, key_of};
use crate::app::kit::members::{MemberChoice, MemberMeasurement};
use crate::app::kit::number_table::{Number, numbers_ui, with_unit};
use crate::app::kit::theme::Theme;
use crate::app::kit::widgets::badge_ui;
use crate::app::panel::{Pane, PanePlace, Panel};
use crate::app::view::View;
use crate::export::CsvTable;
use crate::measure::{ActivityTopology, ArenaTopology};
use eframe::egui::{Color32, Label, RichText, ScrollArea, TextStyle, Ui, Vec2, vec2};
use serde::{Deserialize, Serialize};

const OFFER: MemberMeasurement = MemberMeasurement { is_automatic: false, of_all: true };

/// From this width on, everything stands side by side.
const WIDE: f32 = 820.0;
/// A part of the panel that is seen and not so high, parts of its width, has everything side by side, too, from this width on.
const LOW: f32 = 0.6;
const LEAST_WIDE: f32 = 640.0;

/// What the panel remembers.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct TopologyPanel {
    #[serde(skip)]
    choice: MemberChoice,
    /// Of a recording: its simultaneous activity, and not its mean maps.
    is_of_activity: bool,
    #[serde(skip)]
    maps: [MapTexture; 2],
}

impl Panel for TopologyPanel {
    const PANE: Pane = Pane { name: "topology", title: "Topology", place: PanePlace::Middle, is_wall: false };

    /// Draws the panel.
    fn ui(&mut self, ui: &mut Ui, view: &View<'_>) -> Vec<Ask> {
        let mut asks = Vec::new();
        let has_spikes = view.set.is_some_and(|set| set.recorded.is_some());
        if has_spikes && view.has_controls {
            self.source_ui(ui);
        }
        let is_of_activity = has_spikes && self.is_of_activity;
        let shown = if is_of_activity {
            let shown = OFFER.header_ui::<ActivityTopology>(ui, view, &mut self.choice, &mut asks);
            shown.map(|(topic, found)| (topic, &found.0))
        } else {
            OFFER.header_ui::<ArenaTopology>(ui, view, &mut self.choice, &mut asks)
        };
        let Some((topic, found)) = shown else { return asks };
        let key = key_of((topic.maps, topic.input, is_of_activity, view.theme.dark));
        verdict_ui(ui, &found.topology, view.theme);
        let other = if is_of_activity {
            view.measurements.lane::<ArenaTopology>().about(topic.maps, &topic.input)
        } else {
            view.measurements.lane::<ActivityTopology>().about(topic.maps, &topic.input).map(|found| &found.0)
        };
        if let Some(other) = other {
            verdict_ui(ui, &other.topology, view.theme);
        }
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            // Beside the scroll bar, not below it.
            ui.set_max_width(ui.available_width() - 8.0);
            figures_ui(ui, &mut self.maps, key, found, view.theme);
            if !view.on_stage {
                reasons_ui(ui, &found.topology);
                numbers_ui(ui, &rows(&found.topology), COLUMN, view.theme);
            }
        });
        asks
    }

    fn tables(&self, view: &View<'_>) -> Vec<CsvTable> {
        numbers::tables(view)
    }

    fn follow(&mut self, shown: &Self) {
        self.choice.clone_from(&shown.choice);
        self.is_of_activity = shown.is_of_activity;
    }
}

impl TopologyPanel {
    /// Mean maps, or simultaneous activity.
    fn source_ui(&mut self, ui: &mut Ui) {
        ui.horizontal_wrapped(|ui| {
            let maps = "A state is what the units do at one place, on average over the recording";
            ui.selectable_value(&mut self.is_of_activity, false, "Mean maps").on_hover_text(maps);
            let activity = format!(
                "A state is what the units do at one moment: spikes in bins of {:.0} ms, smoothed with σ = {:.0} ms, while the \
                 animal runs faster than {} cm/s (Gardner et al. 2022)",
                1e3 * ACTIVITY_BIN_S,
                1e3 * ACTIVITY_SMOOTHING_S,
                100.0 * RUNNING_M_S
            );
            ui.selectable_value(&mut self.is_of_activity, true, "Simultaneous activity").on_hover_text(activity);
        });
    }
}

/// Barcodes and the two angles.
fn figures_ui(ui: &mut Ui, maps: &mut [MapTexture; 2], key: u64, found: &ArenaTopology, theme: &Theme) {
    let ArenaTopology { arena, topology } = found;
    let caption = match topology.source {
        StatesOf::MeanMaps => "",
        StatesOf::SimultaneousActivity => "mean over moments",
    };
    let angle = |title| Figure {
        title,
        caption,
        about: "Circular coordinate of a long loop, decoded at every place of the arena; on a torus its stripes \
                repeat with the lattice",
    };
    let all: Vec<String> = topology.barcodes.iter().map(|barcode| barcode.bars.len().to_string()).collect();
    let bars = Figure {
        title: "Barcodes",
        caption: &format!("the {} longest of {} bars", barcodes::SHOWN, all.join(", ")),
        about: "Each bar is a feature that lives from one distance to another: components (H⁰), loops (H¹), \
                cavities (H²); the grey band is as long as the longest bar of any shuffled population",
    };
    let figures = [bars, angle("First angle"), angle("Second angle")];
    let mut draw = |ui: &mut Ui, index: usize, size| {
        figures[index].show(ui, size, |ui, rect| match index {
            0 => barcodes::barcodes_ui(ui, rect, topology, theme),
            _ => angles::angle_ui(ui, rect, &mut maps[index - 1], (key, index - 1), topology, *arena, theme),
        });
    };
    let shape = FigureShape { least_width: 170.0, aspect: 0.95, tallest: 400.0 };
    if ui.available_width() >= WIDE {
        columns_ui(ui, shape, 3, draw);
    } else if ui.available_width() >= LEAST_WIDE && ui.clip_rect().height() < LOW * ui.available_width() {
        in_sight_ui(ui, draw);
    } else {
        columns_ui(ui, FigureShape { aspect: 0.54, ..shape }, 1, &mut draw);
        columns_ui(ui, FigureShape { aspect: 0.86, ..shape }, 2, |ui, index, size| draw(ui, index + 1, size));
    }
}

/// Barcodes and angles side by side, no higher than what is seen at once: on a stage nobody scrolls.
fn in_sight_ui(ui: &mut Ui, mut draw: impl FnMut(&mut Ui, usize, Vec2)) {
    let (gap, line) = (ui.spacing().item_spacing.x, ui.text_style_height(&TextStyle::Body));
    let width = ui.available_width() - 2.0 * gap;
    // A line above and two below are words.
    let height = (ui.clip_rect().height() - 4.5 * line).clamp(100.0, 400.0);
    ui.horizontal_top(|ui| {
        for (index, share) in [0.44, 0.28, 0.28].into_iter().enumerate() {
            ui.vertical(|ui| draw(ui, index, vec2(share * width, height)));
        }
    });
    ui.add_space(6.0);
}

fn verdict_ui(ui: &mut Ui, found: &Topology, theme: &Theme) {
    ui.horizontal_wrapped(|ui| {
        badge_ui(ui, &words(found), colour(found, theme));
        for barcode in &found.barcodes {
            let long = barcode.long;
            ui.label(format!("H{} {long} long", barcodes::superscript(barcode.dimension))).on_hover_text(format!(
                "Bars that live at least {LONG} times as long as any of the {} shuffled populations, without those that \
                 are shorter by a factor of {APART} than the bars of a torus",
                found.settings.shuffles
            ));
        }
        ui.weak("a torus has 1, 2 and 1");
    });
}

/// The verdict with a capital letter, and what it is of.
fn words(found: &Topology) -> String {
    capitalised(&found.words())
}

fn colour(found: &Topology, theme: &Theme) -> Color32 {
    match (found.verdict, found.shape) {
        (Verdict::Torus, Some(TorusShape::Unclear)) | (Verdict::Undecided, _) => theme.warning,
        (Verdict::Torus, _) => theme.live,
        (Verdict::NoTorusFound, _) => theme.weak_text,
    }
}

fn reasons_ui(ui: &mut Ui, found: &Topology) {
    ui.add_space(4.0);
    for reason in &found.reasons {
        ui.horizontal_top(|ui| {
            ui.label(RichText::new("•").weak());
            ui.add(Label::new(reason).wrap());
        });
    }
    ui.add_space(4.0);
}

fn percent(share: Option<f64>) -> String {
    with_unit(share.map(|share| 100.0 * share), 0, " %")
}

/// Width of a column of numbers, points.
const COLUMN: f32 = 165.0;

fn rows(found: &Topology) -> [Number; 12] {
    let evidence = found.evidence.as_ref();
    [
        Number::new("Units", found.units.to_string(), "Units that vary"),
        Number::new("States", found.states.to_string(), "Places or moments whose states the landmarks were taken from"),
        Number::new(
            "Landmarks",
            format!("{} and {}", found.settings.landmarks, found.settings.cavity_landmarks),
            "States that the barcodes are computed from: for components and loops, and for cavities",
        ),
        Number::new(
            "Shuffles",
            found.settings.shuffles.to_string(),
            "Populations whose units were rolled against each other",
        ),
        Number::new(
            "Variance kept",
            format!("{:.0} %", 100.0 * found.variance_share),
            "Share of the variance in the six principal components that the landmarks are seen in",
        ),
        Number::new(
            "Twist",
            with_unit(evidence.map(|e| e.twist), 2, ""),
            "Difference of the powers of the third and fourth wave over the second: near 1 for a twisted torus, near 0 \
             for a square one",
        ),
        Number::new(
            "Angle of the stripes",
            with_unit(evidence.and_then(|e| e.angle_deg), 0, "°"),
            "Angle between the stripes of the two angles in space: 60° for a hexagonal lattice, 90° for a square one",
        ),
        Number::new(
            "Ratio of the stripes",
            with_unit(evidence.and_then(|e| e.length_ratio), 2, ""),
            "Longer over shorter wave vector of the two angles in space: 1 for a regular lattice",
        ),
        Number::new(
            "Stripe fit",
            with_unit(evidence.and_then(|e| e.stripe_fit), 2, ""),
            "How well the angles follow plane waves through space, 0 to 1, the worse of the two",
        ),
        Number::new(
            "Told by angles",
            percent(evidence.map(|e| e.explained_by_angles)),
            "Share of the units' variance that the two angles explain, sorted into 12 by 12 cells",
        ),
        Number::new(
            "Told by place",
            percent(evidence.and_then(|e| e.explained_by_place)),
            "Share of the units' variance that the place explains, sorted into 12 by 12 cells: on a torus of grid cells the \
             angles tell as much, in a drifting grid they tell more",
        ),
        Number::new("Time", format!("{:.1} s", found.elapsed_ms / 1e3), "Time it took on its thread"),
    ]
}
