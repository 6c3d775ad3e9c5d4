//! Rate maps on a device: the activity of a batch, added up by bins.

use super::buffer::{Buffer, workgroups};
use cubecl::client::Client;
use cubecl::prelude::*;

/// One workgroup to each bin that was visited (it begins where a bin's samples begin; the others leave), each thread a few
/// units: no sample is added by two.
#[cube(launch_unchecked)]
fn add_kernel(
    states: &[f32],
    samples: &[i32],
    bins: &[i32],
    sums: &mut [f32],
    weight: f32,
    visits: u32,
    n: u32,
    #[comptime] threads: usize,
) {
    let first = CUBE_POS;
    let (visits, n) = (visits as usize, n as usize);
    if first >= visits {
        terminate!();
    }
    let bin = bins[first];
    // Both sides may be evaluated: there is no bin before the first.
    if first > 0 && bins[max(first, 1) - 1] == bin {
        terminate!();
    }
    let mut end = first + 1;
    while end < visits {
        if bins[end] == bin {
            end += 1usize;
        } else {
            break;
        }
    }
    let mut unit = UNIT_POS as usize;
    while unit < n {
        let mut sum = f32::new(0.0);
        for at in first..end {
            sum += states[samples[at] as usize * n + unit];
        }
        sums[bin as usize * n + unit] += weight * sum;
        unit += threads;
    }
}

/// Adds, in place, `weight` times the states of these samples to the sums of their bins; `bins` ascend.
pub(crate) fn add_visits(
    client: &Client,
    (threads, units): (usize, usize),
    sums: &Buffer,
    states: &Buffer,
    [samples, bins]: [&Buffer; 2],
    weight: f32,
) {
    let visits = samples.length();
    // SAFETY: workgroups beyond the last visit leave; samples and bins were counted by the caller.
    unsafe {
        add_kernel::launch_unchecked(
            client,
            workgroups(visits),
            CubeDim::new_1d(threads as u32),
            states.argument(),
            samples.argument(),
            bins.argument(),
            sums.argument(),
            weight,
            visits as u32,
            units as u32,
            threads,
        );
    }
}
