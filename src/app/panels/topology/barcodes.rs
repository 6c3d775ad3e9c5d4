//! The barcodes of the three dimensions over one axis of distance, each bar before the band of the shuffles.

use crate::analysis::topology::{Bar, Barcode, Topology};
use crate::app::kit::axes::{Axis, Frame, tick_font};
use crate::app::kit::theme::Theme;
use eframe::egui::{Align2, Color32, CornerRadius, Painter, Rect, Shape, Stroke, TextStyle, Ui, pos2, vec2};

/// Bars of each dimension that are drawn, the longest ones.
pub(super) const SHOWN: usize = 12;
/// Room between dimensions, bars.
const APART: f32 = 2.6;

/// Draws the barcodes.
pub(super) fn barcodes_ui(ui: &Ui, rect: Rect, found: &Topology, theme: &Theme) {
    let (body, small) = (TextStyle::Body.resolve(ui.style()), tick_font(ui));
    let name_width = 5.4 * small.size;
    let outer = Rect::from_min_max(rect.min + vec2(name_width, 0.0), rect.max);
    let x = Axis::linear(0.0, farthest(found), "distance (−log of fuzzy membership)");
    let frame = Frame::layout(ui, outer, x, Axis::linear(0.0, 0.0, ""), false);
    let painter = frame.paint(ui, false);
    let rows: f32 = found.barcodes.iter().map(|barcode| barcode.bars.len().min(SHOWN) as f32 + APART).sum();
    let row = frame.rect.height() / rows.max(1.0);
    let mut top = frame.rect.top();
    for barcode in &found.barcodes {
        let shown = barcode.bars.len().min(SHOWN);
        let height = (shown as f32 + APART) * row;
        let block = Rect::from_x_y_ranges(frame.rect.x_range(), top..=top + height);
        if barcode.dimension > 0 {
            let line = Stroke::new(1.0, ui.visuals().weak_text_color());
            painter.line_segment([block.left_top(), block.right_top()], line);
        }
        let (text, weak) = (ui.visuals().text_color(), ui.visuals().weak_text_color());
        let at = pos2(frame.rect.left() - 8.0, block.center().y);
        let name = format!("H{}", superscript(barcode.dimension));
        let long = ui.painter().text(at, Align2::RIGHT_CENTER, format!("{} long", barcode.long), small.clone(), weak);
        ui.painter().text(long.left_center() - vec2(5.0, 0.0), Align2::RIGHT_CENTER, name, body.clone(), text);
        for (index, bar) in barcode.bars.iter().take(SHOWN).enumerate() {
            let middle = top + (index as f32 + 0.5 * APART + 0.5) * row;
            bar_ui(&painter, &frame, [middle, row], (bar, index < barcode.long), barcode, theme);
        }
        top += height;
    }
}

/// The largest distance worth showing: everything that ends, and a little more for what does not.
fn farthest(found: &Topology) -> f64 {
    let ends = found.barcodes.iter().flat_map(|barcode| {
        let bars = barcode.bars.iter().take(SHOWN);
        bars.map(|bar| bar.death.unwrap_or(bar.birth).max(bar.birth + barcode.band))
    });
    let farthest = ends.filter(|end| end.is_finite()).fold(0.0, f64::max);
    if farthest > 0.0 { 1.12 * farthest } else { 1.0 }
}

fn bar_ui(
    painter: &Painter,
    frame: &Frame,
    [middle, row]: [f32; 2],
    (bar, is_long): (&Bar, bool),
    barcode: &Barcode,
    theme: &Theme,
) {
    let x = |distance: f64| frame.at([distance, 0.0]).x.clamp(frame.rect.left(), frame.rect.right());
    let strip = |from: f32, to: f32, half: f32| Rect::from_x_y_ranges(from..=to, middle - half..=middle + half);
    let band = strip(x(bar.birth), x(bar.birth + barcode.band), 0.5 * row);
    painter.rect_filled(band, CornerRadius::ZERO, theme.weak_text.gamma_multiply(0.3));
    let end = bar.death.map_or(frame.rect.right() - 9.0, x);
    let colour = colour(is_long, bar.lifetime(barcode.threshold) > barcode.band, theme);
    let half = (0.34 * row).clamp(0.8, 5.0);
    painter.rect_filled(strip(x(bar.birth), end.max(x(bar.birth) + 1.5), half), CornerRadius::ZERO, colour);
    if bar.death.is_none() {
        // It lives on: an arrow.
        let wing = (half + 3.0).min(5.5);
        let tip = vec![pos2(end + 8.0, middle), pos2(end - 1.0, middle - wing), pos2(end - 1.0, middle + wing)];
        painter.add(Shape::convex_polygon(tip, colour, Stroke::NONE));
    }
}

/// Long bars stand out, those within the band do not.
fn colour(is_long: bool, is_beyond: bool, theme: &Theme) -> Color32 {
    if is_long {
        theme.accent
    } else if is_beyond {
        theme.accent.gamma_multiply(0.6)
    } else {
        theme.weak_text
    }
}

/// The sign of a dimension: H¹ are loops.
pub(super) fn superscript(dimension: usize) -> char {
    ['⁰', '¹', '²'][dimension % 3]
}
