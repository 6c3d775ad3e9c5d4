//! The window's title.

use super::Window;
use super::opening::write_cells;
use crate::app::testing::live_pictures;
use crate::maps::RunId;
use crate::preset::default_preset;
use crate::stream::{Event, Intervention, RunState};
use eframe::egui::ViewportCommand;

/// Draws a few frames; the titles that the system was told meanwhile.
fn titles(window: &mut Window) -> Vec<String> {
    let mut told = Vec::new();
    for _ in 0..4 {
        window.harness.step();
        let commands = window.harness.output().viewport_output.values().flat_map(|output| &output.commands);
        told.extend(commands.filter_map(|command| match command {
            ViewportCommand::Title(title) => Some(title.clone()),
            _ => None,
        }));
    }
    told
}

fn at(window: &Window, state: RunState, step: u64) {
    let mut wire = window.wire.borrow_mut();
    (wire.status.state, wire.status.step) = (state, step);
}

#[test]
fn the_title_says_what_is_on_screen_and_how_far_it_is() {
    let (mut window, bell) = Window::with_bell(|_| {});
    let run = RunId::fresh();
    let (preset, pictures) = (Box::new(default_preset().clone()), live_pictures(run, 0, 3).into());
    window.tell(Event::Preview { run, preset, pictures });
    window.begin(run);
    for (state, step, title) in [
        (RunState::Running, 1_234, "modules · step 1 200 · gridscope"),
        (RunState::Paused, 1_234, "modules · paused at step 1 234 · gridscope"),
        (RunState::Failed, 1_235, "modules · failed at step 1 235 · gridscope"),
        (RunState::Stopped, 1_235, "modules · ended at step 1 235 · gridscope"),
        (RunState::Starting, 0, "modules · starting · gridscope"),
        (RunState::Running, 12_345, "modules · step 12 000 · gridscope"),
    ] {
        at(&window, state, step);
        assert_eq!(titles(&mut window), [title], "once");
        assert!(titles(&mut window).is_empty(), "and not in every frame");
    }
    at(&window, RunState::Running, 12_999);
    assert!(titles(&mut window).is_empty(), "nor for every step");

    let change = Intervention { step: 12_999, name: "sigma_g".into(), old: "0.4".into(), new: "0.3".into() };
    window.wire.borrow_mut().events.push_back(Event::Applied(change));
    assert_eq!(titles(&mut window), ["modules (edited) · step 12 000 · gridscope"]);

    let folder = tempfile::tempdir().expect("a temporary folder");
    let cells = folder.path().join("their cells.npz");
    write_cells(&cells, 2, 0.5);
    window.let_go_of(&cells);
    let mut told = titles(&mut window);
    while !window.shows("Cells from a file, not of the run") {
        bell.recv().expect("it is being read");
        told.extend(titles(&mut window));
    }
    assert_eq!(told, ["their cells.npz · gridscope"]);
    at(&window, RunState::Running, 20_000);
    assert!(titles(&mut window).is_empty(), "whatever the run does");
    window.click("Back to the run");
    at(&window, RunState::Running, 30_000);
    assert_eq!(titles(&mut window), ["modules (edited) · step 30 000 · gridscope"]);
}
