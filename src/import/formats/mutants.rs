//! A hundred broken files of every format: an answer in words or cells, and never a panic. `GRIDSCOPE_MUTANTS` makes more.

use crate::import::{ReadChoice, ReadSettings, read_cells, read_walk};
use crate::numerics::Draws;
use std::fs;
use std::path::{Path, PathBuf};

/// Files of each format that are broken, unless more are asked for.
const MUTANTS: u64 = 100;

/// A file after one to four changes: a byte, a bit, a number of four bytes, an end.
fn broken(good: &[u8], draws: &mut Draws) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for _ in 0..=draws.below(4) {
        let at = draws.below(bytes.len() as u32) as usize;
        match draws.below(12) {
            0..=3 => bytes[at] = draws.below(256) as u8,
            4..=6 => bytes[at] ^= 1 << draws.below(8),
            // Lengths, shapes and addresses are whole numbers in small places.
            7..=9 => {
                let at = at / 4 * 4;
                let number = [0, 1, 255, 65_535, 1 << 24, u32::MAX, u32::MAX / 2, 128][draws.below(8) as usize];
                let end = (at + 4).min(bytes.len());
                bytes[at..end].copy_from_slice(&number.to_le_bytes()[..end - at]);
            }
            10 => bytes.truncate(at.max(1)),
            _ => {
                let piece = bytes[at..(at + 64).min(bytes.len())].to_vec();
                let to = draws.below(bytes.len() as u32) as usize;
                bytes.splice(to..to, piece);
            }
        }
    }
    bytes
}

/// Copies a folder of samples.
fn copied(name: &str) -> tempfile::TempDir {
    let samples = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/formats").join(name);
    let folder = tempfile::tempdir().expect("a temporary folder");
    for entry in fs::read_dir(samples).expect("a folder") {
        let path = entry.expect("readable").path();
        fs::copy(&path, folder.path().join(path.file_name().expect("a file"))).expect("writable");
    }
    folder
}

/// Breaks one file of a folder again and again, and reads what is opened.
fn mutants(folder: &str, target: &str, opened: Option<&str>, choice: &ReadChoice) {
    let place = copied(folder);
    let path = place.path().join(target);
    let opened = opened.map_or(place.path().to_owned(), |name| place.path().join(name));
    let good = fs::read(&path).expect("readable");
    let settings = ReadSettings { choice: choice.clone(), ..ReadSettings::default() };
    let is_read = |path: &Path| read_cells(path, &settings).is_ok() || read_walk(path, choice).is_ok();
    assert!(is_read(&opened), "{folder}/{target} is good, or damage to it would tell nothing");
    let count = std::env::var("GRIDSCOPE_MUTANTS").map_or(MUTANTS, |count| count.parse().expect("a whole number"));
    for number in 0..count {
        fs::write(&path, broken(&good, &mut Draws::new(14, target, number))).expect("writable");
        let cells = read_cells(&opened, &settings).map_err(|error| error.to_string());
        let walk = read_walk(&opened, choice).map_err(|error| error.to_string());
        for words in [cells.err(), walk.err()].into_iter().flatten() {
            assert!(!words.trim().is_empty() && words.chars().count() < 4000, "{target}, mutant {number}: {words}");
            assert!(!words.contains(char::is_control), "{target}, mutant {number}: {words:?}");
        }
    }
}

#[test]
fn broken_nwb_files() {
    mutants("nwb", "one.nwb", Some("one.nwb"), &ReadChoice::default());
}

#[test]
fn broken_files_of_matlab_5() {
    let choice = ReadChoice::default();
    for (folder, target, opened) in [
        ("sargolini", "10073-17010302_POS.mat", "10073-17010302_POS.mat"),
        ("hafting", "11015-07020405_t1c1.mat", "11015-07020405_POS.mat"),
        ("hafting", "11015-07020405_POS.mat", "11015-07020405_POS.mat"),
        ("cellexplorer", "rat1.spikes.cellinfo.mat", "rat1.spikes.cellinfo.mat"),
    ] {
        mutants(folder, target, Some(opened), &choice);
    }
}

#[test]
fn broken_files_of_matlab_73() {
    mutants("cellexplorer73", "rat2.spikes.cellinfo.mat", Some("rat2.spikes.cellinfo.mat"), &ReadChoice::default());
}

#[test]
fn broken_dictionaries() {
    mutants("canns", "dictionary.npy", Some("dictionary.npy"), &ReadChoice::default());
    mutants("gardner", "rat_s_grid_modules_1.npz", Some("rat_s_grid_modules_1.npz"), &ReadChoice::default());
}

#[test]
fn broken_files_of_pynapple_and_ratinabox() {
    mutants("pynapple", "spikes.npz", Some("spikes.npz"), &ReadChoice::default());
    mutants("ratinabox", "box.npz", Some("box.npz"), &ReadChoice::default());
}

#[test]
fn broken_folders_of_phy() {
    for target in ["spike_times.npy", "spike_clusters.npy", "cluster_group.tsv", "params.py", "position.csv"] {
        mutants("phy", target, None, &ReadChoice::default());
    }
}

#[test]
fn broken_tables_of_deeplabcut() {
    let session = Some("nose".to_owned());
    let choice = ReadChoice { session, frames_per_s: Some(10.0), pixels_per_m: Some(400.0), ..ReadChoice::default() };
    let table = "rat1DLC_resnet50.csv";
    mutants("deeplabcut", table, Some(table), &choice);
}
