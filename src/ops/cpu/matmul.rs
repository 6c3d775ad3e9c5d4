//! Matrix products on strided views. Work is shared out in tiles that do not depend on the number of threads, so results do
//! not either.

use super::instructions::in_use;
use rayon::prelude::*;
use std::ops::Range;

/// A read-only matrix in a slice.
#[derive(Clone, Copy)]
pub struct MatrixView<'a> {
    data: &'a [f32],
    rows: usize,
    columns: usize,
    row_stride: usize,
    column_stride: usize,
}

impl<'a> MatrixView<'a> {
    /// A row-major matrix; the slice may be longer.
    #[must_use]
    pub fn new(data: &'a [f32], rows: usize, columns: usize) -> Self {
        Self { data, rows, columns, row_stride: columns, column_stride: 1 }
    }

    /// The transpose, without moving anything.
    #[must_use]
    pub fn transposed(self) -> Self {
        Self {
            data: self.data,
            rows: self.columns,
            columns: self.rows,
            row_stride: self.column_stride,
            column_stride: self.row_stride,
        }
    }

    /// Some of the columns.
    #[must_use]
    pub fn columns(self, range: Range<usize>) -> Self {
        assert!(range.start <= range.end && range.end <= self.columns, "columns {range:?} of {}", self.columns);
        Self {
            data: &self.data[(range.start * self.column_stride).min(self.data.len())..],
            columns: range.len(),
            ..self
        }
    }

    /// From column to column and from row to row.
    fn strides(&self) -> [isize; 2] {
        [self.column_stride as isize, self.row_stride as isize]
    }

    fn fits(&self) -> bool {
        self.rows == 0
            || self.columns == 0
            || (self.rows - 1) * self.row_stride + (self.columns - 1) * self.column_stride < self.data.len()
    }
}

/// `out = a · b`, or `out += a · b` when `accumulate`; `out` is row-major.
///
/// # Panics
/// If the shapes do not fit (a bug of the caller).
pub fn multiply(out: &mut [f32], a: MatrixView<'_>, b: MatrixView<'_>, accumulate: bool) {
    assert!(a.rows * b.columns <= out.len(), "the product fits into its slice");
    // SAFETY: `out` is borrowed mutably and holds all rows of the product, as just asserted.
    unsafe { multiply_into(out.as_mut_ptr(), b.columns, a, b, accumulate) }
}

/// [`multiply`] into rows that begin `stride` elements apart.
///
/// # Safety
/// `out` points to `a.rows` such rows of `b.columns` elements that nobody else uses meanwhile; they hold numbers when
/// `accumulate`, and need not otherwise.
unsafe fn multiply_into(out: *mut f32, stride: usize, a: MatrixView<'_>, b: MatrixView<'_>, accumulate: bool) {
    assert_eq!(a.columns, b.rows, "inner sizes of a product agree");
    assert!(a.fits() && b.fits(), "matrices fit into their slices");
    // The kernels write columns: the product is made as its transpose, bᵀ · aᵀ, whose columns are the rows of `out`.
    let (columns, rows) = (b.transposed(), a.transposed());
    // SAFETY: the assertions keep every read inside the two slices, the caller vouches for the writes.
    unsafe {
        (in_use().matrix_kernel)(
            [columns.rows, rows.columns, a.columns],
            (out, stride as isize, accumulate),
            (columns.data.as_ptr(), columns.strides()),
            (rows.data.as_ptr(), rows.strides()),
        );
    }
}

/// Columns that one task makes: its part of both factors stays in a core's cache.
const BLOCK_COLUMNS: usize = 512;

/// A pointer that tasks write through, each to columns of its own.
struct Shared(*mut f32);
// SAFETY: used only below, where no two tasks touch the same element.
unsafe impl Sync for Shared {}

