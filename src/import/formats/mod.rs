//! Formats of other programs, each read into the same raw recording: NWB, MATLAB of both kinds, pickled dictionaries,
//! pynapple, RatInABox, phy, DeepLabCut. The program's own NPZ and CSV are read elsewhere.
//!
//! | floor | files |
//! |---|---|
//! | what a file is | `mod` |
//! | layouts | `named` (`gardner`, `canns`, `ratinabox`), `matlab` (`sargolini`, `cellexplorer`), `nwb`, `pynapple`, `phy`, `deeplabcut` |
//! | containers | `npz_values`, `mat_file` (`mat5`, `mat73`), `hdf5`, `unpickle` |
//! | what they hold | `value`, `unit_spikes`, `companion`, `fault` |

mod canns;
mod cellexplorer;
mod companion;
mod deeplabcut;
mod fault;
mod gardner;
mod hdf5;
mod mat5;
mod mat73;
mod mat_file;
mod matlab;
mod named;
mod npz_values;
mod nwb;
mod nwb_units;
mod phy;
mod pickled;
mod pickled_array;
mod pynapple;
mod ratinabox;
mod sargolini;
#[cfg(test)]
mod tests;
mod unit_spikes;
mod unpickle;
mod value;

use super::cells_error::CellsError;
use super::choice::ReadChoice;
use super::endings::is_npz;
use super::raw::RawCells;
use crate::files::{ForeignKind, Npz, foreign_kind};
use fault::Fault;
use named::NamedLayout;
use npz_values::Named as _;
pub(super) use phy::TrackReader;
use std::path::Path;

/// A format that is read here.
#[derive(Clone, Debug, PartialEq)]
enum Format {
    Nwb,
    Matlab,
    /// One pickled dictionary, as `numpy.save` writes it.
    Dictionary,
    /// Arrays of an NPZ file in another layout than the program's own.
    Named(NamedLayout),
    Pynapple(String),
    Phy,
    DeepLabCut,
}

impl Format {
    /// What a path is; `None` where it is nothing that is read here.
    fn of(path: &Path) -> Option<Self> {
        if path.is_dir() {
            return phy::is_folder(path).then_some(Self::Phy);
        }
        match foreign_kind(path) {
            Some(ForeignKind::Hdf5) => {
                let is_nwb = hdf5::Hdf5::open(path).is_ok_and(|file| nwb::is_such(&file));
                let is_matlab = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("mat"));
                match () {
                    () if is_nwb || path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("nwb")) => {
                        Some(Self::Nwb)
                    }
                    () if is_matlab => Some(Self::Matlab),
                    () => None,
                }
            }
            Some(ForeignKind::Matlab) => Some(Self::Matlab),
            Some(ForeignKind::Array(array)) => {
                (array.shape.is_empty() && array.dtype.starts_with("Python objects")).then_some(Self::Dictionary)
            }
            Some(ForeignKind::Pickle) => None,
            None if is_npz(path) => {
                let npz = Npz::read(path).ok()?;
                if let Some(kind) = pynapple::kind(&npz) {
                    return Some(Self::Pynapple(kind));
                }
                let names = npz_values::Named::names(&npz);
                let is_other = |layout: &NamedLayout| !npz.has("rate_maps") && *layout != NamedLayout::Track;
                NamedLayout::of(&names).filter(is_other).map(Self::Named)
            }
            None => deeplabcut::is_such(path).then_some(Self::DeepLabCut),
        }
    }
}

/// Whether a path is a folder that is opened as one recording.
pub(super) fn is_folder(path: &Path) -> bool {
    path.is_dir() && phy::is_folder(path)
}

/// Whether a path of a format that is read here holds a track without cells; `None` where it is of none.
pub(super) fn is_track(path: &Path) -> Option<bool> {
    let is_track = match Format::of(path)? {
        Format::DeepLabCut => true,
        Format::Pynapple(kind) => kind == "TsdFrame",
        Format::Nwb => hdf5::Hdf5::open(path).is_ok_and(|file| !nwb::has_cells(&file)),
        format @ Format::Matlab => {
            let no_track =
                |_: &Path, _: &ReadChoice| Err(CellsError::File { path: path.to_path_buf(), reason: String::new() });
            matches!(read_as(&format, path, &ReadChoice::default(), &no_track), Ok(RawCells::Track(_)))
        }
        _ => false,
    };
    Some(is_track)
}

/// Reads what is in a file of a format that is read here; `None` where it is none. `read_track` reads a table of places that
/// belongs to spikes.
///
/// # Errors
/// When it is damaged, of no layout that is known, or lacks a companion; and with a question.
pub(super) fn read(
    path: &Path,
    choice: &ReadChoice,
    read_track: TrackReader<'_>,
) -> Option<Result<RawCells, CellsError>> {
    let format = Format::of(path)?;
    Some(read_as(&format, path, choice, read_track).map_err(|fault| fault.at(path)))
}

fn read_as(format: &Format, path: &Path, choice: &ReadChoice, read_track: TrackReader<'_>) -> Result<RawCells, Fault> {
    match format {
        Format::Nwb => nwb::read(&hdf5::Hdf5::open(path)?, choice),
        Format::Matlab => mat_file::with_variables(path, |named| {
            // Said with the path of this file here, not of one beside it.
            matlab::read(path, named, choice)
        }),
        Format::Dictionary => {
            let dictionary = npz_values::read_dictionary(path)?;
            let layout = NamedLayout::of(&dictionary.names()).ok_or_else(|| Fault::Layout(dictionary.in_words()))?;
            layout.read(path, &dictionary, choice)
        }
        Format::Named(layout) => layout.read(path, &Npz::read(path)?, choice),
        Format::Pynapple(kind) => pynapple::read(path, &Npz::read(path)?, kind, choice),
        Format::Phy => phy::read(path, choice, read_track),
        Format::DeepLabCut => deeplabcut::read(path, choice).map(RawCells::Track),
    }
}
