//! The panel without a display, with ideal cells in three boxes, which are also those of the capacity panel's tests.

use super::*;
use crate::analysis::capacity::{Places, capacity as capacity_of};
use crate::analysis::generalisation::{
    Generalisation, Trace, compare_boxes, distance_density, path_integration, permuted_paths, separation_map,
};
use crate::analysis::{Measured, Report, analyze};
use crate::app::kit::theme::Theme;
use crate::app::studies::{Lane, Studies, Subject};
use crate::app::testing::stage::{Draw, Stage, arena_key, stage};
use crate::data::Codebook;
use crate::maps::{Arena, Evaluation, RateMaps};
use crate::measure::Generalised;
use crate::preset::default_preset;
use crate::stream::Status;
use eframe::egui::{Role, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::f64::consts::{FRAC_PI_3, TAU};
use std::sync::atomic::AtomicBool;

const UNITS: usize = 16;
pub(crate) const STEP: u64 = 1000;
const SPACING_M: f64 = 0.6;

/// The rate of an ideal grid cell; every unit has a phase of its own.
fn rate(unit: usize, [x, y]: [f32; 2]) -> f32 {
    let (phase_x, phase_y) = (0.15 * (unit % 4) as f64, 0.13 * (unit / 4) as f64);
    let wave = |j: u32| {
        let (sin, cos) = (f64::from(j) * FRAC_PI_3 + 0.3).sin_cos();
        let k = 2.0 * TAU / (3f64.sqrt() * SPACING_M);
        (k * ((f64::from(x) - phase_x) * cos + (f64::from(y) - phase_y) * sin)).cos()
    };
    ((wave(0) + wave(1) + wave(2) + 1.5) / 4.5) as f32
}

pub(crate) fn evaluation(box_m: f32, network: Option<Arc<Explorer>>) -> Evaluation {
    let arena = Arena { box_m, bins: (12.0 * box_m) as usize };
    let size = arena.bins * arena.bins;
    let place = |bin: usize| [arena.centre_m(bin % arena.bins), arena.centre_m(bin / arena.bins)];
    let rates = (0..UNITS * size).map(|i| rate(i / size, place(i % size))).collect();
    let maps = RateMaps { arena, units: UNITS, rates, visits: vec![1.0; size] };
    Evaluation { step: STEP, maps, halves: None, network }
}

/// A network that nobody walks.
fn network() -> Arc<Explorer> {
    let codebook = Codebook::draw(0, 0.15, 3);
    Arc::new(Explorer { step: STEP, units: UNITS, seed: 0, codebook, transitions: Vec::new(), start: Vec::new() })
}

fn never(share: f64) {
    assert!(share.is_finite());
}

/// What walking ideal cells in boxes of 1, 1.5 and 2 m tells.
pub(crate) fn generalised() -> Generalised {
    let of = |box_m: f32| {
        let evaluation = evaluation(box_m, None);
        let report = analyze(&evaluation.maps, None, STEP, None);
        (evaluation, report)
    };
    let arenas: Vec<(Evaluation, Report)> = [1.0, 1.5, 2.0].map(of).into();
    let positions_m: Vec<[f32; 2]> =
        (0..300).map(|i| [0.45 * (0.1 * i as f32).sin(), 0.45 * (0.137 * i as f32).cos()]).collect();
    let states: Vec<f32> = positions_m.iter().flat_map(|place| (0..UNITS).map(|unit| rate(unit, *place))).collect();
    let trace = Trace { units: UNITS, length: 100, states: &states, positions_m: &positions_m };
    let reports: Vec<&Report> = arenas.iter().map(|(_, report)| report).collect();
    let maps: Vec<&RateMaps> = arenas.iter().map(|(evaluation, _)| &evaluation.maps).collect();
    Generalised {
        generalisation: Generalisation {
            boxes: compare_boxes(&reports),
            distance: distance_density(trace, &positions_m),
            separation: separation_map(trace),
            path_integration: path_integration(trace, &Places::of(maps[0]), 1.0),
            permuted_paths: permuted_paths(&states[..4 * UNITS], UNITS, 2, 60).into_iter().collect(),
        },
        capacity: capacity_of(&maps, 0, &AtomicBool::new(false), &mut never).expect("not cancelled"),
        arenas,
    }
}

/// A network measured in an arena, no study begun.
pub(crate) fn measured<P: Default>(draw: Draw<P>) -> Stage<P> {
    let evaluation = evaluation(1.5, Some(network()));
    let report = analyze(&evaluation.maps, None, STEP, None);
    Stage {
        evaluation: Some(evaluation),
        source: MapSource::Arena,
        status: Status { step: STEP, state: RunState::Paused, ..Status::default() },
        selected_unit: Some(3),
        ..stage(P::default(), draw, Some(report))
    }
}

/// The same, with everything walked already.
pub(crate) fn walked<P: Default>(draw: Draw<P>) -> Stage<P> {
    let mut stage = measured(draw);
    let key = WalkKey { maps: arena_key(STEP), walk: Walk::Smooth, boxes_m: vec![1.0, 1.5, 2.0] };
    stage.studies.generalisation = Lane::with(key, generalised());
    stage
}

/// Carries a request out, as the window does. Its thread has ended some time later; the result waits to be polled.
pub(crate) fn study<P>(stage: &mut Stage<P>, request: StudyRequest) {
    let evaluation = stage.evaluation.clone().expect("measured");
    let subject = Subject {
        key: arena_key(STEP),
        measured: Measured::Evaluation(Arc::new(evaluation)),
        report: stage.report.as_ref().expect("analysed"),
        params: &default_preset().params,
    };
    stage.studies.carry_out(request, subject);
}

pub(crate) const SIZES: [Vec2; 4] =
    [Vec2::new(30.0, 20.0), Vec2::new(400.0, 560.0), Vec2::new(1100.0, 700.0), Vec2::new(900.0, 3000.0)];

fn open(stage: Stage<GeneralisationPanel>) -> Harness<'static, Stage<GeneralisationPanel>> {
    stage.window(Vec2::new(700.0, 2000.0))
}

