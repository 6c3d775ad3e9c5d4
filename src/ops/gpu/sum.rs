//! Sums over the threads of a workgroup, in an order that is always the same.

use cubecl::prelude::*;

/// Threads that add up in the first stage: a power of two that divides every workgroup used here.
pub(crate) const FEW: usize = 16;

/// What a sum needs in shared memory: one number for each thread, then one for each of the first [`FEW`].
#[must_use]
pub(crate) const fn scratch_floats(threads: usize) -> usize {
    threads + FEW
}

/// The sum of every thread's `value`, known to every thread. Two stages, so that a workgroup waits for itself only twice.
#[cube]
pub(crate) fn sum_of_workgroup(value: f32, scratch: &mut Shared<[f32]>, #[comptime] threads: usize) -> f32 {
    let me = UNIT_POS as usize;
    scratch[me] = value;
    sync_cube();
    if me < FEW {
        let mut sum = f32::new(0.0);
        for stage in 0..comptime!(threads / FEW) {
            sum += scratch[me + stage * FEW];
        }
        scratch[threads + me] = sum;
    }
    sync_cube();
    let mut sum = f32::new(0.0);
    for stage in 0..FEW {
        sum += scratch[threads + stage];
    }
    sum
}
