//! A folder of phy and Kilosort: `spike_times.npy` (samples), `spike_clusters.npy` or `spike_templates.npy`,
//! `cluster_group.tsv` or `cluster_info.tsv`, and `params.py`, of which only the line `sample_rate = …` is looked at.

use super::companion::{files_in, name_of};
use super::fault::{Fault, one_of};
use super::unit_spikes::too_many;
use crate::data::RecordedUnit;
use crate::files::{printable_name, printable_number, read_array, read_text};
use crate::import::bounds::MAX_UNITS;
use crate::import::cells_error::CellsError;
use crate::import::choice::ReadChoice;
use crate::import::endings::is_table;
use crate::import::raw::{RawCells, RawNames, RawRecording};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

const TIMES: &str = "spike_times.npy";
const CLUSTERS: [&str; 2] = ["spike_clusters.npy", "spike_templates.npy"];
/// Most bytes of a text in the folder.
const MAX_BYTES: u64 = 1 << 24;

/// Times and places out of a table.
pub(crate) type TrackReader<'a> = &'a dyn Fn(&Path, &ReadChoice) -> Result<RawRecording, CellsError>;

/// Whether a path is such a folder.
pub(super) fn is_folder(path: &Path) -> bool {
    path.join(TIMES).is_file() && CLUSTERS.iter().any(|name| path.join(name).is_file())
}

/// Reads the good units with the table of places in the folder, or in the one above it.
///
/// # Errors
/// When files are missing or damaged; with a question when there are several tables.
pub(super) fn read(folder: &Path, choice: &ReadChoice, read_track: TrackReader<'_>) -> Result<RawCells, Fault> {
    let table = table_of_places(folder, choice)?;
    let track = read_track(&table, choice).map_err(Fault::Said)?;
    let (units, mut not_read) = units(folder)?;
    not_read.extend(track.not_read.iter().cloned());
    Ok(RawCells::Recording(RawRecording {
        read_as: format!("a folder of phy, with the places in {} ({})", name_of(&table), track.read_as),
        units,
        not_read,
        names: RawNames { units: CLUSTERS[0].into(), ..track.names.clone() },
        ..track
    }))
}

fn table_of_places(folder: &Path, choice: &ReadChoice) -> Result<PathBuf, Fault> {
    if let Some(track) = &choice.track {
        return Ok(track.clone());
    }
    let is_places = |path: &Path| is_table(path) && !name_of(path).starts_with("cluster_");
    let mut found = files_in(folder, is_places);
    if found.is_empty()
        && let Some(above) = folder.parent()
    {
        found = files_in(above, is_places);
    }
    if found.is_empty() {
        let reason = "a folder of phy without places; valid: with a table t, x, y (CSV) beside it, or named by --track FILE of the command line";
        return Err(Fault::File(reason.into()));
    }
    let names: Vec<String> = found.iter().map(|path| name_of(path)).collect();
    Ok(found.swap_remove(one_of("tables of places", &names, choice)?))
}

/// The units that are good, with their spikes; and what was left out, in words.
fn units(folder: &Path) -> Result<(Vec<RecordedUnit>, Vec<String>), Fault> {
    let list = |name: &str| Ok::<_, Fault>(read_array(&folder.join(name))?.values);
    let name = CLUSTERS.into_iter().find(|name| folder.join(name).is_file()).unwrap_or(CLUSTERS[0]);
    let (samples, owners) = (list(TIMES)?, list(name)?);
    if samples.len() != owners.len() {
        return Err(Fault::length(name, owners.len(), samples.len()));
    }
    let rate_hz = sample_rate(folder)?;
    let groups = groups(folder);
    let mut times: BTreeMap<i64, Vec<f64>> = BTreeMap::new();
    for (sample, owner) in samples.iter().zip(&owners) {
        if !(sample.is_finite() && owner.abs() < 9e15 && owner.fract() == 0.0) {
            let reason = format!("holds {}; valid: whole numbers", printable_number(*owner));
            return Err(Fault::field(name, reason));
        }
        times.entry(*owner as i64).or_default().push(sample / rate_hz);
        if times.len() > MAX_UNITS {
            return Err(Fault::field(name, too_many(times.len())));
        }
    }
    // Nobody has sorted what has no group: then all are taken.
    let is_sorted = groups.values().any(|group| group == "good");
    let group = |unit: i64| groups.get(&unit).map_or("unsorted", String::as_str);
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    let mut units = Vec::new();
    for (unit, spikes_s) in times {
        let is_good = if is_sorted { group(unit) == "good" } else { group(unit) != "noise" && unit >= 0 };
        if is_good {
            units.push(RecordedUnit { label: unit.to_string(), spikes_s });
        } else {
            *left.entry(group(unit)).or_default() += 1;
        }
    }
    let left =
        left.into_iter().map(|(group, count)| format!("{count} clusters of the group {}", printable_name(group)));
    Ok((units, left.collect()))
}

/// Samples a second, out of the text of `params.py`: it is not run.
fn sample_rate(folder: &Path) -> Result<f64, Fault> {
    let path = folder.join("params.py");
    let text = read_text(&path, MAX_BYTES).map_err(|error| Fault::Said(CellsError::Read(error)))?;
    let value = text.lines().find_map(|line| line.trim().strip_prefix("sample_rate")?.trim().strip_prefix('='));
    let rate_hz = value.and_then(|value| value.split('#').next()?.trim().parse::<f64>().ok());
    let valid = rate_hz.filter(|rate| (1.0..=1e7).contains(rate));
    valid.ok_or_else(|| Fault::field("params.py", "has no `sample_rate`; valid: sample_rate = 30000., 1 to 1e7 Hz"))
}

/// What each cluster was judged to be: good, mua or noise.
fn groups(folder: &Path) -> HashMap<i64, String> {
    let mut groups = HashMap::new();
    for name in ["cluster_info.tsv", "cluster_KSLabel.tsv", "cluster_group.tsv"] {
        let text = read_text(&folder.join(name), MAX_BYTES).unwrap_or_default();
        let mut lines = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
        let Some(header) = lines.next() else { continue };
        let column = |wanted: &[&str]| header.iter().position(|own| wanted.contains(own));
        let (Some(id), Some(group)) = (column(&["cluster_id", "id"]), column(&["group", "KSLabel"])) else { continue };
        for row in lines {
            if let (Some(Ok(id)), Some(group)) = (row.get(id).map(|id| id.parse()), row.get(group))
                && !group.is_empty()
            {
                groups.insert(id, (*group).to_owned());
            }
        }
    }
    groups
}
