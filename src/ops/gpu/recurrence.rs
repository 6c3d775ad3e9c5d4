//! The Norm-ReLU recurrence and its backward pass: one workgroup takes one trajectory through all its steps.
//!
//! The state stays in shared memory; W(v) streams through it once a step. What a step costs is therefore the reading of
//! W(v) (N² numbers, from the device's cache) and a handful of waits of the workgroup for itself.

use super::buffer::{Buffer, workgroups};
use super::sum::{scratch_floats, sum_of_workgroup};
use crate::ops::reference::NORM_EPSILON;
use crate::ops::unroll_shape::UnrollShape;
use cubecl::client::Client;
use cubecl::prelude::*;

/// Neighbouring threads that share a row of W(v): they read neighbouring numbers.
const LANES: usize = 16;

/// Rows of W(v) whose partial sums are in shared memory at once.
const fn rows_at_once(units: usize) -> usize {
    if units <= 512 { 128 } else { 64 }
}

/// Columns' partial sums in the backward pass: as many runs of rows as there are threads for.
const fn runs(units: usize, threads: usize) -> usize {
    let wide = units.next_power_of_two();
    if threads > wide { threads / wide } else { 1 }
}

/// Shared memory of the larger of the two kernels, in floats.
#[must_use]
pub(crate) const fn shared_floats(units: usize, threads: usize) -> usize {
    let forward = 2 * units + rows_at_once(units) * (LANES + 1);
    let backward = 2 * units + runs(units, threads) * units;
    scratch_floats(threads) + if forward > backward { forward } else { backward }
}

#[cube(launch_unchecked)]
fn forward_kernel(
    w: &[f32],
    order: &[i32],
    g0: &[f32],
    states: &mut [f32],
    norms: &mut [f32],
    trajectories: u32,
    length: u32,
    #[comptime] n: usize,
    #[comptime] threads: usize,
) {
    let b = CUBE_POS;
    let length = length as usize;
    if b >= trajectories as usize {
        terminate!();
    }
    let me = UNIT_POS as usize;
    let rows = comptime!(rows_at_once(n));
    let pitch = comptime!(LANES + 1); // one more than the lanes: threads that add up rows read different banks
    let mut g = Shared::<[f32]>::new_slice(n);
    let mut z = Shared::<[f32]>::new_slice(n);
    let mut partial = Shared::<[f32]>::new_slice(comptime!(rows * pitch));
    let mut scratch = Shared::<[f32]>::new_slice(comptime!(scratch_floats(threads)));

    let mut unit = me;
    while unit < n {
        g[unit] = g0[unit];
        unit += threads;
    }
    sync_cube();
    let lane = me % LANES;
    for step in 0..length {
        let at = b * length + step;
        let matrix = order[at] as usize * comptime!(n * n);
        let mut squares = f32::new(0.0);
        let mut first = 0usize.runtime();
        while first < n {
            let mut row = me / LANES;
            while row < rows {
                if first + row < n {
                    let start = matrix + (first + row) * n;
                    let mut sum = f32::new(0.0);
                    let mut column = lane;
                    while column < n {
                        sum += w[start + column] * g[column];
                        column += LANES;
                    }
                    partial[row * pitch + lane] = sum;
                }
                row += comptime!(threads / LANES);
            }
            sync_cube();
            let mut row = me;
            while row < rows {
                if first + row < n {
                    let mut sum = f32::new(0.0);
                    #[unroll]
                    for l in 0..LANES {
                        sum += partial[row * pitch + l];
                    }
                    sum = max(sum, 0.0f32);
                    z[first + row] = sum;
                    squares += sum * sum;
                }
                row += threads;
            }
            sync_cube();
            first += rows;
        }
        let norm = sum_of_workgroup(squares, &mut scratch, threads).sqrt();
        let scale = 1.0 / (norm + NORM_EPSILON);
        let mut unit = me;
        while unit < n {
            let value = z[unit] * scale;
            g[unit] = value;
            states[at * n + unit] = value;
            unit += threads;
        }
        if me == 0 {
            norms[at] = norm;
        }
        sync_cube();
    }
}

