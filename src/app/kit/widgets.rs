//! Small pieces that several parts of the window share.

use super::theme::Theme;
use crate::numerics::{self, count};
use crate::stream::{RunState, Status};
use eframe::egui::{self, Color32, Response, RichText, Ui};
use std::fmt::Write as _;
use std::time::Duration;

/// A coloured word on coloured ground.
pub(crate) fn badge_ui(ui: &mut Ui, text: &str, colour: Color32) -> Response {
    egui::Frame::new()
        .fill(Theme::tint(colour))
        .stroke(egui::Stroke::new(1.0, colour))
        .corner_radius(4)
        .inner_margin(egui::Margin::symmetric(8, 2))
        .show(ui, |ui| ui.label(RichText::new(text).color(colour).strong()))
        .inner
}

/// Makes a window a dialog: what lies behind it is dimmed and answers neither clicks nor with tooltips.
pub(crate) fn in_front_of_all<T>(ctx: &egui::Context, window: Option<&egui::InnerResponse<T>>, theme: &Theme) {
    if let Some(window) = window {
        ctx.memory_mut(|memory| memory.set_modal_layer(window.response.layer_id));
        let behind = ctx.layer_painter(egui::LayerId::background());
        behind.rect_filled(ctx.content_rect(), 0.0, theme.behind_dialog);
    }
}

/// A quiet name and a number whose digits do not jump.
pub(crate) fn reading_ui(ui: &mut Ui, name: &str, value: &str, theme: &Theme) -> Response {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let value = RichText::new(value).monospace();
        if name.is_empty() {
            return ui.label(value);
        }
        let name = RichText::new(name).color(theme.weak_text);
        if ui.layout().prefer_right_to_left() {
            let response = ui.label(value);
            ui.label(name) | response
        } else {
            ui.label(name) | ui.label(value)
        }
    })
    .inner
}

/// How far something is: a flat strip that fills, which nobody takes for something to drag.
pub(crate) fn progress_ui(ui: &mut Ui, share: f64, width: f32, name: &str, theme: &Theme) -> Response {
    let share = share.clamp(0.0, 1.0) as f32;
    let (rect, response) = ui.allocate_exact_size(egui::vec2(width, 8.0), egui::Sense::hover());
    let painter = ui.painter();
    painter.rect_stroke(rect, 0.0, egui::Stroke::new(1.0, theme.weak_text), egui::StrokeKind::Inside);
    let inner = rect.shrink(1.0);
    let filled = egui::Rect::from_min_size(inner.min, egui::vec2(share * inner.width(), inner.height()));
    painter.rect_filled(filled, 0.0, theme.accent);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ProgressIndicator, true, name));
    response
}

/// How fast a run trains, in words; one that waits has no speed.
#[must_use]
pub(crate) fn speed(status: &Status) -> String {
    match status.state {
        RunState::Running => format!("{:.1} steps/s", status.steps_per_second),
        RunState::Paused => "paused".to_owned(),
        RunState::Starting | RunState::Failed | RunState::Stopped => "–".to_owned(),
    }
}

/// A whole number with thin groups of three digits.
#[must_use]
pub(crate) fn grouped(number: u64) -> String {
    numerics::grouped(number, " ")
}

/// A time as `m:ss` or `h:mm:ss`.
#[must_use]
pub(crate) fn clock(seconds: f64) -> String {
    let whole = if seconds.is_finite() { seconds.max(0.0) as u64 } else { 0 };
    let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
    let mut text = String::new();
    if hours > 0 {
        let _ = write!(text, "{hours}:{minutes:02}:{seconds:02}"); // writing to a String cannot fail
    } else {
        let _ = write!(text, "{minutes}:{seconds:02}");
    }
    text
}

/// How long ago, in words.
#[must_use]
pub(crate) fn ago(age: Duration) -> String {
    let seconds = age.as_secs();
    let (number, unit) = match seconds {
        0..60 => return "just now".to_owned(),
        60..3600 => (seconds / 60, "minute"),
        3600..86_400 => (seconds / 3600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{} ago", count(number as usize, unit))
}

/// A number in few characters: plain where that is readable, with an exponent elsewhere.
#[must_use]
pub(crate) fn short(value: f64) -> String {
    let magnitude = value.abs();
    if value == 0.0 {
        "0".to_owned()
    } else if !value.is_finite() {
        "–".to_owned()
    } else if (0.001..10_000.0).contains(&magnitude) {
        let digits = (3 - magnitude.log10().floor() as i32 - 1).clamp(0, 5) as usize;
        let text = format!("{value:.digits$}");
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
    } else {
        let text = format!("{value:.2e}");
        // 1.00e-5 says no more than 1e-5.
        text.replace(".00e", "e").replace("0e", "e")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_right() {
        for (value, text) in [
            (0.0, "0"),
            (1.0, "1"),
            (0.05, "0.05"),
            (0.123_46, "0.123"),
            (12.0, "12"),
            (1234.5, "1234"),
            (2e-5, "2e-5"),
            (1.25e-4, "1.25e-4"),
            (1.2e-4, "1.2e-4"),
            (1e-8, "1e-8"),
            (0.001, "0.001"),
            (-0.5, "-0.5"),
        ] {
            assert_eq!(short(value), text, "{value:e}");
        }
        assert_eq!(short(f64::NAN), "–", "no number");
    }

    #[test]
    fn only_a_run_that_trains_has_a_speed() {
        let status = |state| Status { state, steps_per_second: 11.82, ..Status::default() };
        assert_eq!(speed(&status(RunState::Running)), "11.8 steps/s");
        assert_eq!(speed(&status(RunState::Paused)), "paused");
        assert_eq!(speed(&status(RunState::Failed)), "–");
    }

    #[test]
    fn ages_in_words() {
        for (seconds, words) in [
            (0, "just now"),
            (59, "just now"),
            (60, "1 minute ago"),
            (725, "12 minutes ago"),
            (7199, "1 hour ago"),
            (86_400, "1 day ago"),
            (9_000_000, "104 days ago"),
        ] {
            assert_eq!(ago(Duration::from_secs(seconds)), words);
        }
    }

    #[test]
    fn times_and_counts() {
        assert_eq!(clock(0.4), "0:00");
        assert_eq!(clock(83.9), "1:23");
        assert_eq!(clock(3725.0), "1:02:05");
        assert_eq!(clock(f64::INFINITY), "0:00", "no panic");
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(12_000), "12 000");
        assert_eq!(grouped(1_234_567), "1 234 567");
    }
}
