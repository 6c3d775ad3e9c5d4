//! The four terms of the loss.

use super::params::{Params, TermSetting};

/// A term of the loss.
#[derive(Clone, Copy, Debug)]
pub struct LossTerm {
    /// Its name in presets, metrics and messages.
    pub name: &'static str,
    /// Its name on screen.
    pub title: &'static str,
    /// What it is, as in the reference implementation.
    pub formula: &'static str,
    /// Length scales that belong to it, by the names of their parameters.
    pub scales: &'static [&'static str],
    /// Finds its weight and switch.
    pub setting: fn(&Params) -> TermSetting,
}

/// The terms in the order in which they are computed and reported: Schaeffer, Khona et al. (2023), with means in place of
/// the sums.
pub const LOSS_TERMS: [LossTerm; 4] = [
    LossTerm {
        name: "separation",
        title: "Separation",
        formula: "mean of exp(−|Δg|² / 2σ_g²) over pairs farther apart than σ_x",
        scales: &["sigma_g"],
        setting: |params| params.separation,
    },
    LossTerm {
        name: "invariance",
        title: "Path invariance",
        formula: "mean of |Δg|² over pairs within σ_x",
        scales: &["sigma_x"],
        setting: |params| params.invariance,
    },
    LossTerm {
        name: "capacity",
        title: "Capacity",
        formula: "−|mean of all g|²",
        scales: &[],
        setting: |params| params.capacity,
    },
    LossTerm {
        name: "conformal_isometry",
        title: "Conformal isometry",
        formula: "variance of |Δg| / |v| over steps with |v| < θ",
        scales: &["conformal_radius"],
        setting: |params| params.conformal_isometry,
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::{ParamGroup, TABLE};

    #[test]
    fn every_parameter_of_the_losses_belongs_to_one_term() {
        for spec in TABLE {
            let owns =
                |term: &&LossTerm| spec.name.split('.').next() == Some(term.name) || term.scales.contains(&spec.name);
            let expected = usize::from(matches!(spec.group, ParamGroup::LossTerms | ParamGroup::LengthScales));
            assert_eq!(LOSS_TERMS.iter().filter(owns).count(), expected, "{}", spec.name);
        }
        for (index, term) in LOSS_TERMS.iter().enumerate() {
            let mut params = Params::default();
            let weight = 0.25 + index as f64;
            params.set_text(&format!("{}.weight", term.name), &weight.to_string()).expect("a parameter");
            assert_eq!((term.setting)(&params).weight.to_bits(), weight.to_bits(), "{}", term.name);
        }
    }
}
