//! Presets, cells and trajectories: saved, opened, dropped, refused.

use super::{Folders, Window, until};
use crate::app::panels::generalisation::GeneralisationPanel;
use crate::app::testing::live_pictures;
use crate::files::{Numbers, write_npz};
use crate::maps::{Origin, RunId};
use crate::measure::MovementChoice;
use crate::preset::{Preset, default_preset};
use crate::stream::{Command, Event};
use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;

#[test]
fn a_preset_is_saved_and_loaded_by_hand() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let presets = folder.path().to_owned();
    let mut window = Window::with(|options, _| {
        options.folders = Folders { presets: Some(presets), runs: None };
    });
    let file = |name: &str| folder.path().join(name);
    window.press(Modifiers::COMMAND, Key::S);
    window.click("Save");
    assert_eq!(Preset::read(&file("modules-mine.ron")).expect("saved").params, default_preset().params);

    std::fs::write(file("modules-mine.ron"), "(version: 1, purpose: \"by hand\")").expect("writable");
    window.press(Modifiers::COMMAND, Key::S);
    window.click("Save");
    assert!(window.shows("Replace it?"), "asks first");
    let text = std::fs::read_to_string(file("modules-mine.ron")).expect("there");
    assert!(text.contains("by hand"), "untouched so far");
    window.click("Cancel");

    window.press(Modifiers::COMMAND, Key::O);
    window.click("modules-mine");
    let sent = window.sent();
    assert!(matches!(&sent[..], [Command::Load(preset)] if preset.purpose == "by hand"), "{sent:?}");
}

#[test]
fn a_bad_preset_is_refused_with_the_whole_message() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("bad.ron");
    std::fs::write(&path, "(version: 1,\n parameters: (sigma_y: 0.1))").expect("writable");
    let mut window = Window::open();
    window.press(Modifiers::COMMAND, Key::O);
    window.harness.get_by_role_and_label(Role::TextInput, "Path").focus();
    window.frames();
    window.harness.get_by_role_and_label(Role::TextInput, "Path").type_text(path.to_str().expect("UTF-8"));
    window.frames();
    window.click("Open path");
    assert!(window.sent().is_empty(), "nothing is loaded");
    assert!(window.shows("sigma_x") && window.shows("bad.ron:2:"), "place and nearest name, in the dialog");
    assert!(window.has_said("bad.ron:2:"), "and in the log");
}

#[test]
fn what_is_dropped_is_opened() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut window = Window::open();
    window.drop_file(folder.path());
    assert_eq!(window.sent(), [Command::Open(folder.path().to_owned())]);
}

