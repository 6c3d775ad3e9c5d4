//! One training run, a step at a time.

mod interventions;

use super::live_maps::{LiveLook, LiveMaps};
use super::stages::{StageTimes, Stopwatch};
use super::state::{StateHead, StateSource, network_shape, training_batch};
use super::{TrainError, TrainState};
use crate::data::{Batch, Codebook};
use crate::maps::FrozenNetwork;
use crate::model::{
    Compute, Gradients, Network, ObjectiveSettings, Optimizer, RateSchedule, StepReadout, TERMS, UpdateSettings,
    evaluate_objective,
};
use crate::preset::{Params, Preset};
use crate::stream::{BatchPaths, Journal, LossSample};
use burn::prelude::*;
use std::time::{Duration, Instant};

/// What steps have told so far.
#[derive(Clone, Debug, PartialEq)]
pub enum StepOutcome {
    /// Losses of finished steps, oldest first (empty while a device still holds them).
    Samples(Vec<LossSample>),
    /// A step was not finite and changed nothing; the run stands at the step before it. Samples of the steps before.
    NonFinite { samples: Vec<LossSample>, step: u64, term: String },
}

impl StepOutcome {
    /// The losses, and step and term of what was not finite.
    pub(super) fn parts(self) -> (Vec<LossSample>, Option<(u64, String)>) {
        match self {
            Self::Samples(samples) => (samples, None),
            Self::NonFinite { samples, step, term } => (samples, Some((step, term))),
        }
    }
}

/// Losses and norm of one step that are still on the device.
struct Unread {
    step: u64,
    learning_rate: f64,
    weights: [f32; 4],
    /// Four terms, gradient norm, finite flag `[6]`
    values: Tensor<1>,
}

/// A run: parameters, network, optimiser, schedule and live pictures.
pub struct Trainer {
    preset: Preset,
    compute: Compute,
    /// `None` only inside an update.
    network: Option<Network>,
    optimizer: Optimizer,
    schedule: RateSchedule,
    journal: Journal,
    step: u64,
    unread: Vec<Unread>,
    live_maps: LiveMaps,
    batch: Option<Batch>,
    times: StageTimes,
}

impl Trainer {
    /// Steps whose losses a device may hold before they are read back together: the only read-back of the hot path.
    const READ_BACK_STEPS: usize = 32;

    /// A new run.
    ///
    /// # Errors
    /// When a parameter is out of range, or the run does not fit on the device.
    pub fn new(preset: Preset, compute: Compute) -> Result<Self, TrainError> {
        preset.params.check()?;
        let shape = network_shape(&preset.params);
        let network = Network::init(shape, preset.params.seed, &compute);
        let sizes: Vec<usize> = shape.parameters().iter().map(|(_, dims)| dims.iter().product()).collect();
        let optimizer = Optimizer::new(&sizes, &compute);
        Ok(Self::assemble(preset, compute, network, optimizer))
    }

    /// A run that goes on from a stored state.
    ///
    /// # Errors
    /// When the state does not fit its own parameters, or the run does not fit on the device.
    pub fn from_state(state: TrainState, compute: Compute) -> Result<Self, TrainError> {
        state.preset.params.check()?;
        let params = &state.preset.params;
        let shape = network_shape(params);
        let start = Network::random_start(params.units, params.seed);
        let network = Network::from_values(shape, state.weights, start, &compute);
        let optimizer = Optimizer::from_values(state.moments, state.updates, &compute);
        let mut trainer = Self::assemble(state.preset, compute, network, optimizer);
        trainer.step = state.step;
        trainer.schedule = state.schedule;
        trainer.journal = state.journal;
        Ok(trainer)
    }

    /// A second trainer on the same device, from this state of it and with the same pictures.
    pub(super) fn twin(&self, state: TrainState) -> Result<Self, TrainError> {
        let twin = Self::from_state(state, self.compute.clone())?;
        Ok(Self { live_maps: self.live_maps.clone(), batch: self.batch.clone(), ..twin })
    }

    fn assemble(preset: Preset, compute: Compute, network: Network, optimizer: Optimizer) -> Self {
        let live_maps = LiveMaps::new(preset.params.map_box, preset.params.units, &compute);
        Self {
            preset,
            compute,
            network: Some(network),
            optimizer,
            schedule: RateSchedule::default(),
            journal: Journal::default(),
            step: 0,
            unread: Vec::new(),
            live_maps,
            batch: None,
            times: StageTimes::default(),
        }
    }

    /// Parameters in force, and the preset's words.
    #[must_use]
    pub fn preset(&self) -> &Preset {
        &self.preset
    }

