//! Every panel drawn without a display: empty, and with a population on it.

use super::PANELS;
use super::losses::{Charts, LossesPanel};
use super::trajectories::TrajectoriesPanel;
use crate::analysis::{ModuleReport, Report, Spectrum, UnitDetail};
use crate::app::ask::Ask;
use crate::app::frames::{FrameCost, Performance};
use crate::app::kit::theme::Theme;
use crate::app::kit::tiles::tests::{report, unit};
use crate::app::panel::Panels;
use crate::app::testing::stage::{Quiet, arena, live};
use crate::app::view::{MapChoice, View};
use crate::maps::{Arena, MapSet, MapSetId, Origin, RateMaps};
use crate::measure::Measurements;
use crate::stream::{BatchPaths, History, Intervention, LossSample, SERIES, Status};
use eframe::egui::{self, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::f32::consts::{FRAC_PI_3, TAU};
use std::sync::Arc;
use std::time::Duration;

const UNITS: usize = 12;

/// Data as a run gives them: one silent unit, two modules, a loss that was once not a number.
struct World {
    panels: Panels,
    set: MapSet,
    paths: BatchPaths,
    report: Report,
    detail: UnitDetail,
    history: History,
    interventions: Vec<Intervention>,
    theme: Theme,
    status: Status,
    performance: Performance,
    is_empty: bool,
    choices: Vec<MapChoice>,
    measurements: Measurements,
    asks: Vec<Ask>,
}

impl World {
    fn new() -> Self {
        let arena = Arena { box_m: 2.0, bins: 20 };
        let wave = |unit: usize, x: f32, y: f32| -> f32 {
            (0..3)
                .map(|j| {
                    (TAU * 1.5 * (x * (j as f32 * FRAC_PI_3).cos() + y * (j as f32 * FRAC_PI_3).sin()) + unit as f32)
                        .cos()
                })
                .sum()
        };
        let rates = (0..UNITS * 400).map(|i| {
            let (unit, bin) = (i / 400, i % 400);
            let at = |k: usize| arena.centre_m(k);
            match (unit, bin) {
                (_, 0) => f32::NAN,
                (11, _) => 0.0,
                _ => (wave(unit, at(bin % 20), at(bin / 20)) + 1.5).max(0.0) / 10.0,
            }
        });
        let maps = RateMaps { arena, units: UNITS, rates: rates.collect(), visits: vec![1.0; 400] };
        let mut units: Vec<_> = (0..UNITS)
            .map(|i| unit(i, Some(0.1 * i as f64), Some(if i < 6 { 0.9 } else { 0.6 }), Some(i / 6)))
            .collect();
        units[11].active = false;
        let mut report = report(units);
        let module = |module, spacing_m| ModuleReport {
            module,
            units: 6,
            spacing_m,
            orientation_deg: 7.0,
            orientation_coherence: 0.9,
            orientation_coherence_chance: 0.5,
            grid_score_adaptive: None,
        };
        report.modules = vec![module(0, 0.9), module(1, 0.6)];
        let spectrum =
            Spectrum { size: 21, step_cpm: 0.2, power: vec![0.5; 441], peaks_cpm: vec![[1.5, 0.0], [0.7, 1.3]] };
        report.population_spectrum = spectrum.clone();
        report.module_spectra = vec![spectrum.clone(), spectrum.clone()];
        let mut history = History::default();
        for step in 1..=300 {
            let value = if step == 100 { f32::NAN } else { 1.0 / step as f32 };
            history.push(LossSample { step, values: [value; SERIES.len()] });
        }
        Self {
            panels: Panels::of(PANELS),
            set: MapSet::new(live(), Some(300), maps),
            paths: BatchPaths {
                length: 2,
                positions_m: vec![[0.1, 0.0], [0.1, 0.2], [0.0, 0.2], [0.1, 0.2]],
                sigma_x_m: 0.05,
            },
            detail: UnitDetail {
                size: 39,
                step_m: 0.1,
                autocorrelogram: vec![0.3; 39 * 39],
                peaks_m: vec![[0.9, 0.0]],
                spectrum,
                ..UnitDetail::default()
            },
            report,
            history,
            interventions: vec![Intervention {
                step: 50,
                name: "sigma_g".into(),
                old: "0.4".into(),
                new: "0.2".into(),
            }],
            theme: Theme::light(),
            status: Status::default(),
            performance: performance_of((0..40).map(|i| 1.0 + f64::from(i % 7))),
            is_empty: false,
            choices: Vec::new(),
            measurements: Measurements::new(Arc::new(|| {})),
            asks: Vec::new(),
        }
    }

    fn draw(&mut self, ui: &mut egui::Ui, panel: &str) {
        let quiet = Quiet::default();
        let some = !self.is_empty;
        let none = quiet.view(&self.theme, &self.measurements);
        let view = View {
            status: &self.status,
            history: if some { &self.history } else { none.history },
            interventions: &self.interventions,
            paths: some.then_some(&self.paths),
            set: some.then_some(&self.set),
            report: some.then_some(&self.report),
            reported: some.then_some(self.set.key),
            reported_step: self.set.step.filter(|_| some),
            unit_detail: some.then_some((self.set.key, &self.detail)),
            choices: &self.choices,
            selected_unit: Some(3),
            performance: if some { &self.performance } else { none.performance },
            ..none
        };
        let panel = self.panels.find_mut(panel).expect("a panel of the list");
        self.asks.extend(panel.draw_ui(ui, &view));
    }
}

/// Panels that are tested here; the others have tests of their own.
const DRAWN: [&str; 10] =
    ["losses", "rate_maps", "cells", "unit", "spectra", "modules", "trajectories", "performance", "runs", "states"];

/// Frames of a window, twenty a second, whose own work took these times.
fn performance_of(own_ms: impl Iterator<Item = f64>) -> Performance {
    let mut performance = Performance { renderer: "llvmpipe".into(), ..Performance::default() };
    for (i, own_ms) in own_ms.enumerate() {
        let began = Duration::from_millis(50 * i as u64);
        let (layout_ms, handover_ms) = (0.75 * own_ms, 0.25 * own_ms);
        let cost = FrameCost { began, layout_ms, handover_ms, uploads: 1, upload_bytes: 1000, ..FrameCost::default() };
        performance.frames.push(cost);
        performance.now = began;
    }
    performance
}

fn window(world: World, panel: &'static str, size: Vec2) -> Harness<'static, World> {
    let mut harness =
        Harness::builder().with_size(size).build_ui_state(move |ui, world: &mut World| world.draw(ui, panel), world);
    harness.run_steps(3);
    harness
}

#[test]
fn every_panel_draws_at_every_size_with_and_without_data() {
    for panel in DRAWN {
        for size in [Vec2::new(30.0, 20.0), Vec2::new(320.0, 480.0), Vec2::new(1200.0, 260.0)] {
            for is_empty in [true, false] {
                for charts in [Charts::Each, Charts::One] {
                    let mut world = World::new();
                    world.is_empty = is_empty;
                    world.panels.get_mut::<LossesPanel>().charts = charts;
                    window(world, panel, size);
                }
            }
        }
    }
}

#[test]
fn every_panel_of_maps_says_whose_they_are_and_of_which_step() {
    for panel in ["rate_maps", "cells", "unit", "spectra", "modules"] {
        let mut world = World::new();
        world.status.step = 12_000;
        let window = window(world, panel, Vec2::new(600.0, 500.0));
        let told = ["modules, live maps", "step 300, the run is at 12 000", "12 units"];
        let lines: Vec<String> = window
            .query_all_by_label_contains(told[1])
            .filter_map(|node| node.accesskit_node().label().or_else(|| node.accesskit_node().value()))
            .collect();
        assert!(lines.iter().any(|line| told.iter().all(|words| line.contains(words))), "{panel}: {lines:?}");
    }
}

#[test]
fn a_click_on_a_tile_selects_its_unit() {
    for panel in ["rate_maps", "cells"] {
        let mut window = window(World::new(), panel, Vec2::new(600.0, 500.0));
        window.get_by_label("unit 5").click();
        window.run_steps(3);
        assert_eq!(window.state().asks, [Ask::SelectUnit(Some(5))], "{panel}");
    }
}

#[test]
fn choosing_a_box_maps_it() {
    let mut world = World::new();
    world.set.origin = arena();
    let mut window = window(world, "rate_maps", Vec2::new(900.0, 500.0));
    window.get_by_label("3 m").click();
    window.run_steps(3);
    let asked = [Ask::SetArenaSide(3.0), Ask::MapArena];
    assert_eq!(window.state().asks, asked);
}

#[test]
fn every_map_set_has_a_button() {
    let mut world = World::new();
    let others = ["theirs.npz", "others.npz"].map(|name| Origin::File(name.into()));
    let mapped = [arena(), arena()];
    let choice = |origin: &Origin| MapChoice { id: MapSetId::fresh(), origin: origin.clone() };
    let own = MapChoice { id: world.set.key.id, origin: world.set.origin.clone() };
    world.choices = std::iter::once(own).chain(mapped.iter().chain(&others).map(choice)).collect();
    let ids: Vec<MapSetId> = world.choices.iter().map(|choice| choice.id).collect();
    let mut window = window(world, "rate_maps", Vec2::new(900.0, 500.0));
    for (name, id) in [("Live", ids[0]), ("Arena", ids[2]), ("theirs", ids[3]), ("others", ids[4])] {
        window.get_by_label(name).click();
        window.run_steps(3);
        assert_eq!(std::mem::take(&mut window.state_mut().asks), [Ask::ShowMaps(id)], "{name}, the newest");
    }
}

#[test]
fn modules_are_chosen_in_table_and_spectra() {
    for (panel, label) in [("modules", "Select module 2"), ("spectra", "Module 2")] {
        let mut window = window(World::new(), panel, Vec2::new(480.0, 800.0));
        window.get_by_label(label).click();
        window.run_steps(3);
        assert_eq!(window.state().asks, [Ask::SelectModule(Some(1))], "{panel}");
    }
}

#[test]
fn the_next_unit_is_one_click_away() {
    let mut window = window(World::new(), "unit", Vec2::new(400.0, 600.0));
    window.get_by_label("Next unit").click();
    window.run_steps(3);
    window.get_by_label("Previous unit").click();
    window.run_steps(3);
    assert_eq!(window.state().asks, [Ask::SelectUnit(Some(4)), Ask::SelectUnit(Some(2))]);
}

#[test]
fn non_finite_steps_are_counted() {
    let window = window(World::new(), "losses", Vec2::new(1200.0, 260.0));
    assert!(window.query_by_label("1 non-finite step").is_some());
}

#[test]
fn state_survives_a_restart_and_an_older_file() {
    let mut panels = Panels::of(PANELS);
    panels.get_mut::<LossesPanel>().log_axis = false;
    panels.get_mut::<TrajectoriesPanel>().shown = 5;
    let mut back = Panels::of(PANELS);
    back.restore(&panels.kept());
    assert!(!back.get::<LossesPanel>().log_axis && back.get::<TrajectoriesPanel>().shown == 5);
    let mut older = Panels::of(PANELS);
    older.restore(&[("losses".to_owned(), "(log_axis: false)".to_owned())].into());
    let losses = older.get::<LossesPanel>();
    assert!(!losses.log_axis && losses.smoothing, "missing fields take their defaults");
}

#[test]
fn performance_tells_its_figures() {
    let mut world = World::new();
    world.performance = performance_of((1..=100).map(f64::from));
    world.performance.first_frame = Some(Duration::from_millis(321));
    world.status.kernels = "fused".into();
    let harness = window(world, "performance", Vec2::new(900.0, 400.0));
    harness.get_by_label("own work of a frame: p50 50.0 · p99 99.0 · worst 100.0 ms");
    harness.get_by_label("p50 50.0 · p99 99.0 · worst 100.0 ms");
    harness.get_by_label_contains("20.5 /s · 0.02 MB/s");
    for text in ["0.32 s", "fused", "llvmpipe"] {
        harness.get_by_label(text);
    }
    let unmeasured =
        window(World { performance: Performance::default(), ..World::new() }, "performance", Vec2::new(600.0, 250.0));
    assert!(unmeasured.query_by_label("Repaints").is_none(), "nothing is known of frames");
    unmeasured.get_by_label("Training");
}

#[test]
fn a_spike_is_cut_off_and_told() {
    let mut world = World::new();
    for step in 301..=600 {
        let value = if step == 450 { 1000.0 } else { 0.004 };
        world.history.push(LossSample { step, values: [value; SERIES.len()] });
    }
    let harness = window(world, "losses", Vec2::new(1200.0, 260.0));
    harness.get_by_label("chart of total, cut off: total of 1000 at step 450");
}

#[test]
fn capacity_has_an_axis_of_its_own() {
    for size in [Vec2::new(400.0, 150.0), Vec2::new(700.0, 260.0), Vec2::new(300.0, 300.0)] {
        let mut world = World::new();
        world.panels.get_mut::<LossesPanel>().charts = Charts::One;
        let harness = window(world, "losses", size);
        let [all, own] =
            ["chart of losses", "chart of capacity"].map(|name| harness.get_by_label_contains(name).rect());
        assert!(!all.intersects(own) && own.area() > 2000.0, "{size:?}: {all:?} {own:?}");
    }
}

#[test]
fn a_low_panel_of_losses_keeps_the_room_for_the_curves() {
    let chart = |height: f32| {
        let harness = window(World::new(), "losses", Vec2::new(560.0, height));
        let switches = harness.query_all_by_label("Log axis").count();
        let first = harness.query_all_by_label_contains("chart of ").next().expect("a chart");
        (first.rect().height(), switches)
    };
    let (low, switches) = chart(150.0);
    assert_eq!(switches, 0, "behind the button");
    assert!(low > 75.0, "{low} points of 150 for the curves");
    assert_eq!(chart(230.0).1, 1, "there is room");

    let mut harness = window(World::new(), "losses", Vec2::new(560.0, 150.0));
    harness.get_by_label("separation");
    harness.get_by_label("Curves").click();
    harness.run_steps(4);
    harness.get_by_label("Log axis").click();
    harness.run_steps(4);
    assert!(!harness.state().panels.get::<LossesPanel>().log_axis, "switched in the menu");
    harness.get_by_label("Log axis"); // and the menu is still there
}
