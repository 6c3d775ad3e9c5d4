//! States of a population, prepared for the published pipeline.

use super::TopologyError;
use super::report::StatesOf;
use crate::analysis::unit::active::{RateVariation, active};
use crate::analysis::unit::rules::{Activity, Rules};
use crate::maps::{MapSet, RateMaps};
use crate::numerics::Draws;

/// Fewer units than this hold no torus: it takes four dimensions.
pub const LEAST_UNITS: usize = 4;
/// Fewer states than this make no cloud.
pub const LEAST_STATES: usize = 60;

/// States of a population, and what is known of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Population {
    /// What a state is.
    pub source: StatesOf,
    /// By which rules units are active. By those for networks, their states say it; by others they are active already.
    pub rules: Rules,
    /// Number of units.
    pub units: usize,
    /// Rates `[samples, units]`; a state with a rate that is not finite is left out.
    pub states: Vec<f32>,
    /// Where the animal was `[samples]`, metres; empty where that is not known.
    pub places_m: Vec<[f32; 2]>,
    /// All samples in an order in which neighbours are alike: time, or a curve through space. The shuffle rolls each
    /// unit along it.
    pub order: Vec<usize>,
}

impl Population {
    /// The states of the bins of a set of maps by the rules for where they are from: of cells, those that are active by
    /// themselves are taken, whatever the others do.
    #[must_use]
    pub fn of_set(set: &MapSet, members: &[usize]) -> Self {
        let Activity { rules, active, .. } = Activity::of(set);
        let is_taken = |unit: &usize| rules == Rules::Network || active.get(*unit) == Some(&true);
        let members: Vec<usize> = members.iter().copied().filter(is_taken).collect();
        Self { rules, ..Self::of_maps(&set.maps, &members) }
    }

    /// The states of the bins of a network's rate maps, `[y][x]`, of some units. Units that do not exist are left out.
    ///
    /// Bins have no time; their order is that of a Hilbert curve, along which neighbours are near each other, while a
    /// roll along it (unlike one along the rows) tears a map apart.
    #[must_use]
    pub fn of_maps(maps: &RateMaps, members: &[usize]) -> Self {
        let bins = maps.arena.bins;
        let members: Vec<&[f32]> = members.iter().map(|&u| maps.unit(u)).filter(|map| !map.is_empty()).collect();
        let states = (0..bins * bins).flat_map(|bin| members.iter().map(move |map| map[bin])).collect();
        let place = |bin: usize| [maps.arena.centre_m(bin % bins), maps.arena.centre_m(bin / bins)];
        let mut order: Vec<usize> = (0..bins * bins).collect();
        let side = bins.next_power_of_two();
        order.sort_by_cached_key(|bin| along_hilbert_curve(side, bin % bins, bin / bins));
        let places_m = (0..bins * bins).map(place).collect();
        let (source, rules) = (StatesOf::MeanMaps, Rules::Network);
        Self { source, rules, units: members.len(), states, places_m, order }
    }
}

/// How far along Hilbert's curve through `side` × `side` cells (a power of two) a cell lies.
fn along_hilbert_curve(side: usize, mut x: usize, mut y: usize) -> usize {
    let mut distance = 0;
    let mut half = side / 2;
    while half > 0 {
        let (right, up) = (usize::from(x & half > 0), usize::from(y & half > 0));
        distance += half * half * ((3 * right) ^ up);
        // The curve in each quarter is the whole curve, turned: carry the cell over.
        if up == 0 {
            if right == 1 {
                (x, y) = (side - 1 - x, side - 1 - y);
            }
            (x, y) = (y, x);
        }
        half /= 2;
    }
    distance
}

/// States in their order, each unit with mean 0 and standard deviation 1.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Prepared {
    /// Units that are active.
    pub(crate) units: usize,
    /// Standardised rates `[samples, units]`.
    pub(crate) states: Vec<f32>,
    /// Index of each state in the population.
    pub(crate) samples: Vec<usize>,
}