/// Writes maps of ideal grid cells `[unit][y][x]` in a box of 1.5 m.
pub(super) fn write_cells(path: &std::path::Path, units: usize, spacing_m: f64) {
    let rate = |i: usize| {
        let (unit, x, y) = (i / 900, (i % 30) as f64 * 0.05, (i / 30 % 30) as f64 * 0.05);
        let k = 2.0 * std::f64::consts::TAU / (3f64.sqrt() * spacing_m);
        let wave = |angle: f64| (k * ((x - 0.1 * unit as f64) * angle.cos() + y * angle.sin())).cos();
        (wave(0.2) + wave(0.2 + std::f64::consts::FRAC_PI_3) + wave(0.2 + 2.0 * std::f64::consts::FRAC_PI_3) + 1.5)
            as f32
    };
    let rates: Vec<f32> = (0..units * 900).map(rate).collect();
    let arrays: [(&str, &[usize], Numbers<'_>); 2] =
        [("rate_maps", &[units, 30, 30], Numbers::F32(&rates)), ("box_m", &[], Numbers::F64(&[1.5]))];
    write_npz(path, &arrays).expect("writable");
}

#[test]
fn other_peoples_cells_are_shown_and_named_until_the_run_is_wanted() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let cells = folder.path().join("their cells.npz");
    write_cells(&cells, 5, 0.5);
    let (mut window, bell) = Window::with_bell(|_| {});
    window.drop_file(&cells);
    until(&mut window, &bell, |window| window.shows("5 units · 5 active"));
    assert!(window.sent().is_empty(), "the run is left alone");
    assert!(window.shows("their cells.npz") && window.shows("Cells from a file, not of the run"), "named");
    assert!(window.shows("their cells.npz · 5 units"), "above the wall too");
    assert!(window.has_said("5 units in 1.5 m: not of the run"));

    let bad = folder.path().join("bad.npz");
    std::fs::write(&bad, "no archive").expect("writable");
    window.drop_file(&bad);
    until(&mut window, &bell, |window| window.has_said("bad.npz"));
    assert!(window.shows("their cells.npz"), "nothing is lost");

    let run = RunId::fresh();
    let (preset, pictures) = (Box::new(default_preset().clone()), live_pictures(run, 0, 5).into());
    window.tell(Event::Preview { run, preset, pictures });
    window.begin(run);
    let is_file = |window: &Window| window.shown().is_some_and(|set| set.origin == Origin::File(cells.clone()));
    assert!(is_file(&window), "they are of no run");
    window.click("Back to the run");
    assert_eq!(window.shown().map(|set| &set.origin), Some(&Origin::Live(run)));
    assert!(!window.shows("Cells from a file, not of the run"), "what is on screen is the run's");
}

#[test]
fn recordings_of_other_programs_are_dropped_as_they_are() {
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    for (name, shown) in [("nwb/one.nwb", "one.nwb · 3 units"), ("phy", "phy · 3 units")] {
        let (mut window, bell) = Window::with_bell(|_| {});
        window.drop_file(&samples.join(name));
        until(&mut window, &bell, |window| window.shows(shown));
        assert!(window.sent().is_empty(), "no run is opened");
    }
}

#[test]
fn a_track_without_cells_is_walked() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let npz = folder.path().join("rat.npz");
    let arrays: [(&str, &[usize], Numbers<'_>); 3] = [
        ("t", &[3], Numbers::F64(&[0.0, 1.0, 2.0])),
        ("x", &[3], Numbers::F64(&[0.0, 0.5, 1.0])),
        ("y", &[3], Numbers::F64(&[0.0, 0.5, 0.2])),
    ];
    write_npz(&npz, &arrays).expect("writable");
    let csv = folder.path().join("rat.csv");
    std::fs::write(&csv, "t,x,y\n0,0,0\n1,0.5,0.5\n2,1,0.2\n").expect("writable");
    for path in [npz, csv] {
        let (mut window, bell) = Window::with_bell(|_| {});
        window.drop_file(&path);
        until(&mut window, &bell, |window| window.shows("Walk the network"));
        let said = &window.harness.state().log_lines().last().expect("a line").text;
        assert!(said.contains(&path.display().to_string()) && said.ends_with("2 s"), "{said}");
        let panel: &GeneralisationPanel = window.harness.state().settings().panels.get();
        assert_eq!(panel.movement(), Some(MovementChoice::Recorded(path.into())));
    }
}

#[test]
fn a_name_that_is_refused_is_said_once_and_where_it_was_typed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let presets = folder.path().to_owned();
    let mut window = Window::with(|options, _| {
        options.folders = Folders { presets: Some(presets), runs: None };
    });
    let in_front = |window: &Window| window.harness.state().settings().to_ron();
    let before = in_front(&window);
    window.press(Modifiers::COMMAND, Key::S);
    window.press(Modifiers::COMMAND, Key::A);
    window.harness.get_by_role_and_label(Role::TextInput, "Name").type_text("what?");
    window.frames();
    window.key(Key::Enter);
    let said = window.harness.query_all_by_label_contains("cannot be the name of a preset").count();
    assert_eq!(said, 1, "at the name");
    assert!(!window.has_said("cannot be the name") && window.harness.state().problem().is_none(), "nowhere else");
    assert_eq!(in_front(&window), before, "no panel comes to the front");

    window.press(Modifiers::COMMAND, Key::A);
    window.harness.get_by_role_and_label(Role::TextInput, "Name").type_text("what");
    window.frames();
    assert!(!window.shows("cannot be the name"), "it is being mended");
    window.key(Key::Enter);
    assert!(folder.path().join("what.ron").is_file() && !window.shows("Saved in"), "Enter saves");
}

#[test]
fn enter_confirms_and_escape_cancels_in_dialogs() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let presets = folder.path().to_owned();
    let mut window = Window::with(|options, _| {
        options.folders = Folders { presets: Some(presets), runs: None };
    });
    let file = folder.path().join("modules-mine.ron");
    window.press(Modifiers::COMMAND, Key::S);
    window.key(Key::Escape);
    assert!(!window.shows("Saved in") && !file.exists(), "cancelled");
    std::fs::write(&file, "(version: 1, purpose: \"by hand\")").expect("writable");
    window.press(Modifiers::COMMAND, Key::S);
    let button = |window: &Window, name: &str| window.harness.get_by_role_and_label(Role::Button, name).rect();
    let (save, cancel) = (button(&window, "Save"), button(&window, "Cancel"));
    window.key(Key::Enter);
    assert!(window.shows("Replace it?"), "asks first");
    assert_eq!((button(&window, "Replace"), button(&window, "Cancel")), (save, cancel), "nothing moves");
    window.key(Key::Enter);
    assert_eq!(Preset::read(&file).expect("valid").params, default_preset().params, "confirmed");

    window.press(Modifiers::COMMAND, Key::O);
    window.harness.get_by_role_and_label(Role::TextInput, "Path").type_text(folder.path().to_str().expect("UTF-8"));
    window.frames();
    window.key(Key::Enter);
    assert_eq!(window.sent(), [Command::Open(folder.path().to_owned())], "typed at once, opened by Enter");
}
