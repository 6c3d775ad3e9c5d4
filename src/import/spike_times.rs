//! Which unit fired when, in both spellings of an archive.

use super::bounds::MAX_UNITS;
use crate::files::{Npz, NpzError, printable_number};
use std::collections::BTreeMap;

/// The spikes of a file.
pub(super) struct Spikes {
    /// Times of each unit, seconds. Units that are not named have none.
    pub(super) times_s: Vec<Vec<f64>>,
    /// The array that names the last unit.
    pub(super) named_by: String,
}

/// Whether there are spikes, in either spelling.
pub(super) fn has_spikes(npz: &Npz) -> bool {
    npz.names().any(|name| name == "spike_times" || digits(name).is_some())
}

/// Reads the spikes of a file.
///
/// # Errors
/// When arrays do not belong together, or hold what is no time or no unit.
pub(super) fn spikes(npz: &Npz) -> Result<Spikes, NpzError> {
    if npz.has("spike_times") { of_all_units(npz) } else { of_each_unit(npz) }
}

/// `spike_times` and `spike_units`.
fn of_all_units(npz: &Npz) -> Result<Spikes, NpzError> {
    let [times, units] = [npz.shape("spike_times")?, npz.shape("spike_units")?];
    if times.iter().filter(|axis| **axis != 1).ne(units.iter().filter(|axis| **axis != 1)) {
        let reason = format!("has shape {units:?}, and `spike_times` {times:?}; valid: one unit a spike");
        return Err(npz.refused("spike_units", reason));
    }
    let (times, units) = (npz.list("spike_times")?, npz.list("spike_units")?);
    check(npz, "spike_times", &times)?;
    let mut times_s: Vec<Vec<f64>> = Vec::new();
    for (time, unit) in times.into_iter().zip(units) {
        if !(unit >= 0.0 && unit.fract() == 0.0) {
            return Err(
                npz.refused("spike_units", format!("holds {}; valid: whole numbers from 0", printable_number(unit)))
            );
        }
        if unit >= MAX_UNITS as f64 {
            return Err(too_many(npz, "spike_units"));
        }
        let unit = unit as usize;
        if unit >= times_s.len() {
            times_s.resize(unit + 1, Vec::new());
        }
        times_s[unit].push(time);
    }
    Ok(Spikes { times_s, named_by: "spike_units".to_owned() })
}

/// `spikes_0`, `spikes_1`, …
fn of_each_unit(npz: &Npz) -> Result<Spikes, NpzError> {
    let mut names = BTreeMap::new();
    for (name, digits) in npz.names().filter_map(|name| Some((name, digits(name)?))) {
        let number = digits.parse().ok().filter(|number: &usize| *number < MAX_UNITS);
        let number = number.ok_or_else(|| too_many(npz, name))?;
        if let Some(other) = names.insert(number, name) {
            return Err(npz.refused(name, format!("is the unit of `{other}`; valid: one array a unit")));
        }
    }
    let last = names.last_key_value();
    let named_by = last.map_or("spikes_0", |(_, name)| name).to_owned();
    let mut times_s = vec![Vec::new(); last.map_or(0, |(last, _)| last + 1)];
    for (number, name) in names {
        times_s[number] = npz.list(name)?;
        check(npz, name, &times_s[number])?;
    }
    Ok(Spikes { times_s, named_by })
}

/// The digits of an array `spikes_7`.
fn digits(name: &str) -> Option<&str> {
    name.strip_prefix("spikes_").filter(|digits| !digits.is_empty() && digits.bytes().all(|c| c.is_ascii_digit()))
}

fn check(npz: &Npz, array: &str, times_s: &[f64]) -> Result<(), NpzError> {
    let wrong = times_s.iter().find(|time| !time.is_finite());
    wrong.map_or(Ok(()), |time| Err(npz.refused(array, format!("holds {time}; valid: seconds"))))
}

fn too_many(npz: &Npz, array: &str) -> NpzError {
    npz.refused(array, format!("names more than {MAX_UNITS} units; valid: units from 0 to {}", MAX_UNITS - 1))
}
