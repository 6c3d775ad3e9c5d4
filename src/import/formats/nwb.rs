//! Neurodata Without Borders 2: `/units` with their spikes, and the `SpatialSeries` in processing modules and acquisition.
//!
//! Places are `data` · `conversion` + `offset` in `unit`; times are `timestamps`, or `starting_time` with its `rate`; both
//! times and spikes are seconds from the same zero (NWB schema 2.11).

use super::fault::{Fault, one_of};
use super::hdf5::{Attributes, Hdf5, number_of, text_of};
use super::nwb_units::{recorded_units, units_not_read};
use crate::files::{Array, printable_name};
use crate::import::choice::{LengthUnit, ReadChoice};
use crate::import::raw::{RawCells, RawNames, RawRecording};
use hdf5_pure::Group;

/// Groups that hold series, and how deep and how many of them are looked at.
const PLACES: [&str; 2] = ["processing", "acquisition"];
const MAX_DEPTH: usize = 4;
const MAX_GROUPS: usize = 5000;

/// A series of places or of directions.
struct Series {
    /// Its path in the file.
    path: String,
    group: Group,
    columns: usize,
    is_direction: bool,
}

/// Whether there are units with spikes.
pub(super) fn has_cells(file: &Hdf5) -> bool {
    file.dataset("units/spike_times").is_some()
}

/// Whether a file of HDF5 is of this kind.
pub(super) fn is_such(file: &Hdf5) -> bool {
    let attributes = file.group("/").and_then(|root| root.attrs().ok()).unwrap_or_default();
    attributes.contains_key("nwb_version") || text_of(&attributes, "neurodata_type").as_deref() == Some("NWBFile")
}

/// Reads units and the series of places; places alone where there are no units.
///
/// # Errors
/// When there are no places, or something is damaged; with a question where there are several series or probes.
pub(super) fn read(file: &Hdf5, choice: &ReadChoice) -> Result<RawCells, Fault> {
    let mut all = Vec::new();
    let mut left = MAX_GROUPS;
    for place in PLACES {
        if let Some(group) = file.group(place) {
            search(&group, place, 0, false, &mut left, &mut all);
        }
    }
    let (directions, places): (Vec<Series>, Vec<Series>) = all.into_iter().partition(|series| series.is_direction);
    if places.is_empty() {
        let reason = "an NWB file without places; valid: a SpatialSeries [samples, 2] in processing/behavior/Position";
        return Err(Fault::File(reason.into()));
    }
    let names: Vec<String> = places.iter().map(|series| series.path.clone()).collect();
    // A series may be said by its last name alone.
    let short: Vec<String> = names.iter().map(|name| name.rsplit('/').next().unwrap_or(name).to_owned()).collect();
    let is_unique = |name: &String| short.iter().filter(|other| *other == name).count() == 1;
    let shown = if short.iter().all(is_unique) { &short } else { &names };
    let chosen = one_of("series of places", shown, choice)?;
    let series = &places[chosen];
    let mut recording = track(file, series)?;
    let others = names.iter().enumerate().filter(|(index, _)| *index != chosen);
    recording.not_read.extend(others.map(|(_, name)| format!("the series {}", printable_name(name))));
    recording.read_as = format!("NWB, places of {}", printable_name(&series.path));
    recording.head_rad = directions.iter().find_map(|series| head(file, series, &recording.time_s)).unwrap_or_default();
    if !has_cells(file) {
        return Ok(RawCells::Track(recording));
    }
    let (units, note) = recorded_units(file, choice)?;
    recording.units = units;
    recording.not_read.extend(units_not_read(file));
    recording.not_read.extend(note);
    recording.names.units = "units/spike_times_index".into();
    Ok(RawCells::Recording(recording))
}

