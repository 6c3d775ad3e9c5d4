//! The spatial autocorrelogram: Pearson correlation of a map with itself at every lag.

use crate::analysis::thresholds::{MIN_BINS, SILENT_ABSOLUTE_SD, SILENT_RELATIVE_SD};
use crate::numerics::transform::{C64, Fft2, FftPicture};

/// Correlation of a map with itself at every integer lag, `[dy][dx]`, lag 0 in the middle. Point-symmetric.
#[derive(Clone, Debug, PartialEq)]
pub struct Autocorrelogram {
    /// Lags per side, 2·bins − 1.
    pub size: usize,
    /// Correlations, −1 to 1.
    pub values: Vec<f64>,
}

impl Autocorrelogram {
    /// The index of lag (0, 0) along each axis.
    #[must_use]
    pub fn centre(&self) -> usize {
        self.size / 2
    }
}

/// Whether a map has any tuning at all: a constant or empty map has no scores.
#[must_use]
pub fn is_active(map: &[f32]) -> bool {
    moments(map).is_some()
}

/// Mean and standard deviation over the visited bins; `None` for a constant or empty map.
pub(crate) fn moments(map: &[f32]) -> Option<(f64, f64)> {
    let visited = || map.iter().filter(|r| r.is_finite()).map(|&r| f64::from(r));
    let count = visited().count();
    if count < MIN_BINS {
        return None;
    }
    let mean = visited().sum::<f64>() / count as f64;
    let sd = (visited().map(|r| (r - mean).powi(2)).sum::<f64>() / count as f64).sqrt();
    let largest = visited().map(f64::abs).fold(0.0, f64::max);
    (sd > SILENT_ABSOLUTE_SD.max(SILENT_RELATIVE_SD * largest)).then_some((mean, sd))
}

/// Which bins were visited, with everything that depends on that alone. All units of a run share one.
pub struct Mask {
    visited: Vec<bool>,
    /// Number of visited bins.
    pub(crate) count: f64,
    /// Conjugate transform of the mask, `[kx][ky]`.
    pub(crate) conjugate: Vec<C64>,
    /// Bins common to the map and its copy at each lag `[dy][dx]`, for dy ≥ 0.
    overlap: Vec<f64>,
}

impl Mask {
    /// Whether the finite bins of a map are those of this mask.
    #[must_use]
    pub fn fits(&self, map: &[f32]) -> bool {
        map.len() == self.visited.len() && map.iter().zip(&self.visited).all(|(r, &visited)| r.is_finite() == visited)
    }
}

/// Working memory for [`Correlator`]; one a thread.
pub struct Workspace {
    pub(crate) picture: FftPicture,
    sums: Vec<C64>,
}

/// Computes autocorrelograms of maps with a given number of bins.
pub struct Correlator {
    bins: usize,
    fft: Fft2,
}

impl Correlator {
    /// Lags whose variance is below this share of the map's count as flat: rounding would decide there, not the map.
    const FLAT: f64 = 1e-6;

    /// Plans for maps of `bins` × `bins`.
    #[must_use]
    pub fn new(bins: usize) -> Self {
        Self { bins, fft: Fft2::new(Fft2::fast_size((2 * bins).saturating_sub(1))) }
    }

    /// Working memory for one thread.
    #[must_use]
    pub fn workspace(&self) -> Workspace {
        Workspace { picture: self.fft.picture(), sums: Vec::new() }
    }

    /// The plan, large enough for correlations without wrapping.
    pub(crate) fn fft(&self) -> &Fft2 {
        &self.fft
    }

