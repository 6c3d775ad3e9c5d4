//! Every reader of files that a user may bring: accepts a file or refuses it in words, and nothing else.
//!
//! Of what is refused the words are checked, of what is accepted that it is what its type promises; and in either case that
//! no file was changed.

use super::place::Place;
use gridscope::app::check_talk;
use gridscope::data::{Codebook, Movement, Recording, Trajectories, TrajectorySettings};
use gridscope::export::{Provenance, whence};
use gridscope::files::{Npz, read_text};
use gridscope::import::{Cells, ReadChoice, read_trajectory, read_walk};
use gridscope::preset::Preset;
use gridscope::runs::{NOTE, RunRecording, annotate_run, glance, list_runs, read_checkpoint, recent_runs};
use gridscope::stream::Journal;
use gridscope::train::{Records as _, StoredRun, TrainState, network_shape};
use gridscope::{Progress, RateMaps, ReadSettings, RunFolders, find_checkpoint, read_cells};
use std::fmt::Display;
use std::path::{Path, PathBuf};

/// What can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `preset.ron` and every other preset.
    Preset,
    /// `journal.ron`.
    Journal,
    /// `run.ron`, in a run that is opened as a whole.
    Run,
    Checkpoint,
    /// `metrics.csv`, in a run that goes on.
    Metrics,
    /// Any NPZ file.
    Archive,
    /// Cells: maps, or spikes.
    Spikes,
    /// A recorded trajectory: CSV, NPZ or NPY.
    Trajectory,
    /// An exported file that says where it is from: PNG, SVG, PDF, CSV, NPZ or JSON.
    Exported,
    /// A recorded run.
    Recording,
    /// `talk.ron`.
    Talk,
    /// `note.txt` in a run.
    Note,
    /// What is kept of a look at a checkpoint.
    Glance,
    /// Cells or a track in an NWB file.
    Nwb,
    /// The same in a MATLAB file of version 5.
    Matlab,
    /// The same in one of version 7.3.
    Matlab73,
    /// Dictionaries in NPZ and NPY files, and what pynapple and RatInABox leave.
    Pickled,
    /// A file in a folder of phy.
    Phy,
    /// A table of DeepLabCut.
    DeepLabCut,
}

impl Kind {
    pub const ALL: [Self; 19] = [
        Self::Preset,
        Self::Journal,
        Self::Run,
        Self::Checkpoint,
        Self::Metrics,
        Self::Archive,
        Self::Spikes,
        Self::Trajectory,
        Self::Exported,
        Self::Recording,
        Self::Talk,
        Self::Note,
        Self::Glance,
        Self::Nwb,
        Self::Matlab,
        Self::Matlab73,
        Self::Pickled,
        Self::Phy,
        Self::DeepLabCut,
    ];

    /// Whether it is a format of other programs, of which each file takes longer.
    pub fn is_of_others(self) -> bool {
        matches!(self, Self::Nwb | Self::Matlab | Self::Matlab73 | Self::Pickled | Self::Phy | Self::DeepLabCut)
    }

    /// In lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Preset => "preset",
            Self::Journal => "journal",
            Self::Run => "run",
            Self::Checkpoint => "checkpoint",
            Self::Metrics => "metrics",
            Self::Archive => "archive",
            Self::Spikes => "spikes",
            Self::Trajectory => "trajectory",
            Self::Exported => "exported",
            Self::Recording => "recording",
            Self::Talk => "talk",
            Self::Note => "note",
            Self::Glance => "glance",
            Self::Nwb => "nwb",
            Self::Matlab => "matlab",
            Self::Matlab73 => "matlab73",
            Self::Pickled => "pickled",
            Self::Phy => "phy",
            Self::DeepLabCut => "deeplabcut",
        }
    }
}

/// Text files of any kind are read up to this size here.
const MAX_TEXT_BYTES: u64 = 1 << 24;
/// Characters that a user can be expected to read, and more.
const MAX_WORDS: usize = 10_000;

