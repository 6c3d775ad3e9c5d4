//! Separation and invariance over all pairs of states, block by block, with both gradients in the same pass.
//!
//! Each unordered pair of blocks is taken once. The products of the states, two thirds of them for the gradients, are most of
//! the work: large batches leave them to the processor's matrix tiles where it has some.

mod block;
mod block_pair;
mod schedule;
mod settings;
mod space;

use super::instructions::in_use;
use block::{SplitStates, StateBlock};
use block_pair::PairAdder;
use rayon::prelude::*;
use schedule::{run, schedule};
use settings::PairSettings;
use space::order_in_space;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The two losses and, when asked for, the gradient of each with respect to the states `[M, N]`.
pub(crate) struct PairLosses {
    pub separation: f32,
    pub invariance: f32,
    pub separation_gradient: Vec<f32>,
    pub invariance_gradient: Vec<f32>,
}

/// Rows of a block: large blocks feed the matrix kernel better, but a small batch must still give work to several threads.
fn block_rows(samples: usize) -> usize {
    if samples <= SMALL_BATCH {
        64
    } else if samples <= 4096 {
        128
    } else {
        192
    }
}

/// Batches of up to so many states are taken as they come and multiplied by vectors. Matrix tiles would shorten a step by a
/// fiftieth; without them a recipe of that size (all presets but `paper`) gives the same run to the last bit with AMX,
/// AVX-512 and AVX2.
const SMALL_BATCH: usize = 1024;

/// Losses of states `[M, N]` at positions `[M]` in metres.
#[must_use]
pub(crate) fn pair_losses(
    states: &[f32],
    positions: &[[f32; 2]],
    units: usize,
    sigma_x: f32,
    sigma_g: f32,
    want_gradients: bool,
) -> PairLosses {
    let set = in_use();
    let settings = PairSettings { arch: set.arch, matrix_tiles: None, units, sigma_x, sigma_g, want_gradients };
    if positions.len() <= SMALL_BATCH {
        pair_losses_by(&settings, states, positions)
    } else {
        pair_losses_in_space(&PairSettings { matrix_tiles: set.tiles, ..settings }, states, positions)
    }
}

/// The same with the states of a block close to each other in space, so that few blocks have near pairs.
fn pair_losses_in_space(settings: &PairSettings, states: &[f32], positions: &[[f32; 2]]) -> PairLosses {
    let units = settings.units;
    let order = order_in_space(positions, block_rows(positions.len()));
    let sorted_positions: Vec<[f32; 2]> = order.iter().map(|&from| positions[from as usize]).collect();
    let losses = pair_losses_by(settings, &rows_in_order(states, units, &order), &sorted_positions);
    let mut back = vec![0; order.len()];
    for (place, &from) in (0..).zip(&order) {
        back[from as usize] = place;
    }
    PairLosses {
        separation_gradient: rows_in_order(&losses.separation_gradient, units, &back),
        invariance_gradient: rows_in_order(&losses.invariance_gradient, units, &back),
        ..losses
    }
}

/// The rows of a matrix in another order; none of no matrix.
fn rows_in_order(values: &[f32], units: usize, order: &[u32]) -> Vec<f32> {
    let mut rows = vec![0.0; values.len()];
    rows.par_chunks_mut(units).zip(order).for_each(|(to, &from)| {
        to.copy_from_slice(&values[from as usize * units..][..units]);
    });
    rows
}

fn pair_losses_by(settings: &PairSettings, states: &[f32], positions: &[[f32; 2]]) -> PairLosses {
    let &PairSettings { arch, units, sigma_g, want_gradients, .. } = settings;
    let samples = positions.len();
    let rows = block_rows(samples);
    let split: Vec<Option<SplitStates>> = states
        .par_chunks(rows * units)
        .map(|states| settings.matrix_tiles.map(|_| SplitStates::of(arch, states, units)))
        .collect();
    let blocks: Vec<Mutex<StateBlock<'_>>> = states
        .par_chunks(rows * units)
        .zip(positions.par_chunks(rows))
        .zip(&split)
        .map(|((states, positions), split)| Mutex::new(StateBlock::new(settings, states, positions, split.as_ref())))
        .collect();
    run(&schedule(blocks.len()), blocks.len(), || {
        let mut adder = PairAdder::new(*settings, rows);
        let blocks = &blocks;
        move |i, j| {
            let mut first = lock(&blocks[i]);
            let mut second = (i != j).then(|| lock(&blocks[j]));
            adder.add(&mut first, second.as_deref_mut());
        }
    });

    let blocks: Vec<StateBlock<'_>> =
        blocks.into_iter().map(|block| block.into_inner().unwrap_or_else(PoisonError::into_inner)).collect();
    let near: u64 = blocks.iter().map(|block| block.near).sum();
    let far = (samples as u64 * (samples as u64).saturating_sub(1)) - near;
    let mean = |sum: f64, count: u64| if count == 0 { 0.0 } else { sum / count as f64 };
    let separation = mean(blocks.iter().map(|block| block.separation).sum(), far) as f32;
    let invariance = mean(blocks.iter().map(|block| block.invariance).sum(), near) as f32;

    let (mut separation_gradient, mut invariance_gradient) = (Vec::new(), Vec::new());
    if want_gradients {
        separation_gradient = vec![0.0; states.len()];
        invariance_gradient = vec![0.0; states.len()];
        // Σ over ordered pairs: gᵢ takes part as first and as second, hence 2 × and 4 ×
        let separation_scale = mean(-2.0 / f64::from(sigma_g * sigma_g), far) as f32;
        let invariance_scale = mean(4.0, near) as f32;
        separation_gradient
            .par_chunks_mut(rows * units)
            .zip(invariance_gradient.par_chunks_mut(rows * units))
            .zip(&blocks)
            .for_each(|((separation, invariance), block)| {
                block.separation_gradient(units, separation_scale, separation);
                for (out, difference) in invariance.iter_mut().zip(&block.difference) {
                    *out = invariance_scale * difference;
                }
            });
    }
    PairLosses { separation, invariance, separation_gradient, invariance_gradient }
}

