//! Files of others as people have them: asked about, told of, refused.

use super::{Bell, Window, until};
use crate::app::panels::generalisation::GeneralisationPanel;
use crate::import::test_walk::TestWalk;
use crate::import::{LengthUnit, ReadChoice, SpikeClock, WalkFile};
use crate::measure::MovementChoice;
use std::path::Path;

/// A window into which a recording was dropped, as soon as it shows these words.
fn dropped(walk: &TestWalk, path: &Path, words: &str) -> (Window, Bell) {
    if path.extension().is_some_and(|ending| ending == "csv") {
        walk.write_table(path);
    } else {
        walk.write_cells(path);
    }
    let (mut window, bell) = Window::with_bell(|_| {});
    window.drop_file(path);
    until(&mut window, &bell, |window| window.shows(words));
    (window, bell)
}

/// The side of the cells on screen, metres.
fn side_m(window: &Window) -> f32 {
    window.shown().map_or(f32::NAN, |set| set.maps.arena.box_m)
}

#[test]
fn a_clean_recording_is_told_and_shows_no_banner() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (window, _) = dropped(&TestWalk::new(), &folder.path().join("clean.npz"), "Cells from a file");
    assert!(!window.shows("Is clean.npz right?"));
    for words in ["clean.npz: read as: NPZ with a track and spikes", "20 Hz", "3 units", "100 % of them on the track"] {
        assert!(window.has_said(words), "{words}");
    }
}

#[test]
fn what_is_implausible_is_a_banner_until_it_is_seen() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut walk = TestWalk::new();
    walk.x[3000] = 4.2;
    let (mut window, _) = dropped(&walk, &folder.path().join("errant.npz"), "Is errant.npz right?");
    assert!(window.shows("sample 3000 at 150 s") && window.has_said("sample 3000 at 150 s"), "named");
    assert!((0.9..1.0).contains(&side_m(&window)), "{}", side_m(&window));
    window.click("Seen");
    assert!(!window.shows("Is errant.npz right?") && window.shows("Cells from a file"));
    let (mut window, _) = dropped(&walk, &folder.path().join("errant.csv"), "Is errant.csv right?");
    assert!(window.shows("Walk the network"), "it is walked all the same");
    window.click("Seen");
    assert!(!window.shows("Is errant.csv right?"));
}

#[test]
fn a_question_is_a_strip_and_its_answer_reads_the_file_again() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let centimetres = TestWalk::new().moved(100.0, 0.0);
    let button = |window: &Window, begin: &str| {
        let sides = window.harness.state().log_lines().iter().any(|line| line.text.contains("are they metres?"));
        assert!(sides, "asked in the log, too");
        assert!(window.shows(begin), "{begin}");
    };
    let path = folder.path().join("cm.npz");
    let (mut window, bell) = dropped(&centimetres, &path, "are they metres?");
    button(&window, "centimetres: 0.9");
    assert!(window.shown().is_none_or(|set| set.taken_in.is_none()), "nothing is shown yet");
    click_beginning(&mut window, "centimetres: ");
    until(&mut window, &bell, |window| window.shows("Cells from a file"));
    assert!((0.9..1.0).contains(&side_m(&window)) && !window.shows("are they metres?"), "{}", side_m(&window));

    let (mut window, bell) = dropped(&centimetres, &folder.path().join("pixels.npz"), "are they metres?");
    window.click("pixels");
    until(&mut window, &bell, |window| window.shows("Cells from a file"));
    assert!((0.25..0.35).contains(&side_m(&window)), "320 a metre: {}", side_m(&window));

    let (mut window, _) = dropped(&centimetres, &folder.path().join("left.npz"), "are they metres?");
    window.click("Leave it");
    assert!(!window.shows("are they metres?"));

    let path = folder.path().join("cm.csv");
    let (mut window, bell) = dropped(&centimetres, &path, "are they metres?");
    click_beginning(&mut window, "centimetres: ");
    until(&mut window, &bell, |window| window.shows("Walk the network"));
    let panel: &GeneralisationPanel = window.harness.state().settings().panels.get();
    let choice = ReadChoice { unit: Some(LengthUnit::Centimetres), ..ReadChoice::default() };
    assert_eq!(panel.movement(), Some(MovementChoice::Recorded(WalkFile { path, choice })));
}

#[test]
fn spikes_by_another_clock_are_asked_for() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut walk = TestWalk::new();
    walk.spike_times.iter_mut().for_each(|t| *t *= 3e4);
    let (mut window, bell) = dropped(&walk, &folder.path().join("samples.npz"), "By which clock are they timed?");
    click_beginning(&mut window, "sample numbers at 30000 Hz");
    until(&mut window, &bell, |window| window.shows("Cells from a file"));
    let intake = window.shown().and_then(|set| set.taken_in.clone()).expect("read");
    let clock = SpikeClock { unit_s: 1.0 / 3e4, offset_s: 0.0 };
    assert!(intake.notes.iter().any(|words| words.ends_with(&clock.to_string())), "{intake:?}");
}

#[test]
fn a_file_without_units_is_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut walk = TestWalk::new();
    walk.spike_units.fill(-1.0);
    let path = folder.path().join("none.npz");
    walk.write_cells(&path);
    let (mut window, bell) = Window::with_bell(|_| {});
    window.drop_file(&path);
    until(&mut window, &bell, |window| window.has_said("names no unit"));
}

/// Clicks the button whose words begin so.
fn click_beginning(window: &mut Window, begin: &str) {
    use eframe::egui::accesskit::Role;
    use egui_kittest::kittest::Queryable as _;
    let found = window.harness.query_all_by_role(Role::Button).find_map(|node| {
        use egui_kittest::kittest::NodeT as _;
        node.accesskit_node().label().filter(|label| label.starts_with(begin))
    });
    window.click(&found.expect("a button"));
}
