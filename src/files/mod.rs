//! Reading and writing files so that nobody ever sees half of one; vector pictures.

mod atomic;
mod hue;
mod npy;
mod npz;
mod read;
pub mod svg;
mod zip;

pub use atomic::{WriteError, create_atomically, write_atomically};
pub use hue::cyclic;
pub use npy::{Array, Numbers};
pub use npz::{Npz, NpzError, write_npz};
pub use read::{ReadError, read_bytes, read_text};
