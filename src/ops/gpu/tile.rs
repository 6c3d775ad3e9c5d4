//! Blocks of matrix products: the inner loop of every large kernel here.
//!
//! A workgroup computes a square block of a product. It walks along the depth in short pieces: it copies a piece of both
//! factors into shared memory, and each thread multiplies its rows with its columns, keeping its sums in registers. Sizes
//! need not be multiples of anything: what lies outside a matrix is read as zero.

#![expect(clippy::trivially_copy_pass_by_ref, reason = "an array of registers is named in place, not copied")]

use super::limits::Limits;
use cubecl::prelude::*;
use std::fmt;

/// A block, and how a workgroup shares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ProductTile {
    /// Rows and columns of the block.
    pub side: usize,
    /// Threads along each side. Thread i owns the rows (or columns) 4i to 4i + 3, and again 4 · threads further on.
    pub threads: usize,
    /// Depth of the pieces in shared memory.
    pub depth: usize,
}

impl ProductTile {
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
        self.shared_bytes() <= limits.shared_bytes && self.workgroup() <= limits.threads
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

    /// Rows (and columns) a thread owns: fours of neighbours.
    #[must_use]
    pub const fn own(&self) -> usize {
        self.side / self.threads
    }

    /// Fours along each side.
    #[must_use]
    pub const fn fours(&self) -> usize {
        self.side / 4
    }

    /// Fours that a thread copies of each piece.
    #[must_use]
    pub const fn turns(&self) -> usize {
        self.fours() * self.depth / self.workgroup()
    }

    /// Distance in shared memory, in fours, from one layer of the depth to the next: one more than there are, so that
    /// neither filling nor reading makes threads wait for the same bank.
    #[must_use]
    pub const fn pitch(&self) -> usize {
        self.fours() + 1
    }

    /// Where the second factor begins in shared memory, in fours.
    #[must_use]
    pub const fn second(&self) -> usize {
        self.depth * self.pitch()
    }

    /// Shared memory in fours: two factors, or four rows' sums for each thread along the columns.
    #[must_use]
    pub const fn shared_fours(&self) -> usize {
        let (factors, rows) = (2 * self.second(), self.fours() * (self.threads + 1));
        if factors > rows { factors } else { rows }
    }

    /// Shared memory in bytes.
    #[must_use]
    pub const fn shared_bytes(&self) -> usize {
        self.shared_fours() * 4 * size_of::<f32>()
    }
}

impl fmt::Display for ProductTile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{0}×{0}", self.side)
    }
}

/// Four neighbouring numbers: what a thread reads from shared memory at once.
pub(crate) type Four = Vector<f32, Const<4>>;

/// A factor in memory: its row `row` at depth `k` is the number at `row * row_stride + k * depth_stride`.
#[derive(CubeType, Clone, Copy)]
pub(crate) struct Factor {
    /// Rows it has; those beyond count as zero.
    pub rows: usize,
    /// Depth it has; what is beyond counts as zero.
    pub depth: usize,
    pub row_stride: usize,
    pub depth_stride: usize,
}

/// The four rows and the depth, in a piece, that a thread copies in its `turn`-th turn. Neighbouring threads take
/// neighbouring numbers of memory: along the depth where that is contiguous, along the rows otherwise.
#[cube]
pub(crate) fn place(turn: usize, #[comptime] along_depth: bool, #[comptime] tile: ProductTile) -> (usize, usize) {
    let element = UNIT_POS as usize + turn * comptime!(tile.workgroup());
    if along_depth {
        (element / comptime!(tile.depth), element % comptime!(tile.depth))
    } else {
        (element % comptime!(tile.fours()), element / comptime!(tile.fours()))
    }
}

/// Copies rows `first_row..` and depths `first_depth..` of a factor into shared memory from `at` on.
#[cube]
pub(crate) fn copy_piece(
    from: &[f32],
    factor: &Factor,
    first_row: usize,
    first_depth: usize,
    to: &mut Shared<[Four]>,
    #[comptime] at: usize,
    #[comptime] along_depth: bool,
    #[comptime] tile: ProductTile,
) {
    #[unroll]
    for turn in 0..comptime!(tile.turns()) {
        let (four, k) = place(turn, along_depth, tile);
        let depth = first_depth + k;
        let mut values = Four::new(0.0);
        if depth < factor.depth {
            #[unroll]
            for part in 0..4usize {
                let row = first_row + 4 * four + part;
                if row < factor.rows {
                    values.insert(part, from[row * factor.row_stride + depth * factor.depth_stride]);
                }
            }
        }
        to[at + k * comptime!(tile.pitch()) + four] = values;
    }
}

/// Adds the products of the two pieces in shared memory to a thread's sums: fours of columns, row by row.
#[cube]
pub(crate) fn multiply_pieces(pieces: &Shared<[Four]>, sums: &mut Array<Four>, #[comptime] tile: ProductTile) {
    let (row, column) = (UNIT_POS as usize / comptime!(tile.threads), UNIT_POS as usize % comptime!(tile.threads));
    let fours = comptime!(tile.own() / 4);
    let mut left = Array::<Four>::new(fours);
    let mut right = Array::<Four>::new(fours);
    for k in 0..comptime!(tile.depth) {
        let at = k * comptime!(tile.pitch());
        #[unroll]
        for four in 0..fours {
            left[four] = pieces[at + row + four * comptime!(tile.threads)];
            right[four] = pieces[comptime!(tile.second()) + at + column + four * comptime!(tile.threads)];
        }
        #[unroll]
        for i in 0..comptime!(tile.own()) {
            let factor = Four::new(left[comptime!(i / 4)].extract(comptime!(i % 4)));
            #[unroll]
            for j in 0..fours {
                sums[i * fours + j] += factor * right[j];
            }
        }
    }
}

/// A thread's sums before the first piece.
#[cube]
pub(crate) fn no_sums(#[comptime] tile: ProductTile) -> Array<Four> {
    let count = comptime!(tile.own() * tile.own() / 4);
    let mut sums = Array::<Four>::new(count);
    #[unroll]
    for i in 0..count {
        sums[i] = Four::new(0.0);
    }
    sums
}

/// The sum of a thread's i-th row and j-th column.
#[cube]
pub(crate) fn sum_at(
    sums: &Array<Four>,
    #[comptime] i: usize,
    #[comptime] j: usize,
    #[comptime] tile: ProductTile,
) -> f32 {
    sums[comptime!(i * (tile.own() / 4) + j / 4)].extract(comptime!(j % 4))
}

/// Row in the block of the i-th row that this thread owns.
#[cube]
pub(crate) fn own_row(#[comptime] i: usize, #[comptime] tile: ProductTile) -> usize {
    4 * (UNIT_POS as usize / comptime!(tile.threads)) + comptime!(i / 4 * 4 * tile.threads + i % 4)
}

/// Column in the block of the j-th column that this thread owns.
#[cube]
pub(crate) fn own_column(#[comptime] j: usize, #[comptime] tile: ProductTile) -> usize {
    4 * (UNIT_POS as usize % comptime!(tile.threads)) + comptime!(j / 4 * 4 * tile.threads + j % 4)
}
