//! States to go back to: those that are kept in memory, and the checkpoints of the present run.

use crate::app::ask::Ask;
use crate::app::glances::GlanceState;
use crate::app::kit::kept_picture::kept_picture_ui;
use crate::app::kit::sheet::{SheetPictures, no_picture_ui};
use crate::app::kit::widgets::{ago, grouped, short};
use crate::app::panel::{Pane, PanePlace, Panel};
use crate::app::run_changes::RunsAsk;
use crate::app::view::View;
use crate::export::CsvTable;
use crate::maps::Origin;
use crate::runs::StoredCheckpoint;
use crate::stream::{Command, KeptState, Series};
use eframe::egui::{self, Label, RichText, ScrollArea, Sense, Ui};
use serde::{Deserialize, Serialize};
use std::time::SystemTime;

/// Side of a picture, points.
const PICTURE: f32 = 60.0;

/// What the panel of states keeps.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct StatesPanel {
    #[serde(skip)]
    pictures: SheetPictures,
    /// The list of runs was asked for.
    #[serde(skip)]
    has_asked: bool,
}

impl Panel for StatesPanel {
    const PANE: Pane = Pane { name: "states", title: "States", place: PanePlace::Below, is_wall: false };

    /// Draws both lists, newest first.
    fn ui(&mut self, ui: &mut Ui, view: &View<'_>) -> Vec<Ask> {
        let mut asks = Vec::new();
        if !self.has_asked && !view.runs.has_read() {
            self.has_asked = true;
            asks.push(Ask::Runs(RunsAsk::Refresh));
        }
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 5.0;
            ui.horizontal_wrapped(|ui| {
                ui.strong("Kept in memory");
                let keep = ui.add_enabled(view.is_live, egui::Button::new("Keep this state"));
                let about = "Keep the whole present state, to go back to it with one click or Shift+F (F)";
                if keep.on_hover_text(about).on_disabled_hover_text("A recorded run has no state to keep").clicked() {
                    asks.push(Ask::Keep);
                }
            });
            if view.kept.is_empty() {
                let none = "F keeps the present state, Shift+F goes back to it: a run of its own begins there";
                ui.add(Label::new(RichText::new(none).color(view.theme.weak_text)).wrap());
            }
            for kept in view.kept.iter().rev() {
                self.kept_ui(ui, kept, view, &mut asks);
            }
            ui.add_space(4.0);
            ui.separator();
            self.checkpoints_ui(ui, view, &mut asks);
        });
        asks
    }

    /// Both lists, oldest first.
    fn tables(&self, view: &View<'_>) -> Vec<CsvTable> {
        let mut kept = CsvTable::new("kept", &["preset", "step", "total_loss", "state_sha256"]);
        for state in view.kept {
            let loss = state.losses.map(|losses| losses.get(Series::Total));
            kept.push(&[&state.preset, &state.step, &loss, &state.state_hash]);
        }
        let mut stored = CsvTable::new("checkpoints", &["step", "written_unix_s", "file"]);
        for checkpoint in checkpoints_of(view) {
            let written = checkpoint.written.duration_since(SystemTime::UNIX_EPOCH).ok().map(|time| time.as_secs());
            stored.push(&[&checkpoint.step, &written, &checkpoint.path.display().to_string()]);
        }
        vec![kept, stored]
    }
}

/// The checkpoints of the present run, oldest first.
fn checkpoints_of<'a>(view: &View<'a>) -> &'a [StoredCheckpoint] {
    let entry = view.runs.present_entry();
    let facts = entry.and_then(|entry| entry.facts.as_ref().ok());
    facts.map(|facts| facts.checkpoints.as_slice()).unwrap_or_default()
}