/// Reads a file as one of a kind: the words of its refusal where it is refused.
///
/// # Errors
/// When the file is refused.
///
/// # Panics
/// When reading panics, changes a file, refuses in words that nobody can read, or accepts what it should not.
pub fn read(kind: Kind, place: &Place, bytes: &[u8]) -> Result<(), String> {
    match kind {
        Kind::Preset => preset(place, bytes),
        Kind::Journal => journal(place, bytes),
        Kind::Run => run(place, bytes),
        Kind::Checkpoint => checkpoint(place, bytes),
        Kind::Metrics => metrics(place, bytes),
        Kind::Archive => with_file(place, "mutant.npz", bytes, archive),
        Kind::Spikes => with_file(place, "mutant.npz", bytes, spikes),
        Kind::Trajectory if bytes.starts_with(b"PK") => with_file(place, "mutant.npz", bytes, trajectory),
        Kind::Trajectory if bytes.starts_with(b"\x93NUMPY") => with_file(place, "mutant.npy", bytes, trajectory),
        Kind::Trajectory => with_file(place, "mutant.csv", bytes, trajectory),
        Kind::Exported => with_file(place, "mutant", bytes, exported),
        Kind::Recording => with_file(place, "mutant.gsrec", bytes, recording),
        Kind::Talk => with_file(place, "talk.ron", bytes, talk),
        Kind::Note => note(place, bytes),
        Kind::Glance => kept_glance(place, bytes),
        Kind::Nwb => with_file(place, "mutant.nwb", bytes, |path| foreign(path, &ReadChoice::default())),
        Kind::Matlab | Kind::Matlab73 => matlab(kind, place, bytes),
        Kind::Pickled => pickled(place, bytes),
        Kind::Phy => phy(place, bytes),
        Kind::DeepLabCut => with_file(place, "mutant.csv", bytes, deeplabcut),
    }
}

/// A run can do without its note; what cannot be read is no note.
fn note(place: &Place, bytes: &[u8]) -> Result<(), String> {
    place.with_added(NOTE, bytes, |path| {
        let noted = || {
            let listed = list_runs(place.runs(), 9, &mut Progress::none()).expect("nobody cancels it");
            assert_eq!(listed.entries.len(), 1, "there is one run");
            listed.entries.into_iter().next().expect("just counted").note
        };
        let first = noted();
        assert_eq!(std::fs::read(path).expect("still there"), bytes, "reading changes nothing");
        assert!(first.len() <= bytes.len() && first.trim() == first, "what was written, and no more: {first:?}");
        if first.is_empty() {
            return Err("there is no note".to_owned());
        }
        annotate_run(&place.run(), &first).map_err(in_words)?;
        assert_eq!(noted(), first, "written and read again");
        Ok(())
    })
}

/// A look that was kept is made again where it cannot be read.
fn kept_glance(place: &Place, bytes: &[u8]) -> Result<(), String> {
    place.with_glance(bytes, |checkpoint, cache| {
        let kept = glance(checkpoint, Some(cache), true, &mut Progress::none()).map_err(in_words)?;
        assert_eq!(kept.step, 3, "that of the checkpoint");
        assert!(!in_words(kept.words()).is_empty(), "it says something");
        if let Some(mapped) = kept.mapped() {
            let sheet = &mapped.sheet;
            let size = sheet.bins() * sheet.bins();
            for place in 0..sheet.across() * sheet.across() {
                assert_eq!(sheet.map(place).len(), size, "a whole sheet");
            }
            assert!(mapped.silent() <= mapped.units && mapped.grid_score().is_none_or(f64::is_finite), "{mapped:?}");
        }
        Ok(())
    })
}

/// Cells, or a track alone; and the track as a walk.
fn foreign(path: &Path, choice: &ReadChoice) -> Result<(), String> {
    let walked = read_walk(path, choice).map_err(in_words);
    if let Ok((recording, _)) = &walked {
        assert!(recording.duration_s() > 0.0 && recording.extent_m().iter().flatten().all(|place| place.is_finite()));
    }
    let settings = ReadSettings { choice: choice.clone(), ..ReadSettings::default() };
    match read_cells(path, &settings).map_err(in_words) {
        Ok(cells) => {
            check_maps(&cells.maps);
            Ok(())
        }
        Err(words) => walked.map(drop).map_err(|_| words),
    }
}

