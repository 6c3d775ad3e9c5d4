//! The status bar: where the run is, how fast, and what it costs.

use crate::app::frames::FrameCost;
use crate::app::kit::widgets::{clock, grouped, reading_ui, short};
use crate::app::view::View;
use eframe::egui::{self, ProgressBar, Ui};

/// Draws the status bar.
pub(crate) fn bottom_bar_ui(ui: &mut Ui, view: &View<'_>) {
    let (status, theme) = (view.status, view.theme);
    let total = view.preset.params.training_steps as u64;
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = 14.0;
        reading_ui(ui, "step", &format!("{:>7}", grouped(status.step)), theme);
        let done = 1.0 - (status.steps_left as f64 / total.max(1) as f64).clamp(0.0, 1.0);
        let bar = ui.add(ProgressBar::new(done as f32).desired_width(130.0).desired_height(14.0).fill(theme.accent));
        bar.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ProgressIndicator, true, "rate schedule"));
        bar.on_hover_text(format!("{:.0} % of the rate schedule of {} steps", 100.0 * done, grouped(total)));
        reading_ui(ui, "", &format!("{:>6.1} steps/s", status.steps_per_second), theme);
        reading_ui(ui, "elapsed", &clock(status.elapsed_s), theme)
            .on_hover_text("Time spent training, pauses left out");
        let to_go = to_go(status.steps_left, status.steps_per_second);
        reading_ui(ui, "to go", &to_go, theme)
            .on_hover_text("Until the end of the rate schedule; training goes on after it");
        let held = if status.rate_held { " held" } else { "" };
        reading_ui(ui, "rate", &format!("{}{held}", short(status.learning_rate)), theme)
            .on_hover_text("Learning rate of the last step");
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let frame_ms = view.performance.frames.last().map_or(0.0, FrameCost::own_ms);
            reading_ui(ui, "frame", &format!("{frame_ms:>4.1} ms"), theme)
                .on_hover_text("The window's own work for the last frame; the panel Performance tells more");
            reading_ui(ui, "pictures", &format!("{:>4.1} %", 100.0 * status.picture_share), theme)
                .on_hover_text("Share of the training thread's time spent on pictures");
        });
    });
}

/// The time to the end of the schedule in words.
fn to_go(steps_left: u64, steps_per_second: f64) -> String {
    if steps_left == 0 {
        "floor rate".to_owned()
    } else if steps_per_second > 0.0 {
        clock(steps_left as f64 / steps_per_second)
    } else {
        "–".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_the_schedule_in_words() {
        assert_eq!(to_go(0, 50.0), "floor rate", "after the schedule");
        assert_eq!(to_go(600, 50.0), "0:12", "running");
        assert_eq!(to_go(600, 0.0), "–", "nobody knows");
    }
}
