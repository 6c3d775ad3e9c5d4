//! Parts of one recording side by side: its halves, and its odd and even minutes.

use super::about::{About, Words};
use super::measurement::{Inputs, Measurement, Unmeasured};
use super::movement::ArenaChoice;
use super::subject::Subject;
use crate::analysis::analyze_part;
use crate::analysis::recorded::{SessionComparison, SessionMaps, compare_sessions, shared_cells};
use crate::maps::{RateMaps, RecordedSet, SpikeMapper};
use crate::numerics::Progress;
use serde::Serialize;

/// How a recording is divided in two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SplitKind {
    /// At half of the samples: what has drifted differs.
    Halves,
    /// Minute by minute: drift hits both alike.
    Minutes,
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SessionSplit {
    pub split: SplitKind,
}

impl SessionSplit {
    pub const ALL: [Self; 2] = [Self { split: SplitKind::Halves }, Self { split: SplitKind::Minutes }];

    /// What both parts are called.
    #[must_use]
    pub fn names(self) -> [&'static str; 2] {
        match self.split {
            SplitKind::Halves => ["first half", "second half"],
            SplitKind::Minutes => ["odd minutes", "even minutes"],
        }
    }
}

impl Measurement for SessionComparison {
    type Input = SessionSplit;

    const ABOUT: About = About {
        name: "comparison of parts of the recording",
        thread: "gridscope-sessions",
        key: "sessions",
        flag: Some("sessions"),
        help: "Compare the halves of a recording, and its odd and even minutes: population vectors, maps, spacing, orientation",
        is_of_networks: false,
        is_of_recordings: false,
        words: Words {
            button: "Compare",
            working: "comparing sessions",
            finding: "Sessions side by side",
            purpose: "Correlation of population vectors and of the maps of every cell, and how spacing and orientation change",
        },
    };

    fn part(input: &SessionSplit) -> Option<String> {
        Some(input.names().join(" and "))
    }

    /// Both ways of dividing a recording; of maps without spikes only halves that came with them.
    fn inputs(subject: &Subject, _arenas: &ArenaChoice) -> Inputs<SessionSplit> {
        let set = &subject.set;
        let is_there = |split: &SessionSplit| match split.split {
            SplitKind::Halves => set.halves.is_some(),
            SplitKind::Minutes => set.recorded.is_some(),
        };
        Inputs::Each(SessionSplit::ALL.into_iter().filter(is_there).collect())
    }

    fn run(subject: &Subject, split: &SessionSplit, progress: &mut Progress<'_>) -> Result<Self, Unmeasured> {
        progress.tell(0.0)?;
        let set = &subject.set;
        let no = || Unmeasured::because("the file has no spikes: only whole maps are known");
        let parts = match (split.split, set.recorded.as_deref()) {
            (SplitKind::Halves, _) => set.halves.clone().ok_or_else(no)?,
            (SplitKind::Minutes, Some(recorded)) => by_minutes(recorded, subject.maps()),
            (SplitKind::Minutes, None) => return Err(no()),
        };
        progress.tell(0.1)?;
        let first = analyze_part(set, &parts[0], None);
        progress.tell(0.55)?;
        let second = analyze_part(set, &parts[1], None);
        progress.tell(1.0)?;
        let names = split.names();
        let sessions = [
            SessionMaps { name: names[0], maps: &parts[0], units: &first.units },
            SessionMaps { name: names[1], maps: &parts[1], units: &second.units },
        ];
        Ok(compare_sessions(sessions, &shared_cells(set, set)))
    }
}

