//! The table of units of an NWB file: a flat list of spike times, and where each unit's ends in it.

use super::fault::{Fault, one_of};
use super::hdf5::Hdf5;
use super::unit_spikes::{check_times, too_many};
use crate::data::RecordedUnit;
use crate::files::printable_names;
use crate::import::bounds::MAX_UNITS;
use crate::import::choice::ReadChoice;

const TIMES: &str = "units/spike_times";
const ENDS: &str = "units/spike_times_index";
/// Columns that are read.
const READ: [&str; 5] = ["spike_times", "spike_times_index", "id", "electrodes", "electrodes_index"];

/// The units, of the probe that was chosen; and what was left out.
///
/// # Errors
/// When the table is damaged; with a question where there are several probes.
pub(super) fn recorded_units(file: &Hdf5, choice: &ReadChoice) -> Result<(Vec<RecordedUnit>, Option<String>), Fault> {
    let dataset = |name: &str| file.dataset(name).ok_or_else(|| Fault::field(name, "missing"));
    let times = file.list(TIMES, &dataset(TIMES)?)?;
    check_times(&times).map_err(|reason| Fault::field(TIMES, reason))?;
    let ends = file.list(ENDS, &dataset(ENDS)?)?;
    if ends.len() > MAX_UNITS {
        return Err(Fault::field(ENDS, too_many(ends.len())));
    }
    let lists = parts(&ends, times.len()).map_err(|reason| Fault::field(ENDS, reason))?;
    let labels = match file.dataset("units/id") {
        Some(ids) => file.list("units/id", &ids)?,
        None => (0..ends.len()).map(|unit| unit as f64).collect(),
    };
    if labels.len() != ends.len() {
        return Err(Fault::field("units/id", format!("names {} units of {}", labels.len(), ends.len())));
    }
    let unit = |(label, part): (&f64, &std::ops::Range<usize>)| RecordedUnit {
        label: label.to_string(),
        spikes_s: times[part.clone()].to_vec(),
    };
    let all = labels.iter().zip(&lists).map(unit);
    let probes = probes(file, ends.len());
    let mut names: Vec<String> = probes.clone();
    names.sort();
    names.dedup();
    if names.len() < 2 {
        return Ok((all.collect(), None));
    }
    names.push("all probes".into());
    let chosen = one_of("probes", &names, choice)?;
    let chosen_name = &names[chosen];
    if chosen + 1 == names.len() {
        return Ok((all.collect(), None));
    }
    let own: Vec<RecordedUnit> =
        all.zip(&probes).filter(|(_, probe)| *probe == chosen_name).map(|(unit, _)| unit).collect();
    let left = format!("{} units of other probes than {chosen_name}", ends.len() - own.len());
    Ok((own, Some(left)))
}

/// From where lists end to where they lie.
fn parts(ends: &[f64], count: usize) -> Result<Vec<std::ops::Range<usize>>, String> {
    let mut start = 0;
    let part = |end: &f64| {
        let is_valid = *end >= start as f64 && *end <= count as f64 && end.fract() == 0.0;
        if !is_valid {
            return Err(format!("holds {end} after {start}; valid: ends of lists that grow, up to {count}"));
        }
        let part = start..*end as usize;
        start = part.end;
        Ok(part)
    };
    ends.iter().map(part).collect()
}

/// The probe of each unit, by the group of its first electrode; empty where the file does not say of all.
fn probes(file: &Hdf5, units: usize) -> Vec<String> {
    let found = || {
        let group = file.dataset("general/extracellular_ephys/electrodes/group_name")?;
        let names = file.texts(&group);
        let rows = file.read(&file.dataset("units/electrodes")?).ok()?.values;
        let first: Vec<f64> = match file.dataset("units/electrodes_index") {
            Some(ends) => {
                let ends = file.read(&ends).ok()?.values;
                let parts = parts(&ends, rows.len()).ok()?;
                parts
                    .iter()
                    .map(|part| rows.get(part.start).copied().filter(|_| !part.is_empty()))
                    .collect::<Option<_>>()?
            }
            None => rows,
        };
        let probe = |row: &f64| if *row >= 0.0 { names.get(*row as usize).cloned() } else { None };
        let probes = first.iter().map(probe).collect::<Option<Vec<String>>>()?;
        (probes.len() == units).then_some(probes)
    };
    found().unwrap_or_default()
}

/// Columns of the table that are not read.
pub(super) fn units_not_read(file: &Hdf5) -> Option<String> {
    let columns = file.group("units")?.datasets().ok()?;
    let mut left: Vec<String> = columns.into_iter().filter(|column| !READ.contains(&column.as_str())).collect();
    left.sort();
    (!left.is_empty()).then(|| format!("the columns of units {}", printable_names(&left)))
}
