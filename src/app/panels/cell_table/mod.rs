//! *Table of cells*: a row a unit with everything that is known of it, sorted by any column.

mod columns;
#[cfg(test)]
mod tests;

use crate::analysis::Significance;
use crate::app::ask::Ask;
use crate::app::kit::empty_ui;
use crate::app::kit::measurement::MeasurementRow;
use crate::app::kit::score::best_first;
use crate::app::kit::whose::report_line_ui;
use crate::app::panel::{Pane, PanePlace, Panel};
use crate::app::view::View;
use crate::export::{CellRow, CsvTable, cell_rows, field_rows};
use crate::maps::MapKey;
use crate::measure::CellMeasures;
use columns::{COLUMNS, TableColumn};
use eframe::egui::{Button, Grid, Label, Response, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// What the name of a cell and its class are sorted by.
const CELL: &str = "Cell";
const CLASS: &str = "Class";

/// State of the panel.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct CellTablePanel {
    /// The column that sorts, and whether the largest comes first.
    sorted_by: Option<(String, bool)>,
    #[serde(skip)]
    made: Option<MadeTable>,
}

/// Rows of some maps, in the order that is shown.
struct MadeTable {
    of: (Option<MapKey>, [bool; 2], Option<(String, bool)>),
    rows: Vec<CellRow>,
    /// The columns that some cell has a number for.
    columns: Vec<&'static TableColumn>,
    has_classes: bool,
}

impl Panel for CellTablePanel {
    const PANE: Pane = Pane { name: "cell_table", title: "Table of cells", place: PanePlace::Middle, is_wall: false };

    /// The rows, and what measures the columns that need spikes.
    fn ui(&mut self, ui: &mut Ui, view: &View<'_>) -> Vec<Ask> {
        let mut asks = Vec::new();
        if view.set.is_none() || view.report.is_none() {
            empty_ui(ui, "A row for every unit appears after the first analysis");
            return asks;
        }
        report_line_ui(ui, view);
        if let Some(recorded) = view.set.and_then(|set| set.recorded.as_deref()).filter(|_| !view.on_stage) {
            let words = RichText::new(format!("Maps: {}", recorded.settings.words())).weak();
            ui.add(Label::new(words).wrap())
                .on_hover_text("How maps are made of spikes; gridscope analyze has options for it");
        }
        let row = MeasurementRow::<CellMeasures> { input: (), is_automatic: true, has_button: true, is_overlay: true };
        row.ui(ui, view, &mut asks);
        let Some(made) = self.made(view) else { return asks };
        let mut sort = None;
        table_ui(ui, made, view, &mut sort, &mut asks);
        if let Some(key) = sort {
            let was = self.sorted_by.as_ref().filter(|(own, _)| *own == key).map(|(_, descending)| *descending);
            self.sorted_by = Some((key.to_owned(), was != Some(true)));
        }
        asks
    }

    fn tables(&self, view: &View<'_>) -> Vec<CsvTable> {
        let Some(rows) = rows(view) else { return Vec::new() };
        let fields = view.finding::<CellMeasures>(&()).map(|measures| field_rows(&measures.0)).unwrap_or_default();
        let cells = CsvTable::of("cells", &self.sorted(rows));
        let tables = cells.into_iter().chain(CsvTable::of("fields", &fields));
        tables.map(|table| table.in_unit(view.rate_unit())).collect()
    }

    fn follow(&mut self, shown: &Self) {
        self.sorted_by.clone_from(&shown.sorted_by);
    }
}

/// The rows of the maps on screen, in their own order.
fn rows(view: &View<'_>) -> Option<Vec<CellRow>> {
    let (set, report) = (view.set?, view.report?);
    let measures = view.finding::<CellMeasures>(&()).map_or(&[][..], |measures| &measures.0);
    let classes = view.finding::<Significance>(&());
    Some(cell_rows(set, report, measures, |unit| classes?.class_of(unit)))
}

impl CellTablePanel {
    /// The table, made again when what it shows has changed.
    fn made(&mut self, view: &View<'_>) -> Option<&MadeTable> {
        let has = [view.finding::<CellMeasures>(&()).is_some(), view.finding::<Significance>(&()).is_some()];
        let of = (view.reported, has, self.sorted_by.clone());
        if self.made.as_ref().is_none_or(|made| made.of != of) {
            let rows = self.sorted(rows(view)?);
            let has_numbers = |column: &&TableColumn| rows.iter().any(|row| (column.value)(row).is_some());
            let columns = COLUMNS.iter().filter(has_numbers).collect();
            let has_classes = rows.iter().any(|row| row.class.is_some());
            self.made = Some(MadeTable { of, rows, columns, has_classes });
        }
        self.made.as_ref()
    }

