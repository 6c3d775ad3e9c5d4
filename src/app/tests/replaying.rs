//! Recordings in the window: opened, played, scrubbed, left again; and a run that is recorded.

use super::{Bell, Folders, Window, until};
use crate::app::ask::Ask;
use crate::app::testing::live_pictures;
use crate::maps::RunId;
use crate::runs::recording::testing::{change, recorded};
use crate::stream::{Command, Event, RecordingStatus, RunState};
use eframe::egui::{Key, Role};
use egui_kittest::kittest::Queryable as _;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

/// A window with a run of its own, onto which a recording of steps 0 to 40 was dropped; it plays.
fn dropped() -> (Window, Bell, TempDir, RunId) {
    let (mut window, bell) = Window::with_bell(|_| {});
    let run = RunId::fresh();
    window.begin(run);
    window.wire.borrow_mut().pictures = Some(Arc::new(live_pictures(run, 5, 2)));
    window.frames();
    window.sent();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("run.gsrec");
    recorded(&path);
    window.drop_file(&path);
    until(&mut window, &bell, |window| window.shows("Back to the run"));
    until(&mut window, &bell, |window| window.shown().is_some_and(|set| set.maps.units == 3));
    (window, bell, folder, run)
}

fn step(window: &Window) -> u64 {
    window.harness.state().status().step
}

#[test]
fn a_recording_plays_in_place_of_the_run_which_waits() {
    let (mut window, _bell, _folder, run) = dropped();
    assert!(window.shows("REPLAY"), "the badge says so");
    assert_eq!(window.sent(), [Command::Pause], "the run waits");
    assert_eq!((step(&window), window.harness.state().status().state), (0, RunState::Running));
    for _ in 0..4 {
        window.now.set(window.now.get() + Duration::from_millis(400));
        window.frames();
    }
    assert!(step(&window) > 0, "it plays");
    window.click("Pause playback");
    assert_eq!(window.harness.state().status().state, RunState::Paused);

    window.click("Back to the run");
    assert!(!window.shows("REPLAY") && !window.shows("Back to the run"));
    let shown = window.shown().map(|set| (set.origin.run(), set.maps.units));
    assert_eq!(shown, Some((Some(run), 2)), "its own maps");
    assert!(window.sent().is_empty(), "it is as it was left");
    window.click("Run");
    assert_eq!(window.sent(), [Command::Run], "and goes on");
}

#[test]
fn any_step_and_every_intervention_can_be_reached() {
    let (mut window, bell, _folder, _) = dropped();
    window.click("Pause playback");
    window.slide("step of the recording", 33.0);
    assert_eq!(step(&window), 33);
    assert_eq!(window.harness.state().interventions(), [change(20, "0.3")]);
    until(&mut window, &bell, |window| window.shown().is_some_and(|set| set.step == Some(30)));
    window.click("Previous intervention");
    assert_eq!(step(&window), 20);
    window.slide("step of the recording", 3.0);
    assert!(window.harness.state().interventions().is_empty(), "it had not happened yet");
    assert!((window.harness.state().preset().params.sigma_g - 0.4).abs() < 1e-9);
    window.click("Next intervention");
    assert!((window.harness.state().preset().params.sigma_g - 0.3).abs() < 1e-9);
    window.key(Key::Period);
    assert_eq!(step(&window), 30, "the next maps");
    window.key(Key::Comma);
    window.key(Key::Comma);
    assert_eq!(step(&window), 10, "and back");
}

#[test]
fn it_loops_when_it_is_told_to() {
    let (mut window, _bell, _folder, _) = dropped();
    window.switch("Loop");
    window.slide("step of the recording", 40.0);
    assert_eq!(window.harness.state().status().state, RunState::Running);
    window.now.set(window.now.get() + Duration::from_millis(100));
    window.frames();
    assert!(step(&window) < 40, "it began again");
    assert_eq!(window.harness.state().status().state, RunState::Running);
}

#[test]
fn a_preset_that_is_loaded_is_for_the_run() {
    let (mut window, _bell, _folder, _) = dropped();
    window.sent();
    window.press(eframe::egui::Modifiers::COMMAND, Key::O);
    window.click("hexagons");
    assert!(matches!(&window.sent()[..], [Command::Load(preset)] if preset.name == "hexagons"));
    assert!(!window.shows("REPLAY"), "the recording is closed");
}

