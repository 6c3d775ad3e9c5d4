//! The pages of the panel on ideal cells: two modules of squares, every second field of the one being a field of the other.

use super::{ModulesPanel, Page, modules_ui};
use crate::analysis::test_maps::{Noise, population, square};
use crate::analysis::{ModuleNulls, Report, analyze, module_nulls};
use crate::app::studies::{Lane, StudyKind, StudyRequest};
use crate::app::testing::stage::{Stage, arena_key, stage};
use crate::app::view::{MapSource, Request};
use eframe::egui::{Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::sync::LazyLock;
use std::sync::atomic::AtomicBool;

const SIZES: [Vec2; 3] = [vec2(30.0, 20.0), vec2(400.0, 560.0), vec2(1100.0, 700.0)];

/// Two modules of squares with a ratio of √2, turned by 45°.
static SQUARES: LazyLock<Report> = LazyLock::new(|| {
    let mut noise = Noise(3);
    let mut cells = |count: usize, spacing_m: f64, orientation_deg: f64| -> Vec<Vec<f32>> {
        let one = |_| square(32, 2.4, spacing_m, orientation_deg, [noise.next() * 2.0 - 1.0, noise.next() * 2.0 - 1.0]);
        (0..count).map(one).collect()
    };
    let mut maps = cells(12, 0.5, 12.0);
    maps.extend(cells(9, 0.5 * 2.0f64.sqrt(), 57.0));
    analyze(&population(&maps, 32, 2.4), None, 7, None)
});

fn nulls(report: &Report) -> ModuleNulls {
    module_nulls(&report.evidence, 1, 199, &AtomicBool::new(false), &mut |_| {}).expect("not cancelled")
}

fn stage_of(page: Page, source: MapSource) -> Stage<ModulesPanel> {
    let panel = ModulesPanel { page, ..ModulesPanel::default() };
    Stage { source, ..stage(panel, modules_ui, Some(SQUARES.clone())) }
}

fn judged(page: Page, source: MapSource) -> Stage<ModulesPanel> {
    let mut stage = stage_of(page, source);
    stage.studies.module_nulls = Lane::with(arena_key(7), nulls(&SQUARES));
    stage
}

fn shown(stage: Stage<ModulesPanel>) -> Harness<'static, Stage<ModulesPanel>> {
    stage.window(vec2(400.0, 560.0))
}

#[test]
fn every_page_draws_at_every_size() {
    for (page, ..) in Page::ALL {
        for size in SIZES {
            judged(page, MapSource::Arena).window(size);
            stage_of(page, MapSource::Live).window(size);
        }
    }
}

#[test]
fn the_verdict_is_read_at_a_glance() {
    let window = shown(judged(Page::Lattices, MapSource::Arena));
    window.get_by_label("Commensurate");
    window.get_by_label("index: 2");
    window.get_by_label("turn: 45°");
    window.get_by_label_contains("Module 1 is a sublattice of module 2 with index 2");
    // Every point of the coarser lattice is one of the finer: in space a half of the finer one's.
    let pictures: Vec<String> =
        window.query_all_by_label_contains("points shared").filter_map(|node| node.accesskit_node().label()).collect();
    let [space, waves] = &pictures[..] else { panic!("two pictures: {pictures:?}") };
    let numbers = |text: &str| -> Vec<u32> { text.split_whitespace().filter_map(|word| word.parse().ok()).collect() };
    let ([shared, all], [waves_shared, waves_all]) = (&numbers(space)[..], &numbers(waves)[..]) else {
        panic!("two numbers each: {pictures:?}")
    };
    assert!((3 * all..7 * all).contains(&(10 * shared)), "every second field: {space}");
    assert!(
        waves_shared >= &9 && waves_shared == waves_all,
        "all waves of the finer lattice are the coarser's: {waves}"
    );
    assert!(window.state().requests.is_empty(), "the result is there: {:?}", window.state().requests);
}