    /// The mask of the finite bins of a map `[y][x]`; bins that the map lacks count as unvisited.
    #[must_use]
    pub fn mask(&self, map: &[f32], work: &mut Workspace) -> Mask {
        let (n, size) = (self.bins, self.fft.size());
        let visited: Vec<bool> = map.iter().map(|r| r.is_finite()).collect();
        let picture = &mut work.picture;
        self.fill(picture, |bin| C64::new(f64::from(u8::from(visited.get(bin) == Some(&true))), 0.0));
        self.fft.forward(picture, n);
        let conjugate: Vec<C64> = picture.data.iter().map(C64::conj).collect();
        for value in &mut picture.data {
            *value = C64::new(value.norm_sqr(), 0.0);
        }
        self.fft.inverse(picture, n);
        let scale = 1.0 / (size * size) as f64;
        let overlap = picture.data[..n * size].iter().map(|value| (value.re * scale).round()).collect();
        let count = visited.iter().filter(|&&visited| visited).count() as f64;
        Mask { visited, count, conjugate, overlap }
    }

    /// The autocorrelogram of a map `[y][x]`; all zero for a constant map.
    ///
    /// With w the mask, f = map · w, and ⋆ the cross-correlation over all lags, N = w⋆w, S₁ = f⋆w, S₂ = w⋆f, Q₁ = f²⋆w,
    /// Q₂ = w⋆f², C = f⋆f: r = (N C − S₁ S₂) / √((N Q₁ − S₁²)(N Q₂ − S₂²)). S₂ and Q₂ are S₁ and Q₁ at the
    /// opposite lag, and f and f² travel through one transform as real and imaginary part.
    #[must_use]
    pub fn autocorrelogram(&self, map: &[f32], mask: &Mask, work: &mut Workspace) -> Autocorrelogram {
        let size = (2 * self.bins).saturating_sub(1);
        let zero = || Autocorrelogram { size, values: vec![0.0; size * size] };
        self.with_transform(map, mask, work).map_or_else(zero, |(autocorrelogram, _)| autocorrelogram)
    }

    /// The autocorrelogram of a map, and the transform of the map itself less its mean, in units of its standard
    /// deviation: `[kx][ky]`, 0 ≤ ky ≤ half the plan's size. `None` for a constant map.
    pub(crate) fn with_transform(
        &self,
        map: &[f32],
        mask: &Mask,
        work: &mut Workspace,
    ) -> Option<(Autocorrelogram, Vec<C64>)> {
        let (n, m) = (self.bins, self.fft.size());
        let (mean, sd) = moments(map).filter(|_| map.len() == n * n)?;
        let size = 2 * n - 1;
        let mut values = vec![0.0; size * size];
        let Workspace { picture, sums } = work;
        self.fill(picture, |bin| {
            let f = if mask.visited[bin] { (f64::from(map[bin]) - mean) / sd } else { 0.0 };
            C64::new(f, f * f)
        });
        self.fft.forward(picture, n);
        // F(k) is the Hermitian part of the transform of f + i f².
        let spectrum = &picture.data;
        let mut power = vec![C64::default(); m * m];
        let mut transform = Vec::with_capacity(m * (m / 2 + 1));
        for kx in 0..m {
            let opposite = (m - kx) % m * m;
            for ky in 0..=m / 2 {
                let f = (spectrum[kx * m + ky] + spectrum[opposite + (m - ky) % m].conj()) * 0.5;
                transform.push(f);
                let value = C64::new(f.norm_sqr(), 0.0);
                power[kx * m + ky] = value;
                power[opposite + (m - ky) % m] = value;
            }
        }
        for (value, conjugate) in picture.data.iter_mut().zip(&mask.conjugate) {
            *value *= conjugate;
        }
        self.fft.inverse(picture, m);
        std::mem::swap(&mut picture.data, sums);
        picture.data = power;
        self.fft.inverse(picture, n);
        let scale = 1.0 / (m * m) as f64;
        let centre = n - 1;
        for dy in 0..n {
            for column in 0..size {
                let at = dy * m + (column + m - centre) % m;
                let opposite = (m - dy) % m * m + (m + centre - column) % m;
                let count = mask.overlap[at];
                let (first, second) = (sums[at] * scale, sums[opposite] * scale);
                let product = picture.data[at].re * scale;
                let variance_1 = (count * first.im - first.re * first.re).max(0.0);
                let variance_2 = (count * second.im - second.re * second.re).max(0.0);
                let denominator = (variance_1 * variance_2).sqrt();
                let r = if count >= 2.0 && denominator > Self::FLAT * count * count {
                    ((count * product - first.re * second.re) / denominator).clamp(-1.0, 1.0)
                } else {
                    0.0
                };
                values[(centre + dy) * size + column] = r;
                values[(centre - dy) * size + 2 * centre - column] = r;
            }
        }
        Some((Autocorrelogram { size, values }, transform))
    }

