//! Machines that lack something: drivers, a display.

use super::sandbox::Sandbox;
use gridscope::files::{Numbers, write_npz};

#[test]
fn devices_never_crashes() {
    let sandbox = Sandbox::new();
    let text = sandbox.run(&["devices"]).ok().stdout;
    assert!(text.contains(" threads, ") && text.contains(" instructions\n") && text.contains("auto takes"), "{text}");
    // No driver at all, and one that cannot be loaded.
    let broken = sandbox.write("broken.json", "{ this is no driver");
    for driver in ["", &broken] {
        let mut command = sandbox.program(&["devices"]);
        command.env("VK_DRIVER_FILES", driver).env("VK_ICD_FILENAMES", driver);
        let output = command.output().expect("the program can be started");
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && text.contains("auto takes: CPU"), "driver `{driver}`: {text}");
    }
}

#[test]
fn a_window_without_a_display_is_refused_with_what_to_run_instead() {
    let sandbox = Sandbox::new();
    if !cfg!(all(unix, not(target_os = "macos"))) {
        return crate::support::skip("display", "this system always has a display");
    }
    sandbox.run(&[]).refused(2, &["no display", "gridscope train modules"]);
    sandbox.run(&["hexagons"]).refused(2, &["no display", "gridscope train hexagons"]);
    assert!(std::fs::read_dir(sandbox.path("")).expect("the sandbox").next().is_none(), "nothing was written");

    // Whatever it was given, the advice is a command that takes it.
    sandbox.train("my run", &["--steps", "2"]).json();
    let numbers = Numbers::F64(&[0.0, 1.0, 2.0]);
    let track = [("t", &[3usize][..], numbers), ("x", &[3], numbers), ("y", &[3], numbers)];
    write_npz(&sandbox.path("track.npz"), &track).expect("the sandbox can be written");
    let maps: [(&str, &[usize], Numbers<'_>); 2] =
        [("rate_maps", &[1, 1, 3], numbers), ("box_m", &[], Numbers::F64(&[1.0]))];
    write_npz(&sandbox.path("cells.npz"), &maps).expect("the sandbox can be written");
    sandbox.write("rat.csv", "t,x,y\n0,0,0\n1,1,1\n");
    for (given, advice) in [
        ("cells.npz", "gridscope analyze cells.npz\n"),
        ("maps.npy", "gridscope analyze maps.npy\n"),
        ("track.npz", "gridscope analyze RUN --walk track.npz\n"),
        ("rat.csv", "gridscope analyze RUN --walk rat.csv\n"),
        (
            "my run",
            "gridscope train --resume \"my run\", or measure what it has learned: gridscope analyze \"my run\"\n",
        ),
        ("my run/checkpoint-000000002.safetensors", "gridscope analyze \"my run/checkpoint-000000002.safetensors\"\n"),
        ("mine.ron", "gridscope train mine.ron\n"),
    ] {
        sandbox.run(&[given]).refused(2, &["no display", advice]);
    }
    sandbox.run(&["analyze", "cells.npz"]).ok();
    sandbox.run(&["analyze", "my run", "--walk", "track.npz"]).ok();
    sandbox.run(&["analyze", "my run/checkpoint-000000002.safetensors"]).ok();
    sandbox.run(&["train", "--resume", "my run", "--steps", "1"]).ok();
}
