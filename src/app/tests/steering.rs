//! Steering a run: buttons, keys and parameters become commands, and what the run tells is shown.

use super::{Notice, Window, set};
use crate::preset::{Value, default_preset};
use crate::stream::{Command, Event, Intervention, RunState, Severity};
use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;
use std::time::Duration;

#[test]
fn buttons_and_keys_run_pause_step_and_reset() {
    let mut window = Window::open();
    window.click("Run");
    assert_eq!(window.sent(), [Command::Run]);
    window.set_state(RunState::Running);
    assert!(window.shows("LIVE"), "badge");
    window.click("Pause");
    window.key(Key::Space);
    assert_eq!(window.sent(), [Command::Pause, Command::Pause], "button and key do the same");
    window.set_state(RunState::Paused);
    assert!(window.shows("PAUSED"), "badge");
    window.key(Key::Period);
    window.key(Key::R);
    window.key(Key::K);
    window.click("One step");
    let expected = [Command::Step, Command::Reset { seed: None }, Command::Checkpoint, Command::Step];
    assert_eq!(window.sent(), expected);
}

#[test]
fn a_slider_sends_and_waits_for_its_confirmation() {
    let mut window = Window::open();
    window.slide("sigma g", 0.25);
    assert_eq!(window.sent(), [set("sigma_g", Value::Number(0.25))]);
    let before = default_preset().params.sigma_g;
    assert!((window.harness.state().preset().params.sigma_g - before).abs() < 1e-12, "not in force yet");
    let shown = window.slider("sigma g");
    assert_eq!(shown, Some(0.25), "the handle stays where it was put");
    window.tell(Event::Applied(Intervention {
        step: 7,
        name: "sigma_g".into(),
        old: before.to_string(),
        new: "0.25".into(),
    }));
    assert!((window.harness.state().preset().params.sigma_g - 0.25).abs() < 1e-12, "confirmed");
}

#[test]
fn an_unanswered_change_goes_back_to_what_is_in_force() {
    let mut window = Window::open();
    let before = default_preset().params.sigma_g;
    window.slide("sigma g", 0.25);
    window.now.set(Duration::from_mins(1));
    window.frames();
    let shown = window.slider("sigma g");
    assert_eq!(shown, Some(before), "nobody answered");
}

#[test]
fn a_busy_run_gets_the_newest_value_later() {
    let mut window = Window::with(|_, wire| wire.room = 0);
    for value in [0.2, 0.3, 0.5] {
        window.slide("sigma g", value);
    }
    assert!(window.sent().is_empty(), "the lane is full");
    window.wire.borrow_mut().room = 100;
    window.frames();
    assert_eq!(window.sent(), [set("sigma_g", Value::Number(0.5))], "one command, the newest");
}

#[test]
fn a_term_is_ablated_with_its_switch() {
    let mut window = Window::open();
    window.switch("capacity enabled");
    assert_eq!(window.sent(), [set("capacity.enabled", Value::Switch(false))]);
}

#[test]
fn a_late_change_offers_to_restart_the_schedule() {
    let mut window = Window::with(|options, wire| {
        wire.status.step = options.preset.params.training_steps as u64;
        wire.status.steps_left = 0;
        wire.status.learning_rate = 0.02 * options.preset.params.learning_rate;
    });
    assert!(!window.shows("Restart schedule now"), "nothing was moved yet");
    let switch = |window: &Window| window.harness.get_by_role_and_label(Role::CheckBox, "capacity enabled").rect();
    let before = switch(&window);
    window.switch("capacity enabled");
    assert_eq!(switch(&window), before, "under the pointer");
    assert!(window.shows("most changes will show little"), "offered");
    window.sent();
    window.click("Restart schedule now");
    assert_eq!(window.sent(), [Command::RestartSchedule]);
    assert!(!window.shows("Restart schedule now"), "settled");
}

#[test]
fn restart_parameters_wait_until_they_are_applied() {
    let mut window = Window::open();
    window.edit_units(96.0);
    assert!(window.sent().is_empty(), "nothing restarts yet");
    window.apply_and_restart();
    let mut expected = default_preset().clone();
    expected.params.units = 96;
    assert_eq!(window.sent(), [Command::Load(Box::new(expected))], "one restart with every edit");
}

#[test]
fn the_rate_is_held_and_its_schedule_restarted() {
    let mut window = Window::open();
    window.click("Hold");
    window.click("Restart schedule");
    assert_eq!(window.sent(), [Command::HoldRate(true), Command::RestartSchedule]);
}

