//! What was written last.

use std::path::PathBuf;

/// What was written last, while it is news.
pub(super) struct NewestFile {
    pub(super) words: String,
    pub(super) path: PathBuf,
    pub(super) since_s: f64,
}
