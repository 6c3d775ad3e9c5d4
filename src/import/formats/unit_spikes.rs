//! Spikes of several units as files hold them: lists of times, dictionaries of such, or counts a moment.

use super::value::Value;
use crate::data::RecordedUnit;
use crate::files::{Array, printable_number};
use crate::import::bounds::MAX_UNITS;

/// Most spikes that are made of counts.
const MAX_SPIKES: f64 = 1e8;
/// Most spikes of a unit in one moment of a track.
const MOST_AT_ONCE: f64 = 1000.0;

/// The units of a dictionary (unit → times in seconds) or of a list of lists of times, numbered from `first`.
///
/// # Errors
/// In words, when it is neither.
pub(super) fn times_of_units(value: &Value, first: usize) -> Result<Vec<RecordedUnit>, String> {
    let unit = |label: String, times: &Value| {
        let spikes_s = times.list().map_err(|reason| format!("unit {label} {reason}"))?;
        check_times(&spikes_s).map_err(|reason| format!("unit {label} {reason}"))?;
        Ok(RecordedUnit { label, spikes_s })
    };
    match value {
        Value::Map(entries) if entries.len() > MAX_UNITS => Err(too_many(entries.len())),
        Value::List(items) if items.len() > MAX_UNITS => Err(too_many(items.len())),
        Value::Map(entries) => entries.iter().map(|(key, times)| unit(key.clone(), times)).collect(),
        Value::List(items) => {
            items.iter().enumerate().map(|(index, times)| unit((first + index).to_string(), times)).collect()
        }
        // A single unit.
        Value::Numbers(_) => Ok(vec![unit(first.to_string(), value)?]),
        other => Err(format!("holds {}; valid: times of spikes, unit by unit", other.words())),
    }
}

/// The units of counts `[sample, unit]`: each spike at the time of its sample.
///
/// # Errors
/// In words, when the counts are none, or not as many as there are times.
pub(super) fn units_of_counts(counts: &Array, time_s: &[f64]) -> Result<Vec<RecordedUnit>, String> {
    let [samples, units] = counts.shape[..] else {
        return Err(format!("has shape {:?}; valid: [samples, units]", counts.shape));
    };
    if samples != time_s.len() {
        return Err(format!(
            "has shape {:?}, and there are {} times; valid: [samples, units]",
            counts.shape,
            time_s.len()
        ));
    }
    if units > MAX_UNITS {
        return Err(too_many(units));
    }
    let wrong = counts.values.iter().find(|count| !(0.0..=MOST_AT_ONCE).contains(*count) || count.fract() != 0.0);
    if let Some(count) = wrong {
        let count = printable_number(*count);
        return Err(format!("holds {count}; valid: numbers of spikes in each sample, whole, 0 to {MOST_AT_ONCE}"));
    }
    if counts.values.iter().sum::<f64>() > MAX_SPIKES {
        return Err(format!("has more than {MAX_SPIKES:e} spikes"));
    }
    let unit = |unit: usize| {
        let counts = counts.values.iter().skip(unit).step_by(units);
        let spikes_s = time_s.iter().zip(counts).flat_map(|(time, count)| std::iter::repeat_n(*time, *count as usize));
        RecordedUnit { label: unit.to_string(), spikes_s: spikes_s.collect() }
    };
    Ok((0..units).map(unit).collect())
}

/// Whether these can be times of spikes.
///
/// # Errors
/// In words, when one cannot.
pub(super) fn check_times(times_s: &[f64]) -> Result<(), String> {
    let wrong = times_s.iter().find(|time| !time.is_finite());
    wrong.map_or(Ok(()), |time| Err(format!("holds {time}; valid: seconds")))
}

pub(super) fn too_many(units: usize) -> String {
    format!("has {units} units; valid: up to {MAX_UNITS}")
}
