//! *Sessions*: two sessions of the same cells beside each other: the halves of a recording, its odd and even minutes, or the file
//! on screen and a baseline.

#[cfg(test)]
mod tests;

use crate::analysis::recorded::{CellChange, SessionComparison, SessionMaps, compare_sessions, shared_cells};
use crate::app::ask::Ask;
use crate::app::kit::measurement::MeasurementRow;
use crate::app::kit::number_table::with_unit;
use crate::app::kit::{count, empty_ui, number_or_dash};
use crate::app::panel::{Pane, PanePlace, Panel};
use crate::app::view::View;
use crate::export::CsvTable;
use crate::maps::MapKey;
use crate::measure::SessionSplit;
use eframe::egui::{Button, Grid, Label, RichText, Role, ScrollArea, TextStyle, Ui, WidgetInfo};
use serde::{Deserialize, Serialize};

/// Which two sessions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum SessionChoice {
    #[default]
    Halves,
    Minutes,
    /// The baseline first, then what is on screen.
    Baseline,
}

impl SessionChoice {
    /// Those that are parts of one recording.
    fn split(self) -> Option<SessionSplit> {
        match self {
            Self::Halves => Some(SessionSplit::ALL[0]),
            Self::Minutes => Some(SessionSplit::ALL[1]),
            Self::Baseline => None,
        }
    }
}

/// State of the panel.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct SessionsPanel {
    choice: SessionChoice,
    /// The comparison with the baseline, and of which maps.
    #[serde(skip)]
    beside: Option<([MapKey; 2], Result<SessionComparison, String>)>,
}

impl Panel for SessionsPanel {
    const PANE: Pane = Pane { name: "sessions", title: "Sessions", place: PanePlace::Middle, is_wall: false };

    /// What is compared, the numbers of all cells together, and a row a cell.
    fn ui(&mut self, ui: &mut Ui, view: &View<'_>) -> Vec<Ask> {
        let mut asks = Vec::new();
        let Some(set) = view.set.filter(|set| set.recorded.is_some() || set.halves.is_some()) else {
            empty_ui(ui, "Open a recording to see whether every cell does the same in both of its halves");
            return asks;
        };
        if view.has_controls {
            ui.horizontal_wrapped(|ui| self.choice_ui(ui, view, set.recorded.is_some()));
        }
        let found = match self.choice.split() {
            Some(input) => {
                let row = MeasurementRow::<SessionComparison> {
                    input,
                    is_automatic: set.recorded.is_some(),
                    has_button: true,
                    is_overlay: false,
                };
                row.ui(ui, view, &mut asks).found.map(|(_, found)| found)
            }
            None => match self.beside(view) {
                Some(Ok(found)) => Some(found),
                Some(Err(why)) => {
                    ui.add(Label::new(RichText::new(why).color(view.theme.warning)).wrap());
                    None
                }
                None => {
                    let how = "Freeze one session as the baseline (B), then open the other: cells that both files call the same \
                               are compared";
                    ui.add(Label::new(RichText::new(how).weak()).wrap());
                    None
                }
            },
        };
        if let Some(found) = found {
            found_ui(ui, found, view, &mut asks);
        }
        asks
    }

    fn tables(&self, view: &View<'_>) -> Vec<CsvTable> {
        let found = match self.choice.split() {
            Some(input) => view.finding::<SessionComparison>(&input),
            None => self.beside.as_ref().and_then(|(_, found)| found.as_ref().ok()),
        };
        found.and_then(|found| CsvTable::of("sessions", &found.cells)).into_iter().collect()
    }

    fn follow(&mut self, shown: &Self) {
        self.choice = shown.choice;
        self.beside.clone_from(&shown.beside);
    }
}

impl SessionsPanel {
    fn choice_ui(&mut self, ui: &mut Ui, view: &View<'_>, has_spikes: bool) {
        let mut choose = |ui: &mut Ui, choice, name: &str, about: &str, is_there: bool| {
            let chosen = self.choice == choice;
            let button = ui.add_enabled(is_there || chosen, Button::selectable(chosen, name)).on_hover_text(about);
            if button.clicked() {
                self.choice = choice;
            }
        };
        choose(ui, SessionChoice::Halves, "Halves", "First and second half: what has drifted differs", true);
        choose(ui, SessionChoice::Minutes, "Minutes", "Odd and even minutes: drift hits both alike", has_spikes);
        let is_there = view.baseline.is_some();
        choose(ui, SessionChoice::Baseline, "Baseline", "The baseline, then what is on screen", is_there);
    }

