//! Simulated recordings as sets of maps, for tests.

use crate::data::RecordedCells;
use crate::data::simulated::{Tuning, recorded, walk};
use crate::maps::{Arena, MapSet, MapSettings, Origin, RecordedSet, SpikeMapper};
use crate::numerics::Draws;
use std::sync::Arc;

/// Maps of cells with these tunings and peak rates (Hz) in a square box, made as those of a file.
pub(crate) fn recorded_set(side_m: f64, seconds: f64, cells: &[(Tuning, f64)], seed: u64) -> MapSet {
    set_of(recorded(walk(side_m, seconds, seed), side_m, cells, seed), side_m, MapSettings::default())
}

/// Maps of a recording in a square box.
pub(crate) fn set_of(cells: RecordedCells, side_m: f64, settings: MapSettings) -> MapSet {
    let arena = Arena { box_m: side_m as f32, bins: (side_m / settings.bin_m).round() as usize };
    let mapper = SpikeMapper::new(&cells.track, arena, settings);
    let (maps, halves) = mapper.maps_and_halves(&cells.units);
    let labels = cells.units.iter().map(|unit| unit.label.clone()).collect();
    let recorded = Some(Arc::new(RecordedSet { cells, settings }));
    MapSet { halves: Some(halves), recorded, labels, ..MapSet::new(Origin::File("cells.npz".into()), None, maps) }
}

/// Boundary-vector, place, three-field and random cells in turn, of 2 to 10 Hz.
pub(crate) fn no_grids(count: usize, side_m: f64, draws: &mut Draws) -> Vec<(Tuning, f64)> {
    let one = |index: usize| {
        let tuning = match index % 4 {
            0 => Tuning::boundary(side_m, draws),
            1 => Tuning::fields(1, side_m, draws),
            2 => Tuning::fields(3, side_m, draws),
            _ => Tuning::Flat,
        };
        let flat = if tuning == Tuning::Flat { 0.3 } else { 1.0 };
        (tuning, flat * (2.0 + 8.0 * f64::from(draws.uniform())))
    };
    (0..count).map(one).collect()
}
