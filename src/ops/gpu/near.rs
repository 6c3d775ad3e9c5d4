//! Pairs of states that are near each other in space: few, so they are looked up and taken one by one, from differences.
//!
//! One workgroup owns one state. Its threads test all positions into bit masks; then all of them together walk through the
//! neighbours found, each thread with its own units, so that every sum has one owner and one order.

use super::buffer::{Buffer, workgroups};
use super::sum::{scratch_floats, sum_of_workgroup};
use cubecl::client::Client;
use cubecl::prelude::*;

/// Words of the mask: 32 states each.
const WORDS: usize = 256;

/// Whether two positions are at most as far apart as the root of `limit`. From differences: σ_x² can be far below the
/// rounding of x².
#[cube]
pub(crate) fn is_near(x: f32, y: f32, other_x: f32, other_y: f32, limit: f32) -> bool {
    let (dx, dy) = (x - other_x, y - other_y);
    dx * dx + dy * dy <= limit
}

#[cube(launch_unchecked)]
fn near_kernel(
    states: &[f32],
    positions: &[f32],
    rows: &mut [f32],
    neighbours: &mut [u32],
    differences: &mut [f32],
    samples: u32,
    limit: f32,
    n: u32,
    #[comptime] own: usize,
    #[comptime] threads: usize,
    #[comptime] with_gradients: bool,
) {
    let i = CUBE_POS;
    let (samples, n) = (samples as usize, n as usize);
    if i >= samples {
        terminate!();
    }
    let me = UNIT_POS as usize;
    let mut words = Shared::<[u32]>::new_slice(WORDS);
    let mut scratch = Shared::<[f32]>::new_slice(comptime!(scratch_floats(threads)));
    let mut g = Array::<f32>::new(own);
    let mut sums = Array::<f32>::new(own);
    let mut squares = f32::new(0.0);
    #[unroll]
    for k in 0..own {
        g[k] = f32::new(0.0);
        sums[k] = f32::new(0.0);
        let unit = me + k * threads;
        if unit < n {
            g[k] = states[i * n + unit];
            squares += g[k] * g[k];
        }
    }
    let (x, y) = (positions[2 * i], positions[2 * i + 1]);
    let mut distance = f32::new(0.0);
    let mut found = 0u32.runtime();
    let mut base = 0usize.runtime();
    while base < samples {
        let mut word = me;
        while word < WORDS {
            // Bit k of word w stands for state k · WORDS + w: neighbouring threads test neighbouring positions.
            let mut bits = 0u32.runtime();
            for bit in 0..32usize {
                let j = base + bit * WORDS + word;
                if j < samples && j != i && is_near(x, y, positions[2 * j], positions[2 * j + 1], limit) {
                    bits |= 1u32 << bit as u32;
                }
            }
            words[word] = bits;
            word += threads;
        }
        sync_cube();
        for word in 0..WORDS {
            let mut bits = words[word];
            while bits != 0u32 {
                let bit = bits.trailing_zeros();
                bits &= bits - 1u32;
                let j = base + bit as usize * WORDS + word;
                #[unroll]
                for k in 0..own {
                    let unit = me + k * threads;
                    if unit < n {
                        let change = g[k] - states[j * n + unit];
                        sums[k] += change;
                        distance += change * change;
                    }
                }
                found += 1u32;
            }
        }
        sync_cube();
        base += comptime!(WORDS * 32);
    }
    let squares = sum_of_workgroup(squares, &mut scratch, threads);
    let distance = sum_of_workgroup(distance, &mut scratch, threads);
    if me == 0 {
        rows[2 * i] = squares;
        rows[2 * i + 1] = distance;
        neighbours[i] = found;
    }
    if with_gradients {
        #[unroll]
        for k in 0..own {
            let unit = me + k * threads;
            if unit < n {
                differences[i * n + unit] = sums[k];
            }
        }
    }
}

/// What each state has to do with its neighbours.
pub(crate) struct Neighbours {
    /// For each state |gᵢ|² and Σⱼ |gᵢ − gⱼ|² `[M, 2]`
    pub rows: Buffer,
    /// Number of neighbours, itself not counted `[M]`
    pub count: Buffer,
    /// Σⱼ (gᵢ − gⱼ) `[M, N]`; one number when it is not wanted
    pub differences: Buffer,
}

/// Looks up the neighbours of states `[M, N]` at positions `[M, 2]` within `sigma_x`.
#[must_use]
pub(crate) fn find(
    client: &Client,
    threads: usize,
    states: &Buffer,
    positions: &Buffer,
    sigma_x: f32,
    with_gradients: bool,
) -> Neighbours {
    let samples = positions.length() / 2;
    let units = states.length() / samples;
    let rows = Buffer::empty(client, samples * 2);
    let count = Buffer::empty(client, samples);
    let differences = Buffer::empty(client, if with_gradients { states.length() } else { 1 });
    // SAFETY: states and units beyond the last are left out.
    unsafe {
        near_kernel::launch_unchecked(
            client,
            workgroups(samples),
            CubeDim::new_1d(threads as u32),
            states.argument(),
            positions.argument(),
            rows.argument(),
            count.argument(),
            differences.argument(),
            samples as u32,
            sigma_x * sigma_x,
            units as u32,
            units.div_ceil(threads),
            threads,
            with_gradients,
        );
    }
    Neighbours { rows, count, differences }
}
