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
        for (value, label) in self.x.ticks(tick_count(rect.width(), font.size * (0.6 * widest + 2.0))) {
            let x = self.at([value, self.y.min]).x;
            if grid {
                painter.line_segment([pos2(x, rect.top()), pos2(x, rect.bottom())], faint);
            }
            painter.line_segment([pos2(x, rect.bottom()), pos2(x, rect.bottom() + 4.0)], line);
            let galley = painter.layout_no_wrap(label, font.clone(), text);
            let place = Align2::CENTER_TOP.anchor_size(pos2(x, rect.bottom() + 5.0), galley.size());
            painter.galley(moved_into(place, ui.clip_rect()).min, galley, text);
        }
        for (value, label) in self.y.ticks(tick_count(rect.height(), font.size * 2.4)) {
            let y = self.at([self.x.min, value]).y;
            if grid {
                painter.line_segment([pos2(rect.left(), y), pos2(rect.right(), y)], faint);
            }
            painter.line_segment([pos2(rect.left() - 4.0, y), pos2(rect.left(), y)], line);
            painter.text(pos2(rect.left() - 6.0, y), Align2::RIGHT_CENTER, label, font.clone(), text);
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