    /// Steps done.
    #[must_use]
    pub fn step(&self) -> u64 {
        self.step
    }

    /// Where it runs, and how.
    #[must_use]
    pub fn compute(&self) -> &Compute {
        &self.compute
    }

    /// The rate of the next step.
    #[must_use]
    pub fn learning_rate(&self) -> f64 {
        self.schedule.rate(&self.preset.params, self.step)
    }

    /// Whether the rate is held.
    #[must_use]
    pub fn rate_held(&self) -> bool {
        self.schedule.held.is_some()
    }

    /// Interventions so far.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Time spent on pictures so far.
    #[must_use]
    pub fn picture_time(&self) -> Duration {
        self.times.pictures
    }

    /// Time spent in each stage so far.
    #[must_use]
    pub fn times(&self) -> StageTimes {
        self.times
    }

    fn network(&self) -> &Network {
        self.network.as_ref().expect("the network is away only inside an update")
    }

    /// Does one step: `accumulation` batches, one update.
    pub fn train_step(&mut self) -> StepOutcome {
        let params = self.preset.params.clone();
        let settings = ObjectiveSettings::from(&params);
        let learning_rate = self.learning_rate();
        let mut gradients: Option<Gradients> = None;
        let mut terms = Vec::new();
        for part in 0..params.accumulation as u64 {
            let mut watch = Stopwatch::start();
            let batch = self.draw_batch(self.step * params.accumulation as u64 + part);
            self.times.draw += watch.lap();
            let losses = evaluate_objective(self.network(), &batch, &settings, &self.compute);
            let mut found = losses.total.backward();
            let found = Gradients::take(self.network(), &mut found, &self.compute);
            match &mut gradients {
                None => gradients = Some(found),
                Some(sum) => sum.add(found),
            }
            terms.push(losses.terms);
            self.times.gradients += watch.lap();
            self.live_maps.add(losses.states.inner(), &batch.positions_m);
            self.live_maps.fade(params.map_memory_steps);
            self.batch = Some(batch);
            self.times.pictures += watch.lap();
        }
        let mut watch = Stopwatch::start();
        let gradients = gradients.expect("at least one batch makes a step");
        let update = UpdateSettings {
            learning_rate,
            clip_norm: params.clip_norm,
            weight_decay: params.weight_decay,
            epsilon: params.adam_epsilon,
            batches: params.accumulation,
        };
        let network = self.network.take().expect("the network is away only inside an update");
        let (network, readout) = self.optimizer.update(network, gradients, &terms, update);
        self.network = Some(network);
        self.step += 1;
        self.times.update += watch.lap();

        let batches = terms.len() as f64;
        let mean = terms.into_iter().map(Tensor::inner).reduce(|a, b| a + b).expect("at least one batch") / batches;
        let device = mean.device();
        let readout = match readout {
            StepReadout::Host { gradient_norm, applied } => Tensor::from_data(
                TensorData::new(vec![gradient_norm as f32, f32::from(u8::from(applied))], [2]),
                &device,
            ),
            StepReadout::Device(values) => values,
        };
        let values = Tensor::cat(vec![mean, readout], 0);
        self.unread.push(Unread { step: self.step, learning_rate, weights: settings.weights, values });
        self.times.read_back += watch.lap();
        if self.compute.is_host || self.unread.len() >= Self::READ_BACK_STEPS {
            self.read_back()
        } else {
            StepOutcome::Samples(Vec::new())
        }
    }

    fn draw_batch(&self, index: u64) -> Batch {
        training_batch(&self.preset.params, index)
    }

    /// Reads the losses of all unread steps back: the one place where training waits for the device.
    pub fn read_back(&mut self) -> StepOutcome {
        let unread = std::mem::take(&mut self.unread);
        if unread.is_empty() {
            return StepOutcome::Samples(Vec::new());
        }
        let mut watch = Stopwatch::start();
        let rows = Tensor::cat(unread.iter().map(|u| u.values.clone()).collect(), 0);
        let rows: Vec<f32> = rows.into_data().try_into_vec().expect("losses are single precision");
        self.times.read_back += watch.lap();
        let mut samples = Vec::with_capacity(unread.len());
        for (unread, row) in unread.iter().zip(rows.as_chunks::<6>().0) {
            let [sep, inv, cap, iso, norm, applied] = *row;
            let terms = [sep, inv, cap, iso];
            if applied == 0.0 {
                // The flag is sticky: this step and all after it changed nothing.
                let behind = self.step - (unread.step - 1);
                self.step = unread.step - 1;
                let updates = if self.compute.is_host { 0 } else { behind };
                self.optimizer.rewind(self.optimizer.updates().saturating_sub(updates));
                let term = TERMS.iter().zip(terms).find(|(_, value)| !value.is_finite());
                let term = term.map_or("gradient", |(name, _)| name).to_owned();
                return StepOutcome::NonFinite { samples, step: unread.step, term };
            }
            let total = terms.iter().zip(unread.weights).map(|(t, w)| if w == 0.0 { 0.0 } else { t * w }).sum();
            let values = [total, sep, inv, cap, iso, unread.learning_rate as f32, norm];
            self.schedule.observe(&self.preset.params, f64::from(total));
            samples.push(LossSample { step: unread.step, values });
        }
        StepOutcome::Samples(samples)
    }

