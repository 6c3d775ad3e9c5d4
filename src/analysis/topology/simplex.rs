//! Simplices of a Vietoris–Rips complex as numbers, and their faces and cofaces without a stored complex.
//!
//! Vertices v₀ > v₁ > … of a d-simplex become the index Σ C(vᵢ, d + 1 − i): the combinatorial number system, as in
//! Ripser (Bauer 2021, J. Appl. Comput. Topol. 5). The filtration orders simplices by diameter, those of equal diameter
//! by falling index.

use super::distances::Distances;
use super::field::PRIME;
use std::ops::ControlFlow;

/// Largest number of vertices of a simplex: cofacets of triangles.
const MOST_VERTICES: usize = 4;

/// A simplex with its diameter, ordered as in the filtration: the diameter's bits (floats that are not negative sort
/// like their bits) above the complement of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Simplex(u64);

impl Simplex {
    pub(crate) fn new(diameter: f32, index: u32) -> Self {
        Self(u64::from(diameter.to_bits()) << 32 | u64::from(!index))
    }

    pub(crate) fn index(self) -> u32 {
        !(self.0 as u32)
    }

    pub(crate) fn diameter(self) -> f32 {
        f32::from_bits((self.0 >> 32) as u32)
    }
}

/// The Vietoris–Rips complex of a cloud up to a diameter.
pub(crate) struct Rips<'a> {
    distances: &'a Distances,
    /// No simplex is larger than this.
    threshold: f32,
    /// `choose[k][n]` = C(n, k).
    choose: [Vec<u32>; MOST_VERTICES + 1],
}

impl<'a> Rips<'a> {
    /// The complex, for simplices of `dimension` and their cofacets, whose indices must fit 32 bits.
    pub(crate) fn new(distances: &'a Distances, threshold: f32, dimension: usize) -> Self {
        let n = distances.points();
        let mut choose: [Vec<u32>; MOST_VERTICES + 1] = std::array::from_fn(|_| vec![0; n + 1]);
        choose[0] = vec![1; n + 1];
        for k in 1..=(dimension + 2).min(MOST_VERTICES) {
            for m in 1..=n {
                choose[k][m] = choose[k][m - 1].saturating_add(choose[k - 1][m - 1]);
            }
        }
        debug_assert!(choose.iter().all(|row| row[n] < u32::MAX), "too many points to number their simplices");
        Self { distances, threshold, choose }
    }

    pub(crate) fn points(&self) -> usize {
        self.distances.points()
    }

    /// The edge between two points, i > j, if it is short enough.
    pub(crate) fn edge(&self, i: usize, j: usize) -> Option<Simplex> {
        let d = self.distances.row(i)[j];
        (d <= self.threshold && d.is_finite()).then(|| Simplex::new(d, self.choose[2][i] + j as u32))
    }

    /// Calls `visit` with all triangles whose largest vertex is i.
    pub(crate) fn triangles(&self, i: usize, mut visit: impl FnMut(Simplex)) {
        let from_i = self.distances.row(i);
        for j in 0..i {
            let side = from_i[j];
            if side > self.threshold {
                continue;
            }
            let base = self.choose[3][i] + self.choose[2][j];
            for (k, (a, b)) in from_i[..j].iter().zip(self.distances.row(j)).enumerate() {
                let diameter = side.max(a.max(*b));
                if diameter <= self.threshold {
                    visit(Simplex::new(diameter, base + k as u32));
                }
            }
        }
    }

    /// The vertices of a simplex of a dimension, largest first; the rest of the array is 0.
    pub(crate) fn vertices(&self, index: u32, dimension: usize) -> [usize; MOST_VERTICES] {
        let mut vertices = [0; MOST_VERTICES];
        let mut rest = index;
        let mut end = self.points();
        for (i, vertex) in vertices[..=dimension].iter_mut().enumerate() {
            let row = &self.choose[dimension + 1 - i];
            // The largest vertex whose share of the index is not above what is left.
            *vertex = row[..end].partition_point(|&count| count <= rest) - 1;
            rest -= row[*vertex];
            end = *vertex;
        }
        vertices
    }

    /// Calls `visit` with each cofacet of a simplex and its coefficient in the coboundary (1 or 46), by falling index:
    /// of equal diameters, the first in the filtration comes first.
    #[inline]
    pub(crate) fn cofacets<T>(
        &self,
        simplex: Simplex,
        dimension: usize,
        mut visit: impl FnMut(Simplex, u8) -> ControlFlow<T>,
    ) -> Option<T> {
        let vertices = self.vertices(simplex.index(), dimension);
        let vertices = &vertices[..=dimension];
        let size = dimension + 2;
        let (mut below, mut above, mut end) = (simplex.index(), 0, self.points());
        for place in 0..size {
            // Vertices between the one before this place and the next.
            let start = vertices.get(place).map_or(0, |v| v + 1);
            let coefficient = if place.is_multiple_of(2) { 1 } else { PRIME - 1 };
            let choose = &self.choose[size - place][start..end];
            let row = |i: usize| &self.distances.row(vertices[i.min(dimension)])[start..end];
            let rows = [row(0), row(1), row(2)];
            for i in (0..choose.len()).rev() {
                let diameter = rows[0][i].max(rows[1][i]).max(rows[2][i]).max(simplex.diameter());
                if diameter <= self.threshold {
                    let cofacet = Simplex::new(diameter, above + choose[i] + below);
                    if let ControlFlow::Break(found) = visit(cofacet, coefficient) {
                        return Some(found);
                    }
                }
            }
            if let Some(&vertex) = vertices.get(place) {
                below -= self.choose[dimension + 1 - place][vertex];
                above += self.choose[size - place][vertex];
                end = vertex;
            }
        }
        None
    }

