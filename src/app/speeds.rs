//! How fast networks train on this machine, as it was seen here.

use crate::preset::Params;
use crate::stream::{RunState, Status};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Steps a second, by size of the network and its batch, and by device.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Speeds(BTreeMap<String, f64>);

impl Speeds {
    /// Steps after which the speed is that of the run, and not of its start.
    const SETTLED_STEPS: u64 = 50;
    /// Sizes remembered.
    const CAPACITY: usize = 200;

    /// Takes in the speed of a run that trains.
    pub(crate) fn note(&mut self, params: &Params, status: &Status) {
        let speed = status.steps_per_second;
        let is_known = speed.is_finite() && speed > 0.0 && status.step >= Self::SETTLED_STEPS;
        if status.state != RunState::Running || !is_known {
            return;
        }
        let size = size_of(params, &status.device);
        if self.0.len() < Self::CAPACITY || self.0.contains_key(&size) {
            self.0.insert(size, speed);
        }
    }

    /// Seconds for so many steps, where a network of this size has trained on this device.
    #[must_use]
    pub(crate) fn time_s(&self, params: &Params, steps: u64, device: &str) -> Option<f64> {
        self.0.get(&size_of(params, device)).map(|speed| steps as f64 / speed)
    }
}

/// All that the time of a step hangs on.
fn size_of(params: &Params, device: &str) -> String {
    let Params { units, hidden, layers, trajectory_length, trajectories, accumulation, .. } = params;
    format!("{units} {hidden} {layers} {trajectory_length} {trajectories} {accumulation} {device}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_of_sizes_that_have_trained_and_of_no_others() {
        let mut speeds = Speeds::default();
        let params = Params::default();
        let status = Status {
            state: RunState::Running,
            step: 100,
            steps_per_second: 60.0,
            device: "CPU".into(),
            ..Status::default()
        };
        for not_yet in [
            Status { step: 3, ..status.clone() },
            Status { state: RunState::Paused, ..status.clone() },
            Status { steps_per_second: 0.0, ..status.clone() },
        ] {
            speeds.note(&params, &not_yet);
            assert_eq!(speeds.time_s(&params, 12_000, "CPU"), None);
        }
        speeds.note(&params, &status);
        assert_eq!(speeds.time_s(&params, 12_000, "CPU"), Some(200.0));
        assert_eq!(speeds.time_s(&params, 12_000, "another"), None);
        assert_eq!(speeds.time_s(&Params { units: 64, ..params }, 12_000, "CPU"), None, "another size");
    }
}
