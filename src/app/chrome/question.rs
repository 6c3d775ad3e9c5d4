//! Asking before the steps of a run are thrown away: R lies between E and T.

use super::actions::keys::is_repeat;
use super::strip::strip_ui;
use crate::app::ask::Ask;
use crate::app::kit::count;
use crate::app::kit::theme::Theme;
use crate::app::kit::widgets::grouped;
use eframe::egui::{self, Key, Modifiers, RichText, Ui};

/// A wish to start again that waits for its confirmation: the same wish once more, Enter, or a click.
#[derive(Clone, Debug, Default)]
pub(crate) struct Question {
    asked: Option<(Ask, f64)>,
}

impl Question {
    /// Steps that nobody misses.
    const FEW_STEPS: u64 = 10;
    /// How long it waits, seconds. After that the same key asks again.
    const STAYS_S: f64 = 12.0;

    /// Whether the wish may be carried out; otherwise it waits from now on.
    pub(crate) fn allows(&mut self, ask: &Ask, steps: u64, now_s: f64) -> bool {
        self.forget_old(now_s);
        let is_confirmed = self.asked.take().is_some_and(|(asked, _)| asked == *ask);
        if is_confirmed || steps <= Self::FEW_STEPS {
            return true;
        }
        self.asked = Some((ask.clone(), now_s));
        false
    }

    /// Nobody answered in time.
    pub(crate) fn forget_old(&mut self, now_s: f64) {
        if self.time_left_s(now_s) <= 0.0 {
            self.forget();
        }
    }

    /// The run that it was about is over.
    pub(crate) fn forget(&mut self) {
        self.asked = None;
    }

    /// Seconds until it goes; 0 when there is none.
    #[must_use]
    pub(crate) fn time_left_s(&self, now_s: f64) -> f64 {
        self.asked.as_ref().map_or(0.0, |(_, since_s)| (since_s + Self::STAYS_S - now_s).max(0.0))
    }

    /// What Enter and Escape mean while it waits; they are taken. Not while something has the focus: they are its own.
    pub(crate) fn pressed(&mut self, ctx: &egui::Context) -> Option<Ask> {
        let (ask, _) = self.asked.as_ref()?;
        if ctx.memory(|memory| memory.focused().is_some()) {
            return None;
        }
        let is_held = is_repeat(ctx, Key::Enter);
        if ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter)) && !is_held {
            return Some(ask.clone());
        }
        if ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
            self.forget();
        }
        None
    }

    /// What it asks, in one line, and how to answer; `None` while nothing is asked.
    pub(crate) fn words(&self, steps: u64) -> Option<String> {
        let (ask, _) = self.asked.as_ref()?;
        let steps = if steps == 1 { count(1, "step") } else { format!("{} steps", grouped(steps)) };
        Some(format!("{} from step 0? {steps} end here: Enter, or Escape to go on", words(ask)))
    }

    /// Draws it; returns the wish when it is confirmed.
    pub(crate) fn ui(&mut self, ui: &mut Ui, steps: u64, is_saved: bool, theme: &Theme) -> Option<Ask> {
        let (ask, _) = self.asked.clone()?;
        let mut confirmed = None;
        strip_ui(ui, theme.warning, |ui| {
            ui.label(RichText::new(format!("{} from step 0?", words(&ask))).strong());
            let steps = if steps == 1 { count(1, "step") } else { format!("{} steps", grouped(steps)) };
            let kept = if is_saved { "; their last state stays under Open…" } else { "" };
            ui.label(format!("{steps} end here{kept}"));
            let keys = if ask == Ask::Reset { "R or Enter" } else { "Enter" };
            let word = if matches!(ask, Ask::Begin(_)) { "Start it" } else { "Start again" };
            let again = ui.button(word).on_hover_text(keys);
            if again.clicked() {
                confirmed = Some(ask);
            }
            if ui.button("Go on").on_hover_text("Escape").clicked() {
                self.forget();
            }
        });
        confirmed
    }
}

fn words(ask: &Ask) -> String {
    match ask {
        Ask::SetSeed(seed) => format!("Start again with seed {seed}"),
        Ask::NewSeed => "Start again with another seed".to_owned(),
        Ask::Begin(preset) => format!("Start a run of {}", preset.name),
        _ => "Start again".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_is_carried_out_when_it_is_repeated_in_time() {
        let mut question = Question::default();
        assert!(question.allows(&Ask::Reset, 10, 0.0), "nothing is lost");
        assert!(!question.allows(&Ask::Reset, 11, 0.0), "asked");
        assert!(!question.allows(&Ask::NewSeed, 11, 1.0), "another wish is another question");
        assert!(question.allows(&Ask::NewSeed, 11, 2.0), "confirmed");
        assert!(!question.allows(&Ask::NewSeed, 11, 3.0), "once");
        assert!(!question.allows(&Ask::NewSeed, 11, 20.0), "too late");
    }
}
