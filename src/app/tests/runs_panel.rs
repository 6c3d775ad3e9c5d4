//! The panel of recorded runs: found, compared, named, annotated, put away and taken back.

use super::{Bell, Window, until};
use crate::app::Folders;
use crate::maps::RunId;
use crate::preset::default_preset;
use crate::runs::{NOTE, RunFolders, checkpoint_name};
use crate::stream::{Command, Event, LossSample, SERIES};
use crate::train::{EngineOptions, Foreground};
use eframe::egui::{Key, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::fs;
use std::path::Path;

fn record(folder: &Path, seed: u64, steps: u64) -> Foreground {
    let mut preset = default_preset().clone();
    (preset.params.units, preset.params.hidden, preset.params.trajectory_length) = (8, 4, 6);
    preset.params.seed = seed;
    preset.params.sigma_g = 0.1 * seed as f64;
    let records = Box::new(RunFolders::Exactly(folder.to_owned()));
    let options = EngineOptions { run_at_once: true, records, threads: Some(1), ..EngineOptions::new(preset) };
    let mut run = Foreground::begin(options, 1).expect("a small run");
    (0..steps).for_each(|_| run.step());
    run
}

/// A window with the panel in front, onto a folder with two runs and what cannot be read.
fn opened(runs: &Path) -> (Window, Bell) {
    for (name, seed) in [("first", 4), ("second", 5)] {
        record(&runs.join(name), seed, 3).finish();
    }
    fs::create_dir(runs.join("broken")).expect("writable");
    fs::write(runs.join("broken/run.ron"), "(id: 4").expect("writable");
    let folder = runs.to_owned();
    let (mut window, bell) = Window::with_bell(|options| {
        options.folders = Folders { runs: Some(folder), presets: None };
        options.settings.layout.bring_to_front("runs");
    });
    window.begin(RunId::fresh());
    until(&mut window, &bell, |window| window.shows("3 runs"));
    (window, bell)
}

fn type_into(window: &mut Window, field: &str, text: &str) {
    window.harness.get_by_role_and_label(Role::TextInput, field).focus();
    window.frames();
    window.harness.get_by_role_and_label(Role::TextInput, field).type_text(text);
    window.frames();
}

fn is_enabled(window: &Window, name: &str) -> bool {
    !window.harness.get_by_role_and_label(Role::Button, name).accesskit_node().is_disabled()
}

#[test]
fn runs_are_found_and_gone_on_with_and_a_broken_one_hides_none() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let (mut window, bell) = opened(place.path());
    assert!(window.shows("modules, seed 4, 3 steps") && window.shows("modules, seed 5, 3 steps"));
    assert!(window.shows("cannot be read: "), "it says why");
    until(&mut window, &bell, |window| window.harness.query_by_label("Maps of first").is_some());
    type_into(&mut window, "Search", "sigma_g=0.4");
    assert!(window.shows("1 run") && window.shows("seed 4") && !window.shows("seed 5"));
    window.click("first");
    window.click("Continue");
    assert_eq!(window.sent(), [Command::Open(place.path().join("first"))]);
}

#[test]
fn a_run_is_renamed_annotated_put_into_the_bin_and_taken_back() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let (mut window, bell) = opened(place.path());
    window.click("first");
    window.click("Rename…");
    type_into(&mut window, "New name", " again");
    window.click("Rename");
    until(&mut window, &bell, |window| window.harness.query_by_label("first again").is_some());
    assert!(place.path().join("first again").is_dir() && window.has_said("Renamed"));

    window.click("first again");
    window.click("Note…");
    window.harness.get_by_role_and_label(Role::MultilineTextInput, "Note").focus();
    window.frames();
    window.harness.get_by_role_and_label(Role::MultilineTextInput, "Note").type_text("two modules");
    window.frames();
    window.click("Keep note");
    until(&mut window, &bell, |window| window.has_said("Noted in"));
    let note = fs::read_to_string(place.path().join("first again").join(NOTE)).expect("written");
    assert_eq!(note, "two modules\n");
    until(&mut window, &bell, |window| window.shows("two modules"));

    window.click("Delete…");
    window.click("Leave it");
    assert!(place.path().join("first again").is_dir(), "asked first");
    window.click("Delete…");
    window.click("Move to the bin");
    until(&mut window, &bell, |window| window.shows("2 runs"));
    assert!(!place.path().join("first again").exists() && place.path().join("bin/first again").is_dir());
    assert!(window.shows("first again is in the bin"));
    window.click("Put back");
    until(&mut window, &bell, |window| window.shows("3 runs"));
    assert!(place.path().join("first again").join("run.ron").is_file());
}

