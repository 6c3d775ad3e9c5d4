//! Cubic B-spline interpolation of a square picture.

use pulp::{Arch, Simd, WithSimd};

/// What a point of a picture reads: 4 × 4 spline coefficients with separable weights.
#[derive(Clone, Copy)]
pub(crate) struct Tap {
    first: u32,
    rows: [f64; 4],
    columns: [f64; 4],
}

impl Tap {
    /// The point at (row, column), in pixels, of a picture of `size` × `size`; 0 outside of it.
    pub(crate) fn new(size: usize, row: f64, column: f64) -> Self {
        const TOLERANCE: f64 = 1e-9;
        let last = size as f64 - 1.0;
        if [row, column].iter().any(|&s| s < -TOLERANCE || s > last + TOLERANCE) {
            return Self { first: 0, rows: [0.0; 4], columns: [0.0; 4] };
        }
        let [row, column] = [row, column].map(|s| s.clamp(0.0, last));
        // Coefficients are padded by one on the near and two on the far side, so tap −1 of pixel i is element i.
        let first = row as usize * (size + 3) + column as usize;
        Self { first: first as u32, rows: b_spline(row.fract()), columns: b_spline(column.fract()) }
    }
}

/// The interpolating cubic spline of a picture.
pub(crate) struct Spline {
    size: usize,
    coefficients: Vec<f64>,
}

impl Spline {
    /// The spline through the pixels `[y][x]` of a picture of `size` × `size`.
    pub(crate) fn through(picture: &[f64], size: usize) -> Self {
        Self { size, coefficients: spline_coefficients(picture, size) }
    }

    /// The values where taps made for this size point.
    pub(crate) fn read(&self, taps: &[Tap]) -> Vec<f64> {
        let mut values = vec![0.0; taps.len()];
        Arch::new().dispatch(Reading { spline: self, taps, values: &mut values });
        values
    }

    #[inline(always)]
    fn at(&self, tap: &Tap) -> f64 {
        let stride = self.size + 3;
        // All rows into one first: sums side by side fit the vector registers. Plain indices, because iterators are not
        // always compiled into their loop.
        let mut sums = [0.0; 4];
        for i in 0..4 {
            let row = &self.coefficients[tap.first as usize + i * stride..][..4];
            for j in 0..4 {
                sums[j] += tap.rows[i] * row[j];
            }
        }
        (tap.columns[0] * sums[0] + tap.columns[1] * sums[1]) + (tap.columns[2] * sums[2] + tap.columns[3] * sums[3])
    }
}

/// Reads taps, compiled for the widest vectors of the machine. It multiplies and adds in the same order with all of them,
/// so the result is the same.
struct Reading<'a> {
    spline: &'a Spline,
    taps: &'a [Tap],
    values: &'a mut [f64],
}

impl WithSimd for Reading<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for (value, tap) in self.values.iter_mut().zip(self.taps) {
            *value = self.spline.at(tap);
        }
    }
}

/// Weights of the four cubic B-splines around a point at fraction `d` between the middle two.
fn b_spline(d: f64) -> [f64; 4] {
    let (square, cube) = (d * d, d * d * d);
    [
        (1.0 - d).powi(3) / 6.0,
        (3.0 * cube - 6.0 * square + 4.0) / 6.0,
        (-3.0 * cube + 3.0 * square + 3.0 * d + 1.0) / 6.0,
        cube / 6.0,
    ]
}

/// Coefficients of the interpolating cubic spline (Unser 1999: one pole √3 − 2, gain 6, mirrored ends), padded by
/// mirroring to `size + 3` a side.
fn spline_coefficients(picture: &[f64], size: usize) -> Vec<f64> {
    let stride = size + 3;
    let mut padded = vec![0.0; stride * stride];
    if size < 2 {
        padded.fill(picture.first().copied().unwrap_or(0.0));
        return padded;
    }
    // Down the columns, then transposed and down again: both passes run along contiguous memory.
    let mut columns = picture.to_vec();
    filter_down(&mut columns, size);
    let mut rows = vec![0.0; size * size];
    transpose(&columns, &mut rows, size);
    filter_down(&mut rows, size);
    transpose(&rows, &mut columns, size);
    let mirror = |i: usize| {
        let i = if i == 0 { 1 } else { i - 1 };
        if i >= size { 2 * (size - 1) - i } else { i }
    };
    for (y, row) in padded.chunks_exact_mut(stride).enumerate() {
        let source = &columns[mirror(y) * size..][..size];
        row[1..=size].copy_from_slice(source);
        for x in [0, size + 1, size + 2] {
            row[x] = source[mirror(x)];
        }
    }
    padded
}

/// The recursive filter along y, all columns side by side.
fn filter_down(data: &mut [f64], size: usize) {
    let pole = 3.0f64.sqrt() - 2.0;
    let last = size - 1;
    for value in data.iter_mut() {
        *value *= 6.0;
    }
    // Causal start: the exact sum over the mirrored signal of period 2·size − 2.
    let mut start = vec![0.0; size];
    for (y, row) in data.chunks_exact(size).enumerate() {
        let direct = pole.powi(y as i32);
        let mirrored = if y == 0 || y == last { 0.0 } else { pole.powi((2 * last - y) as i32) };
        for (sum, value) in start.iter_mut().zip(row) {
            *sum += (direct + mirrored) * value;
        }
    }
    let scale = 1.0 / (1.0 - pole.powi(2 * last as i32));
    for (value, sum) in data[..size].iter_mut().zip(&start) {
        *value = sum * scale;
    }
    for y in 1..size {
        let (before, here) = data.split_at_mut(y * size);
        for (value, above) in here[..size].iter_mut().zip(&before[(y - 1) * size..]) {
            *value += pole * above;
        }
    }
    let (before, end) = data.split_at_mut(last * size);
    let gain = pole / (pole * pole - 1.0);
    for (value, above) in end.iter_mut().zip(&before[(last - 1) * size..]) {
        *value = gain * (*value + pole * above);
    }
    for y in (0..last).rev() {
        let (here, after) = data.split_at_mut((y + 1) * size);
        for (value, below) in here[y * size..].iter_mut().zip(&after[..size]) {
            *value = pole * (below - *value);
        }
    }
}

fn transpose(from: &[f64], to: &mut [f64], size: usize) {
    for (y, row) in from.chunks_exact(size).enumerate() {
        for (x, value) in row.iter().enumerate() {
            to[x * size + y] = *value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spline_passes_through_the_pixels() {
        for size in [1, 3, 9] {
            let picture: Vec<f64> = (0..size * size).map(|i| ((i * i) as f64 * 0.37).sin()).collect();
            let spline = Spline::through(&picture, size);
            for (i, pixel) in picture.iter().enumerate() {
                let value = spline.read(&[Tap::new(size, (i / size) as f64, (i % size) as f64)])[0];
                assert!((value - pixel).abs() < 1e-12, "size {size}, pixel {i}: {value} instead of {pixel}");
            }
            assert!(spline.read(&[Tap::new(size, -0.01, 0.0)])[0].abs() < 1e-300, "outside");
        }
    }
}
