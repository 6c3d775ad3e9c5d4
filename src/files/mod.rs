//! Reading and writing files so that nobody ever sees half of one.
//!
//! Arrays go into a file as a whole, and come back with their shape:
//!
//! ```
//! use gridscope::files::{Npz, Numbers, write_npz};
//!
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("arrays.npz");
//! write_npz(&path, &[("weights", &[2, 3], Numbers::F32(&[0.5, 1.0, 1.5, 2.0, 2.5, 3.0]))])?;
//! let npz = Npz::read(&path)?;
//! assert_eq!(npz.array("weights")?.shape, [2, 3]);
//! assert_eq!(npz.array("weights")?.values[5], 3.0);
//! assert!(npz.array("weight").is_err_and(|error| error.to_string().contains("the file has: weights")));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod advice;
mod appended;
mod atomic;
mod checksum;
pub(crate) mod disk;
mod dtype;
mod foreign_kind;
mod inflate;
mod npy;
mod npz;
mod printable;
mod program;
mod raw_array;
mod read;
mod unzip;
mod zip;

pub(crate) use appended::AppendedFile;
pub(crate) use atomic::{AtomicFile, clear_unfinished, is_unfinished};
pub use atomic::{WriteError, create_atomically, write_atomically};
pub use npy::{Array, Numbers};
pub use npz::{Npz, NpzError, write_npz};
pub(crate) use npz::{read_array, read_raw_array};
pub use printable::printable_message;
pub(crate) use read::open_regular;
pub use read::{ReadError, read_bytes, read_text};

pub(crate) use checksum::{checksum, hex};
pub(crate) use foreign_kind::{ForeignKind, foreign_kind};
pub(crate) use npy::ArrayWords;
pub(crate) use printable::{printable_json, printable_name, printable_names, printable_number, to_the_millimetre};
pub(crate) use program::PROGRAM;
pub(crate) use raw_array::{RawArray, decoded};
pub(crate) use read::file_checksum;
