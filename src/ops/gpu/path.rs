//! Capacity and conformal isometry, with their gradients.

use super::buffer::{Buffer, workgroups};
use super::sum::{scratch_floats, sum_of_workgroup};
use super::transitions::sum_rows;
use crate::ops::reference::STEP_EPSILON;
use crate::ops::unroll_shape::UnrollShape;
use cubecl::client::Client;
use cubecl::prelude::*;

/// States that one thread adds up for the mean state, one after the other.
const BLOCK: usize = 64;

/// |gₜ − gₜ₋₁| of each step that is slow enough to count, −1 for the others; one workgroup to a step.
#[cube(launch_unchecked)]
fn distance_kernel(
    states: &[f32],
    g0: &[f32],
    speeds: &[f32],
    distances: &mut [f32],
    samples: u32,
    length: u32,
    radius: f32,
    n: u32,
    #[comptime] threads: usize,
) {
    let step = CUBE_POS;
    if step >= samples as usize {
        terminate!();
    }
    let me = UNIT_POS as usize;
    let mut scratch = Shared::<[f32]>::new_slice(comptime!(scratch_floats(threads)));
    let mut squares = f32::new(0.0);
    let (in_trajectory, n) = (step % length as usize, n as usize);
    let mut unit = me;
    while unit < n {
        let mut before = g0[unit];
        if in_trajectory != 0 {
            before = states[(step - 1) * n + unit];
        }
        let change = states[step * n + unit] - before;
        squares += change * change;
        unit += threads;
    }
    let squares = sum_of_workgroup(squares, &mut scratch, threads);
    if me == 0 {
        let mut distance = f32::new(-1.0);
        if speeds[step] > 0.0 && speeds[step] < radius {
            distance = (squares + STEP_EPSILON).sqrt();
        }
        distances[step] = distance;
    }
}

/// Sums of blocks of states, one thread to a unit.
#[cube(launch_unchecked)]
fn block_kernel(states: &[f32], sums: &mut [f32], samples: u32, n: u32) {
    let (samples, n) = (samples as usize, n as usize);
    let (block, unit) = (ABSOLUTE_POS / n, ABSOLUTE_POS % n);
    if block * BLOCK >= samples {
        terminate!();
    }
    let mut sum = f32::new(0.0);
    for state in block * BLOCK..min(block * BLOCK + BLOCK, samples) {
        sum += states[state * n + unit];
    }
    sums[block * n + unit] = sum;
}

/// The two losses, the gradient of capacity, and the factor 2 (r − mean r) / (count − 1) / (|Δg| |v|) of each slow step in
/// the place of its distance (0 for the others). One workgroup; the variance is summed from differences to the mean.
#[cube(launch_unchecked)]
fn losses_kernel(
    state_sums: &[f32],
    speeds: &[f32],
    distances: &mut [f32],
    losses: &mut [f32],
    capacity_gradient: &mut [f32],
    samples: u32,
    n: u32,
    #[comptime] threads: usize,
) {
    let me = UNIT_POS as usize;
    let (count, n) = (samples as usize, n as usize);
    let mut scratch = Shared::<[f32]>::new_slice(comptime!(scratch_floats(threads)));
    let mut squares = f32::new(0.0);
    let mut unit = me;
    while unit < n {
        let mean = state_sums[unit] / f32::cast_from(samples);
        squares += mean * mean;
        capacity_gradient[unit] = f32::new(-2.0) * mean / f32::cast_from(samples);
        unit += threads;
    }
    let squares = sum_of_workgroup(squares, &mut scratch, threads);
    let mut slow = f32::new(0.0);
    let mut ratios = f32::new(0.0);
    let mut step = me;
    while step < count {
        if distances[step] >= 0.0 {
            slow += 1.0;
            ratios += distances[step] / speeds[step];
        }
        step += threads;
    }
    let slow = sum_of_workgroup(slow, &mut scratch, threads);
    let mean = sum_of_workgroup(ratios, &mut scratch, threads) / max(slow, 1.0f32);
    let degrees = max(slow - 1.0, 1.0f32);
    let mut deviations = f32::new(0.0);
    let mut step = me;
    while step < count {
        let mut factor = f32::new(0.0);
        if distances[step] >= 0.0 {
            let deviation = distances[step] / speeds[step] - mean;
            deviations += deviation * deviation;
            if slow > 1.0 {
                factor = 2.0 * deviation / degrees / (distances[step] * speeds[step]);
            }
        }
        distances[step] = factor;
        step += threads;
    }
    let deviations = sum_of_workgroup(deviations, &mut scratch, threads);
    if me == 0 {
        losses[0] = -squares;
        losses[1] = deviations / degrees;
    }
}

