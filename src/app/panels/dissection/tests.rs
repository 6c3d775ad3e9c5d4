//! The panel without a display: ideal cells, nothing, failures, and what it asks for.

use super::DissectionPanel;
use crate::analysis::dissection::{Dissection, Finding, UnitPhases, dissect};
use crate::app::ask::Ask;
use crate::app::kit::theme::Theme;
use crate::app::testing::stage::{CELLS_STEP, ONLY_MODULE, Stage, arena, begin, cancel, cells, live, stage_of_cells};
use crate::maps::Origin;
use crate::measure::Lane;
use crate::numerics::Progress;
use eframe::egui::{PointerButton, Vec2};
use egui_kittest::kittest::Queryable as _;
use std::sync::OnceLock;

const TALL: Vec2 = Vec2::new(700.0, 1900.0);

fn ideal() -> Dissection {
    static IDEAL: OnceLock<Dissection> = OnceLock::new();
    let found = IDEAL.get_or_init(|| {
        let (maps, report) = cells();
        dissect(maps, &report.members(ONLY_MODULE), 1, &mut Progress::none()).expect("nobody cancels it")
    });
    found.clone()
}

fn stage(origin: Origin, lane: Option<Dissection>) -> Stage<DissectionPanel> {
    let mut stage = stage_of_cells(DissectionPanel::default(), origin);
    if let Some(found) = lane {
        stage.measurements.put(Lane::with(stage.topic(ONLY_MODULE), found));
    }
    stage
}

#[test]
fn ideal_cells_are_taken_apart_on_the_screen() {
    let found = ideal();
    assert_eq!(found.finding, Finding::Hexagonal, "{}", found.summary);
    let window = stage(arena(), Some(found.clone())).window(TALL);
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
    let phases = found.uniformity.as_ref().expect("forty units").sentence();
    assert!(phases.starts_with("phases are not told from uniform (p = ") && phases.ends_with("40 units)"), "{phases}");
    assert_eq!(window.query_all_by_label_contains(&phases).count(), 2, "beside the finding and below the figures");
    let ratio = found.dimension.participation_ratio.expect("they vary");
    window.get_by_label(&format!("Dimension: participation ratio {ratio:.1}"));
    let scale = found.metric.expect("they vary").scale_per_m;
    window.get_by_label(&format!("{scale:.2} /m"));
    assert!(window.state().asks.is_empty(), "nothing more to ask for");
}

#[test]
fn maps_of_an_arena_are_taken_apart_without_asking() {
    let window = stage(arena(), None).window(TALL);
    let dissect = begin::<Dissection>(ONLY_MODULE);
    assert!(!window.state().asks.is_empty() && window.state().asks.iter().all(|asked| *asked == dissect));
}

#[test]
fn live_maps_are_taken_apart_when_asked() {
    let mut window = stage(live(), None).window(TALL);
    assert!(window.state().asks.is_empty(), "not by itself");
    window.get_by_label("Dissect module 1").click();
    window.run_steps(3);
    assert_eq!(window.state().asks, [begin::<Dissection>(ONLY_MODULE)]);
    window.get_by_label("Map in a 2 m box").click();
    window.run_steps(3);
    let mapped = [Ask::MapArena];
    assert_eq!(window.state().asks[1..], mapped);
}

#[test]
fn an_older_finding_says_so_and_can_be_made_again() {
    let mut stage = stage(live(), Some(ideal()));
    stage.move_on();
    let mut window = stage.window(TALL);
    window
        .get_by_label_contains(&format!("Taken apart: modules, live maps · 1.5 m box · step {CELLS_STEP} · 40 units"));
    window.get_by_label("Hexagonal lattice");
    window.get_by_label("Again").click();
    window.run_steps(3);
    assert_eq!(window.state().asks, [begin::<Dissection>(ONLY_MODULE)]);
}

#[test]
fn what_is_cancelled_does_not_begin_again_by_itself() {
    let mut stage = stage(arena(), None);
    stage.measurements.put(Lane::<Dissection>::busy(stage.topic(ONLY_MODULE)));
    let mut window = stage.window(TALL);
    assert!(window.state().asks.is_empty(), "it has begun");
    window.get_by_label("Cancel").click();
    window.run_steps(3);
    assert_eq!(window.state().asks, [cancel::<Dissection>()]);
    window.state_mut().measurements.cancel::<Dissection>();
    window.run_steps(3);
    assert_eq!(window.state().asks.len(), 1, "stopped is stopped");
    window.get_by_label("Dissect module 1").click();
    window.run_steps(3);
    assert_eq!(window.state().asks[1..], [begin::<Dissection>(ONLY_MODULE)]);
}

#[test]
fn a_failure_is_told_and_can_be_tried_again() {
    let mut stage = stage(arena(), None);
    stage.measurements.put(Lane::<Dissection>::broken(stage.topic(ONLY_MODULE), "no thread"));
    let mut window = stage.window(TALL);
    window.get_by_label("No result: no thread");
    assert!(window.state().asks.is_empty(), "not by itself");
    window.get_by_label("Try again").click();
    window.run_steps(3);
    assert_eq!(window.state().asks, [begin::<Dissection>(ONLY_MODULE)]);
}

#[test]
fn without_modules_it_says_what_to_do() {
    let mut nothing = stage(live(), None);
    nothing.report = None;
    nothing.window(TALL).get_by_label("Modules appear after the first analysis");
    let mut none = stage(live(), None);
    none.report.as_mut().expect("a report").modules.clear();
    let mut window = none.window(TALL);
    window.get_by_label("Map in a 2 m box").click();
    window.run_steps(3);
    assert_eq!(window.state().asks[0], Ask::MapArena);
}

#[test]
fn a_drag_turns_the_torus() {
    let mut window = stage(arena(), Some(ideal())).window(TALL);
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
    let mut window = stage(arena(), Some(ideal())).window(TALL);
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
                let mut stage = stage(arena(), Some(found.clone()));
                stage.theme = theme;
                stage.window(size);
            }
        }
    }
}
