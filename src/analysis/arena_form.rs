//! What the form of a recorded arena means for scores: walls where they are, fields as small as a grid's, and nothing of two
//! dimensions on a track. Holds for recordings; networks are walked in squares.

use super::modules::evidence::ModuleEvidence;
use super::report::Report;
use super::unit::border::border_score_in;
use super::unit::fields::count_grid_fields;
use super::unit::membership::Membership;
use super::unit::report::UnitReport;
use crate::data::ArenaShape;
use crate::maps::{MapSet, RateMaps};

impl Report {
    /// The report of `maps` with what depends on the form of the arena that `set`, of whose samples they are, was recorded in;
    /// as it is for other maps.
    pub(super) fn in_form_of(mut self, set: &MapSet, maps: &RateMaps) -> Self {
        let Some(recorded) = &set.recorded else { return self };
        let shape = recorded.cells.shape;
        let is_track = matches!(shape, ArenaShape::Track { .. });
        for unit in self.units.iter_mut().filter(|unit| unit.active && unit.unit < maps.units) {
            let map = maps.unit(unit.unit);
            if is_track {
                on_track(unit);
                continue;
            }
            if unit.border_score.is_some() || unit.fields > 0 {
                unit.border_score = border_score_in(map, maps.arena, shape);
            }
            if let Some(spacing_m) = unit.spacing_m {
                unit.fields = count_grid_fields(map, maps.arena, spacing_m);
            }
        }
        if is_track {
            self.modules.clear();
            self.module_spectra.clear();
            self.evidence = ModuleEvidence::of(&[], &[]);
        }
        self
    }
}

/// Leaves what means something along one dimension.
fn on_track(unit: &mut UnitReport) {
    *unit = UnitReport {
        unit: unit.unit,
        active: unit.active,
        peak_rate: unit.peak_rate,
        spatial_information_bits: unit.spatial_information_bits,
        stability: unit.stability,
        fields: unit.fields,
        membership: Membership::NoLattice,
        ..UnitReport::default()
    };
}

#[cfg(test)]
mod tests {
    use crate::analysis::test_maps::{centres, hexagon, population};
    use crate::analysis::test_recordings::recorded_set;
    use crate::analysis::{Report, analyze, analyze_part};
    use crate::data::simulated::Tuning;
    use crate::data::{ArenaShape, CellTrack, RecordedCells};
    use crate::maps::{MapSet, MapSettings, Origin, RecordedSet};
    use crate::numerics::Draws;
    use std::sync::Arc;

    /// Two grid cells of 0.3 m and a border cell, in a box of 1.2 m of this form.
    fn report(shape: ArenaShape) -> [Report; 2] {
        let grid =
            |phase: f64| hexagon(48, 1.2, 0.3, 10.0, [phase, 0.0]).iter().map(|rate| (rate - 0.4).max(0.0)).collect();
        let border: Vec<f32> = centres(48, 1.2).map(|(x, _)| f32::from(u8::from(x < -0.5))).collect();
        let maps = population(&[grid(0.1), grid(0.2), border], 48, 1.2);
        let cells = RecordedCells { track: CellTrack::default(), units: Vec::new(), shape };
        let recorded = RecordedSet { cells, settings: MapSettings::default() };
        let set = MapSet::new(Origin::File("cells.npz".into()), None, maps);
        let set = MapSet { recorded: Some(Arc::new(recorded)), ..set };
        let plain = analyze(&set.maps, set.both_halves(), None);
        [plain.clone().in_form_of(&set, &set.maps), plain]
    }

    #[test]
    fn a_square_changes_no_border_score_and_keeps_small_fields() {
        let [formed, plain] = report(ArenaShape::Rectangle { width_m: 1.2, height_m: 1.2 });
        let borders = |report: &Report| report.units.iter().map(|unit| unit.border_score).collect::<Vec<_>>();
        assert_eq!(borders(&formed), borders(&plain));
        assert!(formed.units[2].border_score > Some(0.8), "{:?}", formed.units[2]);
        assert!(formed.units[0].fields >= 12 && plain.units[0].fields < 3, "{:?}", formed.units[0]);
    }

    #[test]
    fn a_track_has_no_scores_of_two_dimensions() {
        let [track, plain] = report(ArenaShape::Track { length_m: 1.2 });
        assert!(plain.units[0].spacing_m.is_some() && track.modules.is_empty() && track.evidence.periodic.is_empty());
        for unit in track.units.iter().filter(|unit| unit.active) {
            let scores = [unit.grid_score_adaptive, unit.border_score, unit.spacing_m, unit.lattice_score];
            assert_eq!(scores, [None; 4]);
            assert!(unit.spatial_information_bits.is_some(), "what means something along one");
        }
    }

    #[test]
    fn nor_has_a_part_of_one() {
        let mut draws = Draws::new(3, "part of a track", 0);
        let cells: Vec<_> = (0..3).map(|_| (Tuning::grid(0.3, 10.0, &mut draws), 8.0)).collect();
        let mut set = recorded_set(1.0, 300.0, &cells, 3);
        let spacings = |set: &MapSet| {
            let half = &set.both_halves().expect("of a recording")[0];
            analyze_part(set, half, None).units.iter().map(|unit| unit.spacing_m).collect::<Vec<_>>()
        };
        assert!(spacings(&set).iter().all(Option::is_some), "{:?}", spacings(&set));
        let mut recorded = set.recorded.as_deref().expect("with spikes").clone();
        recorded.cells.shape = ArenaShape::Track { length_m: 1.0 };
        set.recorded = Some(Arc::new(recorded));
        assert_eq!(spacings(&set), [None; 3]);
    }
}
