//! Histograms of what the units of a module have in common: spacing and orientation.

use crate::analysis::unit::autocorrelogram::Correlator;
use crate::analysis::unit::lattice::Lattice;
use crate::maps::RateMaps;
use crate::numerics::{Cancelled, Progress};
use serde::Serialize;

/// Orientation histogram: width of a bin, degrees.
const ORIENTATION_BIN_DEG: f64 = 3.0;

/// Counts in bins of equal width.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ModuleHistogram {
    /// Lower edge of the first bin.
    pub start: f64,
    /// Width of each bin.
    pub width: f64,
    /// Values in each bin; the upper edge belongs to the next one.
    pub counts: Vec<usize>,
}

impl ModuleHistogram {
    /// Counts values from `start` on; those outside are left out.
    fn of(values: impl Iterator<Item = f64>, start: f64, width: f64, bins: usize) -> Self {
        let mut counts = vec![0; bins];
        for value in values {
            let place = (value - start) / width;
            if place >= 0.0
                && let Some(count) = counts.get_mut(place as usize)
            {
                *count += 1;
            }
        }
        Self { start, width, counts }
    }
}

/// Spacing and orientation of the units, from the six inner peaks of their autocorrelograms.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Lattices {
    /// Units that have six peaks.
    pub units: usize,
    /// Lattice constants in metres (not Fourier wavelengths), in bins as wide as those of the rate maps.
    pub spacing_m: ModuleHistogram,
    /// Directions of a lattice vector, degrees, mod 60.
    pub orientation_deg: ModuleHistogram,
}

/// The histograms of these units.
pub(super) fn lattices(maps: &RateMaps, units: &[usize], progress: &Progress<'_>) -> Result<Lattices, Cancelled> {
    let bins = maps.arena.bins;
    let correlator = Correlator::new(bins);
    let mut work = correlator.workspace();
    let bin_m = f64::from(maps.arena.box_m) / bins.max(1) as f64;
    let mut found = Vec::new();
    for &unit in units {
        progress.check()?;
        let map = maps.unit(unit);
        let mask = correlator.mask(map, &mut work);
        let lattice = Lattice::of(&correlator.autocorrelogram(map, &mask, &mut work));
        found.extend(lattice.map(|lattice| (lattice.spacing_bins * bin_m, lattice.orientation_deg)));
    }
    Ok(Lattices {
        units: found.len(),
        spacing_m: ModuleHistogram::of(found.iter().map(|lattice| lattice.0), 0.0, bin_m, bins),
        orientation_deg: ModuleHistogram::of(
            found.iter().map(|lattice| lattice.1),
            0.0,
            ORIENTATION_BIN_DEG,
            (60.0 / ORIENTATION_BIN_DEG) as usize,
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::test_maps::{hexagon, population};

    #[test]
    fn values_fall_into_their_bins() {
        let found = ModuleHistogram::of([0.0, 0.9, 1.0, 2.5, 3.0, -0.1, f64::NAN].into_iter(), 0.0, 1.0, 3);
        assert_eq!(found.counts, [2, 1, 1], "edges, outside and NaN");
    }

    #[test]
    fn a_module_has_one_spacing_and_one_orientation() {
        let mut maps: Vec<Vec<f32>> =
            (0..6).map(|i| hexagon(44, 2.2, 0.625, 10.5, [0.1 * f64::from(i), 0.05])).collect();
        maps.push(vec![1.0; 44 * 44]);
        let found = lattices(&population(&maps, 44, 2.2), &[0, 1, 2, 3, 4, 5, 6], &Progress::none()).expect("done");
        assert_eq!(found.units, 6, "a constant map has none");
        assert_eq!(found.spacing_m.counts[12], 6, "0.60 to 0.65 m: {:?}", found.spacing_m);
        assert_eq!(found.orientation_deg.counts[3], 6, "9 to 12 degrees: {:?}", found.orientation_deg);
    }
}
