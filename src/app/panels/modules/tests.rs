//! The pages of the panel on ideal cells: two modules of squares, every second field of the one being a field of the other.

use super::{ModulesPanel, Page};
use crate::analysis::test_maps::{Noise, population, rectified, square};
use crate::analysis::{ModuleNulls, Report, analyze, module_nulls};
use crate::app::ask::Ask;
use crate::app::kit::capitalised;
use crate::app::testing::stage::{Stage, arena, begin, cancel, empty_stage, live};
use crate::maps::{MapSet, Origin, RateMaps};
use crate::measure::{Lane, Topic};
use crate::numerics::Progress;
use eframe::egui::{Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::sync::LazyLock;

const SIZES: [Vec2; 3] = [vec2(30.0, 20.0), vec2(400.0, 560.0), vec2(1100.0, 700.0)];

/// Two modules of squares with a ratio of √2, turned by 45°.
static SQUARES: LazyLock<(RateMaps, Report)> = LazyLock::new(|| {
    let mut noise = Noise(3);
    let mut cells = |count: usize, spacing_m: f64, orientation_deg: f64| -> Vec<Vec<f32>> {
        let one = |_| square(32, 2.4, spacing_m, orientation_deg, [noise.next() * 2.0 - 1.0, noise.next() * 2.0 - 1.0]);
        (0..count).map(one).collect()
    };
    let mut maps = cells(12, 0.5, 12.0);
    maps.extend(cells(9, 0.5 * 2.0f64.sqrt(), 57.0));
    said_of(&maps)
});

/// Maps of 2.4 m, and what is said of them.
fn said_of(maps: &[Vec<f32>]) -> (RateMaps, Report) {
    let maps = population(maps, 32, 2.4);
    let report = analyze(&maps, None, None);
    (maps, report)
}

fn nulls() -> ModuleNulls {
    module_nulls(&SQUARES.1.evidence, 1, 199, &mut Progress::none()).expect("not cancelled")
}

fn stage_with(page: Page, origin: Origin, (maps, report): (RateMaps, Report)) -> Stage<ModulesPanel> {
    let panel = ModulesPanel { page, ..ModulesPanel::default() };
    Stage { set: Some(MapSet::new(origin, Some(7), maps)), report: Some(report), ..empty_stage(panel) }
}

fn stage_of(page: Page, origin: Origin) -> Stage<ModulesPanel> {
    stage_with(page, origin, SQUARES.clone())
}

/// Maps that were compared with random modules.
fn judged(page: Page, origin: Origin) -> Stage<ModulesPanel> {
    let mut stage = stage_of(page, origin);
    stage.measurements.put(Lane::with(stage.topic(()), nulls()));
    stage
}

/// Live maps, an earlier state of which was compared with random modules.
fn judged_before(page: Page) -> Stage<ModulesPanel> {
    let mut stage = judged(page, live());
    stage.move_on();
    stage.status.step = 10_620;
    stage
}

fn shown(stage: Stage<ModulesPanel>) -> Harness<'static, Stage<ModulesPanel>> {
    stage.window(vec2(400.0, 560.0))
}

#[test]
fn every_page_draws_at_every_size() {
    for (page, ..) in Page::ALL {
        for size in SIZES {
            judged(page, arena()).window(size);
            stage_of(page, live()).window(size);
        }
    }
}

#[test]
fn the_verdict_is_read_at_a_glance() {
    let window = shown(judged(Page::Lattices, arena()));
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
    assert!(window.state().asks.is_empty(), "the result is there: {:?}", window.state().asks);
}

