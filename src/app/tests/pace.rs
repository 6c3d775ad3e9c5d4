//! When the window draws, and that it does not draw for nothing.

use super::Window;
use crate::app::panel::Panels;
use crate::app::panels::PANELS;
use crate::stream::{Event, Intervention, LossSample, RunState, SERIES, Severity};
use eframe::egui;
use std::rc::Rc;
use std::time::Duration;

#[test]
fn many_events_do_not_hold_up_a_frame() {
    let mut window = Window::open();
    let now = Rc::clone(&window.now);
    // A clock that runs while events are taken: a millisecond at every look.
    let events = 500u64;
    for step in 0..events {
        let (name, old, new) = (Intervention::HOLD.into(), "false".into(), "true".into());
        window.wire.borrow_mut().events.push_back(Event::Applied(Intervention { step, name, old, new }));
    }
    let before = window.wire.borrow().events.len();
    window.harness.state_mut().clock = std::rc::Rc::new(move || {
        now.set(now.get() + Duration::from_millis(1));
        now.get()
    });
    window.harness.run_steps(1);
    let taken = before - window.wire.borrow().events.len();
    assert!((1..50).contains(&taken), "{taken} events in one frame");
    window.harness.run_steps(80);
    assert!(window.wire.borrow().events.is_empty(), "all in the end");
}

/// How many frames the window asks for by itself in `time`, counted after it has settled.
fn frames_asked_for(window: &mut Window, time: Duration) -> usize {
    window.harness.run_steps(20);
    let end = window.now.get() + time;
    let mut frames = 0;
    while frames < 10_000 {
        let delay = window.harness.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
        let next = window.now.get().saturating_add(delay);
        if next > end {
            break;
        }
        window.now.set(next);
        window.harness.run_steps(1);
        frames += 1;
    }
    window.now.set(end);
    frames
}

#[test]
fn a_still_window_draws_nothing() {
    for pane in Panels::of(PANELS).panes() {
        let mut window = Window::with(|options, wire| {
            options.settings.layout.bring_to_front(pane.name);
            wire.history.write().expect("nobody panicked").push(LossSample { step: 1, values: [0.5; SERIES.len()] });
        });
        assert_eq!(frames_asked_for(&mut window, Duration::from_mins(10)), 0, "{} in front, paused", pane.title);
    }
}

#[test]
fn a_live_run_wakes_the_window_and_a_recording_is_looked_at() {
    let mut live = Window::open();
    live.set_state(RunState::Running);
    let frames = frames_asked_for(&mut live, Duration::from_secs(10));
    assert!((10..=30).contains(&frames), "{frames} frames in ten seconds, in case a wake was lost");
    live.set_state(RunState::Paused);
    assert_eq!(frames_asked_for(&mut live, Duration::from_mins(1)), 0, "paused");

    let mut recorded = Window::with(|_, wire| wire.unsupported = true);
    recorded.set_state(RunState::Running);
    let frames = frames_asked_for(&mut recorded, Duration::from_secs(10));
    assert!((200..=300).contains(&frames), "{frames} frames in ten seconds");
}

#[test]
fn a_problem_is_drawn_once_more_when_it_goes() {
    let mut window = Window::open();
    window.tell(Event::Message { severity: Severity::Warning, text: "refused".into() });
    assert!(window.shows("Dismiss"), "a problem");
    let frames = frames_asked_for(&mut window, Duration::from_mins(1));
    assert!((1..=4).contains(&frames), "{frames} frames");
    assert!(!window.shows("Dismiss"), "gone");
}
