//! The layouts in which the Moser group has shared its cells: a file of positions, and one for each cell.
//!
//! | set | positions | cells |
//! |---|---|---|
//! | Sargolini et al. 2006 | `X_POS.mat`: `post`, `posx`, `posy`, `posx2`, `posy2` | `X_T1C2.mat`: `cellTS` |
//! | Hafting et al. 2005 | `X_POS.mat`: `post`, `posx`, `posy` | `X_t1c2.mat`: `ts` |
//! | one cell a file | `t`, `x1`, `y1`, `x2`, `y2` | `ts` in the same file |
//!
//! Seconds and centimetres. The place is that of the first light; the second one tells the direction of the head.

use super::companion::{companions, name_of};
use super::fault::Fault;
use super::mat_file::with_variables;
use super::npz_values::Named;
use super::unit_spikes::check_times;
use crate::data::RecordedUnit;
use crate::import::choice::LengthUnit;
use crate::import::raw::{RawCells, RawNames, RawRecording};
use std::path::{Path, PathBuf};

/// Names of the arrays of positions: time, place, place of the second light.
type Names = [&'static str; 5];
const SHARED: Names = ["post", "posx", "posy", "posx2", "posy2"];
const OF_ONE_CELL: Names = ["t", "x1", "y1", "x2", "y2"];

/// Whether a file is named like one of a cell: `…_T1C2.mat`.
pub(super) fn is_cell(name: &str) -> bool {
    parts(name).is_some_and(|(_, what)| is_cell_part(what))
}

/// The session and the kind of a file: `10073-17010302` and `POS`, or `T1C2`.
fn parts(name: &str) -> Option<(&str, &str)> {
    name.rsplit_once('.')?.0.rsplit_once('_')
}

/// `T1C2`: tetrode and cell.
fn is_cell_part(part: &str) -> bool {
    let part = part.to_ascii_lowercase();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    part.strip_prefix('t').and_then(|rest| rest.split_once('c')).is_some_and(|(t, c)| digits(t) && digits(c))
}

/// Reads a session with all its cells, whichever of its files was opened.
///
/// # Errors
/// When the positions are not beside a cell, or the arrays do not belong together.
pub(super) fn read(path: &Path, named: &dyn Named) -> Result<RawCells, Fault> {
    let own = name_of(path);
    let session = parts(&own).map(|(session, _)| session.to_ascii_lowercase());
    let is_of_session = |other: &Path, is_wanted: &dyn Fn(&str) -> bool| {
        let name = name_of(other);
        let is_same = parts(&name).filter(|(session_of, _)| Some(session_of.to_ascii_lowercase()) == session);
        is_same.is_some_and(|(_, what)| is_wanted(what))
    };
    let is_positions = |what: &str| what.eq_ignore_ascii_case("pos");
    let mut cells: Vec<PathBuf> = companions(path, |other| is_of_session(other, &is_cell_part));
    let (track, positions_in) = if named.has("post") {
        (track(named, SHARED)?, own)
    } else {
        cells.push(path.to_path_buf());
        cells.sort();
        let found = companions(path, |other| is_of_session(other, &is_positions));
        let Some(positions) = found.first() else {
            let reason = "the spikes of a cell without positions; valid: with the file of positions of the same session \
                          (…_POS.mat) beside it";
            return Err(Fault::File(reason.into()));
        };
        (with_variables(positions, |named| track(named, SHARED))?, name_of(positions))
    };
    if cells.is_empty() {
        return Ok(RawCells::Track(track));
    }
    let units = cells.iter().map(|cell| unit(cell)).collect::<Result<Vec<_>, Fault>>()?;
    let labels: Vec<&str> = units.iter().map(|unit| unit.label.as_str()).collect();
    let read_as =
        format!("MATLAB, layout of Sargolini 2006 and Hafting 2005: {positions_in} with {}", labels.join(", "));
    Ok(RawCells::Recording(RawRecording { read_as, units, ..track }))
}

/// The cell of a file, called by its tetrode and number.
fn unit(path: &Path) -> Result<RecordedUnit, Fault> {
    let name = name_of(path);
    let label = parts(&name).map_or(name.as_str(), |(_, what)| what).to_owned();
    let spikes_s = with_variables(path, |named| {
        let field = if named.has("cellTS") { "cellTS" } else { "ts" };
        let times = named.list(field)?;
        check_times(&times).map_err(|reason| Fault::field(field, reason))?;
        Ok(times)
    })?;
    Ok(RecordedUnit { label, spikes_s })
}

/// Reads a file that has one cell and its track.
///
/// # Errors
/// When the arrays do not belong together.
pub(super) fn one_cell(path: &Path, named: &dyn Named) -> Result<RawCells, Fault> {
    let spikes_s = named.list("ts")?;
    check_times(&spikes_s).map_err(|reason| Fault::field("ts", reason))?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let track = track(named, OF_ONE_CELL)?;
    let names = RawNames { units: "ts".into(), ..track.names };
    let units = vec![RecordedUnit { label: stem, spikes_s }];
    Ok(RawCells::Recording(RawRecording { read_as: "MATLAB, one cell with its track".into(), units, names, ..track }))
}

/// Times, places of the first light, and directions where there is a second one.
fn track(named: &dyn Named, [time, x, y, x2, y2]: Names) -> Result<RawRecording, Fault> {
    let time_s = named.list(time)?;
    let along = |name: &str| {
        let values = named.list(name)?;
        if values.len() == time_s.len() { Ok(values) } else { Err(Fault::length(name, values.len(), time_s.len())) }
    };
    let position: Vec<[f64; 2]> = along(x)?.into_iter().zip(along(y)?).map(|(x, y)| [x, y]).collect();
    // Where one light was followed, the second one is there and empty.
    let is_there = |name: &str| named.has(name) && named.list(name).is_ok_and(|values| values.len() == time_s.len());
    let mut head_rad = Vec::new();
    if is_there(x2) && is_there(y2) {
        let second = along(x2)?.into_iter().zip(along(y2)?);
        head_rad = position.iter().zip(second).map(|([x, y], (x2, y2))| (y2 - y).atan2(x2 - x) as f32).collect();
        if head_rad.iter().all(|angle| angle.is_nan()) {
            head_rad.clear();
        }
    }
    Ok(RawRecording {
        read_as: "MATLAB, positions of the Moser group".into(),
        time_s,
        position,
        length: Some(LengthUnit::Centimetres),
        head_rad,
        names: RawNames { time: time.into(), position: x.into(), arena: x.into(), units: "ts".into() },
        ..RawRecording::default()
    })
}
