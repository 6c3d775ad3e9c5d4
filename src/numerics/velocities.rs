//! How the steps of a training trajectory are distributed.

use super::Draws;

/// The shape of a distribution of velocities in the plane. All have the same variance along each axis, so that another shape
/// reaches as far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VelocityShape {
    /// Uniform between ±v along each axis (Schaeffer et al. 2023, appendix A): longer along the diagonals.
    Square,
    /// Uniform in a disc of radius 2 v/√3: the same in all directions.
    Disc,
    /// Normal with standard deviation v/√3 along each axis: the same in all directions, without an end.
    Gaussian,
}

/// A distribution of velocities.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Velocities {
    shape: VelocityShape,
    max_speed_m: f32,
}

impl Velocities {
    /// Velocities of a shape, as varied as uniform ones in ±`max_speed_m` metres a step.
    #[must_use]
    pub const fn new(shape: VelocityShape, max_speed_m: f32) -> Self {
        Self { shape, max_speed_m }
    }

    /// Uniform in ±`max_speed_m` metres a step along each axis.
    #[must_use]
    pub const fn square(max_speed_m: f32) -> Self {
        Self::new(VelocityShape::Square, max_speed_m)
    }

    /// Draws one, metres a step.
    pub fn draw(self, draws: &mut Draws) -> [f32; 2] {
        match self.shape {
            VelocityShape::Square => [draws.symmetric(self.max_speed_m), draws.symmetric(self.max_speed_m)],
            VelocityShape::Disc => self.within_disc(draws),
            VelocityShape::Gaussian => [draws.normal(), draws.normal()].map(|v| v * self.max_speed_m / 3.0f32.sqrt()),
        }
    }

    fn within_disc(self, draws: &mut Draws) -> [f32; 2] {
        let radius_m = self.radius_m();
        loop {
            let v = [draws.symmetric(1.0), draws.symmetric(1.0)];
            if v[0] * v[0] + v[1] * v[1] <= 1.0 {
                return v.map(|v| v * radius_m);
            }
        }
    }

    /// Radius of the disc: its variance along an axis is a quarter of its square, that of the square a third of v².
    fn radius_m(self) -> f32 {
        self.max_speed_m * 2.0 / 3.0f32.sqrt()
    }

    /// Half the side of the largest upright square of velocities that training draws from, metres a step: what a trained
    /// network can be walked with. Of normal ones it is the square that reaches √3 standard deviations along each axis.
    #[must_use]
    pub fn covered_m(self) -> f32 {
        match self.shape {
            VelocityShape::Square | VelocityShape::Gaussian => self.max_speed_m,
            VelocityShape::Disc => self.radius_m() / 2.0f32.sqrt(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use VelocityShape::{Disc, Gaussian, Square};

    /// Fourth moments tell shapes apart: E[vx⁴] − 3 E[vx² vy²] is 0 where all directions are alike.
    #[test]
    fn shapes_are_as_varied_and_as_round_as_they_say() {
        for (shape, anisotropy) in [(Square, 1.0 / 5.0 - 3.0 / 9.0), (Disc, 0.0), (Gaussian, 0.0)] {
            let (velocities, mut draws) = (Velocities::new(shape, 1.0), Draws::new(1, "test", 0));
            let drawn: Vec<[f64; 2]> = (0..200_000).map(|_| velocities.draw(&mut draws).map(f64::from)).collect();
            let mean = |f: fn(&[f64; 2]) -> f64| drawn.iter().map(f).sum::<f64>() / drawn.len() as f64;
            for variance in [mean(|v| v[0].powi(2)), mean(|v| v[1].powi(2))] {
                assert!((variance - 1.0 / 3.0).abs() < 0.005, "{shape:?}: variance {variance}");
            }
            assert!(mean(|v| v[0]).abs() < 0.005 && mean(|v| v[1]).abs() < 0.005, "{shape:?}: mean");
            let found = mean(|v| v[0].powi(4)) - 3.0 * mean(|v| (v[0] * v[1]).powi(2));
            assert!((found - anisotropy).abs() < 0.02, "{shape:?}: {found} instead of {anisotropy}");
        }
    }

    #[test]
    fn velocities_end_where_their_shape_ends() {
        let mut draws = Draws::new(2, "test", 0);
        for _ in 0..10_000 {
            let [x, y] = Velocities::new(Disc, 0.3).draw(&mut draws);
            assert!(x.hypot(y) <= 0.3 * 1.154_71);
            assert!(Velocities::square(0.3).draw(&mut draws).iter().all(|v| v.abs() <= 0.3));
        }
        let corner = Velocities::new(Disc, 0.3).covered_m();
        assert!(
            (corner.hypot(corner) - 0.3 * 1.154_7).abs() < 1e-4,
            "the corners of what is walked lie on the disc's rim"
        );
    }
}
