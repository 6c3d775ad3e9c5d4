//! Rotated copies of an autocorrelogram by cubic B-spline interpolation, on tables shared by all units.
//!
//! Rotating a picture by bilinear interpolation costs grid scores up to 0.18 on coarse maps, so the cubic spline is
//! part of the score's definition (it is what the published scorers use). Three facts make it cheap: an autocorrelogram
//! is point-symmetric, so half of its pixels suffice; a turn by α + 90° is the turn by α read at other pixels; and
//! which pixels a turn reads depends on the number of bins alone.

#![expect(clippy::cast_possible_wrap, reason = "lags are signed, and sizes are far below the limits")]

/// The turns that are interpolated, degrees; 90°, 120°, 135° and 150° follow from them.
const INTERPOLATED_DEG: [f64; 3] = [30.0, 45.0, 60.0];

/// The turns of the grid scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// 30°.
    Deg30,
    /// 45°.
    Deg45,
    /// 60°.
    Deg60,
    /// 90°.
    Deg90,
    /// 120°.
    Deg120,
    /// 135°.
    Deg135,
    /// 150°.
    Deg150,
}

/// All turns, in the order of [`Rotations::turned`].
pub const TURNS: [Turn; 7] =
    [Turn::Deg30, Turn::Deg45, Turn::Deg60, Turn::Deg90, Turn::Deg120, Turn::Deg135, Turn::Deg150];

/// What one output pixel reads: 4 × 4 spline coefficients, separable weights. All weights are 0 outside the picture.
#[derive(Clone, Copy)]
struct Tap {
    first: u32,
    rows: [f64; 4],
    columns: [f64; 4],
}

/// Tables for autocorrelograms of maps with a given number of bins.
pub struct RotationTables {
    size: usize,
    /// Flat index of each pixel of the half disc 0 < r ≤ bins, nearest first.
    pixels: Vec<u32>,
    /// Distance of each from the centre, in bins.
    radii: Vec<f64>,
    /// Where each pixel goes in a quarter turn, up to point reflection.
    quarter: Vec<u32>,
    taps: [Vec<Tap>; INTERPOLATED_DEG.len()],
}

/// The pixels of one autocorrelogram and of its rotated copies, nearest to the centre first.
pub struct Rotations {
    /// The autocorrelogram itself.
    pub plain: Vec<f64>,
    /// Its rotated copies, in the order of [`TURNS`].
    pub turned: [Vec<f64>; TURNS.len()],
}

impl RotationTables {
    /// Tables for maps of `bins` × `bins`.
    #[must_use]
    pub fn new(bins: usize) -> Self {
        let size = (2 * bins).saturating_sub(1);
        let reach = bins as i64 - 1;
        let mut half: Vec<(i64, i64)> = (0..=reach)
            .flat_map(|dy| (-reach..=reach).map(move |dx| (dy, dx)))
            .filter(|&(dy, dx)| (dy > 0 || dx > 0) && dy * dy + dx * dx <= (bins * bins) as i64)
            .collect();
        half.sort_by_key(|&(dy, dx)| (dy * dy + dx * dx, dy, dx));
        let flat = |dy: i64, dx: i64| ((dy + reach) * size as i64 + dx + reach) as usize;
        let mut order = vec![0u32; size * size];
        for (i, &(dy, dx)) in half.iter().enumerate() {
            order[flat(dy, dx)] = i as u32;
        }
        // A quarter turn reads (dy, dx) at (dx, −dy); the opposite pixel holds the same value and may be the one in the
        // list.
        let quarter = half
            .iter()
            .map(|&(dy, dx)| if dx > 0 || (dx == 0 && dy < 0) { (dx, -dy) } else { (-dx, dy) })
            .map(|(dy, dx)| order[flat(dy, dx)])
            .collect();
        let taps = INTERPOLATED_DEG.map(|degrees| {
            let (sin, cos) = degrees.to_radians().sin_cos();
            half.iter().map(|&(dy, dx)| Tap::new(size, sin, cos, dy as f64, dx as f64)).collect()
        });
        let pixels = half.iter().map(|&(dy, dx)| flat(dy, dx) as u32).collect();
        let radii = half.iter().map(|&(dy, dx)| ((dy * dy + dx * dx) as f64).sqrt()).collect();
        Self { size, pixels, radii, quarter, taps }
    }

    /// The pixels with `inner` < r ≤ `outer` (bins), as a range of [`Rotations`]' lists. They are half of the ring; the
    /// other half holds the same values.
    #[must_use]
    pub fn ring(&self, inner: f64, outer: f64) -> std::ops::Range<usize> {
        let start = self.radii.partition_point(|&r| r <= inner);
        start..self.radii.partition_point(|&r| r <= outer).max(start)
    }

