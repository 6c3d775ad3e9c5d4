//! What was found in other arenas, as tables.

use crate::analysis::generalisation::{DistanceDensity, Generalisation, PathIntegration, SeparationMap};
use crate::export::CsvTable;

/// Boxes, the two pictures of distances, errors against time, and permuted paths.
pub(super) fn tables(found: &Generalisation) -> Vec<CsvTable> {
    let boxes = CsvTable::of("boxes", &found.boxes);
    let distance = found.distance.as_ref().map(|found| [distance(found), density(found)]);
    let separation = found.separation.as_ref().map(separation);
    let drift = found.path_integration.as_ref().map(drift);
    let permuted = CsvTable::of("permuted_paths", &found.permuted_paths);
    let pictures = distance.into_iter().flatten().chain(separation).chain(drift);
    boxes.into_iter().chain(pictures).chain(permuted).collect()
}

fn distance(found: &DistanceDensity) -> CsvTable {
    let columns = ["distance_m", "mean_state_distance", "samples", "training_cdf"];
    let mut table = CsvTable::new("distance", &columns);
    for column in 0..found.columns {
        let (mean, samples) = (found.mean_distance.get(column).copied().flatten(), found.samples.get(column));
        let middle_m = (column as f64 + 0.5) * found.distance_step_m;
        table.push(&[&middle_m, &mean, &samples, &found.training_cdf.get(column)]);
    }
    table
}

fn density(found: &DistanceDensity) -> CsvTable {
    let mut table = CsvTable::new("distance_density", &["distance_m", "state_distance", "share"]);
    for (index, share) in found.density.iter().enumerate() {
        let (row, column) = (index / found.columns.max(1), index % found.columns.max(1));
        let middle = |index: usize, step: f64| (index as f64 + 0.5) * step;
        table.push(&[&middle(column, found.distance_step_m), &middle(row, found.state_step), share]);
    }
    table
}

fn separation(found: &SeparationMap) -> CsvTable {
    let mut table = CsvTable::new("separation", &["distance_m", "time_steps", "mean_state_distance", "pairs"]);
    for (index, (mean, pairs)) in found.mean_distance.iter().zip(&found.pairs).enumerate() {
        let (row, column) = (index / found.columns.max(1), index % found.columns.max(1));
        let middle = |index: usize, step: f64| (index as f64 + 0.5) * step;
        table.push(&[&middle(column, found.space_step_m), &middle(row, found.time_step), mean, pairs]);
    }
    table
}

fn drift(found: &PathIntegration) -> CsvTable {
    let columns = ["steps", "mean_error_m", "median_error_m", "local_error_m", "chance_error_m"];
    let mut table = CsvTable::new("path_integration", &columns);
    let errors = found.mean_error_m.iter().zip(&found.median_error_m).zip(&found.local_error_m);
    for (steps, ((mean, median), local)) in found.steps.iter().zip(errors) {
        table.push(&[steps, mean, median, local, &found.chance_error_m]);
    }
    table
}
