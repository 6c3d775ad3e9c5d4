//! What is found of one module: plain data for panels, files and the command line.

use serde::Serialize;

/// One module: units that share spacing and orientation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ModuleReport {
    /// Index, from 0 (largest spacing first).
    pub module: usize,
    /// Number of units.
    pub units: usize,
    /// Median lattice constant, metres.
    pub spacing_m: f64,
    /// Circular mean of the orientations, degrees, mod 60.
    pub orientation_deg: f64,
    /// Length of the mean of exp(6iθ): 1 when all orientations agree.
    pub orientation_coherence: f64,
}
