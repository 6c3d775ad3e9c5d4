//! The tour, and when it comes by itself.

use super::Window;
use crate::app::panels::PANELS;
use crate::app::settings::WindowSettings;
use eframe::egui::Key;

/// A window that nobody has seen before.
fn first_start() -> Window {
    Window::with(|options, _| (options.may_tour, options.settings.wants_tour) = (true, true))
}

fn wants_tour(window: &Window) -> bool {
    window.harness.state().settings().wants_tour
}

#[test]
fn the_first_start_shows_what_is_where_and_the_second_does_not() {
    let mut window = first_start();
    for step in 1..=6 {
        assert!(window.shows(&format!("{step} of 6")), "card {step}");
        window.click(if step == 6 { "Done" } else { "Next" });
    }
    assert!(!window.shows("6 of 6") && !wants_tour(&window), "over");
    let kept = window.harness.state().settings().to_ron();
    let window = Window::with(|options, _| {
        options.may_tour = true;
        options.settings = WindowSettings::from_ron(&kept, PANELS);
    });
    assert!(!window.shows("1 of 6"), "seen");
}

#[test]
fn the_tour_is_skipped_for_now_or_for_good() {
    let mut window = first_start();
    window.click("Skip");
    assert!(!window.shows("1 of 6") && wants_tour(&window), "for now");
    let mut window = first_start();
    window.click("Do not show again");
    assert!(!window.shows("1 of 6") && !wants_tour(&window), "for good");
}

#[test]
fn the_tour_leaves_alone_who_named_something_or_was_here_before() {
    assert!(!Window::open().shows("1 of 6"), "not in a window like any other");
    let named = Window::with(|options, _| options.settings.wants_tour = true);
    assert!(!named.shows("1 of 6"), "something was named on the command line");
}

#[test]
fn each_card_brings_its_panel_to_the_front() {
    let mut window = first_start();
    window.harness.state_mut().settings.layout.bring_to_front("log");
    window.frames();
    let in_front = |window: &Window, name: &str| window.harness.state().settings().layout.rect_of(name).is_some();
    assert!(!in_front(&window, "losses"), "behind the log");
    window.click("Next");
    assert!(in_front(&window, "losses"), "what the second card is about");
    window.key(Key::Space);
    assert!(window.shows("2 of 6"), "the keys do what they always do");
    window.harness.check_accessibility();
}
