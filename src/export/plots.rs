//! Which charts an analysis leaves behind.

use crate::analysis::Report;
use crate::analysis::capacity::{Capacity, DecodingError};
use crate::analysis::generalisation::{Generalisation, PermutedPaths};
use crate::draw::chart::{Chart, PointLook, PointSet, column};
use crate::draw::palette::{INK, OTHERS, on_paper};
use crate::stream::{LossSample, SERIES, SeriesSpec};

/// Rows of a loss curve that are drawn: more than there are pixels.
const LOSS_POINTS: usize = 1000;

/// Spacing and orientation of every unit.
pub(crate) fn modules(report: &Report) -> String {
    let of = |module: Option<usize>| -> Vec<[f64; 2]> {
        let members = report.units.iter().filter(|unit| unit.module == module);
        members.filter_map(|unit| Some([unit.spacing_m?, unit.orientation_deg?])).collect()
    };
    let mut sets = vec![PointSet::dots("no module", OTHERS, of(None))];
    for module in &report.modules {
        let (name, members) = (format!("module {}", module.module + 1), of(Some(module.module)));
        sets.push(PointSet::dots(name, on_paper(module.module), members));
    }
    let title = format!("Spacing and orientation of units, {} m arena", report.box_m);
    let axes = ["spacing_m (lattice constant, m)", "orientation_deg (mod 60)"];
    column(&[Chart { title, axes, sets, from_zero: true }], "Modules")
}

/// One curve a chart, because the terms have scales of their own.
pub(crate) fn losses(samples: &[LossSample]) -> String {
    let stride = samples.len().div_ceil(LOSS_POINTS).max(1);
    let chart = |spec: &SeriesSpec| {
        let point = |sample: &LossSample| [sample.step as f64, f64::from(sample.get(spec.series))];
        let points = samples.iter().step_by(stride).map(point).collect();
        let set = PointSet::line(spec.column, 0, points).coloured(spec.colour.unwrap_or(INK));
        Chart { title: spec.column.to_owned(), axes: ["training step", "value"], sets: vec![set], from_zero: false }
    };
    column(&SERIES.iter().map(chart).collect::<Vec<_>>(), "Losses")
}

/// State distance against distance, and error against time.
pub(crate) fn generalisation(found: &Generalisation) -> String {
    let mut charts = Vec::new();
    if let Some(distance) = &found.distance {
        let centre = |column: usize| (column as f64 + 0.5) * distance.distance_step_m;
        let mean = distance.mean_distance.iter().enumerate();
        let mean = mean.map(|(column, mean)| [centre(column), mean.unwrap_or(f64::NAN)]).collect();
        let cdf = distance.training_cdf.iter().enumerate().map(|(column, share)| [centre(column), *share]).collect();
        charts.push(Chart {
            title: "Distance from the state of the start".into(),
            axes: ["distance (m)", "mean |g(0) − g(x)|; share"],
            sets: vec![PointSet::line("mean_distance", 0, mean), PointSet::line("training_cdf", 1, cdf).dashed()],
            from_zero: true,
        });
    }
    if let Some(drift) = &found.path_integration {
        let line =
            |errors: &[f64]| drift.steps.iter().zip(errors).map(|(step, e)| [*step as f64, *e]).collect::<Vec<_>>();
        let chance = drift.steps.iter().map(|step| [*step as f64, drift.chance_error_m]).collect();
        charts.push(Chart {
            title: "Path integration".into(),
            axes: ["steps since the start", "error (m)"],
            sets: vec![
                PointSet::line("mean_error_m", 0, line(&drift.mean_error_m)),
                PointSet::line("median_error_m", 2, line(&drift.median_error_m)),
                PointSet::line("local_error_m", 3, line(&drift.local_error_m)),
                PointSet::line("chance_error_m", 1, chance).dashed(),
            ],
            from_zero: true,
        });
    }
    if !found.permuted_paths.is_empty() {
        let line = |of: fn(&PermutedPaths) -> f64| {
            found.permuted_paths.iter().map(|paths| [paths.length as f64, of(paths)]).collect::<Vec<_>>()
        };
        charts.push(Chart {
            title: "Permuted paths to the same end".into(),
            axes: ["length (steps)", "distance of end states"],
            sets: vec![
                PointSet::line("mean_distance", 0, line(|paths| paths.mean_distance)),
                PointSet::line("largest_distance", 2, line(|paths| paths.largest_distance)),
                PointSet::line("between_distance", 1, line(|paths| paths.between_distance)).dashed(),
            ],
            from_zero: true,
        });
    }
    column(&charts, "Generalisation")
}

/// Decoding error against noise, a line for each arena, and against the arena, a line for each noise.
pub(crate) fn capacity(found: &Capacity) -> String {
    let chance = |error: &DecodingError| [error.box_m, error.chance_error_m];
    let mut of_arena = lines(found, |error| (format!("noise {}", error.noise), [error.box_m, error.mean_error_m]));
    of_arena
        .push(PointSet::line("chance_error_m", of_arena.len(), found.decoding.iter().map(chance).collect()).dashed());
    let of_noise = lines(found, |error| (format!("{} m", error.box_m), [error.noise, error.mean_error_m]));
    let chart = |title: &str, axis, sets| Chart {
        title: title.into(),
        axes: [axis, "mean_error_m (m)"],
        sets,
        from_zero: true,
    };
    let charts = [
        chart("Decoding error against noise", "noise (share of the rms rate)", of_noise),
        chart("Decoding error against box size", "box_m (m)", of_arena),
    ];
    column(&charts, "Capacity")
}

/// A line for every name.
fn lines(found: &Capacity, point: impl Fn(&DecodingError) -> (String, [f64; 2])) -> Vec<PointSet> {
    let mut sets: Vec<PointSet> = Vec::new();
    for error in &found.decoding {
        let (name, point) = point(error);
        match sets.iter_mut().find(|set| set.name == name) {
            Some(set) => set.points.push(point),
            None => sets.push(PointSet::line(name, sets.len(), vec![point])),
        }
    }
    // A line of one point cannot be seen.
    for set in sets.iter_mut().filter(|set| set.points.len() < 2) {
        set.look = PointLook::Dots;
    }
    sets
}
