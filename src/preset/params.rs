//! All numbers that define a run.

use crate::numerics::{Velocities, VelocityShape};

/// A parameter that is one of a few words.
pub(super) trait WordChoice {
    /// The word for it in presets.
    fn word(&self) -> &'static str;

    /// Becomes what a preset's word means; `None` if it is none of its words.
    fn choose(&mut self, word: &str) -> Option<()>;
}

/// How the shared initial state g₀ is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InitialState {
    /// A fixed random non-negative unit vector.
    Fixed,
    /// The same vector to start with, then learned.
    Learned,
}

impl InitialState {
    /// The words for them in presets, in their order.
    pub const WORDS: [&'static str; 2] = ["fixed", "learned"];
}

impl WordChoice for InitialState {
    fn word(&self) -> &'static str {
        Self::WORDS[*self as usize]
    }

    fn choose(&mut self, word: &str) -> Option<()> {
        choose(self, [Self::Fixed, Self::Learned], word)
    }
}

/// How the learning rate moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// Linear warm-up, exponential decay over `training_steps`, then the floor.
    WarmupDecay,
    /// Linear warm-up, then cut by a factor whenever the loss has stopped falling (the published setting).
    Plateau,
}

impl Schedule {
    /// The words for them in presets, in their order.
    pub const WORDS: [&'static str; 2] = ["warmup_decay", "plateau"];
}

impl WordChoice for Schedule {
    fn word(&self) -> &'static str {
        Self::WORDS[*self as usize]
    }

    fn choose(&mut self, word: &str) -> Option<()> {
        choose(self, [Self::WarmupDecay, Self::Plateau], word)
    }
}

impl WordChoice for VelocityShape {
    fn word(&self) -> &'static str {
        VELOCITY_WORDS[*self as usize]
    }

    fn choose(&mut self, word: &str) -> Option<()> {
        choose(self, [Self::Square, Self::Disc, Self::Gaussian], word)
    }
}

/// The words for shapes of velocities in presets, in their order.
pub(super) const VELOCITY_WORDS: [&str; 3] = ["square", "disc", "gaussian"];

/// Sets a choice to the one of all choices that goes by a word, if there is one.
fn choose<C: WordChoice, const N: usize>(choice: &mut C, all: [C; N], word: &str) -> Option<()> {
    *choice = all.into_iter().find(|candidate| candidate.word() == word)?;
    Some(())
}

/// The setting of one loss term: weight λ and switch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TermSetting {
    /// λ of the term.
    pub weight: f64,
    /// Off is the same run as weight 0, to the last bit.
    pub enabled: bool,
}

impl TermSetting {
    /// A term that is on.
    const fn on(weight: f64) -> Self {
        Self { weight, enabled: true }
    }

    /// The weight that counts: 0 when the term is off.
    #[must_use]
    pub fn effective_weight(&self) -> f64 {
        if self.enabled { self.weight } else { 0.0 }
    }
}

/// Declares each parameter once: its field, and what it is unless a preset says otherwise.
macro_rules! parameters {
    ($($(#[$attribute:meta])* $name:ident: $type:ty = $default:expr,)*) => {
        /// The parameters of a run; [`TABLE`](super::TABLE) says what each of them is.
        #[derive(Clone, Debug, PartialEq)]
        pub struct Params {
            $($(#[$attribute])* pub $name: $type,)*
        }

        impl Default for Params {
            fn default() -> Self {
                Self { $($name: $default,)* }
            }
        }
    };
}

parameters! {
    units: usize = 128,
    hidden: usize = 64,
    layers: usize = 3,
    trajectory_length: usize = 60,
    trajectories: usize = 16,
    initial_state: InitialState = InitialState::Fixed,
    seed: u64 = 0,
    max_speed: f64 = 0.15,
    velocity_shape: VelocityShape = VelocityShape::Square,
    permute: bool = true,
    separation: TermSetting = TermSetting::on(1.0),
    invariance: TermSetting = TermSetting::on(0.1),
    capacity: TermSetting = TermSetting::on(0.5),
    conformal_isometry: TermSetting = TermSetting::on(0.01),
    sigma_x: f64 = 0.05,
    sigma_g: f64 = 0.4,
    /// `None` follows `sigma_x`.
    conformal_radius: Option<f64> = None,
    schedule: Schedule = Schedule::WarmupDecay,
    learning_rate: f64 = 2e-3,
    training_steps: usize = 12_000,
    warmup_steps: usize = 200,
    final_rate_fraction: f64 = 0.02,
    plateau_factor: f64 = 0.1,
    plateau_patience: usize = 1000,
    clip_norm: f64 = 1.0,
    weight_decay: f64 = 0.0,
    adam_epsilon: f64 = 1e-8,
    accumulation: usize = 1,
    map_memory_steps: f64 = 150.0,
    map_box: f64 = 2.4,
}

impl Params {
    /// θ: the conformal radius in force, metres.
    #[must_use]
    pub fn conformal_radius_m(&self) -> f64 {
        self.conformal_radius.unwrap_or(self.sigma_x)
    }

    /// What the velocities of trajectories are drawn from.
    #[must_use]
    pub const fn velocities(&self) -> Velocities {
        Velocities::new(self.velocity_shape, self.max_speed as f32)
    }
}
