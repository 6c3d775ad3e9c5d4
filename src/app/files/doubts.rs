//! What is odd about a file: a question that waits for an answer, and what is implausible, as long as nobody has put it away.

use crate::app::ask::Ask;
use crate::app::chrome::strip::strip_ui;
use crate::app::kit::file_name;
use crate::app::kit::number_field::NumberField;
use crate::app::kit::theme::Theme;
use crate::import::{ImportQuestion, ReadChoice, WalkFile};
use eframe::egui::{RichText, Ui, vec2};
use std::path::{Path, PathBuf};

/// Pixels a metre that are offered at first: a camera of 640 pixels over two metres.
const USUAL_PIXELS_PER_M: f64 = 320.0;

/// A question about a file.
pub(super) struct Doubt {
    path: PathBuf,
    question: ImportQuestion,
    /// Whether the file is read as a trajectory, whatever else is in it.
    is_walk: bool,
    pixels_per_m: f64,
}

impl Doubt {
    pub(super) fn new(path: PathBuf, question: ImportQuestion, is_walk: bool) -> Self {
        Self { path, question, is_walk, pixels_per_m: USUAL_PIXELS_PER_M }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// To read the file as it is meant.
    fn read_so(&self, choice: ReadChoice) -> Ask {
        let path = self.path.clone();
        if self.is_walk {
            Ask::ReadWalk(Box::new(WalkFile { path, choice }))
        } else {
            Ask::ReadSo(path, Box::new(choice))
        }
    }

    /// Draws it with a button for each answer. Returns how the file is to be read, or that it is left alone.
    pub(super) fn question_ui(&mut self, ui: &mut Ui, theme: &Theme) -> Option<Ask> {
        let mut ask = None;
        strip_ui(ui, theme.warning, |ui| {
            ui.label(RichText::new(file_name(&self.path)).strong());
            ui.label(&self.question.text);
            for answer in &self.question.answers {
                if ui.button(&answer.label).on_hover_text("Read the file so").clicked() {
                    ask = Some(self.read_so(answer.choice.clone()));
                }
            }
            let first = self.question.answers.first().filter(|_| self.question.takes_pixels);
            if let Some(choice) = first.map(|answer| answer.choice.clone()) {
                let field = NumberField {
                    name: "Pixels a metre",
                    range: 1.0..=1e5,
                    is_whole: false,
                    unit: "px/m",
                    speed: 1.0,
                    size: vec2(90.0, 0.0),
                };
                self.pixels_per_m = field.ui(ui, self.pixels_per_m).1.unwrap_or(self.pixels_per_m);
                if ui.button("pixels").on_hover_text("Read places as pixels, so many a metre").clicked() {
                    let choice = ReadChoice { unit: None, pixels_per_m: Some(self.pixels_per_m), ..choice };
                    ask = Some(self.read_so(choice));
                }
            }
            if ui.button("Leave it").on_hover_text("Do not read this file").clicked() {
                ask = Some(Ask::LeaveFile(self.path.clone()));
            }
        });
        ask
    }
}

/// Says what is implausible about a file; whether that was put away.
pub(super) fn implausible_ui(ui: &mut Ui, path: &Path, warnings: &[String], theme: &Theme) -> bool {
    strip_ui(ui, theme.warning, |ui| {
        ui.label(RichText::new(format!("Is {} right?", file_name(path))).strong());
        ui.end_row();
        for words in warnings {
            ui.label(words);
            ui.end_row();
        }
        ui.button("Seen").on_hover_text("Put this away; the Log keeps it").clicked()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    #[test]
    fn each_warning_stands_on_a_line_of_its_own() {
        let (theme, warnings) = (Theme::light(), ["No unit has a spike", "Few samples"].map(str::to_owned));
        let draw = |ui: &mut Ui, (): &mut ()| _ = implausible_ui(ui, Path::new("cells.npz"), &warnings, &theme);
        let window = Harness::builder().with_size(vec2(780.0, 200.0)).build_ui_state(draw, ());
        let lines = ["Is cells.npz right?", "No unit has a spike", "Few samples", "Seen"];
        let places = lines.map(|text| window.get_by_label(text).rect());
        assert!(places.windows(2).all(|pair| pair[0].bottom() <= pair[1].top()), "{places:?}");
        assert!(places[1..3].iter().all(|place| (place.left() - places[0].left()).abs() < 1.0), "{places:?}");
    }
}
