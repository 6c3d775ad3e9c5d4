//! Histograms of orientation and spacing, and the variance along each principal component.

use super::Shown;
use crate::analysis::dissection::{Dissection, Histogram};
use crate::app::panels::axes::{Axis, Frame};
use crate::app::panels::figure_row::{Figure, Shape, figures_ui};
use crate::app::panels::number_or_dash;
use eframe::egui::{Color32, CornerRadius, Rect, Ui};

/// Three bar charts.
pub(super) fn lattice_ui(ui: &mut Ui, shown: &Shown<'_, '_>) {
    let found = shown.found;
    let ratio = number_or_dash(found.dimension.participation_ratio, 1);
    let figures = [
        Figure::new(
            "Orientation",
            format!("{} units with six peaks", found.lattices.units),
            "Direction of a lattice vector of each unit, modulo 60°, from the inner peaks of its autocorrelogram",
        ),
        Figure::new(
            "Period",
            "lattice constants, not wavelengths",
            "Lattice constant of each unit, from the inner peaks of its autocorrelogram, in bins of the rate maps",
        ),
        Figure::new(
            "Dimension",
            format!("participation ratio {ratio}"),
            "Share of the variance of the states along each principal component; an ideal hexagonal module fills six \
             dimensions, a square one four",
        ),
    ];
    let bars = [orientation(found), spacing(found), variance(found)];
    let colours = [shown.view.theme.accent; 3];
    figures_ui(ui, Shape { least_width: 165.0, aspect: 0.72, tallest: 200.0 }, &figures, |ui, rect, index| {
        bars[index].draw(ui, rect, colours[index]);
    });
}

/// A bar chart with what it needs of its axes.
struct Bars {
    start: f64,
    width: f64,
    heights: Vec<f64>,
    to: f64,
    names: [&'static str; 2],
}

fn orientation(found: &Dissection) -> Bars {
    let Histogram { start, width, counts } = &found.lattices.orientation_deg;
    let heights = counts.iter().map(|count| *count as f64).collect();
    Bars { start: *start, width: *width, heights, to: 60.0, names: ["orientation (°)", "units"] }
}

/// From 0 to a little beyond the largest.
fn spacing(found: &Dissection) -> Bars {
    let Histogram { start, width, counts } = &found.lattices.spacing_m;
    let last = counts.iter().rposition(|count| *count > 0).map_or(counts.len(), |last| last + 1);
    let to = (start + width * (last as f64 + 1.0)).max(start + width);
    let heights = counts.iter().take(last).map(|count| *count as f64).collect();
    Bars { start: *start, width: *width, heights, to: (to * 5.0).ceil() / 5.0, names: ["spacing (m)", "units"] }
}

fn variance(found: &Dissection) -> Bars {
    let shares = &found.dimension.variance_shares;
    let heights: Vec<f64> = shares.iter().map(|share| 100.0 * share).collect();
    let to = heights.len().max(1) as f64 + 0.5;
    Bars { start: 0.5, width: 1.0, heights, to, names: ["component", "variance (%)"] }
}

impl Bars {
    fn draw(&self, ui: &Ui, rect: Rect, colour: Color32) {
        let highest = self.heights.iter().copied().fold(0.0, f64::max);
        let x = Axis::linear(self.start, self.to.max(self.start + 1e-6), self.names[0]);
        let y = Axis::linear(0.0, if highest > 0.0 { 1.08 * highest } else { 1.0 }, self.names[1]);
        let frame = Frame::layout(ui, rect, x, y, false);
        let painter = frame.paint(ui, false);
        for (index, height) in self.heights.iter().enumerate().filter(|(_, height)| **height > 0.0) {
            let left = self.start + self.width * index as f64;
            let bar = Rect::from_two_pos(frame.at([left, 0.0]), frame.at([left + self.width, *height]));
            painter.rect_filled(bar.shrink2([0.5, 0.0].into()), CornerRadius::ZERO, colour);
        }
    }
}