/// A file of a session beside a good one of a cell, and with a good behaviour for cells of CellExplorer.
fn matlab(kind: Kind, place: &Place, bytes: &[u8]) -> Result<(), String> {
    let cell = sample("hafting/11015-07020405_t1c1.mat");
    place.write("mutant_t1c1.mat", &cell);
    let behavior = match kind {
        Kind::Matlab => "cellexplorer/rat1.openfield.behavior.mat",
        _ => "cellexplorer73/rat2.openfield.behavior.mat",
    };
    let track = Some(sample_path(behavior));
    let choice = ReadChoice { track, ..ReadChoice::default() };
    with_file(place, "mutant_POS.mat", bytes, |path| foreign(path, &choice))
}

fn pickled(place: &Place, bytes: &[u8]) -> Result<(), String> {
    let name = if bytes.starts_with(b"PK") { "mutant.npz" } else { "mutant.npy" };
    let choice = ReadChoice { track: Some(sample_path("pynapple/position.npz")), ..ReadChoice::default() };
    with_file(place, name, bytes, |path| foreign(path, &choice))
}

/// A folder in which one file is another one: which of them, its bytes tell.
fn phy(place: &Place, bytes: &[u8]) -> Result<(), String> {
    let is_times = bytes.windows(5).take(128).any(|text| text == b"'<u8'");
    let name = match bytes {
        [0x93, ..] if is_times => "spike_times.npy",
        [0x93, ..] => "spike_clusters.npy",
        [b'c', ..] => "cluster_group.tsv",
        _ => "params.py",
    };
    let folder = place.runs().join("phy");
    std::fs::create_dir_all(&folder).expect("writable");
    for file in PHY {
        place.write(&format!("phy/{file}"), &sample(&format!("phy/{file}")));
    }
    with_file(place, &format!("phy/{name}"), bytes, |_| foreign(&folder, &ReadChoice::default()))
}

fn deeplabcut(path: &Path) -> Result<(), String> {
    let session = Some("nose".to_owned());
    let choice = ReadChoice { session, frames_per_s: Some(10.0), pixels_per_m: Some(400.0), ..ReadChoice::default() };
    foreign(path, &choice)
}

/// The files of a folder of phy.
pub const PHY: [&str; 5] = ["spike_times.npy", "spike_clusters.npy", "cluster_group.tsv", "params.py", "position.csv"];

/// One of the files of other programs in `tests/formats`.
pub fn sample(name: &str) -> Vec<u8> {
    std::fs::read(sample_path(name)).expect("it comes with the sources")
}

fn sample_path(name: &str) -> PathBuf {
    // The fuzzing workspace lies two folders deeper.
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    [root.join("tests/formats"), root.join("../formats")]
        .into_iter()
        .find(|path| path.is_dir())
        .expect("the folder")
        .join(name)
}

fn talk(path: &Path) -> Result<(), String> {
    check_talk(path.parent().expect("it is in a folder")).map_err(in_words)
}

fn preset(place: &Place, bytes: &[u8]) -> Result<(), String> {
    with_file(place, "mutant.ron", bytes, |path| {
        let preset = Preset::read(path).map_err(in_words)?;
        preset.params.check().expect("what is read is in range");
        for text in [preset.to_ron(), preset.to_full_ron()] {
            let again = Preset::from_ron(&preset.name, &text).expect("its own text");
            assert_eq!(again, preset, "written and read again: {text}");
        }
        Ok(())
    })
}

fn journal(place: &Place, bytes: &[u8]) -> Result<(), String> {
    place.with_broken("journal.ron", bytes, |path| {
        let stored = opened(place).expect("a run can do without its journal");
        let steps: Vec<u64> = stored.pending.iter().map(|entry| entry.step).collect();
        assert!(steps.is_sorted() && steps.first().is_none_or(|step| *step >= stored.state.step), "pending: {steps:?}");
        let journal = Journal::from_ron(&read_text(path, MAX_TEXT_BYTES).map_err(in_words)?).map_err(in_words)?;
        assert_eq!(Journal::from_ron(&journal.to_ron()).expect("its own text"), journal, "written and read again");
        Ok(())
    })
}

