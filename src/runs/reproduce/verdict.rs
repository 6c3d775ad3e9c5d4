//! What came of training a run again.

use crate::numerics::{Cancelled, count};
use crate::train::TrainError;
use serde::Serialize;
use std::path::PathBuf;

/// Losses within this share of the recorded ones are told as near on devices that round in another way.
pub(super) const NEAR: f64 = 0.01;

/// Why a run was not trained again to the end.
#[derive(Debug, thiserror::Error)]
pub enum ReproduceError {
    #[error(transparent)]
    Train(#[from] TrainError),
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// Nothing is recorded that it could be compared with.
    #[error("{folder}: there is nothing to compare with: no row of losses, and no checkpoint after step 0", folder = .0.display())]
    Nothing(PathBuf),
}

/// The first step whose losses differ.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LossDifference {
    pub step: u64,
    /// Column of `metrics.csv`, the first that differs.
    pub curve: &'static str,
    pub recorded: f32,
    /// `None` when the step was not finite this time.
    pub again: Option<f32>,
    /// All columns that differ.
    pub curves: Vec<&'static str>,
}

/// The first checkpoint whose state differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StateDifference {
    pub step: u64,
    pub checkpoint: PathBuf,
    /// Hashes of the states.
    pub recorded: String,
    pub again: String,
}

/// Whether it is the same run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sameness {
    /// All losses and states are the same to the last bit.
    Same,
    /// On a GPU, here or then: all losses are within a hundredth of the recorded ones, and not all the same.
    Near,
    Differs,
}

/// A run that was trained again, and how it compares with what is recorded of it.
#[derive(Clone, Debug, Serialize)]
pub struct Reproduction {
    pub verdict: Sameness,
    /// Name and folder of the run.
    pub run: String,
    pub folder: PathBuf,
    pub preset: String,
    pub seed: u64,
    /// Interventions that were made.
    pub interventions: usize,
    /// Steps whose losses were compared.
    pub steps: u64,
    /// Checkpoints whose states were compared.
    pub checkpoints: usize,
    /// Where it was trained this time.
    pub device: String,
    pub instruction_set: String,
    pub first_losses: Option<LossDifference>,
    pub first_state: Option<StateDifference>,
    /// Largest difference of a loss from the recorded one, as a share of it.
    pub largest_share: f64,
    /// What is wrong with the journal.
    pub journal_faults: Vec<String>,
    /// Why it may differ.
    pub reasons: Vec<String>,
    pub notes: Vec<String>,
}

impl Reproduction {
    /// Whether it is the same to the last bit, and its journal as it was written.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.verdict == Sameness::Same && self.journal_faults.is_empty()
    }

    /// The verdict in one sentence.
    #[must_use]
    pub fn headline(&self) -> String {
        let compared = format!("{} and {}", count(self.steps as usize, "step"), count(self.checkpoints, "checkpoint"));
        match (self.verdict, &self.first_losses, &self.first_state) {
            (Sameness::Same, ..) => format!("same to the last bit: {compared}"),
            (Sameness::Near, Some(first), _) => format!(
                "within {:.2e} of it ({:.0} % are allowed on a GPU), from step {} on: {compared}",
                self.largest_share,
                100.0 * NEAR,
                first.step
            ),
            (Sameness::Near, None, _) => format!("the same losses, other states: {compared}"),
            (Sameness::Differs, Some(losses), Some(state)) if state.step < losses.step => {
                format!("differs from the checkpoint of step {} on", state.step)
            }
            (Sameness::Differs, Some(losses), _) => format!("differs from step {} on", losses.step),
            (Sameness::Differs, None, Some(state)) => format!("differs from the checkpoint of step {} on", state.step),
            (Sameness::Differs, None, None) => "differs".to_owned(),
        }
    }

    /// Everything in sentences: the verdict, where it differs first and by how much, why that may be, and what else there is
    /// to know.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let mut lines = vec![self.headline()];
        lines.extend(self.journal_faults.iter().map(|fault| format!("the journal is not as it was written: {fault}")));
        if let Some(losses) = &self.first_losses {
            lines.push(losses.sentence());
        }
        match &self.first_state {
            Some(StateDifference { step, recorded, again, .. }) => {
                lines.push(format!(
                    "the first checkpoint that differs is that of step {step}: its state was {recorded:.12}…, and is {again:.12}… now"
                ));
            }
            None if self.verdict == Sameness::Differs => {
                lines.push("no checkpoint that was compared differs".to_owned());
            }
            None => {}
        }
        lines.extend(self.reasons.iter().map(|reason| format!("why that may be: {reason}")));
        lines.extend(self.notes.iter().cloned());
        lines
    }
}

impl LossDifference {
    fn sentence(&self) -> String {
        let Self { step, curve, recorded, again, curves } = self;
        let Some(again) = again else {
            return format!(
                "the first step whose losses differ is step {step}: {curve} was {recorded}, and is not finite now"
            );
        };
        let by = f64::from(*again) - f64::from(*recorded);
        let others: Vec<&str> = curves.iter().copied().filter(|other| other != curve).collect();
        let more = if others.is_empty() { String::new() } else { format!("; also {}", others.join(", ")) };
        format!(
            "the first step whose losses differ is step {step}: {curve} was {recorded}, and is {again} now (by {by:.2e}){more}"
        )
    }
}
