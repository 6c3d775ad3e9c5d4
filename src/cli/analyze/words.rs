//! The same numbers in words.

use super::{Analysed, Network};
use crate::analysis::capacity::Capacity;
use crate::analysis::generalisation::Generalisation;
use crate::analysis::topology::Topology;
use crate::analysis::{Report, ScoreSummary, UnitReport};
use crate::cli::{CliError, print_line};

/// Prints what was measured.
pub(super) fn print(analysed: &Analysed<'_>) -> Result<(), CliError> {
    let Report { step, box_m, bins, units, modules, .. } = &analysed.report;
    let active: Vec<&UnitReport> = units.iter().filter(|unit| unit.active).collect();
    let arena = format!("{box_m} m arena, {bins} bins a side");
    let counts = format!("{} of {} units active", active.len(), units.len());
    print_line(&match &analysed.network {
        Some(Network { walk, state_spread, .. }) => {
            format!("step {step}, {arena}, {walk} walks\n{counts}, largest distance between states {state_spread:.2}")
        }
        None => format!("{arena}\n{counts}"),
    })?;
    let median = |pick: fn(&UnitReport) -> Option<f64>| {
        let mut values: Vec<f64> = active.iter().filter_map(|unit| pick(unit)).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).map_or_else(|| "none".to_owned(), |value| format!("{value:.2}"))
    };
    print_line(&format!(
        "medians of active units: grid score {} (mean), {} (min–max), {} (adaptive ring); 90° score {}; stability {}; \
         spacing {} m",
        median(|u| u.grid_score_mean),
        median(|u| u.grid_score_min_max),
        median(|u| u.grid_score_adaptive),
        median(|u| u.score_90),
        median(|u| u.stability),
        median(|u| u.spacing_m),
    ))?;
    for ScoreSummary { score, units, null_99th, above, .. } in analysed.scores() {
        if let (Some(level), Some(above)) = (null_99th, above) {
            print_line(&format!(
                "{score}: {above} of {units} units above {level:.2}, which 99 % of random maps stay below"
            ))?;
        }
    }
    if modules.is_empty() {
        print_line("no modules")?;
    }
    for module in modules {
        print_line(&format!(
            "module {}: {} units, spacing {:.3} m, orientation {:.1}°",
            module.module + 1,
            module.units,
            module.spacing_m,
            module.orientation_deg
        ))?;
    }
    if let Some(discreteness) = &analysed.module_nulls.discreteness {
        print_line(&format!(
            "spacings are {} (p = {:.3} against jittered ones, {:.3} against evenly spread ones)",
            if discreteness.discrete { "discrete" } else { "not discrete" },
            discreteness.jittered.p_value,
            discreteness.even.p_value
        ))?;
    }
    for pair in &analysed.module_nulls.pairs {
        print_line(&pair.verdict)?;
    }
    for found in analysed.dissection.iter().flatten() {
        print_line(&format!("module {}: {}", found.module + 1, found.dissection.summary))?;
    }
    for found in analysed.topology.iter().flatten() {
        let words = match (&found.topology, &found.error) {
            (Some(Topology { shape: Some(shape), reasons, .. }), _) => format!("{shape}: {}", reasons.join("; ")),
            (Some(Topology { verdict, reasons, .. }), _) => format!("{verdict}: {}", reasons.join("; ")),
            (None, error) => error.clone().unwrap_or_default(),
        };
        print_line(&format!("{}: {words}", found.members()))?;
    }
    if let Some(generalised) = analysed.generalised() {
        print_generalisation(&generalised.generalisation)?;
    }
    analysed.capacity.as_ref().map_or(Ok(()), print_capacity)
}

fn or_none(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(|| "none".to_owned(), |value| format!("{value:.digits$}"))
}

fn print_generalisation(found: &Generalisation) -> Result<(), CliError> {
    for arena in &found.boxes {
        print_line(&format!(
            "{} m arena: {} of {} active units periodic, median spacing {} m, {} of that in the first arena ({} units compared)",
            arena.box_m,
            arena.periodic_units,
            arena.active_units,
            or_none(arena.median_spacing_m, 3),
            or_none(arena.median_spacing_ratio, 3),
            arena.compared_units,
        ))?;
    }
    if let Some(distance) = &found.distance {
        print_line(&format!(
            "distance from the state of the start: {} far away, half of that at {} m",
            or_none(distance.plateau, 2),
            or_none(distance.half_rise_m, 2)
        ))?;
    }
    if let Some(separation) = &found.separation {
        print_line(&format!(
            "distance between states: {} at the same place ({} after a long time), {} elsewhere",
            or_none(separation.same_place, 3),
            or_none(separation.same_place_late, 3),
            or_none(separation.other_place, 3)
        ))?;
    }
    if let Some(drift) = &found.path_integration {
        let last = drift.steps.len().saturating_sub(1);
        let at = |moment: usize| {
            Some((drift.steps.get(moment)?, drift.mean_error_m.get(moment)?, drift.local_error_m.get(moment)?))
        };
        for (steps, mean, local) in [at(0), at(last)].into_iter().flatten() {
            print_line(&format!(
                "after {steps} steps the place is told {mean:.3} m off ({local:.3} m within 0.3 m; guessing {:.2} m)",
                drift.chance_error_m
            ))?;
        }
    }
    for paths in &found.permuted_paths {
        print_line(&format!(
            "{} steps in other orders: end states {:.3} apart, other ends {:.3}",
            paths.length, paths.mean_distance, paths.between_distance
        ))?;
    }
    Ok(())
}

fn print_capacity(found: &Capacity) -> Result<(), CliError> {
    for error in &found.decoding {
        print_line(&format!(
            "decoding in {} m with noise {}: mean error {:.3} m, median {:.3} m, {:.0} % within 0.1 m (guessing {:.2} m)",
            error.box_m,
            error.noise,
            error.mean_error_m,
            error.median_error_m,
            100.0 * error.within_10_cm,
            error.chance_error_m
        ))?;
    }
    for geometry in &found.geometry {
        let metric = geometry.metric.as_ref();
        print_line(&format!(
            "geometry in {} m: {} % of the arena covered, {} units a place; {} of state space a metre, varying by {} %, \
             anisotropy {}",
            geometry.box_m,
            or_none(geometry.coverage.covered_share.map(|share| 100.0 * share), 0),
            or_none(geometry.coverage.mean_firing_units, 1),
            or_none(metric.map(|metric| metric.scale_per_m), 2),
            or_none(metric.map(|metric| 100.0 * metric.sqrt_det_variation), 0),
            or_none(metric.map(|metric| metric.anisotropy), 2),
        ))?;
    }
    for range in &found.ranges {
        print_line(&format!(
            "coding range in {} m: states repeat after {} m (median), {:.0} % of places have no double",
            range.box_m,
            or_none(range.median_range_m, 2),
            100.0 * range.unambiguous_share
        ))?;
    }
    Ok(())
}
