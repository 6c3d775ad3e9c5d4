//! What can be done with a run of the list.

use super::state::{RunEdit, RunsPanel};
use crate::app::ask::Ask;
use crate::app::kit::widgets::grouped;
use crate::app::run_changes::RunsAsk;
use crate::app::view::View;
use crate::runs::RunEntry;
use crate::stream::Command;
use eframe::egui::{Button, Key, Label, RichText, TextEdit, Ui};

/// Draws the buttons, and below them what was begun.
pub(super) fn edit_ui(ui: &mut Ui, state: &mut RunsPanel, entry: &RunEntry, view: &View<'_>, asks: &mut Vec<Ask>) {
    buttons_ui(ui, state, entry, view, asks);
    let done = match &mut state.edit {
        RunEdit::Nothing => None,
        RunEdit::Rename(name) => rename_ui(ui, name, entry),
        RunEdit::Note(note) => note_ui(ui, note, entry),
        RunEdit::Delete => delete_ui(ui, entry, view),
    };
    if let Some(ask) = done {
        asks.extend(ask.map(Ask::Runs));
        state.edit = RunEdit::Nothing;
    }
    about_ui(ui, entry, view);
}

/// What is known of the run; it stands below everything that can be clicked, and moves nothing of it when it comes.
fn about_ui(ui: &mut Ui, entry: &RunEntry, view: &View<'_>) {
    let weak = view.theme.weak_text;
    if let Some(why) = view.runs.why_kept(entry).filter(|_| entry.facts.is_ok()) {
        let words = RichText::new(format!("It cannot be renamed or deleted now: {why}")).small().color(weak);
        ui.add(Label::new(words).wrap());
    }
    let glance = entry.newest().and_then(|newest| view.glances.ready(newest));
    if let Some(glance) = glance {
        let words = format!("At step {}: {}", grouped(glance.step), glance.words());
        ui.add(Label::new(RichText::new(words).color(weak)).wrap());
    }
    if !entry.note.is_empty() {
        ui.add(Label::new(&entry.note).wrap().selectable(true));
    }
    if let Err(why) = &entry.facts {
        ui.add(Label::new(RichText::new(why).color(view.theme.warning)).wrap().selectable(true));
    }
}

fn buttons_ui(ui: &mut Ui, state: &mut RunsPanel, entry: &RunEntry, view: &View<'_>, asks: &mut Vec<Ask>) {
    let is_present = view.runs.present.as_ref() == Some(&entry.folder);
    let why_kept = view.runs.why_kept(entry);
    ui.horizontal_wrapped(|ui| {
        let may_go_on = !is_present && entry.facts.is_ok();
        let go_on = ui.add_enabled(may_go_on, Button::new("Continue"));
        let about = "Open the run and go on from its newest checkpoint; one that another program writes is only read";
        let why_not = if is_present { "This run is open here" } else { "Its run.ron cannot be read" };
        if go_on.on_hover_text(about).on_disabled_hover_text(why_not).clicked() {
            asks.push(Ask::Send(Command::Open(entry.folder.clone())));
        }
        let refused = why_kept.as_ref().map_or_else(String::new, |why| format!("Not now: {why}"));
        let rename = ui.add_enabled(why_kept.is_none(), Button::new("Rename…"));
        let about = "Give its folder another name; runs that were taken from it know it by its id, which stays";
        if rename.on_hover_text(about).on_disabled_hover_text(&refused).clicked() {
            state.edit = RunEdit::Rename(entry.name());
        }
        let note = ui.button("Note…").on_hover_text("Write down what it shows, in a file note.txt of its folder");
        if note.clicked() {
            state.edit = RunEdit::Note(entry.note.clone());
        }
        let copy = ui.button("Copy path").on_hover_text(entry.folder.display().to_string());
        if copy.clicked() {
            asks.push(Ask::Copy(entry.folder.display().to_string()));
        }
        let delete = ui.add_enabled(why_kept.is_none(), Button::new("Delete…"));
        let about = "Move its folder to the bin, from where it can be taken again; asks first";
        if delete.on_hover_text(about).on_disabled_hover_text(refused).clicked() {
            state.edit = RunEdit::Delete;
        }
    });
}

/// What is to be done (`Some(None)` for nothing after all), once it is decided.
type Decided = Option<Option<RunsAsk>>;

fn rename_ui(ui: &mut Ui, name: &mut String, entry: &RunEntry) -> Decided {
    ui.horizontal_wrapped(|ui| {
        let label = ui.label("New name");
        let field = ui.add(TextEdit::singleline(name).desired_width(220.0)).labelled_by(label.id);
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let is_new = !name.trim().is_empty() && name.trim() != entry.name();
        let confirm = ui.add_enabled(is_new, Button::new("Rename")).on_hover_text("Enter");
        if confirm.clicked() || entered && is_new {
            return Some(Some(RunsAsk::Rename { folder: entry.folder.clone(), name: name.trim().to_owned() }));
        }
        ui.button("Cancel").clicked().then_some(None)
    })
    .inner
}

fn note_ui(ui: &mut Ui, note: &mut String, entry: &RunEntry) -> Decided {
    let label = ui.label("Note");
    let width = ui.available_width() - 8.0;
    ui.add(TextEdit::multiline(note).desired_rows(2).desired_width(width)).labelled_by(label.id);
    ui.horizontal(|ui| {
        let keep = ui.button("Keep note").on_hover_text("In note.txt of the run's folder; an empty one is taken away");
        if keep.clicked() {
            return Some(Some(RunsAsk::Annotate { folder: entry.folder.clone(), note: note.clone() }));
        }
        ui.button("Cancel").clicked().then_some(None)
    })
    .inner
}

fn delete_ui(ui: &mut Ui, entry: &RunEntry, view: &View<'_>) -> Decided {
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new("Move it to the bin?").color(view.theme.warning).strong());
        if ui.button("Move to the bin").on_hover_text("It can be taken from there again").clicked() {
            return Some(Some(RunsAsk::Bin(entry.folder.clone())));
        }
        ui.button("Leave it").clicked().then_some(None)
    })
    .inner
}