    /// Fills the live maps without training: pictures before the first step. Stops after `limit`, at the earliest after a batch.
    pub fn look_ahead(&mut self, batches: u64, limit: Duration) {
        let began = Instant::now();
        for index in 0..batches {
            if index > 0 && began.elapsed() >= limit {
                break;
            }
            // Counted from the end, so that these are not the batches of training.
            let batch = self.draw_batch(u64::MAX - index);
            let states = self.network().states(&batch, &self.compute).inner();
            self.live_maps.add(states, &batch.positions_m);
            self.batch = Some(batch);
        }
        self.times.pictures += began.elapsed();
    }

    /// Live rate maps and the paths of the latest batch.
    #[must_use]
    pub fn live(&mut self) -> (LiveLook, BatchPaths) {
        let began = Instant::now();
        let paths = self.batch.as_ref().map_or_else(BatchPaths::default, |batch| BatchPaths {
            length: batch.length(),
            positions_m: batch.positions_m.clone(),
            sigma_x_m: self.preset.params.sigma_x as f32,
        });
        let look = self.live_maps.look();
        self.times.pictures += began.elapsed();
        (look, paths)
    }

    /// The network as it is now, as plain data that can be walked; reads W(v) of the codebook back.
    #[must_use]
    pub fn freeze(&mut self) -> FrozenNetwork {
        let began = Instant::now();
        let params = &self.preset.params;
        let Params { units, seed, .. } = *params;
        let codebook = Codebook::draw(seed, params.velocities().covered_m(), Codebook::side_for(units));
        let velocities = self.compute.constant(codebook.velocities().as_flattened().to_vec(), [codebook.len(), 2]);
        let host = |data: TensorData| data.try_into_vec().expect("the model is single precision");
        let transitions = host(self.network().transition(velocities, &self.compute).into_data());
        let start = host(self.network().start().into_data());
        self.times.pictures += began.elapsed();
        FrozenNetwork { step: self.step, units, seed, codebook, transitions, start }
    }

    /// Everything the run needs to go on exactly (reads a device back; call [`Trainer::read_back`] first).
    #[must_use]
    pub fn state(&self) -> TrainState {
        TrainState {
            preset: self.preset.clone(),
            step: self.step,
            updates: self.optimizer.updates(),
            schedule: self.schedule,
            weights: self.network().values(),
            moments: self.optimizer.values(),
            journal: self.journal.clone(),
        }
    }

    /// Largest distance between any two states of the present batch: 0 when all states have collapsed into one.
    #[must_use]
    pub fn state_spread(&self) -> f64 {
        let batch = self.draw_batch(self.step);
        let states = self.network().states(&batch, &self.compute).inner();
        let units = self.preset.params.units;
        let states: Vec<f32> = states.into_data().try_into_vec().expect("states are single precision");
        let rows: Vec<&[f32]> = states.chunks(units).collect();
        let distance =
            |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| f64::from(a - b).powi(2)).sum::<f64>().sqrt();
        rows.iter().enumerate().flat_map(|(i, a)| rows[..i].iter().map(move |b| distance(a, b))).fold(0.0, f64::max)
    }
}

/// Reads a device back; call [`Trainer::read_back`] first.
impl StateSource for Trainer {
    fn head(&self) -> StateHead<'_> {
        StateHead {
            preset: &self.preset,
            step: self.step,
            updates: self.optimizer.updates(),
            schedule: self.schedule,
            journal: &self.journal,
        }
    }

    fn arrays(&self, take: &mut dyn FnMut(&[f32]) -> std::io::Result<()>) -> std::io::Result<()> {
        let mut done = Ok(());
        self.network().each_value(&mut |array| {
            if done.is_ok() {
                done = take(array);
            }
        });
        done?;
        self.optimizer.each_value(take)
    }
}
