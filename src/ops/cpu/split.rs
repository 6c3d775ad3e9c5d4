//! Matrices for the processor's matrix tiles: every number in two bfloat16 parts, in the order that products read them.

use super::simd::dot;
use crate::platform::{BLOCK, Bf16Tile, SplitTile, TILE, TILE_STEP, TileSession};
use pulp::{Arch, Simd, WithSimd};

/// A matrix, filled up with zeros to a multiple of 32 rows and columns, as either factor of a product.
pub(crate) struct SplitMatrix {
    /// Rows and columns, filled up.
    size: [usize; 2],
    /// Left factor: for each 16 rows the tiles of 32 columns each.
    left: Vec<SplitTile>,
    /// Right factor: for each 16 columns the tiles of 32 rows each.
    right: Vec<SplitTile>,
}

/// The size that a matrix has when it is filled up.
#[must_use]
pub(crate) fn filled_up(size: usize) -> usize {
    size.next_multiple_of(BLOCK)
}

impl SplitMatrix {
    /// Zeros, for at most so many rows and columns.
    #[must_use]
    pub(crate) fn zeros(rows: usize, columns: usize) -> Self {
        let size = [filled_up(rows), filled_up(columns)];
        let tiles = vec![SplitTile::ZERO; size[0] * size[1] / (TILE * TILE_STEP)];
        Self { size, left: tiles.clone(), right: tiles }
    }

    /// A row-major matrix of whole rows.
    #[must_use]
    pub(crate) fn of(arch: Arch, values: &[f32], columns: usize) -> Self {
        let rows = values.len() / columns.max(1);
        let mut matrix = Self::zeros(rows, columns);
        let stride = matrix.size[1];
        let mut filled = vec![0.0; matrix.size[0] * stride];
        for (to, from) in filled.chunks_mut(stride.max(1)).zip(values.chunks(columns.max(1))) {
            to[..columns].copy_from_slice(from);
        }
        matrix.fill(arch, &filled, [rows, columns]);
        matrix
    }

    /// Takes over a row-major matrix whose rows and columns are filled up with finite numbers of any kind: at most as
    /// many as there is room for.
    pub(crate) fn fill(&mut self, arch: Arch, values: &[f32], [rows, columns]: [usize; 2]) {
        let size = [filled_up(rows), filled_up(columns)];
        let tiles = size[0] * size[1] / (TILE * TILE_STEP);
        assert!(tiles <= self.left.len() && values.len() >= size[0] * size[1], "the matrix has room");
        self.size = size;
        arch.dispatch(Fill { values, size, left: &mut self.left[..tiles], right: &mut self.right[..tiles] });
    }

    /// The transpose: its left factor is made of the right one's tiles, transposed pair by pair, and the other way round.
    #[must_use]
    pub(crate) fn transposed(&self) -> Self {
        let tiles = |of: &[SplitTile]| of.iter().map(transposed_pairs).collect();
        Self { size: [self.size[1], self.size[0]], left: tiles(&self.right), right: tiles(&self.left) }
    }
}

/// `out = left · right`, or `out += left · right` when `accumulate`, for filled-up sizes; `out` is row-major.
///
/// # Panics
/// If the shapes do not fit (a bug of the caller).
pub(crate) fn multiply_split(
    session: &TileSession,
    out: &mut [f32],
    left: &SplitMatrix,
    right: &SplitMatrix,
    accumulate: bool,
) {
    let ([rows, inner], [inner_too, columns]) = (left.size, right.size);
    assert!(inner == inner_too && out.len() >= rows * columns, "shapes of a product agree");
    let steps = inner / TILE_STEP;
    let two_strips = |tiles| -> [&[SplitTile]; 2] {
        let (one, two) = <[_]>::split_at(tiles, steps);
        [one, &two[..steps]]
    };
    for row in (0..rows).step_by(BLOCK) {
        let a = two_strips(&left.left[row / TILE * steps..]);
        for column in (0..columns).step_by(BLOCK) {
            let b = two_strips(&right.right[column / TILE * steps..]);
            session.multiply_block(&mut out[row * columns + column..], columns, a, b, accumulate);
        }
    }
}

fn transposed_pairs(tile: &SplitTile) -> SplitTile {
    let transposed = |tile: &Bf16Tile| Bf16Tile(std::array::from_fn(|row| std::array::from_fn(|k| tile.0[k][row])));
    SplitTile { rounded: transposed(&tile.rounded), rest: transposed(&tile.rest) }
}

/// Splits a row-major matrix into the tiles of both factors.
struct Fill<'a> {
    values: &'a [f32],
    size: [usize; 2],
    left: &'a mut [SplitTile],
    right: &'a mut [SplitTile],
}

impl WithSimd for Fill<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let [rows, columns] = self.size;
        let [steps_left, steps_right] = [columns / TILE_STEP, rows / TILE_STEP];
        for row in (0..rows).step_by(2) {
            let (upper, lower) = self.values[row * columns..][..2 * columns].split_at(columns);
            for column in (0..columns).step_by(TILE) {
                let parts = [split(&upper[column..]), split(&lower[column..])];
                let right = &mut self.right[column / TILE * steps_right + row / TILE_STEP];
                let left = &mut self.left[row / TILE * steps_left + column / TILE_STEP];
                let (pair, half) = (row % TILE_STEP / 2, column % TILE_STEP / 2);
                for (part, (left, right)) in
                    [(&mut left.rounded, &mut right.rounded), (&mut left.rest, &mut right.rest)].into_iter().enumerate()
                {
                    let [upper, lower] = [&parts[0][part], &parts[1][part]];
                    for k in 0..TILE {
                        right.0[pair][k] = upper[k] | lower[k] << 16;
                    }
                    for (offset, values) in [upper, lower].into_iter().enumerate() {
                        let to = &mut left.0[row % TILE + offset][half..half + TILE / 2];
                        for k in 0..TILE / 2 {
                            to[k] = values[2 * k] | values[2 * k + 1] << 16;
                        }
                    }
                }
            }
        }
    }
}