    /// All rotated copies of an autocorrelogram `[dy][dx]` of the size of these tables.
    #[must_use]
    pub fn rotations(&self, autocorrelogram: &[f64]) -> Rotations {
        let coefficients = spline_coefficients(autocorrelogram, self.size);
        let stride = self.size + 3;
        let interpolate = |taps: &Vec<Tap>| -> Vec<f64> {
            taps.iter()
                .map(|tap| {
                    let row = |i: usize| {
                        let at = tap.first as usize + i * stride;
                        let Some([a, b, c, d]) = coefficients[at..].first_chunk() else { return 0.0 };
                        tap.columns[0] * a + tap.columns[1] * b + tap.columns[2] * c + tap.columns[3] * d
                    };
                    tap.rows[0] * row(0) + tap.rows[1] * row(1) + tap.rows[2] * row(2) + tap.rows[3] * row(3)
                })
                .collect()
        };
        let quarter = |values: &[f64]| self.quarter.iter().map(|&i| values[i as usize]).collect();
        let plain: Vec<f64> = self.pixels.iter().map(|&i| autocorrelogram[i as usize]).collect();
        let [by_30, by_45, by_60] = [&self.taps[0], &self.taps[1], &self.taps[2]].map(interpolate);
        let turned = [quarter(&plain), quarter(&by_30), quarter(&by_45), quarter(&by_60)];
        let [by_90, by_120, by_135, by_150] = turned;
        Rotations { plain, turned: [by_30, by_45, by_60, by_90, by_120, by_135, by_150] }
    }
}

impl Tap {
    /// What the pixel (dy, dx) of the rotated copy reads: the source (cos dy + sin dx, −sin dy + cos dx).
    fn new(size: usize, sin: f64, cos: f64, dy: f64, dx: f64) -> Self {
        const TOLERANCE: f64 = 1e-9;
        let (centre, last) = ((size - 1) as f64 / 2.0, (size - 1) as f64);
        let source = [cos * dy + sin * dx + centre, -sin * dy + cos * dx + centre];
        if source.iter().any(|&s| s < -TOLERANCE || s > last + TOLERANCE) {
            return Self { first: 0, rows: [0.0; 4], columns: [0.0; 4] };
        }
        let [row, column] = source.map(|s| s.clamp(0.0, last));
        // Coefficients are padded by one on the near and two on the far side, so tap −1 of pixel i is element i.
        let first = row.floor() as usize * (size + 3) + column.floor() as usize;
        Self { first: first as u32, rows: b_spline(row.fract()), columns: b_spline(column.fract()) }
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

    /// A point-symmetric picture that a cubic spline follows closely: a wave of 12 pixels.
    fn wave(size: usize, angle: f64) -> Vec<f64> {
        let centre = (size / 2) as f64;
        let (sin, cos) = angle.sin_cos();
        let pixel = |i: usize| ((i / size) as f64 - centre, (i % size) as f64 - centre);
        (0..size * size).map(pixel).map(|(y, x)| (std::f64::consts::TAU / 12.0 * (cos * x + sin * y)).cos()).collect()
    }

    #[test]
    fn a_turned_wave_is_a_wave() {
        let bins = 24;
        let tables = RotationTables::new(bins);
        let rotations = tables.rotations(&wave(2 * bins - 1, 0.3));
        let inside = tables.ring(0.0, 16.0); // away from the mirrored ends, where the wave has a kink
        for (turned, degrees) in rotations.turned.iter().zip([30.0f64, 45.0, 60.0, 90.0, 120.0, 135.0, 150.0]) {
            // Pixel p reads the picture at R p with R = [[cos, sin], [−sin, cos]] on (y, x).
            let want = tables.rotations(&wave(2 * bins - 1, 0.3 - degrees.to_radians())).plain;
            for i in inside.clone() {
                assert!((turned[i] - want[i]).abs() < 2e-3, "{degrees}: {} instead of {}", turned[i], want[i]);
            }
        }
    }

    #[test]
    fn the_spline_passes_through_the_pixels() {
        let size = 9;
        let picture: Vec<f64> = (0..size * size).map(|i| ((i * i) as f64 * 0.37).sin()).collect();
        let coefficients = spline_coefficients(&picture, size);
        for y in 0..size {
            for x in 0..size {
                let value: f64 = (0..3)
                    .flat_map(|i| (0..3).map(move |j| (i, j)))
                    .map(|(i, j)| b_spline(0.0)[i] * b_spline(0.0)[j] * coefficients[(y + i) * (size + 3) + x + j])
                    .sum();
                assert!((value - picture[y * size + x]).abs() < 1e-12, "pixel {y} {x}");
            }
        }
    }

    #[test]
    fn tiny_tables_do_not_panic() {
        for bins in 0..4usize {
            let tables = RotationTables::new(bins);
            let size = (2 * bins).saturating_sub(1);
            let rotations = tables.rotations(&vec![1.0; size * size]);
            assert_eq!(rotations.plain.len(), tables.ring(0.0, f64::MAX).len(), "{bins} bins");
        }
    }
}
