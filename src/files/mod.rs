//! Reading and writing files so that nobody ever sees half of one.

mod atomic;
mod read;

pub use atomic::{WriteError, create_atomically, write_atomically};
pub use read::{ReadError, read_bytes, read_text};