    /// The first cofacet in the filtration, if it has the same diameter, and its coefficient.
    pub(crate) fn twin_cofacet(&self, simplex: Simplex, dimension: usize) -> Option<(Simplex, u8)> {
        self.cofacets(simplex, dimension, |cofacet, coefficient| {
            if cofacet.diameter() <= simplex.diameter() {
                ControlFlow::Break((cofacet, coefficient))
            } else {
                ControlFlow::Continue(())
            }
        })
    }

    /// The last facet in the filtration, if it has the same diameter.
    fn twin_facet(&self, simplex: Simplex, dimension: usize) -> Option<Simplex> {
        let vertices = self.vertices(simplex.index(), dimension);
        let vertices = &vertices[..=dimension];
        // The facet without the largest vertex has the smallest index, and so on.
        let without = (0..=dimension).find(|&without| self.diameter(vertices, without) >= simplex.diameter())?;
        let kept = vertices.iter().enumerate().filter(|(i, _)| *i != without).map(|(_, v)| *v);
        let index = kept.enumerate().map(|(i, v)| self.choose[dimension - i][v]).sum();
        Some(Simplex::new(simplex.diameter(), index))
    }

    /// The largest distance between these vertices, but for one of them.
    #[inline]
    fn diameter(&self, vertices: &[usize], without: usize) -> f32 {
        let mut diameter = 0.0f32;
        for (i, &v) in vertices.iter().enumerate() {
            for (j, &w) in vertices[..i].iter().enumerate() {
                if i != without && j != without {
                    diameter = diameter.max(self.distances.row(v)[w]);
                }
            }
        }
        diameter
    }

    /// The facet that forms an apparent pair with this simplex, and the coefficient between them: each is the other's
    /// nearest in the filtration, and both have one diameter. Such pairs need no reduction and make no bar.
    pub(crate) fn apparent_facet(&self, simplex: Simplex, dimension: usize) -> Option<(Simplex, u8)> {
        let facet = self.twin_facet(simplex, dimension)?;
        let (cofacet, coefficient) = self.twin_cofacet(facet, dimension - 1)?;
        (cofacet == simplex).then_some((facet, coefficient))
    }

    /// Whether this simplex forms an apparent pair with one of its cofacets.
    pub(crate) fn has_apparent_cofacet(&self, simplex: Simplex, dimension: usize) -> bool {
        let twin = self.twin_cofacet(simplex, dimension);
        twin.is_some_and(|(cofacet, _)| self.twin_facet(cofacet, dimension + 1) == Some(simplex))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::topology::cohomology::MOST_POINTS;

    /// Points on a line at squares: all distances differ.
    fn squares(points: usize) -> Distances {
        Distances::from_fn(points, |i, j| (i * i - j * j) as f64)
    }

    #[test]
    fn indices_and_vertices() {
        let distances = squares(9);
        let rips = Rips::new(&distances, f32::INFINITY, 2);
        let mut expected = 0;
        for i in 0..9 {
            for j in 0..i {
                for k in 0..j {
                    let index = rips.choose[3][i] + rips.choose[2][j] + k as u32;
                    assert_eq!(index, expected, "triangles are numbered without gaps");
                    assert_eq!(rips.vertices(index, 2)[..3], [i, j, k]);
                    expected += 1;
                }
            }
        }
    }

    #[test]
    fn the_coboundary_of_a_coboundary_is_zero() {
        let distances = squares(8);
        let rips = Rips::new(&distances, f32::INFINITY, 2);
        for i in 0..8 {
            for j in 0..i {
                let edge = rips.edge(i, j).expect("short enough");
                let mut sum = vec![0u8; rips.choose[4][8] as usize];
                let mut last = u32::MAX;
                let all: Option<()> = rips.cofacets(edge, 1, |triangle, a| {
                    assert!(triangle.index() < last, "by falling index");
                    last = triangle.index();
                    let vertices = rips.vertices(triangle.index(), 2);
                    assert!(vertices[..3].contains(&i) && vertices[..3].contains(&j), "the edge is a face");
                    assert!(triangle.diameter() >= edge.diameter());
                    rips.cofacets(triangle, 2, |solid, b| {
                        let entry = &mut sum[solid.index() as usize];
                        *entry = super::super::field::add(*entry, super::super::field::mul(a, b));
                        ControlFlow::<()>::Continue(())
                    });
                    ControlFlow::Continue(())
                });
                assert!(all.is_none() && last < u32::MAX, "all of its cofacets");
                assert!(sum.iter().all(|&entry| entry == 0), "{i} {j}");
            }
        }
    }

    #[test]
    fn the_filtration_orders_by_diameter_then_falling_index() {
        assert!(Simplex::new(1.0, 7) < Simplex::new(1.5, 9));
        assert!(Simplex::new(1.0, 7) < Simplex::new(1.0, 6));
        let simplex = Simplex::new(0.25, 123);
        assert_eq!((simplex.index(), simplex.diameter().to_bits()), (123, 0.25f32.to_bits()));
    }

    #[test]
    fn the_most_points_that_can_be_numbered() {
        for dimension in [1, 2] {
            let most = MOST_POINTS[dimension];
            let indices = |points: usize| {
                (0..dimension as u64 + 2).fold(1u64, |product, i| product * (points as u64 - i) / (i + 1))
            };
            assert!(u32::try_from(indices(most)).is_ok(), "{most} points can be numbered");
            assert!(u32::try_from(indices(most + 1)).is_err(), "and no more");
        }
    }
}
