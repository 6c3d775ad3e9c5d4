//! Reading and writing files so that nobody ever sees half of one.

mod atomic;
mod npy;
mod npz;
mod read;
mod zip;

pub use atomic::{WriteError, create_atomically, write_atomically};
pub use npy::{Array, Numbers};
pub use npz::{Npz, NpzError, write_npz};
pub use read::{ReadError, read_bytes, read_text};
