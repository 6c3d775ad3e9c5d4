//! The log: what the run said, and what was refused.

use crate::app::kit::theme::Theme;
use crate::app::view::{LogLine, Request, View};
use crate::stream::Severity;
use eframe::egui::{self, Color32, RichText};
use serde::{Deserialize, Serialize};

/// What the log panel keeps.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LogPanel {
    /// Leave out what is only worth knowing.
    pub problems_only: bool,
}

/// The newest lines of the log, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Log {
    lines: Vec<LogLine>,
    said: u64,
}

impl Log {
    /// Lines kept.
    pub const CAPACITY: usize = 1000;

    /// Appends a line, dropping the oldest when there are too many.
    pub fn push(&mut self, severity: Severity, step: u64, text: impl Into<String>) {
        if self.lines.len() >= Self::CAPACITY {
            self.lines.remove(0);
        }
        self.lines.push(LogLine { severity, step, text: text.into() });
        self.said += 1;
    }

    /// Takes back what the newest lines said in fewer words: lines of that step whose text begins `text`.
    pub fn replace_beginnings(&mut self, severity: Severity, step: u64, text: &str) {
        let recent = self.lines.len().saturating_sub(8);
        let mut index = 0;
        self.lines.retain(|line| {
            index += 1;
            index <= recent || line.step != step || line.severity != severity || !text.starts_with(&line.text)
        });
    }

    /// Lines ever pushed.
    #[must_use]
    pub fn said(&self) -> u64 {
        self.said
    }

    /// All lines, oldest first.
    #[must_use]
    pub fn lines(&self) -> &[LogLine] {
        &self.lines
    }
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

/// Draws the log, newest at the bottom.
pub fn log_ui(ui: &mut egui::Ui, state: &mut LogPanel, view: &View<'_>) -> Vec<Request> {
    let mut requests = Vec::new();
    let shown: Vec<&LogLine> =
        view.log.iter().filter(|line| !state.problems_only || line.severity != Severity::Info).collect();
    ui.horizontal(|ui| {
        ui.checkbox(&mut state.problems_only, "Problems only");
        if ui.button("Copy all").on_hover_text("Put the whole log on the clipboard").clicked() {
            requests.push(Request::Copy(view.log.iter().map(|line| plain(line, view.theme)).collect()));
        }
        ui.label(RichText::new(format!("{} lines", shown.len())).color(view.theme.weak_text));
    });
    if shown.is_empty() {
        ui.weak(if state.problems_only { "No problems" } else { "Nothing was said yet" });
        return requests;
    }
    egui::ScrollArea::vertical().auto_shrink(false).stick_to_bottom(true).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        for line in shown {
            let (word, colour) = look(line.severity, view.theme);
            ui.horizontal_top(|ui| {
                let head = format!("{:>8}  {word:<7}", line.step);
                ui.label(RichText::new(head).monospace().color(colour));
                ui.add(egui::Label::new(&line.text).wrap().selectable(true));
            });
        }
    });
    requests
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_is_a_ring() {
        let mut log = Log::default();
        for step in 0..Log::CAPACITY as u64 + 5 {
            log.push(Severity::Info, step, "line");
        }
        assert_eq!(log.lines().len(), Log::CAPACITY, "bounded");
        assert_eq!(log.lines()[0].step, 5, "the oldest went");
    }

    #[test]
    fn a_line_that_says_more_replaces_one_that_said_less() {
        let mut log = Log::default();
        log.push(Severity::Info, 0, "Began a on CPU");
        log.push(Severity::Info, 0, "a GPU was looked for");
        log.replace_beginnings(Severity::Info, 0, "Began a on CPU, 2 threads");
        assert_eq!(log.lines().iter().map(|line| line.text.as_str()).collect::<Vec<_>>(), ["a GPU was looked for"]);
    }
}
