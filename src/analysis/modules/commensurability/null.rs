//! How well random lattices fit each other.
//!
//! Two questions, each with what the other asks about left as it is. Would other spacings do as well? The coarser
//! lattice is scaled so that its spacing moves by U(−½, ½) of the finer one's, as spacings are jittered by Stensola et
//! al. (2012). Would other orientations? It is turned by any angle. Both keep the shapes of the lattices: hexagons fit
//! hexagons more easily than two lattices of any shape would.

use super::relation::{Relation, relation};
use crate::numerics::basis::Basis;
use crate::numerics::{Cancelled, Draws, Progress};

/// Misfits of random relatives of two lattices, ascending; infinite where no small index fits.
#[derive(Clone, Debug, PartialEq)]
pub struct LatticeNull {
    /// … of other spacing and the same orientation.
    pub other_spacing: Vec<f64>,
    /// … of other orientation and the same spacing.
    pub other_orientation: Vec<f64>,
}

impl LatticeNull {
    /// `draws` random lattices of each kind from `seed`.
    ///
    /// # Errors
    /// When cancelled.
    pub fn draw(
        finer: &Basis,
        coarser: &Basis,
        seed: u64,
        draws: usize,
        progress: &Progress<'_>,
    ) -> Result<Self, Cancelled> {
        let reach = finer.spacing() / coarser.spacing();
        let (mut other_spacing, mut other_orientation) = (Vec::new(), Vec::new());
        for index in 0..draws {
            progress.check()?;
            let mut draws = Draws::new(seed, "lattice null", index as u64);
            let scale = 1.0 + reach * (f64::from(draws.uniform()) - 0.5);
            let turn_deg = 180.0 * f64::from(draws.uniform());
            other_spacing.push(misfit(finer, &coarser.turned(0.0, scale)));
            other_orientation.push(misfit(finer, &coarser.turned(turn_deg, 1.0)));
        }
        other_spacing.sort_by(f64::total_cmp);
        other_orientation.sort_by(f64::total_cmp);
        Ok(Self { other_spacing, other_orientation })
    }

    /// Probability that a random lattice fits as well, by the less favourable of the two nulls, the lattice itself
    /// counted as one of them.
    #[must_use]
    pub fn p_value(&self, misfit: f64) -> f64 {
        let share = |null: &[f64]| {
            let as_good = null.partition_point(|random| *random <= misfit);
            (1 + as_good) as f64 / (1 + null.len()) as f64
        };
        share(&self.other_spacing).max(share(&self.other_orientation))
    }

    /// The misfit below which a `share` of the random lattices stays, by the stricter of the two nulls.
    #[must_use]
    pub fn quantile(&self, share: f64) -> Option<f64> {
        let at = |null: &[f64]| null.get((share * null.len() as f64) as usize).copied();
        Some(at(&self.other_spacing)?.min(at(&self.other_orientation)?))
    }
}

/// Misfit of the relation that fits best; infinite without one. A jittered lattice may be the finer of the two.
fn misfit(finer: &Basis, other: &Basis) -> f64 {
    let swapped = other.area() < finer.area();
    let found = if swapped { relation(other, finer) } else { relation(finer, other) };
    found.map_or(f64::INFINITY, |relation: Relation| relation.misfit())
}
