//! What a network does in other boxes.

use super::picture::{Colours, MapTile, rate_maps, wall};
use super::plots;
use super::stamped_folder::StampedFolder;
use super::writing::ExportError;
use crate::analysis::generalisation::{BoxSummary, Generalisation};
use crate::files::Numbers;
use crate::measure::{Generalised, WalkedArena};
use serde::Serialize;

/// Writes the boxes and everything that was found on long walks.
pub(crate) fn generalisation(folder: StampedFolder<'_>, found: &Generalised) -> Result<(), ExportError> {
    for WalkedArena { maps, report } in &found.arenas {
        let box_m = report.box_m;
        folder.picture(&format!("rate_maps_{box_m}m.png"), &rate_maps(maps))?;
        folder.table(&format!("units_{box_m}m.csv"), &report.units)?;
        let shape = [maps.units, maps.arena.bins, maps.arena.bins];
        let arrays: [(&str, &[usize], Numbers<'_>); 2] =
            [("rate_maps", &shape, Numbers::F32(&maps.rates)), ("box_m", &[], Numbers::F64(&[box_m]))];
        folder.arrays(&format!("maps_{box_m}m.npz"), &arrays)?;
    }
    let found = &found.generalisation;
    folder.table("boxes.csv", &found.boxes.iter().map(BoxRow::from).collect::<Vec<_>>())?;
    folder.table("permuted_paths.csv", &found.permuted_paths)?;
    if let Some(drift) = &found.path_integration {
        let row = |(index, step): (usize, &usize)| DriftRow {
            steps: *step,
            mean_error_m: drift.mean_error_m[index],
            median_error_m: drift.median_error_m[index],
            local_error_m: drift.local_error_m[index],
            chance_error_m: drift.chance_error_m,
        };
        folder.table("path_integration.csv", &drift.steps.iter().enumerate().map(row).collect::<Vec<_>>())?;
    }
    pictures(folder, found)?;
    folder.svg("generalisation.svg", &plots::generalisation(found))
}

/// Density of distances and distances against separation, as pictures and as arrays.
fn pictures(folder: StampedFolder<'_>, found: &Generalisation) -> Result<(), ExportError> {
    let numbers = |values: &[Option<f64>]| values.iter().map(|value| value.unwrap_or(f64::NAN)).collect::<Vec<_>>();
    if let Some(distance) = &found.distance {
        let density = &distance.density;
        let tile = MapTile::own_scale(density, distance.columns);
        folder.picture("distance.png", &wall(&[tile], Colours::Inferno))?;
        let mean = numbers(&distance.mean_distance);
        let arrays: [(&str, &[usize], Numbers<'_>); 5] = [
            ("density", &[distance.rows, distance.columns], Numbers::F32(density)),
            ("mean_distance", &[distance.columns], Numbers::F64(&mean)),
            ("training_cdf", &[distance.columns], Numbers::F64(&distance.training_cdf)),
            ("distance_step_m", &[], Numbers::F64(&[distance.distance_step_m])),
            ("state_step", &[], Numbers::F64(&[distance.state_step])),
        ];
        folder.arrays("distance.npz", &arrays)?;
    }
    if let Some(separation) = &found.separation {
        let mean = numbers(&separation.mean_distance);
        let tones: Vec<f32> = mean.iter().map(|mean| *mean as f32).collect();
        let tile = MapTile::own_scale(&tones, separation.columns);
        folder.picture("separation.png", &wall(&[tile], Colours::Inferno))?;
        let pairs: Vec<i64> = separation.pairs.iter().map(|pairs| *pairs as i64).collect();
        let shape = [separation.rows, separation.columns];
        let arrays: [(&str, &[usize], Numbers<'_>); 4] = [
            ("mean_distance", &shape, Numbers::F64(&mean)),
            ("pairs", &shape, Numbers::I64(&pairs)),
            ("space_step_m", &[], Numbers::F64(&[separation.space_step_m])),
            ("time_step", &[], Numbers::F64(&[separation.time_step])),
        ];
        folder.arrays("separation.npz", &arrays)?;
    }
    Ok(())
}

/// A row of `boxes.csv`: a [`BoxSummary`] with its modules counted.
#[derive(Serialize)]
struct BoxRow {
    box_m: f64,
    bins: usize,
    walk_scale: Option<f64>,
    active_units: usize,
    periodic_units: usize,
    median_spacing_m: Option<f64>,
    compared_units: usize,
    median_spacing_ratio: Option<f64>,
    within_5_percent: Option<f64>,
    modules: usize,
}

impl From<&BoxSummary> for BoxRow {
    fn from(summary: &BoxSummary) -> Self {
        Self {
            box_m: summary.box_m,
            bins: summary.bins,
            walk_scale: summary.walk_scale,
            active_units: summary.active_units,
            periodic_units: summary.periodic_units,
            median_spacing_m: summary.median_spacing_m,
            compared_units: summary.compared_units,
            median_spacing_ratio: summary.median_spacing_ratio,
            within_5_percent: summary.within_5_percent,
            modules: summary.modules.len(),
        }
    }
}

/// A row of `path_integration.csv`.
#[derive(Serialize)]
struct DriftRow {
    steps: usize,
    mean_error_m: f64,
    median_error_m: f64,
    local_error_m: f64,
    chance_error_m: f64,
}