#[cube(launch_unchecked)]
fn backward_kernel(
    w: &[f32],
    order: &[i32],
    states: &[f32],
    norms: &[f32],
    gradient: &[f32],
    dz_out: &mut [f32],
    dg0_each: &mut [f32],
    trajectories: u32,
    length: u32,
    #[comptime] n: usize,
    #[comptime] threads: usize,
) {
    let b = CUBE_POS;
    let length = length as usize;
    if b >= trajectories as usize {
        terminate!();
    }
    let me = UNIT_POS as usize;
    let runs = comptime!(runs(n, threads));
    let width = comptime!(threads / runs);
    // The gradient that comes back from the step after, and the one at the output of W(v).
    let mut carry = Shared::<[f32]>::new_slice(n);
    let mut dz = Shared::<[f32]>::new_slice(n);
    let mut partial = Shared::<[f32]>::new_slice(comptime!(runs * n));
    let mut scratch = Shared::<[f32]>::new_slice(comptime!(scratch_floats(threads)));

    let mut unit = me;
    while unit < n {
        carry[unit] = f32::new(0.0);
        unit += threads;
    }
    for back in 0..length {
        let at = b * length + (length - 1 - back);
        // g = z / (|z| + ε):  dz = a / (|z| + ε) − g (a·g) / |z|, where z > 0
        let norm = norms[at];
        let scale = 1.0 / (norm + NORM_EPSILON);
        let mut along = f32::new(0.0);
        let mut unit = me;
        while unit < n {
            along += (carry[unit] + gradient[at * n + unit]) * states[at * n + unit];
            unit += threads;
        }
        let mut along = sum_of_workgroup(along, &mut scratch, threads);
        if norm > 0.0 {
            along /= norm;
        } else {
            along = f32::new(0.0);
        }
        let mut unit = me;
        while unit < n {
            let g = states[at * n + unit];
            let mut value = f32::new(0.0);
            if g > 0.0 {
                value = (carry[unit] + gradient[at * n + unit]) * scale - along * g;
            }
            dz[unit] = value;
            dz_out[at * n + unit] = value;
            unit += threads;
        }
        sync_cube();
        // carry = Wᵀ dz: neighbouring threads take neighbouring columns, and runs of rows are added up at the end.
        let matrix = order[at] as usize * comptime!(n * n);
        let run = me / width;
        let mut column = me % width;
        while column < n {
            let mut sum = f32::new(0.0);
            let mut row = run;
            while row < n {
                sum += w[matrix + row * n + column] * dz[row];
                row += runs;
            }
            partial[run * n + column] = sum;
            column += width;
        }
        sync_cube();
        let mut unit = me;
        while unit < n {
            let mut sum = f32::new(0.0);
            #[unroll]
            for r in 0..runs {
                sum += partial[r * n + unit];
            }
            carry[unit] = sum;
            unit += threads;
        }
    }
    let mut unit = me;
    while unit < n {
        dg0_each[b * n + unit] = carry[unit];
        unit += threads;
    }
}

/// States `[B, T, N]` and norms `[B, T]` before normalisation.
#[must_use]
pub(crate) fn forward(
    client: &Client,
    shape: UnrollShape,
    threads: usize,
    w: &Buffer,
    order: &Buffer,
    g0: &Buffer,
) -> (Buffer, Buffer) {
    let UnrollShape { units, length, trajectories } = shape;
    let states = Buffer::empty(client, trajectories * length * units);
    let norms = Buffer::empty(client, trajectories * length);
    // SAFETY: every index is below the sizes given in `shape`, and orders name velocities that exist.
    unsafe {
        forward_kernel::launch_unchecked(
            client,
            workgroups(trajectories),
            CubeDim::new_1d(threads as u32),
            w.argument(),
            order.argument(),
            g0.argument(),
            states.argument(),
            norms.argument(),
            trajectories as u32,
            length as u32,
            units,
            threads,
        );
    }
    (states, norms)
}

/// Gradients at the outputs of W(v) `[B, T, N]` and at g₀ of each trajectory `[B, N]`, given the gradient with respect to
/// the states.
#[must_use]
pub(crate) fn backward(
    client: &Client,
    shape: UnrollShape,
    threads: usize,
    w: &Buffer,
    order: &Buffer,
    states: &Buffer,
    norms: &Buffer,
    gradient: &Buffer,
) -> (Buffer, Buffer) {
    let UnrollShape { units, length, trajectories } = shape;
    let dz = Buffer::empty(client, trajectories * length * units);
    let dg0_each = Buffer::empty(client, trajectories * units);
    // SAFETY: as in `forward`.
    unsafe {
        backward_kernel::launch_unchecked(
            client,
            workgroups(trajectories),
            CubeDim::new_1d(threads as u32),
            w.argument(),
            order.argument(),
            states.argument(),
            norms.argument(),
            gradient.argument(),
            dz.argument(),
            dg0_each.argument(),
            trajectories as u32,
            length as u32,
            units,
            threads,
        );
    }
    (dz, dg0_each)
}
