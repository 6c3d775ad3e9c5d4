//! A run of the list: its picture, who it is, and, once it is opened, what can be done with it.

use super::edit::edit_ui;
use super::state::{RunEdit, RunsPanel};
use crate::app::ask::Ask;
use crate::app::glances::GlanceState;
use crate::app::kit::overlay_look::overlay_swatch_ui;
use crate::app::kit::sheet::no_picture_ui;
use crate::app::kit::widgets::{ago, grouped};
use crate::app::run_changes::RunsAsk;
use crate::app::view::View;
use crate::runs::RunEntry;
use crate::train::Parent;
use eframe::egui::{Align, Layout, Rect, RichText, Sense, Ui, UiBuilder, vec2};
use std::path::Path;
use std::time::SystemTime;

/// Height of a row that is not open, points.
const HEIGHT: f32 = 64.0;
/// Side of its picture, points.
const PICTURE: f32 = 56.0;

/// Draws a run; only what is on screen is laid out.
pub(super) fn row_ui(ui: &mut Ui, state: &mut RunsPanel, entry: &RunEntry, view: &View<'_>, asks: &mut Vec<Ask>) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let is_open = state.open.as_ref() == Some(&entry.folder);
    if ui.is_rect_visible(rect) {
        if is_open || view.runs.present.as_ref() == Some(&entry.folder) {
            ui.painter().rect_filled(rect, 4.0, view.theme.raised);
        }
        asks.extend(state.wish(entry, view));
        face_ui(ui, state, rect, entry, view, asks);
    }
    if is_open {
        edit_ui(ui, state, entry, view, asks);
        ui.separator();
    }
}

/// What is always seen.
fn face_ui(ui: &mut Ui, state: &mut RunsPanel, rect: Rect, entry: &RunEntry, view: &View<'_>, asks: &mut Vec<Ask>) {
    let layout = Layout::left_to_right(Align::Center);
    let name = entry.name();
    ui.scope_builder(UiBuilder::new().max_rect(rect).layout(layout).id_salt(&entry.folder), |ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 1.0);
        compare_ui(ui, &name, entry, view, asks);
        picture_ui(ui, state, &name, entry, view);
        ui.vertical(|ui| {
            ui.add_space(3.0);
            ui.horizontal(|ui| {
                ui.spacing_mut().button_padding.x = 0.0; // in line with what stands below
                name_ui(ui, state, &name, entry);
                let badge = if view.runs.present.as_ref() == Some(&entry.folder) {
                    Some("open here")
                } else {
                    entry.writer.as_ref().map(|_| "being written")
                };
                if let Some(badge) = badge {
                    ui.label(RichText::new(badge).small().color(view.theme.live));
                }
            });
            match &entry.facts {
                Ok(facts) => {
                    let age = SystemTime::now().duration_since(entry.written).unwrap_or_default();
                    let (seed, steps) = (facts.seed, grouped(facts.steps));
                    let words = format!("{}, seed {seed}, {steps} steps, {}, {}", facts.preset, ago(age), facts.device);
                    quiet_ui(ui, &words, view);
                    let parent = facts.parent.as_ref().map(|parent| parent_words(parent, view));
                    let note = entry.note.lines().next().map(str::to_owned).filter(|note| !note.is_empty());
                    let below: Vec<String> = parent.into_iter().chain(note).collect();
                    if !below.is_empty() {
                        quiet_ui(ui, &below.join("; "), view);
                    }
                }
                Err(why) => {
                    let words = RichText::new(format!("cannot be read: {why}")).small().color(view.theme.warning);
                    ui.add(eframe::egui::Label::new(words).truncate());
                }
            }
        });
    });
}

/// Where a run was taken from another one, by the name that one has now.
fn parent_words(parent: &Parent, view: &View<'_>) -> String {
    let is_it =
        |entry: &&RunEntry| entry.facts.as_ref().is_ok_and(|facts| !facts.id.is_empty() && facts.id == parent.run);
    let listed = view.runs.entries().iter().find(is_it).map(RunEntry::name);
    let folder = Path::new(&parent.folder).file_name().map(|name| name.to_string_lossy().into_owned());
    let told = || folder.filter(|name| !name.is_empty()).unwrap_or_else(|| parent.run.chars().take(8).collect());
    let name = listed.unwrap_or_else(told);
    format!("from {name} at step {}", grouped(parent.step))
}

/// Compares the run with others, or does not.
fn compare_ui(ui: &mut Ui, name: &str, entry: &RunEntry, view: &View<'_>, asks: &mut Vec<Ask>) {
    let mut is_selected = view.runs.is_selected(&entry.folder);
    ui.vertical(|ui| {
        ui.add_space(18.0);
        let compare = ui.add_enabled(entry.facts.is_ok(), eframe::egui::Checkbox::without_text(&mut is_selected));
        compare.ctx.accesskit_node_builder(compare.id, |node| node.set_label(format!("Compare {name}")));
        let about = "Lay its curves over those in Losses, and give it a row in the table of outcomes";
        if compare.on_hover_text(about).changed() {
            asks.push(Ask::Runs(RunsAsk::Select(entry.folder.clone(), is_selected)));
        }
        if let Some(overlay) = view.runs.overlays().iter().find(|overlay| overlay.folder == entry.folder) {
            overlay_swatch_ui(ui, view.theme, overlay.look, name);
        }
    });
}

fn picture_ui(ui: &mut Ui, state: &mut RunsPanel, name: &str, entry: &RunEntry, view: &View<'_>) {
    let Some(newest) = entry.newest() else {
        no_picture_ui(ui, PICTURE, "It has no checkpoint");
        return;
    };
    let look = view.glances.get(newest);
    match look {
        GlanceState::Ready(glance) => match glance.mapped() {
            Some(mapped) => {
                let look = ((newest, glance.step), view.colour_map);
                let words = format!("Maps of {name}");
                let picture = state.pictures.ui(ui, look, (PICTURE, Sense::hover()), &words, || mapped.sheet.clone());
                picture.on_hover_text(format!("At step {}: {}", grouped(glance.step), glance.words()));
            }
            None => drop(no_picture_ui(ui, PICTURE, &glance.words())),
        },
        GlanceState::Failed(why) => drop(no_picture_ui(ui, PICTURE, why)),
        GlanceState::Waiting => drop(no_picture_ui(ui, PICTURE, "A small picture comes when a core is free")),
        GlanceState::Unknown | GlanceState::NotKept => drop(no_picture_ui(ui, PICTURE, "No small picture yet")),
    }
}

/// The name; a click shows what can be done with the run, or puts it away.
fn name_ui(ui: &mut Ui, state: &mut RunsPanel, name: &str, entry: &RunEntry) {
    let is_open = state.open.as_ref() == Some(&entry.folder);
    let button = eframe::egui::Button::selectable(is_open, RichText::new(name).strong()).truncate();
    let about = format!("Continue, rename, note, delete…\n{}", entry.folder.display());
    if ui.add(button).on_hover_text(about).clicked() {
        state.open = (!is_open).then(|| entry.folder.clone());
        state.edit = RunEdit::default();
    }
}

/// A quiet text that is cut short where there is no room, with all of it under the pointer.
fn quiet_ui(ui: &mut Ui, text: &str, view: &View<'_>) {
    let words = RichText::new(text).small().color(view.theme.weak_text);
    ui.add(eframe::egui::Label::new(words).truncate());
}
