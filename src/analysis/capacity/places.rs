//! States at known places, and the place whose state is nearest to a given one.

use crate::maps::RateMaps;
use crate::numerics::Draws;
use crate::numerics::distance::squared_distance_in_lanes;

/// Population vectors of the bins of an arena.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlacedStates {
    units: usize,
    /// `[place][unit]`
    states: Vec<f32>,
    positions_m: Vec<[f32; 2]>,
}

impl PlacedStates {
    /// The bins in which every unit was measured.
    #[must_use]
    pub fn of(maps: &RateMaps) -> Self {
        let bins = maps.arena.bins;
        let mut places = Self { units: maps.units, ..Self::default() };
        for bin in 0..bins * bins {
            let start = places.states.len();
            places.states.extend((0..maps.units).filter_map(|unit| maps.unit(unit).get(bin)));
            let state = &places.states[start..];
            if state.is_empty() || state.len() < maps.units || state.iter().any(|rate| !rate.is_finite()) {
                places.states.truncate(start);
            } else {
                places.positions_m.push([maps.arena.centre_m(bin % bins), maps.arena.centre_m(bin / bins)]);
            }
        }
        places
    }

    /// Number of places.
    #[must_use]
    pub fn len(&self) -> usize {
        self.positions_m.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.positions_m.is_empty()
    }

    /// Number of units.
    #[must_use]
    pub fn units(&self) -> usize {
        self.units
    }

    /// The state of a place, `[unit]`.
    #[must_use]
    pub fn state(&self, place: usize) -> &[f32] {
        &self.states[place * self.units..][..self.units]
    }

    /// Where a place is, metres.
    #[must_use]
    pub fn position_m(&self, place: usize) -> [f32; 2] {
        self.positions_m[place]
    }

    /// The place, among those within `radius_m` of a position, whose state is nearest (Euclid); the first of equals.
    #[must_use]
    pub fn nearest(&self, state: &[f32], around_m: [f32; 2], radius_m: f32) -> Option<usize> {
        let within = |place: &usize| separation_m(self.positions_m[*place], around_m) <= radius_m;
        let far = |place: usize| (squared_distance_in_lanes(self.state(place), state), place);
        let nearer = |a: (f32, usize), b: (f32, usize)| if b.0 < a.0 { b } else { a };
        (0..self.len()).filter(within).map(far).reduce(nearer).map(|(_, place)| place)
    }

    /// Root mean square over places of the length of a state, per unit.
    #[must_use]
    pub fn root_mean_square(&self) -> f64 {
        let squares: f64 = self.states.iter().map(|rate| f64::from(*rate).powi(2)).sum();
        (squares / self.states.len().max(1) as f64).sqrt()
    }

    /// At most `count` places drawn without repetition, in order.
    #[must_use]
    pub fn sample(&self, seed: u64, count: usize) -> Vec<usize> {
        let order = Draws::new(seed, "analysis.places", 0).permutation(self.len());
        let mut chosen: Vec<usize> = order.into_iter().take(count).map(|place| place as usize).collect();
        chosen.sort_unstable();
        chosen
    }
}

/// Distance between two positions, metres.
#[must_use]
pub(crate) fn separation_m(a: [f32; 2], b: [f32; 2]) -> f32 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}
