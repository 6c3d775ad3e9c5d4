//! The run that was left, offered for a while: after the start that of last time, later the one before.

use super::strip::strip_ui;
use crate::app::ask::Ask;
use crate::app::kit::count;
use crate::app::kit::theme::Theme;
use crate::app::kit::widgets::grouped;
use crate::runs::LastRun;
use crate::stream::Command;
use eframe::egui::{RichText, Ui};
use std::time::Duration;

/// A run that one click goes on with.
#[derive(Clone, Debug, Default)]
pub(crate) struct RunOffer {
    run: Option<LastRun>,
    /// What it was.
    words: &'static str,
    /// How long it is offered, seconds; the list of recent runs has it for ever.
    stays_s: f64,
    since_s: Option<f64>,
    /// It was taken, and its run has not begun yet.
    is_taken: bool,
}

impl RunOffer {
    /// A run that was taken has begun by then, seconds.
    const OPENS_S: f64 = 10.0;

    /// Offers the run that was left when the program was closed.
    pub(crate) fn of_last_time(run: Option<LastRun>) -> Self {
        Self { run, words: "Last time", stays_s: 60.0, ..Self::default() }
    }

    /// Another run began: offers the one that was left for it. Not where an offer led there: a double click would lead back.
    pub(crate) fn run_began(&mut self, left: Option<LastRun>) {
        let run = left.filter(|_| !self.is_taken);
        *self = Self { run, words: "Before", stays_s: 20.0, ..Self::default() };
    }

    /// Nobody took it in time.
    pub(crate) fn forget_old(&mut self, now_s: f64) {
        let since_s = *self.since_s.get_or_insert(now_s);
        // A run that could not be opened does not begin: the next one left is offered again.
        self.is_taken &= now_s - since_s <= Self::OPENS_S;
        if self.time_left_s(now_s) <= 0.0 {
            self.run = None;
        }
    }

    /// Seconds until it goes; 0 when there is none.
    #[must_use]
    pub(crate) fn time_left_s(&self, now_s: f64) -> f64 {
        if self.run.is_none() { 0.0 } else { (self.since_s.unwrap_or(now_s) + self.stays_s - now_s).max(0.0) }
    }

    /// Draws it; returns what it means when it is taken.
    pub(crate) fn ui(&mut self, ui: &mut Ui, theme: &Theme) -> Option<Ask> {
        let LastRun { folder, preset, seed, step, age } = self.run.clone()?;
        let mut taken = None;
        strip_ui(ui, theme.accent, |ui| {
            ui.label(self.words);
            ui.label(RichText::new(preset).strong());
            ui.label(format!("seed {seed}, step {}, {}", grouped(step), ago(age)));
            if ui.button("Continue").on_hover_text(folder.display().to_string()).clicked() {
                taken = Some(Ask::Send(Command::Open(folder)));
            }
            if ui.button("Not now").on_hover_text("Open… has it among the recent runs").clicked() {
                self.run = None;
            }
        });
        if taken.is_some() {
            (self.run, self.is_taken, self.since_s) = (None, true, None);
        }
        taken
    }
}

/// How long ago, in words.
fn ago(age: Duration) -> String {
    let seconds = age.as_secs();
    let (number, unit) = match seconds {
        0..60 => return "just now".to_owned(),
        60..3600 => (seconds / 60, "minute"),
        3600..86_400 => (seconds / 3600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{} ago", count(number as usize, unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_in_words() {
        for (seconds, words) in [
            (0, "just now"),
            (59, "just now"),
            (60, "1 minute ago"),
            (725, "12 minutes ago"),
            (7199, "1 hour ago"),
            (86_400, "1 day ago"),
            (9_000_000, "104 days ago"),
        ] {
            assert_eq!(ago(Duration::from_secs(seconds)), words);
        }
    }
}
