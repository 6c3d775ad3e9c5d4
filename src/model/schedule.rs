//! The learning rate over time: schedule, hold, restart.

use crate::preset::{Params, Schedule};

/// State of the rate schedule. Steps are counted in optimiser steps.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RateSchedule {
    /// Steps done when the schedule began (0, or where it was restarted).
    pub origin: u64,
    /// The rate is kept at this value while held.
    pub held: Option<f64>,
    /// Plateau schedule: product of all cuts so far, lowest smoothed loss, steps since it fell, smoothed loss.
    pub plateau: Plateau,
}

/// What the plateau schedule remembers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plateau {
    pub factor: f64,
    pub best: f64,
    pub since_best: u64,
    pub smoothed: f64,
}

impl Default for Plateau {
    fn default() -> Self {
        Self { factor: 1.0, best: f64::INFINITY, since_best: 0, smoothed: f64::NAN }
    }
}

impl RateSchedule {
    /// A loss must fall by this share to count as falling (the default threshold of PyTorch's scheduler).
    const THRESHOLD: f64 = 1e-4;
    /// Smoothing of the noisy batch loss, steps.
    const SMOOTHING: f64 = 100.0;

    /// The rate of the step after `step` steps are done.
    #[must_use]
    pub fn rate(&self, params: &Params, step: u64) -> f64 {
        if let Some(rate) = self.held {
            return rate;
        }
        let at = step.saturating_sub(self.origin) as f64;
        let warmup = params.warmup_steps as f64;
        let rise = if at < warmup { (at + 1.0) / warmup } else { 1.0 };
        let shape = match params.schedule {
            Schedule::WarmupDecay => {
                // Decay runs over the whole schedule: multiplied with the warm-up, and at the floor after the end.
                let share = (at / params.training_steps.max(1) as f64).min(1.0);
                params.final_rate_fraction.powf(share)
            }
            Schedule::Plateau => self.plateau.factor,
        };
        params.learning_rate * rise * shape
    }

    /// Tells the plateau schedule the loss of a step.
    pub fn observe(&mut self, params: &Params, loss: f64) {
        if params.schedule != Schedule::Plateau || !loss.is_finite() || self.held.is_some() {
            return;
        }
        let plateau = &mut self.plateau;
        let smoothed = plateau.smoothed;
        plateau.smoothed = if smoothed.is_nan() { loss } else { smoothed + (loss - smoothed) / Self::SMOOTHING };
        if plateau.smoothed < plateau.best - Self::THRESHOLD * plateau.best.abs().min(f64::MAX)
            || plateau.best.is_infinite()
        {
            plateau.best = plateau.smoothed;
            plateau.since_best = 0;
            return;
        }
        plateau.since_best += 1;
        if plateau.since_best > params.plateau_patience as u64 {
            plateau.factor *= params.plateau_factor;
            plateau.since_best = 0;
        }
    }

    /// Begins again at `step`, and lets go of a held rate.
    pub fn restart(&mut self, step: u64) {
        *self = Self { origin: step, ..Self::default() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warm_up_decay_and_floor() {
        let params = Params { learning_rate: 1e-3, warmup_steps: 10, training_steps: 100, ..Params::default() };
        let schedule = RateSchedule::default();
        assert!((schedule.rate(&params, 0) - 1e-4).abs() < 1e-9, "first step at a tenth");
        assert!(schedule.rate(&params, 9) < schedule.rate(&params, 10) * 1.05, "warm-up ends");
        let floor = 1e-3 * params.final_rate_fraction;
        assert!((schedule.rate(&params, 100) - floor).abs() < 1e-12, "floor at the end");
        assert!((schedule.rate(&params, 10_000) - floor).abs() < 1e-12, "and after it");
    }

    #[test]
    fn hold_and_restart() {
        let params = Params { warmup_steps: 0, training_steps: 100, ..Params::default() };
        let mut schedule = RateSchedule { held: Some(0.5), ..RateSchedule::default() };
        assert!((schedule.rate(&params, 77) - 0.5).abs() < 1e-12, "held");
        schedule.restart(77);
        assert!((schedule.rate(&params, 77) - params.learning_rate).abs() < 1e-12, "begins again");
    }

    #[test]
    fn plateau_cuts_only_when_the_loss_stands_still() {
        let params =
            Params { schedule: Schedule::Plateau, plateau_patience: 20, plateau_factor: 0.1, ..Params::default() };
        let mut schedule = RateSchedule::default();
        for step in 0..500 {
            schedule.observe(&params, 10.0 - 0.01 * f64::from(step));
        }
        assert!((schedule.plateau.factor - 1.0).abs() < 1e-12, "falling: no cut");
        for _ in 0..2000 {
            schedule.observe(&params, 5.0);
        }
        assert!(schedule.plateau.factor < 0.11, "standing still: cut");
    }
}