#[test]
fn a_run_that_is_open_or_written_keeps_its_name_and_says_why() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let writing = record(&place.path().join("third"), 6, 2);
    let (mut window, bell) = opened_with_third(place.path());
    window.click("third");
    assert!(!is_enabled(&window, "Delete…") && !is_enabled(&window, "Rename…"));
    assert!(window.shows("it is being written by"));
    assert!(is_enabled(&window, "Note…"), "a note harms nobody");
    let own = place.path().join("first").join(checkpoint_name(3));
    window.tell(Event::Checkpoint { step: 3, path: own });
    until(&mut window, &bell, |window| window.shows("open here"));
    window.click("first");
    assert!(!is_enabled(&window, "Delete…") && !is_enabled(&window, "Continue"));
    drop(writing);
}

fn opened_with_third(runs: &Path) -> (Window, Bell) {
    for (name, seed) in [("first", 4), ("second", 5)] {
        record(&runs.join(name), seed, 3).finish();
    }
    let folder = runs.to_owned();
    let (mut window, bell) = Window::with_bell(|options| {
        options.folders = Folders { runs: Some(folder), presets: None };
        options.settings.layout.bring_to_front("runs");
    });
    window.begin(RunId::fresh());
    until(&mut window, &bell, |window| window.shows("3 runs"));
    (window, bell)
}

#[test]
fn runs_are_laid_over_each_other_and_compared_in_a_table() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let (mut window, bell) = opened(place.path());
    for step in 1..=20 {
        let sample = LossSample { step, values: [1.0 / step as f32; SERIES.len()] };
        window.wire.borrow().history.write().expect("nobody panicked").push(sample);
    }
    for name in ["Compare first", "Compare second"] {
        window.switch(name);
    }
    until(&mut window, &bell, |window| window.harness.query_all_by_label("curve of second").count() > 1);
    assert!(window.harness.query_all_by_label("curve of first").count() > 1, "in the list and in the legend of Losses");

    window.click("Outcomes (2)");
    until(&mut window, &bell, |window| !window.shows("being looked at"));
    for column in ["sigma_g", "seed", "steps", "active units", "spacings (m)", "median grid score", "total loss"] {
        assert!(window.harness.query_by_role_and_label(Role::Button, column).is_some(), "{column}");
    }
    assert!(window.harness.query_by_role_and_label(Role::Button, "sigma_x (m)").is_none(), "the same in both");
    let rows = |window: &Window| {
        let height = |name: &str| {
            let mut cells = window.harness.query_all_by_label(name).map(|node| node.rect()).collect::<Vec<_>>();
            cells.sort_by(|a, b| a.left().total_cmp(&b.left()));
            cells.last().expect("a row").top()
        };
        height("first") < height("second")
    };
    window.click("seed");
    let ascending = rows(&window);
    window.click("seed");
    assert_ne!(ascending, rows(&window), "the other way round");
    window.click("Save CSV");
    until(&mut window, &bell, |window| window.has_said("Table saved"));
    let csv = fs::read_to_string(place.path().join("outcomes-001.csv")).expect("written");
    assert!(csv.starts_with("run,sigma_g,seed,changes,steps,looked at step,") && csv.lines().count() == 3, "{csv}");
    assert!(csv.contains("first,0.4,4,0,3,3,"), "{csv}");

    window.click("List");
    window.click("Compare none");
    assert!(window.harness.query_by_label("curve of first").is_none());
    window.key(Key::Escape);
}
