//! Histograms of orientation and spacing, and the variance along each principal component.

use super::state::ShownDissection;
use crate::analysis::dissection::{Dissection, ModuleHistogram};
use crate::app::kit::axes::{Axis, Frame};
use crate::app::kit::figure::{Figure, FigureShape, columns_ui};
use crate::app::kit::{count, number_or_dash};
use eframe::egui::{Color32, CornerRadius, Rect, Ui};

/// Three bar charts.
pub(super) fn lattice_ui(ui: &mut Ui, shown: &ShownDissection<'_, '_>) {
    let found = shown.found;
    let ratio = number_or_dash(found.dimension.participation_ratio, 1);
    let figures = [
        Figure {
            title: "Orientation",
            caption: &format!("{} with six peaks", count(found.lattices.units, "unit")),
            about: "Direction of a lattice vector of each unit, modulo 60°, from the inner peaks of its autocorrelogram",
        },
        Figure {
            title: "Period",
            caption: "lattice constants, not wavelengths",
            about: "Lattice constant of each unit, from the inner peaks of its autocorrelogram, in bins of the rate maps",
        },
        Figure {
            title: "Dimension",
            caption: &format!("participation ratio {ratio}"),
            about: "Share of the variance of the states along each principal component; an ideal hexagonal module fills \
                    six dimensions, a square one four",
        },
    ];
    let bars = [orientation(found), spacing(found), variance(found)];
    let shape = FigureShape { least_width: 165.0, aspect: 0.72, tallest: 200.0 };
    columns_ui(ui, shape, figures.len(), |ui, index, size| {
        figures[index].show(ui, size, |ui, rect| bars[index].draw(ui, rect, shown.view.theme.accent));
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
    let ModuleHistogram { start, width, counts } = &found.lattices.orientation_deg;
    let heights = counts.iter().map(|count| *count as f64).collect();
    Bars { start: *start, width: *width, heights, to: 60.0, names: ["orientation (°)", "units"] }
}

/// From 0 to a little beyond the largest.
fn spacing(found: &Dissection) -> Bars {
    let ModuleHistogram { start, width, counts } = &found.lattices.spacing_m;
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
