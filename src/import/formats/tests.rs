//! Files of other programs: the numbers are those of the same recording in this program's own layout, whoever wrote them.
//! `tests/formats/make.py` says how each was made.

use crate::data::RecordedCells;
use crate::import::{
    Cells, CellsError, DataKind, ReadChoice, ReadSettings, data_kind, is_data_file, read_cells, read_walk,
};
use std::fs;
use std::path::{Path, PathBuf};

fn sample(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/formats").join(name)
}

fn read_as(path: &Path, choice: ReadChoice) -> Result<Cells, CellsError> {
    read_cells(path, &ReadSettings { choice, ..ReadSettings::default() })
}

fn recorded(cells: &Cells) -> &RecordedCells {
    &cells.recorded.as_ref().expect("made of spikes").cells
}

fn session(name: &str) -> ReadChoice {
    ReadChoice { session: Some(name.into()), ..ReadChoice::default() }
}

/// The cells of a file against those of another one: the same spikes and places, but for rounding, and the same maps.
fn assert_same(name: &str, found: &Cells, truth: &Cells, labels: &[&str]) {
    let (own, other) = (recorded(found), recorded(truth));
    assert_eq!(found.labels, labels, "{name}");
    assert_eq!(own.units.len(), other.units.len(), "{name}");
    for (unit, expected) in own.units.iter().zip(&other.units) {
        assert_eq!(unit.spikes_s.len(), expected.spikes_s.len(), "{name}, {}", unit.label);
        let is_same = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-9;
        assert!(unit.spikes_s.iter().zip(&expected.spikes_s).all(is_same), "{name}, {}", unit.label);
    }
    assert_eq!(own.track.time_s.len(), other.track.time_s.len(), "{name}");
    for (sample, time_s) in other.track.time_s.iter().enumerate() {
        assert!((own.track.time_s[sample] - time_s).abs() < 1e-9, "{name}: time of sample {sample}");
        let [a, b] = [&own.track, &other.track].map(|track| track.position_m[sample]);
        assert!((0..2).all(|axis| (a[axis] - b[axis]).abs() < 1e-6), "{name}: {a:?} and {b:?} in sample {sample}");
    }
    assert_eq!(found.maps.arena.bins, truth.maps.arena.bins, "{name}");
    let off = found.maps.rates.iter().zip(&truth.maps.rates).filter(|(a, b)| (**a - **b).abs() > 1e-3 * b.abs() + 1e-3);
    assert_eq!(off.count(), 0, "{name}: rates");
}

#[test]
fn every_format_gives_the_numbers_of_the_same_data_as_npz() {
    let truth = read_as(&sample("truth.npz"), ReadChoice::default()).expect("the program's own layout");
    let (plain, cells) = (["0", "1", "2"], ["T1C1", "T1C2", "T4C1"]);
    for (name, labels) in [
        ("nwb/one.nwb", ["4", "7", "19"]),
        ("sargolini/10073-17010302_POS.mat", cells),
        ("sargolini/10073-17010302_T1C2.mat", cells),
        ("hafting/11015-07020405_POS.mat", ["t1c1", "t1c2", "t4c1"]),
        ("cellexplorer/rat1.spikes.cellinfo.mat", ["1", "2", "3"]),
        ("cellexplorer73/rat2.spikes.cellinfo.mat", ["1", "2", "3"]),
        ("canns/dictionary.npz", plain),
        ("canns/dictionary.npy", plain),
        ("canns/list.npz", plain),
        ("pynapple/spikes.npz", ["5", "6", "11"]),
    ] {
        let path = sample(name);
        assert!(is_data_file(&path) && data_kind(&path) == DataKind::Cells, "{name}");
        let found = read_as(&path, ReadChoice::default()).unwrap_or_else(|error| panic!("{error}"));
        assert_same(name, &found, &truth, &labels);
        let (walk, _) = read_walk(&path, &ReadChoice::default()).unwrap_or_else(|error| panic!("{error}"));
        assert!((walk.duration_s() - 39.9).abs() < 1e-6, "{name}: the track as a walk");
    }
    for (name, truth, labels) in [
        ("phy", "phy_truth.npz", &["2", "5", "9"][..]),
        ("ratinabox/box.npz", "ratinabox/truth.npz", &["0", "1", "2", "3"]),
        ("canns/counts.npz", "canns/counts_truth.npz", &["0", "1", "2"]),
    ] {
        let truth = read_as(&sample(truth), ReadChoice::default()).expect("the program's own layout");
        let found = read_as(&sample(name), ReadChoice::default()).unwrap_or_else(|error| panic!("{error}"));
        assert_same(name, &found, &truth, labels);
    }
}

