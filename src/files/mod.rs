//! Reading and writing files so that nobody ever sees half of one; vector pictures.

mod atomic;
mod read;
pub mod svg;

pub use atomic::{WriteError, create_atomically, write_atomically};
pub use read::{ReadError, read_bytes, read_text};