#[test]
fn maps_of_an_arena_are_compared_at_once_and_live_ones_on_request() {
    let ask = begin::<ModuleNulls>(());
    for page in [Page::Groups, Page::Lattices] {
        let arena = shown(stage_of(page, arena()));
        assert!(arena.state().asks.contains(&ask), "{page:?}");
        let mut live = shown(stage_of(page, live()));
        assert!(live.state().asks.is_empty(), "{page:?}: live maps change all the time");
        live.get_by_label("Compare with random modules").click();
        live.run_steps(2);
        assert_eq!(live.state().asks, std::slice::from_ref(&ask), "{page:?}");
    }
    for page in [Page::Units, Page::Steps] {
        assert!(shown(stage_of(page, arena())).state().asks.is_empty(), "{page:?} needs none");
    }
}

#[test]
fn an_older_finding_stays_with_its_step() {
    let mut window = shown(judged_before(Page::Lattices));
    window.get_by_label(
        "Compared with random modules: modules, live maps · 2.4 m box · step 7, the run is at 10 620 · 21 units",
    );
    window.get_by_label("Commensurate");
    window.get_by_label("Again").click();
    window.run_steps(2);
    assert_eq!(window.state().asks, [begin::<ModuleNulls>(())]);
}

/// A lattice of a file never stands under the headline of the network, nor the other way round.
#[test]
fn nothing_of_other_maps_stands_under_the_headline_of_these() {
    for page in [Page::Groups, Page::Lattices] {
        let mut stage = stage_of(page, live());
        let file = MapSet::new(Origin::File("theirs.npz".into()), None, SQUARES.0.clone());
        stage.measurements.put(Lane::with(Topic::of(&file, ()), nulls()));
        let window = shown(stage);
        window.get_by_label("modules, live maps · 2.4 m box · step 7 · 21 units, 21 active");
        window.get_by_label("Not drawn here, being of other maps: comparison of the modules (theirs.npz)");
        for label in ["Commensurate", "Against jittered spacings", "Spacings are discrete"] {
            assert!(window.query_by_label_contains(label).is_none(), "{page:?}: {label} is of other maps");
        }
    }
}

/// Window, text and files take the same sentence.
#[test]
fn outcomes_are_said_with_their_levels() {
    let found = nulls();
    let discreteness = found.discreteness.expect("enough units");
    assert!(discreteness.discrete && discreteness.verdict.contains("≤ α = 0.05"), "{}", discreteness.verdict);
    shown(judged(Page::Groups, arena())).get_by_label(&capitalised(&discreteness.verdict));
    let pair = &found.pairs[0];
    assert!(pair.verdict.contains("≤ α = 0.05"), "{}", pair.verdict);
    shown(judged(Page::Lattices, arena())).get_by_label(&capitalised(&pair.verdict));
}

/// One module is no proof of steps, however narrow it is.
#[test]
fn one_module_is_not_called_discrete() {
    let mut noise = Noise(3);
    let mut place = || noise.next() * 2.0 - 1.0;
    let maps: Vec<_> = (0..12).map(|_| rectified(32, 2.4, 0.5, 12.0, [place(), place()])).collect();
    let mut stage = stage_with(Page::Groups, arena(), said_of(&maps));
    let evidence = &stage.report.as_ref().expect("there is one").evidence;
    let found = module_nulls(evidence, 1, 199, &mut Progress::none()).expect("not cancelled");
    stage.measurements.put(Lane::with(stage.topic(()), found));
    let window = shown(stage);
    window.get_by_label_contains("One module: nothing for it to be discrete from (p = ");
    assert!(window.query_by_label_contains("are discrete").is_none());
}

#[test]
fn what_was_cancelled_does_not_begin_again_by_itself() {
    let mut stage = stage_of(Page::Lattices, arena());
    stage.measurements.put(Lane::<ModuleNulls>::busy(stage.topic(())));
    let mut window = shown(stage);
    assert!(window.state().asks.is_empty(), "already under way");
    window.get_by_label("Cancel").click();
    window.run_steps(2);
    let asked = &mut window.state_mut().asks;
    assert_eq!(std::mem::take(asked), [cancel::<ModuleNulls>()]);
    window.state_mut().measurements.cancel::<ModuleNulls>();
    window.run_steps(3);
    assert!(window.state().asks.is_empty(), "somebody stopped it: {:?}", window.state().asks);
    window.get_by_label("Compare with random modules").click();
    window.run_steps(2);
    assert!(window.state().asks.contains(&begin::<ModuleNulls>(())));
}