#[test]
fn a_damaged_recording_says_so_and_one_that_is_none_is_refused() {
    let (mut window, bell) = Window::with_bell(|_| {});
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("run.gsrec");
    recorded(&path);
    let whole = std::fs::read(&path).expect("there");
    std::fs::write(&path, &whole[..whole.len() - 100]).expect("writable");
    window.drop_file(&path);
    until(&mut window, &bell, |window| window.shows("Cut off"));
    window.frames(); // the log hears of it in a frame of its own
    assert!(window.has_said("cut off at byte"), "and where");
    std::fs::write(&path, "no recording").expect("writable");
    window.drop_file(&path);
    until(&mut window, &bell, |window| window.has_said("does not begin like a recording"));
    assert!(window.shows("Back to the run"), "the other one plays on");
}

#[test]
fn the_run_is_recorded_by_one_button_and_a_mark_says_so() {
    let mut window = Window::open();
    window.begin(RunId::fresh());
    window.sent();
    window.click("Record");
    assert!(matches!(window.sent()[..], [Command::Record { path: None, .. }]));
    let path = std::path::PathBuf::from("runs/run/recording.gsrec");
    window.wire.borrow_mut().status.recording = Some(RecordingStatus { bytes: 3_200_000, maps: 4, skipped: 0 });
    window.tell(Event::RecordingBegan { path: path.clone(), every: 100 });
    assert!(window.shows("REC 3.2 MB"));
    window.click("Record");
    assert_eq!(window.sent(), [Command::StopRecording]);
    window.wire.borrow_mut().status.recording = None;
    window.tell(Event::RecordingEnded { path, problem: None });
    assert!(!window.shows("REC 3.2 MB") && window.has_said("recording is whole"));
}

#[test]
fn the_recording_that_comes_with_the_program_is_offered_and_listed() {
    let (mut window, bell) = Window::with_bell(|options| options.offers_recording = true);
    window.begin(RunId::fresh());
    window.click("Play the recording");
    until(&mut window, &bell, |window| window.shows("REPLAY"));
    assert!(!window.shows("See grid cells now"), "taken");
    window.click("Back to the run");
    window.press(eframe::egui::Modifiers::COMMAND, Key::O);
    window.harness.get_by_role_and_label(Role::Button, "Recording: modules with ablations").scroll_to_me();
    window.frames();
    window.click("Recording: modules with ablations");
    until(&mut window, &bell, |window| window.shows("REPLAY"));
}

#[test]
fn recent_runs_offer_their_recordings() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = folder.path().join("modules-1");
    std::fs::create_dir(&run).expect("writable");
    for file in ["run.ron", "metrics.csv"] {
        std::fs::write(run.join(file), "").expect("writable");
    }
    recorded(&run.join("recording.gsrec"));
    let runs = folder.path().to_owned();
    let (mut window, bell) = Window::with_bell(|options| {
        options.folders = Folders { presets: None, runs: Some(runs) };
    });
    window.press(eframe::egui::Modifiers::COMMAND, Key::O);
    window.click("recording of modules-1");
    until(&mut window, &bell, |window| window.shows("REPLAY"));
}

#[test]
fn a_recording_that_plays_becomes_a_film_beside_it() {
    let (mut window, bell, folder, _) = dropped();
    window.click("Pause playback");
    let ctx = window.harness.ctx.clone();
    window.harness.state_mut().carry_out(Ask::Film, &ctx);
    window.frames();
    assert!(window.shows("As GIF") && window.shows("As MP4"), "it asks as what");
    window.click("No film");
    assert!(!window.shows("As GIF"));
    window.harness.state_mut().carry_out(Ask::Film, &ctx);
    window.frames();
    window.click("As GIF");
    let said = |window: &Window| -> Option<String> {
        let lines = window.harness.state().log_lines();
        lines.iter().map(|line| line.text.clone()).find(|text| text.contains("film"))
    };
    until(&mut window, &bell, |window| said(window).is_some());
    let said = said(&window).expect("just seen");
    assert!(said.starts_with("Saved a film of 5 pictures: "), "{said}");
    assert!(!window.shows("As GIF") && window.shows("Copy path"), "the strip says where it lies");
    let films: Vec<_> = std::fs::read_dir(folder.path())
        .expect("a folder")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "gif"))
        .collect();
    assert_eq!(films.len(), 1, "{films:?}");
    let from = crate::export::whence(&films[0]).expect("it says where it is from");
    assert!(from.command.starts_with("gridscope film ") && from.step == Some(40), "{from:?}");
}
