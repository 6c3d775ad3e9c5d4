//! From which runs a run was taken, back to step 0.

use super::checkpoint::refused;
use super::find::run_file;
use super::lineage::find_run;
use super::run_file::RunFile;
use crate::train::{Parent, TrainError};
use std::path::{Path, PathBuf};

/// Runs that were taken one from the other, at most.
const MOST_LINKS: usize = 1000;

/// A run of a chain.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) folder: PathBuf,
    pub(super) file: RunFile,
    /// The step at which the next run was taken from it; what it has of later steps is not of the chain. `None` for the last.
    pub(super) until: Option<u64>,
}

/// A run and those that it was taken from, the oldest first.
#[derive(Debug)]
pub(super) struct Chain {
    pub(super) links: Vec<Link>,
    /// The run from which the oldest one was taken, when it is not on the disk.
    pub(super) missing: Option<Parent>,
}

impl Chain {
    /// The chain of the run in a folder.
    ///
    /// # Errors
    /// When it is no run folder.
    pub(super) fn of(folder: &Path) -> Result<Self, TrainError> {
        let file = run_file(folder)?;
        let file = file.ok_or_else(|| refused(folder, "this is no run folder: there is no run.ron"))?;
        let mut links = vec![Link { folder: folder.to_path_buf(), file, until: None }];
        let mut missing = None;
        while let Some(child) = links.last()
            && let Some(parent) = child.file.parent.clone()
        {
            let found = find(&parent, &child.folder);
            let is_new = |link: &Link| links.iter().all(|other| other.folder != link.folder);
            let Some(link) = found.filter(is_new).filter(|_| links.len() < MOST_LINKS) else {
                missing = Some(parent);
                break;
            };
            links.push(link);
        }
        links.reverse();
        Ok(Self { links, missing })
    }

    /// The run that it is about.
    pub(super) fn last(&self) -> &Link {
        self.links.last().expect("a chain has the run that it is of")
    }

    /// The oldest run that is there.
    pub(super) fn first(&self) -> &Link {
        self.links.first().expect("a chain has the run that it is of")
    }
}

/// A parent where it was then, or among the folders beside its child.
fn find(parent: &Parent, child: &Path) -> Option<Link> {
    let folder = find_run(&parent.run, child, Path::new(&parent.folder))?;
    let file = run_file(&folder).ok().flatten()?;
    Some(Link { folder, file, until: Some(parent.step) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(folder: &Path, id: &str, parent: Option<(&str, &Path, u64)>) {
        std::fs::create_dir(folder).expect("writable");
        let parent = parent.map(|(run, folder, step)| Parent {
            run: run.into(),
            folder: folder.display().to_string(),
            step,
            ..Parent::default()
        });
        RunFile { id: id.into(), parent, ..RunFile::default() }.create(folder).expect("writable");
    }

    #[test]
    fn runs_are_found_where_they_were_or_beside_their_children() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let [a, b, c] = ["a", "b", "c"].map(|name| place.path().join(name));
        run(&a, "1", None);
        run(&b, "2", Some(("1", &a, 10)));
        run(&c, "3", Some(("2", Path::new("/nowhere"), 7)));
        let chain = Chain::of(&c).expect("a run");
        let found: Vec<(&str, Option<u64>)> =
            chain.links.iter().map(|link| (link.file.id.as_str(), link.until)).collect();
        assert_eq!(found, [("1", Some(10)), ("2", Some(7)), ("3", None)]);
        assert!(chain.missing.is_none());
        std::fs::remove_dir_all(&a).expect("there");
        let chain = Chain::of(&c).expect("a run");
        assert_eq!((chain.links.len(), chain.missing.map(|parent| parent.run)), (2, Some("1".into())));
        assert!(Chain::of(place.path()).is_err(), "no run");
    }

    #[test]
    fn a_run_that_names_itself_ends_the_chain() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let a = place.path().canonicalize().expect("there").join("a");
        run(&a, "1", Some(("1", &a, 10)));
        let chain = Chain::of(&a).expect("a run");
        assert!(chain.links.len() == 1 && chain.missing.is_some());
    }
}