impl Prepared {
    /// Takes the finite states of a population and its active units. A unit whose rates do not vary has no direction, by
    /// whatever rules.
    ///
    /// # Errors
    /// When too few are left.
    pub(crate) fn of(population: &Population) -> Result<Self, TopologyError> {
        let all = population.units;
        let state = |sample: usize| population.states.get(sample * all..(sample + 1) * all);
        let whole = |sample: &usize| state(*sample).is_some_and(|s| s.iter().all(|rate| rate.is_finite()));
        let samples: Vec<usize> = population.order.iter().copied().filter(whole).collect();
        if samples.len() < LEAST_STATES {
            return Err(TopologyError::TooFewStates { found: samples.len(), least: LEAST_STATES });
        }
        let rate = |sample: usize, unit: usize| f64::from(population.states[sample * all + unit]);
        let count = samples.len() as f64;
        let moments = |unit: usize| {
            let mean = samples.iter().map(|&s| rate(s, unit)).sum::<f64>() / count;
            let variance = samples.iter().map(|&s| (rate(s, unit) - mean).powi(2)).sum::<f64>() / count;
            (unit, mean, variance.sqrt())
        };
        let variation = |unit: usize| {
            RateVariation::of(&samples.iter().map(|s| population.states[s * all + unit]).collect::<Vec<_>>())
        };
        let variations: Vec<RateVariation> = (0..all).map(variation).collect();
        let active = match population.rules {
            Rules::Network => active(&variations),
            Rules::Maps | Rules::Recording => variations.iter().map(RateVariation::is_varying).collect(),
        };
        let varied: Vec<(usize, f64, f64)> = (0..all).filter(|unit| active[*unit]).map(moments).collect();
        if varied.len() < LEAST_UNITS {
            return Err(TopologyError::TooFewUnits { found: varied.len(), least: LEAST_UNITS });
        }
        let scaled = |&s: &usize| varied.iter().map(move |(u, mean, sd)| ((rate(s, *u) - mean) / sd) as f32);
        Ok(Self { units: varied.len(), states: samples.iter().flat_map(scaled).collect(), samples })
    }

    pub(crate) fn count(&self) -> usize {
        self.samples.len()
    }

    /// At most `most` of the states, evenly along their order.
    pub(crate) fn thinned(&self, most: usize) -> Self {
        let kept = self.count().min(most);
        let index = |i: usize| i * self.count() / kept;
        Self {
            units: self.units,
            states: (0..kept).flat_map(|i| self.state(index(i))).copied().collect(),
            samples: (0..kept).map(|i| self.samples[index(i)]).collect(),
        }
    }

    /// One state.
    pub(crate) fn state(&self, i: usize) -> &[f32] {
        &self.states[i * self.units..(i + 1) * self.units]
    }

