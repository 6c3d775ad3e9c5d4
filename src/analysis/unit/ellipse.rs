//! The ellipse through the six inner peaks: how far a lattice is from a regular hexagon.
//!
//! Trained networks shear their lattices, as real arenas do (Stensola et al. 2015). Without shear the six peaks lie on a
//! circle; a linear shear makes an ellipse of it.

use super::peaks::Peak;

/// An ellipse about the centre of an autocorrelogram.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ellipse {
    /// Half of the long axis, bins.
    pub long_bins: f64,
    /// Half of the short axis, bins.
    pub short_bins: f64,
    /// Direction of the long axis, degrees counter-clockwise from x, in [0, 180).
    pub tilt_deg: f64,
}

impl Ellipse {
    /// The least-squares ellipse a x² + 2 b x y + c y² = 1 through some peaks; `None` where that conic is no ellipse.
    #[must_use]
    pub fn through(peaks: &[Peak]) -> Option<Self> {
        let mut normal = [[0.0; 3]; 3];
        let mut right = [0.0; 3];
        for peak in peaks {
            let terms = [peak.dx * peak.dx, 2.0 * peak.dx * peak.dy, peak.dy * peak.dy];
            for i in 0..3 {
                right[i] += terms[i];
                for j in 0..3 {
                    normal[i][j] += terms[i] * terms[j];
                }
            }
        }
        let whole = determinant(&normal);
        let [a, b, c] = std::array::from_fn(|k| {
            let mut replaced = normal; // Cramer's rule
            for i in 0..3 {
                replaced[i][k] = right[i];
            }
            determinant(&replaced) / whole
        });
        // The form's smaller eigenvalue belongs to the long axis.
        let (middle, half) = (f64::midpoint(a, c), ((a - c) / 2.0).hypot(b));
        let [long_bins, short_bins] = [middle - half, middle + half].map(|eigenvalue| 1.0 / eigenvalue.sqrt());
        // The larger one's direction is half of (a − c, 2 b)'s; the long axis is across.
        let tilt_deg = ((2.0 * b).atan2(a - c).to_degrees() / 2.0 + 90.0).rem_euclid(180.0) % 180.0;
        let is_ellipse = middle > half && [long_bins, short_bins, tilt_deg].iter().all(|v| v.is_finite());
        is_ellipse.then_some(Self { long_bins, short_bins, tilt_deg })
    }

    /// Long over short axis, at least 1.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        self.long_bins / self.short_bins
    }

    /// Radius of the circle of the same area, bins.
    #[must_use]
    pub fn mean_radius_bins(&self) -> f64 {
        (self.long_bins * self.short_bins).sqrt()
    }

    /// The symmetric matrix, on (x, y), that makes this ellipse of the circle of the same area.
    #[must_use]
    pub fn from_circle(&self) -> [[f64; 2]; 2] {
        let (sin, cos) = self.tilt_deg.to_radians().sin_cos();
        let (long, short) = (self.ratio().sqrt(), 1.0 / self.ratio().sqrt());
        let across = (long - short) * sin * cos;
        [[long * cos * cos + short * sin * sin, across], [across, long * sin * sin + short * cos * cos]]
    }
}

fn determinant(m: &[[f64; 3]; 3]) -> f64 {
    m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
        + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn peaks(points: impl IntoIterator<Item = [f64; 2]>) -> Vec<Peak> {
        points.into_iter().map(|[dx, dy]| Peak { dx, dy, height: 1.0 }).collect()
    }

    proptest! {
        /// Any six points of an ellipse give that ellipse, and its matrix puts a circle onto them.
        #[test]
        fn points_of_an_ellipse_give_it_back(short in 2.0f64..20.0, ratio in 1.02f64..3.0, tilt in 0.0f64..180.0, first in 0.0f64..1.0) {
            let (sin, cos) = tilt.to_radians().sin_cos();
            let angles = (0..6).map(|k| first + f64::from(k) * 1.1);
            let at = |angle: f64| {
                let (u, v) = (short * ratio * angle.cos(), short * angle.sin());
                [cos * u - sin * v, sin * u + cos * v]
            };
            let found = Ellipse::through(&peaks(angles.map(at))).expect("an ellipse");
            prop_assert!((found.ratio() / ratio - 1.0).abs() < 1e-6, "{:?}", found);
            prop_assert!(((found.tilt_deg - tilt + 90.0).rem_euclid(180.0) - 90.0).abs() < 1e-3, "{:?}", found);
            let [[xx, xy], [yx, yy]] = found.from_circle();
            prop_assert!((xx * yy - xy * yx - 1.0).abs() < 1e-9, "areas stay");
            // The end of the long axis comes from a point of the circle.
            let radius = found.mean_radius_bins();
            let (x, y) = (radius * (xx * cos + xy * sin), radius * (yx * cos + yy * sin));
            prop_assert!((x.hypot(y) / (short * ratio) - 1.0).abs() < 1e-5, "{} {}", x, y);
        }
    }

    #[test]
    fn what_is_no_ellipse_is_none() {
        let line = |k: f64| [k, 2.0 * k];
        assert_eq!(Ellipse::through(&peaks([1.0, 2.0, 3.0, -1.0, -2.0, -3.0].map(line))), None, "a line");
        let hyperbola = |t: f64| [t.cosh(), t.sinh()];
        assert_eq!(Ellipse::through(&peaks([0.0, 0.5, 1.0, -0.5, -1.0, 1.5].map(hyperbola))), None, "a hyperbola");
        assert_eq!(Ellipse::through(&[]), None, "nothing");
    }
}
