//! Single-thread matrix products on strided views. Callers share the work out in tiles that do not depend on the number of
//! threads, so results do not either.

/// A read-only matrix in a slice.
#[derive(Clone, Copy)]
pub struct View<'a> {
    data: &'a [f32],
    rows: usize,
    columns: usize,
    row_stride: usize,
    column_stride: usize,
}

impl<'a> View<'a> {
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
pub fn multiply(out: &mut [f32], a: View<'_>, b: View<'_>, accumulate: bool) {
    let (m, n, k) = (a.rows, b.columns, a.columns);
    assert_eq!(k, b.rows, "inner sizes of a product agree");
    assert!(a.fits() && b.fits() && m * n <= out.len(), "matrices fit into their slices");
    // SAFETY: the assertions above keep every access inside the three slices, and `out` is borrowed mutably.
    unsafe {
        gemm::gemm(
            m,
            n,
            k,
            out.as_mut_ptr(),
            1,
            n as isize,
            accumulate,
            a.data.as_ptr(),
            a.column_stride as isize,
            a.row_stride as isize,
            b.data.as_ptr(),
            b.column_stride as isize,
            b.row_stride as isize,
            1.0,
            1.0,
            false,
            false,
            false,
            gemm::Parallelism::None,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn products_agree_with_the_sum(m in 1usize..20, n in 1usize..20, k in 1usize..20, accumulate: bool, flip: bool) {
            let a: Vec<f32> = (0..m * k).map(|i| (i as f32 * 0.37).sin()).collect();
            let b: Vec<f32> = (0..n * k).map(|i| (i as f32 * 0.73).cos()).collect();
            let mut out = vec![1.0; m * n];
            let (av, bv) = if flip {
                (View::new(&a, k, m).transposed(), View::new(&b, n, k).transposed())
            } else {
                (View::new(&a, m, k), View::new(&b, k, n))
            };
            multiply(&mut out, av, bv, accumulate);
            for i in 0..m {
                for j in 0..n {
                    let at = |v: View<'_>, r: usize, c: usize| v.data[r * v.row_stride + c * v.column_stride];
                    let sum: f32 = (0..k).map(|l| at(av, i, l) * at(bv, l, j)).sum();
                    prop_assert!((out[i * n + j] - sum - f32::from(u8::from(accumulate))).abs() < 1e-4);
                }
            }
        }
    }
}
