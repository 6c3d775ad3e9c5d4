//! The distinct velocities of walks through arenas.

use crate::numerics::Draws;

/// Velocities that cover the square of the trained ones evenly: it is cut into square cells, and one velocity is drawn in
/// each. A regular grid would put all positions of all walks on one lattice, and bins would be visited unevenly.
#[derive(Clone, Debug, PartialEq)]
pub struct Codebook {
    velocities: Vec<[f32; 2]>,
    side: usize,
    max_speed_m: f32,
}

impl Codebook {
    /// Memory that W(v) of all entries may take, bytes.
    const MAX_BYTES: usize = 256 << 20;
    /// Cells along an axis where memory allows: a cell is then an eighth of the largest speed wide.
    const SIDE: usize = 16;

    /// Cells along an axis for a network of `units` units: W(v) takes 4 N² bytes an entry.
    #[must_use]
    pub fn side_for(units: usize) -> usize {
        let entries = Self::MAX_BYTES / (4 * units.max(1).pow(2));
        entries.isqrt().clamp(4, Self::SIDE)
    }

    /// Draws `side`² velocities up to `max_speed_m` metres a step along each axis.
    #[must_use]
    pub fn draw(seed: u64, max_speed_m: f32, side: usize) -> Self {
        let side = side.max(1);
        let mut draws = Draws::new(seed, "evaluation", 0);
        let cell = 2.0 * max_speed_m / side as f32;
        let mut within = |index: usize| ((index as f32 + draws.uniform()) * cell - max_speed_m).min(max_speed_m);
        let velocities = (0..side * side).map(|entry| [within(entry % side), within(entry / side)]).collect();
        Self { velocities, side, max_speed_m }
    }

    /// Number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.velocities.len()
    }

    /// Never: there is at least one cell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.velocities.is_empty()
    }

    /// The velocity of an entry, metres per step.
    #[must_use]
    pub fn velocity(&self, entry: usize) -> [f32; 2] {
        self.velocities[entry]
    }

    /// Largest speed along an axis, metres per step.
    #[must_use]
    pub fn max_speed_m(&self) -> f32 {
        self.max_speed_m
    }

    /// Width of a cell, metres per step.
    #[must_use]
    pub fn cell_m(&self) -> f32 {
        2.0 * self.max_speed_m / self.side as f32
    }

    /// The entry nearest to a velocity among those of its cell and the cells around it; faster ones than there are get the
    /// nearest cell at the rim.
    #[must_use]
    pub fn nearest(&self, velocity: [f64; 2]) -> usize {
        let cell = f64::from(self.cell_m());
        let last = self.side - 1;
        let index = |v: f64| (((v + f64::from(self.max_speed_m)) / cell) as usize).min(last);
        let [column, row] = velocity.map(index);
        let squared_distance = |entry: usize| {
            let [vx, vy] = self.velocities[entry].map(f64::from);
            (vx - velocity[0]).powi(2) + (vy - velocity[1]).powi(2)
        };
        (row.saturating_sub(1)..=(row + 1).min(last))
            .flat_map(|row| {
                (column.saturating_sub(1)..=(column + 1).min(last)).map(move |column| row * self.side + column)
            })
            .min_by(|&a, &b| squared_distance(a).total_cmp(&squared_distance(b)))
            .unwrap_or(0)
    }

    /// All velocities, metres per step.
    #[must_use]
    pub fn velocities(&self) -> &[[f32; 2]] {
        &self.velocities
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_nearest_entry_is_near(seed in any::<u64>(), side in 1usize..24, vx in -0.15f64..0.15, vy in -0.15f64..0.15) {
            let book = Codebook::draw(seed, 0.15, side);
            prop_assert_eq!(book.len(), side * side);
            let [x, y] = book.velocity(book.nearest([vx, vy])).map(f64::from);
            prop_assert!((x - vx).hypot(y - vy) <= f64::from(book.cell_m()) * 2f64.sqrt() + 1e-6);
            prop_assert!(book.velocities.as_flattened().iter().all(|v| v.abs() <= 0.15));
        }
    }

    #[test]
    fn entries_are_as_uniform_as_the_velocities_of_training() {
        let book = Codebook::draw(2, 0.15, 20);
        let mean = book.velocities.iter().map(|v| v[0]).sum::<f32>() / 400.0;
        let square = book.velocities.iter().map(|v| v[0] * v[0]).sum::<f32>() / 400.0;
        assert!(mean.abs() < 1e-3 && (square / (0.15f32.powi(2) / 3.0) - 1.0).abs() < 0.02, "{mean} {square}");
        assert!(book.velocity(book.nearest([9.0, -9.0])).iter().all(|v| v.abs() > 0.13), "too fast: the corner");
    }

    #[test]
    fn large_networks_get_fewer_entries() {
        assert_eq!([64, 128, 512, 724, 1024].map(Codebook::side_for), [16, 16, 16, 11, 8]);
    }
}