    /// The states with each unit rolled along their order by a shift of its own: every unit keeps its rates and their
    /// smoothness, what units have in common is gone (Gardner et al. 2022).
    pub(crate) fn rolled(&self, draws: &mut Draws) -> Self {
        let count = self.count();
        let shifts: Vec<usize> = (0..self.units).map(|_| draws.below(count as u32) as usize).collect();
        let rate = |i: usize, u: usize| self.states[(i + shifts[u]) % count * self.units + u];
        let states = (0..count).flat_map(|i| (0..self.units).map(move |u| (i, u))).map(|(i, u)| rate(i, u)).collect();
        Self { units: self.units, states, samples: self.samples.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::test_recordings::recorded_set;
    use crate::data::simulated::Tuning;
    use crate::maps::{Arena, Origin, RunId};

    #[test]
    fn the_curve_visits_neighbours() {
        let mut cells: Vec<(usize, usize)> = (0..256).map(|i| (i % 16, i / 16)).collect();
        cells.sort_by_key(|&(x, y)| along_hilbert_curve(16, x, y));
        for (i, pair) in cells.windows(2).enumerate() {
            let step = pair[0].0.abs_diff(pair[1].0) + pair[0].1.abs_diff(pair[1].1);
            assert_eq!(step, 1, "step {i} goes from {:?} to {:?}", pair[0], pair[1]);
        }
        let distances: Vec<usize> = cells.iter().map(|&(x, y)| along_hilbert_curve(16, x, y)).collect();
        assert!(distances.into_iter().eq(0..256), "each cell once");
    }

    /// Maps of three units and a constant one on 10 × 10 bins, one bin not visited.
    fn maps() -> RateMaps {
        let mut rates: Vec<f32> = (0..500).map(|i| (i as f32 * 0.7).sin() + i as f32 * 0.01).collect();
        rates[300..400].fill(2.5);
        for unit in 0..5 {
            rates[unit * 100 + 37] = f32::NAN;
        }
        RateMaps { arena: Arena { box_m: 1.0, bins: 10 }, units: 5, rates, visits: vec![1.0; 100] }
    }

    #[test]
    fn states_are_standardised() {
        let population = Population::of_maps(&maps(), &[0, 1, 2, 3, 4, 99]);
        assert_eq!((population.units, population.places_m.len()), (5, 100), "a unit that does not exist");
        assert!((population.places_m[37][0] - 0.25).abs() < 1e-6 && (population.places_m[37][1] + 0.15).abs() < 1e-6);
        let prepared = Prepared::of(&population).expect("enough of everything");
        assert_eq!((prepared.units, prepared.count()), (4, 99), "without the constant unit and the bin not visited");
        assert!(!prepared.samples.contains(&37), "the bin not visited");
        for unit in 0..4 {
            let rates = || (0..99).map(|i| f64::from(prepared.state(i)[unit]));
            let (sum, squares) = (rates().sum::<f64>(), rates().map(|r| r * r).sum::<f64>());
            assert!(sum.abs() < 1e-4 && (squares / 99.0 - 1.0).abs() < 1e-5, "unit {unit}: {sum}, {squares}");
        }
        let thinned = prepared.thinned(40);
        assert_eq!((thinned.count(), thinned.samples[0]), (40, prepared.samples[0]));
        assert_eq!(prepared.thinned(1000), prepared, "nothing to thin");
    }

    #[test]
    fn what_one_cell_does_takes_no_other_away() {
        let mut draws = Draws::new(1, "test", 0);
        let mut cells: Vec<(Tuning, f64)> = (0..6).map(|_| (Tuning::grid(0.4, 10.0, &mut draws), 0.5)).collect();
        cells.push((Tuning::fields(1, 1.0, &mut draws), 200.0));
        cells.push((Tuning::Flat, 0.01));
        let set = recorded_set(1.0, 1200.0, &cells, 3);
        let members: Vec<usize> = (0..9).collect();
        let units = |population: &Population| Prepared::of(population).map(|prepared| prepared.units);
        assert_eq!(units(&Population::of_set(&set, &members)), Ok(7), "all but the one that is silent");
        let as_network = Population::of_maps(&set.maps, &members);
        assert!(units(&as_network) != Ok(7), "the place cell varies most");
        let recorded = set.recorded.as_deref().expect("it has spikes");
        assert_eq!(units(&Population::of_activity(recorded, &[0, 1, 2, 3, 4, 5, 6])), Ok(7));
        let network = MapSet::new(Origin::Live(RunId::fresh()), None, set.maps.clone());
        assert_eq!(format!("{:?}", Population::of_set(&network, &members)), format!("{as_network:?}"), "as ever");
    }

    #[test]
    fn a_roll_keeps_each_unit() {
        let prepared = Prepared::of(&Population::of_maps(&maps(), &[0, 1, 2, 4])).expect("enough of everything");
        let rolled = prepared.rolled(&mut Draws::new(3, "test", 0));
        assert_ne!(rolled, prepared, "something moved");
        for unit in 0..4 {
            let sorted = |p: &Prepared| {
                let mut rates: Vec<f32> = (0..p.count()).map(|i| p.state(i)[unit]).collect();
                rates.sort_by(f32::total_cmp);
                rates
            };
            assert_eq!(sorted(&rolled), sorted(&prepared), "unit {unit} has the same rates");
        }
    }

    #[test]
    fn too_little() {
        let found = Prepared::of(&Population::of_maps(&maps(), &[0, 3]));
        assert_eq!(found, Err(TopologyError::TooFewUnits { found: 1, least: LEAST_UNITS }));
        let (source, rules) = (StatesOf::MeanMaps, Rules::Network);
        let empty = Population { source, rules, units: 3, states: Vec::new(), places_m: Vec::new(), order: vec![5] };
        assert_eq!(Prepared::of(&empty), Err(TopologyError::TooFewStates { found: 0, least: LEAST_STATES }));
    }
}
