//! Matrix tiles of the processor (Intel AMX): products of bfloat16 numbers, added up in single precision.
//!
//! A tile holds 16 rows of 16 pairs of numbers. Nearly single precision comes from two bfloat16 parts of every number, a
//! rounded one and what the rounding left over, and four products instead of one: what is lost of a number is at most 2⁻¹⁷
//! of it. (Henry, Tang & Heinecke 2019, "Leveraging the bfloat16 artificial intelligence datatype for higher-precision
//! computations", with the small product kept: states that are alike have rests that are alike.)

use std::cell::Cell;
use std::marker::PhantomData;

/// Rows of a tile, and pairs of numbers in a row.
pub const TILE: usize = 16;

/// Numbers in a row of a tile.
pub const TILE_STEP: usize = 2 * TILE;

/// Rows and columns that [`TileSession::multiply_block`] makes at a time.
pub const BLOCK: usize = 2 * TILE;

/// Sixteen rows of sixteen pairs of bfloat16 numbers, the first of each pair in the lower half. As a left factor a row holds
/// 32 numbers of one row of a matrix; as a right factor the two numbers of a pair stand in two rows of the matrix, one above
/// the other, and the columns follow each other.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub struct Bf16Tile(pub [[u32; TILE]; TILE]);

/// Numbers in two parts: rounded to bfloat16, and what that left over.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct SplitTile {
    pub rounded: Bf16Tile,
    pub rest: Bf16Tile,
}

impl SplitTile {
    pub const ZERO: Self = Self { rounded: Bf16Tile([[0; TILE]; TILE]), rest: Bf16Tile([[0; TILE]; TILE]) };
}

/// Matrix tiles that can be used here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MatrixTiles {
    /// False for the plain twin below, which tests can run anywhere.
    native: bool,
}

impl MatrixTiles {
    /// Those of this machine, if it has them and the system lets programs use them.
    #[must_use]
    pub fn of_this_machine() -> Option<Self> {
        has_matrix_tiles().then_some(Self { native: true })
    }

    /// The same arithmetic without such hardware, to the last bit: slow, for comparisons.
    #[must_use]
    pub fn plain() -> Self {
        Self { native: false }
    }

    /// Makes the tiles of the calling thread ready; they are free again when the session is dropped.
    ///
    /// # Panics
    /// While the thread has another session (a bug of the caller).
    #[must_use]
    pub fn session(self) -> TileSession {
        assert!(!IN_SESSION.replace(true), "one session a thread at a time");
        if self.native {
            // SAFETY: native tiles are offered only where they are there.
            unsafe { configure() };
        }
        TileSession { native: self.native, _one_thread: PhantomData }
    }
}

thread_local! {
    /// The end of one session would take the tiles from another.
    static IN_SESSION: Cell<bool> = const { Cell::new(false) };
}

/// The tiles of one thread, ready for products.
pub struct TileSession {
    native: bool,
    _one_thread: PhantomData<*const ()>,
}

impl Drop for TileSession {
    fn drop(&mut self) {
        if self.native {
            // SAFETY: as for the beginning of the session.
            unsafe { release() };
        }
        IN_SESSION.set(false);
    }
}

impl TileSession {
    /// `out = a · b`, or `out += a · b` when `accumulate`, for one block of 32 × 32 numbers: two rows of tiles of the left
    /// factor, two columns of tiles of the right one. Rows of `out` begin `stride` numbers apart.
    ///
    /// # Panics
    /// If the factors' tiles are not equally many, or the block lies outside `out` (bugs of the caller).
    pub fn multiply_block(
        &self,
        out: &mut [f32],
        stride: usize,
        a: [&[SplitTile]; 2],
        b: [&[SplitTile]; 2],
        accumulate: bool,
    ) {
        let steps = a[0].len();
        assert!(a[1].len() == steps && b.iter().all(|b| b.len() == steps), "inner sizes of a product agree");
        let end = stride.checked_mul(BLOCK - 1).and_then(|last_row| last_row.checked_add(BLOCK));
        assert!(stride >= BLOCK && end.is_some_and(|end| end <= out.len()), "the block fits into its slice");
        if self.native {
            // SAFETY: the assertions keep every access inside the slices; a native session has configured the tiles.
            unsafe {
                block(out.as_mut_ptr(), stride, a.map(<[_]>::as_ptr), b.map(<[_]>::as_ptr), steps, accumulate);
            }
        } else {
            plain_block(out, stride, a, b, accumulate);
        }
    }
}

/// What the hardware does, number by number.
fn plain_block(out: &mut [f32], stride: usize, a: [&[SplitTile]; 2], b: [&[SplitTile]; 2], accumulate: bool) {
    for row in 0..BLOCK {
        for column in 0..BLOCK {
            let sum = &mut out[row * stride + column];
            if !accumulate {
                *sum = 0.0;
            }
            let (left, right) = (a[row / TILE], b[column / TILE]);
            let (row, column) = (row % TILE, column % TILE);
            for (a, b) in left.iter().zip(right) {
                plain_multiply_add(sum, &a.rounded.0[row], &b.rounded, column);
                plain_multiply_add(sum, &a.rest.0[row], &b.rounded, column);
                plain_multiply_add(sum, &a.rest.0[row], &b.rest, column);
                plain_multiply_add(sum, &a.rounded.0[row], &b.rest, column);
            }
        }
    }
}