/// Maps of the odd and of the even minutes, the first minute being odd.
fn by_minutes(recorded: &RecordedSet, maps: &RateMaps) -> [RateMaps; 2] {
    let track = &recorded.cells.track;
    let mapper = SpikeMapper::new(track, maps.arena, recorded.settings);
    let start_s = track.time_s.first().copied().unwrap_or(0.0);
    let minute = |sample: usize| ((track.time_s[sample] - start_s) / 60.0).floor();
    let is_odd = |sample: usize| minute(sample) % 2.0 < 1.0;
    [
        mapper.maps_where(&recorded.cells.units, is_odd),
        mapper.maps_where(&recorded.cells.units, |sample| !is_odd(sample)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::test_recordings::recorded_set;
    use crate::analysis::{analyze, analyze_set};
    use crate::data::simulated::Tuning;
    use crate::data::{ArenaShape, CellTrack, RecordedCells, RecordedUnit};
    use crate::maps::{Arena, MapSet, MapSettings, Origin};
    use crate::measure::testing;
    use crate::numerics::Draws;
    use std::sync::Arc;

    #[test]
    fn minutes_take_turns() {
        // Four minutes; the cell fires in the odd ones only.
        let track = CellTrack {
            time_s: (0..2400).map(|i| f64::from(i) * 0.1).collect(),
            position_m: (0..2400)
                .map(|i| [((i * 7) % 100) as f32 / 100.0 - 0.5, ((i / 100) % 10) as f32 / 10.0 - 0.45])
                .collect(),
            head_rad: Vec::new(),
        };
        let spikes_s = (0..600).map(|i| f64::from(i) * 0.1 + f64::from(i / 600) + 0.05).collect();
        let units = vec![RecordedUnit { label: "a".into(), spikes_s }];
        let cells = RecordedCells { track, units, shape: ArenaShape::Rectangle { width_m: 1.0, height_m: 1.0 } };
        let settings = MapSettings { bin_m: 0.1, smoothing_m: 0.0, speed_gate_m_s: 0.0, ..MapSettings::default() };
        let arena = Arena { box_m: 1.0, bins: 10 };
        let mapper = SpikeMapper::new(&cells.track, arena, settings);
        let maps = mapper.maps(&cells.units, 0..2400);
        let recorded = RecordedSet { cells, settings };
        let [odd, even] = by_minutes(&recorded, &maps);
        let sum = |maps: &RateMaps| maps.visits.iter().sum::<f32>();
        assert!((sum(&odd) - 120.0).abs() < 1.0 && (sum(&even) - 120.0).abs() < 1.0);
        assert!(
            odd.unit(0).iter().any(|rate| *rate > 1.0) && even.unit(0).iter().all(|rate| rate.is_nan() || *rate == 0.0)
        );
        let set =
            MapSet { recorded: Some(Arc::new(recorded)), ..MapSet::new(Origin::File("a.npz".into()), None, maps) };
        let report = analyze(&set.maps, None, None);
        let subject = Subject::new(Arc::new(set), Arc::new(report), None);
        let Inputs::Each(inputs) = SessionComparison::inputs(&subject, &ArenaChoice::default()) else {
            panic!("a list")
        };
        assert_eq!(inputs, SessionSplit::ALL[1..], "halves were not made");
        let found = SessionComparison::run(&subject, &inputs[0], &mut Progress::none()).expect("it has spikes");
        assert_eq!((found.first.as_str(), found.cells.len()), ("odd minutes", 1));
        assert!(found.cells[0].rate_ratio.is_some_and(|ratio| ratio < 0.01), "{found:?}");
    }

    #[test]
    fn what_one_cell_does_takes_no_lattice_from_another() {
        let mut draws = Draws::new(1, "test", 0);
        let mut cells: Vec<(Tuning, f64)> = (0..4).map(|_| (Tuning::grid(0.3, 10.0, &mut draws), 4.0)).collect();
        cells.push((Tuning::fields(1, 1.0, &mut draws), 1500.0));
        let set = recorded_set(1.0, 1200.0, &cells, 3);
        let report = analyze_set(&set, None);
        let subject = Subject::new(Arc::new(set), Arc::new(report), None);
        for split in SessionSplit::ALL {
            let found = SessionComparison::run(&subject, &split, &mut Progress::none()).expect("it has spikes");
            assert_eq!(found.lattices, 4, "{found:?}");
        }
    }

    #[test]
    fn without_spikes_it_says_why() {
        let subject = testing::subject();
        let error =
            SessionComparison::run(&subject, &SessionSplit::ALL[1], &mut Progress::none()).expect_err("no spikes");
        assert!(error.to_string().contains("no spikes"), "{error}");
    }
}
