//! What the finding of each measurement is in words: its sentences, in one list.

use crate::analysis::capacity::Capacity;
use crate::analysis::dissection::Dissection;
use crate::analysis::generalisation::Generalisation;
use crate::analysis::recorded::{CellMeasure, SessionComparison, THETA_MODULATED};
use crate::analysis::{Members, ModuleNulls, ScoreNull, Significance};
use crate::files::to_the_millimetre;
use crate::measure::{
    ActivityTopology, Answers, AnyAnswers, ArenaTopology, CellMeasures, Generalised, JsonStyle, Measurement,
    SessionSplit, Unmeasured,
};
use crate::numerics::{count, grouped, median};
use std::any::Any;

/// The sentences about the answers of one measurement; `None` if they are another's.
type Speaker = fn(&dyn AnyAnswers) -> Option<Vec<String>>;

const SPEAKERS: [Speaker; 10] = [
    // Told with the scores.
    |answers| one(answers, |_: &ScoreNull| Vec::new()),
    |answers| one(answers, module_nulls),
    |answers| one(answers, cells),
    |answers| each(answers, |split: &SessionSplit, found| sessions(*split, found)),
    |answers| each(answers, dissection),
    |answers| each(answers, topology),
    |answers| each(answers, activity_topology),
    |answers| one(answers, |found: &Generalised| generalisation(&found.generalisation)),
    |answers| one(answers, capacity),
    |answers| one(answers, significance),
];

/// The sentences about a finding; where there are none, its JSON.
pub(super) fn of(answers: &dyn AnyAnswers) -> Vec<String> {
    SPEAKERS.iter().find_map(|speaker| speaker(answers)).unwrap_or_else(|| {
        let json = answers.json(JsonStyle::Compact).unwrap_or_else(|error| error.to_string());
        vec![format!("{}: {json}", answers.about().name)]
    })
}

fn one<M: Measurement>(answers: &dyn AnyAnswers, say: fn(&M) -> Vec<String>) -> Option<Vec<String>> {
    let answers = (answers as &dyn Any).downcast_ref::<Answers<M>>()?;
    Some(answers.one().map(say).unwrap_or_default())
}

/// A sentence for each input.
fn each<M: Measurement>(
    answers: &dyn AnyAnswers,
    say: fn(&M::Input, Result<&M, &Unmeasured>) -> String,
) -> Option<Vec<String>> {
    let answers = (answers as &dyn Any).downcast_ref::<Answers<M>>()?;
    Some(answers.each().iter().map(|(input, result)| say(input, result.as_ref())).collect())
}

fn module_nulls(found: &ModuleNulls) -> Vec<String> {
    let spacings = found.discreteness.as_ref().map(|discreteness| discreteness.verdict.clone());
    spacings.into_iter().chain(found.pairs.iter().map(|pair| pair.verdict.clone())).collect()
}

/// What is typical of the cells; nothing of maps without spikes.
fn cells(CellMeasures(cells): &CellMeasures) -> Vec<String> {
    let of = |value: fn(&CellMeasure) -> Option<f64>| median(cells.iter().filter_map(value).collect());
    let spikes: u64 = cells.iter().filter_map(|cell| cell.spikes).sum();
    if cells.iter().all(|cell| cell.spikes.is_none()) {
        return Vec::new();
    }
    let speed = of(|cell| cell.speed_score);
    let theta = cells.iter().filter(|cell| cell.theta_index.is_some_and(|index| index >= THETA_MODULATED)).count();
    let head = match of(|cell| cell.head_mean_vector) {
        Some(length) => format!("mean vector of head direction {length:.2}"),
        None => "no head direction".to_owned(),
    };
    vec![format!(
        "{} spikes; medians of cells: {} Hz, {} bits/spike, {} bits/s, {head}, speed score {}; {} modulated by theta \
         (index {THETA_MODULATED} or more)",
        grouped(spikes, " "),
        or_none(of(|cell| cell.session_rate_hz), 2),
        or_none(of(|cell| cell.information_bits_per_spike), 2),
        or_none(of(|cell| cell.information_bits_per_s), 2),
        or_none(speed, 2),
        count(theta, "cell"),
    )]
}

fn sessions(split: SessionSplit, found: Result<&SessionComparison, &Unmeasured>) -> String {
    match found {
        Ok(found) => session_words(found),
        Err(why) => format!("{}: {why}", split.names().join(" and ")),
    }
}

/// What changed between two sessions.
pub(super) fn session_words(found: &SessionComparison) -> String {
    format!(
        "{} and {}: correlation of population vectors {} ({}), of maps {} (median of {}); spacing × {}, turned by {}° ({} with \
         a lattice in both)",
        found.first,
        found.second,
        or_none(found.population_vector_correlation, 2),
        count(found.compared_bins, "bin"),
        or_none(found.median_map_correlation, 2),
        count(found.cells.len(), "cell"),
        or_none(found.median_spacing_ratio, 3),
        or_none(found.median_turn_deg, 1),
        count(found.lattices, "cell"),
    )
}