#[test]
fn what_a_format_knows_beside_is_kept() {
    let read = |name: &str| read_as(&sample(name), ReadChoice::default()).unwrap_or_else(|error| panic!("{error}"));
    // Directions: 0.3 radians a second; the lights of Sargolini tell the same.
    for name in
        ["nwb/one.nwb", "sargolini/10073-17010302_POS.mat", "pynapple/spikes.npz", "gardner/rat_s_grid_modules_1.npz"]
    {
        let cells = read(name);
        let track = &recorded(&cells).track;
        assert_eq!(track.head_rad.len(), track.time_s.len(), "{name}");
        let off = |(angle, time): (&f32, &f64)| ((f64::from(*angle) - 0.3 * time).sin() / 2.0).abs();
        assert!(track.head_rad.iter().zip(&track.time_s).map(off).fold(0.0, f64::max) < 1e-5, "{name}");
    }
    assert!(recorded(&read("hafting/11015-07020405_POS.mat")).track.head_rad.is_empty(), "one light has no direction");
    let one = read("one_cell/cell_01.mat");
    assert_eq!(
        (one.labels.as_slice(), one.maps.arena.bins),
        (&["cell_01".to_owned()][..], read("truth.npz").maps.arena.bins)
    );
    let said = |name: &str| {
        let intake = read(name).intake;
        (intake.read_as, intake.not_read.join("; "))
    };
    let (read_as, _) = said("sargolini/10073-17010302_T4C1.mat");
    assert!(read_as.contains("10073-17010302_POS.mat with T1C1, T1C2, T4C1"), "{read_as}");
    let (read_as, not_read) = said("phy");
    assert!(
        read_as.contains("position.csv") && not_read.contains("1 clusters of the group noise"),
        "{read_as}: {not_read}"
    );
    let (_, not_read) = said("cellexplorer/rat1.spikes.cellinfo.mat");
    assert!(not_read.contains("of `spikes` sr, cluID, shankID, basename"), "{not_read}");
    let (_, not_read) = said("gardner/rat_s_grid_modules_1.npz");
    assert!(not_read.contains("rat_s_sessions.txt"), "{not_read}");
}

/// The answers to the question of a file, as options; and what it was asked.
fn asked(name: &str, choice: ReadChoice) -> (String, Vec<String>, Vec<ReadChoice>) {
    match read_as(&sample(name), choice) {
        Err(CellsError::Question { question, .. }) => {
            let options = question.answers.iter().map(|answer| answer.option.clone()).collect();
            (question.text, options, question.answers.into_iter().map(|answer| answer.choice).collect())
        }
        other => panic!("{name}: {:?}", other.map(|cells| cells.labels)),
    }
}

#[test]
fn several_sessions_series_and_probes_are_asked_for() {
    let truth = read_as(&sample("truth.npz"), ReadChoice::default()).expect("the program's own layout");
    let (text, options, choices) = asked("nwb/two_series.nwb", ReadChoice::default());
    assert!(text.contains("2 series of places: led1, led2"), "{text}");
    assert_eq!(options, ["--session led1", "--session led2"]);
    let first = read_as(&sample("nwb/two_series.nwb"), choices[0].clone()).expect("one of them");
    assert_same("led1", &first, &truth, &["4", "7", "19"]);

    let (_, options, choices) = asked("nwb/two_probes.nwb", ReadChoice::default());
    assert_eq!(options, ["--session probe0", "--session probe1", "--session 'all probes'"]);
    let labels =
        |choice: &ReadChoice| read_as(&sample("nwb/two_probes.nwb"), choice.clone()).expect("one of them").labels;
    assert_eq!(labels(&choices[0]), ["4"]);
    assert_eq!(labels(&choices[1]), ["7", "19"]);
    assert_eq!(labels(&choices[2]), ["4", "7", "19"]);

    let day = "gardner/rat_q_grid_modules_1_2.npz";
    let (text, options, choices) = asked(day, ReadChoice::default());
    assert!(text.contains("2 sessions: open_field_1, sleep_box_1"), "{text}");
    assert_eq!(options, ["--session open_field_1", "--session sleep_box_1"]);
    let field = read_as(&sample(day), choices[0].clone()).expect("one of them");
    assert_eq!(field.labels, ["mod1/0", "mod1/1", "mod2/0"]);
    let times = &recorded(&field).track.time_s;
    assert_eq!((times[0], times.len()), (2.0, 200), "the first half of the day");
    let expected = truth.recorded.as_ref().expect("spikes").cells.units[0].spikes_s.iter().filter(|time| **time < 22.0);
    assert_eq!(recorded(&field).units[0].spikes_s, expected.copied().collect::<Vec<_>>());
    let second = read_as(&sample(day), session("sleep_box_1, mod2")).expect("a session and a module");
    assert_eq!((second.labels.as_slice(), recorded(&second).track.time_s.len()), (&["mod2/0".to_owned()][..], 200));

    let (text, ..) = asked(day, session("open_field_7"));
    assert!(text.contains("`open_field_7` tells nothing"), "{text}");
}

