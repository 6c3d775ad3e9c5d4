//! The one place that depends on the operating system and the processor.
//!
//! The instruction sets of a machine, of which the last one is everywhere:
//!
//! ```
//! use gridscope::platform::{instruction_sets, peak_memory_mib};
//!
//! let sets = instruction_sets();
//! assert!(sets.last().is_some_and(|set| set.name == "plain" && set.tiles.is_none()));
//! assert!(peak_memory_mib().is_none_or(|mib| mib > 0.0));
//! ```

mod choose;
mod dialog;
mod ending;
mod matrix_tiles;
#[cfg(all(unix, not(target_os = "macos")))]
mod portal;
mod system;
mod trash;

pub use choose::choose;
pub use dialog::{Chosen, Wanted};
pub use ending::{Signal, Signals, at_exit, signals};
pub use matrix_tiles::{BLOCK, Bf16Tile, MatrixTiles, SplitTile, TILE, TILE_STEP, TileSession};
pub use system::{free_bytes, free_memory_bytes, host_name, peak_memory_mib, same_file, time_of_day};
pub use trash::trash_folder;

use pulp::Arch;
use std::time::Duration;

/// How long the calling thread has had a core so far; `None` where the system does not tell without a native library.
#[must_use]
pub fn thread_time() -> Option<Duration> {
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Some(Duration::new(u64::try_from(time.tv_sec).ok()?, u32::try_from(time.tv_nsec).ok()?))
    }
    #[cfg(not(any(target_os = "linux", target_os = "macos")))]
    None
}

/// Lets the calling thread run only where a core is free: it goes on, but training hardly notices. Does nothing where
/// priorities belong to whole processes or need a native library.
pub fn yield_to_others() {
    #[cfg(target_os = "linux")]
    {
        let priority = libc::sched_param { sched_priority: 0 };
        // A mere lower priority would still make a thread that is woken wait for the end of a time slice.
        // SAFETY: the call reads one number and concerns the calling thread alone. A refusal costs training some speed.
        let _ = unsafe { libc::sched_setscheduler(0, libc::SCHED_IDLE, &raw const priority) };
    }
}

/// Whether there is a display that a window could open on.
#[must_use]
pub fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(all(unix, not(target_os = "macos"))) || set("DISPLAY") || set("WAYLAND_DISPLAY") || set("WAYLAND_SOCKET")
}

/// A product `out = lhs · rhs` of sizes `[m, n, k]`: `out` with its column stride (its rows lie next to each other) and
/// whether the product is added to what is there, then both factors with their `[column, row]` strides.
pub type MatrixKernel =
    unsafe fn([usize; 3], (*mut f32, isize, bool), (*const f32, [isize; 2]), (*const f32, [isize; 2]));

/// A set of vector instructions that this machine has, with matrix tiles where there are some.
#[derive(Clone, Copy)]
pub struct InstructionSet {
    /// What people call it.
    pub name: &'static str,
    /// Compiles loops for it.
    pub arch: Arch,
    /// Matrix products in it.
    pub matrix_kernel: MatrixKernel,
    /// Matrix tiles beside it.
    pub tiles: Option<MatrixTiles>,
}

/// The `gemm` crates' product for one named set, instead of the widest that the machine has.
macro_rules! matrix_kernel {
    ($set:ident, $simd:ident, $lanes:expr) => {{
        unsafe fn product(
            [m, n, k]: [usize; 3],
            (out, out_cs, accumulate): (*mut f32, isize, bool),
            (lhs, [lhs_cs, lhs_rs]): (*const f32, [isize; 2]),
            (rhs, [rhs_cs, rhs_rs]): (*const f32, [isize; 2]),
        ) {
            use gemm_common::simd::{MixedSimd, $simd};
            use gemm_f32::microkernel::$set::f32::{H_M, H_N, H_UKR, MR_DIV_N, NR, UKR};
            const ROWS: usize = MR_DIV_N * $lanes;
            let simd = <$simd as MixedSimd<f32, f32, f32, f32>>::try_new().expect("offered only where it is there");
            let (one, plain) = (1.0, false); // factors of one, no conjugation
            let single_thread = gemm_common::Parallelism::None;
            let mul_add = |a: f32, b: f32, c: f32| a * b + c;
            // SAFETY: the caller's promises are those of the function called.
            unsafe {
                gemm_common::gemm::gemm_basic_generic::<_, f32, { $lanes }, ROWS, NR, MR_DIV_N, H_M, H_N>(
                    simd,
                    m,
                    n,
                    k,
                    out,
                    out_cs,
                    1,
                    accumulate,
                    lhs,
                    lhs_cs,
                    lhs_rs,
                    rhs,
                    rhs_cs,
                    rhs_rs,
                    one,
                    one,
                    plain,
                    plain,
                    plain,
                    mul_add,
                    &UKR,
                    &H_UKR,
                    false,
                    single_thread,
                );
            }
        }
        product
    }};
}

/// The instruction sets of this machine, widest first; the last one is plain.
#[must_use]
pub fn instruction_sets() -> Vec<InstructionSet> {
    let mut sets = Vec::new();
    #[cfg(target_arch = "x86_64")]
    {
        if let Some(simd) = pulp::x86::V4::try_new() {
            let set = InstructionSet {
                name: "AVX-512",
                arch: Arch::V4(simd),
                matrix_kernel: matrix_kernel!(avx512f, V4, 16),
                tiles: None,
            };
            if let Some(tiles) = MatrixTiles::of_this_machine() {
                sets.push(InstructionSet { name: "AMX", tiles: Some(tiles), ..set });
            }
            sets.push(set);
        }
        if let Some(simd) = pulp::x86::V3::try_new() {
            let matrix_kernel = matrix_kernel!(fma, V3, 8);
            sets.push(InstructionSet { name: "AVX2", arch: Arch::V3(simd), matrix_kernel, tiles: None });
        }
    }
    #[cfg(target_arch = "aarch64")]
    if let Some(simd) = pulp::aarch64::Neon::try_new() {
        let matrix_kernel = matrix_kernel!(neon, Scalar, 4);
        sets.push(InstructionSet { name: "NEON", arch: Arch::Neon(simd), matrix_kernel, tiles: None });
    }
    let matrix_kernel = matrix_kernel!(scalar, Scalar, 1);
    sets.push(InstructionSet { name: "plain", arch: Arch::Scalar, matrix_kernel, tiles: None });
    sets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_waiting_thread_takes_no_time() {
        let Some(before) = thread_time() else { return };
        let mut sum = 0u64;
        while thread_time().is_some_and(|now| now == before) {
            sum = std::hint::black_box(sum + 1); // time goes on while it works
        }
        let (asleep, awake) = std::sync::mpsc::channel::<()>();
        let other = std::thread::spawn(move || {
            let before = thread_time();
            let _ = awake.recv(); // until the other end is gone
            (before, thread_time())
        });
        let began = std::time::Instant::now();
        while began.elapsed() < Duration::from_millis(60) {
            sum = std::hint::black_box(sum + 1);
        }
        drop(asleep);
        let (before, after) = other.join().expect("it only waits");
        let worked = after.zip(before).map(|(after, before)| after.saturating_sub(before));
        assert!(worked.is_some_and(|worked| worked < Duration::from_millis(60)), "{worked:?} while it waited");
    }
}
