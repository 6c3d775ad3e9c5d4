//! The gradient of each distinct W(v): one small matrix product over the steps that took it.
//!
//! dW(v) = Σ dz ⊗ g over those steps, with dz the gradient at the output of W(v) and g the state before. The steps are first
//! put in order of their velocity, so that nothing is scattered and every sum has one owner and one order.

use super::buffer::{Buffer, workgroups};
use super::tile::{Four, ProductTile, multiply_pieces, no_sums, own_column, own_row, place, sum_at};
use crate::ops::unroll_shape::UnrollShape;
use cubecl::client::Client;
use cubecl::prelude::*;

/// Sorts the steps by velocity, each velocity's in order of their number: `steps` `[BT]`, and where each velocity's begin
/// `starts` `[V + 1]`. One workgroup finds the place and the steps of one velocity: each thread looks through a run of the
/// order twice.
#[cube(launch_unchecked)]
fn sort_kernel(
    order: &[i32],
    steps: &mut [u32],
    starts: &mut [u32],
    samples: u32,
    velocities: u32,
    #[comptime] threads: usize,
) {
    let velocity = CUBE_POS as i32;
    if CUBE_POS >= velocities as usize {
        terminate!();
    }
    let me = UNIT_POS as usize;
    let samples = samples as usize;
    let mut same = Shared::<[u32]>::new_slice(threads);
    let mut smaller = Shared::<[u32]>::new_slice(threads);
    let run = samples.div_ceil(threads);
    let (first, end) = (min(me * run, samples), min(me * run + run, samples));

    let mut counts = (0u32.runtime(), 0u32.runtime());
    let mut index = first;
    while index < end {
        let other = order[index];
        if other < velocity {
            counts.0 += 1u32;
        } else if other == velocity {
            counts.1 += 1u32;
        }
        index += 1usize;
    }
    smaller[me] = counts.0;
    same[me] = counts.1;
    sync_cube();
    let mut start = 0u32.runtime();
    let mut mine = 0u32.runtime();
    for thread in 0..threads {
        start += smaller[thread];
        if thread < me {
            mine += same[thread];
        }
    }
    if me == 0 {
        starts[velocity as usize] = start;
        if velocity as usize + 1 == velocities as usize {
            starts[velocities as usize] = samples as u32;
        }
    }
    let mut to = (start + mine) as usize;
    let mut index = first;
    while index < end {
        if order[index] == velocity {
            steps[to] = index as u32;
            to += 1usize;
        }
        index += 1usize;
    }
}

/// One block of dW(v) `[V, N, N]`.
#[cube(launch_unchecked)]
fn gradient_kernel(
    dz: &[f32],
    states: &[f32],
    g0: &[f32],
    steps: &[u32],
    starts: &[u32],
    dw: &mut [f32],
    length: u32,
    n: u32,
    #[comptime] tile: ProductTile,
) {
    let (length, n) = (length as usize, n as usize);
    let velocity = CUBE_POS_Z as usize;
    let first_row = CUBE_POS_Y as usize * comptime!(tile.side);
    let first_column = CUBE_POS_X as usize * comptime!(tile.side);
    let (start, end) = (starts[velocity] as usize, starts[velocity + 1] as usize);
    let mut pieces = Shared::<[Four]>::new_slice(comptime!(tile.shared_fours()));
    let mut sums = no_sums(tile);
    let mut done = start;
    while done < end {
        #[unroll]
        for turn in 0..comptime!(tile.turns()) {
            let (four, k) = place(turn, false, tile);
            let (mut left, mut right) = (Four::new(0.0), Four::new(0.0));
            if done + k < end {
                let step = steps[done + k] as usize;
                let in_trajectory = step % length;
                #[unroll]
                for part in 0..4usize {
                    let (row, column) = (first_row + 4 * four + part, first_column + 4 * four + part);
                    if row < n {
                        left.insert(part, dz[step * n + row]);
                    }
                    if column < n {
                        if in_trajectory == 0 {
                            right.insert(part, g0[column]);
                        } else {
                            right.insert(part, states[(step - 1) * n + column]);
                        }
                    }
                }
            }
            let at = k * comptime!(tile.pitch()) + four;
            pieces[at] = left;
            pieces[comptime!(tile.second()) + at] = right;
        }
        sync_cube();
        multiply_pieces(&pieces, &mut sums, tile);
        sync_cube();
        done += comptime!(tile.depth);
    }
    #[unroll]
    for i in 0..comptime!(tile.own()) {
        let row = first_row + own_row(i, tile);
        #[unroll]
        for j in 0..comptime!(tile.own()) {
            let column = first_column + own_column(j, tile);
            if row < n && column < n {
                dw[(velocity * n + row) * n + column] = sum_at(&sums, i, j, tile);
            }
        }
    }
}

/// Sums over the rows of a matrix `[rows, columns]`, one thread to a column.
#[cube(launch_unchecked)]
fn sum_rows_kernel(matrix: &[f32], sums: &mut [f32], rows: u32, columns: u32) {
    let column = ABSOLUTE_POS;
    let columns = columns as usize;
    if column >= columns {
        terminate!();
    }
    let mut sum = f32::new(0.0);
    for row in 0..rows as usize {
        sum += matrix[row * columns + column];
    }
    sums[column] = sum;
}

/// dW `[V, N, N]`, given the gradients at the outputs of W(v) `[B, T, N]`.
#[must_use]
pub(crate) fn gradient(
    client: &Client,
    shape: UnrollShape,
    velocities: usize,
    (threads, tile): (usize, ProductTile),
    dz: &Buffer,
    states: &Buffer,
    g0: &Buffer,
    order: &Buffer,
) -> Buffer {
    let UnrollShape { units, length, trajectories } = shape;
    let samples = trajectories * length;
    let steps = Buffer::empty(client, samples);
    let starts = Buffer::empty(client, velocities + 1);
    let dw = Buffer::empty(client, velocities * units * units);
    // SAFETY: threads look only at their runs of the order, and write as many steps as it has; blocks are cut to the matrix.
    unsafe {
        sort_kernel::launch_unchecked(
            client,
            workgroups(velocities),
            CubeDim::new_1d(threads as u32),
            order.argument(),
            steps.argument(),
            starts.argument(),
            samples as u32,
            velocities as u32,
            threads,
        );
        gradient_kernel::launch_unchecked(
            client,
            CubeCount::Static(tile.blocks(units) as u32, tile.blocks(units) as u32, velocities as u32),
            CubeDim::new_1d(tile.workgroup() as u32),
            dz.argument(),
            states.argument(),
            g0.argument(),
            steps.argument(),
            starts.argument(),
            dw.argument(),
            length as u32,
            units as u32,
            tile,
        );
    }
    dw
}

/// The sum of the rows of a matrix with `columns` columns.
#[must_use]
pub(crate) fn sum_rows(client: &Client, threads: usize, matrix: &Buffer, columns: usize) -> Buffer {
    let sums = Buffer::empty(client, columns);
    // SAFETY: threads beyond the last column leave.
    unsafe {
        sum_rows_kernel::launch_unchecked(
            client,
            workgroups(columns.div_ceil(threads)),
            CubeDim::new_1d(threads as u32),
            matrix.argument(),
            sums.argument(),
            (matrix.length() / columns) as u32,
            columns as u32,
        );
    }
    sums
}
