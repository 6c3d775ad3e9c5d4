//! How much space a network or a population can tell apart.

use super::picture::{Colours, MapTile, wall};
use super::plots;
use super::stamped_folder::StampedFolder;
use super::writing::ExportError;
use crate::analysis::capacity::{Capacity, Geometry};
use crate::files::Numbers;
use serde::Serialize;

/// Writes decoding errors, ranges, coverage and metric.
pub(crate) fn capacity(folder: StampedFolder<'_>, found: &Capacity) -> Result<(), ExportError> {
    folder.table("decoding.csv", &found.decoding)?;
    folder.table("ranges.csv", &found.ranges)?;
    folder.table("geometry.csv", &found.geometry.iter().map(GeometryRow::from).collect::<Vec<_>>())?;
    for geometry in &found.geometry {
        let firing = &geometry.coverage.firing_units;
        let (box_m, bins) = (geometry.box_m, firing.len().isqrt());
        let coverage = wall(&[MapTile::own_scale(firing, bins)], Colours::Inferno);
        folder.picture(&format!("coverage_{box_m}m.png"), &coverage)?;
        let tensors = geometry.metric.as_ref().map_or(&[][..], |metric| &metric.tensors);
        let scale: Vec<f32> = tensors.iter().map(|[e, _, g]| f32::midpoint(*e, *g).sqrt()).collect();
        if !scale.is_empty() {
            let metric = wall(&[MapTile::own_scale(&scale, bins)], Colours::Inferno);
            folder.picture(&format!("metric_{box_m}m.png"), &metric)?;
        }
        let shape = [bins, bins, 3];
        let shape: &[usize] = if tensors.is_empty() { &[0, 0, 3] } else { &shape };
        let arrays: [(&str, &[usize], Numbers<'_>); 3] = [
            ("firing_units", &[bins, bins], Numbers::F32(firing)),
            ("metric", shape, Numbers::F32(tensors.as_flattened())),
            ("box_m", &[], Numbers::F64(&[box_m])),
        ];
        folder.arrays(&format!("geometry_{box_m}m.npz"), &arrays)?;
    }
    folder.svg("capacity.svg", &plots::capacity(found))
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
