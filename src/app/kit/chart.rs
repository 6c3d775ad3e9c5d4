//! What figures show in axes with units: named curves, and values on a grid with their colour bar.

use super::axes::{Axis, Frame, fitting, moved_into, tick_font};
use super::colour::{self, Lut, shade};
use super::colour_bar::colour_bar_ui;
use super::map_texture::{MapTexture, whole};
use super::theme::line_width;
use crate::app::view::View;
use eframe::egui::{Color32, ColorImage, Painter, Pos2, Rect, Shape, Stroke, TextureOptions, Ui, pos2, vec2};

/// Curves with at most so many points show each of them.
const FEW: usize = 12;

/// A curve; one without a name is not listed.
pub(crate) struct Line {
    pub name: String,
    pub colour: Color32,
    pub points: Vec<[f64; 2]>,
    pub is_dashed: bool,
}

/// Values on a grid.
pub(crate) struct GridPicture<'a> {
    /// `[row][column]` from the bottom; NaN where there is none.
    pub values: &'a [f32],
    pub columns: usize,
    /// Value of the brightest colour.
    pub high: f32,
    pub lut: &'a Lut,
    pub missing: Color32,
    /// Changes whenever the values or the colours do.
    pub key: u64,
    /// The ends of the colour bar in words, high and low.
    pub ends: [String; 2],
    /// One metre is as long upwards as sideways.
    pub is_map: bool,
}

impl Line {
    /// An unbroken curve.
    pub(crate) fn solid(name: impl Into<String>, colour: Color32, points: Vec<[f64; 2]>) -> Self {
        Self { name: name.into(), colour, points, is_dashed: false }
    }

    /// The same, dashed.
    pub(crate) fn dashed(name: impl Into<String>, colour: Color32, points: Vec<[f64; 2]>) -> Self {
        Self { is_dashed: true, ..Self::solid(name, colour, points) }
    }

    /// Draws the curve; points that are not numbers interrupt it.
    pub(crate) fn paint(&self, painter: &Painter, frame: &Frame, outline: Option<Color32>) {
        let wide = line_width(&painter.ctx().global_style().visuals);
        let is_number = |point: &[f64; 2]| point.iter().all(|x| x.is_finite());
        let shows_points = self.points.len() <= FEW && !self.is_dashed;
        for stretch in self.points.split(|point| !is_number(point)) {
            let points: Vec<Pos2> = stretch.iter().map(|point| frame.at(*point)).collect();
            let mut strokes: Vec<Stroke> = outline.map(|colour| Stroke::new(4.0 * wide, colour)).into_iter().collect();
            strokes.push(Stroke::new(2.0 * wide, self.colour));
            for stroke in strokes {
                if self.is_dashed {
                    painter.extend(Shape::dashed_line(&points, stroke, 6.0 * wide, 4.0 * wide));
                } else if points.len() > 1 {
                    painter.line(points.clone(), stroke);
                }
            }
            for point in points.into_iter().filter(|_| shows_points) {
                painter.circle_filled(point, 3.5 * wide, self.colour);
            }
        }
    }
}

/// The largest finite y of some curves, and a little more; 1 where there is none.
#[must_use]
pub(crate) fn top_of(lines: &[Line]) -> f64 {
    let values = lines.iter().flat_map(|line| &line.points).map(|point| point[1]).filter(|y| y.is_finite());
    let top = values.fold(0.0, f64::max);
    if top > 0.0 { 1.06 * top } else { 1.0 }
}

/// Curves below their names. What is drawn upon them is drawn with what this returns.
pub(crate) fn lines_ui(ui: &Ui, rect: Rect, [x, y]: [Axis; 2], lines: &[Line]) -> (Painter, Frame) {
    let frame = Frame::layout(ui, names_ui(ui, rect, lines), x, y, false);
    let painter = frame.paint(ui, true);
    for line in lines {
        line.paint(&painter, &frame, None);
    }
    (painter, frame)
}

/// The names of curves beside pieces of them, in as many rows as they need; returns the room below them.
fn names_ui(ui: &Ui, rect: Rect, lines: &[Line]) -> Rect {
    let (painter, font, text) = (ui.painter(), tick_font(ui), ui.visuals().text_color());
    let (row, piece) = (1.4 * font.size, 18.0);
    let (mut at, mut rows) = (rect.min, usize::from(!lines.is_empty()));
    for line in lines.iter().filter(|line| !line.name.is_empty()) {
        let galley = fitting(painter, &line.name, &font, text, rect.width() - piece - 5.0);
        let width = piece + 5.0 + galley.size().x;
        if at.x > rect.left() && at.x + width > rect.right() {
            at = pos2(rect.left(), at.y + row);
            rows += 1;
        }
        let y = at.y + row / 2.0;
        let ends = [pos2(at.x, y), pos2(at.x + piece, y)];
        let stroke = Stroke::new(2.5 * line_width(ui.visuals()), line.colour);
        if line.is_dashed {
            painter.extend(Shape::dashed_line(&ends, stroke, 5.0, 3.0));
        } else {
            painter.line_segment(ends, stroke);
        }
        painter.galley(pos2(at.x + piece + 5.0, y - galley.size().y / 2.0), galley, text);
        at.x += width + 12.0;
    }
    Rect::from_min_max(pos2(rect.left(), rect.top() + rows as f32 * row + 4.0), rect.max)
}