/// A block is in one pair at a time: its lock is always free.
fn lock<'a, 'b>(block: &'a Mutex<StateBlock<'b>>) -> MutexGuard<'a, StateBlock<'b>> {
    block.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::MatrixTiles;
    use proptest::prelude::*;
    use pulp::Arch;

    /// States of length 1 that differ by `spread`, and their positions.
    fn states(samples: usize, units: usize, seed: f32, spread: f32) -> (Vec<f32>, Vec<[f32; 2]>) {
        let mut states: Vec<f32> =
            (0..samples * units).map(|k| (1.0 + spread * (seed + k as f32 * 1.7).sin()).max(0.0)).collect();
        for state in states.chunks_mut(units) {
            let norm = state.iter().map(|g| g * g).sum::<f32>().sqrt() + 1e-6;
            for g in state {
                *g /= norm;
            }
        }
        (states, (0..samples).map(|k| [(k as f32 * 0.9).sin(), (seed + k as f32 * 0.7).cos()]).collect())
    }

    fn settings(matrix_tiles: Option<MatrixTiles>, units: usize) -> PairSettings {
        PairSettings { arch: Arch::new(), matrix_tiles, units, sigma_x: 0.1, sigma_g: 0.4, want_gradients: true }
    }

    #[test]
    fn threads_do_not_change_a_bit() {
        let (states, positions) = states(900, 20, 1.0, 0.5);
        for matrix_tiles in [None, Some(MatrixTiles::of_this_machine().unwrap_or(MatrixTiles::plain()))] {
            let [one, three] = [1, 3].map(|threads| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a small pool");
                let found = pool.install(|| pair_losses_in_space(&settings(matrix_tiles, 20), &states, &positions));
                let gradients = [found.separation_gradient, found.invariance_gradient].concat();
                let values = gradients.into_iter().chain([found.separation, found.invariance]);
                values.map(f32::to_bits).collect::<Vec<_>>()
            });
            assert_eq!(one, three, "{matrix_tiles:?}");
        }
    }

    #[test]
    fn states_that_are_alike_stay_so() {
        // With so narrow a kernel the squares and the products of states must lose the same.
        let (states, positions) = states(300, 64, 2.0, 0.01);
        let narrow = |tiles| {
            pair_losses_by(&PairSettings { sigma_g: 0.01, ..settings(tiles, 64) }, &states, &positions).separation
        };
        let tiles = narrow(Some(MatrixTiles::of_this_machine().unwrap_or(MatrixTiles::plain())));
        let vectors = narrow(None);
        assert!((tiles / vectors - 1.0).abs() < 1e-3, "{tiles} and {vectors}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn matrix_tiles_in_another_order_agree_with_vectors(samples in 1usize..330, units in 1usize..70, seed in 0.0f32..9.0, alike: bool) {
            let matrix_tiles = MatrixTiles::of_this_machine().unwrap_or(MatrixTiles::plain());
            let (states, positions) = states(samples, units, seed, if alike { 0.01 } else { 1.0 });
            let vectors = pair_losses_by(&settings(None, units), &states, &positions);
            let found = pair_losses_in_space(&settings(Some(matrix_tiles), units), &states, &positions);
            // A product of states is off by some 2⁻¹⁷ of its terms, which cancels out over many.
            let off = (vectors.separation - found.separation).abs();
            prop_assert!(off <= 3e-4 / ((samples * units) as f32).sqrt(), "{off} with {units} units");
            prop_assert!((vectors.invariance - found.invariance).abs() <= 2e-6);
            for (vectors, found) in [
                (&vectors.separation_gradient, &found.separation_gradient),
                (&vectors.invariance_gradient, &found.invariance_gradient),
            ] {
                prop_assert_eq!(vectors.len(), found.len());
                for (vectors, found) in vectors.iter().zip(found) {
                    // A mean over pairs: a state's share of it is some 1 / samples.
                    prop_assert!((vectors - found).abs() <= 6e-4 / samples as f32 / (units as f32).sqrt(), "{} and {}", vectors, found);
                }
            }
        }
    }
}
