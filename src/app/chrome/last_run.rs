//! The run of last time, offered for a while after the start.

use super::strip::strip_ui;
use crate::app::ask::Ask;
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
}

impl RunOffer {
    /// How long it stands there, seconds; the list of recent runs has it for ever.
    const STAYS_S: f64 = 60.0;

    /// Offers this run, if there is one.
    pub(crate) fn of(run: Option<LastRun>) -> Self {
        Self { run }
    }

    /// Nobody took it in time.
    pub(crate) fn forget_old(&mut self, now_s: f64) {
        if now_s > Self::STAYS_S {
            self.forget();
        }
    }

    /// Another run was chosen.
    pub(crate) fn forget(&mut self) {
        self.run = None;
    }

    /// Draws it; returns what it means when it is taken.
    pub(crate) fn ui(&mut self, ui: &mut Ui, theme: &Theme) -> Option<Ask> {
        let LastRun { folder, preset, seed, step, age } = self.run.clone()?;
        let mut taken = None;
        strip_ui(ui, theme.accent, |ui| {
            ui.label("Last time");
            ui.label(RichText::new(preset).strong());
            ui.label(format!("seed {seed}, step {}, {}", grouped(step), ago(age)));
            if ui.button("Continue").on_hover_text(folder.display().to_string()).clicked() {
                taken = Some(Ask::Send(Command::Open(folder)));
            }
            if ui.button("Not now").on_hover_text("Open… has it among the recent runs").clicked() {
                self.forget();
            }
        });
        if taken.is_some() {
            self.forget();
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
    format!("{number} {unit}{} ago", if number == 1 { "" } else { "s" })
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
