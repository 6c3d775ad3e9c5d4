//! The log: what the run said, and what was refused.

use crate::app::ask::Ask;
use crate::app::kit::count;
use crate::app::kit::theme::Theme;
use crate::app::log::LogLine;
use crate::app::panel::{Pane, PanePlace, Panel};
use crate::app::view::View;
use crate::export::CsvTable;
use crate::stream::Severity;
use eframe::egui::{self, Color32, RichText};
use serde::{Deserialize, Serialize};

/// Below this width the words of a line stand below its step.
const SLIM: f32 = 380.0;

/// What the log panel keeps.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct LogPanel {
    /// Leave out what is only worth knowing.
    pub problems_only: bool,
}

/// The word and the colour of a severity.
fn look(severity: Severity, theme: &Theme) -> (&'static str, Color32) {
    match severity {
        Severity::Info => ("info", theme.weak_text),
        Severity::Warning => ("warning", theme.warning),
        Severity::Error => ("error", theme.error),
    }
}

/// One line as it is copied.
fn plain(line: &LogLine, theme: &Theme) -> String {
    format!("{}\t{}\t{}\n", line.step, look(line.severity, theme).0, line.text)
}

impl Panel for LogPanel {
    const PANE: Pane = Pane { name: "log", title: "Log", place: PanePlace::Below, is_wall: false };

    /// Draws the log, newest at the bottom.
    fn ui(&mut self, ui: &mut egui::Ui, view: &View<'_>) -> Vec<Ask> {
        let mut asks = Vec::new();
        let shown: Vec<&LogLine> =
            view.log.iter().filter(|line| !self.problems_only || line.severity != Severity::Info).collect();
        if view.has_controls {
            ui.horizontal_wrapped(|ui| {
                ui.checkbox(&mut self.problems_only, "Problems only");
                if ui.button("Copy all").on_hover_text("Put the whole log on the clipboard").clicked() {
                    asks.push(Ask::Copy(view.log.iter().map(|line| plain(line, view.theme)).collect()));
                }
                ui.label(RichText::new(count(shown.len(), "line")).color(view.theme.weak_text));
            });
        }
        if shown.is_empty() {
            ui.weak(if self.problems_only { "No problems" } else { "Nothing was said yet" });
            return asks;
        }
        egui::ScrollArea::vertical().auto_shrink(false).stick_to_bottom(true).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            for line in shown {
                let (word, colour) = look(line.severity, view.theme);
                let head = RichText::new(format!("{:>8}  {word:<7}", line.step)).monospace().color(colour);
                let text = egui::Label::new(&line.text).wrap().selectable(true);
                if ui.available_width() < SLIM {
                    ui.label(head);
                    ui.add(text);
                } else {
                    ui.horizontal_top(|ui| {
                        ui.label(head);
                        ui.add(text);
                    });
                }
            }
        });
        asks
    }

    fn tables(&self, view: &View<'_>) -> Vec<CsvTable> {
        let mut table = CsvTable::new("log", &["step", "severity", "text"]);
        for line in view.log {
            table.push(&[&line.step, &look(line.severity, view.theme).0, &line.text]);
        }
        vec![table]
    }
}
