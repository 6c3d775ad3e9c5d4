//! The table of outcomes: a row a run, sorted by any column.

use super::state::RunsPanel;
use crate::app::ask::Ask;
use crate::app::kit::empty_ui;
use crate::app::kit::number_table::wide_table;
use crate::app::kit::widgets::{grouped, short};
use crate::app::run_changes::RunsAsk;
use crate::app::view::View;
use crate::export::{CsvCell, CsvTable};
use crate::runs::{Glance, OutcomeCell, OutcomeTable, RunEntry};
use eframe::egui::{self, Button, Grid, Label, RichText, ScrollArea, Ui};

/// The runs that are compared, each with what its newest state looks like.
fn looked<'a>(view: &View<'a>) -> Vec<(&'a RunEntry, Option<&'a Glance>)> {
    let glance = |entry: &RunEntry| -> Option<&'a Glance> { view.glances.ready(entry.newest()?) };
    view.runs.selected().map(|entry| (entry, glance(entry))).collect()
}

/// Their table in the order that was chosen.
fn sorted(looked: &[(&RunEntry, Option<&Glance>)], state: &RunsPanel) -> OutcomeTable {
    let mut table = OutcomeTable::of(looked);
    if let Some((name, descending)) = &state.sorted_by
        && let Some(column) = table.columns.iter().position(|own| own == name)
    {
        table.sort(column, *descending);
    }
    table
}

/// The table as numbers; `None` while no run is ticked.
pub(super) fn outcomes_table(state: &RunsPanel, view: &View<'_>) -> Option<CsvTable> {
    let table = sorted(&looked(view), state);
    if table.rows.is_empty() {
        return None;
    }
    let mut numbers = CsvTable::new("outcomes", &table.columns);
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(ToString::to_string).collect();
        let cells: Vec<&dyn CsvCell> = cells.iter().map(|cell| cell as &dyn CsvCell).collect();
        numbers.push(&cells);
    }
    Some(numbers)
}

/// Draws the table, and what takes it away.
pub(super) fn outcomes_ui(ui: &mut Ui, state: &mut RunsPanel, view: &View<'_>, asks: &mut Vec<Ask>) {
    let runs: Vec<&RunEntry> = view.runs.selected().collect();
    if runs.is_empty() {
        empty_ui(ui, "Tick runs in the list to compare them here");
        return;
    }
    asks.extend(runs.iter().filter_map(|entry| state.wish(entry, view)));
    let looked = looked(view);
    let table = sorted(&looked, state);
    ui.horizontal_wrapped(|ui| {
        let copy = ui.button("Copy CSV").on_hover_text("Put the table on the clipboard as comma-separated values");
        if copy.clicked() {
            asks.push(Ask::Copy(table.csv()));
        }
        let save =
            ui.button("Save CSV").on_hover_text("Write the table into the folder of runs, under a name that is free");
        if save.clicked() {
            asks.push(Ask::Runs(RunsAsk::SaveTable(table.csv())));
        }
        let unseen = looked.iter().filter(|(_, glance)| glance.is_none()).count();
        if unseen > 0 {
            let words = if state.has_pictures { "being looked at" } else { "not looked at: tick Pictures" };
            ui.label(RichText::new(format!("{unseen} {words}")).color(view.theme.weak_text));
        }
    });
    let about = "Units, modules and scores are those of the newest checkpoint, walked through an arena of 2 m; \
                 losses are those of the last step";
    ui.add(Label::new(RichText::new(about).small().color(view.theme.weak_text)).wrap());
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        wide_table("outcomes").show(ui, |ui| table_ui(ui, state, &table));
    });
}

fn table_ui(ui: &mut Ui, state: &mut RunsPanel, table: &OutcomeTable) {
    Grid::new("outcomes").striped(true).spacing([14.0, 4.0]).show(ui, |ui| {
        for name in &table.columns {
            header_ui(ui, state, name);
        }
        ui.end_row();
        for row in &table.rows {
            for cell in row {
                cell_ui(ui, cell);
            }
            ui.end_row();
        }
    });
}

/// The name of a column; a click sorts by it, the next one the other way round.
fn header_ui(ui: &mut Ui, state: &mut RunsPanel, name: &str) {
    let sorted = state.sorted_by.as_ref().filter(|(own, _)| own == name).map(|(_, descending)| *descending);
    let button = ui.add(Button::selectable(sorted.is_some(), RichText::new(name).strong()));
    let about = match sorted {
        Some(true) => "Sorted by this, largest first",
        Some(false) => "Sorted by this, smallest first",
        None => "Sort by this",
    };
    if button.on_hover_text(about).clicked() {
        state.sorted_by = Some((name.to_owned(), sorted == Some(false)));
    }
}

fn cell_ui(ui: &mut Ui, cell: &OutcomeCell) {
    let text = match cell {
        OutcomeCell::Nothing => "–".to_owned(),
        OutcomeCell::Text(text) => text.clone(),
        OutcomeCell::Count(count) => grouped(*count),
        OutcomeCell::Number(number) => short(*number),
    };
    let text = if matches!(cell, OutcomeCell::Text(_)) { RichText::new(text) } else { RichText::new(text).monospace() };
    ui.add(Label::new(text).wrap_mode(egui::TextWrapMode::Extend).selectable(true));
}
