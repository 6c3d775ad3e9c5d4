//! A lattice of the plane, and the one basis that stands for it.

use serde::Serialize;

/// A lattice, by its reduced basis: the shortest vector and the shortest of the others.
///
/// Many bases span one lattice. This one obeys |a| ≤ |b| and |a·b| ≤ |a|²/2 (Lagrange and Gauss), b lies 60° to 120°
/// counter-clockwise of a, and a points into the upper half plane. Metres, or cycles per metre for a reciprocal lattice.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Basis {
    vectors: [[f64; 2]; 2],
}

impl Basis {
    /// Cells thinner than this share of |a|·|b| are lines, not lattices.
    const LEAST_SINE: f64 = 0.05;

    /// The lattice that two vectors `[x, y]` span; `None` where they (nearly) share a direction or are not numbers.
    #[must_use]
    pub fn spanned_by(a: [f64; 2], b: [f64; 2]) -> Option<Self> {
        const ROUNDS: usize = 64;
        let sine = cross(a, b) / (length(a) * length(b));
        if !(sine.abs() >= Self::LEAST_SINE && sine.is_finite()) {
            return None;
        }
        let (mut a, mut b) = (a, b);
        for _ in 0..ROUNDS {
            if length(a) > length(b) {
                (a, b) = (b, a);
            }
            let times = (dot(a, b) / dot(a, a)).round();
            if times == 0.0 {
                break;
            }
            b = [b[0] - times * a[0], b[1] - times * a[1]];
        }
        if a[1] < 0.0 || (a[1] == 0.0 && a[0] < 0.0) {
            a = a.map(|x| -x);
        }
        if cross(a, b) < 0.0 {
            b = b.map(|x| -x);
        }
        let cell = cross(a, b);
        (cell.is_normal() && cell > 0.0).then_some(Self { vectors: [a, b] })
    }

    /// The lattice that three peaks of an autocorrelogram, or one of each of its opposite pairs, lie on: the shortest
    /// two vectors of different direction, corrected by the third where it is their sum or difference.
    #[must_use]
    pub fn through_peaks(peaks: &[[f64; 2]]) -> Option<Self> {
        let mut sorted: Vec<[f64; 2]> = peaks.iter().copied().filter(|peak| length(*peak) > 0.0).collect();
        sorted.sort_by(|a, b| length(*a).total_cmp(&length(*b)));
        let (&a, rest) = sorted.split_first()?;
        let independent = |b: &&[f64; 2]| cross(a, **b).abs() >= 0.4 * length(a) * length(**b);
        let &b = rest.iter().find(independent)?;
        let first = Self::spanned_by(a, b)?;
        // Least squares over all peaks whose place in the lattice is clear: Σ n nᵀ B = Σ n pᵀ.
        let (mut normal, mut right) = ([[0.0; 2]; 2], [[0.0; 2]; 2]);
        for &peak in peaks {
            let at = first.coordinates(peak);
            let whole = at.map(f64::round);
            let near = (at[0] - whole[0]).hypot(at[1] - whole[1]) <= 0.2;
            if !near || whole.iter().any(|n| n.abs() > 1.0) {
                continue;
            }
            for i in 0..2 {
                for j in 0..2 {
                    normal[i][j] += whole[i] * whole[j];
                    right[i][j] += whole[i] * peak[j];
                }
            }
        }
        let inverse = inverse(normal)?;
        let [a, b] = product(inverse, right);
        Self::spanned_by(a, b)
    }

    /// The two vectors, shorter first.
    #[must_use]
    pub fn vectors(&self) -> [[f64; 2]; 2] {
        self.vectors
    }

    /// Angle between the two shortest vectors, 60° (hexagons) to 90° (squares and rectangles).
    #[must_use]
    pub fn angle_deg(&self) -> f64 {
        let [a, b] = self.vectors;
        cross(a, b).atan2(dot(a, b).abs()).to_degrees()
    }

    /// Area of a cell: m² where the vectors are in metres.
    #[must_use]
    pub fn area(&self) -> f64 {
        cross(self.vectors[0], self.vectors[1])
    }

    /// Lattice constant of the hexagonal lattice with cells of the same area, √(2·area/√3).
    #[must_use]
    pub fn spacing(&self) -> f64 {
        (2.0 * self.area() / 3.0f64.sqrt()).sqrt()
    }

    /// The waves w₁ w₂ with wᵢ·vⱼ = 1 where i = j and 0 else, cycles per metre (no factor 2π). They span the reciprocal
    /// lattice: all waves that have one phase at all points of this one.
    #[must_use]
    pub fn waves(&self) -> [[f64; 2]; 2] {
        let [[ax, ay], [bx, by]] = self.vectors;
        let area = self.area();
        [[by / area, -bx / area], [-ay / area, ax / area]]
    }

