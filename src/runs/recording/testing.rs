//! Small recordings for tests.

use super::{RecordedHead, RecordingWriter};
use crate::analysis::test_maps::Noise;
use crate::maps::{Arena, MapKey, MapSet, MapSetId, Origin, RateMaps, RunId, merged};
use crate::preset::default_preset;
use crate::stream::{Intervention, LossSample, SERIES};
use std::path::Path;

/// The head of a recording of the run of a name.
pub(crate) fn head(run: &str) -> RecordedHead {
    let preset = default_preset();
    RecordedHead {
        program: "gridscope 0.1.0".into(),
        run: run.into(),
        preset_name: preset.name.clone(),
        preset: preset.to_full_ron(),
        device: "CPU, 2 threads".into(),
        instruction_set: "AVX2".into(),
        ..RecordedHead::default()
    }
}

/// Live maps that are the mean of these halves.
pub(crate) fn live(step: u64, halves: [RateMaps; 2]) -> MapSet {
    let maps = merged(halves.each_ref());
    let set = MapSet::new(Origin::Live(RunId::fresh()), Some(step), maps);
    MapSet { key: MapKey { id: MapSetId::fresh(), version: step }, halves: Some(halves), ..set }
}

/// Maps of a few units, other ones at every step, with bins that nobody visited.
pub(crate) fn small(step: u64) -> MapSet {
    let mut noise = Noise(step + 1);
    let mut half = || {
        let visits: Vec<f32> = (0..36).map(|bin| if bin == 7 { 0.0 } else { 3.0 + bin as f32 }).collect();
        let rates = (0..3 * 36).map(|at| if at % 36 == 7 { f32::NAN } else { noise.next() as f32 * (at / 36) as f32 });
        RateMaps { arena: Arena { box_m: 1.5, bins: 6 }, units: 3, rates: rates.collect(), visits }
    };
    live(step, [half(), half()])
}

pub(crate) fn row(step: u64) -> LossSample {
    LossSample { step, values: [1.0 / step as f32; SERIES.len()] }
}

pub(crate) fn change(step: u64, new: &str) -> Intervention {
    Intervention { step, name: "sigma_g".into(), old: "0.4".into(), new: new.into() }
}

/// Records steps 1 to 40 with maps every ten, a change after 20, and an arena.
pub(crate) fn recorded(path: &Path) {
    let mut writer = RecordingWriter::begin(path, &head("a run")).expect("writable");
    writer.maps(&small(0));
    for ten in 1..=4 {
        writer.losses(&(10 * ten - 9..=10 * ten).map(row).collect::<Vec<_>>());
        writer.flush().expect("writable");
        assert!(writer.maps(&small(10 * ten)), "there is room");
        if ten == 2 {
            writer.agree(20, &[change(20, "0.3")]);
            let set = small(20);
            writer.maps(&MapSet { origin: Origin::Arena(RunId::fresh()), ..set.clone() });
            writer.summary(&MapSet { origin: Origin::Arena(RunId::fresh()), ..set });
        }
    }
    writer.end();
    writer.flush().expect("writable");
}