impl StatesPanel {
    fn kept_ui(&mut self, ui: &mut Ui, kept: &KeptState, view: &View<'_>, asks: &mut Vec<Ask>) {
        let back = Ask::Send(Command::ReturnTo(kept.id));
        ui.horizontal(|ui| {
            if kept_picture_ui(ui, &mut self.pictures, kept, PICTURE, view).clicked() {
                asks.push(back.clone());
            }
            ui.vertical(|ui| {
                ui.horizontal_wrapped(|ui| {
                    ui.label(RichText::new(format!("step {}", grouped(kept.step))).strong());
                    ui.label(&kept.preset);
                    if view.run != Some(kept.run) {
                        let text = RichText::new("of another run").color(view.theme.weak_text);
                        ui.label(text).on_hover_text("It was kept while another run was open here");
                    }
                });
                let total = kept.losses.map_or(f64::NAN, |losses| f64::from(losses.get(Series::Total)));
                let of = if matches!(kept.set.origin, Origin::Live(_)) { "live maps" } else { "maps" };
                let words = format!("total loss {}, {of} of {} units", short(total), kept.set.maps.units);
                ui.label(RichText::new(words).color(view.theme.weak_text));
                ui.horizontal_wrapped(|ui| {
                    let button = ui.button("Go back");
                    button.ctx.accesskit_node_builder(button.id, |node| {
                        node.set_label(format!("Go back from here to step {}", kept.step));
                    });
                    let about = "A run of its own begins at this state; the present one stays as it is";
                    if button.on_hover_text(about).clicked() {
                        asks.push(back);
                    }
                    let button = ui.button("Forget");
                    button.ctx.accesskit_node_builder(button.id, |node| {
                        node.set_label(format!("Forget the state of step {}", kept.step));
                    });
                    if button.on_hover_text("Give its memory back; it cannot be gone back to any more").clicked() {
                        asks.push(Ask::Send(Command::Forget(kept.id)));
                    }
                });
            });
        });
    }

    fn checkpoints_ui(&mut self, ui: &mut Ui, view: &View<'_>, asks: &mut Vec<Ask>) {
        ui.strong("Checkpoints of this run");
        let checkpoints = checkpoints_of(view);
        if checkpoints.is_empty() {
            let why = "None is written yet; they come by themselves while the run trains, and with K";
            ui.add(Label::new(RichText::new(why).color(view.theme.weak_text)).wrap());
        }
        let before = asks.len();
        for stored in checkpoints.iter().rev() {
            let row = ui.horizontal(|ui| {
                if self.picture_ui(ui, stored, view).clicked() {
                    asks.push(Ask::Send(Command::Open(stored.path.clone())));
                }
                ui.vertical(|ui| stored_words_ui(ui, stored, view, asks));
            });
            if ui.is_rect_visible(row.response.rect) {
                asks.extend(view.glances.wish(stored).map(Ask::Glances));
            }
        }
        // The newest wish for a picture is fulfilled first: that of the first row.
        asks[before..].reverse();
    }

    fn picture_ui(&mut self, ui: &mut Ui, stored: &StoredCheckpoint, view: &View<'_>) -> egui::Response {
        match view.glances.get(stored) {
            GlanceState::Ready(glance) => match glance.mapped() {
                Some(mapped) => {
                    let name = format!("Open the checkpoint of step {}", stored.step);
                    let look = ((stored, glance.step), view.colour_map);
                    let picture = self.pictures.ui(ui, look, (PICTURE, Sense::click()), &name, || mapped.sheet.clone());
                    picture.on_hover_text(open_words(stored))
                }
                None => no_picture_ui(ui, PICTURE, &glance.words()),
            },
            GlanceState::Failed(why) => no_picture_ui(ui, PICTURE, why),
            GlanceState::Unknown | GlanceState::NotKept | GlanceState::Waiting => {
                no_picture_ui(ui, PICTURE, "A small picture comes when a core is free")
            }
        }
    }
}

/// What opening a checkpoint does.
fn open_words(stored: &StoredCheckpoint) -> String {
    let step = grouped(stored.step);
    format!(
        "A run of its own begins at step {step} and names this one; nothing is rewritten\n{}",
        stored.path.display()
    )
}

fn stored_words_ui(ui: &mut Ui, stored: &StoredCheckpoint, view: &View<'_>, asks: &mut Vec<Ask>) {
    let age = SystemTime::now().duration_since(stored.written).unwrap_or_default();
    let weak = view.theme.weak_text;
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(format!("step {}", grouped(stored.step))).strong());
        ui.label(RichText::new(ago(age)).color(weak));
    });
    let glance = view.glances.ready(stored);
    if let Some(glance) = glance {
        let loss = glance
            .loss(Series::Total)
            .map_or_else(String::new, |loss| format!(", total loss {}", short(f64::from(loss))));
        let words = RichText::new(format!("{}{loss}", glance.words())).color(weak);
        ui.add(Label::new(words).wrap()).on_hover_text("Walked through an arena of 2 m");
    }
    let button = ui.button("Open");
    button.ctx.accesskit_node_builder(button.id, |node| node.set_label(format!("Go on from step {}", stored.step)));
    if button.on_hover_text(open_words(stored)).clicked() {
        asks.push(Ask::Send(Command::Open(stored.path.clone())));
    }
}
