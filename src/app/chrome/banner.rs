//! What went wrong, across the top, with what can be done about it.

use crate::app::ask::Ask;
use crate::app::kit::theme::Theme;
use crate::app::notice::{Notice, OwnedRun, Unsaved};
use crate::app::view::View;
use crate::preset::Value;
use crate::stream::Command;
use eframe::egui::{self, Color32, RichText};

/// Factor by which the banner offers to lower the learning rate.
const LOWER: f64 = 0.3;

/// Draws the banner, if there is something to say.
pub(crate) fn banner_ui(
    ui: &mut egui::Ui,
    notice: Option<&Notice>,
    unsaved: Option<&Unsaved>,
    owned: Option<&OwnedRun>,
    view: &View<'_>,
) -> Vec<Ask> {
    let mut asks = match notice {
        Some(Notice::Failed { message }) => failed_ui(ui, message, view),
        Some(Notice::NonFinite { step, term }) => non_finite_ui(ui, *step, term, view),
        None => Vec::new(),
    };
    asks.extend(unsaved.and_then(|unsaved| unsaved_ui(ui, unsaved, view)));
    if let Some(owned) = owned {
        owned_ui(ui, owned, view);
    }
    asks
}

/// Says who else writes into the run's folder.
fn owned_ui(ui: &mut egui::Ui, OwnedRun { folder, owner }: &OwnedRun, view: &View<'_>) {
    strip_ui(ui, view.theme.accent, |ui| {
        ui.label(RichText::new("Only read here").strong());
        ui.label(format!("{} is being written by {owner}", folder.display()));
        ui.label("What is trained from here becomes a run of its own");
    });
}

fn unsaved_ui(ui: &mut egui::Ui, unsaved: &Unsaved, view: &View<'_>) -> Option<Ask> {
    let mut ask = None;
    strip_ui(ui, view.theme.warning, |ui| {
        let since = unsaved
            .saved_step
            .map_or_else(|| "Nothing is saved".into(), |step| format!("Nothing is saved since step {step}"));
        ui.label(RichText::new(since).strong());
        ui.label(&unsaved.reason);
        ui.label("Training goes on, and saving is tried again");
        if ui.button("Save now").on_hover_text("Write a checkpoint into the run folder").clicked() {
            ask = Some(Ask::Checkpoint);
        }
    });
    ask
}

fn failed_ui(ui: &mut egui::Ui, message: &str, view: &View<'_>) -> Vec<Ask> {
    let mut asks = Vec::new();
    strip_ui(ui, view.theme.error, |ui| {
        ui.label(RichText::new(format!("Training failed at step {}", view.status.step)).strong());
        ui.label(message);
        ui.label("The last pictures stay on screen");
        if ui.button("Restart").on_hover_text("Go on from the newest state that was kept").clicked() {
            asks.push(Ask::Send(Command::Recover));
        }
        if ui.button("Copy details").clicked() {
            asks.push(Ask::Copy(details(message, view)));
        }
    });
    asks
}

fn non_finite_ui(ui: &mut egui::Ui, step: u64, term: &str, view: &View<'_>) -> Vec<Ask> {
    let mut asks = Vec::new();
    let lowered = view.preset.params.learning_rate * LOWER;
    strip_ui(ui, view.theme.warning, |ui| {
        ui.label(RichText::new(format!("{term} was not finite in step {step}")).strong());
        ui.label("That step changed nothing, and training is paused");
        let lower = ui.button(format!("Lower the learning rate ×{LOWER}"));
        if lower.on_hover_text(format!("Set it to {lowered:.3e} and go on")).clicked() {
            let name = "learning_rate".to_owned();
            asks.push(Ask::Send(Command::Set { name, value: Value::Number(lowered) }));
            asks.push(Ask::Send(Command::Run));
        }
        if ui.button("Reset").on_hover_text("Start again from step 0 with the same seed").clicked() {
            asks.push(Ask::Reset);
        }
        if ui.button("Go on").on_hover_text("Train on with the next batch").clicked() {
            asks.push(Ask::Send(Command::Run));
        }
    });
    asks
}

/// A strip across the window with a coloured edge and ground.
pub(crate) fn strip_ui(ui: &mut egui::Ui, colour: Color32, add_contents: impl FnOnce(&mut egui::Ui)) {
    egui::Frame::new()
        .fill(Theme::tint(colour))
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