/// Series in a group and the groups in it.
fn search(group: &Group, path: &str, depth: usize, is_direction: bool, left: &mut usize, found: &mut Vec<Series>) {
    let names = group.groups().unwrap_or_default();
    for name in names {
        if *left == 0 {
            return;
        }
        *left -= 1;
        let Ok(inner) = group.group(&name) else { continue };
        let attributes = inner.attrs().unwrap_or_default();
        let kind = text_of(&attributes, "neurodata_type").unwrap_or_default();
        let path = format!("{path}/{name}");
        if kind == "SpatialSeries" {
            let shape = inner.dataset("data").and_then(|data| data.shape()).unwrap_or_default();
            let columns = match shape[..] {
                [_] => 1,
                [_, columns] => columns as usize,
                _ => 0,
            };
            let is_direction = is_direction || columns == 1;
            if columns > usize::from(!is_direction) {
                found.push(Series { path, group: inner, columns, is_direction });
            }
        } else if depth < MAX_DEPTH && kind != "EyeTracking" && kind != "PupilTracking" {
            search(&inner, &path, depth + 1, is_direction || kind == "CompassDirection", left, found);
        }
    }
}

/// The times of a series and its values in `unit`.
fn samples(file: &Hdf5, series: &Series) -> Result<(Vec<f64>, Array, Attributes), Fault> {
    let name = |field: &str| format!("{}/{field}", series.path);
    let missing = |field: &str| Fault::field(&name(field), "missing");
    let data = series.group.dataset("data").map_err(|_| missing("data"))?;
    let attributes = data.attrs().unwrap_or_default();
    let mut values = file.numbers(&name("data"), &data)?;
    let [scale, shift] = [("conversion", 1.0), ("offset", 0.0)]
        .map(|(field, usual)| number_of(&attributes, field).filter(|value| value.is_finite()).unwrap_or(usual));
    for value in &mut values.values {
        *value = *value * scale + shift;
    }
    let samples = values.shape.first().copied().unwrap_or(0);
    let time_s = if let Ok(times) = series.group.dataset("timestamps") {
        file.list(&name("timestamps"), &times)?
    } else {
        let start = series.group.dataset("starting_time").map_err(|_| missing("timestamps"))?;
        let rate_hz = number_of(&start.attrs().unwrap_or_default(), "rate").filter(|rate| *rate > 0.0);
        let rate_hz =
            rate_hz.ok_or_else(|| Fault::field(&name("starting_time"), "has no `rate`; valid: samples a second"))?;
        let start_s = file.numbers(&name("starting_time"), &start)?.values.first().copied().unwrap_or(0.0);
        (0..samples).map(|sample| start_s + sample as f64 / rate_hz).collect()
    };
    if time_s.len() != samples {
        return Err(Fault::length(&name("data"), samples, time_s.len()));
    }
    Ok((time_s, values, attributes))
}

fn track(file: &Hdf5, series: &Series) -> Result<RawRecording, Fault> {
    let (time_s, values, attributes) = samples(file, series)?;
    let rows = values.values.chunks_exact(series.columns);
    let unit = text_of(&attributes, "unit").unwrap_or_default().to_lowercase();
    let length = match unit.trim() {
        "m" | "meter" | "meters" | "metre" | "metres" => Some(LengthUnit::Metres),
        "cm" | "centimeter" | "centimeters" | "centimetre" | "centimetres" => Some(LengthUnit::Centimetres),
        "mm" | "millimeter" | "millimeters" | "millimetre" | "millimetres" => Some(LengthUnit::Millimetres),
        _ => None,
    };
    let more = (series.columns > 2)
        .then(|| format!("{} columns of {} after x and y", series.columns - 2, printable_name(&series.path)));
    Ok(RawRecording {
        time_s,
        position: rows.map(|row| [row[0], row[1]]).collect(),
        length,
        not_read: more.into_iter().collect(),
        names: RawNames {
            time: format!("{}/timestamps", series.path),
            position: format!("{}/data", series.path),
            arena: format!("{}/data", series.path),
            units: String::new(),
        },
        ..RawRecording::default()
    })
}

/// Directions of the head at the times of a track, radians; `None` where the series has other times.
fn head(file: &Hdf5, series: &Series, time_s: &[f64]) -> Option<Vec<f32>> {
    if series.columns != 1 {
        return None;
    }
    let (own_s, values, attributes) = samples(file, series).ok()?;
    let unit = text_of(&attributes, "unit").unwrap_or_default().to_lowercase();
    let scale = if unit.starts_with("deg") { 1f64.to_radians() } else { 1.0 };
    (own_s == time_s).then(|| values.values.iter().map(|angle| (angle * scale) as f32).collect())
}
