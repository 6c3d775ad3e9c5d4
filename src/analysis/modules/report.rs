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
    /// What 95 % of as many random orientations stay below.
    pub orientation_coherence_chance: f64,
    /// Median adaptive grid score of its units; `None` where none has one. A square lattice scores low.
    pub grid_score_adaptive: Option<f64>,
}

/// The length of the mean of exp(6iθ) that 95 % of so many random orientations stay below: Rayleigh's test in the approximation
/// of Zar (Biostatistical Analysis, 1999), solved for the length.
#[must_use]
pub(crate) fn coherence_by_chance(units: usize) -> f64 {
    let n = units.max(1) as f64;
    let whole = 1.0 + 2.0 * n;
    let rest = whole + 0.05f64.ln();
    ((whole * whole - rest * rest).max(0.0).sqrt() / (2.0 * n)).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numerics::Draws;

    #[test]
    fn random_orientations_rarely_agree_so_well() {
        for units in [3, 8, 40] {
            let mut draws = Draws::new(1, "test", units);
            let mut above = 0;
            for _ in 0..2000 {
                let turns = (0..units).map(|_| (std::f64::consts::TAU * f64::from(draws.uniform())).sin_cos());
                let (sin, cos) = turns.fold((0.0, 0.0), |sum, turn| (sum.0 + turn.0, sum.1 + turn.1));
                above += usize::from(sin.hypot(cos) / units as f64 > coherence_by_chance(units as usize));
            }
            assert!((60..=140).contains(&above), "{units} units: {above} of 2000, 100 expected");
        }
    }
}
