//! Compares a run that is trained again with what is recorded of it, step by step.

use super::recorded::{KeptCheckpoint, RecordedRun};
use super::verdict::{LossDifference, NEAR, Sameness, StateDifference};
use crate::stream::{LossSample, SERIES};

/// Differences below this do not count as shares: of a loss that is nearly 0 they mean nothing.
const FLOOR: f64 = 1e-6;

/// What was compared so far, and where it differs first.
pub(super) struct RunComparison<'a> {
    rows: &'a [LossSample],
    kept: &'a [KeptCheckpoint],
    /// Near is near enough to go on: one of the two devices is a GPU.
    allows_near: bool,
    pub(super) steps: u64,
    pub(super) checkpoints: usize,
    pub(super) first_losses: Option<LossDifference>,
    pub(super) first_state: Option<StateDifference>,
    pub(super) largest_share: f64,
}

impl<'a> RunComparison<'a> {
    pub(super) fn new(recorded: &'a RecordedRun, allows_near: bool) -> Self {
        Self {
            rows: &recorded.rows,
            kept: &recorded.kept,
            allows_near,
            steps: 0,
            checkpoints: 0,
            first_losses: None,
            first_state: None,
            largest_share: 0.0,
        }
    }

    /// Takes in the losses of a step.
    pub(super) fn losses(&mut self, again: &LossSample) {
        let Some(recorded) = self.row(again.step) else { return };
        self.steps += 1;
        let pairs = || SERIES.iter().zip(recorded.values.iter().zip(again.values));
        let differing = || pairs().filter(|(_, (recorded, again))| recorded.to_bits() != again.to_bits());
        let Some((series, (was, is))) = differing().next() else { return };
        if self.first_losses.is_none() {
            self.first_losses = Some(LossDifference {
                step: again.step,
                curve: series.column,
                recorded: *was,
                again: Some(is),
                curves: differing().map(|(series, _)| series.column).collect(),
            });
        }
        let shares = differing().map(|(_, (recorded, again))| share(*recorded, again));
        self.largest_share = shares.fold(self.largest_share, f64::max);
    }

    /// A step was not finite this time.
    pub(super) fn not_finite(&mut self, step: u64) {
        let Some(recorded) = self.row(step) else { return };
        self.largest_share = f64::INFINITY;
        let [series, ..] = &SERIES;
        let recorded = recorded.values[0];
        let curves = vec![series.column];
        let first = LossDifference { step, curve: series.column, recorded, again: None, curves };
        self.first_losses.get_or_insert(first);
    }

    /// The row of a step; those before it are done with.
    fn row(&mut self, step: u64) -> Option<LossSample> {
        let behind = self.rows.iter().take_while(|row| row.step < step).count();
        self.rows = &self.rows[behind..];
        self.rows.first().filter(|row| row.step == step).copied()
    }

    /// Whether there is a checkpoint of a step.
    pub(super) fn wants_state(&self, step: u64) -> bool {
        self.kept.iter().find(|kept| kept.step >= step).is_some_and(|kept| kept.step == step)
    }

    /// Takes in the hash of the state at a step.
    pub(super) fn state(&mut self, step: u64, again: &str) {
        for kept in self.kept.iter().filter(|kept| kept.step == step) {
            self.checkpoints += 1;
            if kept.state_hash != again && self.first_state.is_none() {
                self.first_state = Some(StateDifference {
                    step,
                    checkpoint: kept.path.clone(),
                    recorded: kept.state_hash.clone(),
                    again: again.to_owned(),
                });
            }
        }
        let done = self.kept.iter().take_while(|kept| kept.step <= step).count();
        self.kept = &self.kept[done..];
    }

    /// Whether nothing more can be found out.
    pub(super) fn is_decided(&self) -> bool {
        let has_differing_state = self.first_state.is_some() || self.kept.is_empty();
        let has_differing_losses = self.first_losses.is_some() || self.rows.len() <= 1;
        let is_far = !self.allows_near || self.largest_share > NEAR;
        (self.first_losses.is_some() || self.first_state.is_some())
            && has_differing_losses
            && has_differing_state
            && is_far
    }

    pub(super) fn verdict(&self) -> Sameness {
        match (&self.first_losses, &self.first_state) {
            (None, None) => Sameness::Same,
            _ if self.allows_near && self.largest_share <= NEAR => Sameness::Near,
            _ => Sameness::Differs,
        }
    }
}

/// By how much a loss differs from the recorded one, as a share of it.
fn share(recorded: f32, again: f32) -> f64 {
    let (recorded, again) = (f64::from(recorded), f64::from(again));
    let by = (again - recorded).abs();
    if by.is_nan() { f64::INFINITY } else { by / recorded.abs().max(again.abs()).max(FLOOR) }
}