impl<'a> GridPicture<'a> {
    /// Values from 0 to the largest in the colours of the window; `end` puts the largest into words.
    pub(crate) fn new(
        values: &'a [f32],
        columns: usize,
        key: u64,
        view: &View<'_>,
        end: impl FnOnce(f32) -> String,
    ) -> Self {
        let high = values.iter().copied().filter(|value| value.is_finite()).reduce(f32::max).unwrap_or(1.0);
        Self {
            values,
            columns,
            high,
            lut: colour::lut(view.colour_map),
            missing: view.theme.unvisited,
            key,
            ends: [end(high), "0".to_owned()],
            is_map: false,
        }
    }

    /// Draws it with its colour bar, below the names of what is drawn upon it with what this returns.
    pub(crate) fn show(
        &self,
        ui: &Ui,
        rect: Rect,
        [x, y]: [Axis; 2],
        texture: &mut MapTexture,
        names: &[Line],
    ) -> (Painter, Frame) {
        let rect = names_ui(ui, rect, names);
        let font = tick_font(ui);
        let longest = self.ends.iter().map(|end| end.chars().count()).max().unwrap_or(0) as f32;
        let bar = 12.0;
        let room = bar + 14.0 + longest * 0.58 * font.size;
        let outer = Rect::from_min_max(rect.min, pos2(rect.right() - room + 0.9 * font.size, rect.bottom()));
        let frame = Frame::layout(ui, outer, x, y, self.is_map);
        let id = texture.update(ui.ctx(), "grid of values", self.key, TextureOptions::NEAREST, || self.image());
        let painter = frame.paint(ui, false);
        painter.image(id, frame.rect, whole(), Color32::WHITE);
        let left = frame.rect.right() + 8.0;
        let bar = Rect::from_x_y_ranges(left..=left + bar, frame.rect.y_range());
        colour_bar_ui(ui, bar, self.lut, [&self.ends[0], &self.ends[1]]);
        (painter, frame)
    }

    fn image(&self) -> ColorImage {
        let columns = self.columns.max(1);
        let scale = 1.0 / self.high.max(f32::MIN_POSITIVE);
        let colour = |value: &f32| if value.is_finite() { shade(self.lut, value * scale) } else { self.missing };
        let rows = self.values.chunks_exact(columns);
        let pixels: Vec<Color32> = rows.rev().flatten().map(colour).collect();
        if pixels.is_empty() {
            return ColorImage::filled([1, 1], self.missing);
        }
        ColorImage::new([columns, pixels.len() / columns], pixels)
    }
}

/// A mark across a figure with a word at its head.
pub(crate) fn mark_ui(ui: &Ui, painter: &Painter, frame: &Frame, x: f64, word: &str, colour: Color32) {
    if !(frame.x.min..=frame.x.max).contains(&x) {
        return;
    }
    let at = frame.at([x, frame.y.max]);
    painter.extend(Shape::dashed_line(
        &[at, pos2(at.x, frame.rect.bottom())],
        Stroke::new(1.5 * line_width(ui.visuals()), colour),
        3.0,
        3.0,
    ));
    let galley = painter.layout_no_wrap(word.to_owned(), tick_font(ui), colour);
    let place = Rect::from_min_size(at + vec2(4.0, 2.0), galley.size());
    painter.galley(moved_into(place, frame.rect).min, galley, colour);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::kit::theme::Theme;
    use crate::app::testing::stage::Quiet;
    use crate::measure::Measurements;
    use std::sync::Arc;

    #[test]
    fn pictures_have_their_first_row_at_the_bottom_and_need_not_be_square() {
        let (quiet, theme, measurements) = (Quiet::default(), Theme::dark(), Measurements::new(Arc::new(|| {})));
        let view = quiet.view(&theme, &measurements);
        let picture = |values, columns| GridPicture::new(values, columns, 0, &view, |high| high.to_string());
        let filled = picture(&[0.0, 3.0, f32::NAN, 3.0, 0.0, 1.0], 3);
        let (image, lut) = (filled.image(), filled.lut);
        assert_eq!((image.size, image.pixels[0], image.pixels[3]), ([3, 2], lut[255], lut[0]));
        assert_eq!(image.pixels[5], theme.unvisited, "no value");
        assert_eq!(filled.ends, ["3", "0"]);
        let empty = picture(&[], 0);
        assert_eq!((empty.image().size, empty.ends), ([1, 1], ["1", "0"].map(str::to_owned)), "nothing to show");
    }

    #[test]
    fn an_axis_is_never_empty() {
        let line = |y: f64| Line::solid("", Color32::GRAY, vec![[0.0, y]]);
        assert!((top_of(&[line(2.0), line(f64::NAN)]) - 2.12).abs() < 1e-12);
        assert!((top_of(&[line(0.0)]) - 1.0).abs() < 1e-12 && (top_of(&[]) - 1.0).abs() < 1e-12);
    }
}
