//! Glances that were made before, one file each. A first line tells the version and the checksum of what follows.

use super::Glance;
use crate::files::{checksum, disk, read_text, write_atomically};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// First words of a file; another version is made anew.
const VERSION: &str = "gridscope glance 1";
/// The largest sheet has 8 · 8 maps of 40 · 40 bins.
const MAX_BYTES: u64 = 1 << 20;
/// Glances that are kept: some 30 MiB.
const MOST: usize = 600;

/// The file of a state's glance.
pub(super) fn path_of(folder: &Path, state: &str) -> PathBuf {
    folder.join(format!("{}.glance", &checksum(state.as_bytes())[..32]))
}

/// The glance that was kept, if it is there and whole.
pub(super) fn read(path: &Path) -> Option<Glance> {
    let text = read_text(path, MAX_BYTES).ok()?;
    let (head, body) = text.split_once('\n')?;
    let told = head.strip_prefix(VERSION)?.strip_prefix(' ')?;
    if checksum(body.as_bytes()) != told {
        return None;
    }
    serde_json::from_str(body).ok()
}

/// Keeps a glance; of too many the oldest go. That it could not be kept is no error.
pub(super) fn write(path: &Path, glance: &Glance) {
    let Ok(body) = serde_json::to_string(glance) else { return };
    let text = format!("{VERSION} {}\n{body}", checksum(body.as_bytes()));
    if write_atomically(path, text.as_bytes()).is_ok()
        && let Some(folder) = path.parent()
    {
        thin(folder);
    }
}

fn thin(folder: &Path) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let glances = entries.filter(|path| path.extension().is_some_and(|extension| extension == "glance"));
    let mut found: Vec<(SystemTime, PathBuf)> =
        glances.filter_map(|path| Some((path.metadata().ok()?.modified().ok()?, path))).collect();
    let surplus = found.len().saturating_sub(MOST);
    found.sort();
    for (_, path) in found.into_iter().take(surplus) {
        let _ = disk::remove(&path); // it stays, then
    }
}
