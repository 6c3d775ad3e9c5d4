//! The simplest lattice that two lattices are both part of.
//!
//! A lattice A is a sublattice of L when each of its vectors is a whole combination of L's: A = P L with an integer
//! matrix P, whose determinant is the index, the ratio of the cells' areas. Two lattices are commensurate when one L
//! holds both. If L is the finer of the two itself, the coarser is a sublattice of the finer.

use crate::numerics::basis::{Basis, determinant, inverse, product};
use serde::Serialize;

/// Largest index of the finer lattice in the common one. Larger ones fit anything.
const LARGEST_FINER_INDEX: u32 = 4;
/// Largest index of the coarser lattice: 9 is the square of the published index 3.
const LARGEST_COARSER_INDEX: u32 = 9;

/// How two lattices lie in a common one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Relation {
    /// Index of the finer lattice in the common one: 1 where the finer one itself holds the coarser.
    pub finer_index: u32,
    /// Index of the coarser lattice in the common one; the ratio of the spacings is √(coarser/finer index).
    pub coarser_index: u32,
    /// The common lattice, metres, as the finer one fixes it.
    pub common: Basis,
    /// The two vectors of each lattice in whole multiples of the common one's.
    pub finer_in_common: [[i32; 2]; 2],
    pub coarser_in_common: [[i32; 2]; 2],
    /// How far the measured coarser lattice is from the exact sublattice: root mean square displacement over all
    /// directions, as a share of the distance.
    pub residual: f64,
    /// Turn from the finer lattice to the coarser, degrees in (−90, 90], see [`turn_between`].
    pub turn_deg: f64,
}

impl Relation {
    /// Whether one of the lattices holds the other.
    #[must_use]
    pub fn is_sublattice(&self) -> bool {
        self.finer_index == 1
    }

    /// The residual weighted by complexity, by which relations are compared: residual · √(finer · coarser index).
    ///
    /// A random coarser lattice hits one of the common lattice's points within a circle of radius residual · |b|,
    /// whose area in cells grows with residual² · index of the coarser lattice; and there are about as many common
    /// lattices to try as the index of the finer one. So equal misfits are about equally likely by chance.
    #[must_use]
    pub fn misfit(&self) -> f64 {
        /// Closer than any measurement: of exact relations the simplest has the least misfit.
        const EXACT: f64 = 1e-9;
        self.residual.max(EXACT) * f64::from(self.finer_index * self.coarser_index).sqrt()
    }

    /// Ratio of spacings that the relation stands for.
    #[must_use]
    pub fn spacing_ratio(&self) -> f64 {
        (f64::from(self.coarser_index) / f64::from(self.finer_index)).sqrt()
    }
}

/// The relation of least misfit between two lattices, `finer` being the one with the smaller cell; `None` where the
/// coarser one is too coarse for every index tried.
#[must_use]
pub fn relation(finer: &Basis, coarser: &Basis) -> Option<Relation> {
    let best = (1..=LARGEST_FINER_INDEX)
        .flat_map(|index| superlattices(finer, index).map(move |common| (index, common)))
        .filter_map(|(index, common)| within(index, common, finer, coarser))
        .min_by(|a, b| a.misfit().total_cmp(&b.misfit()))?;
    Some(Relation { turn_deg: turn_between(finer, coarser), ..best })
}

/// Every lattice in which `basis` has this index. There is one for each lower triangular P in Hermite normal form with
/// that determinant; the lattice is P⁻¹ times the basis.
fn superlattices(basis: &Basis, index: u32) -> impl Iterator<Item = Basis> {
    let [a, b] = basis.vectors();
    let divisors = (1..=index).filter(move |d| index.is_multiple_of(*d));
    divisors.flat_map(move |rows| (0..index / rows).map(move |shift| (rows, index / rows, shift))).filter_map(
        move |(p, d, c)| {
            let (p, d, c) = (f64::from(p), f64::from(d), f64::from(c));
            let first = a.map(|x| x / p);
            let second = [0, 1].map(|i| (b[i] - c * first[i]) / d);
            Basis::spanned_by(first, second)
        },
    )
}

