//! The recorded runs as the window knows them: read, changed and laid over the present one on threads of their own.

use super::overlay::RunOverlay;
use super::run_changes::{Changed, RunsAsk, RunsNews, change_files};
use crate::runs::{RunCurves, RunEntry, RunListing, list_runs, run_curves};
use crate::stream::{Background, BackgroundFailed, Priority, Wake};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The recorded runs, and which of them are compared.
pub(crate) struct RunList {
    wake: Wake,
    /// Folder of all runs.
    folder: Option<PathBuf>,
    /// The desktop's bin.
    trash: Option<PathBuf>,
    listing: RunListing,
    has_read: bool,
    reading: Background<RunListing>,
    /// It was asked to read while it was reading.
    is_stale: bool,
    changing: Background<Changed>,
    waiting: VecDeque<RunsAsk>,
    selected: Vec<PathBuf>,
    overlays: Vec<RunOverlay>,
    curves: Background<(PathBuf, RunCurves)>,
    /// The run whose curves are being read, and those whose curves could not be.
    reads: Option<PathBuf>,
    unread: Vec<PathBuf>,
    /// Folder of the present run.
    pub(crate) present: Option<PathBuf>,
}

impl RunList {
    /// Runs that are listed at most, newest first.
    pub(crate) const MOST: usize = 500;

    /// Nothing was read yet.
    pub(crate) fn new(folder: Option<PathBuf>, trash: Option<PathBuf>, wake: Wake) -> Self {
        Self {
            wake,
            folder,
            trash,
            listing: RunListing::default(),
            has_read: false,
            reading: Background::new("gridscope-runs", Priority::Low),
            is_stale: false,
            changing: Background::new("gridscope-folders", Priority::Normal),
            waiting: VecDeque::new(),
            selected: Vec::new(),
            overlays: Vec::new(),
            curves: Background::new("gridscope-curves", Priority::Low),
            reads: None,
            unread: Vec::new(),
            present: None,
        }
    }

    /// The folder of all runs; `None` where there is none.
    #[must_use]
    pub(crate) fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// The runs, newest first.
    #[must_use]
    pub(crate) fn entries(&self) -> &[RunEntry] {
        &self.listing.entries
    }

    /// Older runs that are not listed.
    #[must_use]
    pub(crate) fn left_out(&self) -> usize {
        self.listing.left_out
    }

    /// Whether the list was read at all.
    #[must_use]
    pub(crate) fn has_read(&self) -> bool {
        self.has_read
    }

    /// Whether it is being read.
    #[must_use]
    pub(crate) fn is_reading(&self) -> bool {
        self.reading.progress().is_some()
    }

    /// The entry of the present run.
    #[must_use]
    pub(crate) fn present_entry(&self) -> Option<&RunEntry> {
        let present = self.present.as_ref()?;
        self.entries().iter().find(|entry| entry.folder == *present)
    }

    /// Whether a run is compared with others.
    #[must_use]
    pub(crate) fn is_selected(&self, folder: &Path) -> bool {
        self.selected.iter().any(|selected| selected == folder)
    }

    /// The runs that are compared, in the order of the list.
    pub(crate) fn selected(&self) -> impl Iterator<Item = &RunEntry> {
        self.entries().iter().filter(|entry| self.is_selected(&entry.folder))
    }

    /// Their curves, as far as they are read.
    #[must_use]
    pub(crate) fn overlays(&self) -> &[RunOverlay] {
        &self.overlays
    }

    /// Why a run cannot be renamed or deleted.
    #[must_use]
    pub(crate) fn why_kept(&self, entry: &RunEntry) -> Option<String> {
        if self.present.as_ref() == Some(&entry.folder) {
            return Some("this run is open here".to_owned());
        }
        entry.writer.as_ref().map(|writer| format!("it is being written by {writer}"))
    }

    /// Carries out what is asked, or has it carried out.
    pub(crate) fn carry_out(&mut self, ask: RunsAsk) {
        match ask {
            RunsAsk::Refresh => self.refresh(),
            RunsAsk::Select(folder, true) if !self.is_selected(&folder) => self.selected.push(folder),
            RunsAsk::Select(folder, false) => self.selected.retain(|selected| *selected != folder),
            RunsAsk::Select(_, true) => {}
            RunsAsk::SelectNone => self.selected.clear(),
            change => self.waiting.push_back(change),
        }
        self.choose_curves();
        self.begin_change();
    }

