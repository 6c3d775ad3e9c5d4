//! Axes drawn by hand: round tick values, labels that never clip, equal aspect where it matters.

use eframe::egui::{Align2, FontId, Painter, Pos2, Rect, Stroke, TextStyle, Ui, pos2, vec2};

/// One axis: its range, whether it is logarithmic, and its name with the unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    pub min: f64,
    pub max: f64,
    pub log: bool,
    /// Without numbers: what matters is beside it.
    pub bare: bool,
    pub label: String,
}

impl Axis {
    /// A linear axis.
    #[must_use]
    pub fn linear(min: f64, max: f64, label: impl Into<String>) -> Self {
        Self { min, max, log: false, bare: false, label: label.into() }
    }

    /// A logarithmic axis; both ends must be positive.
    #[must_use]
    pub fn log(min: f64, max: f64, label: impl Into<String>) -> Self {
        Self { min, max, log: true, bare: false, label: label.into() }
    }

    /// A linear axis without numbers.
    #[must_use]
    pub fn bare(min: f64, max: f64) -> Self {
        Self { bare: true, ..Self::linear(min, max, "") }
    }

    /// Where a value lies, 0 at `min` and 1 at `max`.
    #[must_use]
    pub fn fraction(&self, value: f64) -> f64 {
        if self.log {
            (value.max(f64::MIN_POSITIVE).ln() - self.min.ln()) / (self.max.ln() - self.min.ln())
        } else {
            (value - self.min) / (self.max - self.min)
        }
    }

    /// Tick values with their texts.
    #[must_use]
    pub fn ticks(&self, count: usize) -> Vec<(f64, String)> {
        if self.bare {
            return Vec::new();
        }
        let values =
            if self.log { log_ticks(self.min, self.max, count) } else { linear_ticks(self.min, self.max, count) };
        let step = values.windows(2).map(|w| w[1] - w[0]).fold(f64::INFINITY, f64::min);
        let label = |v: f64| if self.log { log_tick_label(v) } else { tick_label(v, step) };
        values.into_iter().map(|v| (v, label(v))).collect()
    }
}

/// Round values (1, 2 or 5 times a power of ten apart) inside a range: as many as possible, but at most `count + 1`
/// unless that would leave fewer than two.
#[must_use]
pub fn linear_ticks(min: f64, max: f64, count: usize) -> Vec<f64> {
    let span = max - min;
    if !(span.is_finite() && span > 0.0) || count == 0 {
        return Vec::new();
    }
    let power = 10f64.powf((span / (count as f64 + 1.0)).log10().floor());
    let ends = |step: f64| ((min / step - 1e-9).ceil() as i64, (max / step + 1e-9).floor() as i64);
    let fits = |step: &f64| ends(*step).1.abs_diff(ends(*step).0) <= count as u64;
    let steps = [1.0, 2.0, 5.0, 10.0, 20.0].map(|m| m * power);
    let mut chosen = steps.iter().position(fits).unwrap_or(steps.len() - 1);
    while chosen > 0 && ends(steps[chosen]).1 - ends(steps[chosen]).0 < 1 {
        chosen -= 1;
    }
    let step = steps[chosen];
    let (first, last) = ends(step);
    (first..=last).map(|i| i as f64 * step).collect()
}

/// Round values for a logarithmic axis: whole decades where there are many, 1-2-5 between them where there is room.
#[must_use]
pub fn log_ticks(min: f64, max: f64, count: usize) -> Vec<f64> {
    if !(min > 0.0 && max > min && max.is_finite()) || count == 0 {
        return Vec::new();
    }
    if max / min < 6.0 {
        return linear_ticks(min, max, count);
    }
    let (first, last) = (min.log10().floor() as i32, max.log10().ceil() as i32);
    let decades = max.log10() - min.log10();
    let factors: &[f64] = if decades * 3.0 <= count as f64 * 1.5 { &[1.0, 2.0, 5.0] } else { &[1.0] };
    let every = ((decades / count as f64).ceil() as i32).max(1);
    (first..=last)
        .filter(|power| power.rem_euclid(every) == 0)
        .flat_map(|power| factors.iter().map(move |factor| factor * 10f64.powi(power)))
        .filter(|value| *value >= min * 0.999 && *value <= max * 1.001)
        .collect()
}

