//! What went wrong, across the top, with what can be done about it.

use crate::app::view::{Request, View};
use crate::preset::Value;
use crate::stream::{Command, RunState};
use eframe::egui::{self, Color32, RichText};

/// Something that stopped training and waits for an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// The training thread failed; the last thing it said.
    Failed { message: String },
    /// A loss or gradient was not finite in this step.
    NonFinite { step: u64, term: String },
}

/// Factor by which the banner offers to lower the learning rate.
const LOWER: f64 = 0.3;

/// Draws the banner, if there is something to say.
pub fn banner_ui(ui: &mut egui::Ui, notice: Option<&Notice>, view: &View<'_>) -> Vec<Request> {
    match notice {
        Some(Notice::Failed { message }) => failed_ui(ui, message, view),
        Some(Notice::NonFinite { step, term }) => non_finite_ui(ui, *step, term, view),
        None => Vec::new(),
    }
}

fn failed_ui(ui: &mut egui::Ui, message: &str, view: &View<'_>) -> Vec<Request> {
    let mut requests = Vec::new();
    strip_ui(ui, view.theme.error, |ui| {
        ui.label(RichText::new(format!("Training failed at step {}", view.status.step)).strong());
        ui.label(message);
        ui.label("The last pictures stay on screen");
        if ui.button("Restart").on_hover_text("Go on from the newest state that was kept").clicked() {
            requests.push(Request::Send(Command::Recover));
        }
        if ui.button("Copy details").clicked() {
            requests.push(Request::Copy(details(message, view)));
        }
    });
    requests
}

fn non_finite_ui(ui: &mut egui::Ui, step: u64, term: &str, view: &View<'_>) -> Vec<Request> {
    let mut requests = Vec::new();
    let lowered = view.preset.params.learning_rate * LOWER;
    strip_ui(ui, view.theme.warning, |ui| {
        ui.label(RichText::new(format!("{term} was not finite in step {step}")).strong());
        ui.label("That step changed nothing, and training is paused");
        let lower = ui.button(format!("Lower the learning rate ×{LOWER}"));
        if lower.on_hover_text(format!("Set it to {lowered:.3e} and go on")).clicked() {
            let name = "learning_rate".to_owned();
            requests.push(Request::Send(Command::Set { name, value: Value::Number(lowered) }));
            requests.push(Request::Send(Command::Run));
        }
        if ui.button("Reset").on_hover_text("Start again from step 0 with the same seed").clicked() {
            requests.push(Request::Send(Command::Reset { seed: None }));
        }
        if ui.button("Go on").on_hover_text("Train on with the next batch").clicked() {
            requests.push(Request::Send(Command::Run));
        }
    });
    requests
}

/// A strip across the window with a coloured edge and ground.
pub fn strip_ui(ui: &mut egui::Ui, colour: Color32, add_contents: impl FnOnce(&mut egui::Ui)) {
    egui::Frame::new()
        .fill(colour.gamma_multiply(0.18))
        .stroke(egui::Stroke::new(1.0, colour))
        .inner_margin(egui::Margin::symmetric(10, 6))
        .show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = 12.0;
                add_contents(ui);
            });
        });
}

/// What a report of the failure needs.
fn details(message: &str, view: &View<'_>) -> String {
    format!(
        "gridscope {}\npreset: {}\nseed: {}\ndevice: {}\nstep: {}\nmessage: {message}\n",
        env!("CARGO_PKG_VERSION"),
        view.preset.name,
        view.preset.params.seed,
        view.status.device,
        view.status.step,
    )
}

/// The notice after a change of what the thread is doing: training on or starting anew settles every complaint.
#[must_use]
pub fn after_state(notice: Option<Notice>, state: RunState, last_message: &str) -> Option<Notice> {
    match state {
        RunState::Failed => Some(Notice::Failed { message: last_message.to_owned() }),
        RunState::Running | RunState::Starting => None,
        RunState::Paused => notice.filter(|notice| matches!(notice, Notice::NonFinite { .. })),
        RunState::Stopped => notice,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_stays_until_the_run_goes_on() {
        let failed = after_state(None, RunState::Failed, "out of memory");
        assert_eq!(failed, Some(Notice::Failed { message: "out of memory".into() }));
        assert_eq!(after_state(failed.clone(), RunState::Stopped, ""), failed, "still there");
        assert_eq!(after_state(failed.clone(), RunState::Paused, ""), None, "recovered");
        assert_eq!(after_state(failed, RunState::Running, ""), None, "training again");
        let nan = Some(Notice::NonFinite { step: 7, term: "capacity".into() });
        assert_eq!(
            after_state(nan.clone(), RunState::Paused, ""),
            nan,
            "a bad step pauses: the notice must outlive that"
        );
    }
}
