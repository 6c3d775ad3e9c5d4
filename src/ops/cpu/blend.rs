//! A weighted sum of two arrays in one pass.

use rayon::prelude::*;

/// `weights[0] · first + weights[1] · second`; a shorter `first` is one row that every row of `second` shares.
#[must_use]
pub(crate) fn blend(first: &[f32], second: &[f32], weights: [f32; 2]) -> Vec<f32> {
    /// Elements below which a second thread costs more than it saves.
    const PART: usize = 1 << 17;
    let [a, b] = weights;
    let row = first.len().max(1);
    let part = if row < second.len() { PART.next_multiple_of(row) } else { PART };
    let mut out = vec![0.0; second.len()];
    out.par_chunks_mut(part).zip(second.par_chunks(part)).enumerate().for_each(|(index, (out, second))| {
        let first = if row < second.len() { first } else { &first[index * part % row..] };
        for (out, second) in out.chunks_mut(row).zip(second.chunks(row)) {
            for ((out, second), first) in out.iter_mut().zip(second).zip(first) {
                *out = a * first + b * second;
            }
        }
    });
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sums_agree(row in 1usize..50, rows in prop::sample::select(vec![1, 2, 7, 3000, 6000]), shared: bool) {
            let second: Vec<f32> = (0..row * rows).map(|i| i as f32).collect();
            let first: Vec<f32> = (0..if shared { row } else { row * rows }).map(|i| -(i as f32)).collect();
            let out = blend(&first, &second, [0.5, 2.0]);
            for (k, value) in out.iter().enumerate() {
                prop_assert!((value - (0.5 * first[k % first.len()] + 2.0 * second[k])).abs() < 1e-3);
            }
        }
    }
}
