//! A run that is trained again from the window, and a run that is kept as a script.

use super::{Bell, Window, until};
use crate::app::Folders;
use crate::app::ask::Ask;
use crate::maps::RunId;
use crate::preset::{Preset, default_preset};
use crate::runs::{RunFolders, checkpoint_name};
use crate::stream::{Command, Event, Intervention, Source as _};
use crate::train::{EngineOptions, Foreground};
use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;
use std::path::Path;

/// A run of a few steps with one intervention, in a folder.
fn record(folder: &Path) {
    let mut preset = Preset::new("small", default_preset().params.clone());
    for (name, value) in [("units", "8"), ("hidden", "4"), ("trajectory_length", "8"), ("trajectories", "3")] {
        preset.params.set_text(name, value).expect("in range");
    }
    let records = Box::new(RunFolders::Exactly(folder.to_owned()));
    let options = EngineOptions { run_at_once: true, records, ..EngineOptions::new(preset) };
    let mut run = Foreground::begin(options, 1).expect("a small run");
    for step in 0..6 {
        if step == 3 {
            run.send(Command::HoldRate(true)).expect("it runs");
        }
        run.step();
    }
    run.finish();
}

/// A window whose run lies in a folder.
fn of_run(folder: &Path) -> (Window, Bell) {
    let (mut window, bell) = Window::with_bell(|_| {});
    window.begin(RunId::fresh());
    window.tell(Event::Checkpoint { step: 6, path: folder.join(checkpoint_name(6)) });
    (window, bell)
}

/// Asks for what has no button of its own in every window.
fn ask(window: &mut Window, ask: Ask) {
    let ctx = window.harness.ctx.clone();
    window.harness.state_mut().carry_out(ask, &ctx);
    window.frames();
}

#[test]
fn the_present_run_is_trained_again_and_the_verdict_stays_until_it_is_closed() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let folder = place.path().join("run");
    record(&folder);
    let (mut window, bell) = of_run(&folder);
    ask(&mut window, Ask::ReproduceRun);
    until(&mut window, &bell, |window| window.shows("Reproduced run"));
    assert!(window.shows("Same to the last bit: 6 steps and"), "in sight");
    assert!(window.has_said("Reproduced run: same to the last bit"), "and in the log");
    window.click("Close");
    assert!(!window.shows("Reproduced run"), "put away");

    let journal = folder.join("journal.ron");
    let text = std::fs::read_to_string(&journal).expect("there");
    std::fs::write(&journal, text.replace("step:3", "step:4")).expect("writable");
    window.press(Modifiers::COMMAND, Key::O);
    window.harness.get_by_role_and_label(Role::TextInput, "Path").focus();
    window.frames();
    window.harness.get_by_role_and_label(Role::TextInput, "Path").type_text(&folder.display().to_string());
    window.frames();
    window.click("Reproduce");
    assert!(!window.shows("Bundled presets"), "the dialog is done");
    until(&mut window, &bell, |window| window.shows("Differs from step"));
    assert!(window.shows("The journal is not as it was written"), "why");
    assert!(window.sent().is_empty(), "the present run is left alone");
}

#[test]
fn a_run_that_is_not_written_down_cannot_be_compared() {
    let mut window = Window::open();
    window.begin(RunId::fresh());
    ask(&mut window, Ask::ReproduceRun);
    assert!(window.has_said("This run is not written down yet"));
}

#[test]
fn training_again_can_be_stopped() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let folder = place.path().join("run");
    record(&folder);
    let (mut window, _bell) = of_run(&folder);
    let ctx = window.harness.ctx.clone();
    let app = window.harness.state_mut();
    app.carry_out(Ask::Reproduce(folder), &ctx);
    app.carry_out(Ask::CancelReproducing, &ctx); // before it can be done
    window.frames();
    assert!(!window.shows("Reproducing run") && !window.shows("Reproduced run"), "nothing comes of it");
}

#[test]
fn a_preset_is_saved_with_what_was_changed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let presets = folder.path().to_owned();
    let mut window = Window::with(|options, _| options.folders = Folders { presets: Some(presets), runs: None });
    window.begin(RunId::fresh());
    let switch = "With the interventions of this run";
    window.press(Modifiers::COMMAND, Key::S);
    assert!(window.shows(&format!("{switch} (0)")), "there is nothing to keep");
    window.click("Cancel");
    let changed = |step, name: &str, old: &str, new: &str| {
        Event::Applied(Intervention { step, name: name.into(), old: old.into(), new: new.into() })
    };
    let old = default_preset().params.sigma_g.to_string();
    window.tell(changed(20, "sigma_g", &old, "0.25"));
    window.tell(changed(30, "rate.hold", "false", "true"));

    window.press(Modifiers::COMMAND, Key::S);
    window.switch(&format!("{switch} (2)"));
    window.click("Save");
    assert!(window.has_said("Preset saved"));
    let saved = Preset::read(&folder.path().join("modules-mine.ron")).expect("valid");
    assert_eq!(saved.params, default_preset().params, "it begins as the run did");
    let script: Vec<String> = saved.script.iter().map(ToString::to_string).collect();
    assert_eq!(
        script,
        [r#"(step: 20, name: "sigma_g", value: 0.25)"#, r#"(step: 30, name: "rate.hold", value: true)"#]
    );

    window.press(Modifiers::COMMAND, Key::S);
    window.click("Save");
    window.click("Replace");
    let saved = Preset::read(&folder.path().join("modules-mine.ron")).expect("valid");
    assert!(saved.script.is_empty() && (saved.params.sigma_g - 0.25).abs() < 1e-12, "unless it is asked for");
    window.press(Modifiers::COMMAND, Key::O);
    assert!(window.shows("modules-mine"), "and is offered");
}