    /// The reciprocal lattice.
    #[must_use]
    pub fn reciprocal(&self) -> Self {
        let waves = self.waves();
        // The waves of a reduced basis are reduced but for order and sign, so this never fails.
        Self::spanned_by(waves[0], waves[1]).unwrap_or(Self { vectors: waves })
    }

    /// The lattice turned counter-clockwise and scaled.
    #[must_use]
    pub fn turned(&self, turn_deg: f64, scale: f64) -> Self {
        let (sin, cos) = turn_deg.to_radians().sin_cos();
        let vectors = self.vectors.map(|[x, y]| [scale * (cos * x - sin * y), scale * (sin * x + cos * y)]);
        Self::spanned_by(vectors[0], vectors[1]).unwrap_or(Self { vectors })
    }

    /// `point` in multiples of the two vectors: whole numbers for a lattice point.
    #[must_use]
    pub fn coordinates(&self, point: [f64; 2]) -> [f64; 2] {
        let [a, b] = self.vectors;
        let area = self.area();
        [cross(point, b) / area, cross(a, point) / area]
    }

    /// The whole multiples of this lattice's vectors that come nearest to each vector of another lattice.
    pub(crate) fn nearest_combinations(&self, other: &Self) -> [[f64; 2]; 2] {
        other.vectors.map(|vector| self.coordinates(vector).map(f64::round))
    }
}

pub(crate) fn length(v: [f64; 2]) -> f64 {
    v[0].hypot(v[1])
}

fn dot(a: [f64; 2], b: [f64; 2]) -> f64 {
    a[0] * b[0] + a[1] * b[1]
}

fn cross(a: [f64; 2], b: [f64; 2]) -> f64 {
    a[0] * b[1] - a[1] * b[0]
}

/// Rows of `left` times the matrix `right`.
pub(crate) fn product(left: [[f64; 2]; 2], right: [[f64; 2]; 2]) -> [[f64; 2]; 2] {
    left.map(|row| std::array::from_fn(|j| row[0] * right[0][j] + row[1] * right[1][j]))
}

/// The inverse, where there is one.
pub(crate) fn inverse(m: [[f64; 2]; 2]) -> Option<[[f64; 2]; 2]> {
    let area = determinant(m);
    let inverse = [[m[1][1] / area, -m[0][1] / area], [-m[1][0] / area, m[0][0] / area]];
    inverse.iter().flatten().all(|x| x.is_finite()).then_some(inverse)
}

