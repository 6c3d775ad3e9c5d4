//! What others bring: cells as rate maps or spikes ([`read_cells`]) and recorded trajectories ([`read_trajectory`]).
//! What is neither is refused with what it is and how to make what is read ([`ForeignFile`]).
//!
//! Rate maps of two units in a box of 1 m, from a file as `numpy.savez` writes it:
//!
//! ```
//! use gridscope::files::{Numbers, write_npz};
//! use gridscope::{ReadSettings, read_cells};
//!
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("cells.npz");
//! let rates = Numbers::F32(&[1.0, 2.0, 3.0, f32::NAN, 5.0, 6.0, 7.0, f32::NAN]);
//! write_npz(&path, &[("rate_maps", &[2, 2, 2], rates), ("box_m", &[], Numbers::F64(&[1.0]))])?;
//! let maps = read_cells(&path, &ReadSettings::default())?.maps;
//! assert_eq!((maps.units, maps.arena.bins, maps.arena.box_m), (2, 2, 1.0));
//! assert_eq!(maps.unit(1)[..3], [5.0, 6.0, 7.0]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bounds;
mod cells;
mod cells_error;
mod choice;
mod endings;
mod foreign;
mod formats;
mod intake;
mod kind;
mod map_axes;
mod npz_cells;
mod raw;
mod spike_clock;
mod spike_times;
mod table;
#[cfg(test)]
pub(crate) mod test_walk;
#[cfg(test)]
mod tests;
mod trajectory;
mod trajectory_error;
mod walk_file;

pub use cells::{Cells, read_cells};
pub use cells_error::CellsError;
pub use choice::{ImportAnswer, ImportQuestion, LengthUnit, MapAxes, ReadChoice, ReadSettings};
pub use endings::is_npz;
pub use foreign::ForeignFile;
pub use kind::{DataKind, data_kind, is_data_file};
pub use spike_clock::SpikeClock;
pub use trajectory::{read_trajectory, read_walk};
pub use trajectory_error::TrajectoryError;
pub use walk_file::WalkFile;
