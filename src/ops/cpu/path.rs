//! Capacity and conformal isometry, with their gradients.

use crate::ops::reference::STEP_EPSILON;
use rayon::prelude::*;

/// The two losses and their gradients.
pub(crate) struct PathLosses {
    pub capacity: f32,
    pub isometry: f32,
    /// d capacity / d g, the same for every state `[N]`
    pub capacity_gradient: Vec<f32>,
    /// d isometry / d states `[B, T, N]`
    pub isometry_gradient: Vec<f32>,
    /// d isometry / d g₀ `[N]`
    pub isometry_g0_gradient: Vec<f32>,
}

/// A step slow enough to count for conformal isometry.
struct SlowStep {
    /// Index b·T + t
    index: usize,
    /// |gₜ − gₜ₋₁|
    distance: f64,
    speed: f64,
}

/// Losses of states `[B, T, N]` that started from `g0`, with speeds `[B, T]` in metres per step.
#[must_use]
pub(crate) fn path_losses(states: &[f32], g0: &[f32], speeds: &[f32], length: usize, radius: f32) -> PathLosses {
    let units = g0.len();
    let samples = speeds.len();
    let before = |index: usize| {
        if index.is_multiple_of(length) { g0 } else { &states[(index - 1) * units..][..units] }
    };

    let mean = mean_state(states, units, samples);
    let capacity = -mean.iter().map(|m| m * m).sum::<f64>() as f32;
    let capacity_gradient = mean.iter().map(|m| (-2.0 * m / samples as f64) as f32).collect();

    let slow: Vec<SlowStep> = (0..samples)
        .into_par_iter()
        .filter(|&index| speeds[index] > 0.0 && speeds[index] < radius)
        .map(|index| {
            let g = &states[index * units..][..units];
            let squared: f64 = g.iter().zip(before(index)).map(|(a, b)| f64::from(a - b).powi(2)).sum();
            let distance = (squared + f64::from(STEP_EPSILON)).sqrt();
            SlowStep { index, distance, speed: f64::from(speeds[index]) }
        })
        .collect();
    let mut isometry = 0.0;
    let mut isometry_gradient = vec![0.0; states.len()];
    let mut isometry_g0_gradient = vec![0.0; units];
    if slow.len() > 1 {
        let count = slow.len() as f64;
        let mean = slow.iter().map(|s| s.distance / s.speed).sum::<f64>() / count;
        isometry = slow.iter().map(|s| (s.distance / s.speed - mean).powi(2)).sum::<f64>() / (count - 1.0);
        let scale = |step: &SlowStep| {
            let outer = 2.0 * (step.distance / step.speed - mean) / (count - 1.0);
            (outer / (step.distance * step.speed)) as f32
        };
        // A step changes the gradients at its own state and at the one before: trajectories do not touch each other.
        isometry_gradient.par_chunks_mut(length * units).enumerate().for_each(|(trajectory, gradient)| {
            let of_it = slow.partition_point(|step| step.index < trajectory * length)
                ..slow.partition_point(|step| step.index < (trajectory + 1) * length);
            for step in &slow[of_it] {
                let (scale, at) = (scale(step), step.index % length * units);
                let own = &states[step.index * units..][..units];
                for (unit, (g, before)) in own.iter().zip(before(step.index)).enumerate() {
                    let change = scale * (g - before);
                    gradient[at + unit] += change;
                    if at > 0 {
                        gradient[at - units + unit] -= change;
                    }
                }
            }
        });
        for step in slow.iter().filter(|step| step.index.is_multiple_of(length)) {
            let first = &states[step.index * units..][..units];
            for ((sum, g), before) in isometry_g0_gradient.iter_mut().zip(first).zip(g0) {
                *sum -= scale(step) * (g - before);
            }
        }
    }
    PathLosses { capacity, isometry: isometry as f32, capacity_gradient, isometry_gradient, isometry_g0_gradient }
}

/// Mean of all states, in a fixed order: blocks in parallel, then the blocks one after the other.
fn mean_state(states: &[f32], units: usize, samples: usize) -> Vec<f64> {
    const BLOCK: usize = 256;
    let blocks: Vec<Vec<f32>> = states
        .par_chunks(BLOCK * units)
        .map(|block| {
            let mut sum = vec![0.0; units];
            for state in block.chunks_exact(units) {
                for (sum, value) in sum.iter_mut().zip(state) {
                    *sum += value;
                }
            }
            sum
        })
        .collect();
    let mut mean = vec![0.0; units];
    for block in blocks {
        for (mean, value) in mean.iter_mut().zip(block) {
            *mean += f64::from(value) / samples as f64;
        }
    }
    mean
}