    /// Reads the folder again if anybody has wanted to see it.
    pub(crate) fn refresh_if_read(&mut self) {
        if self.has_read || self.is_reading() {
            self.refresh();
        }
    }

    /// Reads the folder again.
    pub(crate) fn refresh(&mut self) {
        if self.is_reading() {
            self.is_stale = true;
            return;
        }
        let Some(folder) = self.folder.clone() else {
            self.has_read = true;
            return;
        };
        self.reading.begin(Arc::clone(&self.wake), move |progress| Ok(list_runs(&folder, Self::MOST, progress)?));
    }

    /// Takes in what was read and done; returns what is to be said of it.
    pub(crate) fn poll(&mut self) -> Vec<RunsNews> {
        let mut news = Vec::new();
        if let Some(result) = self.reading.take() {
            self.has_read = true;
            match result {
                Ok(listing) => self.take_listing(listing),
                Err(BackgroundFailed(why)) => news.push(RunsNews::Failed(format!("the runs cannot be listed: {why}"))),
            }
            if std::mem::take(&mut self.is_stale) {
                self.refresh();
            }
        }
        if let Some(result) = self.changing.take() {
            match result {
                Ok((said, moved)) => {
                    if let Some((from, to)) = moved {
                        self.selected
                            .iter_mut()
                            .filter(|folder| **folder == from)
                            .for_each(|folder| folder.clone_from(&to));
                    }
                    news.push(said);
                }
                Err(BackgroundFailed(why)) => news.push(RunsNews::Failed(why)),
            }
            self.refresh();
            self.begin_change();
        }
        if let Some(result) = self.curves.take() {
            let reads = self.reads.take();
            match result {
                Ok((folder, curves)) => self.lay_over(folder, curves),
                Err(BackgroundFailed(why)) => {
                    self.unread.extend(reads);
                    news.push(RunsNews::Failed(format!("no curves: {why}")));
                }
            }
            self.choose_curves();
        }
        news
    }

    fn take_listing(&mut self, listing: RunListing) {
        self.listing = listing;
        let entries = &self.listing.entries;
        let is_there = |folder: &PathBuf| entries.iter().any(|entry| entry.folder == *folder);
        self.selected.retain(is_there);
        self.choose_curves();
    }

    /// Drops curves that nobody wants any more, and reads the next ones that are wanted.
    fn choose_curves(&mut self) {
        let selected = &self.selected;
        self.overlays.retain(|overlay| selected.contains(&overlay.folder));
        self.unread.retain(|folder| selected.contains(folder));
        if self.reads.as_ref().is_some_and(|reads| !selected.contains(reads)) {
            self.curves.cancel();
            self.reads = None;
        }
        if self.reads.is_some() || self.overlays.len() >= RunOverlay::MOST {
            return;
        }
        let is_open = |folder: &&PathBuf| {
            !self.overlays.iter().any(|overlay| overlay.folder == **folder)
                && !self.unread.contains(folder)
                && self.present.as_ref() != Some(folder)
        };
        let Some(next) = selected.iter().find(is_open).cloned() else { return };
        self.reads = Some(next.clone());
        self.curves.begin(Arc::clone(&self.wake), move |progress| {
            let curves = run_curves(&next, progress)?;
            Ok((next, curves))
        });
    }

    fn lay_over(&mut self, folder: PathBuf, curves: RunCurves) {
        let taken = |look: &usize| self.overlays.iter().any(|overlay| overlay.look == *look);
        let look = (0..RunOverlay::MOST).find(|look| !taken(look)).unwrap_or(0);
        let name = folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy().into_owned();
        self.overlays.push(RunOverlay { folder, name, look, curves: Arc::new(curves) });
    }

