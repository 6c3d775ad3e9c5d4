//! Separation and invariance: what the pairs beyond σ_x and those within it give, put together.

use super::buffer::{Buffer, workgroups};
use super::near;
use super::separation::{self, Widths};
use super::sum::{scratch_floats, sum_of_workgroup};
use super::tile::ProductTile;
use cubecl::client::Client;
use cubecl::prelude::*;

/// Adds up what each state gave and divides by the numbers of pairs: the two losses, and the factors of their gradients
/// (one workgroup). Counts are whole numbers for each state and are added up by threads first: a single sum of (BT)² ones
/// would stall at 2²⁴.
#[cube(launch_unchecked)]
fn losses_kernel(
    weights: &[f32],
    rows: &[f32],
    neighbours: &[u32],
    losses: &mut [f32],
    factors: &mut [f32],
    samples: u32,
    sigma_g: f32,
    #[comptime] threads: usize,
) {
    let me = UNIT_POS as usize;
    let mut scratch = Shared::<[f32]>::new_slice(comptime!(scratch_floats(threads)));
    let mut weight = f32::new(0.0);
    let mut distance = f32::new(0.0);
    let mut near = f32::new(0.0);
    let mut far = f32::new(0.0);
    let mut i = me;
    while i < samples as usize {
        weight += weights[i];
        distance += rows[2 * i + 1];
        near += f32::cast_from(neighbours[i]);
        far += f32::cast_from(samples - 1 - neighbours[i]);
        i += threads;
    }
    let weight = sum_of_workgroup(weight, &mut scratch, threads);
    let distance = sum_of_workgroup(distance, &mut scratch, threads);
    let near = sum_of_workgroup(near, &mut scratch, threads);
    let far = sum_of_workgroup(far, &mut scratch, threads);
    if me == 0 {
        // Both sums are zero where there is no such pair.
        let (near, far) = (max(near, 1.0f32), max(far, 1.0f32));
        losses[0] = weight / far;
        losses[1] = distance / near;
        // A state takes part in ordered pairs as the first and as the second.
        factors[0] = f32::new(-2.0) / (sigma_g * sigma_g) / far;
        factors[1] = 4.0 / near;
    }
}

/// Turns the sums of each state into gradients, in place.
#[cube(launch_unchecked)]
fn scale_kernel(pushes: &mut [f32], differences: &mut [f32], factors: &[f32], length: u32) {
    let at = ABSOLUTE_POS;
    if at >= length as usize {
        terminate!();
    }
    pushes[at] *= factors[0];
    differences[at] *= factors[1];
}

/// The two losses and their gradients; a gradient that is not wanted is one number without a meaning.
pub(crate) struct PairLossBuffers {
    /// Separation and invariance `[2]`
    pub losses: Buffer,
    /// d separation / d states `[M, N]`
    pub separation: Buffer,
    /// d invariance / d states `[M, N]`
    pub invariance: Buffer,
}

/// Losses of states `[M, N]` at positions `[M, 2]` in metres.
#[must_use]
pub(crate) fn pair_losses(
    client: &Client,
    (threads, tiles): (usize, [ProductTile; 2]),
    states: &Buffer,
    positions: &Buffer,
    widths: Widths,
    with_gradients: bool,
) -> PairLossBuffers {
    let samples = positions.length() / 2;
    let near = near::find(client, threads, states, positions, widths.sigma_x, with_gradients);
    let separation = separation::sums(client, (threads, tiles), states, positions, &near.rows, widths, with_gradients);
    let losses = Buffer::empty(client, 2);
    let factors = Buffer::empty(client, 2);
    // SAFETY: every state has one number in each of the buffers; threads beyond the last leave.
    unsafe {
        losses_kernel::launch_unchecked(
            client,
            CubeCount::new_single(),
            CubeDim::new_1d(threads as u32),
            separation.weights.argument(),
            near.rows.argument(),
            near.count.argument(),
            losses.argument(),
            factors.argument(),
            samples as u32,
            widths.sigma_g,
            threads,
        );
    }
    if with_gradients {
        // SAFETY: threads beyond the last number leave.
        unsafe {
            scale_kernel::launch_unchecked(
                client,
                workgroups(states.length().div_ceil(threads)),
                CubeDim::new_1d(threads as u32),
                separation.pushes.argument(),
                near.differences.argument(),
                factors.argument(),
                states.length() as u32,
            );
        }
    }
    PairLossBuffers { losses, separation: separation.pushes, invariance: near.differences }
}