fn run(place: &Place, bytes: &[u8]) -> Result<(), String> {
    place.with_broken("run.ron", bytes, |_| {
        assert!(recent_runs(place.runs(), 9).len() <= 1, "there is one run");
        opened(place).map(drop)
    })
}

fn metrics(place: &Place, bytes: &[u8]) -> Result<(), String> {
    place.with_broken("metrics.csv", bytes, |_| {
        let StoredRun { state, samples, notes, .. } = opened(place).expect("a run can do without its curves");
        let steps: Vec<u64> = samples.iter().map(|sample| sample.step).collect();
        assert!(steps.windows(2).all(|pair| pair[0] < pair[1]), "steps grow: {steps:?}");
        assert!(steps.last().is_none_or(|last| *last <= state.step), "no rows of the future: {steps:?}");
        match notes.into_iter().find(|note| note.contains("kept aside")) {
            Some(note) => {
                assert!(samples.is_empty(), "of a file that is refused nothing is used");
                Err(note)
            }
            None => Ok(()),
        }
    })
}

/// The run as it is stored. Nothing is changed, whatever is found.
fn opened(place: &Place) -> Result<StoredRun, String> {
    let before = place.files();
    let stored = RunFolders::Exactly(place.run()).read(&place.run());
    assert_eq!(place.files(), before, "reading changes nothing");
    let stored = stored.map_err(in_words)?;
    stored.notes.iter().for_each(|note| drop(in_words(note)));
    check_state(&stored.state);
    Ok(stored)
}

fn checkpoint(place: &Place, bytes: &[u8]) -> Result<(), String> {
    place.with_broken("checkpoint-000000003.safetensors", bytes, |path| {
        opened(place).expect("an older checkpoint is whole");
        let (_, found) = find_checkpoint(&place.run()).expect("an older checkpoint is whole");
        check_state(&found);
        check_state(&read_checkpoint(path).map_err(in_words)?);
        Ok(())
    })
}

fn check_state(state: &TrainState) {
    let params = &state.preset.params;
    params.check().expect("what is read is in range");
    let shapes = network_shape(params).parameters();
    assert!(shapes.len() == state.weights.len() && shapes.len() == state.moments.len(), "all arrays are there");
    for ((name, shape), (weights, moments)) in shapes.iter().zip(state.weights.iter().zip(&state.moments)) {
        let count = shape.iter().product::<usize>();
        for values in [weights, &moments[0], &moments[1]] {
            assert!(values.len() == count && values.iter().all(|value| value.is_finite()), "{name}");
        }
        assert!(moments[1].iter().all(|moment| *moment >= 0.0), "second moments of {name}");
    }
    let schedule = &state.schedule;
    assert!(state.step < u64::MAX && state.updates <= state.step && schedule.origin <= state.step, "{schedule:?}");
    assert!(schedule.rate(params, state.step).is_finite(), "{schedule:?}");
}

fn archive(path: &Path) -> Result<(), String> {
    let npz = Npz::read(path).map_err(in_words)?;
    drop(npz.array("").map_err(in_words)); // says which arrays there are
    for name in npz.names() {
        let array = npz.array(name).map_err(in_words)?;
        assert_eq!(Some(array.values.len()), product(&array.shape), "{name}");
        drop(npz.list(name).map_err(in_words)); // may have more axes than one
    }
    Ok(())
}

fn product(shape: &[usize]) -> Option<usize> {
    shape.iter().try_fold(1usize, |count, axis| count.checked_mul(*axis))
}

fn spikes(path: &Path) -> Result<(), String> {
    let Cells { maps, halves, labels, .. } = read_cells(path, &ReadSettings::default()).map_err(in_words)?;
    assert!(labels.is_empty() || labels.len() == maps.units, "{} names of {} units", labels.len(), maps.units);
    check_maps(&maps);
    for half in halves.iter().flatten() {
        check_maps(half);
        assert_eq!((half.units, half.arena), (maps.units, maps.arena), "halves are of the same cells");
    }
    Ok(())
}

