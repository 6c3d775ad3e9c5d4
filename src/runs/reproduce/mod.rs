//! Trains a recorded run again, from step 0, and compares.
//!
//! Preset, seed and journal are all that a run is made from. What is recorded of it, the losses of every step and the hash of
//! the state in every checkpoint, has to come out again: to the last bit on the CPU, at any number of threads, with the
//! same set of instructions. Nothing is written.

mod compare;
mod reasons;
mod recorded;
mod verdict;

pub use verdict::{LossDifference, ReproduceError, Reproduction, Sameness, StateDifference};

use crate::model::Compute;
use crate::numerics::Progress;
use crate::ops::cpu::instruction_set;
use crate::stream::Intervention;
use crate::train::{DeviceChoice, StepOutcome, Trainer, check_memory, open_device, state_hash};
use compare::RunComparison;
use recorded::RecordedRun;
use std::iter::Peekable;
use std::path::{Path, PathBuf};
use std::slice::Iter;

/// How a run is trained again.
#[derive(Clone, Debug, Default)]
pub struct ReproduceOptions {
    /// Only so many steps.
    pub steps: Option<u64>,
    /// Device to train on; `None` for one of the kind that is recorded.
    pub device: Option<DeviceChoice>,
    /// Training threads, for probing devices.
    pub threads: Option<usize>,
    /// This program, for probing devices in a child process; without it no GPU is tried.
    pub program: Option<PathBuf>,
}

/// Trains the run in a folder again, within the pool in which this is called, and compares. Tells after each step how far it
/// is, and is cancelled there.
///
/// # Errors
/// When it is no run folder, what it was made from cannot be read or trained, or there is nothing to compare with.
pub fn reproduce(
    folder: &Path,
    options: &ReproduceOptions,
    progress: &mut Progress<'_>,
) -> Result<Reproduction, ReproduceError> {
    let recorded = RecordedRun::read(folder)?;
    let last_step = recorded.last_step().min(options.steps.unwrap_or(u64::MAX));
    if last_step == 0 {
        return Err(ReproduceError::Nothing(folder.to_path_buf()));
    }
    check_memory(&recorded.start.params)?;
    let on_cpu = recorded.chain.last().file.device.starts_with("CPU");
    let device = options.device.unwrap_or(if on_cpu { DeviceChoice::Cpu } else { DeviceChoice::Gpu });
    let (compute, mut notes) = open_device(&recorded.start, device, options.threads, options.program.as_deref())?;
    notes.splice(0..0, recorded.notes.iter().cloned());
    let mut comparison = RunComparison::new(&recorded, !on_cpu || !compute.is_host);
    let trainer = Trainer::new(recorded.start.clone(), compute.clone())?;
    let again = Again { trainer, due: recorded.entries.iter().peekable(), has_failed: false, notes };
    let Again { trainer, notes, .. } = again.train(last_step, &mut comparison, progress)?;
    Ok(result(folder, &recorded, &comparison, &compute, (trainer.journal().entries.len(), notes)))
}

fn result(
    folder: &Path,
    recorded: &RecordedRun,
    comparison: &RunComparison<'_>,
    compute: &Compute,
    (interventions, notes): (usize, Vec<String>),
) -> Reproduction {
    let verdict = comparison.verdict();
    let differs = [
        comparison.first_losses.as_ref().map(|losses| losses.step),
        comparison.first_state.as_ref().map(|state| state.step),
    ];
    let first = differs.into_iter().flatten().min();
    let reasons = first.map_or_else(Vec::new, |step| reasons::of(step, recorded, compute));
    Reproduction {
        verdict,
        run: recorded.chain.last().file.id.clone(),
        folder: folder.to_path_buf(),
        preset: recorded.start.name.clone(),
        seed: recorded.start.params.seed,
        interventions,
        steps: comparison.steps,
        checkpoints: comparison.checkpoints,
        device: compute.name.clone(),
        instruction_set: instruction_set().to_owned(),
        first_losses: comparison.first_losses.clone(),
        first_state: comparison.first_state.clone(),
        largest_share: comparison.largest_share,
        journal_faults: recorded.journal_faults.clone(),
        reasons,
        notes,
    }
}

/// A run while it is trained again.
struct Again<'a> {
    trainer: Trainer,
    /// Interventions that are still to be made.
    due: Peekable<Iter<'a, Intervention>>,
    /// A step was not finite: it goes on no further.
    has_failed: bool,
    notes: Vec<String>,
}

impl Again<'_> {
    /// Trains up to a step, or until nothing more can be found out.
    fn train(
        mut self,
        last_step: u64,
        comparison: &mut RunComparison<'_>,
        progress: &mut Progress<'_>,
    ) -> Result<Self, ReproduceError> {
        self.look_at_state(comparison);
        while self.trainer.step() < last_step && !self.has_failed && !comparison.is_decided() {
            progress.tell(self.trainer.step() as f64 / last_step as f64)?;
            self.intervene(comparison);
            let outcome = self.trainer.train_step();
            self.take_in(outcome, comparison);
            self.look_at_state(comparison);
        }
        self.read_back(comparison);
        progress.tell(1.0)?;
        Ok(self)
    }

    /// Makes what is due before the next step.
    fn intervene(&mut self, comparison: &mut RunComparison<'_>) {
        while let Some(entry) = self.due.peek().copied().filter(|entry| entry.step <= self.trainer.step()) {
            self.read_back(comparison);
            self.due.next();
            let Intervention { step, name, old, new } = entry;
            match self.trainer.apply(name, new) {
                Ok(Some(made)) if made.old != *old => self.notes.push(format!(
                    "the journal says that {name} was {old} before step {}, and it was {}",
                    step + 1,
                    made.old
                )),
                Ok(Some(_)) => {}
                Ok(None) => {
                    self.notes
                        .push(format!("the journal's change of {name} to {new} after step {step} changes nothing"));
                }
                Err(error) => {
                    self.notes.push(format!("the journal's change after step {step} cannot be made: {error}"));
                }
            }
        }
    }

    fn look_at_state(&mut self, comparison: &mut RunComparison<'_>) {
        let step = self.trainer.step();
        if comparison.wants_state(step) {
            self.read_back(comparison);
            if !self.has_failed {
                comparison.state(step, &state_hash(&self.trainer));
            }
        }
    }

    fn read_back(&mut self, comparison: &mut RunComparison<'_>) {
        let outcome = self.trainer.read_back();
        self.take_in(outcome, comparison);
    }

    fn take_in(&mut self, outcome: StepOutcome, comparison: &mut RunComparison<'_>) {
        let (samples, failure) = match outcome {
            StepOutcome::Samples(samples) => (samples, None),
            StepOutcome::NonFinite { samples, step, term } => (samples, Some((step, term))),
        };
        for sample in &samples {
            comparison.losses(sample);
        }
        if let Some((step, term)) = failure {
            self.has_failed = true;
            self.notes.push(format!("{term} was not finite in step {step}: it ends there"));
            comparison.not_finite(step);
        }
    }
}