    /// The comparison with the baseline, made once for each pair of maps; `None` without one.
    fn beside(&mut self, view: &View<'_>) -> Option<Result<&SessionComparison, &str>> {
        let (set, baseline) = (view.set?, view.baseline?);
        let (other, report) = (baseline.set.as_deref()?, view.report?);
        let of = [other.key, set.key];
        if self.beside.as_ref().is_none_or(|(known, _)| *known != of) {
            let before = baseline.report.as_deref()?;
            let cells = shared_cells(other, set);
            let [a, b] = [other, set].map(|set| set.maps.arena);
            let found = if cells.is_empty() {
                Err(format!("No cell of {} is called like one of the maps on screen", baseline.name))
            } else if a.bins != b.bins {
                Err(format!(
                    "{} has {} bins a side, the maps on screen have {}: nothing corresponds",
                    baseline.name, a.bins, b.bins
                ))
            } else {
                let sessions = [
                    SessionMaps { name: &baseline.name, maps: &other.maps, units: &before.units },
                    SessionMaps { name: "on screen", maps: &set.maps, units: &report.units },
                ];
                Ok(compare_sessions(sessions, &cells))
            };
            self.beside = Some((of, found));
        }
        self.beside.as_ref().map(|(_, found)| found.as_ref().map_err(String::as_str))
    }
}

/// Numbers of all cells together, then a row a cell; a click selects it.
fn found_ui(ui: &mut Ui, found: &SessionComparison, view: &View<'_>, asks: &mut Vec<Ask>) {
    ui.add(Label::new(RichText::new(format!("{} and {}", found.first, found.second)).strong()).wrap());
    Grid::new("sessions together").num_columns(2).spacing([14.0, 2.0]).show(ui, |ui| {
        let mut row = |name: &str, value: String, about: &str| {
            ui.label(name).on_hover_text(about);
            ui.monospace(value);
            ui.end_row();
        };
        let bins = count(found.compared_bins, "bin");
        let correlation = number_or_dash(found.population_vector_correlation, 2);
        let about = "Mean over bins of the correlation between the rates of all cells there (Leutgeb et al. 2005)";
        row("Population vectors", format!("{correlation} ({bins})"), about);
        let cells = count(found.cells.len(), "cell");
        let correlation = number_or_dash(found.median_map_correlation, 2);
        row("Maps", format!("{correlation} (median of {cells})"), "Correlation of the maps of a cell in both sessions");
        let lattices = count(found.lattices, "cell");
        let about = "Second over first; of cells whose adaptive grid score exceeds 0.3 in both sessions";
        let ratio = found.median_spacing_ratio.map_or_else(|| "–".to_owned(), |ratio| format!("× {ratio:.3}"));
        row("Spacing", format!("{ratio} (median of {lattices})"), about);
        row("Orientation", with_unit(found.median_turn_deg, 1, "°"), "How far lattices are turned; of the same cells");
    });
    let height = ui.text_style_height(&TextStyle::Body) + 6.0;
    ScrollArea::both().auto_shrink(false).show_rows(ui, height, found.cells.len() + 1, |ui, seen| {
        Grid::new("sessions, cells").striped(true).spacing([14.0, 2.0]).min_row_height(height).show(ui, |ui| {
            for name in ["Cell", "Maps", "Rate", "Spacing", "Turned"] {
                ui.strong(name);
            }
            ui.end_row();
            let last = seen.end.saturating_sub(1).min(found.cells.len());
            for cell in &found.cells[seen.start.min(last)..last] {
                cell_ui(ui, cell, view, asks);
                ui.end_row();
            }
        });
    });
}

fn cell_ui(ui: &mut Ui, cell: &CellChange, view: &View<'_>, asks: &mut Vec<Ask>) {
    let selected = view.selected_unit == Some(cell.unit);
    let name = ui.add(Button::selectable(selected, &cell.label));
    name.widget_info(|| WidgetInfo::selected(Role::Button, true, selected, format!("session of {}", cell.label)));
    if name.clicked() {
        asks.push(Ask::SelectUnit(Some(cell.unit)));
    }
    let ratio = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("× {value:.2}"));
    ui.monospace(number_or_dash(cell.map_correlation, 2));
    ui.monospace(ratio(cell.rate_ratio));
    ui.monospace(ratio(cell.spacing_ratio));
    ui.monospace(with_unit(cell.turn_deg, 1, "°"));
}
