//! Two sessions side by side: does every cell do the same again?

use crate::analysis::unit::report::UnitReport;
use crate::analysis::unit::stability::stability;
use crate::analysis::unit::turn::turn_deg;
use crate::maps::{MapSet, RateMaps};
use crate::numerics::{correlation, median};
use serde::Serialize;
use std::collections::BTreeMap;

/// Fewer cells make no population vector.
pub const LEAST_CELLS: usize = 3;
/// Spacing and orientation are compared where the adaptive grid score exceeds this in both sessions (a usual least score:
/// Hardcastle et al. 2015); elsewhere the peaks of an autocorrelogram are those of noise.
pub const COMPARED_SCORE: f64 = 0.3;

/// One cell in both sessions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CellChange {
    /// Index of the unit in the first session, and what it is called.
    pub unit: usize,
    pub label: String,
    /// Pearson's correlation of its maps over the bins that both sessions visited.
    pub map_correlation: Option<f64>,
    /// Mean rate of the second map over that of the first.
    pub rate_ratio: Option<f64>,
    /// Spacing in the second session over that in the first.
    pub spacing_ratio: Option<f64>,
    /// How far its lattice is turned, degrees, −30 to 30: a lattice is the same after 60.
    pub turn_deg: Option<f64>,
}

/// What changed between two sessions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SessionComparison {
    /// What both are called.
    pub first: String,
    pub second: String,
    /// Mean over bins of the correlation between the rates of all cells there in both sessions (Leutgeb et al. 2005), and how
    /// many bins that are.
    pub population_vector_correlation: Option<f64>,
    pub compared_bins: usize,
    /// Medians over cells; of spacing and turn, over those with a lattice in both sessions, and how many these are.
    pub median_map_correlation: Option<f64>,
    pub median_spacing_ratio: Option<f64>,
    pub median_turn_deg: Option<f64>,
    pub lattices: usize,
    pub cells: Vec<CellChange>,
}

/// A cell of two sets: its index in the first and in the second, and what both call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedCell {
    pub units: [usize; 2],
    pub label: String,
}

/// The cells that two sets call the same, in the order of the first.
#[must_use]
pub fn shared_cells(first: &MapSet, second: &MapSet) -> Vec<SharedCell> {
    let known: BTreeMap<String, usize> = (0..second.maps.units).map(|unit| (second.label(unit), unit)).collect();
    let shared = |unit| {
        let label = first.label(unit);
        known.get(&label).map(|other| SharedCell { units: [unit, *other], label })
    };
    (0..first.maps.units).filter_map(shared).collect()
}

/// One of two sessions.
#[derive(Clone, Copy)]
pub struct SessionMaps<'a> {
    pub name: &'a str,
    pub maps: &'a RateMaps,
    /// What is said of each of its units.
    pub units: &'a [UnitReport],
}

