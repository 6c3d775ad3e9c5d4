//! Which maps are on screen: those of the run, an arena, cells from files, and never what is said of others.

use super::opening::write_cells;
use super::{Bell, Window, until};
use crate::app::panel::Panel as _;
use crate::app::panels::dissection::DissectionPanel;
use crate::app::panels::generalisation::GeneralisationPanel;
use crate::app::panels::modules::ModulesPanel;
use crate::app::shelf::ShelvedMaps;
use crate::app::testing::live_pictures;
use crate::maps::{MapSet, Origin, RunId};
use crate::stream::{Command, Event, Pictures, RunState};
use eframe::egui::{Key, Role};
use egui_kittest::kittest::Queryable as _;
use std::sync::Arc;

/// Units of every set here.
const UNITS: usize = 12;

/// Two files of as many cells in the same box, and the spacing of their only module as the window writes it.
const FILES: [(&str, f64, &str); 2] = [("theirs", 0.4, "0.40 m"), ("others", 0.6, "0.60 m")];

/// Nothing on screen is about other maps than those on screen.
fn look(window: &Window) {
    for (name, spacing_m, words) in FILES {
        let is_named = window.harness.query_by_label(&format!("{name}.npz")).is_some();
        assert!(is_named || !window.shows(words), "{words} is of {name}, which is not on screen");
        for shelved in window.harness.state().shelf.sets().filter(|shelved| is_of(&shelved.set, name)) {
            let Some(reported) = shelved.reported() else { continue };
            let spacings: Vec<f64> = reported.report.modules.iter().map(|module| module.spacing_m).collect();
            assert_eq!(reported.set.key, shelved.set.key);
            assert!(matches!(spacings[..], [found] if (found - spacing_m).abs() < 0.02), "{name}: {spacings:?}");
        }
    }
}

/// Whether these are the cells of a file.
fn is_of(set: &MapSet, name: &str) -> bool {
    matches!(&set.origin, Origin::File(path) if path.file_stem().is_some_and(|stem| stem == name))
}

/// Draws frames until something is so, and looks at each.
fn watch_until(window: &mut Window, bell: &Bell, so: impl Fn(&Window) -> bool) {
    loop {
        for _ in 0..4 {
            window.harness.run_steps(1);
            look(window);
        }
        if so(window) {
            return;
        }
        bell.recv().expect("something is still at work");
    }
}

fn click(window: &mut Window, bell: &Bell, name: &str, so: impl Fn(&Window) -> bool) {
    window.harness.get_by_role_and_label(Role::Button, name).click();
    watch_until(window, bell, so);
}

#[test]
fn two_files_of_equal_size_never_show_what_is_said_of_each_other() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (mut window, bell) =
        Window::with_bell(|options| options.settings.layout.bring_to_front(ModulesPanel::PANE.name));
    let run = RunId::fresh();
    window.begin(run);
    window.wire.borrow_mut().pictures = Some(Arc::new(live_pictures(run, 300, UNITS)));
    window.frames();
    for (name, spacing_m, words) in FILES {
        let path = folder.path().join(name).with_extension("npz");
        write_cells(&path, UNITS, spacing_m);
        window.let_go_of(&path);
        watch_until(&mut window, &bell, |window| window.shows(words));
        assert!(window.shown().is_some_and(|set| is_of(set, name)));
        assert!(window.shows("1 module · 12 candidates · stability not known"), "its modules");
    }
    for (name, _, words) in FILES {
        click(&mut window, &bell, name, |window| window.shows(words));
        assert!(window.shows(&format!("{name}.npz")), "the first and the second stay within reach");
    }

    click(&mut window, &bell, "Back to the run", |window| window.shows("COLLAPSED"));
    assert_eq!(window.shown().map(|set| &set.origin), Some(&Origin::Live(run)));
    assert!(window.shows("live maps · step 300 · 12 units"), "the live maps");
    for (name, _, words) in FILES {
        click(&mut window, &bell, name, |window| window.shows(words));
    }
    click(&mut window, &bell, "Live", |window| window.shows("COLLAPSED"));
    assert!(window.sent().is_empty(), "the run was left alone");
}

