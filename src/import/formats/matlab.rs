//! Layouts of variables of MATLAB, of either version.

use super::companion::name_of;
use super::fault::Fault;
use super::named::NamedLayout;
use super::npz_values::Named;
use super::{cellexplorer, sargolini};
use crate::import::choice::ReadChoice;
use crate::import::raw::RawCells;
use std::path::Path;

/// Reads the cells or the track of a file, with what belongs to it in its folder.
///
/// # Errors
/// When its variables are of no layout that is known, do not belong together, or lack a companion.
pub(super) fn read(path: &Path, named: &dyn Named, choice: &ReadChoice) -> Result<RawCells, Fault> {
    let names = named.names();
    let has = |wanted: &[&str]| wanted.iter().all(|name| names.iter().any(|own| own == name));
    if has(&["post", "posx", "posy"]) || has(&["cellTS"]) || has(&["ts"]) && sargolini::is_cell(&name_of(path)) {
        return sargolini::read(path, named);
    }
    if has(&["t", "x1", "y1", "ts"]) {
        return sargolini::one_cell(path, named);
    }
    if has(&["spikes"]) && cellexplorer::has_times(named) {
        return cellexplorer::read(path, named, choice);
    }
    if let Some(behavior) = cellexplorer::behavior(named)? {
        return Ok(RawCells::Track(behavior));
    }
    match NamedLayout::of(&names) {
        Some(layout) => layout.read(path, named, choice),
        None => Err(Fault::Layout(named.in_words())),
    }
}
