//! The panel without a display, with ideal cells.

use super::*;
use crate::analysis::capacity::capacity as capacity_of;
use crate::app::kit::theme::Theme;
use crate::app::panels::generalisation::tests::{SIZES, STEP, evaluation, measured, study, walked};
use crate::app::studies::Lane;
use crate::app::testing::stage::{Stage, arena_key};
use eframe::egui::{Role, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use std::sync::atomic::AtomicBool;

fn open(stage: Stage<CapacityPanel>) -> Harness<'static, Stage<CapacityPanel>> {
    stage.window(Vec2::new(800.0, 2000.0))
}

fn of_one_box() -> Capacity {
    let maps = evaluation(1.5, None).maps;
    capacity_of(&[&maps], 0, &AtomicBool::new(false), &mut |_| ()).expect("not cancelled")
}

#[test]
fn measured_maps_are_looked_at_without_being_asked_once() {
    let mut window = open(measured(capacity_ui));
    let asked = Request::Study(StudyRequest::Capacity);
    assert!(window.state().requests.iter().all(|request| *request == asked) && !window.state().requests.is_empty());
    window.state_mut().requests.clear();
    study(window.state_mut(), StudyRequest::Capacity);
    window.run_steps(3);
    assert!(window.state().requests.is_empty(), "it is in progress");
    window.get_by_role_and_label(Role::Button, "Cancel").click();
    window.run_steps(3);
    assert_eq!(window.state().requests, [Request::Study(StudyRequest::Cancel(StudyKind::Capacity))]);
}

#[test]
fn live_maps_are_looked_at_only_when_asked() {
    let mut stage = measured(capacity_ui);
    stage.source = MapSource::Live;
    let mut window = open(stage);
    assert!(window.state().requests.is_empty(), "they change several times a second");
    window.get_by_role_and_label(Role::Button, "Use the maps on screen").click();
    window.run_steps(3);
    window.get_by_role_and_label(Role::Button, "Measure in an arena").click();
    window.run_steps(3);
    assert_eq!(window.state().requests, [Request::Study(StudyRequest::Capacity), Request::Measure]);
}

#[test]
fn one_box_is_told_and_several_are_compared() {
    let mut stage = measured(capacity_ui);
    stage.studies.capacity = Lane::with(arena_key(STEP), of_one_box());
    let window = open(stage);
    window.get_by_label_contains("In 1.5 m, states come again after");
    window.get_by_label_contains("Maps measured in an arena");
    for figure in ["Decoding error against noise", "Coverage", "Metric"] {
        window.get_by_label_contains(figure);
    }
    assert!(window.query_by_label("Decoding error against box size").is_none(), "a single box");

    let mut window = open(walked(capacity_ui));
    assert!(window.state().requests.is_empty(), "walking told it already");
    window.get_by_role_and_label(Role::Image, "Decoding error against box size");
    window.get_by_label_contains("Boxes walked in Generalisation");
    window.get_by_role_and_label(Role::Button, "1.5 m").click();
    window.run_steps(3);
    assert_eq!(window.state().panel.arena, 1, "pictures of the second box");
}

#[test]
fn the_newest_finding_stays_while_the_maps_move_on() {
    let mut stage = measured(capacity_ui);
    let old = MapsKey { version: 0, step: 10, ..arena_key(STEP) };
    stage.studies.capacity = Lane::with(old, of_one_box());
    stage.source = MapSource::Live;
    let window = open(stage);
    window.get_by_label_contains("step 10, while the run is at step 1000");
}

#[test]
fn it_draws_at_every_size_and_without_places() {
    for size in SIZES {
        measured(capacity_ui).window(size);
        for theme in [Theme::light(), Theme::dark()] {
            Stage { theme, ..walked(capacity_ui) }.window(size);
        }
    }
    let mut stage = measured(capacity_ui);
    stage.studies.capacity = Lane::with(arena_key(STEP), Capacity::default());
    open(stage).get_by_label_contains("No place was visited by every unit");
}