/// `a · b`, plus `start` added to every row: blocks of columns in parallel. After each block `also` looks at the same range
/// of columns while they are at hand; its results come in the order of the blocks.
///
/// # Panics
/// If the shapes do not fit (a bug of the caller).
pub(crate) fn multiply_wide<R: Send>(
    a: MatrixView<'_>,
    b: MatrixView<'_>,
    start: Option<&[f32]>,
    also: impl Fn(Range<usize>) -> R + Sync,
) -> (Vec<f32>, Vec<R>) {
    let (rows, columns) = (a.rows, b.columns);
    assert!(a.columns > 0 && start.is_none_or(|start| start.len() == columns), "a product of wide matrices");
    let mut out = Box::<[f32]>::new_uninit_slice(rows * columns);
    let shared = Shared(out.as_mut_ptr().cast());
    let shared = &shared;
    let results = (0..columns.div_ceil(BLOCK_COLUMNS))
        .into_par_iter()
        .map(|block| {
            let range = block * BLOCK_COLUMNS..((block + 1) * BLOCK_COLUMNS).min(columns);
            for row in start.map_or(0..0, |_| 0..rows) {
                let begin = &start.expect("rows are counted only with one")[range.clone()];
                // SAFETY: inside `out`, and only this block touches these columns.
                unsafe {
                    let to = shared.0.add(row * columns + range.start);
                    std::ptr::copy_nonoverlapping(begin.as_ptr(), to, begin.len());
                }
            }
            // SAFETY: as above; with a start the columns hold numbers by now.
            unsafe {
                let to = shared.0.add(range.start);
                multiply_into(to, columns, a, b.columns(range.clone()), start.is_some());
            }
            also(range)
        })
        .collect();
    // SAFETY: the blocks cover all columns, and each wrote all rows of its own.
    (unsafe { out.assume_init() }.into_vec(), results)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn wide_products_agree_with_narrow_ones(m in 1usize..9, n in 1usize..1300, k in 1usize..9, with_start: bool) {
            let a: Vec<f32> = (0..m * k).map(|i| (i as f32 * 0.37).sin()).collect();
            let b: Vec<f32> = (0..n * k).map(|i| (i as f32 * 0.73).cos()).collect();
            let start: Vec<f32> = (0..n).map(|i| i as f32).collect();
            let mut narrow = if with_start { start.repeat(m) } else { vec![0.0; m * n] };
            multiply(&mut narrow, MatrixView::new(&a, m, k), MatrixView::new(&b, k, n), true);
            let start = with_start.then_some(&start[..]);
            let (wide, seen) = multiply_wide(MatrixView::new(&a, m, k), MatrixView::new(&b, k, n), start, |range| range);
            for (wide, narrow) in wide.iter().zip(&narrow) {
                prop_assert!((wide - narrow).abs() < 1e-4);
            }
            prop_assert_eq!(seen.iter().map(ExactSizeIterator::len).sum::<usize>(), n);
        }

        #[test]
        fn products_agree_with_the_sum(m in 1usize..20, n in 1usize..20, k in 1usize..20, accumulate: bool, flip: bool) {
            let a: Vec<f32> = (0..m * k).map(|i| (i as f32 * 0.37).sin()).collect();
            let b: Vec<f32> = (0..n * k).map(|i| (i as f32 * 0.73).cos()).collect();
            let mut out = vec![1.0; m * n];
            let (av, bv) = if flip {
                (MatrixView::new(&a, k, m).transposed(), MatrixView::new(&b, n, k).transposed())
            } else {
                (MatrixView::new(&a, m, k), MatrixView::new(&b, k, n))
            };
            multiply(&mut out, av, bv, accumulate);
            for i in 0..m {
                for j in 0..n {
                    let at = |v: MatrixView<'_>, r: usize, c: usize| v.data[r * v.row_stride + c * v.column_stride];
                    let sum: f32 = (0..k).map(|l| at(av, i, l) * at(bv, l, j)).sum();
                    prop_assert!((out[i * n + j] - sum - f32::from(u8::from(accumulate))).abs() < 1e-4);
                }
            }
        }
    }
}
