//! Two lattices, compared with each other and with random ones.

use super::null::LatticeNull;
use super::relation::{Relation, relation};
use crate::analysis::chance::p_against;
use crate::analysis::thresholds::{COMMENSURATE_RESIDUAL, NULL_LEVEL};
use crate::numerics::{Basis, Cancelled, Progress};
use serde::Serialize;

/// Whether two lattices are parts of one, and what that rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Commensurability {
    /// The lattice with the smaller cell, and the other one, metres.
    pub finer: Basis,
    pub coarser: Basis,
    /// Whether the first of the two lattices compared is the finer one.
    pub first_is_finer: bool,
    /// Spacing of the coarser over that of the finer lattice: the root of the ratio of their cells' areas.
    pub spacing_ratio: f64,
    /// The relation that fits best; `None` where no small index comes near.
    pub relation: Option<Relation>,
    /// Its misfit, and the misfit below which 5 % of the random lattices stay.
    pub misfit: Option<f64>,
    pub null_misfit: Option<f64>,
    /// Probability that a random lattice fits as well; 1 without a relation.
    pub p_value: f64,
    /// What the p-value must not exceed: 5 %, or less where several pairs are judged together.
    pub level: f64,
    /// Whether the lattices are called commensurate: the p-value does not exceed the level, and the residual is at most
    /// 5 %.
    pub claimed: bool,
}

impl Commensurability {
    /// Compares two lattices with `draws` random ones of each kind.
    ///
    /// # Errors
    /// When cancelled.
    pub fn of(lattices: [&Basis; 2], seed: u64, draws: usize, progress: &Progress<'_>) -> Result<Self, Cancelled> {
        let first_is_finer = lattices[0].area() <= lattices[1].area();
        let [finer, coarser] = if first_is_finer { lattices } else { [lattices[1], lattices[0]] };
        let null = LatticeNull::draw(finer, coarser, seed, draws, progress)?;
        let relation = relation(finer, coarser);
        let misfit = relation.as_ref().map(Relation::misfit);
        let mut found = Self {
            finer: *finer,
            coarser: *coarser,
            first_is_finer,
            spacing_ratio: coarser.spacing() / finer.spacing(),
            relation,
            misfit,
            null_misfit: null.quantile(NULL_LEVEL).filter(|misfit| misfit.is_finite()),
            p_value: misfit.map_or(1.0, |misfit| null.p_value(misfit)),
            level: NULL_LEVEL,
            claimed: false,
        };
        found.judge(NULL_LEVEL);
        Ok(found)
    }

    fn judge(&mut self, level: f64) {
        self.level = level;
        let close = self.relation.is_some_and(|found| found.residual <= COMMENSURATE_RESIDUAL);
        self.claimed = close && self.p_value <= level;
    }

    /// The verdict in one sentence, with names for the two lattices in the order they were given.
    #[must_use]
    pub fn sentence(&self, first: &str, second: &str) -> String {
        let (finer, coarser) = if self.first_is_finer { (first, second) } else { (second, first) };
        let Some(relation) = &self.relation else {
            return format!("No common lattice: {coarser} is too coarse to be compared with {finer}.");
        };
        let Relation { finer_index, coarser_index, turn_deg, .. } = relation;
        let evidence = format!(
            "residual {:.1} %, at most {:.0} %; random lattices as good: {}",
            100.0 * relation.residual,
            100.0 * COMMENSURATE_RESIDUAL,
            p_against(self.p_value, self.level),
        );
        let place = match (finer_index, coarser_index) {
            (1, 1) => format!("{coarser} has the lattice of {finer}"),
            (1, _) => format!("{coarser} is a sublattice of {finer} with index {coarser_index}"),
            _ => format!(
                "{coarser} and {finer} are sublattices of one lattice with indices {coarser_index} and {finer_index}"
            ),
        };
        if self.claimed {
            let ratio = relation.spacing_ratio();
            let turn = turn_deg.round() + 0.0; // without the sign of −0
            return format!("{place}: spacing ratio {ratio:.2}, turn {turn}° ({evidence}).");
        }
        format!("No common lattice is claimed. The best guess, that {place}, has {evidence}.")
    }
}

/// Judges several comparisons so that the chance of any wrong claim stays at 5 %: the smallest p-value must not exceed
/// 5 % over their number, the next 5 % over one less, and so on; after the first that fails none is claimed (Holm 1979).
pub(crate) fn judge_together(comparisons: &mut [&mut Commensurability]) {
    comparisons.sort_by(|a, b| a.p_value.total_cmp(&b.p_value));
    let count = comparisons.len();
    let mut strictest = f64::INFINITY;
    for (rank, comparison) in comparisons.iter_mut().enumerate() {
        let level = (NULL_LEVEL / (count - rank) as f64).min(strictest);
        if comparison.p_value > level {
            strictest = strictest.min(level);
        }
        comparison.judge(level);
    }
}
