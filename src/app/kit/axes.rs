//! Axes drawn by hand: labels that never clip, equal aspect where it matters.

pub(crate) use crate::draw::Axis;

use super::theme::line_width;
use eframe::egui::epaint::text::{LayoutJob, TextWrapping};
use eframe::egui::{Align2, Color32, FontId, Galley, Painter, Pos2, Rect, Stroke, TextStyle, Ui, pos2, vec2};
use std::sync::Arc;

/// The font of tick labels: the body font, a little smaller.
#[must_use]
pub(crate) fn tick_font(ui: &Ui) -> FontId {
    let body = TextStyle::Body.resolve(ui.style());
    FontId::new((body.size * 0.88).max(11.5), body.family)
}

/// A drawn pair of axes: maps data to the screen.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    /// Where data are drawn.
    pub rect: Rect,
    pub x: Axis,
    pub y: Axis,
}

impl Frame {
    /// The largest frame inside `outer` that leaves room for ticks and labels. `equal` keeps one metre the same length
    /// along both axes (both linear); what is left over is shared between the sides.
    #[must_use]
    pub(crate) fn layout(ui: &Ui, outer: Rect, x: Axis, y: Axis, equal: bool) -> Self {
        let font = tick_font(ui);
        let line = font.size * 1.35;
        let widest = y
            .ticks(tick_count(outer.height(), line * 2.0))
            .iter()
            .map(|(_, text)| text.chars().count())
            .max()
            .unwrap_or(1) as f32;
        let left = if y.label.is_empty() { 4.0 } else { line + 2.0 } + widest * font.size * 0.58 + 6.0;
        let bottom = line + 5.0 + if x.label.is_empty() { 0.0 } else { line };
        let mut rect = Rect::from_min_max(
            pos2(outer.left() + left, outer.top() + font.size * 0.6),
            pos2(outer.right() - font.size * 0.9, outer.bottom() - bottom),
        );
        if rect.width() < 8.0 || rect.height() < 8.0 {
            rect = outer.shrink(2.0);
        }
        if equal {
            let scale = (rect.width() / (x.max - x.min) as f32).min(rect.height() / (y.max - y.min) as f32);
            let size = vec2((x.max - x.min) as f32, (y.max - y.min) as f32) * scale;
            rect = Rect::from_min_size(pos2(rect.left() + (rect.width() - size.x) / 2.0, rect.top()), size);
        }
        Self { rect, x, y }
    }

    /// Screen position of a data point.
    #[must_use]
    pub(crate) fn at(&self, point: [f64; 2]) -> Pos2 {
        pos2(
            self.rect.left() + self.x.fraction(point[0]) as f32 * self.rect.width(),
            self.rect.bottom() - self.y.fraction(point[1]) as f32 * self.rect.height(),
        )
    }

    /// Points per unit of a linear x axis.
    #[must_use]
    pub(crate) fn points_per_unit(&self) -> f32 {
        self.rect.width() / (self.x.max - self.x.min) as f32
    }