#[test]
fn a_non_finite_loss_names_term_and_step_and_offers_ways_on() {
    let mut window = Window::open();
    window.tell(Event::NonFinite { step: 123, term: "conformal isometry".into() });
    window.tell(Event::State(RunState::Paused));
    assert!(window.shows("conformal isometry was not finite in step 123"), "banner");
    window.click("Lower the learning rate ×0.3");
    let lowered = 0.3 * default_preset().params.learning_rate;
    assert_eq!(window.sent(), [set("learning_rate", Value::Number(lowered)), Command::Run]);
    window.click("Go on");
    assert_eq!(window.sent(), [Command::Run]);
    window.set_state(RunState::Running);
    assert_eq!(window.harness.state().notice(), None, "training again");
}

#[test]
fn a_dead_thread_is_a_banner_with_a_restart() {
    let mut window = Window::open();
    window.tell(Event::Message { severity: Severity::Error, text: "index out of bounds".into() });
    window.set_state(RunState::Failed);
    assert!(window.shows("index out of bounds") && window.shows("FAILED"), "said");
    assert!(matches!(window.harness.state().notice(), Some(Notice::Failed { .. })), "kept");
    window.click("Restart");
    assert_eq!(window.sent(), [Command::Recover]);
    window.set_state(RunState::Paused);
    assert_eq!(window.harness.state().notice(), None, "recovered");
}

#[test]
fn no_key_acts_while_text_is_typed() {
    let mut window = Window::open();
    window.harness.get_by_role_and_label(Role::TextInput, "seed").focus();
    window.frames();
    window.key(Key::Space);
    window.key(Key::R);
    window.key(Key::Period);
    assert!(window.sent().is_empty(), "typing is not steering");
}

#[test]
fn a_typed_seed_resets_with_it() {
    let mut window = Window::open();
    window.harness.get_by_role_and_label(Role::TextInput, "seed").focus();
    window.frames();
    window.press(Modifiers::COMMAND, Key::A);
    window.harness.get_by_role_and_label(Role::TextInput, "seed").type_text("18446744073709551615");
    window.frames();
    window.key(Key::Enter);
    assert_eq!(window.sent(), [Command::Reset { seed: Some(u64::MAX) }]);
    window.click("New seed");
    let sent = window.sent();
    assert!(matches!(sent[..], [Command::Reset { seed: Some(_) }]), "{sent:?}");
}

#[test]
fn a_recording_says_what_it_cannot_do() {
    let mut window = Window::with(|_, wire| wire.unsupported = true);
    assert!(window.shows("REPLAY"), "badge");
    assert!(window.shows("A recorded run cannot be changed"), "controls");
    window.key(Key::K);
    assert!(window.has_said("a recorded run cannot do this"), "log");
}

#[test]
fn a_run_of_another_program_is_marked_until_it_is_one_s_own() {
    let mut window = Window::open();
    window.tell(Event::Owned { folder: "runs/a".into(), owner: "process 7 on b".into() });
    assert!(window.shows("Only read here") && window.shows("runs/a is being written by process 7 on b"));
    window.tell(Event::Checkpoint { step: 5, path: "runs/c/5.safetensors".into() });
    assert!(!window.shows("Only read here"), "trained on, it lies elsewhere");
}

#[test]
fn what_cannot_be_written_down_is_said_and_training_goes_on() {
    let mut window = Window::open();
    window.set_state(RunState::Running);
    window.tell(Event::Unrecorded { saved_step: Some(7), reason: "the disk is full".into() });
    assert!(window.shows("the disk is full") && window.has_said("the disk is full"), "in sight and in the log");
    assert!(window.shows("LIVE") && window.harness.state().notice().is_none(), "no reason to stop");
    assert!(window.shows("Nothing is saved since step 7") && window.shows("Save now"), "as long as it lasts");
    window.tell(Event::RecordedAgain);
    assert!(!window.shows("Nothing is saved since step 7") && window.has_said("All is saved again"), "and no longer");
}

#[test]
fn what_applies_an_edit_is_in_sight_as_long_as_it_waits() {
    for size in [[900.0, 600.0], [1280.0, 800.0], [1920.0, 1080.0]] {
        let mut window = Window::open();
        window.harness.set_size(size.into());
        window.edit_units(96.0);
        let apply = |window: &Window| window.harness.get_by_role_and_label(Role::Button, "Apply and restart").rect();
        let before = apply(&window);
        assert!(before.bottom() < size[1] - 32.0 && before.right() < size[0], "{before:?} of {size:?}");
        window.harness.get_by_role_and_label(Role::CheckBox, "separation enabled").scroll_to_me();
        window.frames();
        assert_eq!(apply(&window), before, "however the list is scrolled");
        window.click("Apply and restart");
        assert_eq!(window.sent().len(), 1);
    }
}
