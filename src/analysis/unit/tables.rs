//! What all units of a population share: tables that depend on the number of bins alone.

use super::autocorrelogram::Correlator;
use super::polar::PolarTables;
use super::rotation::RotationTables;
use crate::numerics::hann;

/// Everything that depends on the number of bins alone, shared by all units and worth keeping between analyses.
pub struct Tables {
    pub(crate) bins: usize,
    pub(crate) correlator: Correlator,
    pub(crate) rotations: RotationTables,
    pub(crate) polar: PolarTables,
    pub(crate) window: Vec<f64>,
}

impl Tables {
    /// Tables for maps of `bins` × `bins`.
    #[must_use]
    pub fn new(bins: usize) -> Self {
        let correlator = Correlator::new(bins);
        let polar = PolarTables::new(bins, &correlator);
        Self { bins, correlator, rotations: RotationTables::new(bins), polar, window: hann(bins) }
    }

    /// Bins per side of the maps these tables are for.
    #[must_use]
    pub fn bins(&self) -> usize {
        self.bins
    }
}