/// Sixteen numbers rounded to bfloat16, and what that left over, rounded too: bits in the lower halves.
#[inline(always)]
fn split(values: &[f32]) -> [[u32; TILE]; 2] {
    let values = &values[..TILE];
    let (mut rounded, mut rest) = ([0; TILE], [0; TILE]);
    for k in 0..TILE {
        rounded[k] = to_bfloat16(values[k]);
        rest[k] = to_bfloat16(values[k] - f32::from_bits(rounded[k] << 16));
    }
    [rounded, rest]
}

/// |x|² of what two parts keep of every number x.
#[inline(always)]
pub(crate) fn squared_norm_of_parts<S: Simd>(values: &[f32], scratch: &mut [f32]) -> f32 {
    let scratch = &mut scratch[..values.len()];
    for (kept, value) in scratch.iter_mut().zip(values) {
        let rounded = f32::from_bits(to_bfloat16(*value) << 16);
        *kept = rounded + f32::from_bits(to_bfloat16(value - rounded) << 16);
    }
    dot::<S>(scratch, scratch)
}

/// The nearest bfloat16 number, of two equally near ones the even one. (Of what is not a number only the kind that arithmetic
/// makes stays so.)
#[inline(always)]
fn to_bfloat16(value: f32) -> u32 {
    let bits = value.to_bits();
    bits.wrapping_add(0x7fff + (bits >> 16 & 1)) >> 16
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::MatrixTiles;
    use proptest::prelude::*;

    /// Numbers in (−1, 1) from a hash of their place.
    fn numbers(count: usize, seed: u32) -> Vec<f32> {
        let hash = |k: u32| (k ^ seed).wrapping_mul(2_654_435_761).rotate_left(13).wrapping_mul(2_246_822_519);
        (0..count as u32).map(|k| hash(k) as f32 / u32::MAX as f32 * 2.0 - 1.0).collect()
    }

    fn transposed(values: &[f32], columns: usize) -> Vec<f32> {
        let rows = values.len() / columns;
        (0..values.len()).map(|k| values[k % rows * columns + k / rows]).collect()
    }

    struct Norm<'a>(&'a [f32]);
    impl WithSimd for Norm<'_> {
        type Output = f32;
        #[inline(always)]
        fn with_simd<S: Simd>(self, _: S) -> f32 {
            squared_norm_of_parts::<S>(self.0, &mut vec![0.0; self.0.len()])
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn products_are_nearly_those_of_single_precision(
            m in 1usize..70, n in 1usize..70, k in 1usize..70, seed: u32, accumulate: bool, flip: bool,
        ) {
            let arch = Arch::new();
            let tiles = MatrixTiles::of_this_machine().unwrap_or(MatrixTiles::plain());
            let (a, b) = (numbers(m * k, seed), numbers(k * n, seed ^ 1));
            let (left, right) = if flip {
                let [a, b] = [SplitMatrix::of(arch, &transposed(&a, k), m), SplitMatrix::of(arch, &transposed(&b, n), k)];
                (a.transposed(), b.transposed())
            } else {
                (SplitMatrix::of(arch, &a, k), SplitMatrix::of(arch, &b, n))
            };
            let stride = filled_up(n);
            let mut out = vec![1.0; filled_up(m) * stride];
            multiply_split(&tiles.session(), &mut out, &left, &right, accumulate);
            for i in 0..m {
                for j in 0..n {
                    let terms = (0..k).map(|l| f64::from(a[i * k + l]) * f64::from(b[l * n + j]));
                    let exact: f64 = terms.clone().sum();
                    // Each factor is off by at most 2⁻¹⁷ of itself; the sum adds a little rounding of its own.
                    let limit = 1.6e-5 * terms.map(f64::abs).sum::<f64>() + 1e-6;
                    let found = f64::from(out[i * stride + j]) - f64::from(u8::from(accumulate));
                    prop_assert!((found - exact).abs() <= limit, "{found} instead of {exact}");
                }
            }
        }

        #[test]
        fn nothing_is_lost_of_what_two_parts_keep(units in 1usize..200, seed: u32) {
            let g = numbers(units, seed);
            let own = SplitMatrix::of(Arch::new(), &g, units);
            let mut square = vec![0.0; BLOCK * BLOCK];
            let tiles = MatrixTiles::of_this_machine().unwrap_or(MatrixTiles::plain());
            multiply_split(&tiles.session(), &mut square, &own, &own.transposed(), false);
            let norm = Arch::new().dispatch(Norm(&g));
            // Single precision alone; without the product of the rests some 5e-6 would be missing.
            prop_assert!((square[0] - norm).abs() <= 6e-7 * norm, "{} and {norm}", square[0]);
        }

        #[test]
        fn two_parts_keep_sixteen_bits(value in -1e6f32..1e6) {
            let [rounded, rest] = split(&[value; TILE]).map(|part| f32::from_bits(part[0] << 16));
            prop_assert!((rounded - value).abs() <= value.abs() / 256.0);
            prop_assert!((rounded + rest - value).abs() <= value.abs() / 131_072.0);
        }
    }
}
