//! What was found of the code's capacity, as tables.

use crate::analysis::capacity::Capacity;
use crate::export::CsvTable;

/// Decoding errors, coding ranges, and of each place how many units fire and how far apart its states lie.
pub(super) fn tables(found: &Capacity) -> Vec<CsvTable> {
    let decoding = CsvTable::of("decoding", &found.decoding);
    let ranges = CsvTable::of("ranges", &found.ranges);
    let columns = [
        "box_m",
        "covered_share",
        "mean_firing_units",
        "effective_units",
        "scale_per_m",
        "sqrt_det_variation",
        "anisotropy",
        "local_anisotropy",
        "conformal_deviation",
    ];
    let mut geometry = CsvTable::new("geometry", &columns);
    let places = ["box_m", "x_m", "y_m", "firing_units", "metric_xx", "metric_xy", "metric_yy"];
    let mut places = CsvTable::new("places", &places);
    for of_box in &found.geometry {
        let (coverage, metric) = (&of_box.coverage, of_box.metric.as_ref());
        geometry.push(&[
            &of_box.box_m,
            &coverage.covered_share,
            &coverage.mean_firing_units,
            &coverage.effective_units,
            &metric.map(|metric| metric.scale_per_m),
            &metric.map(|metric| metric.sqrt_det_variation),
            &metric.map(|metric| metric.anisotropy),
            &metric.map(|metric| metric.local_anisotropy),
            &metric.map(|metric| metric.conformal_deviation),
        ]);
        let bins = coverage.firing_units.len().isqrt().max(1);
        let tensors = metric.map_or(&[][..], |metric| &metric.tensors);
        for (bin, firing) in coverage.firing_units.iter().enumerate() {
            let centre = |index: usize| ((index as f64 + 0.5) / bins as f64 - 0.5) * of_box.box_m;
            let tensor = |part: usize| tensors.get(bin).map(|tensor| tensor[part]);
            places.push(&[
                &of_box.box_m,
                &centre(bin % bins),
                &centre(bin / bins),
                firing,
                &tensor(0),
                &tensor(1),
                &tensor(2),
            ]);
        }
    }
    let all = [decoding, ranges, Some(geometry), Some(places)];
    all.into_iter().flatten().filter(|table| table.rows() > 0).collect()
}
