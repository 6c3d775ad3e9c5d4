//! What the pages show, as tables.

use crate::analysis::ModuleNulls;
use crate::app::view::View;
use crate::export::CsvTable;

/// Units, modules, their spacings, steps and lattices.
pub(super) fn tables(view: &View<'_>) -> Vec<CsvTable> {
    let Some(report) = view.report else { return Vec::new() };
    let evidence = &report.evidence;
    let mut density = CsvTable::new("density", &["spacing_m", "density_per_log_spacing"]);
    for [spacing_m, value] in &evidence.spacing_density {
        density.push(&[spacing_m, value]);
    }
    let mut lattices = CsvTable::new("lattices", &["module", "lattice", "json"]);
    for (module, of_module) in evidence.lattices.iter().enumerate() {
        for (index, lattice) in of_module.iter().enumerate() {
            // Two vectors and whose they are: kept together, as in the JSON output.
            let text = serde_json::to_string(lattice).unwrap_or_default();
            lattices.push(&[&module, &index, &text]);
        }
    }
    let nulls = view.finding::<ModuleNulls>(&());
    let pairs = nulls.and_then(|nulls| CsvTable::of("pairs", &nulls.pairs));
    let discreteness = nulls.and_then(|nulls| nulls.discreteness.as_ref());
    let discreteness = discreteness.and_then(|found| CsvTable::of("discreteness", std::slice::from_ref(found)));
    let modules = CsvTable::of("modules", &report.modules);
    let units = CsvTable::of("units", &report.units);
    let counts = CsvTable::of("groups", &evidence.group_counts);
    let steps = CsvTable::of("steps", &evidence.steps);
    let all = [units, modules, Some(density), counts, steps, Some(lattices), pairs, discreteness];
    all.into_iter().flatten().filter(|table| table.rows() > 0).collect()
}
