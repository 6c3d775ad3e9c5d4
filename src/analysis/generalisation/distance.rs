//! Distance between the state at the start and the state at x, against |x| (Schaeffer et al. 2023, figure 5a).

use super::trace::Trace;
use crate::analysis::capacity::separation_m;
use crate::maps::BURN_IN_STEPS;
use crate::numerics::distance::squared_distance_in_lanes;
use serde::Serialize;

/// Width of a column, metres.
const COLUMN_M: f32 = 0.05;
/// Rows of the density.
const ROWS: usize = 48;
/// Samples nearest to the start that stand for g(0). g₀ itself is an arbitrary state, which the network may never return to.
const REFERENCES: usize = 16;
/// Positions of a training batch that pairs are made of at most.
const TRAINING_POSITIONS: usize = 3000;

/// How far states move away from that of the start.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DistanceDensity {
    /// Width of a column, metres: column c holds distances from c to c + 1 widths.
    pub distance_step_m: f64,
    /// Height of a row, in units of state distance.
    pub state_step: f64,
    pub columns: usize,
    pub rows: usize,
    /// Share of the samples of a column that fall into a row, `[row][column]`; each column with samples adds up to 1.
    pub density: Vec<f32>,
    /// Mean state distance of each column.
    pub mean_distance: Vec<Option<f64>>,
    /// Samples of each column.
    pub samples: Vec<u64>,
    /// Share of the pairs of positions of a training batch that are no farther apart than the end of the column.
    pub training_cdf: Vec<f64>,
    /// Mean state distance over all columns beyond half of the largest distance.
    pub plateau: Option<f64>,
    /// Distance at which the mean first reaches half of the plateau, metres: the decorrelation length.
    pub half_rise_m: Option<f64>,
}

/// Density of |g(0) − g(x)| against |x|. `training_m` are the positions of a training batch. `None` where no walk is long
/// enough to say anything.
#[must_use]
pub fn distance_density(trace: Trace<'_>, training_m: &[[f32; 2]]) -> Option<DistanceDensity> {
    let late = |sample: &usize| sample % trace.length.max(1) >= BURN_IN_STEPS;
    let samples: Vec<usize> = (0..trace.positions_m.len()).filter(late).collect();
    let mut references = samples.clone();
    let from_start = |sample: &usize| separation_m(trace.positions_m[*sample], [0.0; 2]);
    references.sort_by(|a, b| from_start(a).total_cmp(&from_start(b)).then(a.cmp(b)));
    references.truncate(REFERENCES);
    let pairs: Vec<(f32, f32)> = references
        .iter()
        .flat_map(|&reference| samples.iter().filter(move |sample| **sample != reference).map(move |s| (reference, *s)))
        .map(|(a, b)| {
            let apart_m = separation_m(trace.positions_m[a], trace.positions_m[b]);
            (apart_m, squared_distance_in_lanes(trace.state(a), trace.state(b)).sqrt())
        })
        .collect();
    let largest = |pick: fn(&(f32, f32)) -> f32| pairs.iter().map(pick).fold(0.0f32, f32::max);
    let (far_m, far) = (largest(|pair| pair.0), largest(|pair| pair.1));
    if pairs.is_empty() || !far_m.is_finite() || !far.is_finite() {
        return None;
    }
    let columns = (far_m / COLUMN_M) as usize + 1;
    let row_step = (far / ROWS as f32).max(f32::MIN_POSITIVE);
    let mut counts = vec![0u64; ROWS * columns];
    let (mut sums, mut totals) = (vec![0.0f64; columns], vec![0u64; columns]);
    for (apart_m, distance) in pairs {
        let column = (apart_m / COLUMN_M) as usize;
        counts[((distance / row_step) as usize).min(ROWS - 1) * columns + column] += 1;
        sums[column] += f64::from(distance);
        totals[column] += 1;
    }
    let mean_distance: Vec<Option<f64>> =
        sums.iter().zip(&totals).map(|(sum, n)| (*n > 0).then(|| sum / *n as f64)).collect();
    let beyond: Vec<f64> = mean_distance[columns / 2..].iter().flatten().copied().collect();
    let plateau = (!beyond.is_empty()).then(|| beyond.iter().sum::<f64>() / beyond.len() as f64);
    let risen = |half: f64| mean_distance.iter().position(|mean| mean.is_some_and(|mean| mean >= half));
    let half_rise = plateau.filter(|plateau| *plateau > 0.0).and_then(|plateau| risen(plateau / 2.0));
    let share = |(cell, count): (usize, &u64)| *count as f32 / totals[cell % columns].max(1) as f32;
    Some(DistanceDensity {
        distance_step_m: f64::from(COLUMN_M),
        state_step: f64::from(row_step),
        columns,
        rows: ROWS,
        density: counts.iter().enumerate().map(share).collect(),
        training_cdf: pair_distance_cdf(training_m, columns),
        half_rise_m: half_rise.map(|column| (column as f64 + 0.5) * f64::from(COLUMN_M)),
        plateau,
        mean_distance,
        samples: totals,
    })
}

/// Share of the pairs of positions that are no farther apart than the end of each column.
fn pair_distance_cdf(positions_m: &[[f32; 2]], columns: usize) -> Vec<f64> {
    let stride = positions_m.len().div_ceil(TRAINING_POSITIONS).max(1);
    let kept: Vec<[f32; 2]> = positions_m.iter().step_by(stride).copied().collect();
    let mut counts = vec![0u64; columns + 1];
    for (index, &a) in kept.iter().enumerate() {
        for &b in &kept[..index] {
            counts[((separation_m(a, b) / COLUMN_M) as usize).min(columns)] += 1;
        }
    }
    let total = counts.iter().sum::<u64>().max(1) as f64;
    let mut sum = 0;
    let mut below = |count: &u64| {
        sum += count;
        sum as f64 / total
    };
    counts[..columns].iter().map(&mut below).collect()
}