/// Compares two sessions on the same bins; with other bins nothing corresponds, and no cell has a correlation.
#[must_use]
pub fn compare_sessions(sessions: [SessionMaps<'_>; 2], cells: &[SharedCell]) -> SessionComparison {
    let [first, second] = sessions;
    let has_same_bins = first.maps.arena.bins == second.maps.arena.bins;
    let change = |cell: &SharedCell| {
        let [a, b] = [0, 1].map(|i: usize| sessions[i].maps.unit(cell.units[i]));
        let [own, other] = [0, 1].map(|i: usize| sessions[i].units.get(cell.units[i]));
        let lattices = own.zip(other).filter(|(a, b)| [a, b].iter().all(|unit| has_lattice(unit)));
        let [mean_a, mean_b] = [(a, first), (b, second)].map(|(map, session)| mean(map, &session.maps.visits));
        CellChange {
            unit: cell.units[0],
            label: cell.label.clone(),
            map_correlation: if has_same_bins { stability(a, b) } else { None },
            rate_ratio: mean_a.zip(mean_b).filter(|(a, _)| *a > 0.0).map(|(a, b)| b / a),
            spacing_ratio: lattices.and_then(|(a, b)| Some(b.spacing_m? / a.spacing_m?)),
            turn_deg: lattices.and_then(|(a, b)| Some(turn_deg(a.orientation_deg?, b.orientation_deg?))),
        }
    };
    let changes: Vec<CellChange> = cells.iter().map(change).collect();
    let bins = if has_same_bins { population_vectors(sessions, cells) } else { Vec::new() };
    let of = |value: fn(&CellChange) -> Option<f64>| median(changes.iter().filter_map(value).collect());
    SessionComparison {
        first: first.name.to_owned(),
        second: second.name.to_owned(),
        population_vector_correlation: (!bins.is_empty()).then(|| bins.iter().sum::<f64>() / bins.len() as f64),
        compared_bins: bins.len(),
        median_map_correlation: of(|cell| cell.map_correlation),
        median_spacing_ratio: of(|cell| cell.spacing_ratio),
        median_turn_deg: of(|cell| cell.turn_deg),
        lattices: changes.iter().filter(|cell| cell.spacing_ratio.is_some()).count(),
        cells: changes,
    }
}

fn has_lattice(unit: &UnitReport) -> bool {
    unit.grid_score_adaptive.is_some_and(|score| score > COMPARED_SCORE)
}

/// Mean rate of a map, weighted by visits.
fn mean(map: &[f32], visits: &[f32]) -> Option<f64> {
    let bins = map.iter().zip(visits).filter(|(rate, _)| rate.is_finite());
    let (sum, time) = bins.fold((0.0, 0.0), |(sum, time), (rate, visits)| {
        (sum + f64::from(*rate) * f64::from(*visits), time + f64::from(*visits))
    });
    (time > 0.0).then(|| sum / time)
}

/// The correlation of the population vectors of each bin that every cell has a rate for in both sessions.
fn population_vectors(sessions: [SessionMaps<'_>; 2], cells: &[SharedCell]) -> Vec<f64> {
    if cells.len() < LEAST_CELLS {
        return Vec::new();
    }
    let bins = sessions[0].maps.arena.bins.pow(2);
    let of_bin = |bin: usize| {
        let rates =
            cells.iter().map(|cell| [0, 1].map(|i: usize| f64::from(sessions[i].maps.unit(cell.units[i])[bin])));
        let is_whole = rates.clone().flatten().all(f64::is_finite);
        if is_whole { correlation(rates.map(|[a, b]| (a, b))) } else { None }
    };
    (0..bins).filter_map(of_bin).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyze;
    use crate::analysis::test_maps::{population, rectified};
    use crate::maps::Origin;

    /// Twelve cells of one lattice.
    fn session(spacing_m: f64, orientation_deg: f64) -> RateMaps {
        let place = |i: usize| [0.11 * i as f64 % 0.5, 0.07 * i as f64 % 0.4];
        let maps: Vec<_> = (0..12).map(|i| rectified(30, 1.5, spacing_m, orientation_deg, place(i))).collect();
        population(&maps, 30, 1.5)
    }

    fn compared(first: &RateMaps, second: &RateMaps) -> SessionComparison {
        let [a, b] = [first, second].map(|maps| MapSet::new(Origin::File("a.npz".into()), None, maps.clone()));
        let reports = [first, second].map(|maps| analyze(maps, None, None));
        let of = |name, i: usize, maps| SessionMaps { name, maps, units: &reports[i].units };
        compare_sessions([of("one", 0, first), of("two", 1, second)], &shared_cells(&a, &b))
    }

    #[test]
    fn the_same_session_is_the_same() {
        let maps = session(0.5, 10.0);
        let found = compared(&maps, &maps);
        let close = |value: Option<f64>, want: f64| (value.expect("defined") - want).abs() < 1e-6;
        assert!(close(found.population_vector_correlation, 1.0) && found.compared_bins == 900, "{found:?}");
        assert!(close(found.median_map_correlation, 1.0) && close(found.median_spacing_ratio, 1.0));
        assert!(close(found.median_turn_deg, 0.0) && found.lattices == 12);
        assert!(found.cells.iter().all(|cell| close(cell.rate_ratio, 1.0)));
    }

    #[test]
    fn a_larger_and_a_turned_lattice_are_told() {
        let found = compared(&session(0.4, 5.0), &session(0.48, 13.0));
        assert!(found.median_spacing_ratio.is_some_and(|ratio| (ratio - 1.2).abs() < 0.03), "{found:?}");
        assert!(found.median_turn_deg.is_some_and(|turn| (turn - 8.0).abs() < 2.0), "{found:?}");
        assert!(found.population_vector_correlation.is_some_and(|r| r < 0.5), "{found:?}");
    }

    #[test]
    fn population_vectors_are_those_of_numpy() {
        // Two bins, four cells: corrcoef of the columns, and their mean.
        let arena = crate::maps::Arena { box_m: 1.0, bins: 2 };
        let of = |bins: [[f32; 4]; 2]| {
            let rates = (0..4).flat_map(|cell| [bins[0][cell], f32::NAN, bins[1][cell], 1.0]).collect();
            RateMaps { arena, units: 4, rates, visits: vec![1.0, 0.0, 1.0, 1.0] }
        };
        let (first, second) =
            (of([[1.0, 2.0, 3.0, 5.0], [4.0, 0.0, 1.0, 2.0]]), of([[2.0, 1.0, 4.0, 3.0], [3.0, 1.0, 1.0, 2.0]]));
        let found = compared(&first, &second);
        assert_eq!(found.compared_bins, 2, "one was never visited, in one all cells fire alike");
        assert!((found.population_vector_correlation.expect("two bins") - 0.748_739_963).abs() < 1e-6, "{found:?}");
    }

    #[test]
    fn cells_are_found_by_their_names() {
        let maps = session(0.5, 10.0);
        let named = |labels: [&str; 12]| {
            let set = MapSet::new(Origin::File("a.npz".into()), None, maps.clone());
            MapSet { labels: labels.map(str::to_owned).to_vec(), ..set }
        };
        let first = named(["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]);
        let second = named(["c", "x", "a", "y", "z", "u", "v", "w", "q", "r", "s", "t"]);
        let shared: Vec<_> = shared_cells(&first, &second).into_iter().map(|cell| (cell.units, cell.label)).collect();
        assert_eq!(shared, [([0, 2], "a".to_owned()), ([2, 0], "c".to_owned())]);
    }
}
