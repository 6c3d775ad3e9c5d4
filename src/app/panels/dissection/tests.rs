//! The panel without a display: ideal cells, nothing, failures, and what it asks for.

use super::{DissectionPanel, dissection_ui};
use crate::analysis::Members;
use crate::analysis::dissection::{Dissection, Finding, UnitPhases, dissect};
use crate::app::kit::theme::Theme;
use crate::app::studies::{Lane, StudyKind, StudyRequest};
use crate::app::testing::stage::{self, CELLS_STEP, Stage, cells, cells_key};
use crate::app::view::{MapSource, Request};
use eframe::egui::{PointerButton, Vec2};
use egui_kittest::kittest::Queryable as _;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

const TALL: Vec2 = Vec2::new(700.0, 1900.0);

fn ideal() -> Dissection {
    static IDEAL: OnceLock<Dissection> = OnceLock::new();
    let found = IDEAL.get_or_init(|| {
        let (maps, report) = cells();
        dissect(maps, &report.members(Members::Module(0)), 1, &AtomicBool::new(false), &mut |_| ())
            .expect("nobody cancels it")
    });
    found.clone()
}

fn stage(source: MapSource, lane: Option<Dissection>) -> Stage<DissectionPanel> {
    let mut stage = stage::stage(DissectionPanel::default(), dissection_ui, Some(cells().1.clone()));
    stage.source = source;
    if let Some(found) = lane {
        stage.studies.dissection = Lane::with(cells_key(source), found);
    }
    stage
}

#[test]
fn ideal_cells_are_taken_apart_on_the_screen() {
    let found = ideal();
    assert_eq!(found.finding, Finding::Hexagonal, "{}", found.summary);
    let window = stage(MapSource::Arena, Some(found.clone())).window(TALL);
    window.get_by_label("Hexagonal lattice");
    window.get_by_label_contains("phases close to");
    let quality = found.rings[0].quality.expect("a ring");
    window.get_by_label_contains(&format!("Ring along k₁: quality {quality:.1}"));
    for title in
        ["Ring along k₂", "Ring along k₃", "Mean Fourier power: periods", "Toroidal state space: 900 states in 1 part"]
    {
        window.get_by_label_contains(title);
    }
    for title in ["Phases φ₁ φ₂", "Phases φ₂ φ₃", "Phases φ₁ φ₃", "Phase planes"] {
        window.get_by_label(title);
    }
    window.get_by_label_contains("Analytic torus: a torus by construction");
    window.get_by_label_contains("phases uniform (p ");
    let ratio = found.dimension.participation_ratio.expect("they vary");
    window.get_by_label(&format!("Dimension: participation ratio {ratio:.1}"));
    let scale = found.metric.expect("they vary").scale_per_m;
    window.get_by_label(&format!("{scale:.2} /m"));
    assert!(window.state().requests.is_empty(), "nothing more to ask for");
}

#[test]
fn maps_of_an_arena_are_taken_apart_without_asking() {
    let window = stage(MapSource::Arena, None).window(TALL);
    let dissect = Request::Study(StudyRequest::Dissect { members: Members::Module(0) });
    assert!(!window.state().requests.is_empty() && window.state().requests.iter().all(|asked| *asked == dissect));
}

#[test]
fn live_maps_are_taken_apart_when_asked() {
    let mut window = stage(MapSource::Live, None).window(TALL);
    assert!(window.state().requests.is_empty(), "not by itself");
    window.get_by_label("Dissect module 1").click();
    window.run_steps(3);
    assert_eq!(window.state().requests, [Request::Study(StudyRequest::Dissect { members: Members::Module(0) })]);
    window.get_by_label("Measure in a 2 m box").click();
    window.run_steps(3);
    let measure = [Request::Measure];
    assert_eq!(window.state().requests[1..], measure);
}

#[test]
fn an_older_finding_says_so_and_can_be_made_again() {
    let mut stage = stage(MapSource::Live, None);
    let mut older = cells_key(MapSource::Live);
    older.maps.version -= 1;
    stage.studies.dissection = Lane::with(older, ideal());
    let mut window = stage.window(TALL);
    window.get_by_label(&format!("of step {CELLS_STEP}"));
    window.get_by_label("Hexagonal lattice");
    window.get_by_label("Again").click();
    window.run_steps(3);
    assert_eq!(window.state().requests, [Request::Study(StudyRequest::Dissect { members: Members::Module(0) })]);
}

