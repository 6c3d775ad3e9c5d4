//! A folder for an analysis, where nothing is replaced that is not of an analysis.

use super::writing::ExportError;
use crate::files::{file_checksum, read_text, write_atomically};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The list of what analyses left in a folder.
const LIST: &str = "analysis.json";
/// Files that every analysis leaves: whether they would replace others' can be said before anything is computed.
const ALWAYS: [&str; 10] = [
    LIST,
    "maps.npz",
    "rate_maps.png",
    "autocorrelograms.png",
    "spectra.png",
    "units.csv",
    "modules.csv",
    "modules.svg",
    "scores.csv",
    "scores.svg",
];
/// Most bytes of the list: thousands of files.
const MAX_BYTES: u64 = 1 << 20;

/// A folder that one analysis writes into. All of its files are written beside their places first: they come into the folder
/// together, once it is known that each may.
///
/// A file there may be replaced if `analysis.json` lists it and it is still as it was written; another one only when
/// told to. The list is written with the files.
#[derive(Debug)]
pub(crate) struct OwnFolder {
    folder: PathBuf,
    force: bool,
}

/// What analyses left in a folder.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Listing {
    program: String,
    files: BTreeSet<ListedFile>,
}

/// A file as it was written. Of one name there may be two: an older one that is about to be replaced, and the newer one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct ListedFile {
    name: String,
    sha256: String,
}

impl OwnFolder {
    /// A folder, which need not exist yet; `force` replaces files that are not of an analysis, too.
    ///
    /// # Errors
    /// [`ExportError::Foreign`] when it has files in the places of those that every analysis leaves.
    pub(crate) fn new(folder: &Path, force: bool) -> Result<Self, ExportError> {
        let own = Self { folder: folder.to_path_buf(), force };
        own.check(&own.list(), ALWAYS.iter().map(|name| (*name).to_owned()))?;
        Ok(own)
    }

    /// Lets `write` write files into a folder that it is given, and takes them into this one.
    ///
    /// # Errors
    /// When they cannot be written, or one would replace a file that is not of an analysis: this folder is then as it was.
    pub(crate) fn fill(&self, write: impl FnOnce(&Path) -> Result<(), ExportError>) -> Result<(), ExportError> {
        let io = |source| ExportError::Folder { path: self.folder.clone(), source };
        fs::create_dir_all(&self.folder).map_err(io)?;
        let beside =
            tempfile::Builder::new().prefix(".gridscope-").suffix(".tmp").tempdir_in(&self.folder).map_err(io)?;
        write(beside.path())?;
        let written = written(&beside).map_err(io)?;
        let older = self.list();
        self.check(&older, written.iter().cloned().chain([LIST.to_owned()]))?;
        let mut newer = BTreeSet::new();
        for name in &written {
            newer.insert(ListedFile { name: name.clone(), sha256: file_checksum(&beside.path().join(name))? });
        }
        // Should it end halfway, the files of both are listed, and the next analysis may replace them.
        self.write_list(older.files.union(&newer).cloned().collect())?;
        for name in &written {
            fs::rename(beside.path().join(name), self.folder.join(name)).map_err(io)?;
        }
        let kept = older.files.into_iter().filter(|file| !written.contains(&file.name));
        self.write_list(kept.chain(newer).collect())
    }

    /// What is listed; nothing where the list is not there or not one of this program's.
    fn list(&self) -> Listing {
        let text = read_text(&self.folder.join(LIST), MAX_BYTES).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    fn write_list(&self, files: BTreeSet<ListedFile>) -> Result<(), ExportError> {
        let path = self.folder.join(LIST);
        let listing = Listing { program: crate::files::PROGRAM.to_owned(), files };
        let text = serde_json::to_string_pretty(&listing)
            .map_err(|source| ExportError::Table { path: path.clone(), source })?;
        Ok(write_atomically(&path, text.as_bytes())?)
    }

    /// Whether files of these names may be written.
    fn check(&self, list: &Listing, names: impl Iterator<Item = String>) -> Result<(), ExportError> {
        if self.force {
            return Ok(());
        }
        let names: Vec<String> = names.filter(|name| !self.may_write(list, name)).collect();
        if names.is_empty() { Ok(()) } else { Err(ExportError::Foreign { folder: self.folder.clone(), names }) }
    }

    /// Nothing is there, or what is there is listed and unchanged.
    fn may_write(&self, list: &Listing, name: &str) -> bool {
        let path = self.folder.join(name);
        if path.symlink_metadata().is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
            return true;
        }
        if name == LIST {
            return !list.program.is_empty();
        }
        let listed: Vec<&ListedFile> = list.files.iter().filter(|file| file.name == name).collect();
        !listed.is_empty() && file_checksum(&path).is_ok_and(|own| listed.iter().any(|file| file.sha256 == own))
    }
}