    /// Puts a map into the top left corner of a picture and zeros around it.
    pub(crate) fn fill(&self, picture: &mut FftPicture, value: impl Fn(usize) -> C64) {
        let (n, m) = (self.bins, self.fft.size());
        picture.data.clear();
        picture.data.resize(m * m, C64::default());
        for y in 0..n {
            for x in 0..n {
                picture.data[y * m + x] = value(y * n + x);
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::cast_possible_wrap, reason = "lags are signed, and sizes are far below the limits")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition, lag by lag.
    fn direct(map: &[f32], n: usize, dy: isize, dx: isize) -> (usize, f64) {
        let (mut count, mut sums) = (0, [0.0f64; 5]);
        for y in 0..n as isize {
            for x in 0..n as isize {
                let (v, u) = (y + dy, x + dx);
                if !(0..n as isize).contains(&v) || !(0..n as isize).contains(&u) {
                    continue;
                }
                let (a, b) = (map[(v * n as isize + u) as usize], map[(y * n as isize + x) as usize]);
                if a.is_finite() && b.is_finite() {
                    let (a, b) = (f64::from(a), f64::from(b));
                    count += 1;
                    for (sum, term) in sums.iter_mut().zip([a, b, a * a, b * b, a * b]) {
                        *sum += term;
                    }
                }
            }
        }
        let [a, b, aa, bb, ab] = sums.map(|sum| sum / count as f64);
        (count, (ab - a * b) / ((aa - a * a) * (bb - b * b)).sqrt())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn agrees_with_the_definition(
            n in 5usize..13,
            rates in prop::collection::vec(0.0f32..1.0, 144),
            holes in prop::collection::vec(0u8..6, 144),
        ) {
            let map: Vec<f32> = (0..n * n).map(|i| if holes[i] == 0 { f32::NAN } else { rates[i] }).collect();
            let correlator = Correlator::new(n);
            let mut work = correlator.workspace();
            let mask = correlator.mask(&map, &mut work);
            let found = correlator.autocorrelogram(&map, &mask, &mut work);
            let centre = n as isize - 1;
            for dy in -centre..=centre {
                for dx in -centre..=centre {
                    let (count, want) = direct(&map, n, dy, dx);
                    if count >= 20 {
                        let r = found.values[((centre + dy) * found.size as isize + centre + dx) as usize];
                        prop_assert!((r - want).abs() < 1e-9, "lag {} {}: {} instead of {}", dy, dx, r, want);
                    }
                }
            }
        }
    }

    #[test]
    fn maps_without_tuning_are_zero() {
        for n in [1, 2, 7] {
            for rate in [0.0, 3.5, f32::NAN, f32::INFINITY] {
                let map = vec![rate; n * n];
                let correlator = Correlator::new(n);
                let mut work = correlator.workspace();
                let mask = correlator.mask(&map, &mut work);
                let found = correlator.autocorrelogram(&map, &mask, &mut work);
                assert_eq!(found.size, 2 * n - 1, "every lag is there");
                assert!(found.values.iter().all(|&r| r == 0.0), "{n} bins of {rate}");
                assert!(!is_active(&map), "{n} bins of {rate}");
            }
        }
    }
}
