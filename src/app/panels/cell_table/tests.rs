//! The table of cells drawn without a display.

use super::CellTablePanel;
use crate::app::ask::Ask;
use crate::app::panel::Panel as _;
use crate::app::testing::stage::{Quiet, Stage, begin, empty_stage, stage_of_cells};
use crate::app::view::View;
use crate::maps::{MapSet, Origin, RateUnit};
use crate::measure::CellMeasures;
use eframe::egui::vec2;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

/// Cells of a file with names of their own.
fn stage() -> Stage<CellTablePanel> {
    let stage = stage_of_cells(CellTablePanel::default(), Origin::File("cells.npz".into()));
    let set = stage.set.expect("maps");
    let labels = (0..set.maps.units).map(|unit| format!("t{}c{}", unit / 4 + 1, unit % 4 + 1)).collect();
    Stage { set: Some(MapSet { labels, rate_unit: RateUnit::Hz, ..set }), ..stage }
}

#[test]
fn a_row_has_the_name_of_the_file_and_a_click_selects_its_unit() {
    let mut window = stage().window(vec2(900.0, 400.0));
    assert!(window.state().asks.contains(&begin::<CellMeasures>(())), "it measures by itself");
    window.state_mut().asks.clear();
    window.get_by_label("cell t2c1").click();
    window.run_steps(3);
    assert!(window.state().asks.contains(&Ask::SelectUnit(Some(4))), "{:?}", window.state().asks);
    window.get_by_label("Peak Hz");
    assert!(window.query_by_label("Peak rate").is_none(), "rates of spikes have a unit");
    assert!(window.query_by_label("Speed score").is_none(), "no cell has one");
}

#[test]
fn a_column_sorts_both_ways_and_the_file_has_the_same_order() {
    let mut window = stage().window(vec2(900.0, 400.0));
    let first = |window: &egui_kittest::Harness<'_, Stage<CellTablePanel>>| -> String {
        let cells = window.query_all_by_label_contains("cell t");
        let top = cells.min_by(|a, b| a.rect().top().total_cmp(&b.rect().top())).expect("rows");
        top.accesskit_node().label().expect("a name")
    };
    assert_eq!(first(&window), "cell t1c1", "the order of the file");
    let mut seen = Vec::new();
    for _ in 0..2 {
        window.get_by_label("Grid score").click();
        window.run_steps(3);
        seen.push(first(&window));
    }
    let report = window.state().report.clone().expect("measured");
    let mut scores: Vec<(f64, usize)> =
        report.units.iter().filter_map(|unit| Some((unit.grid_score_adaptive?, unit.unit))).collect();
    scores.sort_by(|a, b| b.0.total_cmp(&a.0));
    let label = |unit: usize| format!("cell t{}c{}", unit / 4 + 1, unit % 4 + 1);
    assert_eq!(seen, [label(scores[0].1), label(scores[scores.len() - 1].1)]);

    let state = window.state();
    let (quiet, set) = (Quiet::default(), state.set());
    let quiet = quiet.view(&state.theme, &state.measurements);
    let view = View { set: Some(set), report: Some(&report), reported: Some(set.key), ..quiet };
    let tables = state.panel.tables(&view);
    let csv = tables[0].to_csv();
    let head = csv.lines().next().expect("names");
    assert!(head.starts_with("unit,label,spikes,") && head.contains(",peak_rate_hz,"), "{head}");
    assert!(
        csv.lines().nth(1).is_some_and(|row| row.starts_with(&format!("{},", scores[scores.len() - 1].1))),
        "{csv}"
    );
}

#[test]
fn without_maps_it_says_why_it_is_empty() {
    let window = empty_stage(CellTablePanel::default()).window(vec2(400.0, 200.0));
    window.get_by_label_contains("after the first analysis");
    for size in [vec2(30.0, 20.0), vec2(320.0, 480.0), vec2(1200.0, 260.0)] {
        stage().window(size);
    }
}