#[test]
fn what_is_cancelled_does_not_begin_again_by_itself() {
    let mut stage = stage(MapSource::Arena, None);
    stage.studies.dissection = Lane::busy(cells_key(MapSource::Arena));
    let mut window = stage.window(TALL);
    assert!(window.state().requests.is_empty(), "it has begun");
    window.get_by_label("Cancel").click();
    window.run_steps(3);
    assert_eq!(window.state().requests, [Request::Study(StudyRequest::Cancel(StudyKind::Dissection))]);
    window.state_mut().studies.dissection = Lane::idle();
    window.run_steps(3);
    assert_eq!(window.state().requests.len(), 1, "stopped is stopped");
    window.get_by_label("Dissect module 1").click();
    window.run_steps(3);
    assert_eq!(window.state().requests[1..], [Request::Study(StudyRequest::Dissect { members: Members::Module(0) })]);
}

#[test]
fn a_failure_is_told_and_can_be_tried_again() {
    let mut stage = stage(MapSource::Arena, None);
    stage.studies.dissection = Lane::broken(cells_key(MapSource::Arena), "no thread");
    let mut window = stage.window(TALL);
    window.get_by_label("No result: no thread");
    assert!(window.state().requests.is_empty(), "not by itself");
    window.get_by_label("Try again").click();
    window.run_steps(3);
    assert_eq!(window.state().requests, [Request::Study(StudyRequest::Dissect { members: Members::Module(0) })]);
}

#[test]
fn without_modules_it_says_what_to_do() {
    let mut nothing = stage(MapSource::Live, None);
    nothing.report = None;
    nothing.window(TALL).get_by_label("Modules appear after the first analysis");
    let mut none = stage(MapSource::Live, None);
    none.report.as_mut().expect("a report").modules.clear();
    let mut window = none.window(TALL);
    window.get_by_label("Measure in a 2 m box").click();
    window.run_steps(3);
    assert_eq!(window.state().requests[0], Request::Measure);
}

#[test]
fn a_drag_turns_the_torus() {
    let mut window = stage(MapSource::Arena, Some(ideal())).window(TALL);
    let before = window.state().panel.states;
    let from = window.get_by_label_contains("Toroidal state space").rect().center();
    window.drag_at(from);
    window.run_steps(1);
    window.hover_at(from + Vec2::new(40.0, 10.0));
    window.run_steps(2);
    window.event(eframe::egui::Event::PointerButton {
        pos: from + Vec2::new(40.0, 10.0),
        button: PointerButton::Primary,
        pressed: false,
        modifiers: eframe::egui::Modifiers::NONE,
    });
    window.run_steps(2);
    assert_ne!(window.state().panel.states, before);
}

#[test]
fn the_colour_of_a_state_can_be_chosen() {
    let mut window = stage(MapSource::Arena, Some(ideal())).window(TALL);
    window.get_by_label_contains("Arena coloured by k₁·x");
    window.get_by_label("k₃·x").click();
    window.run_steps(3);
    window.get_by_label_contains("Arena coloured by k₃·x");
    let text = ron::to_string(&window.state().panel).expect("plain data");
    assert!(text.contains("Wave(2)"), "kept: {text}");
}

#[test]
fn every_dissection_draws_at_every_size() {
    let mut broken = ideal();
    broken.positions_m.truncate(3);
    broken.units.push(UnitPhases { phases_rad: vec![f64::NAN], ..UnitPhases::default() });
    broken.rings[1].points = vec![[f32::NAN, 0.0]];
    broken.rings[1].position_rad = vec![f32::NAN; 4];
    broken.lattices.spacing_m.counts.clear();
    broken.waves.wavelengths_m[0] = f64::NAN;
    let nothing = Dissection { finding: Finding::NoSharedLattice, ..Dissection::default() };
    let mut two = ideal();
    two.waves.waves_cpm.pop();
    two.rings.pop();
    for found in [ideal(), broken, nothing, two, Dissection::default()] {
        for size in [Vec2::new(30.0, 20.0), Vec2::new(400.0, 560.0), Vec2::new(1100.0, 700.0)] {
            for theme in [Theme::dark(), Theme::light()] {
                let mut stage = stage(MapSource::Arena, Some(found.clone()));
                stage.theme = theme;
                stage.window(size);
            }
        }
    }
}
