//! What the tests of measurements share: subjects, and a measurement that is quick.

use super::{About, ArenaChoice, Inputs, Lane, Measurement, Subject, Unmeasured, Words};
use crate::analysis::{Members, Report, analyze};
use crate::data::Movement;
use crate::maps::{Arena, MapSet, Origin, RateMaps, RunId, map_arena};
use crate::model::Compute;
use crate::numerics::Progress;
use crate::preset::{Params, Preset};
use crate::stream::Wake;
use crate::train::Trainer;
use serde::Serialize;
use std::sync::Arc;

/// The mean rate of some units.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Level {
    pub(crate) level: f32,
}

impl Measurement for Level {
    type Input = Members;

    const ABOUT: About = About {
        name: "level",
        thread: "test",
        key: "level",
        flag: Some("level"),
        help: "Measure how high the rates are",
        is_of_networks: false,
        is_of_recordings: false,
        words: Words { button: "Measure", working: "measuring", finding: "Level", purpose: "How high the rates are" },
    };

    fn inputs(_subject: &Subject, _arenas: &ArenaChoice) -> Inputs<Members> {
        Inputs::Each(vec![Members::AllActive])
    }

    fn run(subject: &Subject, members: &Members, progress: &mut Progress<'_>) -> Result<Self, Unmeasured> {
        let units = subject.report.members(*members);
        if units.is_empty() {
            return Err(Unmeasured::because(format!("{members} has no units")));
        }
        progress.tell(0.5)?;
        let rates: Vec<f32> = units.iter().flat_map(|unit| subject.maps().unit(*unit)).copied().collect();
        Ok(Self { level: rates.iter().sum::<f32>() / rates.len() as f32 })
    }
}

/// Two units of a mean rate of a half, from a file.
pub(crate) fn set() -> MapSet {
    let arena = Arena { box_m: 1.0, bins: 8 };
    let rates = (0..2 * 64).map(|bin| f32::from(u8::from(bin % 2 == 0))).collect();
    let maps = RateMaps { arena, units: 2, rates, visits: vec![1.0; 64] };
    MapSet::new(Origin::File("cells.npz".into()), None, maps)
}

/// What they say; both are in the first module.
pub(crate) fn report() -> Report {
    let mut report = analyze(&set().maps, None, None);
    for unit in &mut report.units {
        (unit.active, unit.module) = (true, Some(0));
    }
    report
}

pub(crate) fn subject() -> Subject {
    Subject::new(Arc::new(set()), Arc::new(report()), None)
}

/// A small network that was mapped in an arena of 1 m.
pub(crate) fn network() -> Subject {
    let mut preset = Preset::new("test", Params::default());
    for (name, value) in [("units", "8"), ("hidden", "4"), ("trajectory_length", "10"), ("trajectories", "3")] {
        preset.params.set_text(name, value).expect("in range");
    }
    let params = preset.params.clone();
    let network = Trainer::new(preset, Compute::cpu()).expect("small run").freeze();
    let found = map_arena(&network, 1.0, &Movement::Smooth, &mut Progress::none()).expect("nobody cancels it");
    let set = MapSet::new(Origin::Arena(RunId::fresh()), Some(0), found.maps);
    let set = MapSet { halves: Some(found.halves), walker: Some(Arc::new(network)), ..set };
    let report = analyze(&set.maps, set.both_halves(), None);
    Subject::new(Arc::new(set), Arc::new(report), Some(&params))
}

/// Nobody is woken.
pub(crate) fn nobody() -> Wake {
    Arc::new(|| {})
}

/// Waits for a lane to end; why it failed, if it did.
pub(crate) fn ended<M: Measurement>(lane: &mut Lane<M>) -> Option<String> {
    while lane.progress().is_some() {
        if let Some(why) = lane.poll() {
            return Some(why);
        }
        std::thread::yield_now();
    }
    None
}
