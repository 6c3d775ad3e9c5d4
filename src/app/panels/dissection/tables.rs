//! Modules that were taken apart, as tables.

use crate::analysis::Members;
use crate::analysis::dissection::{Dissection, ModuleHistogram};
use crate::app::kit::csv::{spectra_table, waves_table};
use crate::app::view::View;
use crate::export::CsvTable;

/// A dissection, and the module it is of.
type Found<'a> = (Option<usize>, &'a Dissection);

/// Of the maps on screen: what each module is, its waves, phases, rings, states and spectra.
pub(super) fn tables(view: &View<'_>) -> Vec<CsvTable> {
    let lane = view.measurements.lane::<Dissection>();
    let of_set = lane.findings().filter(|(topic, _)| view.set.is_some_and(|set| set.key.id == topic.maps.id));
    let found: Vec<Found<'_>> = of_set.map(|(topic, found)| (module(topic.input), found)).collect();
    let spectra = spectra_table(found.iter().map(|(module, found)| (*module, &found.spectrum)));
    let waves = waves_table(found.iter().map(|(module, found)| (*module, found.waves.waves_cpm.as_slice())));
    let all = [
        summary(&found),
        waves,
        phases(&found),
        rings(&found),
        states(&found),
        torus(&found),
        histograms(&found),
        variances(&found),
        spectra,
    ];
    all.into_iter().filter(|table| table.rows() > 0).collect()
}

fn module(members: Members) -> Option<usize> {
    match members {
        Members::Module(module) => Some(module),
        Members::AllActive => None,
    }
}

fn summary(found: &[Found<'_>]) -> CsvTable {
    let columns = ["module", "summary", "box_m", "units", "variance_share", "participation_ratio"];
    let mut table = CsvTable::new("dissection", &columns);
    for (module, found) in found {
        let units = found.units.len();
        let ratio = found.dimension.participation_ratio;
        table.push(&[module, &found.summary, &found.box_m, &units, &found.variance_share, &ratio]);
    }
    table
}

fn phases(found: &[Found<'_>]) -> CsvTable {
    let mut table = CsvTable::new("phases", &["module", "unit", "wave", "phase_rad"]);
    for (module, found) in found {
        for unit in &found.units {
            for (wave, phase) in unit.phases_rad.iter().enumerate() {
                table.push(&[module, &unit.unit, &(wave + 1), phase]);
            }
        }
    }
    table
}

fn rings(found: &[Found<'_>]) -> CsvTable {
    let mut table = CsvTable::new("rings", &["module", "wave", "state", "x_m", "y_m", "real", "imaginary"]);
    for (module, found) in found {
        for (wave, ring) in found.rings.iter().enumerate() {
            for (state, ([re, im], [x_m, y_m])) in ring.points.iter().zip(&found.positions_m).enumerate() {
                table.push(&[module, &(wave + 1), &state, x_m, y_m, re, im]);
            }
        }
    }
    table
}

fn states(found: &[Found<'_>]) -> CsvTable {
    let mut table = CsvTable::new("states", &["module", "state", "x_m", "y_m", "first", "second", "third"]);
    for (module, found) in found {
        if let Some(embedding) = &found.embedding {
            for (state, [a, b, c]) in embedding.indices.iter().zip(&embedding.points) {
                let place = found.positions_m.get(*state);
                table.push(&[module, state, &place.map(|at| at[0]), &place.map(|at| at[1]), a, b, c]);
            }
        }
    }
    table
}

fn torus(found: &[Found<'_>]) -> CsvTable {
    let mut table = CsvTable::new("torus", &["module", "state", "around_ring_rad", "around_tube_rad", "x", "y", "z"]);
    for (module, found) in found {
        if let Some(torus) = &found.phase_torus {
            for (state, ([ring, tube], [x, y, z])) in torus.angles_rad.iter().zip(&torus.points).enumerate() {
                table.push(&[module, &state, ring, tube, x, y, z]);
            }
        }
    }
    table
}

fn histograms(found: &[Found<'_>]) -> CsvTable {
    let mut table = CsvTable::new("histograms", &["module", "of", "from", "to", "units"]);
    for (module, found) in found {
        let lattices = &found.lattices;
        for (of, histogram) in [("spacing_m", &lattices.spacing_m), ("orientation_deg", &lattices.orientation_deg)] {
            let ModuleHistogram { start, width, counts } = histogram;
            for (bar, count) in counts.iter().enumerate() {
                let from = start + width * bar as f64;
                table.push(&[module, &of, &from, &(from + width), count]);
            }
        }
    }
    table
}

fn variances(found: &[Found<'_>]) -> CsvTable {
    let mut table = CsvTable::new("variances", &["module", "component", "variance_share"]);
    for (module, found) in found {
        for (component, share) in found.dimension.variance_shares.iter().enumerate() {
            table.push(&[module, &(component + 1), share]);
        }
    }
    table
}