/// Adds the product of a row and a column of two tiles: Intel's description of TDPBF16PS, which takes subnormal numbers as
/// zeros.
fn plain_multiply_add(sum: &mut f32, a: &[u32; TILE], b: &Bf16Tile, column: usize) {
    let part = |pair: u32, odd: bool| f32::from_bits(if odd { pair & 0xffff_0000 } else { pair << 16 });
    let flushed = |value: f32| if value.is_subnormal() { 0.0f32.copysign(value) } else { value };
    let mut sums = [0.0f32; 2];
    for (a, b) in a.iter().zip(&b.0) {
        for (odd, sum) in sums.iter_mut().enumerate() {
            let (a, b) = (flushed(part(*a, odd == 1)), flushed(part(b[column], odd == 1)));
            *sum = flushed(a.mul_add(b, *sum));
        }
    }
    *sum = flushed(flushed(*sum) + flushed(sums[0] + sums[1]));
}

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
mod native {
    use super::{SplitTile, TILE};
    use std::arch::asm;

    /// Whether the processor has the tiles and the kernel lets this program use them: Linux wants to be asked, since a
    /// thread's state grows by 8 KiB (kernel documentation, arch/x86/xstate).
    pub(crate) fn has_matrix_tiles() -> bool {
        const ASK_FOR_STATE: libc::c_int = 0x1023; // ARCH_REQ_XCOMP_PERM
        const TILE_DATA: libc::c_int = 18; // XFEATURE_XTILEDATA
        let features = std::arch::x86_64::__cpuid_count(7, 0).edx;
        let (bfloat16, tiles) = (features >> 22 & 1 == 1, features >> 24 & 1 == 1);
        // SAFETY: the call only changes what this process may use.
        bfloat16 && tiles && unsafe { libc::syscall(libc::SYS_arch_prctl, ASK_FOR_STATE, TILE_DATA) } == 0
    }

    /// What LDTILECFG reads: eight tiles of 16 rows of 64 bytes.
    #[repr(C, align(64))]
    struct Configuration {
        palette: u8,
        first_row: u8,
        reserved: [u8; 14],
        row_bytes: [u16; 16],
        rows: [u8; 16],
    }

    /// # Safety
    /// The machine has the tiles.
    pub(crate) unsafe fn configure() {
        let used = |size| std::array::from_fn(|tile| if tile < 8 { size } else { 0 });
        let configuration = Configuration {
            palette: 1,
            first_row: 0,
            reserved: [0; 14],
            row_bytes: used(64),
            rows: used(TILE as u16).map(|rows| rows as u8),
        };
        // SAFETY: the caller's promise; the instruction reads the structure.
        unsafe { asm!("ldtilecfg [{}]", in(reg) &raw const configuration, options(nostack, readonly)) };
    }

    /// # Safety
    /// The machine has the tiles.
    pub(crate) unsafe fn release() {
        // SAFETY: the caller's promise.
        unsafe { asm!("tilerelease", options(nostack, nomem)) };
    }

