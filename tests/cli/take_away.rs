//! `gridscope export` and `gridscope film`, and that others read what they wrote.

use super::sandbox::Sandbox;
use crate::support::{root, skip};
use gridscope::export::Provenance;
use gridscope::files::{Npz, Numbers, write_npz};
use std::collections::BTreeSet;
use std::process::Command;

fn names(sandbox: &Sandbox, folder: &str) -> BTreeSet<String> {
    let entries = std::fs::read_dir(sandbox.path(folder)).expect("a folder");
    entries.map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn export_leaves_figures_numbers_arrays_weights_and_the_run() {
    let sandbox = Sandbox::new();
    sandbox.train("run", &["--steps", "20", "--at", "10:capacity.enabled=false"]).json();
    sandbox.run(&["export", "run", "--out", "out"]).ok();
    let found = names(&sandbox, "out");
    for name in [
        "README.txt",
        "weights.safetensors",
        "maps.npz",
        "rate_maps.png",
        "units.csv",
        "losses.svg",
        "metrics.csv",
        "preset.ron",
        "journal.ron",
    ] {
        assert!(found.contains(name), "{name}: {found:?}");
    }
    let bytes = std::fs::read(sandbox.path("out/weights.safetensors")).expect("a file");
    let weights = safetensors::SafeTensors::deserialize(&bytes).expect("safetensors");
    assert!(weights.names().iter().all(|name| !name.contains("adam")), "weights only: {:?}", weights.names());
    let (_, metadata) = safetensors::SafeTensors::read_metadata(&bytes).expect("safetensors");
    let texts = metadata.metadata().clone().expect("texts");
    let from: Provenance = serde_json::from_str(&texts[Provenance::KEY]).expect("one line of JSON");
    assert_eq!((from.preset.as_str(), from.step, texts["step"].as_str()), ("square-modules", Some(20), "20"));
    let rows = sandbox.read("out/metrics.csv");
    assert!(rows.starts_with("# gridscope {") && rows.lines().count() == 22, "a comment, names, 20 steps: {rows}");
    assert_eq!(sandbox.read("out/journal.ron").matches("capacity.enabled").count(), 1);
    assert!(Npz::read(&sandbox.path("out/maps.npz")).expect("arrays").has("rate_maps"));
    for file in ["weights.safetensors", "maps.npz", "rate_maps.png", "metrics.csv", "losses.svg"] {
        let from = sandbox.run(&["whence", &format!("out/{file}"), "--json"]).json();
        assert_eq!((&from["preset"], &from["step"]), (&"square-modules".into(), &20.into()), "{file}");
        assert!(from["command"].as_str().is_some_and(|command| command.starts_with("gridscope reproduce")), "{from}");
    }
    assert!(sandbox.read("out/README.txt").contains("the network's weights after 20 training steps"));

    sandbox.run(&["export", "run", "--out", "out"]).ok();
    sandbox.write("out/preset.ron", "mine");
    sandbox.run(&["export", "run", "--out", "out"]).refused(2, &["preset.ron", "--force"]);
    sandbox.run(&["export", "out/units.csv", "--out", "other"]).refused(2, &["valid: a run folder"]);
}

#[test]
fn a_recording_becomes_a_film() {
    let sandbox = Sandbox::new();
    let record = ["--steps", "120", "--at", "60:capacity.enabled=false", "--record", "a.gsrec", "--record-every", "5"];
    sandbox.train("run", &record).json();
    for (out, more) in [
        ("a.gif", &["--size", "240x200", "--fps", "5"][..]),
        ("a.png", &["--size", "240x200", "--best", "3"]),
        ("pictures", &["--size", "240x200", "--units", "0,5,2", "--every", "2", "--smooth"]),
    ] {
        sandbox.run(&[&["film", "a.gsrec", "--out", out], more].concat()).ok();
        assert!(sandbox.path(out).exists(), "{out}");
    }
    let gif = std::fs::read(sandbox.path("a.gif")).expect("a file");
    let mut reader = gif::DecodeOptions::new().read_info(gif.as_slice()).expect("a GIF");
    assert_eq!((reader.width(), reader.height()), (240, 200));
    let mut pictures = Vec::new();
    while let Some(frame) = reader.read_next_frame().expect("whole") {
        pictures.push(frame.buffer.to_vec());
    }
    assert!(pictures.len() >= 2, "{} pictures", pictures.len());
    assert!(pictures.windows(2).all(|pair| pair[0] != pair[1]), "each has its step");
    assert!(names(&sandbox, "pictures").len() * 2 >= pictures.len(), "every second one");
    for file in ["a.gif", "a.png", "pictures/picture_00000.png"] {
        let from = sandbox.run(&["whence", file, "--json"]).json();
        assert_eq!((&from["preset"], &from["what"]), (&"square-modules".into(), &"film of rate maps".into()), "{file}");
    }
    let moving = std::fs::read(sandbox.path("a.png")).expect("a file");
    let reader = png::Decoder::new(std::io::Cursor::new(&moving)).read_info().expect("a PNG");
    assert_eq!(reader.info().animation_control.expect("it moves").num_frames as usize, pictures.len());
    assert_eq!(reader.info().utf8_text[0].keyword, Provenance::KEY);

    if Command::new("ffmpeg").arg("-version").output().is_ok() {
        sandbox.run(&["film", "a.gsrec", "--out", "a.mp4", "--size", "241x201"]).ok();
        let from = sandbox.run(&["whence", "a.mp4", "--json"]).json();
        assert_eq!((&from["preset"], &from["what"]), (&"square-modules".into(), &"film of rate maps".into()));
    } else {
        skip("ffmpeg", "ffmpeg is not installed");
    }

    sandbox.run(&["film", "a.gsrec", "--out", "a.gif"]).refused(2, &["a.gif exists already", "--force"]);
    sandbox.run(&["film", "a.gsrec", "--out", "a.avi"]).refused(2, &["valid: .gif"]);
    sandbox.run(&["film", "a.gsrec", "--out", "b.gif", "--units", "99"]).refused(2, &["valid: 0 to 11"]);
    sandbox.run(&["film", "run/metrics.csv", "--out", "b.gif"]).refused(2, &["metrics.csv"]);
    let mut without = sandbox.program(&["film", "a.gsrec", "--out", "b.mp4"]);
    let output = without.env("PATH", sandbox.path("nowhere")).output().expect("the program can be started");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(1) && said.contains("ffmpeg is not installed"), "{said}");
    assert!(names(&sandbox, ".").iter().all(|name| !name.starts_with(".gridscope")), "nothing is left");
}

