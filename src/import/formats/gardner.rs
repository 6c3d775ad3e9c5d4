//! Gardner et al. 2022, *Toroidal topology of population activity in grid cells* (Nature 602): `t`, `x`, `y`, `azimuth`, and
//! `spikes_mod1`, `spikes_mod2`, … each a dictionary of cells. A text beside the file, `rat_q_sessions.txt`, says when each
//! session of the day began and ended.

use super::fault::{Fault, one_of};
use super::npz_values::Named;
use super::unit_spikes::times_of_units;
use crate::data::RecordedUnit;
use crate::files::read_text;
use crate::import::choice::{LengthUnit, ReadChoice};
use crate::import::raw::{RawCells, RawNames, RawRecording};
use std::ops::Range;
use std::path::Path;

/// Most bytes of the text with the sessions.
const MAX_BYTES: u64 = 1 << 16;

/// The module of an array `spikes_mod2`.
pub(super) fn module(name: &str) -> Option<&str> {
    name.strip_prefix("spikes_").filter(|module| module.starts_with("mod"))
}

/// Adds the spikes to a track.
///
/// # Errors
/// When they are none; with a question, when the day has several sessions.
pub(super) fn read(
    path: &Path,
    named: &dyn Named,
    track: RawRecording,
    choice: &ReadChoice,
) -> Result<RawCells, Fault> {
    let names = named.names();
    let modules: Vec<&str> = names.iter().filter_map(|name| module(name)).collect();
    let said: Vec<&str> = choice.session.iter().flat_map(|said| said.split(',')).map(str::trim).collect();
    let is_any_said = modules.iter().any(|module| said.contains(module));
    let is_wanted = |module: &&str| !is_any_said || said.contains(module);
    let (wanted, left): (Vec<&str>, Vec<&str>) = modules.iter().copied().partition(is_wanted);
    let mut units = Vec::new();
    for module in wanted {
        let name = format!("spikes_{module}");
        let own = times_of_units(&named.value(&name)?, 0).map_err(|reason| Fault::field(&name, reason))?;
        let label = |unit: RecordedUnit| RecordedUnit { label: format!("{module}/{}", unit.label), ..unit };
        units.extend(own.into_iter().map(label));
    }
    let mut head_rad = if named.has("azimuth") { named.list("azimuth")? } else { Vec::new() };
    if !head_rad.is_empty() && head_rad.len() != track.time_s.len() {
        return Err(Fault::length("azimuth", head_rad.len(), track.time_s.len()));
    }
    let mut not_read: Vec<String> = left.iter().map(|module| format!("`spikes_{module}`")).collect();
    let mut read_as = "dictionaries of Gardner et al. 2022".to_owned();
    let RawRecording { mut time_s, mut position, .. } = track;
    let sessions = sessions(path);
    if !sessions.is_empty() {
        let names: Vec<String> = sessions.iter().map(|(name, _)| name.clone()).collect();
        let (name, within) = &sessions[one_of("sessions", &names, choice)?];
        let is_within: Vec<bool> = time_s.iter().map(|time| within.contains(time)).collect();
        let mut at = is_within.iter();
        position.retain(|_| *at.next().unwrap_or(&false));
        let mut at = is_within.iter();
        head_rad.retain(|_| *at.next().unwrap_or(&false));
        time_s.retain(|time| within.contains(time));
        for unit in &mut units {
            unit.spikes_s.retain(|time| within.contains(time));
        }
        read_as = format!("{read_as}, session {name} ({} s to {} s)", within.start, within.end);
        let others = names.iter().filter(|other| *other != name);
        not_read.extend(others.map(|other| format!("the session {other}")));
    } else if let Some(stem) = sessions_name(path) {
        not_read.push(format!("the sessions of the day: {stem} is not beside the file"));
    }
    Ok(RawCells::Recording(RawRecording {
        read_as,
        time_s,
        position,
        length: Some(LengthUnit::Metres),
        head_rad: head_rad.into_iter().map(|angle| angle as f32).collect(),
        units,
        not_read,
        names: RawNames { units: "spikes_mod1".into(), ..track.names },
        ..RawRecording::default()
    }))
}

/// `rat_q_sessions.txt` for `rat_q_grid_modules_1_2.npz`.
fn sessions_name(path: &Path) -> Option<String> {
    let stem = path.file_stem()?.to_str()?;
    Some(format!("{}_sessions.txt", stem.split_once("_grid_modules")?.0))
}

/// The sessions of the day, each with its time in seconds. Lines are `#1, open_field_1, start=7457, end=16045, …`.
fn sessions(path: &Path) -> Vec<(String, Range<f64>)> {
    let Some(name) = sessions_name(path) else { return Vec::new() };
    let text = read_text(&path.with_file_name(name), MAX_BYTES).unwrap_or_default();
    let session = |line: &str| {
        let mut fields = line.split(',').map(str::trim);
        let name = fields.find(|field| !field.is_empty() && !field.starts_with('#'))?.to_owned();
        let after = |key: &str| line.split_once(key)?.1.split(',').next()?.trim().parse::<f64>().ok();
        let within = after("start=")?..after("end=")?;
        (within.start < within.end).then_some((name, within))
    };
    text.lines().filter_map(session).collect()
}
