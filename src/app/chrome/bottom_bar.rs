//! The status bar: where the run is, how fast, and what it costs.

use crate::app::frames::FrameCost;
use crate::app::kit::theme::Theme;
use crate::app::kit::widgets::{clock, grouped, progress_ui, reading_ui, short, speed};
use crate::app::view::View;
use crate::stream::{RunState, Status};
use eframe::egui::{self, TextStyle, Ui};

/// Room between readings, and between the name of one and its value, points.
const GAP: f32 = 14.0;
const NAME_GAP: f32 = 6.0;
/// Width of the strip that fills with the schedule, points.
const STRIP: f32 = 90.0;

/// One reading of the bar.
#[derive(Clone, Debug, PartialEq)]
struct Reading {
    name: &'static str,
    value: String,
    about: String,
    /// The share of a strip that is filled, for what is on its way to an end.
    share: Option<f64>,
    place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Left,
    Right,
}

/// Draws the status bar: as many readings as have room, the first ones first.
pub(crate) fn bottom_bar_ui(ui: &mut Ui, view: &View<'_>) {
    let readings = readings(view);
    let widths: Vec<f32> = readings.iter().map(|reading| reading.width(ui, view.theme)).collect();
    let shown = &readings[..fitting(&widths, ui.available_width())];
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        for reading in shown.iter().filter(|reading| reading.place == Place::Left) {
            reading.ui(ui, view.theme);
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            for reading in shown.iter().rev().filter(|reading| reading.place == Place::Right) {
                reading.ui(ui, view.theme);
            }
        });
    });
}

/// How many of these, from the first on, have room beside each other.
fn fitting(widths: &[f32], available: f32) -> usize {
    let mut left = available + GAP;
    widths
        .iter()
        .take_while(|width| {
            left -= *width + GAP;
            left >= 0.0
        })
        .count()
}

/// All readings, in the order of their use.
fn readings(view: &View<'_>) -> Vec<Reading> {
    let status = view.status;
    let total = status.step + status.steps_left;
    let done = status.step as f64 / total.max(1) as f64;
    let schedule = match status.steps_left {
        0 => "The rate schedule is over".to_owned(),
        _ => format!("{:.0} % of the rate schedule, which ends with step {}", 100.0 * done, grouped(total)),
    };
    let held = if status.rate_held { " held" } else { "" };
    let frame_ms = view.performance.frames.last().map_or(0.0, FrameCost::own_ms);
    let left = |name, value: String, about: &str| Reading {
        name,
        value,
        about: about.to_owned(),
        share: None,
        place: Place::Left,
    };
    let right = |name, value, about| Reading { place: Place::Right, ..left(name, value, about) };
    vec![
        left("step", format!("{:>7}", grouped(status.step)), "Training steps done"),
        Reading { share: Some(done), ..left("schedule", format!("{:>3.0} %", 100.0 * done), &schedule) },
        left("", format!("{:>12}", speed(status)), "Speed of training, over the last seconds"),
        left("to go", to_go(status), "Until the end of the rate schedule; training goes on after it"),
        left("rate", format!("{}{held}", short(status.learning_rate)), "Learning rate of the last step"),
        left("elapsed", clock(status.elapsed_s), "Time spent training, pauses left out"),
        right(
            "pictures",
            format!("{:>4.1} %", 100.0 * status.picture_share),
            "Share of the training thread's time spent on pictures",
        ),
        right(
            "frame",
            format!("{frame_ms:>4.1} ms"),
            "The window's own work for the last frame; the panel Performance tells more",
        ),
    ]
}

impl Reading {
    fn width(&self, ui: &Ui, theme: &Theme) -> f32 {
        let width = |text: &str, style: TextStyle| {
            ui.painter().layout_no_wrap(text.to_owned(), style.resolve(ui.style()), theme.text).size().x
        };
        let name = if self.name.is_empty() { 0.0 } else { width(self.name, TextStyle::Body) + NAME_GAP };
        let strip = if self.share.is_some() { STRIP + NAME_GAP } else { 0.0 };
        name + strip + width(&self.value, TextStyle::Monospace)
    }

    fn ui(&self, ui: &mut Ui, theme: &Theme) {
        let response = match self.share {
            Some(share) => {
                ui.scope(|ui| {
                    ui.spacing_mut().item_spacing.x = NAME_GAP;
                    let name = ui.label(egui::RichText::new(self.name).color(theme.weak_text));
                    let strip = progress_ui(ui, share, STRIP, "rate schedule", theme);
                    name | strip | reading_ui(ui, "", &self.value, theme)
                })
                .inner
            }
            None => reading_ui(ui, self.name, &self.value, theme),
        };
        response.on_hover_text(&self.about);
    }
}

/// The time to the end of the schedule in words; nobody knows it of a run that waits.
fn to_go(status: &Status) -> String {
    if status.steps_left == 0 {
        "schedule done".to_owned()
    } else if status.state == RunState::Running && status.steps_per_second > 0.0 {
        clock(status.steps_left as f64 / status.steps_per_second)
    } else {
        "–".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_the_schedule_in_words() {
        let status =
            |state, steps_left, steps_per_second| Status { state, steps_per_second, steps_left, ..Status::default() };
        assert_eq!(to_go(&status(RunState::Running, 0, 50.0)), "schedule done", "after it");
        assert_eq!(to_go(&status(RunState::Running, 600, 50.0)), "0:12", "running");
        assert_eq!(to_go(&status(RunState::Running, 600, 0.0)), "–", "nobody knows");
        assert_eq!(to_go(&status(RunState::Paused, 600, 50.0)), "–", "it does not go");
    }

    #[test]
    fn what_has_no_room_is_left_out_from_the_end() {
        assert_eq!(fitting(&[100.0, 50.0, 60.0], 238.0), 3, "to the point");
        assert_eq!(fitting(&[100.0, 50.0, 60.0], 237.0), 2);
        assert_eq!(fitting(&[100.0, 50.0, 10.0], 120.0), 1, "a later one does not jump forward");
        assert_eq!(fitting(&[100.0], 50.0), 0);
        assert_eq!(fitting(&[], 50.0), 0);
    }
}