    /// Rows in the order that was chosen; cells without the number come last in both directions.
    fn sorted(&self, mut rows: Vec<CellRow>) -> Vec<CellRow> {
        let Some((key, descending)) = &self.sorted_by else { return rows };
        let turned = |order: Ordering| if *descending { order.reverse() } else { order };
        match COLUMNS.iter().find(|column| column.key() == key) {
            Some(column) => rows.sort_by(|a, b| match ((column.value)(a), (column.value)(b)) {
                (Some(a), Some(b)) => turned(a.total_cmp(&b)),
                (a, b) => best_first(a, b),
            }),
            None if key == CLASS => rows.sort_by(|a, b| turned(a.class.cmp(&b.class))),
            None => rows.sort_by(|a, b| turned(a.unit.cmp(&b.unit))),
        }
        rows
    }
}

/// Names of columns that stay above, and the rows that are in sight.
fn table_ui(ui: &mut Ui, made: &MadeTable, view: &View<'_>, sort: &mut Option<&'static str>, asks: &mut Vec<Ask>) {
    let height = ui.spacing().interact_size.y.max(ui.text_style_height(&eframe::egui::TextStyle::Body) + 4.0);
    ui.spacing_mut().item_spacing.y = 2.0;
    // One row more for the names.
    ScrollArea::both().auto_shrink(false).show_rows(ui, height, made.rows.len() + 1, |ui, seen| {
        Grid::new("table of cells").striped(true).spacing([14.0, 2.0]).min_row_height(height).show(ui, |ui| {
            head_ui(ui, CELL, CELL, "What the file calls the unit, or its number", made, sort);
            if made.has_classes {
                head_ui(ui, CLASS, CLASS, "What kind of cell it is; its rule is told with each", made, sort);
            }
            for column in &made.columns {
                head_ui(ui, column.key(), column.title(view.rate_unit()), column.about, made, sort);
            }
            ui.end_row();
            let last = seen.end.saturating_sub(1).min(made.rows.len());
            for row in &made.rows[seen.start.min(last)..last] {
                row_ui(ui, row, made, view, asks);
                ui.end_row();
            }
        });
    });
}

/// The name of a column; a click sorts by it, largest first, the next one the other way round.
fn head_ui(
    ui: &mut Ui,
    key: &'static str,
    title: &str,
    about: &str,
    made: &MadeTable,
    sort: &mut Option<&'static str>,
) {
    let sorted = made.of.2.as_ref().filter(|(own, _)| own == key).map(|(_, descending)| *descending);
    let button = ui.add(Button::selectable(sorted.is_some(), RichText::new(title).strong()));
    let how = match sorted {
        Some(true) => "Sorted by this, largest first",
        Some(false) => "Sorted by this, smallest first",
        None => "Sort by this",
    };
    if button.on_hover_text(format!("{about}\n{how}")).clicked() {
        *sort = Some(key);
    }
}

/// A cell; a click anywhere on it selects its unit.
fn row_ui(ui: &mut Ui, row: &CellRow, made: &MadeTable, view: &View<'_>, asks: &mut Vec<Ask>) {
    let selected = view.selected_unit == Some(row.unit);
    let mut clicked = false;
    let name = ui.add(Button::selectable(selected, &row.label));
    name.widget_info(|| WidgetInfo::selected(Role::Button, true, selected, format!("cell {}", row.label)));
    clicked |= name.clicked();
    if made.has_classes {
        let class = cell_ui(ui, row.class.as_deref().unwrap_or("–"));
        clicked |= class.clicked();
        if let Some(rule) = &row.class_rule {
            class.on_hover_text(rule);
        }
    }
    for column in &made.columns {
        clicked |= cell_ui(ui, &column.words(row)).clicked();
    }
    if clicked {
        asks.push(Ask::SelectUnit(Some(row.unit)));
    }
}

fn cell_ui(ui: &mut Ui, words: &str) -> Response {
    ui.add(Label::new(RichText::new(words).monospace()).sense(Sense::click()))
}
