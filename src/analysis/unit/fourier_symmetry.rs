//! Symmetry of the Fourier power under rotation: hexagonal, square or banded, without an autocorrelogram.

use super::nonuniform::Grid;
use super::polar::{DIRECTIONS, FREQUENCIES, PolarTables};
use crate::maps::Arena;

/// Half the width of the ring on which symmetry is measured, as a share of its frequency.
const HALF_WIDTH: f64 = 0.2;

/// What the power of a windowed map says about its lattice.
#[derive(Clone, Debug, PartialEq)]
pub struct FourierSymmetry {
    /// Frequency of the strongest ring, cycles per metre.
    pub frequency_cpm: f64,
    /// min(C60, C120) − max(C30, C90, C150), with C(α) the circular correlation of the power around the ring.
    pub hexagonality: f64,
    /// C90 − (C45 + C135)/2.
    pub squareness: f64,
    /// |Σ P exp(i n θ)| / Σ P around the ring, for n = 2, 4, 6: near 1 for bands, squares and hexagons of many periods. They
    /// shrink with the number of periods, so they compare at equal periods a box only.
    pub moments: [f64; 3],
    /// Direction of the waves, degrees, mod 60; a lattice vector is 30° away.
    pub wave_orientation_deg: f64,
    /// Share of the power of all frequencies that lies on the ring.
    pub ring_fraction: f64,
}

impl FourierSymmetry {
    /// The symmetry of a windowed map from its transform; `None` where the bins are too few for a wave, or there is no power.
    ///
    /// The ring is where √f times the mean power over directions peaks: the mean alone is biased to long periods, the
    /// power of whole rings to short ones.
    pub(crate) fn of(grid: &Grid, tables: &PolarTables, arena: Arena) -> Option<Self> {
        let frequencies = tables.frequencies();
        let means: Vec<f64> = (0..frequencies.len()).map(|index| tables.mean_power(grid, index)).collect();
        let radial: Vec<f64> = means.iter().zip(frequencies).map(|(mean, f)| mean * f.sqrt()).collect();
        let peak = (0..radial.len()).reduce(|best, i| if radial[i] > radial[best] { i } else { best })?;
        let mut frequency = frequencies[peak];
        if (1..FREQUENCIES - 1).contains(&peak) {
            let [a, b, c] = [radial[peak - 1], radial[peak], radial[peak + 1]];
            let bend = a - 2.0 * b + c;
            if bend < 0.0 {
                frequency += 0.5 * (a - c) / bend * (frequencies[1] - frequencies[0]);
            }
        }
        let on_ring = |index: &usize| (frequencies[*index] - frequency).abs() <= HALF_WIDTH * frequency;
        let ring: Vec<usize> = (0..frequencies.len()).filter(on_ring).collect();
        let mut around = [0.0; DIRECTIONS];
        for &index in &ring {
            around.iter_mut().zip(tables.around(grid, index)).for_each(|(sum, power)| *sum += power);
        }
        let weight = |index: usize| means[index] * frequencies[index];
        let (on_ring, total): (f64, f64) = (ring.iter().map(|&i| weight(i)).sum(), (0..means.len()).map(weight).sum());
        let sum: f64 = around.iter().sum();
        let correlation = Correlations::of(&around)?;
        let moments = [2.0, 4.0, 6.0].map(|n| moment(&around, sum, n));
        let (cos, sin) = moments[2];
        Some(Self {
            frequency_cpm: frequency / f64::from(arena.box_m),
            hexagonality: correlation.at(60).min(correlation.at(120))
                - correlation.at(30).max(correlation.at(90)).max(correlation.at(150)),
            squareness: correlation.at(90) - f64::midpoint(correlation.at(45), correlation.at(135)),
            moments: moments.map(|(cos, sin)| cos.hypot(sin)),
            // The second reduction catches an angle of −1e-17, whose remainder rounds to 60.
            wave_orientation_deg: (sin.atan2(cos).to_degrees() / 6.0).rem_euclid(60.0) % 60.0,
            ring_fraction: on_ring / total,
        })
    }

    /// The lattice constant of a hexagonal lattice with these waves, metres: 2/√3 of the wavelength.
    #[must_use]
    pub fn spacing_m(&self) -> f64 {
        2.0 / (3f64.sqrt() * self.frequency_cpm)
    }
}

/// Mean of cos nθ and sin nθ over the power around a ring, one value a degree, which adds up to `sum`.
fn moment(around: &[f64], sum: f64, n: f64) -> (f64, f64) {
    let wave = |(degree, power): (usize, &f64)| {
        let (sin, cos) = (n * degree as f64).to_radians().sin_cos();
        (power * cos / sum, power * sin / sum)
    };
    around.iter().enumerate().map(wave).fold((0.0, 0.0), |s, w| (s.0 + w.0, s.1 + w.1))
}

/// Circular Pearson correlation of the power around a ring with itself; it repeats after half a turn.
struct Correlations {
    centred: [f64; DIRECTIONS],
    variance: f64,
}

impl Correlations {
    /// `None` where the power is the same in all directions, or there is none.
    fn of(around: &[f64; DIRECTIONS]) -> Option<Self> {
        let mean = around.iter().sum::<f64>() / DIRECTIONS as f64;
        let centred = around.map(|power| power - mean);
        let variance: f64 = centred.iter().map(|c| c * c).sum();
        let flat = DIRECTIONS as f64 * (1e-6 * mean).powi(2);
        (variance.is_finite() && variance > flat).then_some(Self { centred, variance })
    }

    fn at(&self, degrees: usize) -> f64 {
        let product = |i: usize| self.centred[i] * self.centred[(i + degrees) % DIRECTIONS];
        (0..DIRECTIONS).map(product).sum::<f64>() / self.variance
    }
}
