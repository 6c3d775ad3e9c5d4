//! Rate maps: the mean activity of every unit in every bin of a square arena.
//!
//! One representation serves training, mapped arenas and recorded cells. Bins are square; a map is stored row by row with y
//! growing with the row and x with the column; the arena is centred on the point where every trajectory starts.
//!
//! Two visits to one bin give its mean rate; the other bins stay NaN:
//!
//! ```
//! use gridscope::Arena;
//! use gridscope::maps::Accumulator;
//!
//! let arena = Arena { box_m: 2.0, bins: 2 };
//! let mut seen = Accumulator::new(arena, 1);
//! seen.add(&[1.0, 3.0], &[[-0.5, 0.5], [-0.4, 0.6]]);
//! let maps = seen.maps();
//! assert_eq!(arena.bin([-0.5, 0.5]), Some(2)); // second row, first column
//! assert_eq!((maps.unit(0)[2], maps.visits[2]), (2.0, 2.0));
//! assert!(maps.unit(0)[0].is_nan());
//! ```

mod accumulator;
mod device;
mod frozen_network;
mod halves;
mod map_set;
mod path_integrator;
mod rate_maker;
mod recorded_set;
mod smoothing;
mod spiking;
mod visits;

pub use accumulator::Accumulator;
pub use device::DeviceAccumulator;
pub use frozen_network::FrozenNetwork;
pub use halves::{are_full, merged};
pub use map_set::{MapKey, MapSet, MapSetId, Origin, RateUnit, RunId};
pub use path_integrator::{ArenaMaps, PathIntegrator, arena_trajectories, check_walk, map_arena};
pub use rate_maker::RateMaker;
pub use recorded_set::RecordedSet;
pub use spiking::{MapSettings, SmoothedQuantity, SpikeMapper};

use std::ops::RangeInclusive;

/// First steps of a trajectory that no rate map counts: g₀ is an arbitrary state, and it takes a few steps until the state
/// tells the place.
pub const BURN_IN_STEPS: usize = 5;

/// The bins of a square arena centred on the origin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arena {
    /// Side length, metres.
    pub box_m: f32,
    /// Bins per side.
    pub bins: usize,
}

impl Arena {
    /// Sides of the arenas that can be mapped, metres.
    pub const SIDES_M: RangeInclusive<f32> = 0.5..=20.0;
    /// Bin width of arena and live maps, metres (5 cm, as in most of the field).
    pub const BIN_M: f32 = 0.05;

    /// An arena of `box_m` metres a side with bins of about 5 cm.
    #[must_use]
    pub fn with_side(box_m: f32) -> Self {
        let bins = (box_m / Self::BIN_M).round().clamp(1.0, 400.0);
        Self { box_m, bins: bins as usize }
    }

    /// [`Arena::SIDES_M`] in words: `0.5 to 20`.
    #[must_use]
    pub fn sides_in_words() -> String {
        format!("{} to {}", Self::SIDES_M.start(), Self::SIDES_M.end())
    }

    /// The flat index `y * bins + x` of the bin that holds a position in metres, or `None` outside the arena.
    #[must_use]
    pub fn bin(&self, position_m: [f32; 2]) -> Option<usize> {
        let scale = self.bins as f32 / self.box_m;
        let column = (position_m[0] + self.box_m / 2.0) * scale;
        let row = (position_m[1] + self.box_m / 2.0) * scale;
        let inside = |c: f32| c >= 0.0 && c < self.bins as f32;
        (inside(column) && inside(row)).then(|| row as usize * self.bins + column as usize)
    }

    /// The centre of bin `index` along one axis, metres.
    #[must_use]
    pub fn centre_m(&self, index: usize) -> f32 {
        (index as f32 + 0.5) * self.box_m / self.bins as f32 - self.box_m / 2.0
    }
}

/// The rate maps of a population.
#[derive(Clone, Debug, PartialEq)]
pub struct RateMaps {
    /// The arena and its bins.
    pub arena: Arena,
    /// Number of units.
    pub units: usize,
    /// Mean activity `[unit][y][x]`, NaN where the bin was never visited.
    pub rates: Vec<f32>,
    /// Visits of each bin `[y][x]` (weighted where old visits are forgotten).
    pub visits: Vec<f32>,
}

impl RateMaps {
    /// The map of one unit, `[y][x]`; empty if there is no such unit.
    #[must_use]
    pub fn unit(&self, unit: usize) -> &[f32] {
        let size = self.arena.bins * self.arena.bins;
        self.rates.get(unit * size..(unit + 1) * size).unwrap_or(&[])
    }
}