/// The coarser lattice as a sublattice of `common`, whose vectors are rounded to the nearest whole combinations.
fn within(finer_index: u32, common: Basis, finer: &Basis, coarser: &Basis) -> Option<Relation> {
    let whole = common.nearest_combinations(coarser);
    let index = determinant(whole);
    if !(f64::from(finer_index)..=f64::from(LARGEST_COARSER_INDEX)).contains(&index) {
        return None;
    }
    let residual = displacement(coarser, product(whole, common.vectors()))?;
    Some(Relation {
        finer_index,
        coarser_index: index as u32,
        common,
        finer_in_common: common.nearest_combinations(finer).map(|row| row.map(|n| n as i32)),
        coarser_in_common: whole.map(|row| row.map(|n| n as i32)),
        residual,
        turn_deg: 0.0,
    })
}

/// Root mean square displacement over all directions, as a share of the distance, when the measured vectors are replaced
/// by the `exact` ones: ‖F − 1‖/√2 of the linear map F that does it. It is the same for every basis.
fn displacement(measured: &Basis, exact: [[f64; 2]; 2]) -> Option<f64> {
    let [[xx, xy], [yx, yy]] = product(inverse(measured.vectors())?, exact);
    Some((((xx - 1.0).powi(2) + xy * xy + yx * yx + (yy - 1.0).powi(2)) / 2.0).sqrt())
}

/// How far one lattice is from being the other: the same measure as [`Relation::residual`]; infinite where no basis of
/// the one is near that of the other.
#[must_use]
pub fn strain(one: &Basis, other: &Basis) -> f64 {
    let whole = one.nearest_combinations(other);
    if (determinant(whole) - 1.0).abs() > 0.5 {
        return f64::INFINITY;
    }
    displacement(other, product(whole, one.vectors())).unwrap_or(f64::INFINITY)
}

/// The turn of the similarity (turn and scale) that comes closest to taking one lattice to the other, degrees in
/// (−90, 90], the smallest where several are as close: 30° from a hexagonal lattice to its sublattice of index 3, 45°
/// from a square lattice to its sublattice of index 2.
///
/// A linear map of the plane of complex numbers is z ↦ αz + βz̄, a similarity where β = 0; |β/α| measures how far it is
/// from one. The lattices' symmetries and other bases are tried by mapping onto every basis of small coordinates.
#[must_use]
pub fn turn_between(from: &Basis, to: &Basis) -> f64 {
    /// Distortions this close count as equal: measured lattices are never exactly symmetrical.
    const TIE: f64 = 0.02;
    let Some(inverse) = inverse(from.vectors()) else { return 0.0 };
    let small = || (-1i32..=1).flat_map(|i| (-1i32..=1).map(move |j| [f64::from(i), f64::from(j)]));
    let bases = small().flat_map(|first| small().map(move |second| [first, second]));
    let maps = bases.filter(|m| (determinant(*m) - 1.0).abs() < 0.5);
    let similar = maps.map(|basis| {
        // Row vectors: [x, y] ↦ [x, y] · map.
        let [[xx, xy], [yx, yy]] = product(inverse, product(basis, to.vectors()));
        let (alpha, beta) = ([xx + yy, xy - yx], [xx - yy, xy + yx]);
        let turn = alpha[1].atan2(alpha[0]).to_degrees();
        let turn = if turn > 90.0 {
            turn - 180.0
        } else if turn <= -90.0 {
            turn + 180.0
        } else {
            turn
        };
        (beta[0].hypot(beta[1]) / alpha[0].hypot(alpha[1]), turn)
    });
    let mut similar: Vec<(f64, f64)> = similar.collect();
    let least = similar.iter().map(|(distortion, _)| *distortion).fold(f64::INFINITY, f64::min);
    similar.retain(|(distortion, _)| *distortion <= least + TIE);
    // Of a turn and its mirror image, to a degree, the one counter-clockwise is taken.
    let order = |turn: f64| turn.abs() + if turn > 0.0 { 0.0 } else { 1.0 };
    similar.iter().map(|(_, turn)| *turn).min_by(|a, b| order(*a).total_cmp(&order(*b))).unwrap_or(0.0)
}