pub(crate) fn determinant(m: [[f64; 2]; 2]) -> f64 {
    cross(m[0], m[1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn polar(length: f64, degrees: f64) -> [f64; 2] {
        let (sin, cos) = degrees.to_radians().sin_cos();
        [length * cos, length * sin]
    }

    fn close(found: Option<Basis>, wanted: [[f64; 2]; 2], tolerance: f64) {
        let vectors = found.expect("a lattice").vectors();
        for (component, wanted) in vectors.as_flattened().iter().zip(wanted.as_flattened()) {
            assert!((component - wanted).abs() < tolerance, "{vectors:?} instead of {wanted:?}");
        }
    }

    #[test]
    fn lattices_of_peaks() {
        let hexagon: Vec<[f64; 2]> = (0..6).map(|k| polar(0.8, 20.0 + 60.0 * f64::from(k))).collect();
        let area = 0.64 * 3.0f64.sqrt() / 2.0;
        let found = Basis::through_peaks(&hexagon).expect("a lattice");
        assert!((found.area() - area).abs() < 1e-12 && (found.spacing() - 0.8).abs() < 1e-12, "{found:?}");
        // Of a rectangular lattice the six inner peaks are two pairs of sides and one of diagonals.
        let [a, b] = [polar(1.0, 10.0), polar(1.1, 100.0)];
        let sum = [a[0] + b[0], a[1] + b[1]];
        let peaks: Vec<[f64; 2]> = [a, b, sum].iter().flat_map(|&v| [v, v.map(|x| -x)]).collect();
        close(Basis::through_peaks(&peaks), [a, b], 1e-9);
        let [first, second, third] = [polar(1.0, 0.0), polar(1.1, 75.0), polar(1.4, 30.0)];
        let two = Basis::through_peaks(&[first, second]);
        let angles =
            [&hexagon[..], &peaks, &[first, second]].map(|peaks| Basis::through_peaks(peaks).map(|b| b.angle_deg()));
        for (found, wanted) in angles.into_iter().zip([60.0, 90.0, 75.0]) {
            assert!(found.is_some_and(|found| (found - wanted).abs() < 1e-9), "{found:?} instead of {wanted}");
        }
        assert_eq!(Basis::through_peaks(&[first, second, [0.0; 2], third]), two, "peaks off the lattice do no harm");
        // The third pair takes its share of an error of the others: 0.03 too far, of which two thirds are averaged away.
        let [mut first, second, sum] = [polar(1.0, 0.0), polar(1.0, 90.0), [1.0, 1.0]];
        first[0] += 0.03;
        let found = Basis::through_peaks(&[first, second, sum]).expect("a lattice");
        let along = found.vectors().iter().map(|v| v[0].abs()).fold(0.0, f64::max);
        assert!((along - 1.02).abs() < 1e-9, "{found:?}");
        assert!(Basis::through_peaks(&[]).is_none() && Basis::through_peaks(&hexagon[..1]).is_none(), "too few");
        assert!(Basis::through_peaks(&[polar(1.0, 0.0), polar(2.0, 180.0)]).is_none(), "a line");
    }

    #[test]
    fn waves_and_back() {
        // k₁ k₂ k₃ of a hexagonal lattice: wavelength √3/2 of the lattice constant.
        let k = 2.0 / (3.0f64.sqrt() * 0.6);
        let waves = [polar(k, 30.0), polar(k, 90.0), polar(k, 150.0)];
        let found = Basis::through_peaks(&waves).expect("a lattice").reciprocal();
        assert!((found.spacing() - 0.6).abs() < 1e-9, "{found:?}");
        for vector in found.vectors() {
            assert!((length(vector) - 0.6).abs() < 1e-9, "{found:?}");
            // One whole number of waves from field to field, along each of the three.
            for wave in waves {
                let periods = dot(wave, vector);
                assert!((periods - periods.round()).abs() < 1e-9, "{found:?}");
            }
        }
    }

    proptest! {
        /// Every basis of a lattice reduces to the same one, with the properties it promises.
        #[test]
        fn reduction(a in (0.2f64..2.0, 0.0f64..360.0), b in (0.2f64..2.0, 25.0f64..80.0), i in -3i32..4, j in -3i32..4) {
            let (first, second) = (polar(a.0, a.1), polar(b.0, a.1 + b.1));
            let lattice = Basis::spanned_by(first, second).expect("two directions");
            let [x, y] = lattice.vectors();
            prop_assert!(length(x) <= length(y) + 1e-12 && dot(x, y).abs() <= dot(x, x) / 2.0 + 1e-9);
            prop_assert!(x[1] >= 0.0 && lattice.area() > 0.0);
            prop_assert!((60.0 - 1e-6..=90.0 + 1e-6).contains(&lattice.angle_deg()));
            prop_assert!((lattice.area() - cross(first, second).abs()).abs() < 1e-9, "the cell keeps its area");
            // Shears are other bases.
            let (i, j) = (f64::from(i), f64::from(j));
            let third = [second[0] + i * first[0], second[1] + i * first[1]];
            let fourth = [first[0] + j * third[0], first[1] + j * third[1]];
            if let Some(other) = Basis::spanned_by(fourth, third) {
                for vector in other.vectors() {
                    let at = lattice.coordinates(vector);
                    prop_assert!(at.iter().all(|n| (n - n.round()).abs() < 1e-6), "{:?}", at);
                }
                prop_assert!((other.area() / lattice.area() - 1.0).abs() < 1e-9);
                prop_assert!((length(other.vectors()[0]) / length(x) - 1.0).abs() < 1e-9, "the shortest vector");
            }
            let waves = lattice.waves();
            for (i, wave) in waves.iter().enumerate() {
                for (j, vector) in lattice.vectors().iter().enumerate() {
                    prop_assert!((dot(*wave, *vector) - f64::from(u8::from(i == j))).abs() < 1e-9);
                }
            }
            prop_assert!((lattice.reciprocal().area() * lattice.area() - 1.0).abs() < 1e-9);
        }

        /// Numbers that are none, lines and points: no lattice, no panic.
        #[test]
        fn odd_vectors(v in prop::array::uniform4(prop_oneof![Just(f64::NAN), Just(0.0), Just(f64::INFINITY), Just(1e300), Just(1e-300), -1.0f64..1.0])) {
            if let Some(lattice) = Basis::spanned_by([v[0], v[1]], [v[2], v[3]]) {
                prop_assert!(lattice.vectors().iter().flatten().all(|x| x.is_finite()));
            }
            let _ = Basis::through_peaks(&[[v[0], v[1]], [v[2], v[3]], [v[1], v[2]]]);
        }
    }
}
