//! *Study*: the table of a study: outcomes over seeds, curves while training, any column against another, and the rate maps of
//! every run. A click opens the run.

mod course;
mod open;
mod outcomes;
mod scatter;
#[cfg(test)]
mod tests;
mod wall;

use crate::app::ask::Ask;
use crate::app::kit::dots::Disc;
use crate::app::kit::{count, empty_ui, file_name};
use crate::app::open_study::OpenStudy;
use crate::app::panel::{Pane, PanePlace, Panel};
use crate::app::view::View;
use crate::campaign::SHIPPED_STUDIES;
use crate::export::CsvTable;
use eframe::egui::{Button, ComboBox, Label, RichText, Ui};
use serde::{Deserialize, Serialize};
use std::path::Path;
use wall::WallTextures;

/// What is shown of a study.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum StudyPage {
    #[default]
    Outcomes,
    Course,
    Scatter,
    Maps,
}

/// State of the panel.
#[derive(Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct StudyPanel {
    page: StudyPage,
    /// The column whose values over seeds are shown.
    outcome: String,
    /// The column of looks that is followed while training.
    course: String,
    /// The label whose runs are followed, where values vary within labels.
    course_of: String,
    /// The columns of the scatter, across and up.
    scatter: [String; 2],
    #[serde(skip)]
    disc: Disc,
    #[serde(skip)]
    wall: WallTextures,
}

impl Default for StudyPanel {
    fn default() -> Self {
        Self {
            page: StudyPage::Outcomes,
            outcome: "grid_score_assigned".into(),
            course: "grid_score".into(),
            course_of: String::new(),
            scatter: ["module_1_spacing_m".into(), "grid_score_assigned".into()],
            disc: Disc::default(),
            wall: WallTextures::default(),
        }
    }
}

impl Panel for StudyPanel {
    const PANE: Pane = Pane { name: "study", title: "Study", place: PanePlace::Middle, is_wall: false };

    /// Which study it is, then the page that was chosen.
    fn ui(&mut self, ui: &mut Ui, view: &View<'_>) -> Vec<Ask> {
        let mut asks = Vec::new();
        if view.has_controls && view.study.is_none_or(OpenStudy::is_shipped) {
            shipped_ui(ui, view.study, &mut asks);
        }
        let Some(study) = view.study else {
            empty_ui(ui, "Open the table of a study (study.csv, made by gridscope study) to compare its runs");
            return asks;
        };
        headline_ui(ui, study);
        if view.has_controls {
            ui.horizontal_wrapped(|ui| self.pages_ui(ui));
            ui.horizontal_wrapped(|ui| self.columns_ui(ui, study));
        }
        match self.page {
            StudyPage::Outcomes => outcomes::outcomes_ui(ui, &mut self.disc, study, &self.outcome, view, &mut asks),
            StudyPage::Course => {
                course::course_ui(ui, study, [&self.course, self.label_of(&course::labels(study))], view);
            }
            StudyPage::Scatter => scatter::scatter_ui(ui, &mut self.disc, study, &self.scatter, view, &mut asks),
            StudyPage::Maps => wall::wall_ui(ui, &mut self.wall, study, view, &mut asks),
        }
        asks
    }

    /// The table as it was read.
    fn tables(&self, view: &View<'_>) -> Vec<CsvTable> {
        let Some(study) = view.study else { return Vec::new() };
        let looks = study.looks.as_ref().map(|(looks, _)| ("looks", looks));
        let tables = std::iter::once(("study", &study.runs)).chain(looks);
        tables
            .map(|(name, from)| {
                let mut table = CsvTable::new(name, &from.columns);
                from.rows.iter().for_each(|row| table.push_texts(row));
                table
            })
            .collect()
    }

    fn follow(&mut self, shown: &Self) {
        self.page = shown.page;
        self.outcome.clone_from(&shown.outcome);
        self.course.clone_from(&shown.course);
        self.course_of.clone_from(&shown.course_of);
        self.scatter.clone_from(&shown.scatter);
    }
}

/// The studies that come with the program.
fn shipped_ui(ui: &mut Ui, open: Option<&OpenStudy>, asks: &mut Vec<Ask>) {
    ui.horizontal_wrapped(|ui| {
        ui.label("With the program");
        for shipped in SHIPPED_STUDIES {
            let is_open = open.is_some_and(|study| study.path == Path::new(shipped.title));
            let button = Button::new(shipped.title).selected(is_open);
            if ui.add(button).on_hover_text(shipped.about).clicked() && !is_open {
                asks.push(Ask::OpenShippedStudy(shipped));
            }
        }
    });
}

/// Which table it is, and how many runs it has.
fn headline_ui(ui: &mut Ui, study: &OpenStudy) {
    let rows = study.runs.rows.len();
    let failed = study.runs.failed().len();
    let failed = if failed > 0 { format!(", {failed} of them failed") } else { String::new() };
    let words =
        format!("{}: {} in {}{failed}", file_name(&study.path), count(rows, "run"), count(study.groups.len(), "group"));
    ui.add(Label::new(RichText::new(words).strong()).wrap()).on_hover_text(study.path.display().to_string());
}

impl StudyPanel {
    fn pages_ui(&mut self, ui: &mut Ui) {
        for (page, name, about) in [
            (StudyPage::Outcomes, "Outcomes", "Every run a dot, the bar their median; shares with their 95 % interval"),
            (StudyPage::Course, "While training", "Median over seeds, and the band from the lowest to the highest"),
            (StudyPage::Scatter, "Scatter", "Any column against any other, a dot a run"),
            (StudyPage::Maps, "Rate maps", "The maps of all runs: a click opens one"),
        ] {
            ui.selectable_value(&mut self.page, page, name).on_hover_text(about);
        }
    }

    /// The one of these labels that was chosen, or the first; empty where there is none to choose.
    fn label_of<'a>(&self, labels: &[&'a str]) -> &'a str {
        let chosen = labels.iter().find(|label| **label == self.course_of);
        chosen.or(labels.first()).copied().unwrap_or_default()
    }

    /// Which columns are shown, on a line of its own.
    fn columns_ui(&mut self, ui: &mut Ui, study: &OpenStudy) {
        let columns = OpenStudy::numeric(&study.runs);
        match self.page {
            StudyPage::Outcomes => column_ui(ui, "Outcome", &mut self.outcome, &columns),
            StudyPage::Course => {
                let looks = study.looks.as_ref().map(|(looks, _)| OpenStudy::numeric(looks)).unwrap_or_default();
                column_ui(ui, "Curve of", &mut self.course, &looks);
                let labels = course::labels(study);
                if !labels.is_empty() {
                    self.course_of = self.label_of(&labels).to_owned();
                    column_ui(ui, "Runs", &mut self.course_of, &labels);
                }
            }
            StudyPage::Scatter => {
                let [across, up] = &mut self.scatter;
                column_ui(ui, "Across", across, &columns);
                column_ui(ui, "Up", up, &columns);
            }
            StudyPage::Maps => {}
        }
    }
}

/// A column by its name.
fn column_ui(ui: &mut Ui, name: &str, chosen: &mut String, columns: &[&str]) {
    let label = ui.label(name);
    let list = ComboBox::from_id_salt(name).selected_text(chosen.replace('_', " ")).width(170.0);
    let shown = list.show_ui(ui, |ui| {
        for column in columns {
            ui.selectable_value(chosen, (*column).to_owned(), column.replace('_', " "));
        }
    });
    shown.response.labelled_by(label.id);
}