#[test]
fn a_table_of_deeplabcut_asks_for_part_rate_and_scale() {
    let path = sample("deeplabcut/rat1DLC_resnet50.csv");
    assert_eq!(data_kind(&path), DataKind::Trajectory);
    let ask = |choice: &ReadChoice| match read_walk(&path, choice) {
        Err(error) => error.to_string(),
        Ok((recording, _)) => panic!("{:?}", recording.extent_m()),
    };
    let (_, options, choices) = asked("deeplabcut/rat1DLC_resnet50.csv", ReadChoice::default());
    assert_eq!(options, ["--session nose", "--session body"]);
    let mut choice = choices[0].clone();
    assert!(ask(&choice).contains("how many pictures a second"));
    let (_, options, _) = asked("deeplabcut/rat1DLC_resnet50.csv", choice.clone());
    assert!(options.contains(&"--frames-per-second 50".to_owned()), "{options:?}");
    choice.frames_per_s = Some(10.0);
    assert!(ask(&choice).contains("how many are a metre?"));
    let (_, options, _) = asked("deeplabcut/rat1DLC_resnet50.csv", choice.clone());
    assert!(options[0].starts_with("--pixels-per-metre "), "{options:?}");
    choice.pixels_per_m = Some(0.0);
    assert!(ask(&choice).contains("valid: 1 to 100000"));
    choice.pixels_per_m = Some(400.0);
    let (walk, _) = read_walk(&path, &choice).expect("all is said");
    let (truth, _) = read_walk(&sample("truth.npz"), &ReadChoice::default()).expect("the same walk");
    assert!((walk.duration_s() - 5.9).abs() < 1e-9);
    let ([own, _], [other, _]) = (walk.extent_m(), truth.extent_m());
    assert!(own[0] >= other[0] - 1e-9 && own[1] <= other[1] + 1e-9, "metres: {own:?} in {other:?}");
    assert!(read_as(&path, choice).is_err_and(|error| error.to_string().contains("a trajectory, and no cells")));
}

#[test]
fn what_is_missing_beside_a_file_is_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let copied = |name: &str| {
        let path = folder.path().join(Path::new(name).file_name().expect("a file"));
        fs::copy(sample(name), &path).expect("writable");
        path
    };
    let refused = |path: &Path, choice: ReadChoice| read_as(path, choice).expect_err("no track").to_string();
    for (name, words) in [
        ("sargolini/10073-17010302_T1C1.mat", &["without positions", "_POS.mat"][..]),
        ("cellexplorer/rat1.spikes.cellinfo.mat", &["without behaviour", "rat1.NAME.behavior.mat"]),
        ("pynapple/spikes.npz", &["without places", "TsdFrame", "--track"]),
        ("ratinabox/rates.npz", &["`firingrate`", "neurons.history"]),
    ] {
        let path = copied(name);
        let said = refused(&path, ReadChoice::default());
        for word in words {
            assert!(said.contains(word), "{word}: {said}");
        }
        fs::remove_file(path).expect("our own");
    }
    let phy = folder.path().join("sorted");
    fs::create_dir(&phy).expect("writable");
    for name in ["spike_times.npy", "spike_clusters.npy", "params.py"] {
        fs::copy(sample("phy").join(name), phy.join(name)).expect("writable");
    }
    assert!(refused(&phy, ReadChoice::default()).contains("a folder of phy without places"));
    // Chosen, or above the folder; without groups every cluster is a unit.
    let chosen = ReadChoice { track: Some(sample("phy/position.csv")), ..ReadChoice::default() };
    assert_eq!(read_as(&phy, chosen.clone()).expect("with places").labels, ["2", "4", "5", "9"]);
    fs::copy(sample("phy/position.csv"), folder.path().join("rat.csv")).expect("writable");
    assert_eq!(read_as(&phy, ReadChoice::default()).expect("with places").labels, ["2", "4", "5", "9"]);
    fs::write(phy.join("params.py"), "import os\nos.system('true')\n").expect("writable");
    assert!(refused(&phy, chosen).contains("`params.py`"));
}

#[test]
fn other_layouts_are_told_with_what_is_there_and_how_to_make_what_is_read() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    // A behaviour's file under names that fit nothing: its one variable.
    let mut bytes = fs::read(sample("hafting/11015-07020405_t1c1.mat")).expect("readable");
    let at = bytes.windows(2).position(|two| two == b"ts").expect("its variable");
    bytes[at] = b'q';
    let path = folder.path().join("other.mat");
    fs::write(&path, bytes).expect("writable");
    let said = read_as(&path, ReadChoice::default()).expect_err("no layout").to_string();
    for word in
        ["other.mat", "a MATLAB file", "a structure of qs", "no layout that is read", "scipy.io.loadmat", "numpy.savez"]
    {
        assert!(said.contains(word), "{word}: {said}");
    }
    // A pickle that would call something.
    let npy = fs::read(sample("canns/dictionary.npy")).expect("readable");
    let from = npy.windows(8).position(|text| text == b"_reconst").expect("NumPy's function");
    let mut bytes = npy;
    bytes[from..from + 8].copy_from_slice(b"_explode");
    let path = folder.path().join("evil.npy");
    fs::write(&path, bytes).expect("writable");
    let said = read_as(&path, ReadChoice::default()).expect_err("not plain").to_string();
    assert!(said.contains("evil.npy") && said.contains("nothing in a pickle is run"), "{said}");
}