/// The lines that the README shows.
fn lines_of_the_readme() -> String {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("there");
    let (_, after) = readme.split_once("```python\n").expect("lines of Python");
    after.split_once("```").expect("they end").0.to_owned()
}

/// A Python with NumPy; none where it was skipped.
fn python() -> Option<String> {
    // The system's own has the system's NumPy, also where another one comes first.
    let named = std::env::var("GRIDSCOPE_PYTHON").ok();
    let has_numpy = |python: &String| {
        let tried = Command::new(python).args(["-c", "import numpy"]).output();
        tried.is_ok_and(|output| output.status.success())
    };
    let mut pythons = named.into_iter().chain(["python3", "/usr/bin/python3"].map(str::to_owned));
    let found = pythons.find(has_numpy);
    if found.is_none() {
        skip("python", "there is no Python with NumPy");
    }
    found
}

#[test]
fn numpy_reads_what_cells_are_called() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::new();
    let names = ["t3c1".to_owned(), "β".into()];
    let arrays: [(&str, &[usize], Numbers<'_>); 3] = [
        ("rate_maps", &[2, 2, 2], Numbers::F64(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 9.0])),
        ("box_m", &[], Numbers::F64(&[1.0])),
        ("unit_labels", &[2], Numbers::Texts(&names)),
    ];
    write_npz(&sandbox.path("cells.npz"), &arrays).expect("writable");
    sandbox.run(&["analyze", "cells.npz", "--out", "out"]).ok();
    let line = "import numpy as np; a = np.load('out/maps.npz')['unit_labels']; print(a.dtype, ascii(a.tolist()))";
    let output =
        Command::new(&python).args(["-c", line]).current_dir(sandbox.path(".")).output().expect("just started");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(said.trim(), r"<U4 ['t3c1', '\u03b2']", "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn python_reads_arrays_and_weights_without_our_code() {
    let Some(python) = python() else { return };
    let lines = lines_of_the_readme();
    assert_eq!(lines.trim().lines().count(), 4, "four lines: {lines}");
    let sandbox = Sandbox::new();
    sandbox.train("run", &["--steps", "3"]).json();
    sandbox.run(&["export", "run", "--out", "out"]).ok();
    let more =
        "print(maps.shape, json.dumps({k: [list(v.shape), float(v.sum(dtype='f8'))] for k, v in weights.items()}))";
    let output = Command::new(&python)
        .args(["-c", &format!("{lines}\n{more}")])
        .current_dir(sandbox.path("out"))
        .output()
        .expect("just started");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.starts_with("(12, 40, 40) "), "12 units, 2 m in bins of 5 cm: {said}");
    let read: serde_json::Value = serde_json::from_str(said.trim_start_matches("(12, 40, 40) ")).expect("JSON");
    let bytes = std::fs::read(sandbox.path("out/weights.safetensors")).expect("a file");
    let own = safetensors::SafeTensors::deserialize(&bytes).expect("safetensors");
    assert_eq!(own.len(), read.as_object().expect("an object").len());
    for (name, array) in own.tensors() {
        let sum: f64 = array.data().as_chunks::<4>().0.iter().map(|four| f64::from(f32::from_le_bytes(*four))).sum();
        assert_eq!(read[&name][0], serde_json::json!(array.shape()), "{name}");
        let told = read[&name][1].as_f64().expect("a number");
        assert!((told - sum).abs() <= 1e-6 * (1.0 + sum.abs()), "{name}: {told} and {sum}");
    }
}