fn check_maps(maps: &RateMaps) {
    let RateMaps { arena, units, rates, visits } = maps;
    assert!(arena.bins > 0 && arena.box_m.is_finite() && arena.box_m > 0.0, "{arena:?}");
    assert_eq!(Some(visits.len()), product(&[arena.bins; 2]));
    assert_eq!(Some(rates.len()), product(&[*units, arena.bins, arena.bins]));
    assert!(rates.iter().all(|rate| rate.is_finite() || rate.is_nan()), "no rate is infinite");
    assert!(visits.iter().all(|visits| visits.is_finite() && *visits >= 0.0), "visits are numbers");
}

fn trajectory(path: &Path) -> Result<(), String> {
    let recording = read_trajectory(path).map_err(in_words)?;
    let duration_s = recording.duration_s();
    assert!(duration_s.is_finite() && duration_s > 0.0, "it takes {duration_s} s");
    let extent_m = recording.extent_m();
    assert!(extent_m.iter().flatten().all(|place| place.is_finite()), "it extends over {extent_m:?}");
    check_walk(recording);
    Ok(())
}

fn exported(path: &Path) -> Result<(), String> {
    let from = whence(path).map_err(in_words)?;
    assert!(!from.program.is_empty(), "something is said");
    let again: Provenance = serde_json::from_str(&from.to_line()).expect("its own line");
    assert_eq!(again, from, "written and read again");
    Ok(())
}

/// What is damaged is read up to there; that it is damaged counts as refused.
fn recording(path: &Path) -> Result<(), String> {
    let recording = RunRecording::open(path).map_err(in_words)?;
    recording.preset().params.check().expect("what is read is in range");
    let rows: Vec<u64> = recording.losses().iter().map(|row| row.step).collect();
    assert!(rows.windows(2).all(|pair| pair[0] < pair[1]), "steps grow");
    let steps: Vec<u64> = recording.frames().iter().map(|frame| frame.step).collect();
    assert!(steps.is_sorted(), "steps grow");
    assert!(recording.interventions().is_sorted_by_key(|made| made.step), "steps grow");
    let [first, last] = recording.steps();
    assert!(first <= last && steps.last().is_none_or(|step| *step <= last), "{first} to {last}: {steps:?}");
    let mut whole = Ok(());
    for frame in 0..recording.frames().len() {
        match recording.maps(frame) {
            Ok(set) => {
                check_maps(&set.maps);
                set.halves.iter().flatten().for_each(check_maps);
            }
            Err(error) => whole = Err(in_words(error)),
        }
    }
    recording.damage().map_or(whole, |damage| Err(in_words(damage)))
}

/// Walks along a recording stay in the arena.
fn check_walk(recording: Recording) {
    let settings = TrajectorySettings { box_m: 2.0, count: 2, length: 30 };
    let walks = Trajectories::draw(0, &Codebook::draw(0, 0.15, 8), &Movement::Recorded(recording), settings);
    assert!(walks.positions_m.iter().flatten().all(|place| place.abs() <= 1.0), "the walk stays inside");
}

/// A file beside the run while something is done with it; nothing changes it.
fn with_file(
    place: &Place,
    name: &str,
    bytes: &[u8],
    work: impl FnOnce(&Path) -> Result<(), String>,
) -> Result<(), String> {
    let path = place.write(name, bytes);
    let done = work(&path);
    assert!(std::fs::read(&path).expect("still there") == bytes, "{name} was changed");
    done
}

/// The words of an error, which somebody has to be able to read in a terminal or a window.
fn in_words(error: impl Display) -> String {
    let words = error.to_string();
    assert!(!words.trim().is_empty(), "an error says something");
    assert!(words.chars().count() <= MAX_WORDS, "{} characters: {words:.300}…", words.chars().count());
    let control = words.chars().find(|c| c.is_control() && *c != '\n');
    assert!(control.is_none(), "{control:?} in {words:?}");
    words
}
