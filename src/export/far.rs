//! Generalisation and capacity: what a network does in other boxes.

use super::picture::{Colours, Tile, wall};
use super::plots;
use super::table::table;
use super::{ExportError, rate_maps, text};
use crate::analysis::capacity::{Capacity, Geometry};
use crate::analysis::generalisation::{BoxSummary, Generalisation};
use crate::files::{Numbers, write_npz};
use crate::measure::Generalised;
use serde::Serialize;
use std::path::Path;

/// Writes the boxes and everything that was found on long walks.
pub(crate) fn generalisation(folder: &Path, found: &Generalised) -> Result<(), ExportError> {
    for (evaluation, report) in &found.arenas {
        let (maps, box_m) = (&evaluation.maps, report.box_m);
        rate_maps(&folder.join(format!("rate_maps_{box_m}m.png")), maps)?;
        table(&folder.join(format!("units_{box_m}m.csv")), &report.units)?;
        let shape = [maps.units, maps.arena.bins, maps.arena.bins];
        let arrays: [(&str, &[usize], Numbers<'_>); 2] =
            [("rate_maps", &shape, Numbers::F32(&maps.rates)), ("box_m", &[], Numbers::F64(&[box_m]))];
        write_npz(&folder.join(format!("maps_{box_m}m.npz")), &arrays)?;
    }
    let found = &found.generalisation;
    table(&folder.join("boxes.csv"), &found.boxes.iter().map(BoxRow::from).collect::<Vec<_>>())?;
    table(&folder.join("permuted_paths.csv"), &found.permuted_paths)?;
    if let Some(drift) = &found.path_integration {
        let row = |(index, step): (usize, &usize)| DriftRow {
            steps: *step,
            mean_error_m: drift.mean_error_m[index],
            median_error_m: drift.median_error_m[index],
            local_error_m: drift.local_error_m[index],
            chance_error_m: drift.chance_error_m,
        };
        table(&folder.join("path_integration.csv"), &drift.steps.iter().enumerate().map(row).collect::<Vec<_>>())?;
    }
    pictures(folder, found)?;
    text(&folder.join("generalisation.svg"), &plots::generalisation(found))
}

/// Density of distances and distances against separation, as pictures and as arrays.
fn pictures(folder: &Path, found: &Generalisation) -> Result<(), ExportError> {
    let numbers = |values: &[Option<f64>]| values.iter().map(|value| value.unwrap_or(f64::NAN)).collect::<Vec<_>>();
    if let Some(distance) = &found.distance {
        let density = &distance.density;
        wall(&[Tile::own_scale(density, distance.columns)], Colours::Inferno).write(&folder.join("distance.png"))?;
        let mean = numbers(&distance.mean_distance);
        let arrays: [(&str, &[usize], Numbers<'_>); 5] = [
            ("density", &[distance.rows, distance.columns], Numbers::F32(density)),
            ("mean_distance", &[distance.columns], Numbers::F64(&mean)),
            ("training_cdf", &[distance.columns], Numbers::F64(&distance.training_cdf)),
            ("distance_step_m", &[], Numbers::F64(&[distance.distance_step_m])),
            ("state_step", &[], Numbers::F64(&[distance.state_step])),
        ];
        write_npz(&folder.join("distance.npz"), &arrays)?;
    }
    if let Some(separation) = &found.separation {
        let mean = numbers(&separation.mean_distance);
        let tones: Vec<f32> = mean.iter().map(|mean| *mean as f32).collect();
        wall(&[Tile::own_scale(&tones, separation.columns)], Colours::Inferno).write(&folder.join("separation.png"))?;
        let pairs: Vec<i64> = separation.pairs.iter().map(|pairs| *pairs as i64).collect();
        let shape = [separation.rows, separation.columns];
        let arrays: [(&str, &[usize], Numbers<'_>); 4] = [
            ("mean_distance", &shape, Numbers::F64(&mean)),
            ("pairs", &shape, Numbers::I64(&pairs)),
            ("space_step_m", &[], Numbers::F64(&[separation.space_step_m])),
            ("time_step", &[], Numbers::F64(&[separation.time_step])),
        ];
        write_npz(&folder.join("separation.npz"), &arrays)?;
    }
    Ok(())
}

/// Writes decoding errors, ranges, coverage and metric.
pub(crate) fn capacity(folder: &Path, found: &Capacity) -> Result<(), ExportError> {
    table(&folder.join("decoding.csv"), &found.decoding)?;
    table(&folder.join("ranges.csv"), &found.ranges)?;
    table(&folder.join("geometry.csv"), &found.geometry.iter().map(GeometryRow::from).collect::<Vec<_>>())?;
    for geometry in &found.geometry {
        let firing = &geometry.coverage.firing_units;
        let (box_m, bins) = (geometry.box_m, firing.len().isqrt());
        wall(&[Tile::own_scale(firing, bins)], Colours::Inferno)
            .write(&folder.join(format!("coverage_{box_m}m.png")))?;
        let tensors = geometry.metric.as_ref().map_or(&[][..], |metric| &metric.tensors);
        let scale: Vec<f32> = tensors.iter().map(|[e, _, g]| f32::midpoint(*e, *g).sqrt()).collect();
        if !scale.is_empty() {
            wall(&[Tile::own_scale(&scale, bins)], Colours::Inferno)
                .write(&folder.join(format!("metric_{box_m}m.png")))?;
        }
        let shape = [bins, bins, 3];
        let shape: &[usize] = if tensors.is_empty() { &[0, 0, 3] } else { &shape };
        let arrays: [(&str, &[usize], Numbers<'_>); 3] = [
            ("firing_units", &[bins, bins], Numbers::F32(firing)),
            ("metric", shape, Numbers::F32(tensors.as_flattened())),
            ("box_m", &[], Numbers::F64(&[box_m])),
        ];
        write_npz(&folder.join(format!("geometry_{box_m}m.npz")), &arrays)?;
    }
    text(&folder.join("capacity.svg"), &plots::capacity(found))
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

/// A row of `geometry.csv`: a [`Geometry`] without its maps.
#[derive(Serialize)]
struct GeometryRow {
    box_m: f64,
    covered_share: Option<f64>,
    mean_firing_units: Option<f64>,
    activity_entropy_bits: Option<f64>,
    effective_units: Option<f64>,
    scale_per_m: Option<f64>,
    sqrt_det_mean_per_m2: Option<f64>,
    sqrt_det_variation: Option<f64>,
    anisotropy: Option<f64>,
    local_anisotropy: Option<f64>,
    conformal_deviation: Option<f64>,
}

impl From<&Geometry> for GeometryRow {
    fn from(geometry: &Geometry) -> Self {
        let (coverage, metric) = (&geometry.coverage, geometry.metric.as_ref());
        Self {
            box_m: geometry.box_m,
            covered_share: coverage.covered_share,
            mean_firing_units: coverage.mean_firing_units,
            activity_entropy_bits: coverage.activity_entropy_bits,
            effective_units: coverage.effective_units,
            scale_per_m: metric.map(|metric| metric.scale_per_m),
            sqrt_det_mean_per_m2: metric.map(|metric| metric.sqrt_det_mean_per_m2),
            sqrt_det_variation: metric.map(|metric| metric.sqrt_det_variation),
            anisotropy: metric.map(|metric| metric.anisotropy),
            local_anisotropy: metric.map(|metric| metric.local_anisotropy),
            conformal_deviation: metric.map(|metric| metric.conformal_deviation),
        }
    }
}
