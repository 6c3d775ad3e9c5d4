//! Distance between states against separation in space and in time (Schaeffer et al. 2023, figure 5a, right).
//!
//! A path integrator has states that depend on the place alone: along separation 0 in space the distance vanishes, however
//! long ago the animal was there.

use super::trace::Trace;
use crate::analysis::capacity::separation_m;
use crate::maps::BURN_IN_STEPS;
use crate::numerics::distance::squared_distance_in_lanes;
use serde::Serialize;

/// Width of a column, metres.
const COLUMN_M: f32 = 0.1;
/// Rows of the picture.
const ROWS: usize = 24;
/// Samples of a walk that pairs are made of.
const SAMPLES: usize = 160;

/// Mean distance between states of one walk.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SeparationMap {
    /// Width of a column, metres, and height of a row, steps.
    pub space_step_m: f64,
    pub time_step: f64,
    pub columns: usize,
    pub rows: usize,
    /// Mean |g(t) − g(t′)| `[row][column]`, where there are pairs.
    pub mean_distance: Vec<Option<f64>>,
    /// Number of pairs `[row][column]`.
    pub pairs: Vec<u64>,
    /// Mean distance between states of places at most 0.1 m apart, over all rows.
    pub same_place: Option<f64>,
    /// The same over the later half of the rows only: does the state still know the place after a long time?
    pub same_place_late: Option<f64>,
    /// Mean distance between states of places more than 0.1 m apart.
    pub other_place: Option<f64>,
}

/// Mean distance between the states of all pairs of samples of each walk. `None` where no walk has two samples.
#[must_use]
pub fn separation_map(trace: Trace<'_>) -> Option<SeparationMap> {
    if trace.length <= BURN_IN_STEPS + 1 || trace.positions_m.is_empty() {
        return None;
    }
    let stride = (trace.length - BURN_IN_STEPS).div_ceil(SAMPLES);
    let steps: Vec<usize> = (BURN_IN_STEPS..trace.length).step_by(stride).collect();
    let time_step = (trace.length - BURN_IN_STEPS) as f64 / ROWS as f64;
    let far = |far: f32, position: &[f32; 2]| far.max(separation_m(*position, [0.0; 2]));
    let reach_m = 2.0 * trace.positions_m.iter().fold(0.0f32, far);
    if !reach_m.is_finite() {
        return None;
    }
    let columns = (reach_m / COLUMN_M) as usize + 1;
    let (mut sums, mut pairs) = (vec![0.0f64; ROWS * columns], vec![0u64; ROWS * columns]);
    for walk in 0..trace.walks() {
        let first = walk * trace.length;
        for (index, &late) in steps.iter().enumerate() {
            for &early in &steps[..index] {
                let (a, b) = (first + early, first + late);
                let apart_m = separation_m(trace.positions_m[a], trace.positions_m[b]);
                let row = (((late - early) as f64 / time_step) as usize).min(ROWS - 1);
                let cell = row * columns + ((apart_m / COLUMN_M) as usize).min(columns - 1);
                sums[cell] += f64::from(squared_distance_in_lanes(trace.state(a), trace.state(b)).sqrt());
                pairs[cell] += 1;
            }
        }
    }
    let mean = |keep: &dyn Fn(usize, usize) -> bool| {
        let cells = || (0..ROWS * columns).filter(|cell| keep(cell / columns, cell % columns));
        let count: u64 = cells().map(|cell| pairs[cell]).sum();
        (count > 0).then(|| cells().map(|cell| sums[cell]).sum::<f64>() / count as f64)
    };
    Some(SeparationMap {
        space_step_m: f64::from(COLUMN_M),
        time_step,
        columns,
        rows: ROWS,
        same_place: mean(&|_, column| column == 0),
        same_place_late: mean(&|row, column| column == 0 && row >= ROWS / 2),
        other_place: mean(&|_, column| column > 0),
        mean_distance: sums.iter().zip(&pairs).map(|(sum, n)| (*n > 0).then(|| sum / *n as f64)).collect(),
        pairs,
    })
}