/// Gradient of conformal isometry with respect to the states, and what each trajectory adds to that of g₀.
#[cube(launch_unchecked)]
fn gradient_kernel(
    states: &[f32],
    g0: &[f32],
    factors: &[f32],
    gradient: &mut [f32],
    g0_each: &mut [f32],
    samples: u32,
    length: u32,
    n: u32,
) {
    let (length, n) = (length as usize, n as usize);
    let (step, unit) = (ABSOLUTE_POS / n, ABSOLUTE_POS % n);
    if step >= samples as usize {
        terminate!();
    }
    let in_trajectory = step % length;
    let here = states[step * n + unit];
    let mut before = g0[unit];
    if in_trajectory != 0 {
        before = states[(step - 1) * n + unit];
    }
    let mut value = factors[step] * (here - before);
    if in_trajectory == 0 {
        g0_each[step / length * n + unit] = -value;
    }
    if in_trajectory + 1 < length {
        value -= factors[step + 1] * (states[(step + 1) * n + unit] - here);
    }
    gradient[step * n + unit] = value;
}

/// The two losses and their gradients; those of conformal isometry are one number without a meaning when not wanted.
pub(crate) struct PathLossBuffers {
    /// Capacity and conformal isometry `[2]`
    pub losses: Buffer,
    /// d capacity / d g, the same for every state `[N]`
    pub capacity: Buffer,
    /// d isometry / d states `[B, T, N]`
    pub isometry: Buffer,
    /// d isometry / d g₀ `[N]`
    pub isometry_g0: Buffer,
}

/// Losses of states `[B, T, N]` that started from `g0`, with speeds `[B, T]` in metres per step.
#[must_use]
pub(crate) fn path_losses(
    client: &Client,
    shape: UnrollShape,
    threads: usize,
    states: &Buffer,
    g0: &Buffer,
    speeds: &Buffer,
    radius: f32,
    with_gradients: bool,
) -> PathLossBuffers {
    let UnrollShape { units, length, trajectories } = shape;
    let samples = trajectories * length;
    let distances = Buffer::empty(client, samples);
    let block_sums = Buffer::empty(client, samples.div_ceil(BLOCK) * units);
    let losses = Buffer::empty(client, 2);
    let capacity = Buffer::empty(client, units);
    let group = CubeDim::new_1d(threads as u32);
    // SAFETY: steps, blocks and units beyond the last are left out.
    unsafe {
        distance_kernel::launch_unchecked(
            client,
            workgroups(samples),
            group,
            states.argument(),
            g0.argument(),
            speeds.argument(),
            distances.argument(),
            samples as u32,
            length as u32,
            radius,
            units as u32,
            threads,
        );
        block_kernel::launch_unchecked(
            client,
            workgroups(block_sums.length().div_ceil(threads)),
            group,
            states.argument(),
            block_sums.argument(),
            samples as u32,
            units as u32,
        );
    }
    let state_sums = sum_rows(client, threads, &block_sums, units);
    // SAFETY: as above.
    unsafe {
        losses_kernel::launch_unchecked(
            client,
            CubeCount::new_single(),
            group,
            state_sums.argument(),
            speeds.argument(),
            distances.argument(),
            losses.argument(),
            capacity.argument(),
            samples as u32,
            units as u32,
            threads,
        );
    }
    if !with_gradients {
        let (isometry, isometry_g0) = (Buffer::empty(client, 1), Buffer::empty(client, 1));
        return PathLossBuffers { losses, capacity, isometry, isometry_g0 };
    }
    let isometry = Buffer::empty(client, states.length());
    let g0_each = Buffer::empty(client, trajectories * units);
    // SAFETY: as above.
    unsafe {
        gradient_kernel::launch_unchecked(
            client,
            workgroups(states.length().div_ceil(threads)),
            group,
            states.argument(),
            g0.argument(),
            distances.argument(),
            isometry.argument(),
            g0_each.argument(),
            samples as u32,
            length as u32,
            units as u32,
        );
    }
    let isometry_g0 = sum_rows(client, threads, &g0_each, units);
    PathLossBuffers { losses, capacity, isometry, isometry_g0 }
}