    /// Draws ticks, labels and border; `grid` adds faint lines across. Returns a painter clipped to the data.
    pub(crate) fn paint(&self, ui: &Ui, grid: bool) -> Painter {
        let painter = ui.painter();
        let visuals = ui.visuals();
        let text = visuals.text_color();
        let wide = line_width(visuals);
        let line = Stroke::new(wide, visuals.weak_text_color());
        let faint = Stroke::new(wide, visuals.weak_text_color().gamma_multiply(0.25));
        let font = tick_font(ui);
        let rect = self.rect;

        let widest = self.x.ticks(4).iter().map(|(_, t)| t.chars().count()).max().unwrap_or(1) as f32;
        let name_below = |(value, label)| {
            let galley = painter.layout_no_wrap(label, font.clone(), text);
            let at = pos2(self.at([value, self.y.min]).x, rect.bottom() + 5.0);
            (value, moved_into(Align2::CENTER_TOP.anchor_size(at, galley.size()), ui.clip_rect()), galley)
        };
        let ticks = self.x.ticks(tick_count(rect.width(), font.size * (0.6 * widest + 2.0)));
        let below: Vec<(f64, Rect, Arc<Galley>)> = ticks.into_iter().map(name_below).collect();
        let spans: Vec<[f32; 2]> = below.iter().map(|(_, place, _)| [place.left(), place.right()]).collect();
        for tick in with_room(&spans, zero_of(below.iter().map(|tick| tick.0)), TICK_GAP * font.size) {
            let (value, place, galley) = &below[tick];
            let x = self.at([*value, self.y.min]).x;
            if grid {
                painter.line_segment([pos2(x, rect.top()), pos2(x, rect.bottom())], faint);
            }
            painter.line_segment([pos2(x, rect.bottom()), pos2(x, rect.bottom() + 4.0)], line);
            painter.galley(place.min, galley.clone(), text);
        }
        let ticks = self.y.ticks(tick_count(rect.height(), font.size * 2.4));
        let height = |(value, _): &(f64, String)| self.at([self.x.min, *value]).y;
        // From below, in the order of the values.
        let spans: Vec<[f32; 2]> =
            ticks.iter().map(|tick| [-0.5, 0.5].map(|half| half * font.size - height(tick))).collect();
        for tick in with_room(&spans, zero_of(ticks.iter().map(|tick| tick.0)), TICK_GAP * font.size) {
            let y = height(&ticks[tick]);
            if grid {
                painter.line_segment([pos2(rect.left(), y), pos2(rect.right(), y)], faint);
            }
            painter.line_segment([pos2(rect.left() - 4.0, y), pos2(rect.left(), y)], line);
            painter.text(pos2(rect.left() - 6.0, y), Align2::RIGHT_CENTER, &ticks[tick].1, font.clone(), text);
        }
        painter.rect_stroke(rect, 0.0, line, eframe::egui::StrokeKind::Outside);
        if !self.x.label.is_empty() {
            let at = pos2(rect.center().x, rect.bottom() + 5.0 + font.size * 1.3);
            let galley = fitting(painter, &self.x.label, &font, text, ui.clip_rect().width());
            let place = Align2::CENTER_TOP.anchor_size(at, galley.size());
            painter.galley(moved_into(place, ui.clip_rect()).min, galley, text);
        }
        if !self.y.label.is_empty() {
            let widest = self
                .y
                .ticks(tick_count(rect.height(), font.size * 2.4))
                .iter()
                .map(|(_, t)| t.chars().count())
                .max()
                .unwrap_or(1) as f32;
            let x = rect.left() - 8.0 - widest * font.size * 0.58;
            let galley = fitting(painter, &self.y.label, &font, text, rect.height() + 2.0 * font.size);
            let at = pos2(x - galley.size().y, rect.center().y + galley.size().x / 2.0);
            painter
                .add(eframe::egui::epaint::TextShape::new(at, galley, text).with_angle(-std::f32::consts::FRAC_PI_2));
        }
        painter.with_clip_rect(rect.expand(1.0).intersect(ui.clip_rect()))
    }
}

/// A text on one line no longer than `room`: in smaller letters where it is too long, and cut short as a last resort.
#[must_use]
pub(crate) fn fitting(painter: &Painter, text: &str, font: &FontId, colour: Color32, room: f32) -> Arc<Galley> {
    const SMALLEST: f32 = 10.0;
    let galley = painter.layout_no_wrap(text.to_owned(), font.clone(), colour);
    if galley.size().x <= room {
        return galley;
    }
    let size = (font.size * room / galley.size().x * 0.98).max(SMALLEST.min(font.size));
    let mut job = LayoutJob::simple_singleline(text.to_owned(), FontId::new(size, font.family.clone()), colour);
    job.wrap = TextWrapping::truncate_at_width(room.max(1.0));
    painter.layout_job(job)
}

/// A place moved sideways until it lies inside, or begins where that does if it is wider.
#[must_use]
pub(crate) fn moved_into(place: Rect, inside: Rect) -> Rect {
    let left = place.left().min(inside.right() - place.width()).max(inside.left());
    place.translate(vec2(left - place.left(), 0.0))
}

