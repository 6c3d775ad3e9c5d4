//! Starting a run again from step 0, and training a recorded one again beside it.

use super::App;
use super::ask::Ask;
use crate::stream::{Command, Severity};

impl App {
    /// Starts the run again, once it is sure that this is meant.
    pub(super) fn start_again(&mut self, ask: &Ask) {
        if self.chrome.question.allows(ask, self.run.status.step, (self.clock)().as_secs_f64()) {
            let seed = match ask {
                Ask::Begin(preset) => return self.send(Command::Load(preset.clone())),
                Ask::SetSeed(seed) => Some(*seed),
                Ask::NewSeed => Some(self.fresh_seed()),
                _ => None,
            };
            self.send(Command::Reset { seed });
        }
    }

    /// A small seed that differs from the present one, easy to read out and type in. Nothing else depends on chance here.
    fn fresh_seed(&self) -> u64 {
        use std::hash::{BuildHasher as _, RandomState};
        let seed = RandomState::new().hash_one((self.clock)()) % 10_000;
        if seed == self.run.preset.params.seed { seed + 1 } else { seed }
    }

    /// Trains the present run again, as far as it is written down.
    pub(super) fn reproduce_present(&mut self) {
        if let Some(folder) = self.run.folder.clone() {
            self.reproducing.begin(folder);
        } else {
            let text = "This run is not written down yet: there is nothing to compare with".to_owned();
            self.run.say(Severity::Warning, text);
        }
    }

    /// Says what came of a run that was trained again.
    pub(super) fn take_reproduction(&mut self) {
        for (severity, text) in self.reproducing.take() {
            self.run.say(severity, text);
        }
    }
}
