//! Files that nobody meant well: whatever they hold, there is an answer in words, soon, and in little memory.

use super::{ReadSettings, read_cells, read_trajectory};
use crate::files::{Numbers, write_npz};
use proptest::prelude::*;
use std::path::Path;

/// Reads a file in both ways. What is read of it has the size that it says.
fn read(path: &Path) {
    if let Ok(cells) = read_cells(path, &ReadSettings::default()) {
        let size = cells.maps.arena.bins.pow(2);
        for maps in cells.halves.iter().flatten().chain([&cells.maps]) {
            assert_eq!((maps.rates.len(), maps.visits.len()), (maps.units * size, size));
            assert!(!maps.rates.iter().any(|rate| rate.is_infinite()), "no rate is infinite");
        }
    }
    if let Ok(recording) = read_trajectory(path) {
        assert!(recording.duration_s().is_finite() && recording.duration_s() > 0.0);
    }
}

fn read_bytes(bytes: &[u8], name: &str) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("writable");
    read(&path);
}

/// A good file of each kind.
fn good_files() -> [Vec<u8>; 3] {
    let time_s: Vec<f64> = (0..20).map(f64::from).collect();
    let place: Vec<f64> = time_s.iter().map(|t| (0.7 * t).sin()).collect();
    let samples = [20usize];
    let track = |name| (name, &samples[..], Numbers::F64(if name == "t" { &time_s } else { &place }));
    let rates: Vec<f32> = (0..32).map(|i| i as f32).collect();
    let files: [&[(&str, &[usize], Numbers<'_>)]; 3] = [
        &[("rate_maps", &[2, 4, 4], Numbers::F32(&rates)), ("box_m", &[], Numbers::F64(&[1.5]))],
        &[
            track("t"),
            track("x"),
            track("y"),
            ("spike_times", &[3], Numbers::F64(&[1.5, 3.5, 4.5])),
            ("spike_units", &[3], Numbers::I64(&[0, 1, 0])),
        ],
        &[track("t"), track("x"), track("y"), ("spikes_3", &[2], Numbers::F64(&[2.5, 7.5]))],
    ];
    files.map(|arrays| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("good.npz");
        write_npz(&path, arrays).expect("writable");
        std::fs::read(&path).expect("just written")
    })
}

/// The bytes of an archive with another number at a place of one of its arrays, and no checksum wrong.
fn with_number(which: usize, number: f64, at: usize) -> Vec<u8> {
    let mut time_s: Vec<f64> = (0..20).map(f64::from).collect();
    let mut place: Vec<f64> = time_s.iter().map(|t| (0.7 * t).sin()).collect();
    let (mut spikes, mut units, mut box_m) = ([1.5, 3.5], [0.0, 1.0], [2.5]);
    let lists: [&mut [f64]; 5] = [&mut time_s, &mut place, &mut spikes, &mut units, &mut box_m];
    for (index, list) in lists.into_iter().enumerate() {
        if index == which {
            let at = at % list.len();
            list[at] = number;
        }
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("cells.npz");
    let arrays: [(&str, &[usize], Numbers<'_>); 6] = [
        ("t", &[20], Numbers::F64(&time_s)),
        ("x", &[20], Numbers::F64(&place)),
        ("y", &[20], Numbers::F64(&place)),
        ("spike_times", &[2], Numbers::F64(&spikes)),
        ("spike_units", &[2], Numbers::F64(&units)),
        ("box_m", &[], Numbers::F64(&box_m)),
    ];
    write_npz(&path, &arrays).expect("writable");
    std::fs::read(&path).expect("just written")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_are_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), is_archive in any::<bool>()) {
        read_bytes(&bytes, if is_archive { "a.npz" } else { "a.csv" });
    }

    #[test]
    fn no_damage_is_a_panic(
        kind in 0usize..3,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in prop::option::weighted(0.2, any::<prop::sample::Index>()),
    ) {
        let mut bytes = good_files()[kind].clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        read_bytes(&bytes, "a.npz");
    }

    #[test]
    fn no_number_is_a_panic(
        which in 0usize..5,
        number in prop_oneof![
            any::<f64>(),
            prop::sample::select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e308, -1e308, 5e-324, 99_999.0, 1e18]),
        ],
        at in 0usize..20,
    ) {
        read_bytes(&with_number(which, number, at), "a.npz");
    }

    #[test]
    fn no_rows_are_a_panic(rows in prop::collection::vec(prop::collection::vec(
        prop::sample::select(vec!["0", "1", "-1e308", "1e308", "nan", "inf", "5e-324", "", "x", "t", "2", "\u{1b}"]), 1..5,
    ), 0..8)) {
        let rows: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
        read_bytes(rows.join("\n").as_bytes(), "a.csv");
    }
}

#[test]
fn good_files_are_good() {
    for bytes in good_files() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("good.npz");
        std::fs::write(&path, bytes).expect("writable");
        read_cells(&path, &ReadSettings::default()).expect("or the damage to it would tell nothing");
    }
}

#[test]
fn words_of_a_file_reach_nobody_as_they_are() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let csv = folder.path().join("a.csv");
    let long = "x".repeat(100_000);
    for text in
        [format!("\u{1b}[31m{long},y\n"), format!("0,0,0\n1,\u{202e}{long},2\n"), format!("{}\n", "a,".repeat(1 << 20))]
    {
        std::fs::write(&csv, text).expect("writable");
        let error = read_trajectory(&csv).expect_err("no trajectory").to_string();
        assert!(error.len() < 2000 && !error.contains(['\u{1b}', '\u{202e}']), "{error}");
    }
    let npz = folder.path().join("a.npz");
    write_npz(&npz, &[("\u{9b}31m\r", &[1], Numbers::F64(&[1.0]))]).expect("writable");
    let error = read_cells(&npz, &ReadSettings::default()).expect_err("no cells").to_string();
    assert!(error.contains(r"\u{9b}31m\r") && !error.contains(char::is_control), "{error}");
}