    fn begin_change(&mut self) {
        if self.changing.progress().is_some() {
            return;
        }
        let Some(change) = self.waiting.pop_front() else { return };
        let (trash, folder) = (self.trash.clone(), self.folder.clone());
        self.changing.begin(Arc::clone(&self.wake), move |_| change_files(change, trash.as_deref(), folder.as_deref()));
    }
}

#[cfg(test)]
impl RunList {
    /// Lets everything end that was begun.
    pub(crate) fn settle(&mut self) -> Vec<RunsNews> {
        let mut news = Vec::new();
        loop {
            news.extend(self.poll());
            let is_busy = self.is_reading() || self.changing.progress().is_some() || self.reads.is_some();
            if !is_busy && self.waiting.is_empty() {
                return news;
            }
            std::thread::yield_now();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runs::RunFolders;
    use crate::train::{EngineOptions, Foreground};

    fn begin(runs: &Path) -> Foreground {
        let mut preset = crate::preset::default_preset().clone();
        (preset.params.units, preset.params.hidden, preset.params.trajectory_length) = (8, 4, 6);
        let records = Box::new(RunFolders::Below(runs.to_owned()));
        let options = EngineOptions { run_at_once: true, records, threads: Some(1), ..EngineOptions::new(preset) };
        let mut run = Foreground::begin(options, 1).expect("a small run");
        (0..3).for_each(|_| run.step());
        run
    }

    #[test]
    fn runs_are_changed_one_after_the_other_and_the_list_follows() {
        let place = tempfile::tempdir().expect("a temporary folder");
        for _ in 0..2 {
            begin(place.path()).finish();
        }
        let mut list = RunList::new(Some(place.path().to_owned()), None, Arc::new(|| {}));
        list.carry_out(RunsAsk::Refresh);
        assert_eq!(list.settle(), []);
        assert_eq!((list.entries().len(), list.has_read()), (2, true));
        let folders: Vec<PathBuf> = list.entries().iter().map(|entry| entry.folder.clone()).collect();
        for folder in &folders {
            list.carry_out(RunsAsk::Select(folder.clone(), true));
        }
        list.settle();
        assert_eq!(list.overlays().iter().map(|overlay| overlay.look).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(list.overlays()[0].curves.points.last().map(|point| point.last_step), Some(3));

        list.carry_out(RunsAsk::Rename { folder: folders[0].clone(), name: "mine".into() });
        list.carry_out(RunsAsk::Annotate { folder: folders[1].clone(), note: "good".into() });
        list.carry_out(RunsAsk::SaveTable("a,b\n".into()));
        let news = list.settle();
        assert!(news.iter().all(|news| matches!(news, RunsNews::Done(_))) && news.len() == 3, "{news:?}");
        assert!(list.is_selected(&place.path().join("mine")), "it is still the same run");
        assert_eq!(list.selected().count(), 2);
        assert!(list.entries().iter().any(|entry| entry.note == "good"));
        assert!(place.path().join("outcomes-001.csv").is_file());

        list.carry_out(RunsAsk::Bin(folders[1].clone()));
        let news = list.settle();
        let [RunsNews::Binned(binned)] = news.as_slice() else { panic!("{news:?}") };
        assert_eq!((list.entries().len(), list.overlays().len()), (1, 1), "it is gone from everywhere");
        list.carry_out(RunsAsk::PutBack(binned.clone()));
        list.settle();
        assert_eq!(list.entries().len(), 2);
        list.carry_out(RunsAsk::SelectNone);
        assert!(list.overlays().is_empty());
    }

    #[test]
    fn a_run_that_is_written_stays_and_says_why() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let run = begin(place.path());
        let mut list = RunList::new(Some(place.path().to_owned()), None, Arc::new(|| {}));
        list.refresh();
        list.settle();
        let entry = list.entries()[0].clone();
        assert!(list.why_kept(&entry).is_some_and(|why| why.contains("being written")));
        list.carry_out(RunsAsk::Bin(entry.folder.clone()));
        let news = list.settle();
        assert!(matches!(&news[..], [RunsNews::Failed(why)] if why.contains("Not deleted")), "{news:?}");
        list.present = Some(entry.folder.clone());
        assert_eq!(list.why_kept(&entry).as_deref(), Some("this run is open here"));
        drop(run);
    }
}
