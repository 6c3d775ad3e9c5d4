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

mod atomic;
pub(crate) mod disk;
mod npy;
mod npz;
mod read;
mod zip;

pub(crate) use atomic::{AtomicFile, clear_unfinished, is_unfinished};
pub use atomic::{WriteError, create_atomically, write_atomically};
pub use npy::{Array, Numbers};
pub use npz::{Npz, NpzError, write_npz};
pub(crate) use read::open_regular;
pub use read::{ReadError, read_bytes, read_text};
