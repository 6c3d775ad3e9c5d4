//! Trajectories whose speed and heading change slowly, and that avoid the walls.
//!
//! The movement of RatInABox (George et al. 2024, eLife 13:e85274; its defaults fit the rats of Sargolini et al. 2006):
//! turning and speed are Ornstein–Uhlenbeck processes, and speed is Rayleigh distributed. A step stands for 0.25 s. Speed is
//! taken relative to the trained one, because the model knows no seconds.

use super::path::WalkPath;
use crate::numerics::Draws;
use std::f64::consts::{PI, TAU};

/// Time of a step, seconds.
const STEP_S: f64 = 0.25;
/// Time in which turning forgets itself, seconds.
const TURN_COHERENCE_S: f64 = 0.08;
/// Standard deviation of the turning speed, radians a second.
const TURN_SD: f64 = 2.0 * PI / 3.0;
/// Time in which speed forgets itself, seconds.
const SPEED_COHERENCE_S: f64 = 0.7;
/// Mean speed as a share of the largest one along an axis.
const MEAN_SPEED: f64 = 0.5;
/// Turns that are tried at a wall, half a circle to each side.
const TURNS: u32 = 12;

/// An Ornstein–Uhlenbeck process of mean 0 and variance 1, sampled once a step: exact at any step length.
struct Coherent {
    value: f64,
    keep: f64,
}

impl Coherent {
    fn new(coherence_s: f64, draws: &mut Draws) -> Self {
        Self { value: f64::from(draws.normal()), keep: (-STEP_S / coherence_s).exp() }
    }

    fn step(&mut self, draws: &mut Draws) -> f64 {
        self.value = self.keep * self.value + (1.0 - self.keep * self.keep).sqrt() * f64::from(draws.normal());
        self.value
    }
}

/// Standard deviation of the turn in one step: the integral of an Ornstein–Uhlenbeck process over the step.
fn turn_sd() -> f64 {
    let (tau, step) = (TURN_COHERENCE_S, STEP_S);
    TURN_SD * (2.0 * tau * (step - tau * (1.0 - (-step / tau).exp()))).sqrt()
}

/// One walk of `length` steps. Where a step would end outside, it turns to the side that leads away from the wall soonest.
pub(super) fn walk(seed: u64, walk: usize, length: usize, path: &mut WalkPath<'_>) {
    let mut draws = Draws::new(seed, "evaluation.smooth", walk as u64);
    let max_speed = f64::from(path.codebook.max_speed_m());
    // The length of a vector of two independent normal numbers is Rayleigh distributed, with mean √(π/2).
    let speed_scale = MEAN_SPEED * max_speed / (PI / 2.0).sqrt();
    let mut heading = f64::from(draws.uniform()) * TAU;
    let mut turn = Coherent::new(TURN_COHERENCE_S, &mut draws);
    let mut speed = [(); 2].map(|()| Coherent::new(SPEED_COHERENCE_S, &mut draws));
    path.begin();
    for _ in 0..length {
        heading += turn_sd() * turn.step(&mut draws);
        let [a, b] = &mut speed;
        let pace = (speed_scale * a.step(&mut draws).hypot(b.step(&mut draws))).min(max_speed);
        let side = if draws.uniform() < 0.5 { 1.0 } else { -1.0 };
        let (turned, entry) = along_the_wall(path, heading, pace, side).unwrap_or_else(|| (heading, path.inward()));
        heading = turned;
        path.step(entry);
    }
}

/// The heading nearest to the one wished for whose step stays inside, and the entry of that step; `side` is tried first.
fn along_the_wall(path: &WalkPath<'_>, heading: f64, pace: f64, side: f64) -> Option<(f64, usize)> {
    (0..=TURNS)
        .flat_map(|turn| [side, -side].map(|side| heading + side * f64::from(turn) * PI / f64::from(TURNS)))
        .map(|heading| (heading, path.codebook.nearest([pace * heading.cos(), pace * heading.sin()])))
        .find(|&(_, entry)| path.stays_inside(entry))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processes_keep_their_variance_and_forget_in_time() {
        let mut draws = Draws::new(4, "test", 0);
        let mut process = Coherent::new(SPEED_COHERENCE_S, &mut draws);
        let values: Vec<f64> = (0..40_000).map(|_| process.step(&mut draws)).collect();
        let mean = |f: &dyn Fn(usize) -> f64| (0..39_000).map(f).sum::<f64>() / 39_000.0;
        let variance = mean(&|i| values[i] * values[i]);
        let next = mean(&|i| values[i] * values[i + 1]);
        assert!((variance - 1.0).abs() < 0.05, "{variance}");
        assert!((next - (-0.25f64 / 0.7).exp()).abs() < 0.05, "{next}");
    }

    #[test]
    fn a_turn_of_one_step_is_about_twenty_degrees() {
        assert!((turn_sd().to_degrees() - 20.0).abs() < 0.5, "{}", turn_sd().to_degrees());
    }
}