fn tick_count(length: f32, each: f32) -> usize {
    ((length / each) as usize).clamp(2, 10)
}

/// Least room between the texts of two ticks, as a share of the size of their font.
const TICK_GAP: f32 = 0.35;

/// Which tick is at zero; the first where none is.
fn zero_of(mut values: impl Iterator<Item = f64>) -> usize {
    values.position(|value| value == 0.0).unwrap_or(0)
}

/// The texts, from start to end, that leave a gap between them: all, or every second, third … from `zero` on; else both ends, or
/// one.
fn with_room(spans: &[[f32; 2]], zero: usize, gap: f32) -> Vec<usize> {
    let are_apart = |chosen: &Vec<usize>| chosen.windows(2).all(|pair| spans[pair[0]][1] + gap <= spans[pair[1]][0]);
    let every =
        |step: usize| (0..spans.len()).filter(|tick| tick.abs_diff(zero).is_multiple_of(step)).collect::<Vec<_>>();
    let ends = (spans.len() > 1).then(|| vec![0, spans.len() - 1]);
    let some = (1..spans.len()).map(every).filter(|chosen| chosen.len() > 1);
    some.chain(ends).find(are_apart).unwrap_or_else(|| (0..spans.len()).skip(zero).take(1).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::epaint::ClippedShape;
    use eframe::egui::{Context, RawInput, Shape};

    #[test]
    fn texts_of_ticks_keep_a_gap() {
        let texts = |distance: f32, count: u16| -> Vec<[f32; 2]> {
            (0..count).map(|i| f32::from(i) * distance).map(|at| [at - 10.0, at + 10.0]).collect()
        };
        assert_eq!(with_room(&texts(30.0, 5), 2, 5.0), [0, 1, 2, 3, 4], "all have room");
        assert_eq!(with_room(&texts(15.0, 5), 2, 5.0), [0, 2, 4], "every second, with zero");
        assert_eq!(with_room(&texts(15.0, 6), 1, 5.0), [1, 3, 5]);
        assert_eq!(with_room(&texts(7.0, 5), 2, 5.0), [0, 4], "both ends");
        assert_eq!(with_room(&texts(3.0, 5), 2, 5.0), [2], "one");
        assert_eq!(with_room(&texts(3.0, 1), 0, 5.0), [0]);
        assert_eq!(with_room(&[], 0, 5.0), [0; 0]);
        assert_eq!((zero_of([-0.4, 0.0, 0.4].into_iter()), zero_of([0.2, 0.4].into_iter())), (1, 0));
    }

    /// The texts of ticks of a map in a small panel, as they are drawn.
    #[test]
    fn a_narrow_map_names_fewer_places() {
        let drawn = |side: f32| {
            let context = Context::default();
            let output = context.run_ui(RawInput::default(), |ui| {
                let outer = Rect::from_min_size(pos2(20.0, 20.0), vec2(side, side));
                let axis = |name: &str| Axis::linear(-0.45, 0.45, name);
                Frame::layout(ui, outer, axis("x (m)"), axis("y (m)"), true).paint(ui, false);
            });
            let text = |clipped: &ClippedShape| match &clipped.shape {
                Shape::Text(text) if text.angle == 0.0 => {
                    Some((text.galley.text().to_owned(), text.visual_bounding_rect()))
                }
                _ => None,
            };
            output.shapes.iter().filter_map(text).collect::<Vec<_>>()
        };
        for side in [90.0, 120.0, 160.0, 240.0, 500.0] {
            let texts = drawn(side);
            for (i, (name, place)) in texts.iter().enumerate() {
                let other = texts[..i].iter().find(|(_, other)| other.shrink(1.0).intersects(place.shrink(1.0)));
                assert!(other.is_none(), "{side}: {name} at {place:?} over {other:?}");
            }
            assert!(texts.len() > 3, "{side}: {texts:?}");
        }
        assert!(drawn(90.0).len() < drawn(500.0).len());
    }
}
