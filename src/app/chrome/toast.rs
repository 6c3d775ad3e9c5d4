//! A problem said where it is seen: for some seconds above the status bar, whichever panels are in front.

use super::strip::strip_ui;
use crate::app::kit::theme::Theme;
use crate::app::log::{Log, LogLine};
use crate::stream::Severity;
use eframe::egui::{RichText, Ui};

/// The newest problem, while it is news.
#[derive(Clone, Debug, Default)]
pub(crate) struct Toast {
    shown: Option<Shown>,
    /// Lines of the log that were looked at.
    seen: u64,
}

/// A problem on screen.
#[derive(Clone, Debug)]
struct Shown {
    line: LogLine,
    since_s: f64,
    /// Lines of the log until then, this one among them.
    said: u64,
}

impl Toast {
    /// How long a problem stays, seconds: time to read it twice.
    const STAYS_S: f64 = 8.0;

    /// Takes in what the log holds since the last time, and drops what is old or does not hold any more.
    pub(crate) fn look_at(&mut self, log: &Log, now_s: f64) {
        let new = log.said().saturating_sub(self.seen) as usize;
        self.seen = log.said();
        let newest = log.lines().iter().rev().take(new).enumerate().find(|(_, line)| line.severity != Severity::Info);
        if let Some((after, line)) = newest {
            self.shown = Some(Shown { line: line.clone(), since_s: now_s, said: log.said() - after as u64 });
        }
        let is_settled = |shown: &Shown| log.is_settled_since(&shown.line, shown.said);
        if self.time_left_s(now_s) <= 0.0 || self.shown.as_ref().is_some_and(is_settled) {
            self.shown = None;
        }
    }

    /// A new run began: what was said of the old one goes.
    pub(crate) fn forget(&mut self) {
        self.shown = None;
    }

    /// The problem on screen.
    #[must_use]
    pub(crate) fn line(&self) -> Option<&LogLine> {
        self.shown.as_ref().map(|shown| &shown.line)
    }

    /// Seconds until it goes; 0 when there is none.
    #[must_use]
    pub(crate) fn time_left_s(&self, now_s: f64) -> f64 {
        self.shown.as_ref().map_or(0.0, |shown| (shown.since_s + Self::STAYS_S - now_s).max(0.0))
    }

    /// Draws the problem; a click on its button dismisses it.
    pub(crate) fn ui(&mut self, ui: &mut Ui, theme: &Theme) {
        let Some(Shown { line, .. }) = &self.shown else { return };
        let colour = if line.severity == Severity::Error { theme.error } else { theme.warning };
        let dismissed = strip_ui(ui, colour, |ui| {
            ui.label(RichText::new("!").strong().size(18.0).color(colour));
            ui.label(RichText::new(&line.text).color(theme.text));
            ui.button("Dismiss").clicked()
        });
        if dismissed {
            self.shown = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_new_problems_are_shown_and_only_for_a_while() {
        let (mut toast, mut log) = (Toast::default(), Log::default());
        log.push(Severity::Info, 1, "fine");
        toast.look_at(&log, 0.0);
        assert!(toast.line().is_none(), "no problem");
        log.push(Severity::Warning, 2, "refused");
        log.push(Severity::Info, 2, "fine again");
        toast.look_at(&log, 1.0);
        assert_eq!(toast.line().map(|line| line.text.as_str()), Some("refused"));
        toast.look_at(&log, 8.5);
        assert!(toast.line().is_some(), "still news");
        toast.look_at(&log, 9.5);
        assert!(toast.line().is_none(), "read by now");
        toast.look_at(&log, 10.0);
        assert!(toast.line().is_none(), "and not again");
    }

    #[test]
    fn a_problem_goes_when_its_matter_is_settled_and_not_before() {
        let (mut toast, mut log) = (Toast::default(), Log::default());
        log.settle("saving");
        log.push_about(Some("saving"), Severity::Warning, 1, "the disk is full");
        log.push(Severity::Info, 1, "something else");
        toast.look_at(&log, 0.0);
        assert!(toast.line().is_some(), "settled before, and not since");
        log.settle("arena");
        toast.look_at(&log, 1.0);
        assert!(toast.line().is_some(), "another matter");
        log.settle("saving");
        toast.look_at(&log, 2.0);
        assert!(toast.line().is_none(), "all is saved again");
    }

    #[test]
    fn a_full_log_still_has_news() {
        let (mut toast, mut log) = (Toast::default(), Log::default());
        for step in 0..Log::CAPACITY as u64 {
            log.push(Severity::Info, step, "line");
        }
        toast.look_at(&log, 0.0);
        log.push(Severity::Error, 5, "late");
        toast.look_at(&log, 0.0);
        assert!(toast.line().is_some(), "the ring is full, the line is new");
    }
}
