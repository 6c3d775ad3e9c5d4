//! The lattices of a module, from those of its units.

use super::relation::strain;
use crate::analysis::thresholds::{MODULE_UNITS, SAME_LATTICE};
use crate::numerics::basis::{Basis, inverse, product};
use crate::numerics::median;
use serde::Serialize;

/// A lattice that units of a module share.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ModuleLattice {
    /// Median of the units' lattices, metres.
    pub basis: Basis,
    /// Root mean square displacement of the units' lattices from it, as a share of the distance.
    pub scatter: f64,
    /// Indices of the units, ascending.
    pub units: Vec<usize>,
}

/// The distinct lattices among units `(index, lattice)` of one module, that of most units first. A module may hold
/// several: the three sublattices of index 2 of a hexagonal lattice differ only by a turn of 60°. Lattices of fewer than
/// three units are left out.
#[must_use]
pub fn module_lattices(units: &[(usize, Basis)]) -> Vec<ModuleLattice> {
    /// Units tried as the middle of a group: in a large population many are alike.
    const TRIED: usize = 128;
    let mut rest: Vec<(usize, Basis)> = units.to_vec();
    rest.sort_by_key(|(unit, _)| *unit);
    let mut found = Vec::new();
    while rest.len() >= MODULE_UNITS {
        let shared = |centre: &Basis| rest.iter().filter(|(_, own)| strain(centre, own) <= SAME_LATTICE).count();
        let tried = rest.iter().step_by(rest.len().div_ceil(TRIED));
        let Some((_, seed)) = tried.max_by_key(|(_, lattice)| shared(lattice)) else { break };
        let mut centre = *seed;
        for _ in 0..2 {
            centre = median_lattice(
                &centre,
                rest.iter().map(|(_, own)| own).filter(|own| strain(&centre, own) <= SAME_LATTICE),
            );
        }
        let (members, others): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|(_, own)| strain(&centre, own) <= SAME_LATTICE);
        rest = others;
        if members.len() < MODULE_UNITS {
            break;
        }
        let squares: f64 = members.iter().map(|(_, own)| strain(&centre, own).powi(2)).sum();
        found.push(ModuleLattice {
            basis: centre,
            scatter: (squares / members.len() as f64).sqrt(),
            units: members.into_iter().map(|(unit, _)| unit).collect(),
        });
    }
    found
}

/// The median of each component, after every lattice is written in the basis nearest to that of `centre`.
fn median_lattice<'a>(centre: &Basis, lattices: impl Iterator<Item = &'a Basis>) -> Basis {
    let mut components: [Vec<f64>; 4] = Default::default();
    for lattice in lattices {
        let Some(back) = inverse(centre.nearest_combinations(lattice)) else { continue };
        for (values, component) in components.iter_mut().zip(product(back, lattice.vectors()).as_flattened()) {
            values.push(*component);
        }
    }
    let middle = components.map(|values| median(values).unwrap_or(f64::NAN));
    Basis::spanned_by([middle[0], middle[1]], [middle[2], middle[3]]).unwrap_or(*centre)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numerics::Draws;

    fn lattice(first: (f64, f64), second: (f64, f64), scatter: f64, draws: &mut Draws) -> Basis {
        let mut vector = |(length, degrees): (f64, f64)| {
            let (sin, cos) = degrees.to_radians().sin_cos();
            [cos, sin].map(|x| length * (x + scatter * f64::from(draws.normal())))
        };
        Basis::spanned_by(vector(first), vector(second)).expect("two directions")
    }

    #[test]
    fn one_lattice_with_strays() {
        let mut draws = Draws::new(5, "test", 0);
        let mut units: Vec<(usize, Basis)> =
            (0..30).map(|unit| (unit, lattice((1.0, 10.0), (1.05, 95.0), 0.01, &mut draws))).collect();
        units.extend((30..32).map(|unit| (unit, lattice((0.6, 0.0), (0.8, 70.0), 0.0, &mut draws))));
        let found = module_lattices(&units);
        assert_eq!(found.len(), 1, "two strays are no lattice: {found:?}");
        assert_eq!(found[0].units, (0..30).collect::<Vec<_>>());
        assert!((0.005..0.02).contains(&found[0].scatter), "{found:?}");
        let exact = lattice((1.0, 10.0), (1.05, 95.0), 0.0, &mut draws);
        assert!(strain(&found[0].basis, &exact) < 0.005, "the median is closer than any unit: {found:?}");
        assert!(module_lattices(&[]).is_empty() && module_lattices(&units[..2]).is_empty(), "too few");
    }

    /// Every second row of a hexagonal lattice, in three directions.
    #[test]
    fn three_sublattices_of_one_module() {
        let mut draws = Draws::new(6, "test", 0);
        let mut one = |unit: usize| {
            let turn = 60.0 * (unit % 3) as f64;
            (unit, lattice((0.5, turn), (0.5 * 3.0f64.sqrt(), turn + 90.0), 0.01, &mut draws))
        };
        let units: Vec<_> = (0..20).map(&mut one).collect();
        let found = module_lattices(&units);
        assert_eq!(found.iter().map(|l| l.units.len()).collect::<Vec<_>>(), [7, 7, 6], "{found:?}");
        let mut shuffled = units;
        shuffled.reverse();
        assert_eq!(module_lattices(&shuffled), found, "in any order");
    }
}
