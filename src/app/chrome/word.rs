//! A word about what was just done, for some seconds, with the way back where there is one.

use super::strip::strip_ui;
use crate::app::ask::Ask;
use crate::app::kit::theme::Theme;
use eframe::egui::{RichText, Ui};

/// What one click does about it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct WordButton {
    pub(crate) label: &'static str,
    pub(crate) tooltip: &'static str,
    pub(crate) ask: Ask,
}

/// The newest word.
#[derive(Clone, Debug, Default)]
pub(crate) struct Word {
    shown: Option<(String, Option<WordButton>)>,
    since_s: Option<f64>,
}

impl Word {
    /// Time to read it twice, seconds; longer where something can be done.
    const STAYS_S: f64 = 8.0;
    const STAYS_WITH_BUTTON_S: f64 = 20.0;

    /// Says something in place of what was said before.
    pub(crate) fn say(&mut self, text: String, button: Option<WordButton>) {
        (self.shown, self.since_s) = (Some((text, button)), None);
    }

    /// Drops what stood there long enough.
    pub(crate) fn forget_old(&mut self, now_s: f64) {
        if self.shown.is_some() {
            self.since_s.get_or_insert(now_s);
        }
        if self.time_left_s(now_s) <= 0.0 {
            self.shown = None;
        }
    }

    /// Seconds until it goes; 0 when there is none.
    #[must_use]
    pub(crate) fn time_left_s(&self, now_s: f64) -> f64 {
        let Some((_, button)) = &self.shown else { return 0.0 };
        let stays_s = if button.is_some() { Self::STAYS_WITH_BUTTON_S } else { Self::STAYS_S };
        (self.since_s.unwrap_or(now_s) + stays_s - now_s).max(0.0)
    }

    /// Draws it; returns what its button asks for when it is clicked.
    pub(crate) fn ui(&mut self, ui: &mut Ui, theme: &Theme) -> Option<Ask> {
        let (text, button) = self.shown.clone()?;
        let (mut asked, mut is_done) = (None, false);
        strip_ui(ui, theme.accent, |ui| {
            ui.label(RichText::new(text).color(theme.text));
            if let Some(WordButton { label, tooltip, ask }) = button
                && ui.button(label).on_hover_text(tooltip).clicked()
            {
                asked = Some(ask);
            }
            is_done = ui.button("Close").on_hover_text("Goes by itself after some seconds").clicked();
        });
        if is_done || asked.is_some() {
            self.shown = None;
        }
        asked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_goes_by_itself_and_a_newer_one_takes_its_place() {
        let mut word = Word::default();
        word.forget_old(5.0);
        assert!(word.time_left_s(5.0) <= 0.0, "nothing was said");
        word.say("first".into(), None);
        word.forget_old(10.0);
        word.say("second".into(), Some(WordButton { label: "Redo", tooltip: "", ask: Ask::Redo }));
        word.forget_old(17.0);
        assert!((word.time_left_s(17.0) - Word::STAYS_WITH_BUTTON_S).abs() < 1e-9, "it counts from its own beginning");
        word.forget_old(38.0);
        assert!(word.shown.is_none());
    }
}