/// An arena of the run takes the screen, and not the cells of a file away.
#[test]
fn an_arena_leaves_a_way_back_to_the_cells_of_a_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("theirs.npz");
    write_cells(&path, UNITS, 0.4);
    let (mut window, bell) =
        Window::with_bell(|options| options.settings.layout.bring_to_front(ModulesPanel::PANE.name));
    let run = RunId::fresh();
    window.begin(run);
    window.wire.borrow_mut().pictures = Some(Arc::new(live_pictures(run, 300, UNITS)));
    window.frames();
    window.let_go_of(&path);
    until(&mut window, &bell, |window| window.shows("0.40 m"));

    window.key(Key::E);
    asked(&mut window);
    assert!(window.shows("An arena of the run is being mapped"), "said beside the name of the file");
    window.wire.borrow_mut().maps = Some(arena(run));
    window.frames();
    assert!(window.shown().is_some_and(|set| set.origin == Origin::Arena(run)), "as was asked for");
    assert!(window.shows("In place of the cells in theirs.npz"), "whose place it took");
    window.click("Back to theirs.npz");
    assert!(window.shown().is_some_and(|set| is_of(set, "theirs")), "one click");
    assert!(!window.shows("Back to theirs.npz"));

    // Whoever goes to the run on purpose is not reminded.
    window.click("Back to the run");
    window.key(Key::E);
    window.wire.borrow_mut().maps = Some(arena(run));
    window.frames();
    assert!(!window.shows("Back to theirs.npz"));
}

/// What was found about the cells of a file stays theirs while an arena of the run is on screen, and the other way round.
#[test]
fn findings_follow_their_maps() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("theirs.npz");
    write_cells(&path, UNITS, 0.4);
    let (mut window, bell) =
        Window::with_bell(|options| options.settings.layout.bring_to_front(DissectionPanel::PANE.name));
    let run = RunId::fresh();
    window.begin(run);
    window.wire.borrow_mut().pictures = Some(Arc::new(live_pictures(run, 300, UNITS)));
    window.frames();
    window.let_go_of(&path);
    until(&mut window, &bell, |window| window.shows("Taken apart: theirs.npz · 1.5 m box · 12 units"));
    assert!(window.shows("Hexagonal lattice"));
    window.click("Back to the run");
    assert!(!window.shows("Hexagonal lattice"), "not of the network");
    window.click("Kept (1)");
    window.click("module 1, theirs.npz");
    assert!(window.shows("Hexagonal lattice") && window.shows("Kept: module 1, theirs.npz"), "marked");

    window.begin(RunId::fresh());
    assert!(window.shows("Hexagonal lattice"), "a run that begins takes nothing with it that is not its own");
}

/// A window with live maps of a run in it.
fn window_of(run: RunId, panel: &str) -> Window {
    let mut window = Window::with(|options, wire| {
        options.settings.layout.bring_to_front(panel);
        wire.pictures = Some(Arc::new(live_pictures(run, 0, UNITS)));
    });
    window.begin(run);
    let harness = &mut window.harness;
    while harness.state().shown().and_then(ShelvedMaps::reported).is_none() {
        harness.run_steps(1); // until they are analysed
    }
    window.frames();
    window
}

fn arena(run: RunId) -> Arc<MapSet> {
    let live = live_pictures(run, 0, UNITS);
    Arc::new(MapSet::new(Origin::Arena(run), Some(7), live.set.maps.clone()))
}

/// What a run sends that is asked for an arena.
fn asked(window: &mut Window) {
    assert_eq!(window.sent(), [Command::MapArena { side_m: 2.0 }]);
}

/// The run does not map the arena that it was asked for.
fn refuse(window: &mut Window) {
    let command = Box::new(Command::MapArena { side_m: 2.0 });
    window.tell(Event::Refused { command, reason: "the network is gone".into() });
}

#[test]
fn an_arena_is_shown_when_it_is_mapped_if_it_was_asked_for() {
    let run = RunId::fresh();
    let mut window = window_of(run, ModulesPanel::PANE.name);
    let live = window.shown().expect("live maps").key;
    window.wire.borrow_mut().maps = Some(arena(run));
    window.frames();
    assert_eq!(window.shown().map(|set| set.key), Some(live), "nobody asked for this one");
    assert!(window.has_said("Mapped an arena of 1 m"), "but it is there");

    window.key(Key::E);
    asked(&mut window);
    assert_eq!(window.shown().map(|set| set.key), Some(live), "the live maps stay until it is mapped");
    let mapped = arena(run);
    window.wire.borrow_mut().maps = Some(Arc::clone(&mapped));
    window.frames();
    assert_eq!(window.shown().map(|set| set.key), Some(mapped.key), "there it is");
    window.click("Live");
    assert_eq!(window.shown().map(|set| set.key), Some(live));
    window.click("Arena");
    assert_eq!(window.shown().map(|set| set.key), Some(mapped.key), "the newest one");
    assert!(window.sent().is_empty(), "without mapping it again");

    let next = RunId::fresh();
    window.begin(next);
    assert!(window.shown().is_some_and(MapSet::is_live), "arenas of another run are gone");
}

