//! A run without a thread: what it tells of a command is all there when the command is done.

use super::{tiny, tiny_preset};
use gridscope::preset::Preset;
use gridscope::runs::RunFolders;
use gridscope::stream::{Command, Event, History, LossSample, Source as _};
use gridscope::train::{EngineOptions, Foreground};
use std::collections::BTreeMap;
use std::path::Path;

/// A tiny run that does what it is told, and nothing else.
pub(super) struct Unhurried(pub(super) Foreground);

impl Unhurried {
    /// Each run in a folder of its own below `runs`.
    pub(super) fn below(runs: &Path) -> Self {
        Self::of(tiny_preset(), runs)
    }

    pub(super) fn of(preset: Preset, runs: &Path) -> Self {
        let records = Box::new(RunFolders::Below(runs.to_path_buf()));
        Self::with(EngineOptions { preset, records, ..tiny() })
    }

    pub(super) fn with(options: EngineOptions) -> Self {
        let mut run = Self(Foreground::begin(options, 2).expect("a tiny run"));
        run.heard();
        run
    }

    /// What was told since this was asked last.
    pub(super) fn heard(&mut self) -> Vec<Event> {
        std::iter::from_fn(|| self.0.next_event()).collect()
    }

    /// Has a command carried out; all that was told of it.
    #[track_caller]
    pub(super) fn tell(&mut self, command: Command) -> Vec<Event> {
        self.0.send(command).expect("it has not ended");
        self.heard()
    }

    /// The same for one that is not refused.
    #[track_caller]
    pub(super) fn done(&mut self, command: Command) -> Vec<Event> {
        let told = self.tell(command);
        let refused = told.iter().find(|event| matches!(event, Event::Refused { .. }));
        assert!(refused.is_none(), "{refused:?}");
        told
    }

    /// Why a command is not carried out.
    #[track_caller]
    pub(super) fn refused(&mut self, command: Command) -> String {
        let told = self.tell(command.clone());
        let reason = told.iter().find_map(|event| match event {
            Event::Refused { command: refused, reason } if **refused == command => Some(reason.clone()),
            _ => None,
        });
        reason.unwrap_or_else(|| panic!("{command:?} was carried out: {told:#?}"))
    }

    pub(super) fn steps(&mut self, count: u64) {
        (0..count).for_each(|_| drop(self.done(Command::Step)));
    }

    pub(super) fn hash(&self) -> String {
        self.0.state_hash().expect("a run")
    }

    pub(super) fn samples(&self) -> Vec<LossSample> {
        let history = self.0.history();
        let history: &History = &history.read().expect("nobody panics while reading");
        history.recent().copied().collect()
    }
}

/// The one event of a kind.
#[track_caller]
pub(super) fn only<T>(told: &[Event], pick: impl Fn(&Event) -> Option<T>) -> T {
    let mut found: Vec<T> = told.iter().filter_map(pick).collect();
    assert_eq!(found.len(), 1, "just one of its kind in {told:#?}");
    found.remove(0)
}

/// All files of a folder but the lock, with their bytes.
pub(super) fn files_of(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("readable").path());
    let named = entries.map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), path));
    let files = named.filter(|(name, path)| name != "run.lock" && path.is_file());
    files.map(|(name, path)| (name, std::fs::read(path).expect("readable"))).collect()
}
