//! What pynapple saves: one object a file, its kind in `type`. A `TsGroup` has the spikes; the places are a `TsdFrame` in
//! another file of the same folder.

use super::companion::{companions, name_of};
use super::fault::{Fault, one_of};
use super::npz_values::Named as _;
use super::value::FileValue;
use crate::data::RecordedUnit;
use crate::files::{Array, Npz};
use crate::import::choice::ReadChoice;
use crate::import::endings::is_npz;
use crate::import::raw::{RawCells, RawNames, RawRecording};
use std::collections::BTreeMap;
use std::path::Path;

/// The kind of object in a file; `None` where pynapple has not written it.
pub(super) fn kind(npz: &Npz) -> Option<String> {
    if !npz.has("type") || !npz.has("t") {
        return None;
    }
    let Ok(FileValue::List(kinds)) = npz.value("type") else { return None };
    let kind = kinds.first()?.text()?;
    ["Ts", "Tsd", "TsdFrame", "TsdTensor", "TsGroup"].contains(&kind).then(|| kind.to_owned())
}

/// Reads a group of units with the places beside it, or places alone.
///
/// # Errors
/// When the object is neither, or has no places beside it; with a question where there are several.
pub(super) fn read(path: &Path, npz: &Npz, kind: &str, choice: &ReadChoice) -> Result<RawCells, Fault> {
    match kind {
        "TsGroup" => {}
        "TsdFrame" => return Ok(RawCells::Track(track(npz)?)),
        other => {
            let reason = format!("is {other}; valid: TsGroup (spikes), or TsdFrame (places x, y)");
            return Err(Fault::field("type", reason));
        }
    }
    let found = match &choice.track {
        Some(track) => vec![track.clone()],
        None => companions(path, |other| is_npz(other) && is_of_kind(other, "TsdFrame")),
    };
    if found.is_empty() {
        let reason = "pynapple's spikes without places; valid: with a TsdFrame of x and y beside it, as \
                      position.save(\"position.npz\") writes it, or named by --track FILE of the command line";
        return Err(Fault::File(reason.into()));
    }
    let names: Vec<String> = found.iter().map(|path| name_of(path)).collect();
    let place = &found[one_of("files with places", &names, choice)?];
    let beside = Npz::read(place)?;
    let whole = track(&beside).map_err(|fault| Fault::Said(fault.at(place)))?;
    let head_rad = companions(path, |other| is_npz(other) && is_head(other) && is_of_kind(other, "Tsd"))
        .iter()
        .find_map(|other| head(other, &whole.time_s));
    let names = RawNames { units: "index".into(), ..whole.names };
    Ok(RawCells::Recording(RawRecording {
        read_as: format!("a TsGroup of pynapple, with the places in {}", name_of(place)),
        head_rad: head_rad.unwrap_or_default(),
        units: units(npz)?,
        names,
        ..whole
    }))
}

/// Each spike's time and unit; the units are named in `keys`.
fn units(npz: &Npz) -> Result<Vec<RecordedUnit>, Fault> {
    let (times, index) = (npz.list("t")?, Npz::list(npz, "index")?);
    if times.len() != index.len() {
        return Err(Fault::length("index", index.len(), times.len()));
    }
    super::unit_spikes::check_times(&times).map_err(|reason| Fault::field("t", reason))?;
    let keys = if npz.has("keys") { Npz::list(npz, "keys")? } else { index.clone() };
    let mut units: BTreeMap<u64, RecordedUnit> = BTreeMap::new();
    for key in keys {
        let unit = RecordedUnit { label: key.to_string(), spikes_s: Vec::new() };
        units.entry(order(key)).or_insert(unit);
    }
    if units.len() > crate::import::bounds::MAX_UNITS {
        return Err(Fault::field("keys", super::unit_spikes::too_many(units.len())));
    }
    for (time, unit) in times.into_iter().zip(index) {
        let unit =
            units.get_mut(&order(unit)).ok_or_else(|| Fault::field("index", "names a unit that is not in `keys`"))?;
        unit.spikes_s.push(time);
    }
    Ok(units.into_values().collect())
}

/// Places numbers in the order of their size.
fn order(number: f64) -> u64 {
    let bits = number.to_bits();
    if bits >> 63 == 0 { bits | 1 << 63 } else { !bits }
}

/// Times and places of a frame whose columns are called x and y, or are two.
fn track(npz: &Npz) -> Result<RawRecording, Fault> {
    let time_s = Npz::list(npz, "t")?;
    let Array { shape, values } = npz.array("d")?;
    let [samples, columns] = shape[..] else {
        return Err(Fault::field("d", format!("has shape {shape:?}; valid: [samples, columns]")));
    };
    if samples != time_s.len() {
        return Err(Fault::length("d", samples, time_s.len()));
    }
    let names: Vec<String> = match npz.has("columns").then(|| npz.value("columns")).transpose()? {
        Some(FileValue::List(names)) => {
            names.iter().map(|name| name.text().unwrap_or_default().to_lowercase()).collect()
        }
        _ => Vec::new(),
    };
    let column = |name: &str| names.iter().position(|own| own == name);
    let (x, y) = match (column("x"), column("y")) {
        (Some(x), Some(y)) if x < columns && y < columns => (x, y),
        _ if columns == 2 => (0, 1),
        _ => return Err(Fault::field("columns", format!("has {columns} columns; valid: with x and y, or two"))),
    };
    let others = (0..columns).filter(|column| *column != x && *column != y);
    let other =
        |column: usize| format!("the column {}", names.get(column).map_or_else(|| column.to_string(), Clone::clone));
    Ok(RawRecording {
        read_as: "a TsdFrame of pynapple".into(),
        time_s,
        position: values.chunks_exact(columns.max(1)).map(|row| [row[x], row[y]]).collect(),
        not_read: others.map(other).collect(),
        names: RawNames { time: "t".into(), position: "d".into(), arena: "d".into(), units: String::new() },
        ..RawRecording::default()
    })
}

/// Directions of the head at the times of a track.
fn head(path: &Path, time_s: &[f64]) -> Option<Vec<f32>> {
    let npz = Npz::read(path).ok()?;
    let is_same = Npz::list(&npz, "t").ok()? == time_s;
    let angles = Npz::list(&npz, "d").ok()?;
    (is_same && angles.len() == time_s.len()).then(|| angles.into_iter().map(|angle| angle as f32).collect())
}

fn is_head(path: &Path) -> bool {
    let name = name_of(path).to_lowercase();
    ["head", "angle", "hd"].iter().any(|word| name.contains(word))
}

fn is_of_kind(path: &Path, wanted: &str) -> bool {
    Npz::read(path).is_ok_and(|npz| kind(&npz).as_deref() == Some(wanted))
}
