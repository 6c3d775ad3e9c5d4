//! All numbers that define a run.

/// How the shared initial state g₀ is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InitialState {
    /// A fixed random non-negative unit vector.
    Fixed,
    /// The same vector to start with, then learned.
    Learned,
}

impl InitialState {
    /// The word for it in presets.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::Learned => "learned",
        }
    }

    /// What a preset's word means.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Fixed, Self::Learned].into_iter().find(|choice| choice.word() == word)
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
    /// The word for it in presets.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::WarmupDecay => "warmup_decay",
            Self::Plateau => "plateau",
        }
    }

    /// What a preset's word means.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::WarmupDecay, Self::Plateau].into_iter().find(|choice| choice.word() == word)
    }
}

/// One loss term: weight λ and switch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    /// λ of the term.
    pub weight: f64,
    /// Off is the same run as weight 0, to the last bit.
    pub enabled: bool,
}

impl Term {
    /// The weight that counts: 0 when the term is off.
    #[must_use]
    pub fn effective_weight(&self) -> f64 {
        if self.enabled { self.weight } else { 0.0 }
    }
}

/// The parameters of a run; `table` describes each field.
#[derive(Clone, Debug, PartialEq)]
pub struct Params {
    pub units: usize,
    pub hidden: usize,
    pub layers: usize,
    pub trajectory_length: usize,
    pub trajectories: usize,
    pub initial_state: InitialState,
    pub seed: u64,
    pub max_speed: f64,
    pub permute: bool,
    pub separation: Term,
    pub invariance: Term,
    pub capacity: Term,
    pub conformal_isometry: Term,
    pub sigma_x: f64,
    pub sigma_g: f64,
    /// `None` follows `sigma_x`.
    pub conformal_radius: Option<f64>,
    pub schedule: Schedule,
    pub learning_rate: f64,
    pub training_steps: usize,
    pub warmup_steps: usize,
    pub final_rate_fraction: f64,
    pub plateau_factor: f64,
    pub plateau_patience: usize,
    pub clip_norm: f64,
    pub weight_decay: f64,
    pub adam_epsilon: f64,
    pub accumulation: usize,
    pub map_memory_steps: f64,
    pub map_box: f64,
}

impl Default for Params {
    fn default() -> Self {
        let term = |weight| Term { weight, enabled: true };
        Self {
            units: 128,
            hidden: 64,
            layers: 3,
            trajectory_length: 60,
            trajectories: 16,
            initial_state: InitialState::Fixed,
            seed: 0,
            max_speed: 0.15,
            permute: true,
            separation: term(1.0),
            invariance: term(0.1),
            capacity: term(0.5),
            conformal_isometry: term(0.01),
            sigma_x: 0.05,
            sigma_g: 0.4,
            conformal_radius: None,
            schedule: Schedule::WarmupDecay,
            learning_rate: 2e-3,
            training_steps: 12_000,
            warmup_steps: 200,
            final_rate_fraction: 0.02,
            plateau_factor: 0.1,
            plateau_patience: 1000,
            clip_norm: 1.0,
            weight_decay: 0.0,
            adam_epsilon: 1e-8,
            accumulation: 1,
            map_memory_steps: 150.0,
            map_box: 2.4,
        }
    }
}

impl Params {
    /// θ: the conformal radius in force, metres.
    #[must_use]
    pub fn conformal_radius_m(&self) -> f64 {
        self.conformal_radius.unwrap_or(self.sigma_x)
    }
}
