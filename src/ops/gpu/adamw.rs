//! The optimiser step on a device: one kernel for each parameter, and the norm of the gradients.

use super::buffer::{Buffer, workgroups};
use super::sum::{scratch_floats, sum_of_workgroup};
use crate::ops::adam_step::AdamStep;
use cubecl::client::Client;
use cubecl::prelude::*;

/// Numbers that a thread adds up before its workgroup adds up its threads.
const RUN: usize = 16;

/// Sums of squares of runs of a vector, one to a workgroup. Neighbouring threads take neighbouring numbers.
#[cube(launch_unchecked)]
fn squares_kernel(values: &[f32], sums: &mut [f32], length: u32, parts: u32, #[comptime] threads: usize) {
    let part = CUBE_POS;
    if part >= parts as usize {
        terminate!();
    }
    let mut scratch = Shared::<[f32]>::new_slice(comptime!(scratch_floats(threads)));
    let first = part * comptime!(threads * RUN) + UNIT_POS as usize;
    let mut sum = f32::new(0.0);
    for turn in 0..RUN {
        let at = first + turn * threads;
        if at < length as usize {
            sum += values[at] * values[at];
        }
    }
    let sum = sum_of_workgroup(sum, &mut scratch, threads);
    if UNIT_POS == 0 {
        sums[part] = sum;
    }
}

/// The sum of a vector, by one workgroup.
#[cube(launch_unchecked)]
fn total_kernel(values: &[f32], total: &mut [f32], length: u32, #[comptime] threads: usize) {
    let mut scratch = Shared::<[f32]>::new_slice(comptime!(scratch_floats(threads)));
    let mut sum = f32::new(0.0);
    let mut at = UNIT_POS as usize;
    while at < length as usize {
        sum += values[at];
        at += threads;
    }
    let sum = sum_of_workgroup(sum, &mut scratch, threads);
    if UNIT_POS == 0 {
        total[0] = sum;
    }
}

/// One AdamW update (Loshchilov & Hutter 2019). `control` holds the factor that cuts the gradient and whether the update is
/// made at all (0: everything stays). The parameter changes in place: a device need not offer more than seven buffers.
#[cube(launch_unchecked)]
fn update_kernel(
    parameter: &mut [f32],
    first: &[f32],
    second: &[f32],
    gradient: &[f32],
    control: &[f32],
    new_first: &mut [f32],
    new_second: &mut [f32],
    length: u32,
    rate: f32,
    root: f32,
    epsilon: f32,
    keep: f32,
    scale: f32,
    beta1: f32,
    beta2: f32,
) {
    let at = ABSOLUTE_POS;
    if at >= length as usize {
        terminate!();
    }
    let (mut m, mut v) = (first[at], second[at]);
    if control[1] > 0.0 {
        let g = gradient[at] * control[0] * scale;
        m = beta1 * m + (1.0 - beta1) * g;
        v = beta2 * v + (1.0 - beta2) * g * g;
        parameter[at] = keep * parameter[at] - rate * m / (v.sqrt() / root + epsilon);
    }
    new_first[at] = m;
    new_second[at] = v;
}

/// Sum of squares `[1]`, in a fixed order.
#[must_use]
pub(crate) fn squared_norm(client: &Client, threads: usize, values: &Buffer) -> Buffer {
    let parts = values.length().div_ceil(threads * RUN);
    let sums = Buffer::empty(client, parts);
    let total = Buffer::empty(client, 1);
    // SAFETY: numbers and parts beyond the last are left out.
    unsafe {
        squares_kernel::launch_unchecked(
            client,
            workgroups(parts),
            CubeDim::new_1d(threads as u32),
            values.argument(),
            sums.argument(),
            values.length() as u32,
            parts as u32,
            threads,
        );
        total_kernel::launch_unchecked(
            client,
            CubeCount::new_single(),
            CubeDim::new_1d(threads as u32),
            sums.argument(),
            total.argument(),
            parts as u32,
            threads,
        );
    }
    total
}

/// Makes one update of a parameter, in place, and returns its two moments after it. Inputs: the parameter, its moments, the
/// gradient and `control` `[2]`: the factor that cuts the gradient, and 1 where the update is made or 0 where it is not.
#[must_use]
pub(crate) fn update(
    client: &Client,
    threads: usize,
    [parameter, first, second, gradient, control]: [&Buffer; 5],
    step: AdamStep,
) -> [Buffer; 2] {
    let length = gradient.length();
    let (rate, root) = step.corrections();
    let new = [(); 2].map(|()| Buffer::empty(client, length));
    // SAFETY: threads beyond the last number leave.
    unsafe {
        update_kernel::launch_unchecked(
            client,
            workgroups(length.div_ceil(threads)),
            CubeDim::new_1d(threads as u32),
            parameter.argument(),
            first.argument(),
            second.argument(),
            gradient.argument(),
            control.argument(),
            new[0].argument(),
            new[1].argument(),
            length as u32,
            rate as f32,
            root as f32,
            step.epsilon as f32,
            step.kept() as f32,
            step.gradient_scale as f32,
            AdamStep::BETAS.0 as f32,
            AdamStep::BETAS.1 as f32,
        );
    }
    new
}
