//! The curves as tables.

use crate::app::view::View;
use crate::export::{CsvCell, CsvTable};
use crate::stream::SERIES;

/// The newest steps in full, all steps as ranges where there are more, and where somebody intervened.
pub(super) fn tables(view: &View<'_>) -> Vec<CsvTable> {
    let history = view.history;
    if history.is_empty() {
        return Vec::new();
    }
    let mut steps = CsvTable::new("losses", &[&["step"], SERIES.map(|spec| spec.column).as_slice()].concat());
    for sample in history.recent() {
        let mut cells: Vec<&dyn CsvCell> = vec![&sample.step];
        cells.extend(sample.values.iter().map(|value| value as &dyn CsvCell));
        steps.push(&cells);
    }
    let mut tables = vec![steps];
    let first = history.recent().next().map(|sample| sample.step);
    if history.buckets().first().map(|bucket| bucket.first_step) < first {
        tables.push(ranges(view));
    }
    if !view.interventions.is_empty() {
        tables.extend(CsvTable::of("interventions", view.interventions));
    }
    tables
}

/// Every step since the start, in stretches of equal length: mean, least and largest value of each curve.
fn ranges(view: &View<'_>) -> CsvTable {
    let mut names = vec!["first_step".to_owned(), "last_step".to_owned()];
    names.extend(SERIES.iter().flat_map(|spec| ["mean", "min", "max"].map(|of| format!("{}_{of}", spec.column))));
    let mut table = CsvTable::new("ranges", &names);
    for bucket in view.history.buckets() {
        let mut cells: Vec<&dyn CsvCell> = vec![&bucket.first_step, &bucket.last_step];
        for index in 0..SERIES.len() {
            cells.extend([&bucket.mean[index], &bucket.min[index], &bucket.max[index]].map(|v| v as &dyn CsvCell));
        }
        table.push(&cells);
    }
    table
}
