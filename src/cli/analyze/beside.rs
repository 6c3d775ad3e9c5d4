//! Another session of the same cells, from another file.

use crate::analysis::recorded::{SessionComparison, SessionMaps, compare_sessions, shared_cells};
use crate::analysis::{Report, analyze_part, analyze_set};
use crate::cli::error::CliError;
use crate::data::Intake;
use crate::files::to_the_millimetre;
use crate::import::{ReadSettings, read_cells};
use crate::maps::{Arena, MapSet, RateMaps, SpikeMapper};
use std::path::Path;
use std::sync::Arc;

/// Another session beside this one, and what was found in its file.
pub(super) struct Beside {
    pub(super) comparison: SessionComparison,
    pub(super) intake: Option<Arc<Intake>>,
}

/// Compares the cells that both files call the same: `set` of the file `what` is the first session, the other file the second.
///
/// # Errors
/// When the other file cannot be read, calls no cell the same, or has maps on other bins and no spikes to make new ones of.
pub(super) fn beside(
    (what, set, report): (&Path, &MapSet, &Report),
    other: &Path,
    settings: &ReadSettings,
) -> Result<Beside, CliError> {
    let second = read_cells(other, settings)?.into_set(other);
    let comparison = compared((what, set, report), (other, &second), settings)?;
    Ok(Beside { comparison, intake: second.taken_in })
}

fn compared(
    (what, set, report): (&Path, &MapSet, &Report),
    (other, second): (&Path, &MapSet),
    settings: &ReadSettings,
) -> Result<SessionComparison, CliError> {
    let cells = shared_cells(set, second);
    if cells.is_empty() {
        let [own, others] = [set, second].map(some_labels);
        let text = format!(
            "--beside {}: it has {others}, {} has {own}; valid: a file with cells of these names",
            other.display(),
            what.display()
        );
        return Err(CliError::Usage(text));
    }
    let names = [what, other].map(|path| path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned());
    if set.maps.arena == second.maps.arena {
        let units = analyze_set(second, None).units;
        let sessions = [
            SessionMaps { name: &names[0], maps: &set.maps, units: &report.units },
            SessionMaps { name: &names[1], maps: &second.maps, units: &units },
        ];
        return Ok(compare_sessions(sessions, &cells));
    }
    let arena = common_arena(set, second, settings);
    let (Some(own), Some(others)) = (mapped(set, arena), mapped(second, arena)) else {
        let text = format!(
            "--beside {}: its maps have {} bins a side in {} m, those of {} have {} in {} m; valid: maps on the same bins, or \
             files with spikes",
            other.display(),
            second.maps.arena.bins,
            to_the_millimetre(f64::from(second.maps.arena.box_m)),
            what.display(),
            set.maps.arena.bins,
            to_the_millimetre(f64::from(set.maps.arena.box_m))
        );
        return Err(CliError::Usage(text));
    };
    let units = [(set, &own), (second, &others)].map(|(set, maps)| analyze_part(set, maps, None).units);
    let sessions = [
        SessionMaps { name: &names[0], maps: &own, units: &units[0] },
        SessionMaps { name: &names[1], maps: &others, units: &units[1] },
    ];
    Ok(compare_sessions(sessions, &cells))
}

/// The larger of two arenas, on bins of the usual width.
fn common_arena(first: &MapSet, second: &MapSet, settings: &ReadSettings) -> Arena {
    let box_m = first.maps.arena.box_m.max(second.maps.arena.box_m);
    let bins = (f64::from(box_m) / settings.maps.bin_m).round().clamp(1.0, 400.0);
    Arena { box_m, bins: bins as usize }
}

/// The spikes of a set on the bins of another arena with the same middle; `None` without spikes.
fn mapped(set: &MapSet, arena: Arena) -> Option<RateMaps> {
    let recorded = set.recorded.as_deref()?;
    let mapper = SpikeMapper::new(&recorded.cells.track, arena, recorded.settings);
    Some(mapper.maps(&recorded.cells.units, 0..mapper.samples()))
}

/// The first few names of a set's cells, in words.
fn some_labels(set: &MapSet) -> String {
    let names: Vec<String> = (0..set.maps.units.min(3)).map(|unit| format!("`{}`", set.label(unit))).collect();
    format!("cells {}{}", names.join(", "), if set.maps.units > 3 { ", …" } else { "" })
}