/// Names of the files in a folder.
fn written(folder: &TempDir) -> io::Result<BTreeSet<String>> {
    let name = |entry: io::Result<fs::DirEntry>| Ok(entry?.file_name().to_string_lossy().into_owned());
    fs::read_dir(folder.path())?.map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, force: bool, files: &[(&str, &str)]) -> Result<(), String> {
        let fill = |own: OwnFolder| {
            own.fill(|beside| {
                files.iter().try_for_each(|(name, text)| Ok(write_atomically(&beside.join(name), text.as_bytes())?))
            })
        };
        OwnFolder::new(folder, force).and_then(fill).map_err(|error| error.to_string())
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn own_files_are_replaced_and_others_are_not() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let folder = place.path().join("a/found");
        write(&folder, false, &[("maps.npz", "1"), ("losses.svg", "1")]).expect("nothing is there");
        write(&folder, false, &[("maps.npz", "2"), ("boxes.csv", "2")]).expect("its own");
        assert_eq!(names(&folder), ["analysis.json", "boxes.csv", "losses.svg", "maps.npz"], "nothing else is left");
        let read = |name: &str| fs::read_to_string(folder.join(name)).expect("a file");
        assert_eq!((read("maps.npz"), read("losses.svg")), ("2".into(), "1".into()));
        write(&folder, false, &[("losses.svg", "3")]).expect("still listed");

        fs::write(folder.join("boxes.csv"), "by hand").expect("writable");
        fs::write(folder.join("notes.csv"), "mine").expect("writable");
        let error = write(&folder, false, &[("maps.npz", "4"), ("boxes.csv", "4"), ("notes.csv", "4")]);
        let error = error.expect_err("two are not its own");
        assert!(error.contains("boxes.csv, notes.csv") && error.contains("--force"), "{error}");
        assert!(!error.contains("maps.npz"), "{error}");
        assert_eq!((read("maps.npz"), read("boxes.csv")), ("2".into(), "by hand".into()), "as it was");
        assert_eq!(names(&folder).len(), 5, "nothing is left of what was not taken");
        write(&folder, true, &[("boxes.csv", "5")]).expect("told to");
        write(&folder, false, &[("boxes.csv", "6")]).expect("its own now");
    }

    #[test]
    fn what_every_analysis_leaves_is_checked_before_anything_is_computed() {
        let place = tempfile::tempdir().expect("a temporary folder");
        fs::write(place.path().join("units.csv"), "mine").expect("writable");
        fs::write(place.path().join("analysis.json"), "{\"mine\": 1}").expect("writable");
        let error = OwnFolder::new(place.path(), false).expect_err("two are not its own").to_string();
        assert!(error.contains("analysis.json, units.csv"), "{error}");
        OwnFolder::new(place.path(), true).expect("told to");
        let at_a_file = OwnFolder::new(&place.path().join("units.csv"), true).expect("nothing is written yet");
        at_a_file.fill(|_| Ok(())).expect_err("a file is no folder");
    }

    #[test]
    fn what_ended_halfway_can_be_repeated() {
        let place = tempfile::tempdir().expect("a temporary folder");
        write(place.path(), false, &[("maps.npz", "1"), ("units.csv", "1")]).expect("nothing is there");
        // The list of both is written, and one of two files is in its place.
        let own = OwnFolder::new(place.path(), false).expect("its own");
        let newer = |name: &str| ListedFile { name: name.into(), sha256: crate::files::checksum(b"2") };
        own.write_list(own.list().files.into_iter().chain([newer("maps.npz"), newer("units.csv")]).collect())
            .expect("writable");
        fs::write(place.path().join("maps.npz"), "2").expect("writable");
        write(place.path(), false, &[("maps.npz", "3"), ("units.csv", "3")]).expect("both are its own");
        assert_eq!(own.list().files.len(), 2, "of each name the newest");
    }
}
