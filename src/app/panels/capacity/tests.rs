//! The panel without a display, with ideal cells.

use super::*;
use crate::analysis::capacity::capacity as capacity_of;
use crate::app::kit::theme::Theme;
use crate::app::panels::generalisation::tests::{SIZES, STEP, maps, measure, measured, walked};
use crate::app::testing::stage::{Stage, begin, cancel, live};
use crate::maps::MapSet;
use crate::measure::{Lane, Topic};
use crate::numerics::Progress;
use eframe::egui::{Role, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

fn open(stage: Stage<CapacityPanel>) -> Harness<'static, Stage<CapacityPanel>> {
    stage.window(Vec2::new(800.0, 2000.0))
}

fn of_one_box() -> Capacity {
    capacity_of(&[&maps(1.5)], 0, &mut Progress::none()).expect("not cancelled")
}

/// Live maps, nothing measured yet.
fn of_live_maps() -> Stage<CapacityPanel> {
    let stage = measured();
    Stage { set: Some(MapSet::new(live(), Some(STEP), maps(1.5))), ..stage }
}

#[test]
fn measured_maps_are_looked_at_without_being_asked_once() {
    let mut window = open(measured::<CapacityPanel>());
    let asked = begin::<Capacity>(());
    assert!(window.state().asks.iter().all(|request| *request == asked) && !window.state().asks.is_empty());
    window.state_mut().asks.clear();
    measure(window.state_mut(), &asked);
    window.run_steps(3);
    assert!(window.state().asks.is_empty(), "it is in progress");
    window.get_by_role_and_label(Role::Button, "Cancel").click();
    window.run_steps(3);
    assert_eq!(window.state().asks, [cancel::<Capacity>()]);
}

#[test]
fn live_maps_are_looked_at_only_when_asked() {
    let mut window = open(of_live_maps());
    assert!(window.state().asks.is_empty(), "they change several times a second");
    window.get_by_role_and_label(Role::Button, "Use the maps on screen").click();
    window.run_steps(3);
    window.get_by_role_and_label(Role::Button, "Map the arena").click();
    window.run_steps(3);
    assert_eq!(window.state().asks, [begin::<Capacity>(()), Ask::MapArena]);
}

#[test]
fn one_box_is_told_and_several_are_compared() {
    let mut stage = measured::<CapacityPanel>();
    stage.measurements.put(Lane::with(stage.topic(()), of_one_box()));
    let window = open(stage);
    window.get_by_label_contains("In 1.5 m, states come again after");
    window.get_by_label_contains("modules, arena · 1.5 m box · step 1 000 · 16 units");
    for figure in ["Decoding error against noise", "Coverage", "Metric"] {
        window.get_by_label_contains(figure);
    }
    assert!(window.query_by_label("Decoding error against box size").is_none(), "a single box");

    let mut window = open(walked::<CapacityPanel>());
    assert!(window.state().asks.is_empty(), "walking told it already");
    window.get_by_role_and_label(Role::Image, "Decoding error against box size");
    window.get_by_label_contains("Boxes walked in Generalisation");
    window.get_by_role_and_label(Role::Button, "1.5 m").click();
    window.run_steps(3);
    assert_eq!(window.state().panel.pictures.arena, 1, "pictures of the second box");
}

#[test]
fn the_newest_finding_stays_while_the_maps_move_on() {
    let mut stage = of_live_maps();
    stage.measurements.put(Lane::with(Topic { step: Some(10), ..stage.topic(()) }, of_one_box()));
    stage.move_on();
    let window = open(stage);
    window.get_by_label_contains("Capacity: modules, live maps · 1.5 m box · step 10, the run is at 1 000");
}

#[test]
fn what_the_network_can_tell_apart_is_not_said_of_cells_from_a_file() {
    let mut stage = walked::<CapacityPanel>();
    stage.run = stage.set().origin.run();
    stage.set = Some(MapSet::new(Origin::File("theirs.npz".into()), None, maps(1.5)));
    let mut window = open(stage);
    assert!(window.query_by_label_contains("states come again").is_none(), "nothing is known of these");
    window.get_by_role_and_label(Role::Button, "Kept (1)").click();
    window.run_steps(3);
    window.get_by_label_contains("boxes of 1, 1.5, 2 m, modules, arena").click();
    window.run_steps(3);
    window.get_by_label_contains("states come again after");
    window.get_by_label("modules, arena · step 1 000 · Boxes walked in Generalisation");
}

#[test]
fn it_draws_at_every_size_and_without_places() {
    for size in SIZES {
        measured::<CapacityPanel>().window(size);
        for theme in [Theme::light(), Theme::dark()] {
            Stage { theme, ..walked::<CapacityPanel>() }.window(size);
        }
    }
    let mut stage = measured::<CapacityPanel>();
    stage.measurements.put(Lane::with(stage.topic(()), Capacity::default()));
    open(stage).get_by_label_contains("No place was visited by every unit");
}