#[test]
fn maps_of_an_arena_are_compared_at_once_and_live_ones_on_request() {
    let ask = Request::Study(StudyRequest::ModuleNulls);
    for page in [Page::Groups, Page::Lattices] {
        let arena = shown(stage_of(page, MapSource::Arena));
        assert!(arena.state().requests.contains(&ask), "{page:?}");
        let mut live = shown(stage_of(page, MapSource::Live));
        assert!(live.state().requests.is_empty(), "{page:?}: live maps change all the time");
        live.get_by_label("Compare with random modules").click();
        live.run_steps(2);
        assert_eq!(live.state().requests, std::slice::from_ref(&ask), "{page:?}");
    }
    for page in [Page::Units, Page::Steps] {
        assert!(shown(stage_of(page, MapSource::Arena)).state().requests.is_empty(), "{page:?} needs none");
    }
}

#[test]
fn an_older_finding_stays_with_its_step() {
    let mut window = shown(judged(Page::Lattices, MapSource::Live));
    window.get_by_label("Compared with random modules, step 7, an arena");
    window.get_by_label("Commensurate");
    window.get_by_label("Again").click();
    window.run_steps(2);
    assert_eq!(window.state().requests, [Request::Study(StudyRequest::ModuleNulls)]);
}

#[test]
fn what_was_cancelled_does_not_begin_again_by_itself() {
    let mut stage = stage_of(Page::Lattices, MapSource::Arena);
    stage.studies.module_nulls = Lane::busy(arena_key(7));
    let mut window = shown(stage);
    assert!(window.state().requests.is_empty(), "already under way");
    window.get_by_label("Cancel").click();
    window.run_steps(2);
    let asked = &mut window.state_mut().requests;
    assert_eq!(std::mem::take(asked), [Request::Study(StudyRequest::Cancel(StudyKind::ModuleNulls))]);
    window.state_mut().studies.module_nulls = Lane::idle();
    window.run_steps(3);
    assert!(window.state().requests.is_empty(), "somebody stopped it: {:?}", window.state().requests);
    window.get_by_label("Compare with random modules").click();
    window.run_steps(2);
    assert!(window.state().requests.contains(&Request::Study(StudyRequest::ModuleNulls)));
}

#[test]
fn a_failure_is_told_and_can_be_tried_again() {
    let mut stage = stage_of(Page::Groups, MapSource::Arena);
    stage.studies.module_nulls = Lane::broken(arena_key(7), "out of memory");
    let mut window = shown(stage);
    window.get_by_label("out of memory");
    assert!(window.state().requests.is_empty(), "not over and over");
    window.get_by_label("Try again").click();
    window.run_steps(2);
    assert_eq!(window.state().requests, [Request::Study(StudyRequest::ModuleNulls)]);
}

#[test]
fn groups_and_discreteness_have_their_numbers() {
    let window = shown(judged(Page::Groups, MapSource::Arena));
    window.get_by_label("2 best");
    window.get_by_label("Spacings are discrete");
    window.get_by_label_contains("Against jittered spacings: ");
    assert!(window.query_by_label_contains("density of spacings").is_some());
}

#[test]
fn steps_name_their_nearest_reference() {
    let window = shown(judged(Page::Steps, MapSource::Live));
    window.get_by_label("1 to 2");
    let ratio = SQUARES.evidence.steps[0].spacing_ratio;
    window.get_by_label(&format!("{ratio:.2}"));
    assert!((ratio - 2.0f64.sqrt()).abs() < 0.02, "{ratio}");
}

#[test]
fn without_an_analysis_or_modules_it_says_what_to_do() {
    let mut window = stage(ModulesPanel::default(), modules_ui, None).window(vec2(400.0, 560.0));
    window.get_by_label("Measure in a 2 m box").click();
    window.run_steps(2);
    let asked = [Request::Measure];
    assert_eq!(window.state().requests, asked);
    for (page, ..) in Page::ALL {
        let panel = ModulesPanel { page, ..ModulesPanel::default() };
        let nothing = analyze(&population(&[vec![0.0; 1024]], 32, 2.4), None, 7, None);
        let mut stage = Stage { source: MapSource::Arena, ..stage(panel, modules_ui, Some(nothing)) };
        stage.studies.module_nulls = Lane::with(arena_key(7), ModuleNulls::default());
        stage.window(vec2(400.0, 560.0)).get_by_label("No modules: no unit is periodic yet");
    }
}
