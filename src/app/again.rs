//! Starting a run again from step 0.

use super::App;
use super::ask::Ask;
use crate::stream::Command;

impl App {
    /// Starts the run again, once it is sure that this is meant.
    pub(super) fn start_again(&mut self, ask: &Ask) {
        if self.chrome.question.allows(ask, self.run.status.step, (self.clock)().as_secs_f64()) {
            let seed = match ask {
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
}
