//! The panel without a display, with ideal cells.

use super::super::generalisation::tests::{SIZES, World, evaluation};
use super::*;
use crate::analysis::capacity::capacity as capacity_of;
use crate::app::studies::{Lane, Studies};
use crate::app::theme::Theme;
use eframe::egui::{Role, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

fn open(world: World) -> Harness<'static, World> {
    world.open(true, Vec2::new(800.0, 2000.0))
}

fn of_one_box() -> Capacity {
    let maps = evaluation(1.5, None).maps;
    capacity_of(&[&maps], 0, &AtomicBool::new(false), &mut |_| ()).expect("not cancelled")
}

#[test]
fn measured_maps_are_looked_at_without_being_asked_once() {
    let mut window = open(World::measured());
    let asked = Request::Study(StudyRequest::Capacity);
    assert!(window.state().requests.iter().all(|request| *request == asked) && !window.state().requests.is_empty());
    window.state_mut().requests.clear();
    window.state_mut().study(StudyRequest::Capacity);
    window.run_steps(3);
    assert!(window.state().requests.is_empty(), "it is in progress");
    window.get_by_role_and_label(Role::Button, "Cancel").click();
    window.run_steps(3);
    assert_eq!(window.state().requests, [Request::Study(StudyRequest::Cancel(StudyKind::Capacity))]);
}

#[test]
fn live_maps_are_looked_at_only_when_asked() {
    let mut world = World::measured();
    world.source = MapSource::Live;
    let mut window = open(world);
    assert!(window.state().requests.is_empty(), "they change several times a second");
    window.get_by_role_and_label(Role::Button, "Use the maps on screen").click();
    window.run_steps(3);
    window.get_by_role_and_label(Role::Button, "Measure in an arena").click();
    window.run_steps(3);
    assert_eq!(window.state().requests, [Request::Study(StudyRequest::Capacity), Request::Measure]);
}

#[test]
fn one_box_is_told_and_several_are_compared() {
    let mut world = World::measured();
    world.studies.capacity = Lane::with(World::key(), of_one_box());
    let window = open(world);
    window.get_by_label_contains("In 1.5 m, states come again after");
    window.get_by_label_contains("Maps measured in an arena");
    for figure in ["Decoding error against noise", "Coverage", "Metric"] {
        window.get_by_role_and_label(Role::Image, figure);
    }
    assert!(window.query_by_label("Decoding error against box size").is_none(), "a single box");

    let mut window = open(World::walked());
    assert!(window.state().requests.is_empty(), "walking told it already");
    window.get_by_role_and_label(Role::Image, "Decoding error against box size");
    window.get_by_label_contains("Boxes walked in Generalisation");
    window.get_by_role_and_label(Role::Button, "1.5 m").click();
    window.run_steps(3);
    assert_eq!(window.state().panels.capacity.arena, 1, "pictures of the second box");
}

#[test]
fn the_newest_finding_stays_while_the_maps_move_on() {
    let mut world = World::measured();
    let old = MapsKey { version: 0, step: 10, ..World::key() };
    world.studies.capacity = Lane::with(old, of_one_box());
    world.source = MapSource::Live;
    let window = open(world);
    window.get_by_label_contains("step 10, while the run is at step 1000");
}

#[test]
fn it_draws_at_every_size_and_without_places() {
    for size in SIZES {
        World::measured().open(true, size);
        for theme in [Theme::light(), Theme::dark()] {
            World { theme, ..World::walked() }.open(true, size);
        }
    }
    let mut world = World::measured();
    world.studies = Studies::new(Arc::new(|| {}));
    world.studies.capacity = Lane::with(World::key(), Capacity::default());
    open(world).get_by_label_contains("No place was visited by every unit");
}
