//! By which rules maps are judged. What holds for the units of a network does not hold for cells, and the other way round.

use super::active::{RateVariation, active, has_collapsed, variations};
use crate::analysis::thresholds::{LEAST_RATE_HZ, LEAST_SPIKES, MODULE_STABILITY, SPIKING_RATE_HZ};
use crate::maps::{MapSet, Origin, RateMaps, SpikeMapper};
use serde::Serialize;

/// Whose rules hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rules {
    /// Units of a network, all of one scale: a unit is active by its share of the most variable one, and periodic where maps
    /// of both halves of the samples agree.
    #[default]
    Network,
    /// Maps from a file, of which nothing else is known: a unit is active as in a network, or where its own rate, which must be
    /// one of spikes a second then, varies.
    Maps,
    /// Recorded cells with their spikes: a unit is active by its own spikes. How well halves agree depends on how much a cell
    /// fires, and decides nothing: [`Significance`](crate::analysis::Significance) does.
    Recording,
}

impl Rules {
    /// The rules for a set of maps.
    #[must_use]
    pub fn of(set: &MapSet) -> Self {
        match (&set.recorded, &set.origin) {
            (Some(_), _) => Self::Recording,
            (None, Origin::File(_)) => Self::Maps,
            (None, _) => Self::Network,
        }
    }

    /// Which units may belong to a module, in words.
    #[must_use]
    pub fn of_membership(self) -> String {
        let peaks =
            "six inner peaks of the autocorrelogram that are high and close to a lattice, in a box that holds it";
        let others = "and enough others share its spacing and its lattice";
        match self {
            Self::Network => format!(
                "Members: the map has firing fields; where there are maps of two halves of the walk, they correlate by \
                 {MODULE_STABILITY} or more; {peaks}, or, of a unit whose halves agree, a lattice score; {others}"
            ),
            Self::Maps | Self::Recording => format!(
                "Members: the map has firing fields; {peaks}; {others}. How well two halves agree does not count: it \
                 depends on the number of spikes"
            ),
        }
    }

    /// Which units count as active, in words.
    #[must_use]
    pub fn of_activity(self) -> String {
        match self {
            Self::Network => {
                "Active: the rates vary, by at least 2 % of what those of the most variable unit do".into()
            }
            Self::Maps => format!(
                "Active: the rates vary, by at least 2 % of what those of the most variable unit do, or reach \
                 {SPIKING_RATE_HZ} a second and vary by themselves"
            ),
            Self::Recording => format!(
                "Active: at least {LEAST_SPIKES} spikes on the track, and {LEAST_RATE_HZ} a second or more in the mean, \
                 whatever other units do"
            ),
        }
    }
}

/// Which units are active, and by which rules.
pub(crate) struct Activity {
    pub(crate) rules: Rules,
    /// How the rates of each unit vary …
    pub(crate) variations: Vec<RateVariation>,
    /// … and whether it is active.
    pub(crate) active: Vec<bool>,
}

impl Activity {
    /// Whether all places have one and the same state: of a network, or of maps from a file where no unit varies by itself.
    /// Recorded cells have no common state.
    pub(crate) fn has_collapsed(&self) -> bool {
        let is_possible = match self.rules {
            Rules::Network => true,
            Rules::Maps => !self.active.contains(&true),
            Rules::Recording => false,
        };
        is_possible && has_collapsed(&self.variations)
    }

    /// Of maps that are judged as a network's.
    pub(crate) fn of_network(maps: &RateMaps) -> Self {
        let variations = variations(maps);
        Self { rules: Rules::Network, active: active(&variations), variations }
    }