fn significance(found: &Significance) -> Vec<String> {
    let head = format!("classes, against spikes shifted by {} s or more: {}", found.least_shift_s, found.summary());
    let some = found.classes.iter().filter(|count| count.units > 0);
    std::iter::once(head).chain(some.map(|count| format!("{}: {}", count.class.name(), count.rule))).collect()
}

fn dissection(members: &Members, found: Result<&Dissection, &Unmeasured>) -> String {
    let summary = found.map_or_else(ToString::to_string, |dissection| dissection.summary.clone());
    format!("{members}: {summary}")
}

fn topology(members: &Members, found: Result<&ArenaTopology, &Unmeasured>) -> String {
    let words = match found.map(|found| &found.topology) {
        Ok(found) => format!("{}: {}", found.words(), found.reasons.join("; ")),
        Err(error) => error.to_string(),
    };
    format!("{members}: {words}")
}

fn activity_topology(members: &Members, found: Result<&ActivityTopology, &Unmeasured>) -> String {
    topology(members, found.map(|found| &found.0))
}

/// A number, or that there is none.
pub(super) fn or_none(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(|| "none".to_owned(), |value| format!("{value:.digits$}"))
}

fn generalisation(found: &Generalisation) -> Vec<String> {
    let mut lines = Vec::new();
    for arena in &found.boxes {
        lines.push(format!(
            "{} m arena: {} of {} active units periodic, median spacing {} m, {} of that in the first arena ({} compared)",
            to_the_millimetre(arena.box_m),
            arena.periodic_units,
            arena.active_units,
            or_none(arena.median_spacing_m, 3),
            or_none(arena.median_spacing_ratio, 3),
            count(arena.compared_units, "unit"),
        ));
    }
    if let Some(distance) = &found.distance {
        lines.push(format!(
            "distance from the state of the start: {} far away, half of that at {} m",
            or_none(distance.plateau, 2),
            or_none(distance.half_rise_m, 2)
        ));
    }
    if let Some(separation) = &found.separation {
        lines.push(format!(
            "distance between states: {} at the same place ({} after a long time), {} elsewhere",
            or_none(separation.same_place, 3),
            or_none(separation.same_place_late, 3),
            or_none(separation.other_place, 3)
        ));
    }
    if let Some(drift) = &found.path_integration {
        let last = drift.steps.len().saturating_sub(1);
        let at = |moment: usize| {
            Some((drift.steps.get(moment)?, drift.mean_error_m.get(moment)?, drift.local_error_m.get(moment)?))
        };
        for (steps, mean, local) in [at(0), at(last)].into_iter().flatten() {
            lines.push(format!(
                "after {steps} steps the place is told {mean:.3} m off ({local:.3} m within 0.3 m; guessing {:.2} m)",
                drift.chance_error_m
            ));
        }
    }
    for paths in &found.permuted_paths {
        lines.push(format!(
            "{} steps in other orders: end states {:.3} apart, other ends {:.3}",
            paths.length, paths.mean_distance, paths.between_distance
        ));
    }
    lines
}

fn capacity(found: &Capacity) -> Vec<String> {
    let mut lines = Vec::new();
    for error in &found.decoding {
        lines.push(format!(
            "decoding in {} m with noise {}: mean error {:.3} m, median {:.3} m, {:.0} % within 0.1 m (guessing {:.2} m)",
            to_the_millimetre(error.box_m),
            error.noise,
            error.mean_error_m,
            error.median_error_m,
            100.0 * error.within_10_cm,
            error.chance_error_m
        ));
    }
    for geometry in &found.geometry {
        let metric = geometry.metric.as_ref();
        lines.push(format!(
            "geometry in {} m: {} % of the arena covered, {} units a place; {} of state space a metre, varying by {} %, \
             anisotropy {}",
            to_the_millimetre(geometry.box_m),
            or_none(geometry.coverage.covered_share.map(|share| 100.0 * share), 0),
            or_none(geometry.coverage.mean_firing_units, 1),
            or_none(metric.map(|metric| metric.scale_per_m), 2),
            or_none(metric.map(|metric| 100.0 * metric.sqrt_det_variation), 0),
            or_none(metric.map(|metric| metric.anisotropy), 2),
        ));
    }
    for range in &found.ranges {
        lines.push(format!(
            "coding range in {} m: states repeat after {} m (median), {:.0} % of places have no double",
            to_the_millimetre(range.box_m),
            or_none(range.median_range_m, 2),
            100.0 * range.unambiguous_share
        ));
    }
    lines
}