fn click<P>(window: &mut Harness<'_, Stage<P>>, name: &str) {
    window.get_by_role_and_label(Role::Button, name).click();
    window.run_steps(3);
}

#[test]
fn ideal_cells_have_one_spacing_in_all_boxes() {
    let mut window = open(walked(generalisation_ui));
    window.get_by_label("Spacing over that in 1 m: 1.00 in 1.5 m (16 units), 1.00 in 2 m (16 units)");
    window.get_by_label("smooth walks that avoid the walls · step 1000");
    let figures = [
        "State distance against distance",
        "State distance against separation",
        "Path integration",
        "Permuted paths to the same end",
    ];
    for figure in figures {
        window.get_by_label_contains(figure);
    }
    click(&mut window, "maps of unit 3 in all boxes");
    assert_eq!(window.state().requests, [Request::SelectUnit(Some(3))]);
    window.state_mut().status.step = STEP + 5;
    window.run_steps(2);
    window.get_by_label_contains("step 1000, while the run is at step 1005");
}

#[test]
fn it_draws_at_every_size_with_and_without_findings() {
    for size in SIZES {
        measured(generalisation_ui).window(size);
        for theme in [Theme::light(), Theme::dark()] {
            Stage { theme, ..walked(generalisation_ui) }.window(size);
        }
    }
}

#[test]
fn present_weights_are_walked_at_once() {
    let mut window = open(measured(generalisation_ui));
    click(&mut window, "Walk the network");
    assert_eq!(window.state().requests, [begin(Walk::Smooth, &[2.0, 3.0, 4.0])]);
}

#[test]
fn older_weights_are_measured_first() {
    let mut window = open(measured(generalisation_ui));
    window.state_mut().status.step = STEP + 7;
    window.run_steps(2);
    click(&mut window, "Walk the network");
    assert_eq!(std::mem::take(&mut window.state_mut().requests), [Request::Measure]);
    window.run_steps(3);
    assert!(window.state().requests.is_empty(), "the old network is no answer");
    window.get_by_label("Measuring the present weights");
    window.state_mut().evaluation = Some(evaluation(1.5, Some(network())));
    window.run_steps(3);
    assert_eq!(window.state().requests, [begin(Walk::Smooth, &[2.0, 3.0, 4.0])], "the new one, once");

    click(&mut window, "Walk the network");
    click(&mut window, "Cancel");
    assert!(window.query_by_label("Measuring the present weights").is_none(), "nobody waits any more");
}

#[test]
fn cells_from_a_file_are_not_walked_but_the_run_is() {
    let mut stage = measured(generalisation_ui);
    stage.evaluation = Some(evaluation(1.5, None));
    let mut window = open(stage);
    click(&mut window, "Walk the network");
    assert_eq!(window.state().requests, [Request::Measure]);
    let mut ended = measured(generalisation_ui);
    ended.evaluation = None;
    ended.status.state = RunState::Stopped;
    let window = open(ended);
    assert!(window.get_by_label("Walk the network").accesskit_node().is_disabled(), "nothing can be measured");
}

#[test]
fn wrong_boxes_are_said_and_a_recorded_walk_waits_for_its_file() {
    let mut stage = measured(generalisation_ui);
    stage.panel = ron::from_str("(form: (boxes: \"2, 99\"))").expect("a stored panel");
    let window = open(stage);
    window.get_by_label("`99`: valid: 0.5 to 20 m");
    assert!(window.get_by_label("Walk the network").accesskit_node().is_disabled());

    let mut window = open(measured(generalisation_ui));
    click(&mut window, "Recorded");
    assert!(window.get_by_label("Walk the network").accesskit_node().is_disabled(), "no file");
    window.state_mut().panel.follow("rat.csv".into());
    window.run_steps(2);
    click(&mut window, "Walk the network");
    assert_eq!(window.state().requests, [begin(Walk::Recorded("rat.csv".into()), &[2.0, 3.0, 4.0])]);
}

#[test]
fn a_study_can_be_cancelled_and_its_failure_is_said() {
    let mut stage = measured(generalisation_ui);
    let missing = StudyRequest::Generalise { walk: Walk::Recorded("absent.csv".into()), boxes_m: vec![2.0, 3.0, 4.0] };
    study(&mut stage, missing.clone());
    stage.panel.follow("absent.csv".into());
    let mut window = open(stage);
    click(&mut window, "Cancel");
    assert_eq!(window.state().requests, [Request::Study(StudyRequest::Cancel(StudyKind::Generalisation))]);

    // The bell rings when the study has ended.
    let (sender, bell) = crossbeam_channel::unbounded();
    window.state_mut().studies = Studies::new(Arc::new(move || {
        let _ = sender.send(()); // nobody listens at the end of the test
    }));
    study(window.state_mut(), missing);
    while window.state_mut().studies.poll().is_empty() {
        bell.recv().expect("it ends");
    }
    window.run_steps(2);
    window.get_by_label_contains("absent.csv");
}
