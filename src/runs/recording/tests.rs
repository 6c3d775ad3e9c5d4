//! What was recorded comes back, as far as the file is whole.

use super::block::{BLOCK_HEAD, MAGIC};
use super::testing::{change, head, live, recorded, row, small};
use super::{FrameKind, RecordingWriter, RunRecording};
use crate::analysis::test_maps::{Noise, rectified};
use crate::analysis::{Report, analyze};
use crate::maps::{Arena, MapSet, Origin, RateMaps};
use crate::preset::default_preset;
use crate::stream::{LossSample, SERIES};
use proptest::prelude::*;
use std::path::PathBuf;
use tempfile::TempDir;

fn in_folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("run.gsrec");
    (folder, path)
}

fn steps(recording: &RunRecording) -> Vec<u64> {
    recording.frames().iter().map(|frame| frame.step).collect()
}

/// Where blocks end.
fn boundaries(file: &[u8]) -> Vec<usize> {
    let mut ends = vec![MAGIC.len()];
    while let Some(at) = ends.last().copied().filter(|at| *at < file.len()) {
        let length = u32::from_le_bytes(file[at + 13..at + 17].try_into().expect("four bytes"));
        ends.push(at + BLOCK_HEAD + length as usize);
    }
    ends
}

fn check_near(given: &RateMaps, found: &RateMaps) -> Result<(), TestCaseError> {
    prop_assert_eq!((found.arena, found.units), (given.arena, given.units));
    for unit in 0..given.units {
        let finite = || given.unit(unit).iter().copied().filter(|rate| rate.is_finite());
        let (low, high) = finite().fold((f32::INFINITY, f32::NEG_INFINITY), |(l, h), rate| (l.min(rate), h.max(rate)));
        let most = (high - low) / 60.0 * 1.001 + 1e-6 * high.abs().max(low.abs());
        for (a, b) in given.unit(unit).iter().zip(found.unit(unit)) {
            prop_assert!(
                a.is_nan() && b.is_nan() || (a - b).abs() <= most,
                "{} became {} of {} to {}",
                a,
                b,
                low,
                high
            );
        }
    }
    for (a, b) in given.visits.iter().zip(&found.visits) {
        prop_assert!((a - b).abs() <= a / 256.0, "{} visits became {}", a, b);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn maps_come_back_within_what_the_codes_can_tell(
        size in 1usize..7,
        rates in prop::collection::vec(prop_oneof![4 => 0.0f32..2.0, 1 => Just(f32::NAN), 1 => Just(0.0), 1 => -1e3f32..1e6], 1..200),
        visits in prop::collection::vec(prop_oneof![Just(0.0f32), 1e-4f32..1e5], 1..9),
        frames in 1u64..20,
    ) {
        let (_folder, path) = in_folder();
        let mut writer = RecordingWriter::begin(&path, &head("")).expect("writable");
        let bins = size * size;
        let half = |shift: usize| {
            let rate = |at: usize| rates[(at + shift) % rates.len()];
            let units = 1 + rates.len() % 4;
            RateMaps {
                arena: Arena { box_m: 0.5 + size as f32, bins: size },
                units,
                rates: (0..units * bins).map(rate).collect(),
                visits: (0..bins).map(|at| visits[(at + shift) % visits.len()]).collect(),
            }
        };
        let sets: Vec<MapSet> = (0..frames).map(|at| live(at, [half(at as usize), half(3 * at as usize + 1)])).collect();
        for set in &sets {
            prop_assert!(writer.maps(set));
        }
        writer.end();
        writer.flush().expect("writable");
        let recording = RunRecording::open(&path).expect("its own");
        prop_assert_eq!(recording.damage(), None);
        // Backwards too: each can be found without the one before.
        for at in (0..sets.len()).chain((0..sets.len()).rev()) {
            let found = recording.maps(at).expect("whole");
            prop_assert_eq!(found.step, sets[at].step);
            let (given, halves) = (sets[at].halves.as_ref().expect("halves"), found.halves.as_ref().expect("halves"));
            for (given, found) in given.iter().zip(halves) {
                check_near(given, found)?;
            }
        }
    }

    #[test]
    fn losses_come_back_to_the_last_bit(bits in prop::collection::vec(any::<u32>(), 7), first in 1u64..1000) {
        let (_folder, path) = in_folder();
        let values: [f32; SERIES.len()] = std::array::from_fn(|at| f32::from_bits(bits[at]));
        let rows = [first, first + 1, first + 5].map(|step| LossSample { step, values });
        let mut writer = RecordingWriter::begin(&path, &head("")).expect("writable");
        writer.losses(&rows);
        writer.flush().expect("writable");
        let found = RunRecording::open(&path).expect("its own");
        for (given, found) in rows.iter().zip(found.losses()) {
            prop_assert_eq!((given.step, given.values.map(f32::to_bits)), (found.step, found.values.map(f32::to_bits)));
        }
        prop_assert_eq!(found.losses().len(), 3);
    }

    #[test]
    fn a_file_that_is_cut_off_or_changed_plays_up_to_there(cut in any::<prop::sample::Index>(), flip in any::<prop::sample::Index>(), bit in 0u8..8) {
        let (_folder, path) = in_folder();
        recorded(&path);
        let whole = std::fs::read(&path).expect("there");
        let all = RunRecording::open(&path).expect("whole");
        let cut = cut.index(whole.len());
        std::fs::write(&path, &whole[..cut]).expect("writable");
        match RunRecording::open(&path) {
            Ok(found) => {
                prop_assert!(steps(&all).starts_with(&steps(&found)) || found.frames().len() < all.frames().len());
                prop_assert!(found.damage().is_some_and(|words| words.contains("step")), "{:?}", found.damage());
                for frame in 0..found.frames().len() {
                    found.maps(frame).expect("what is listed can be read");
                }
            }
            Err(error) => {
                prop_assert!(cut < boundaries(&whole)[1], "the head is whole: {}", error);
                prop_assert!(error.to_string().contains("run.gsrec"), "{}", error);
            }
        }
        let at = flip.index(whole.len());
        let mut changed = whole.clone();
        changed[at] ^= 1 << bit;
        std::fs::write(&path, &changed).expect("writable");
        if let Ok(found) = RunRecording::open(&path) {
            let damage = found.damage().unwrap_or_default().to_owned();
            prop_assert!(damage.contains("byte") || damage.contains("not ended"), "byte {}: {}", at, damage);
            for frame in 0..found.frames().len() {
                found.maps(frame).expect("what is listed can be read");
            }
        }
    }
}

#[test]
fn cut_off_after_any_block_everything_before_is_there() {
    let (_folder, path) = in_folder();
    recorded(&path);
    let whole = std::fs::read(&path).expect("there");
    let ends = boundaries(&whole);
    let mut frames = 0;
    for end in &ends[1..] {
        std::fs::write(&path, &whole[..*end]).expect("writable");
        let found = RunRecording::open(&path).expect("its head is there");
        assert!(found.frames().len() >= frames, "no finished frame is lost");
        frames = found.frames().len();
        let is_whole = *end == whole.len();
        assert_eq!(found.damage().is_none(), is_whole, "{:?}", found.damage());
        assert!(is_whole || found.damage().is_some_and(|words| words.contains("not ended")), "{:?}", found.damage());
    }
    assert_eq!(frames, 6, "five of training and an arena");
}

#[test]
fn what_is_recorded_is_listed() {
    let (_folder, path) = in_folder();
    recorded(&path);
    let found = RunRecording::open(&path).expect("whole");
    assert_eq!((found.head(), found.preset()), (&head("a run"), default_preset()));
    assert_eq!((found.steps(), found.losses().len()), ([0, 40], 40));
    assert_eq!(found.interventions(), [change(20, "0.3")]);
    assert_eq!(steps(&found), [0, 10, 20, 20, 30, 40]);
    let arena = found.frames().iter().position(|frame| frame.kind == FrameKind::Arena { side_m: 1.5 });
    let arena = arena.expect("one");
    assert_eq!(found.frames()[arena].summary.as_ref().map(|summary| summary.units), Some(3), "it was analysed");
    assert_eq!(found.maps(arena).expect("whole").origin, Origin::Arena(found.run()));
    let places: Vec<Option<usize>> = [0, 9, 10, 25, 99].map(|step| found.live_at(step)).into();
    let live = |step| found.frames().iter().position(|frame| frame.step == step && frame.kind == FrameKind::Live);
    assert_eq!(places, [live(0), live(0), live(10), live(20), live(40)]);
    assert!(found.maps(6).is_err_and(|error| error.to_string().contains("6 maps")));
}

#[test]
fn a_recording_goes_on_where_its_run_does() {
    let (folder, path) = in_folder();
    recorded(&path);
    // Killed while it wrote, and gone on with from a checkpoint at step 25.
    let whole = std::fs::read(&path).expect("there");
    std::fs::write(&path, &whole[..whole.len() - 40]).expect("writable");
    let mut writer = RecordingWriter::begin(&path, &head("a run")).expect("of the same run");
    writer.agree(25, &[change(20, "0.3")]);
    assert_eq!(writer.last_row(), Some(25));
    writer.losses(&(20..=30).map(|step| LossSample { values: [2.0; 7], ..row(step) }).collect::<Vec<_>>());
    writer.maps(&small(30));
    writer.agree(30, &[change(20, "0.3"), change(30, "0.2")]);
    writer.end();
    writer.flush().expect("writable");
    let found = RunRecording::open(&path).expect("whole");
    assert_eq!((found.damage(), found.steps()), (None, [0, 30]));
    let rows: Vec<u64> = found.losses().iter().map(|row| row.step).collect();
    assert_eq!(rows, (1..=30).collect::<Vec<_>>(), "every step once");
    assert!(found.losses()[25].values[0] > 1.0, "those of later steps are the new ones");
    assert_eq!((steps(&found), found.interventions().len()), (vec![0, 10, 20, 20, 30], 2));
    found.maps(4).expect("needs none before");

    let error = RecordingWriter::begin(&path, &head("another run")).err().expect("not its own");
    assert!(error.to_string().contains("another run"), "{error}");
    let mut broken = std::fs::read(&path).expect("there");
    let middle = broken.len() / 2;
    broken[middle] ^= 1;
    std::fs::write(&path, &broken).expect("writable");
    RecordingWriter::begin(&path, &head("a run")).expect("a new one");
    let aside = std::fs::read(folder.path().join("aside").join("run.gsrec")).expect("kept");
    assert!(aside == broken, "what is whole after the damage is not lost");
}

/// What is found of a population in parts that a threshold decides.
fn decided(report: &Report) -> (Vec<usize>, Vec<(bool, Option<usize>)>) {
    let units = report.units.iter().map(|unit| (unit.active, unit.module)).collect();
    (report.modules.iter().map(|module| module.units).collect(), units)
}

#[test]
fn modules_and_members_are_those_of_the_recorded_maps() {
    let mut noise = Noise(3);
    let bins = 32;
    let mut cells = |count: usize, spacing_m: f64, orientation_deg: f64| -> Vec<Vec<f32>> {
        let mut place = || 2.0 * (noise.next() - 0.5);
        (0..count).map(|_| rectified(bins, 2.4, spacing_m, orientation_deg, [place(), place()])).collect()
    };
    let mut maps = cells(20, 0.5, 12.0);
    maps.extend(cells(14, 0.8, 27.0));
    maps.push(vec![0.0; bins * bins]);
    let mut half = || RateMaps {
        arena: Arena { box_m: 2.4, bins },
        units: maps.len(),
        rates: maps
            .iter()
            .flatten()
            .map(|rate| if *rate > 0.0 { rate + 0.05 * noise.next() as f32 } else { 0.0 })
            .collect(),
        visits: vec![20.0; bins * bins],
    };
    let set = live(7, [half(), half()]);
    let (_folder, path) = in_folder();
    let mut writer = RecordingWriter::begin(&path, &head("")).expect("writable");
    writer.maps(&small(3)); // of another form: it cannot predict this one
    writer.maps(&set);
    writer.summary(&set);
    writer.flush().expect("writable");
    let recording = RunRecording::open(&path).expect("whole");
    let found = recording.maps(1).expect("whole");
    let reports = [&set, &found].map(|set| analyze(&set.maps, set.both_halves(), None));
    assert_eq!(reports[0].modules.len(), 2, "two modules");
    assert_eq!(decided(&reports[0]), decided(&reports[1]));
    let summary = recording.frames()[1].summary.as_ref().expect("it was analysed");
    assert_eq!((summary.modules.len(), summary.units, summary.active), (2, 35, 34));
    assert!((summary.modules[0].spacing_m - 0.8).abs() < 0.03, "{summary:?}");
}

#[test]
fn what_comes_with_the_program_is_whole_and_small() {
    let bundled = RunRecording::bundled().expect("it is made by tests/long/recordings.sh");
    assert_eq!(bundled.damage(), None);
    assert!(bundled.bytes() <= 5 << 20, "{} bytes", bundled.bytes());
    assert!(!bundled.interventions().is_empty() && !bundled.frames().is_empty() && !bundled.losses().is_empty());
    for frame in [0, bundled.frames().len() / 2, bundled.frames().len() - 1] {
        bundled.maps(frame).expect("whole");
    }
}