/// A tick's text: as many decimals as its step needs, powers of ten where plain digits would be long.
#[must_use]
pub fn tick_label(value: f64, step: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let size = value.abs();
    if !(1e-3..1e6).contains(&size) {
        let exponent = size.log10().floor() as i32;
        let mantissa = value / 10f64.powi(exponent);
        let near_one = (mantissa.abs() - mantissa.abs().round()).abs() < 0.05;
        return if near_one { format!("{mantissa:.0}e{exponent}") } else { format!("{mantissa:.1}e{exponent}") };
    }
    let step = if step.is_finite() && step > 0.0 { step } else { size };
    if size >= 10_000.0 && step >= 100.0 {
        let decimals = usize::from(step < 1000.0);
        return format!("{:.decimals$}k", value / 1000.0);
    }
    let decimals = (-(step.log10() + 1e-6).floor()).clamp(0.0, 6.0) as usize;
    format!("{value:.decimals$}")
}

/// The text of a tick on a logarithmic axis: three significant digits at most, none that says nothing.
#[must_use]
pub fn log_tick_label(value: f64) -> String {
    let size = value.abs();
    if !(1e-3..1e4).contains(&size) {
        return tick_label(value, size);
    }
    let decimals = (2 - (size.log10() + 1e-6).floor() as i32).clamp(0, 6) as usize;
    let text = format!("{value:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// The font of tick labels: the body font, a little smaller.
#[must_use]
pub fn tick_font(ui: &Ui) -> FontId {
    let body = TextStyle::Body.resolve(ui.style());
    FontId::new((body.size * 0.88).max(11.5), body.family)
}

/// A drawn pair of axes: maps data to the screen.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Where data are drawn.
    pub rect: Rect,
    pub x: Axis,
    pub y: Axis,
}

impl Frame {
    /// The largest frame inside `outer` that leaves room for ticks and labels. `equal` keeps one metre the same length
    /// along both axes (both linear); what is left over is shared between the sides.
    #[must_use]
    pub fn layout(ui: &Ui, outer: Rect, x: Axis, y: Axis, equal: bool) -> Self {
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
    pub fn at(&self, point: [f64; 2]) -> Pos2 {
        pos2(
            self.rect.left() + self.x.fraction(point[0]) as f32 * self.rect.width(),
            self.rect.bottom() - self.y.fraction(point[1]) as f32 * self.rect.height(),
        )
    }

    /// Points per unit of a linear x axis.
    #[must_use]
    pub fn points_per_unit(&self) -> f32 {
        self.rect.width() / (self.x.max - self.x.min) as f32
    }

    /// Draws ticks, labels and border; `grid` adds faint lines across. Returns a painter clipped to the data.
    pub fn paint(&self, ui: &Ui, grid: bool) -> Painter {
        let painter = ui.painter();
        let visuals = ui.visuals();
        let text = visuals.text_color();
        let line = Stroke::new(1.0, visuals.weak_text_color());
        let faint = Stroke::new(1.0, visuals.weak_text_color().gamma_multiply(0.25));
        let font = tick_font(ui);
        let rect = self.rect;

        let widest = self.x.ticks(4).iter().map(|(_, t)| t.chars().count()).max().unwrap_or(1) as f32;
        for (value, label) in self.x.ticks(tick_count(rect.width(), font.size * (0.6 * widest + 2.0))) {
            let x = self.at([value, self.y.min]).x;
            if grid {
                painter.line_segment([pos2(x, rect.top()), pos2(x, rect.bottom())], faint);
            }
            painter.line_segment([pos2(x, rect.bottom()), pos2(x, rect.bottom() + 4.0)], line);
            painter.text(pos2(x, rect.bottom() + 5.0), Align2::CENTER_TOP, label, font.clone(), text);
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
            painter.text(at, Align2::CENTER_TOP, &self.x.label, font.clone(), text);
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
            let galley = painter.layout_no_wrap(self.y.label.clone(), font, text);
            let at = pos2(x - galley.size().y, rect.center().y + galley.size().x / 2.0);
            painter
                .add(eframe::egui::epaint::TextShape::new(at, galley, text).with_angle(-std::f32::consts::FRAC_PI_2));
        }
        painter.with_clip_rect(rect.expand(1.0).intersect(ui.clip_rect()))
    }
}

fn tick_count(length: f32, each: f32) -> usize {
    ((length / each) as usize).clamp(2, 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn linear_ticks_are_inside_and_few(min in -1e4f64..1e4, span in 1e-4f64..1e4, count in 1usize..12) {
            let ticks = linear_ticks(min, min + span, count);
            prop_assert!(ticks.len() <= (count + 1).max(6));
            prop_assert!(ticks.iter().all(|t| *t >= min - 1e-6 * span && *t <= min + span * (1.0 + 1e-6)));
        }

        #[test]
        fn log_ticks_are_inside_and_ordered(low in -8f64..4.0, decades in 0.01f64..10.0, count in 1usize..12) {
            let (min, max) = (10f64.powf(low), 10f64.powf(low + decades));
            let ticks = log_ticks(min, max, count);
            prop_assert!(ticks.windows(2).all(|w| w[0] < w[1]));
            prop_assert!(ticks.iter().all(|t| *t >= min * 0.99 && *t <= max * 1.01));
        }
    }

    #[test]
    fn ticks_are_round() {
        assert_eq!(linear_ticks(-1.2, 1.2, 5), [-1.0, -0.5, 0.0, 0.5, 1.0]);
        assert_eq!(linear_ticks(-2.1, 2.1, 2), [-2.0, 0.0, 2.0]);
        assert_eq!(linear_ticks(-4.1, 4.1, 3), [-4.0, -2.0, 0.0, 2.0, 4.0], "one tick alone says nothing");
        assert_eq!(log_ticks(0.009, 1.1, 3), [0.01, 0.1, 1.0]);
        assert_eq!(log_ticks(0.3, 3.0, 6), [0.5, 1.0, 2.0]);
    }

    #[test]
    fn nothing_breaks_on_bad_ranges() {
        for (min, max) in [(0.0, 0.0), (1.0, -1.0), (f64::NAN, 1.0), (0.0, f64::INFINITY)] {
            assert!(linear_ticks(min, max, 5).is_empty());
            assert!(log_ticks(min, max, 5).is_empty());
        }
    }

    #[test]
    fn labels_are_short_and_exact() {
        let label = |v, s| tick_label(v, s);
        assert_eq!(label(0.0, 0.5), "0");
        assert_eq!(label(-0.5, 0.5), "-0.5");
        assert_eq!(label(1.0, 0.5), "1.0");
        assert_eq!(label(1.4, 0.1 - 1e-17), "1.4");
        assert_eq!(label(1.4, 0.099_999_999_9), "1.4");
        assert_eq!(label(3000.0, 1000.0), "3000");
        assert_eq!(label(12_000.0, 2000.0), "12k");
        assert_eq!(label(1e-5, 9e-5), "1e-5");
        assert_eq!(log_tick_label(0.01), "0.01");
        assert_eq!(log_tick_label(0.345), "0.345");
        assert_eq!(log_tick_label(1.2), "1.2");
        assert_eq!(log_tick_label(500.0), "500");
        assert_eq!(log_tick_label(1e-5), "1e-5");
    }

    #[test]
    fn log_axis_puts_the_geometric_mean_in_the_middle() {
        let axis = Axis::log(0.25, 4.0, "");
        assert!((axis.fraction(1.0) - 0.5).abs() < 1e-12);
        assert!((axis.fraction(0.25)).abs() < 1e-12);
    }
}
