//! How long each fused operation of a training step takes, forward and backward: measured only while somebody asks, and
//! only where gradients are wanted.
//!
//! A device works behind the program's back, so while measuring each operation waits for it before and after. That makes
//! a step slower: for breakdowns, never for training.
//!
//! Every part of a training step takes some time, and times that were taken are gone:
//!
//! ```
//! use gridscope::model::Compute;
//! use gridscope::ops::profile::{Part, measure, take};
//! use gridscope::{Trainer, resolve};
//!
//! let mut trainer = Trainer::new(resolve("instant", None)?, Compute::cpu())?;
//! measure(true);
//! trainer.train_step();
//! measure(false);
//! let times = take();
//! assert!([Part::Mlp, Part::Unroll, Part::Pairs, Part::Paths].iter().all(|part| !times[*part as usize].is_zero()));
//! assert!(take().iter().all(|time| time.is_zero()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use burn::backend::Backend;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The operations that are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Mlp,
    Unroll,
    Pairs,
    Paths,
}

static MEASURING: AtomicBool = AtomicBool::new(false);
static NANOSECONDS: [AtomicU64; 4] = [const { AtomicU64::new(0) }; 4];

/// Starts or stops measuring, in the whole program.
pub fn measure(on: bool) {
    MEASURING.store(on, Ordering::Relaxed);
}

/// Time spent in each part, in the order of [`Part`], since this was last asked.
pub fn take() -> [Duration; 4] {
    NANOSECONDS.each_ref().map(|part| Duration::from_nanos(part.swap(0, Ordering::Relaxed)))
}

/// Does `work` on `device` and, while somebody measures, adds the time it took to `part`.
pub(super) fn timed<B: Backend, T>(part: Part, device: &B::Device, work: impl FnOnce() -> T) -> T {
    if !MEASURING.load(Ordering::Relaxed) {
        return work();
    }
    // A device that cannot be waited for gives times that are too short, and no wrong result.
    let _ = B::sync(device);
    let began = Instant::now();
    let result = work();
    let _ = B::sync(device);
    NANOSECONDS[part as usize].fetch_add(began.elapsed().as_nanos() as u64, Ordering::Relaxed);
    result
}
