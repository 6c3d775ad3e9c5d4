//! Blocks of matrix products: the inner loop of every large kernel here.
//!
//! A workgroup computes a square block of a product. It walks along the depth in short pieces: it copies a piece of both
//! factors into shared memory, and each thread multiplies its rows with its columns, keeping its sums in registers. Sizes
//! need not be multiples of anything: what lies outside a matrix is read as zero.

use super::limits::Limits;
use cubecl::prelude::*;
use std::fmt;

/// A block, and how a workgroup shares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tile {
    /// Rows and columns of the block.
    pub side: usize,
    /// Threads along each side. Thread i owns rows (or columns) i, i + threads, …
    pub threads: usize,
    /// Depth of the pieces in shared memory.
    pub depth: usize,
}

impl Tile {
    /// From the largest to the smallest. A larger one reads less for the same arithmetic, a smaller one needs less shared
    /// memory and gives work to more of the device.
    pub const ALL: [Self; 3] = [
        Self { side: 128, threads: 16, depth: 8 },
        Self { side: 64, threads: 16, depth: 16 },
        Self { side: 32, threads: 8, depth: 16 },
    ];

    /// Blocks that keep a device busy.
    const ENOUGH: usize = 128;

    /// The largest block that fits the device, is not mostly outside the product, and still divides it into enough blocks;
    /// if none does, the smallest that fits. `products` of this size are computed at once.
    #[must_use]
    pub fn choose(limits: &Limits, rows: usize, columns: usize, products: usize) -> Option<Self> {
        let mut fitting = Self::ALL.into_iter().filter(|tile| tile.fits(limits));
        let narrow = rows.min(columns).next_power_of_two();
        let enough = |tile: &Self| tile.blocks(rows) * tile.blocks(columns) * products >= Self::ENOUGH;
        fitting.clone().find(|tile| tile.side <= narrow && enough(tile)).or_else(|| fitting.next_back())
    }

    /// Whether a device can run it.
    #[must_use]
    pub fn fits(&self, limits: &Limits) -> bool {
        self.shared_floats() * size_of::<f32>() <= limits.shared_bytes && self.workgroup() <= limits.threads
    }

    /// Blocks along an axis of this length.
    #[must_use]
    pub const fn blocks(&self, length: usize) -> usize {
        length.div_ceil(self.side)
    }

    /// Threads of a workgroup.
    #[must_use]
    pub const fn workgroup(&self) -> usize {
        self.threads * self.threads
    }

    /// Rows (and columns) a thread owns.
    #[must_use]
    pub const fn own(&self) -> usize {
        self.side / self.threads
    }

    /// Sums a thread keeps.
    #[must_use]
    pub const fn sums(&self) -> usize {
        self.own() * self.own()
    }

    /// Distance in shared memory from one layer of the depth to the next: one more than the side, so that neither filling
    /// nor reading makes threads wait for the same bank.
    #[must_use]
    pub const fn pitch(&self) -> usize {
        self.side + 1
    }

    /// Where the second factor begins in shared memory.
    #[must_use]
    pub const fn second(&self) -> usize {
        self.depth * self.pitch()
    }

    /// Shared memory in floats: two factors, or one number of each row for each thread along it.
    #[must_use]
    pub const fn shared_floats(&self) -> usize {
        let (factors, rows) = (2 * self.second(), self.side * (self.threads + 1));
        if factors > rows { factors } else { rows }
    }
}

impl fmt::Display for Tile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{0}×{0}", self.side)
    }
}

/// A factor in memory: its row `row` at depth `k` is the number at `row * row_stride + k * depth_stride`.
#[derive(CubeType, Clone, Copy)]
pub struct Factor {
    /// Rows it has; those beyond count as zero.
    pub rows: usize,
    /// Depth it has; what is beyond counts as zero.
    pub depth: usize,
    pub row_stride: usize,
    pub depth_stride: usize,
}

/// Row and depth, in a piece, of the `turn`-th number that a thread copies. Neighbouring threads take neighbouring numbers
/// of memory: along the depth where that is contiguous, along the rows otherwise.
#[cube]
pub fn place(turn: usize, #[comptime] along_depth: bool, #[comptime] tile: Tile) -> (usize, usize) {
    let element = UNIT_POS as usize + turn * comptime!(tile.workgroup());
    if along_depth {
        (element / comptime!(tile.depth), element % comptime!(tile.depth))
    } else {
        (element % comptime!(tile.side), element / comptime!(tile.side))
    }
}

/// Copies rows `first_row..` and depths `first_depth..` of a factor into shared memory from `at` on.
#[cube]
pub fn copy_piece(
    from: &[f32],
    factor: &Factor,
    first_row: usize,
    first_depth: usize,
    to: &mut Shared<[f32]>,
    #[comptime] at: usize,
    #[comptime] along_depth: bool,
    #[comptime] tile: Tile,
) {
    #[unroll]
    for turn in 0..comptime!(tile.side * tile.depth / tile.workgroup()) {
        let (row, k) = place(turn, along_depth, tile);
        let (from_row, from_depth) = (first_row + row, first_depth + k);
        let mut value = f32::new(0.0);
        if from_row < factor.rows && from_depth < factor.depth {
            value = from[from_row * factor.row_stride + from_depth * factor.depth_stride];
        }
        to[at + k * comptime!(tile.pitch()) + row] = value;
    }
}

/// Adds the products of the two pieces in shared memory to a thread's sums: `sums[i * own + j]` belongs to the thread's
/// i-th row and j-th column.
#[cube]
pub fn multiply_pieces(pieces: &Shared<[f32]>, sums: &mut Array<f32>, #[comptime] tile: Tile) {
    let (row, column) = (UNIT_POS as usize / comptime!(tile.threads), UNIT_POS as usize % comptime!(tile.threads));
    let own = comptime!(tile.own());
    let mut left = Array::<f32>::new(own);
    let mut right = Array::<f32>::new(own);
    for k in 0..comptime!(tile.depth) {
        let at = k * comptime!(tile.pitch());
        #[unroll]
        for i in 0..own {
            left[i] = pieces[at + row + i * comptime!(tile.threads)];
            right[i] = pieces[comptime!(tile.second()) + at + column + i * comptime!(tile.threads)];
        }
        #[unroll]
        for i in 0..own {
            #[unroll]
            for j in 0..own {
                sums[i * own + j] += left[i] * right[j];
            }
        }
    }
}

/// Sums of zero.
#[cube]
pub fn no_sums(#[comptime] tile: Tile) -> Array<f32> {
    let mut sums = Array::<f32>::new(comptime!(tile.sums()));
    #[unroll]
    for i in 0..comptime!(tile.sums()) {
        sums[i] = f32::new(0.0);
    }
    sums
}
