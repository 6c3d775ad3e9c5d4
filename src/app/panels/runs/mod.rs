//! Recorded runs: found, named, annotated, put away, laid over the present one, and compared in numbers.

mod edit;
mod outcomes;
mod row;
mod state;

pub(crate) use state::RunsPanel;

use crate::app::ask::Ask;
use crate::app::glances::GlanceAsk;
use crate::app::kit::{count, empty_ui};
use crate::app::panel::{Pane, PanePlace, Panel};
use crate::app::run_changes::RunsAsk;
use crate::app::view::View;
use crate::export::CsvTable;
use crate::runs::RunEntry;
use eframe::egui::{Button, Label, RichText, ScrollArea, TextEdit, Ui};
use outcomes::{outcomes_table, outcomes_ui};
use row::row_ui;
use state::RunsPage;
use std::fmt::Write as _;

impl Panel for RunsPanel {
    const PANE: Pane = Pane { name: "runs", title: "Runs", place: PanePlace::Right, is_wall: false };

    /// Draws the list, or the table of the runs that are compared.
    fn ui(&mut self, ui: &mut Ui, view: &View<'_>) -> Vec<Ask> {
        let mut asks = Vec::new();
        if !self.has_asked && !view.runs.has_read() {
            self.has_asked = true;
            asks.push(Ask::Runs(RunsAsk::Refresh));
        }
        self.pages_ui(ui, view, &mut asks);
        match self.page {
            RunsPage::List => self.list_ui(ui, view, &mut asks),
            RunsPage::Outcomes => outcomes_ui(ui, self, view, &mut asks),
        }
        asks
    }

    /// The list, and the table of the runs that are ticked.
    fn tables(&self, view: &View<'_>) -> Vec<CsvTable> {
        let mut list =
            CsvTable::new("runs", &["run", "preset", "seed", "steps", "device", "from", "from_step", "note"]);
        for entry in view.runs.entries() {
            let Ok(facts) = &entry.facts else { continue };
            let parent = facts.parent.as_ref();
            let from = (parent.map(|parent| parent.run.clone()), parent.map(|parent| parent.step));
            list.push(&[
                &entry.name(),
                &facts.preset,
                &facts.seed,
                &facts.steps,
                &facts.device,
                &from.0,
                &from.1,
                &entry.note,
            ]);
        }
        std::iter::once(list).chain(outcomes_table(self, view)).collect()
    }

    /// The page and the order of the table are the same in a copy of the panel.
    fn follow(&mut self, shown: &Self) {
        (self.page, self.sorted_by) = (shown.page, shown.sorted_by.clone());
        self.search.clone_from(&shown.search);
    }
}

impl RunsPanel {
    /// The two pages, and what concerns both.
    fn pages_ui(&mut self, ui: &mut Ui, view: &View<'_>, asks: &mut Vec<Ask>) {
        ui.horizontal_wrapped(|ui| {
            ui.selectable_value(&mut self.page, RunsPage::List, "List").on_hover_text("Every recorded run, newest first");
            let selected = view.runs.selected().count();
            let table = ui.selectable_value(&mut self.page, RunsPage::Outcomes, format!("Outcomes ({selected})"));
            table.on_hover_text("What became of the runs that are ticked in the list: a row each");
            // Always there: a tick moves nothing.
            let none = ui.add_enabled(selected > 0, Button::new("Compare none"));
            if none.on_hover_text("Take the ticks and the curves of all runs away").clicked() {
                asks.push(Ask::Runs(RunsAsk::SelectNone));
            }
            ui.add_space(6.0);
            let refresh = ui.button("Refresh").on_hover_text("Read the folder of runs again");
            if refresh.clicked() {
                asks.push(Ask::Runs(RunsAsk::Refresh));
            }
            let pictures = ui.checkbox(&mut self.has_pictures, "Pictures");
            let about = "Walk the newest state of each run through an arena of 2 m, one after the other, where a core is \
                         free; what was walked before is remembered";
            if pictures.on_hover_text(about).changed() && !self.has_pictures {
                asks.push(Ask::Glances(GlanceAsk::Stop));
            }
        });
    }

    fn list_ui(&mut self, ui: &mut Ui, view: &View<'_>, asks: &mut Vec<Ask>) {
        let Some(folder) = view.runs.folder() else {
            empty_ui(ui, "Runs are not written down on this system: it has no folder for them");
            return;
        };
        ui.horizontal(|ui| {
            let label = ui.label("Search");
            let hint = "name, preset, note, or units=128";
            let width = (ui.available_width() - 12.0).max(60.0);
            let field = ui.add(TextEdit::singleline(&mut self.search).desired_width(width).hint_text(hint));
            field.labelled_by(label.id).on_hover_text(
                "Runs with every word in their name, preset or note; name=value finds a parameter in force at the end",
            );
        });
        let found: Vec<&RunEntry> = view.runs.entries().iter().filter(|entry| entry.matches(&self.search)).collect();
        let mut words = count(found.len(), "run");
        let left_out = view.runs.left_out();
        if left_out > 0 {
            let _ = write!(words, ", {left_out} older ones are not listed"); // a String takes all
        }
        if view.runs.is_reading() {
            words.push_str(", reading the folder");
        }
        let waiting = view.glances.waiting();
        if waiting > 0 {
            let _ = write!(words, ", {} to come", count(waiting, "picture")); // a String takes all
        }
        // One line, whatever it says: what comes and goes in it moves no row.
        let words = Label::new(RichText::new(words).color(view.theme.weak_text)).truncate();
        ui.add(words).on_hover_text(folder.display().to_string());
        if found.is_empty() {
            let why = match (view.runs.has_read(), view.runs.entries().is_empty()) {
                (false, _) => "The folder is being read",
                (true, true) => "No run is recorded yet",
                (true, false) => "No run has all these words",
            };
            empty_ui(ui, why);
            return;
        }
        let before = asks.len();
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            for entry in found {
                row_ui(ui, self, entry, view, asks);
            }
        });
        // The newest wish for a picture is fulfilled first: that of the first row.
        asks[before..].reverse();
    }

    /// The wish for the small picture of a run that is on screen.
    fn wish(&self, entry: &RunEntry, view: &View<'_>) -> Option<Ask> {
        let newest = entry.newest().filter(|_| self.has_pictures)?;
        view.glances.wish(newest).map(Ask::Glances)
    }
}
