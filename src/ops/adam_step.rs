//! The numbers of one optimiser step, for the host and for devices.

/// The numbers of one AdamW step.
#[derive(Clone, Copy, Debug)]
pub struct AdamStep {
    pub learning_rate: f64,
    /// Factor on the gradient (clipping and the mean over accumulated batches).
    pub gradient_scale: f64,
    /// Decoupled weight decay λ: the parameter shrinks by `learning_rate · λ`.
    pub weight_decay: f64,
    pub epsilon: f64,
    /// Number of this update, from 1.
    pub update: u64,
}

impl AdamStep {
    /// β₁ and β₂ of all recipes.
    pub const BETAS: (f64, f64) = (0.9, 0.999);

    /// The share of a parameter that weight decay leaves.
    #[must_use]
    pub fn kept(&self) -> f64 {
        1.0 - self.learning_rate * self.weight_decay
    }

    /// Step size and ε with the bias corrections folded in: rate / (1 − β₁ᵘ) and √(1 − β₂ᵘ).
    #[must_use]
    pub fn corrections(&self) -> (f64, f64) {
        let update = i32::try_from(self.update).unwrap_or(i32::MAX);
        (self.learning_rate / (1.0 - Self::BETAS.0.powi(update)), (1.0 - Self::BETAS.1.powi(update)).sqrt())
    }
}
