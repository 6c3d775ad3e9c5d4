//! Steps from one module to the next: ratio of spacings, difference of orientations, and what ratios to expect.

use super::find::Module;
use crate::analysis::unit::turn::turn_deg;
use serde::Serialize;

/// A ratio of successive spacings that was measured, derived, or follows from shared lattices.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ReferenceRatio {
    /// Short name for a line in a plot.
    pub name: &'static str,
    /// Larger over smaller spacing.
    pub ratio: f64,
    /// Standard deviation, of a ratio that was measured.
    pub sd: Option<f64>,
    /// Where it comes from.
    pub source: &'static str,
}

/// Ratios to hold against those of a network, ascending.
pub const REFERENCE_RATIOS: [ReferenceRatio; 8] = [
    ReferenceRatio {
        name: "√2",
        ratio: std::f64::consts::SQRT_2,
        sd: None,
        source: "every second field: a sublattice of index 2, cells twice as large",
    },
    ReferenceRatio {
        name: "measured",
        ratio: 1.42,
        sd: Some(0.17),
        source: "mean of successive modules in rats, standard deviation 0.17 (Stensola et al. 2012)",
    },
    ReferenceRatio {
        name: "probabilistic",
        ratio: 1.44,
        sd: None,
        source: "fewest neurons for a resolution in two dimensions with a probabilistic decoder (Wei, Prentice and \
                 Balasubramanian 2015)",
    },
    ReferenceRatio {
        name: "3/2",
        ratio: 1.5,
        sd: None,
        source: "nested modules whose population vectors combine without ambiguity (Stemmler, Mathis and Herz 2015)",
    },
    ReferenceRatio {
        name: "golden ratio",
        ratio: 1.618_033_988_749_895,
        sd: None,
        source: "least interference: hardest to approximate by fractions (Vágó and Ujfalussy 2018)",
    },
    ReferenceRatio {
        name: "√e",
        ratio: 1.648_721_270_700_128,
        sd: None,
        source: "fewest neurons for a resolution in two dimensions with a winner-take-all decoder (Wei, Prentice and \
                 Balasubramanian 2015)",
    },
    ReferenceRatio {
        name: "√3",
        ratio: 1.732_050_807_568_877,
        sd: None,
        source: "every third field: a sublattice of index 3, as measured in the figure of Schaeffer et al. 2023",
    },
    ReferenceRatio {
        name: "2",
        ratio: 2.0,
        sd: None,
        source: "every second field in each direction: a sublattice of index 4",
    },
];

/// One module and the next smaller one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ModuleStep {
    /// Index of the module with the larger spacing, and of the next.
    pub larger: usize,
    pub smaller: usize,
    /// Larger over smaller spacing.
    pub spacing_ratio: f64,
    /// Smallest turn between the orientations, degrees, 0 to 30. It says little where the lattices are not hexagons.
    pub orientation_difference_deg: f64,
    /// Name of the reference ratio that is nearest on a logarithmic scale. Several lie closer together than modules are
    /// measured: nearest is not equal.
    pub nearest_reference: &'static str,
}

/// The steps between successive modules, given largest spacing first.
#[must_use]
pub fn module_steps(modules: &[Module]) -> Vec<ModuleStep> {
    let pairs = modules.windows(2).enumerate();
    pairs
        .map(|(index, pair)| {
            let spacing_ratio = pair[0].spacing_m / pair[1].spacing_m;
            let distance = |reference: &ReferenceRatio| (spacing_ratio / reference.ratio).ln().abs();
            let nearest = REFERENCE_RATIOS.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
            ModuleStep {
                larger: index,
                smaller: index + 1,
                spacing_ratio,
                orientation_difference_deg: turn_deg(pair[1].orientation_deg, pair[0].orientation_deg).abs(),
                nearest_reference: nearest.map_or("", |reference| reference.name),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(spacing_m: f64, orientation_deg: f64) -> Module {
        Module { units: vec![0, 1, 2], spacing_m, orientation_deg, orientation_coherence: 1.0 }
    }

    #[test]
    fn steps_of_three_modules() {
        let steps = module_steps(&[module(1.5, 18.8), module(1.0, 58.8), module(0.58, 1.2)]);
        assert_eq!(steps.len(), 2, "two steps");
        assert!((steps[0].spacing_ratio - 1.5).abs() < 1e-12 && steps[0].nearest_reference == "3/2", "{steps:?}");
        assert!((steps[0].orientation_difference_deg - 20.0).abs() < 1e-9, "40° is 20° mod 60°: {steps:?}");
        assert!((steps[1].orientation_difference_deg - 2.4).abs() < 1e-9, "across 0: {steps:?}");
        assert_eq!(steps[1].nearest_reference, "√3", "{steps:?}");
        assert!(module_steps(&[module(1.0, 0.0)]).is_empty() && module_steps(&[]).is_empty(), "no step");
    }

    #[test]
    fn references_ascend_and_mean_what_they_say() {
        assert!(REFERENCE_RATIOS.is_sorted_by(|a, b| a.ratio < b.ratio), "ascending");
        let ratio = |name: &str| REFERENCE_RATIOS.iter().find(|r| r.name == name).expect("in the table").ratio;
        assert!((ratio("√3").powi(2) - 3.0).abs() < 1e-12 && (ratio("√2").powi(2) - 2.0).abs() < 1e-12, "roots");
        assert!((ratio("√e").ln() - 0.5).abs() < 1e-12, "the root of e");
        assert!((ratio("golden ratio").powi(2) - ratio("golden ratio") - 1.0).abs() < 1e-12, "x² = x + 1");
    }
}
