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
        setting: |params| params.separation,
    },
    LossTerm {
        name: "invariance",
        title: "Path invariance",
        formula: "mean of |Δg|² over pairs within σ_x",
        setting: |params| params.invariance,
    },
    LossTerm {
        name: "capacity", title: "Capacity", formula: "−|mean of all g|²", setting: |params| params.capacity
    },
    LossTerm {
        name: "conformal_isometry",
        title: "Conformal isometry",
        formula: "variance of |Δg| / |v| over steps with |v| < θ",
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
            let owners = LOSS_TERMS.iter().filter(|term| spec.term == Some(term.name)).count();
            let expected = usize::from(matches!(spec.group, ParamGroup::LossTerms | ParamGroup::LengthScales));
            assert_eq!(owners, expected, "{}", spec.name);
            let outer = spec.name.split_once('.').map(|(outer, _)| outer);
            assert!(outer.is_none() || outer == spec.term, "{}", spec.name);
        }
        for (index, term) in LOSS_TERMS.iter().enumerate() {
            let mut params = Params::default();
            let weight = 0.25 + index as f64;
            params.set_text(&format!("{}.weight", term.name), &weight.to_string()).expect("a parameter");
            assert_eq!((term.setting)(&params).weight.to_bits(), weight.to_bits(), "{}", term.name);
        }
    }
}
