//! CellExplorer and buzcode: `X.spikes.cellinfo.mat` with the structure `spikes` (`times` in seconds, `UID`), and the
//! behaviour in `X.NAME.behavior.mat` beside it: a structure with `timestamps` and `position` (`x`, `y`, `units`).

use super::companion::{companions, name_of};
use super::fault::{Fault, one_of};
use super::mat_file::with_variables;
use super::npz_values::Named;
use super::unit_spikes::times_of_units;
use super::value::Value;
use crate::files::{Array, printable_names};
use crate::import::choice::{LengthUnit, ReadChoice};
use crate::import::raw::{RawCells, RawNames, RawRecording};
use std::path::{Path, PathBuf};

/// Fields of the cells that are read.
const READ: [&str; 2] = ["times", "UID"];
/// Structures of behaviour that are looked at.
const MAX_STRUCTURES: usize = 20;

/// Whether the cells have times.
pub(super) fn has_times(named: &dyn Named) -> bool {
    named.value("spikes").is_ok_and(|spikes| spikes.get("times").is_some())
}

/// Reads cells with the behaviour beside them.
///
/// # Errors
/// When the behaviour is missing, or something does not belong together; with a question where there are several.
pub(super) fn read(path: &Path, named: &dyn Named, choice: &ReadChoice) -> Result<RawCells, Fault> {
    let spikes = named.value("spikes")?;
    let times = spikes.get("times").unwrap_or(&Value::Nothing);
    let mut units = times_of_units(times, 1).map_err(|reason| Fault::field("spikes.times", reason))?;
    if let Some(Ok(ids)) = spikes.get("UID").map(Value::list)
        && ids.len() == units.len()
    {
        units.iter_mut().zip(ids).for_each(|(unit, id)| unit.label = id.to_string());
    }
    let own = name_of(path);
    let base = own.split(".spikes").next().unwrap_or_default();
    let is_behavior = |other: &Path| {
        let name = name_of(other);
        name.strip_prefix(base).is_some_and(|rest| rest.starts_with('.')) && name.ends_with(".behavior.mat")
    };
    let found: Vec<PathBuf> = choice.track.clone().map_or_else(|| companions(path, is_behavior), |track| vec![track]);
    if found.is_empty() {
        let reason =
            format!("spikes of CellExplorer without behaviour; valid: with {base}.NAME.behavior.mat beside it");
        return Err(Fault::File(reason));
    }
    let session = |path: &PathBuf| {
        let name = name_of(path);
        let inner = name.strip_prefix(base).and_then(|rest| rest.strip_suffix(".behavior.mat"));
        inner.map_or(name.clone(), |inner| inner.trim_matches('.').to_owned())
    };
    let sessions: Vec<String> = found.iter().map(session).collect();
    let chosen = &found[one_of("behaviours", &sessions, choice)?];
    let track = with_variables(chosen, |named| {
        let missing = || Fault::File("no structure with timestamps and position (x, y)".into());
        behavior(named)?.ok_or_else(missing)
    })?;
    let mut not_read = track.not_read;
    if let Value::Map(fields) = &spikes {
        let left: Vec<&String> =
            fields.iter().map(|(field, _)| field).filter(|field| !READ.contains(&field.as_str())).collect();
        if !left.is_empty() {
            not_read.push(format!("of `spikes` {}", printable_names(left)));
        }
    }
    let read_as = format!("MATLAB, cells of CellExplorer with the behaviour in {}", name_of(chosen));
    let names = RawNames { units: "spikes.times".into(), ..track.names };
    Ok(RawCells::Recording(RawRecording { read_as, units, not_read, names, ..track }))
}

/// The track of a structure of behaviour, where there is one.
///
/// # Errors
/// When times and places do not belong together.
pub(super) fn behavior(named: &dyn Named) -> Result<Option<RawRecording>, Fault> {
    for name in named.names().iter().take(MAX_STRUCTURES) {
        let Ok(value) = named.value(name) else { continue };
        let times = ["timestamps", "time", "t"].into_iter().find_map(|field| Some((field, value.get(field)?)));
        let places = ["position", "pos"].into_iter().find_map(|field| Some((field, value.get(field)?)));
        let (Some((time, times)), Some((place, places))) = (times, places) else { continue };
        let (time, place) = (format!("{name}.{time}"), format!("{name}.{place}"));
        let time_s = times.list().map_err(|reason| Fault::field(&time, reason))?;
        let position = positions(places, time_s.len()).map_err(|reason| Fault::field(&place, reason))?;
        let units = [places.get("units"), value.get("units"), value.get("pos_units")].into_iter().flatten();
        let length = units.filter_map(Value::text).find_map(length);
        return Ok(Some(RawRecording {
            read_as: "MATLAB, behaviour of CellExplorer".into(),
            time_s,
            position,
            length,
            names: RawNames { time, position: place.clone(), arena: place, units: String::new() },
            ..RawRecording::default()
        }));
    }
    Ok(None)
}

/// Places in a structure of x and y, or in rows or columns of numbers.
fn positions(value: &Value, samples: usize) -> Result<Vec<[f64; 2]>, String> {
    let refused =
        |words: String| format!("holds {words}, and there are {samples} times; valid: x and y for each of them");
    if let (Some(x), Some(y)) = (value.get("x"), value.get("y")) {
        let (x, y) = (x.list()?, y.list()?);
        if x.len() != samples || y.len() != samples {
            return Err(refused(format!("{} and {} places", x.len(), y.len())));
        }
        return Ok(x.into_iter().zip(y).map(|(x, y)| [x, y]).collect());
    }
    match value {
        Value::Numbers(Array { shape, values }) => match shape[..] {
            [rows, columns] if rows == samples && columns >= 2 => {
                Ok(values.chunks_exact(columns).map(|row| [row[0], row[1]]).collect())
            }
            [rows, columns] if columns == samples && rows >= 2 => {
                Ok((0..columns).map(|sample| [values[sample], values[columns + sample]]).collect())
            }
            _ => Err(refused(value.words())),
        },
        other => Err(refused(other.words())),
    }
}

fn length(unit: &str) -> Option<LengthUnit> {
    match unit.trim().to_lowercase().as_str() {
        "m" | "meters" | "metres" => Some(LengthUnit::Metres),
        "cm" | "centimeters" | "centimetres" => Some(LengthUnit::Centimetres),
        "mm" | "millimeters" | "millimetres" => Some(LengthUnit::Millimetres),
        _ => None,
    }
}