#[test]
fn a_failure_is_told_and_can_be_tried_again() {
    let mut stage = stage_of(Page::Groups, arena());
    stage.measurements.put(Lane::<ModuleNulls>::broken(stage.topic(()), "out of memory"));
    let mut window = shown(stage);
    window.get_by_label("No result: out of memory");
    assert!(window.state().asks.is_empty(), "not over and over");
    window.get_by_label("Try again").click();
    window.run_steps(2);
    assert_eq!(window.state().asks, [begin::<ModuleNulls>(())]);
}

#[test]
fn groups_and_discreteness_have_their_numbers() {
    let window = shown(judged(Page::Groups, arena()));
    window.get_by_label("2 best");
    window.get_by_label_contains("Spacings are discrete (p = ");
    window.get_by_label_contains("Against jittered spacings: ");
    assert!(window.query_by_label_contains("density of spacings").is_some());
}

#[test]
fn steps_name_their_nearest_reference() {
    let window = shown(judged_before(Page::Steps));
    window.get_by_label("1 to 2");
    let ratio = SQUARES.1.evidence.steps[0].spacing_ratio;
    window.get_by_label(&format!("{ratio:.2}"));
    assert!((ratio - 2.0f64.sqrt()).abs() < 0.02, "{ratio}");
}

#[test]
fn without_an_analysis_or_modules_it_says_what_to_do() {
    let mut window = empty_stage(ModulesPanel::default()).window(vec2(400.0, 560.0));
    window.get_by_label("Map in a 2 m box").click();
    window.run_steps(2);
    let asked = [Ask::MapArena];
    assert_eq!(window.state().asks, asked);
    for (page, ..) in Page::ALL {
        let mut stage = stage_with(page, arena(), said_of(&[vec![0.0; 1024]]));
        stage.measurements.put(Lane::with(stage.topic(()), ModuleNulls::default()));
        stage.window(vec2(400.0, 560.0)).get_by_label("No modules · no active unit");
    }
}

/// Live maps of forty-six units with one lattice, of which the halves agree in six.
#[test]
fn who_is_left_out_is_said_with_the_reason() {
    let mut noise = Noise(5);
    let cells = SQUARES.0.clone();
    let halves = |agree: usize, noise: &mut Noise| {
        let mut other = cells.clone();
        let size = 32 * 32;
        for unit in agree..other.units {
            other.rates[unit * size..(unit + 1) * size].copy_from_slice(&noise.smooth(32, 2.4, 0.1));
        }
        [cells.clone(), other]
    };
    let with = |halves: Option<[RateMaps; 2]>, origin| {
        let report = analyze(&cells, halves.as_ref().map(<[RateMaps; 2]>::each_ref), None);
        shown(stage_with(Page::Units, origin, (cells.clone(), report)))
    };
    let window = with(Some(halves(6, &mut noise)), live());
    window.get_by_label("1 module · 6 members, 15 left out: stability below 0.7");
    let window = with(None, live());
    window.get_by_label("2 modules · 21 candidates · stability not known yet");
    let window = with(None, Origin::File("cells.npz".into()));
    window.get_by_label("2 modules · 21 candidates · stability not known");
}

#[test]
fn a_collapse_is_said_in_place_of_modules() {
    let maps = population(&vec![vec![0.4; 32 * 32]; 5], 32, 2.4);
    let report = analyze(&maps, None, None);
    let window = shown(stage_with(Page::Units, live(), (maps, report)));
    assert!(window.query_by_label_contains("COLLAPSED: all states are one").is_some());
    assert!(window.query_by_label_contains("No modules").is_none(), "nothing else is said of it");
}
