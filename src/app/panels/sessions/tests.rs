//! Sessions beside each other, drawn without a display.

use super::SessionsPanel;
use crate::analysis::recorded::SessionComparison;
use crate::app::ask::Ask;
use crate::app::testing::stage::{Stage, begin, empty_stage, stage_of_cells};
use crate::maps::{MapSet, Origin};
use crate::measure::{Lane, Measurement as _, SessionSplit, Subject};
use crate::numerics::Progress;
use eframe::egui::vec2;
use egui_kittest::kittest::Queryable as _;
use std::sync::Arc;

/// Cells of a file that came with two equal halves.
fn stage() -> Stage<SessionsPanel> {
    let stage = stage_of_cells(SessionsPanel::default(), Origin::File("cells.npz".into()));
    let set = stage.set.expect("maps");
    let labels = (0..set.maps.units).map(|unit| format!("c{unit}")).collect();
    let halves = Some([set.maps.clone(), set.maps.clone()]);
    Stage { set: Some(MapSet { halves, labels, ..set }), ..stage }
}

#[test]
fn halves_are_compared_when_asked_and_told_cell_by_cell() {
    let halves = SessionSplit::ALL[0];
    let mut window = stage().window(vec2(700.0, 500.0));
    assert!(window.state().asks.is_empty(), "maps without spikes are compared when asked");
    window.get_by_label("Compare").click();
    window.run_steps(3);
    assert_eq!(std::mem::take(&mut window.state_mut().asks), [begin::<SessionComparison>(halves)]);

    let mut stage = stage();
    let (set, report) = (Arc::new(stage.set().clone()), Arc::new(stage.report.clone().expect("a report")));
    let subject = Subject::new(set, report, None);
    let found = SessionComparison::run(&subject, &halves, &mut Progress::none()).expect("it has halves");
    assert!(found.median_map_correlation.is_some_and(|r| r > 0.999) && found.lattices > 20, "{found:?}");
    stage.measurements.put(Lane::with(stage.topic(halves), found));
    let mut window = stage.window(vec2(700.0, 500.0));
    window.get_by_label("first half and second half");
    window.get_by_label("1.00 (median of 40 cells)");
    window.get_by_label("session of c3").click();
    window.run_steps(3);
    assert!(window.state().asks.contains(&Ask::SelectUnit(Some(3))));
}

#[test]
fn it_says_what_it_needs() {
    empty_stage(SessionsPanel::default()).window(vec2(400.0, 200.0)).get_by_label_contains("Open a recording");
    for size in [vec2(30.0, 20.0), vec2(320.0, 480.0), vec2(1200.0, 260.0)] {
        stage().window(size);
    }
}