    /// Tiles 0 to 3 gather the block, 4 and 5 hold the left factor's, 6 and 7 the right one's.
    ///
    /// # Safety
    /// The tiles are configured, the pointers lead to `steps` tiles each and to 32 rows of 32 numbers `stride` apart.
    pub(crate) unsafe fn block(
        out: *mut f32,
        stride: usize,
        a: [*const SplitTile; 2],
        b: [*const SplitTile; 2],
        steps: usize,
        accumulate: bool,
    ) {
        // SAFETY: the caller's promises; every tile register written is named.
        unsafe {
            asm!(
                "test {accumulate}, {accumulate}",
                "jz 3f",
                "tileloadd tmm0, [{upper} + {stride}]",
                "tileloadd tmm1, [{upper} + {stride} + 64]",
                "tileloadd tmm2, [{lower} + {stride}]",
                "tileloadd tmm3, [{lower} + {stride} + 64]",
                "jmp 4f",
                "3:",
                "tilezero tmm0",
                "tilezero tmm1",
                "tilezero tmm2",
                "tilezero tmm3",
                "4:",
                "test {steps}, {steps}",
                "jz 5f",
                "2:",
                // rounded · rounded
                "tileloadd tmm4, [{a0} + {row}]",
                "tileloadd tmm6, [{b0} + {row}]",
                "tdpbf16ps tmm0, tmm4, tmm6",
                "tileloadd tmm5, [{a1} + {row}]",
                "tdpbf16ps tmm2, tmm5, tmm6",
                "tileloadd tmm7, [{b1} + {row}]",
                "tdpbf16ps tmm1, tmm4, tmm7",
                "tdpbf16ps tmm3, tmm5, tmm7",
                // rest · rounded
                "tileloadd tmm4, [{a0} + {row} + 1024]",
                "tdpbf16ps tmm0, tmm4, tmm6",
                "tdpbf16ps tmm1, tmm4, tmm7",
                "tileloadd tmm5, [{a1} + {row} + 1024]",
                "tdpbf16ps tmm2, tmm5, tmm6",
                "tdpbf16ps tmm3, tmm5, tmm7",
                // rest · rest
                "tileloadd tmm6, [{b0} + {row} + 1024]",
                "tdpbf16ps tmm0, tmm4, tmm6",
                "tdpbf16ps tmm2, tmm5, tmm6",
                "tileloadd tmm7, [{b1} + {row} + 1024]",
                "tdpbf16ps tmm1, tmm4, tmm7",
                "tdpbf16ps tmm3, tmm5, tmm7",
                // rounded · rest
                "tileloadd tmm4, [{a0} + {row}]",
                "tdpbf16ps tmm0, tmm4, tmm6",
                "tdpbf16ps tmm1, tmm4, tmm7",
                "tileloadd tmm5, [{a1} + {row}]",
                "tdpbf16ps tmm2, tmm5, tmm6",
                "tdpbf16ps tmm3, tmm5, tmm7",
                "add {a0}, 2048",
                "add {a1}, 2048",
                "add {b0}, 2048",
                "add {b1}, 2048",
                "dec {steps}",
                "jnz 2b",
                "5:",
                "tilestored [{upper} + {stride}], tmm0",
                "tilestored [{upper} + {stride} + 64], tmm1",
                "tilestored [{lower} + {stride}], tmm2",
                "tilestored [{lower} + {stride} + 64], tmm3",
                upper = in(reg) out,
                lower = in(reg) out.add(TILE * stride),
                stride = in(reg) stride * size_of::<f32>(),
                a0 = inout(reg) a[0] => _,
                a1 = inout(reg) a[1] => _,
                b0 = inout(reg) b[0] => _,
                b1 = inout(reg) b[1] => _,
                row = in(reg) 64usize,
                steps = inout(reg) steps => _,
                accumulate = in(reg) usize::from(accumulate),
                out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _,
                out("tmm4") _, out("tmm5") _, out("tmm6") _, out("tmm7") _,
                options(nostack),
            );
        }
    }
}

#[cfg(not(all(target_arch = "x86_64", target_os = "linux")))]
mod native {
    use super::SplitTile;

    pub fn has_matrix_tiles() -> bool {
        false
    }

    /// # Safety
    /// Never called, as below.
    pub unsafe fn configure() {}

    /// # Safety
    /// Never called, as below.
    pub unsafe fn release() {}

    /// # Safety
    /// Never called: no machine of this kind has the tiles.
    pub unsafe fn block(_: *mut f32, _: usize, _: [*const SplitTile; 2], _: [*const SplitTile; 2], _: usize, _: bool) {
        unreachable!("there are no matrix tiles here");
    }
}

use native::{block, configure, has_matrix_tiles, release};

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Tiles of any bits that are numbers.
    fn tiles(steps: usize, seed: u32) -> Vec<SplitTile> {
        let mut state = seed | 1;
        let mut number = || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            let value = (state as f32 / u32::MAX as f32 - 0.5) * [1.0, 1e-3, 30.0, 1e-18, 1e-38][state as usize % 5];
            value.to_bits() >> 16
        };
        let mut tile = || Bf16Tile(std::array::from_fn(|_| std::array::from_fn(|_| number() | number() << 16)));
        (0..steps).map(|_| SplitTile { rounded: tile(), rest: tile() }).collect()
    }

    #[test]
    #[should_panic(expected = "one session a thread")]
    fn sessions_do_not_overlap() {
        let _first = MatrixTiles::plain().session();
        let _second = MatrixTiles::plain().session();
    }

    proptest! {
        #[test]
        fn the_hardware_computes_what_its_twin_says(steps in 0usize..5, gap in 0usize..20, seed: u32, accumulate: bool) {
            // Without the hardware the twin is compared with itself: nothing else could be.
            let native = MatrixTiles::of_this_machine().unwrap_or(MatrixTiles::plain());
            let factors: [Vec<SplitTile>; 4] = std::array::from_fn(|k| tiles(steps, seed.wrapping_add(k as u32)));
            let stride = BLOCK + gap;
            let start: Vec<f32> = (0..BLOCK * stride).map(|k| (k as f32).sin() * [1.0, 1e-38][k % 2]).collect();
            let [hardware, twin] = [native, MatrixTiles::plain()].map(|tiles| {
                let mut out = start.clone();
                let [a0, a1, b0, b1] = &factors;
                tiles.session().multiply_block(&mut out, stride, [a0, a1], [b0, b1], accumulate);
                out.into_iter().map(f32::to_bits).collect::<Vec<_>>()
            });
            prop_assert_eq!(hardware, twin);
        }
    }
}