    /// Of maps of a part of a set's samples, by the rules of the set. A part of a recording has fewer spikes than all of it:
    /// units are active that are so in the whole, and that vary in the part.
    pub(crate) fn of_part(set: &MapSet, part: &RateMaps) -> Self {
        let Self { rules, active, .. } = match Rules::of(set) {
            Rules::Network => return Self::of_network(part),
            Rules::Maps | Rules::Recording => Self::of(set),
        };
        let variations = variations(part);
        let active = variations.iter().zip(active).map(|(varies, active)| active && varies.is_varying()).collect();
        Self { rules, variations, active }
    }

    /// Of a set, by its own rules.
    pub(crate) fn of(set: &MapSet) -> Self {
        let rules = Rules::of(set);
        let variations = variations(&set.maps);
        let active = match (rules, &set.recorded) {
            (Rules::Recording, Some(recorded)) => {
                let mapper = SpikeMapper::new(&recorded.cells.track, set.maps.arena, recorded.settings);
                let seconds = mapper.seconds();
                let fires = |unit: usize| {
                    let spikes =
                        recorded.cells.units.get(unit).map_or(0, |unit| mapper.spikes_that_count(&unit.spikes_s));
                    spikes >= LEAST_SPIKES && spikes as f64 >= LEAST_RATE_HZ * seconds
                };
                variations.iter().enumerate().map(|(unit, varies)| varies.is_varying() && fires(unit)).collect()
            }
            (Rules::Maps, _) => {
                let reaches = |unit: usize| set.maps.unit(unit).iter().any(|rate| f64::from(*rate) >= SPIKING_RATE_HZ);
                let own =
                    variations.iter().enumerate().map(|(unit, varies)| varies.varies_by_itself() && reaches(unit));
                active(&variations).into_iter().zip(own).map(|(share, own)| share || own).collect()
            }
            _ => active(&variations),
        };
        Self { rules, variations, active }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyze_set;
    use crate::analysis::test_recordings::recorded_set;
    use crate::analysis::unit::Membership;
    use crate::data::simulated::Tuning;
    use crate::numerics::Draws;
    use std::sync::Arc;

    /// Eleven grid cells of 1 Hz, and beside them an interneuron of 60 Hz or a silent cell.
    #[test]
    fn what_others_do_silences_no_cell() {
        let mut draws = Draws::new(1, "test", 0);
        let mut cells: Vec<(Tuning, f64)> = (0..11).map(|_| (Tuning::grid(0.4, 10.0, &mut draws), 1.5)).collect();
        cells.push((Tuning::Flat, 60.0));
        cells.push((Tuning::Flat, 0.01));
        let set = recorded_set(1.0, 1200.0, &cells, 3);
        let report = analyze_set(&set, None);
        assert_eq!(report.rules, Rules::Recording);
        assert!(!report.collapsed, "{:?}", report.variance_share);
        let active: Vec<bool> = report.units.iter().map(|unit| unit.active).collect();
        assert_eq!(active, [[true; 12].as_slice(), &[false]].concat());
        assert_eq!(report.units[12].membership, Membership::TooFewSpikes);
        // The same maps without their spikes: each by its own variation.
        let mut maps = set.clone();
        (maps.recorded, maps.halves) = (None, None);
        let report = analyze_set(&maps, None);
        assert_eq!(report.rules, Rules::Maps);
        assert!(report.units[..11].iter().all(|unit| unit.active), "beside 60 Hz");
        // A network's rules hold for what has a run.
        maps.origin = Origin::Arena(crate::maps::RunId::fresh());
        assert_eq!(Rules::of(&maps), Rules::Network);
        let many = Arc::new(maps);
        assert!(analyze_set(&many, None).units.iter().filter(|unit| unit.active).count() <= 13);
    }

    #[test]
    fn rules_are_said() {
        for rules in [Rules::Network, Rules::Maps, Rules::Recording] {
            assert!(rules.of_membership().starts_with("Members: ") && rules.of_activity().starts_with("Active: "));
        }
        assert!(
            Rules::Recording.of_activity().contains("50 spikes") && !Rules::Recording.of_membership().contains("0.7")
        );
    }
}
