//! Which unit fired when, in both spellings of an archive.

use super::bounds::MAX_UNITS;
use crate::data::RecordedUnit;
use crate::files::{Npz, NpzError, printable_name, printable_number};
use crate::numerics::grouped;
use std::collections::BTreeMap;

/// Largest number of a unit: sorters count through, but not over all probes of a laboratory.
const MAX_ID: u64 = 999_999_999;
/// What sorters call spikes of no unit.
const NOISE: f64 = -1.0;

/// The spikes of a file.
pub(super) struct Spikes {
    /// The units that occur, by their numbers.
    pub(super) units: Vec<RecordedUnit>,
    /// The array that names the last unit.
    pub(super) named_by: String,
    /// What was left out, in words.
    pub(super) not_read: Vec<String>,
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
    let (mut found, mut noise) = (BTreeMap::<u64, Vec<f64>>::new(), 0u64);
    for (time, unit) in times.into_iter().zip(units) {
        if unit == NOISE {
            noise += 1;
            continue;
        }
        if !(unit >= 0.0 && unit.fract() == 0.0) {
            let reason =
                format!("holds {}; valid: whole numbers from 0, -1 for spikes of no unit", printable_number(unit));
            return Err(npz.refused("spike_units", reason));
        }
        if unit > MAX_ID as f64 {
            return Err(too_large(npz, "spike_units", &printable_number(unit)));
        }
        found.entry(unit as u64).or_default().push(time);
        if found.len() > MAX_UNITS {
            return Err(too_many(npz, "spike_units"));
        }
    }
    let unit = |(id, spikes_s): (u64, Vec<f64>)| RecordedUnit { label: id.to_string(), spikes_s };
    let not_read =
        if noise > 0 { vec![format!("{} spikes of unit -1: of no unit", grouped(noise, " "))] } else { Vec::new() };
    Ok(Spikes { units: found.into_iter().map(unit).collect(), named_by: "spike_units".to_owned(), not_read })
}

/// `spikes_0`, `spikes_1`, …
fn of_each_unit(npz: &Npz) -> Result<Spikes, NpzError> {
    let mut names = BTreeMap::new();
    for (name, digits) in npz.names().filter_map(|name| Some((name, digits(name)?))) {
        let number = digits.parse().ok().filter(|number: &u64| *number <= MAX_ID);
        let number = number.ok_or_else(|| too_large(npz, name, digits))?;
        if let Some((other, _)) = names.insert(number, (name, digits)) {
            return Err(npz.refused(name, format!("is the unit of `{other}`; valid: one array a unit")));
        }
    }
    let named_by = names.last_key_value().map_or("spikes_0", |(_, (name, _))| name).to_owned();
    if names.len() > MAX_UNITS {
        return Err(too_many(npz, &named_by));
    }
    let mut units = Vec::with_capacity(names.len());
    for (name, digits) in names.into_values() {
        let spikes_s = npz.list(name)?;
        check(npz, name, &spikes_s)?;
        units.push(RecordedUnit { label: digits.to_owned(), spikes_s });
    }
    Ok(Spikes { units, named_by, not_read: Vec::new() })
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
    npz.refused(array, format!("names more than {MAX_UNITS} units; valid: up to {MAX_UNITS} units in a file"))
}

fn too_large(npz: &Npz, array: &str, unit: &str) -> NpzError {
    npz.refused(array, format!("names the unit {}; valid: units from 0 to {MAX_ID}", printable_name(unit)))
}
