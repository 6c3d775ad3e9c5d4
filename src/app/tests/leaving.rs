//! Leaving a run: asked first, or offered again; and what was said of the old one goes.

use super::{Window, default_preset};
use crate::app::Notice;
use crate::maps::RunId;
use crate::runs::LastRun;
use crate::stream::{Command, Event, RunState, Severity};
use eframe::egui::{self, Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;
use std::time::Duration;

const QUESTION: &str = "Start again from step 0?";

fn trained() -> Window {
    let mut window = Window::with(|_, wire| wire.status.step = 613);
    window.begin(RunId::fresh());
    window
}

#[test]
fn a_wrong_key_throws_no_run_away() {
    let mut window = trained();
    window.key(Key::R);
    assert!(window.sent().is_empty() && window.shows(QUESTION) && window.shows("613 steps end here"), "asked");
    window.key(Key::Escape);
    assert!(window.sent().is_empty() && !window.shows(QUESTION), "taken back");
    window.key(Key::R);
    window.click("Go on");
    assert!(window.sent().is_empty() && !window.shows(QUESTION), "by hand");

    let again = [Command::Reset { seed: None }];
    for confirm in [Key::R, Key::Enter] {
        window.key(Key::R);
        window.key(confirm);
        assert_eq!(window.sent(), again, "{confirm:?}");
        assert!(!window.shows(QUESTION), "answered");
    }
    window.click("Reset");
    assert!(window.sent().is_empty(), "the button asks, too");
    window.click("Start again");
    assert_eq!(window.sent(), again);
}

#[test]
fn other_seeds_ask_too_and_a_run_that_hardly_began_does_not() {
    let mut window = trained();
    window.click("New seed");
    assert!(window.sent().is_empty() && window.shows("Start again with another seed from step 0?"));
    window.click("Start again");
    assert!(matches!(window.sent()[..], [Command::Reset { seed: Some(_) }]));
    window.wire.borrow_mut().status.step = 3;
    window.frames();
    window.key(Key::R);
    assert_eq!(window.sent(), [Command::Reset { seed: None }]);
}

#[test]
fn a_question_lapses_and_goes_with_its_run() {
    let mut window = trained();
    window.key(Key::R);
    window.now.set(Duration::from_mins(1));
    window.frames();
    assert!(!window.shows(QUESTION), "nobody answered");
    window.key(Key::R);
    assert!(window.sent().is_empty() && window.shows(QUESTION), "asked anew");
    window.begin(RunId::fresh());
    assert!(!window.shows(QUESTION), "another run");
}

#[test]
fn a_saved_run_says_that_it_is_kept() {
    let mut window = trained();
    window.tell(Event::Checkpoint { step: 600, path: "runs/a/checkpoint-600.safetensors".into() });
    window.key(Key::R);
    assert!(window.shows("613 steps end here; their last state stays under Open…"));
}

/// A window that was opened without naming anything, twelve minutes after the last one.
fn opened_again() -> Window {
    Window::with(|options, _| {
        options.last_run = Some(LastRun {
            folder: "runs/no-capacity-seed4-001".into(),
            preset: "no-capacity".into(),
            seed: 4,
            step: 613,
            age: Duration::from_mins(12),
        });
    })
}

#[test]
fn the_run_of_last_time_is_one_click_away() {
    let mut window = opened_again();
    window.begin(RunId::fresh());
    assert!(window.shows("no-capacity") && window.shows("seed 4, step 613, 12 minutes ago"), "offered");
    window.click("Continue");
    assert_eq!(window.sent(), [Command::Open("runs/no-capacity-seed4-001".into())]);
    assert!(!window.shows("12 minutes ago"), "taken");
}

#[test]
fn the_offer_is_never_in_the_way() {
    let mut window = opened_again();
    window.click("Not now");
    assert!(!window.shows("12 minutes ago") && window.sent().is_empty(), "put away");

    let mut window = opened_again();
    window.begin(RunId::fresh());
    window.begin(RunId::fresh());
    assert!(!window.shows("12 minutes ago"), "another run was chosen");

    let mut window = opened_again();
    window.begin(RunId::fresh());
    window.now.set(Duration::from_secs(59));
    window.frames();
    assert!(window.shows("12 minutes ago"), "time to see it");
    window.now.set(Duration::from_secs(61));
    window.frames();
    assert!(!window.shows("12 minutes ago"), "by itself");
    assert!(!Window::open().shows("Last time"), "there was none");
}

#[test]
fn the_run_before_is_one_click_away() {
    let mut window = trained();
    window.begin(RunId::fresh());
    assert!(!window.shows("Before"), "it was not saved");
    window.tell(Event::Checkpoint { step: 600, path: "runs/a/checkpoint-600.safetensors".into() });
    window.begin(RunId::fresh());
    let before = format!("seed {}, step 613, just now", default_preset().params.seed);
    assert!(window.shows("Before") && window.shows(&before), "offered");
    window.click("Continue");
    assert_eq!(window.sent(), [Command::Open("runs/a".into())]);
    window.tell(Event::Checkpoint { step: 613, path: "runs/b/checkpoint-613.safetensors".into() });
    window.begin(RunId::fresh());
    assert!(!window.shows("just now"), "nothing new under the pointer, where a second click would lead back");
}

#[test]
fn problems_go_when_they_hold_no_longer() {
    let refused = |command: Command| Event::Refused { command: Box::new(command), reason: "not now".into() };
    let problem = |window: &Window| window.harness.state().problem().map(|line| line.text.clone());

    let mut window = trained();
    window.tell(Event::Unrecorded { saved_step: Some(7), reason: "the disk is full".into() });
    assert!(problem(&window).is_some());
    window.tell(Event::RecordedAgain);
    assert_eq!(problem(&window), None, "all is saved again");

    window.tell(refused(Command::Checkpoint));
    window.tell(refused(Command::MapArena { side_m: 2.0 }));
    window.tell(Event::Checkpoint { step: 9, path: "runs/a/9.safetensors".into() });
    assert_eq!(problem(&window).as_deref(), Some("Cannot map an arena of 2 m: not now"), "another matter");

    window.tell(Event::NonFinite { step: 3, term: "capacity".into() });
    window.set_state(RunState::Paused);
    assert!(problem(&window).is_some() && matches!(window.harness.state().notice(), Some(Notice::NonFinite { .. })));
    window.set_state(RunState::Running);
    assert_eq!(problem(&window), None, "it trains");

    window.tell(Event::Message { severity: Severity::Error, text: "out of memory".into() });
    window.set_state(RunState::Failed);
    window.set_state(RunState::Paused);
    assert_eq!(problem(&window), None, "it was mended");

    window.tell(Event::Message { severity: Severity::Warning, text: "of the old run".into() });
    assert!(window.shows("of the old run"));
    window.begin(RunId::fresh());
    assert!(!window.shows("Dismiss"), "it is over");
}

#[test]
fn no_strip_moves_what_is_under_the_pointer() {
    let mut window = trained();
    let places = |window: &Window| {
        let buttons = window.harness.query_all_by_role(Role::Button).filter(|node| {
            !["Dismiss", "Go on", "Start again", "Reset", "Save now", "Restart", "Copy details"]
                .contains(&egui_kittest::kittest::NodeT::accesskit_node(node).label().unwrap_or_default().as_str())
        });
        buttons.map(|node| node.rect().min).collect::<Vec<_>>()
    };
    let before = places(&window);
    window.key(Key::R);
    window.tell(Event::Unrecorded { saved_step: Some(7), reason: "the disk is full".into() });
    window.tell(Event::Owned { folder: "runs/a".into(), owner: "process 7".into() });
    assert!(window.shows(QUESTION) && window.shows("Only read here") && window.shows("Nothing is saved since step 7"));
    assert_eq!(places(&window), before, "what warns");
    window.set_state(RunState::Failed);
    assert!(window.shows("Training failed at step 613"));
    let name = &default_preset().name;
    assert!(window.shows(name));
}

#[test]
fn a_key_that_is_held_down_does_not_answer_its_own_question() {
    let mut window = trained();
    let pressed = |pressed: bool, repeat: bool| egui::Event::Key {
        key: Key::R,
        physical_key: None,
        pressed,
        repeat,
        modifiers: Modifiers::NONE,
    };
    for repeat in [false, true, true] {
        window.harness.input_mut().events.push(pressed(true, repeat));
        window.frames();
    }
    assert!(window.shows(QUESTION) && window.sent().is_empty(), "it asks, and nothing else");
    window.harness.input_mut().events.push(pressed(false, false));
    window.frames();
    window.key(Key::R);
    assert_eq!(window.sent(), [Command::Reset { seed: None }], "pressed anew it does");
}
