//! Where the desktop keeps what was deleted.

use std::path::PathBuf;

/// The bin of a freedesktop desktop, with its folders `files` and `info` (whether or not they are there yet); `None` on other
/// systems, whose bins want a native library.
#[must_use]
pub fn trash_folder() -> Option<PathBuf> {
    if cfg!(all(unix, not(target_os = "macos"))) {
        return directories::BaseDirs::new().map(|dirs| dirs.data_dir().join("Trash"));
    }
    None
}
