//! What to draw to see at a glance whether two lattices are commensurate.

use super::comparison::Commensurability;
use crate::numerics::basis::{length, product};
use serde::Serialize;

/// A point of a lattice, and whether the other lattice has it too.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LatticePoint {
    /// `[x, y]`: metres, or cycles per metre in the reciprocal lattice.
    pub at: [f64; 2],
    /// Whether it is a point of both lattices.
    pub shared: bool,
}

/// Both lattices and both reciprocal lattices around the origin, nearest points first.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct LatticePicture {
    /// Height over width of both pictures.
    pub aspect: f64,
    /// Half the width of the picture that the points are in, metres.
    pub reach_m: f64,
    pub finer_m: Vec<LatticePoint>,
    pub coarser_m: Vec<LatticePoint>,
    /// The lattice that holds both, where it is claimed and neither of them is it.
    pub common_m: Vec<LatticePoint>,
    /// Half the width of the picture that the waves are in, cycles per metre.
    pub reach_cpm: f64,
    pub finer_cpm: Vec<LatticePoint>,
    pub coarser_cpm: Vec<LatticePoint>,
}

/// Vectors of the coarser lattice from the middle of the picture to its side, and waves of the finer one.
const PERIODS: f64 = 1.9;

impl Commensurability {
    /// The lattices as measured. Points are marked as shared by the whole numbers of the relation, and only where it is
    /// claimed: of a sublattice all points are, and the finer lattice's waves are waves of the coarser. `aspect` is height
    /// over width.
    #[must_use]
    pub fn picture(&self, aspect: f64) -> LatticePicture {
        let [finer, coarser] = [self.finer.vectors(), self.coarser.vectors()];
        let [finer_waves, coarser_waves] = [self.finer.waves(), self.coarser.waves()];
        let longest = |vectors: [[f64; 2]; 2]| vectors.map(length).into_iter().fold(0.0, f64::max);
        let (reach_m, reach_cpm) = (PERIODS * longest(coarser), PERIODS * longest(finer_waves));
        let aspect = if aspect.is_finite() { aspect.clamp(0.2, 5.0) } else { 1.0 };
        let [space, frequency] = [reach_m, reach_cpm].map(|reach| [reach, aspect * reach]);
        let claimed = self.relation.filter(|_| self.claimed);
        // Without a claim nothing is shared: zeros make no whole numbers.
        let [p, q] = claimed.map_or([[[0; 2]; 2]; 2], |found| [found.finer_in_common, found.coarser_in_common]);
        LatticePicture {
            aspect,
            reach_m,
            finer_m: points(finer, space, |n| is_point_of(n, p, q)),
            coarser_m: points(coarser, space, |n| is_point_of(n, q, p)),
            common_m: claimed
                .filter(|found| !found.is_sublattice())
                .map_or_else(Vec::new, |found| points(found.common.vectors(), space, |_| false)),
            reach_cpm,
            finer_cpm: points(finer_waves, frequency, |n| is_wave_of(n, p, q)),
            coarser_cpm: points(coarser_waves, frequency, |n| is_wave_of(n, q, p)),
        }
    }
}

/// The points n·`vectors` at most `reach` from the origin in each direction, nearest first.
fn points(vectors: [[f64; 2]; 2], reach: [f64; 2], shared: impl Fn([i32; 2]) -> bool) -> Vec<LatticePoint> {
    /// Lattices of very different spacing would fill a picture with points.
    const MOST: i32 = 40;
    let [a, b] = vectors;
    let area = (a[0] * b[1] - a[1] * b[0]).abs();
    let most = |other: [f64; 2]| (((reach[1] * other[0].abs() + reach[0] * other[1].abs()) / area) as i32).min(MOST);
    let (most_a, most_b) = (most(b), most(a));
    let mut points = Vec::new();
    for i in -most_a..=most_a {
        for j in -most_b..=most_b {
            let at = product([[f64::from(i), f64::from(j)], [0.0; 2]], vectors)[0];
            if at.iter().zip(reach).all(|(x, reach)| x.abs() <= reach) {
                points.push(LatticePoint { at, shared: shared([i, j]) });
            }
        }
    }
    points.sort_by(|a, b| length(a.at).total_cmp(&length(b.at)));
    points
}

/// Whether a point n·A of the lattice A = P·L is one of B = Q·L: it is m·B where n·P = m·Q.
fn is_point_of(n: [i32; 2], own: [[i32; 2]; 2], other: [[i32; 2]; 2]) -> bool {
    is_whole(times(times(n, own), adjugate(other)), index(other))
}

/// The same of their waves: n·P⁻ᵀ = m·Q⁻ᵀ.
fn is_wave_of(n: [i32; 2], own: [[i32; 2]; 2], other: [[i32; 2]; 2]) -> bool {
    is_whole(times(times(n, transposed(adjugate(own))), transposed(other)), index(own))
}

fn times(n: [i32; 2], m: [[i32; 2]; 2]) -> [i32; 2] {
    [n[0] * m[0][0] + n[1] * m[1][0], n[0] * m[0][1] + n[1] * m[1][1]]
}

fn transposed(m: [[i32; 2]; 2]) -> [[i32; 2]; 2] {
    [[m[0][0], m[1][0]], [m[0][1], m[1][1]]]
}

/// The inverse times the determinant.
fn adjugate(m: [[i32; 2]; 2]) -> [[i32; 2]; 2] {
    [[m[1][1], -m[0][1]], [-m[1][0], m[0][0]]]
}

fn index(m: [[i32; 2]; 2]) -> i32 {
    m[0][0] * m[1][1] - m[0][1] * m[1][0]
}

fn is_whole(n: [i32; 2], index: i32) -> bool {
    n.iter().all(|n| n.checked_rem(index) == Some(0))
}