#[test]
fn an_arena_that_replaces_the_one_on_screen_is_shown_in_its_place() {
    let run = RunId::fresh();
    let mut window = window_of(run, ModulesPanel::PANE.name);
    window.key(Key::E);
    window.key(Key::E); // asked for twice, and both come
    for mapped in [arena(run), arena(run)] {
        window.wire.borrow_mut().maps = Some(Arc::clone(&mapped));
        window.frames();
        assert_eq!(window.shown().map(|set| set.key), Some(mapped.key));
    }
}

#[test]
fn whoever_turns_to_other_maps_is_not_interrupted_by_the_arena() {
    let run = RunId::fresh();
    let mut window = window_of(run, ModulesPanel::PANE.name);
    window.key(Key::E);
    window.click("Live");
    window.wire.borrow_mut().maps = Some(arena(run));
    window.frames();
    assert!(window.shown().is_some_and(MapSet::is_live));
    assert!(window.has_said("Mapped an arena of 1 m"), "it is there all the same");
}

#[test]
fn an_arena_of_a_run_that_is_over_is_left_out() {
    let mut window = window_of(RunId::fresh(), ModulesPanel::PANE.name);
    window.wire.borrow_mut().maps = Some(arena(RunId::fresh()));
    window.frames();
    assert!(!window.has_said("Mapped an arena"));
    assert!(window.harness.state().shelf.sets().all(|shelved| shelved.set.is_live()));
}

#[test]
fn a_failed_run_ends_the_waiting_for_its_arena() {
    let mut window = window_of(RunId::fresh(), GeneralisationPanel::PANE.name);
    window.click("Walk the network");
    assert!(window.shows("Mapping the arena"));
    window.tell(Event::State(RunState::Failed));
    assert!(!window.shows("Mapping the arena"));
}

#[test]
fn a_refused_arena_ends_the_waiting() {
    let run = RunId::fresh();
    let mut window = window_of(run, GeneralisationPanel::PANE.name);
    let live = window.shown().expect("live maps").key;
    window.click("Walk the network");
    asked(&mut window);
    assert!(window.shows("Mapping the arena with the present weights"), "walking waits for it");
    refuse(&mut window);
    assert!(window.has_said("Cannot map an arena of 2 m: the network is gone"), "said");
    assert!(!window.shows("Mapping the arena"), "and nobody waits");

    window.harness.state_mut().settings.layout.bring_to_front("rate_maps");
    window.frames();
    let waits = |window: &Window| window.harness.query_by_label("Box").is_some();
    assert!(!waits(&window), "nor beside the live maps");
    window.click("Arena");
    asked(&mut window);
    assert!(waits(&window), "how large it is to be");
    refuse(&mut window);
    assert!(!waits(&window), "it does not come");
    window.wire.borrow_mut().maps = Some(arena(run));
    window.frames();
    assert_eq!(window.shown().map(|set| set.key), Some(live), "one that comes later was not asked for");
}

/// Live maps of a run, in which the first so many units fire and the others do not.
fn firing(first: &Pictures, version: u64, active: usize) -> Pictures {
    let mut set = MapSet::clone(&first.set);
    set.key.version = version;
    for (at, rate) in set.maps.rates.iter_mut().enumerate() {
        *rate = if at / 16 < active { (at % 16) as f32 } else { 0.0 };
    }
    Pictures { set: Arc::new(set), paths: first.paths.clone() }
}

#[test]
fn the_wall_of_a_run_opened_while_paused_is_that_of_its_newest_maps() {
    let run = RunId::fresh();
    let (mut window, bell) = Window::with_bell(|_| {});
    window.begin(run);
    let first = live_pictures(run, 0, UNITS);
    for (version, active) in [(1, 3), (2, 9), (3, 7)] {
        window.wire.borrow_mut().pictures = Some(Arc::new(firing(&first, version, active)));
        window.frames();
        let is_reported = |window: &Window| {
            let shown = window.harness.state().shown().and_then(ShelvedMaps::reported);
            shown.is_some_and(|reported| reported.set.key.version == version)
        };
        until(&mut window, &bell, is_reported);
        window.frames();
        assert!(window.shows(&format!("12 units · {active} active")), "version {version}: those of the maps on screen");
    }
}
