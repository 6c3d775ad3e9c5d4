//! Recordings, read: everything but the maps at once, the maps when they are wanted.

use super::block::BlockKind;
use super::frame::CodedFrame;
use super::head::RecordedHead;
use super::index::{Damage, FrameInfo, FrameKind, NextBlock, NoIndex, RecordingIndex, next_block};
use crate::files::{ReadError, open_regular};
use crate::maps::{MapKey, MapSet, MapSetId, Origin, RunId};
use crate::preset::Preset;
use crate::stream::{Intervention, LossSample};
use std::fs::File;
use std::io::{self, BufReader, Cursor, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Most bytes of a file.
const MOST_BYTES: u64 = 16 << 30;
/// The recording that comes with the program, and how it is called.
const BUNDLED: (&str, &[u8]) = ("modules.gsrec", include_bytes!("../../../assets/modules.gsrec"));

/// A recording that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum RunRecordingError {
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Not even its beginning is that of a recording.
    #[error("{path}: {reason}; valid: a recording that gridscope made", path = .path.display())]
    NotOne { path: PathBuf, reason: String },
    /// Maps that cannot be read although the rest can.
    #[error("{path}: the maps of step {step} cannot be read: {reason}", path = .path.display())]
    Maps { path: PathBuf, step: u64, reason: String },
    /// There are no such maps.
    #[error("{path} has {count} maps", path = .path.display())]
    NoSuch { path: PathBuf, count: usize },
}

/// Where the bytes are.
#[derive(Debug)]
enum Store {
    File(File),
    Memory(&'static [u8]),
}

/// What was decoded last, to predict what follows.
type Decoded = Option<(usize, CodedFrame)>;

/// A recorded run.
#[derive(Debug)]
pub struct RunRecording {
    path: PathBuf,
    bytes: u64,
    index: RecordingIndex,
    store: Mutex<(Store, Decoded)>,
    /// Who it is in this process.
    run: RunId,
    live: MapSetId,
    arenas: Vec<MapSetId>,
}

impl RunRecording {
    /// Reads a file: all of it is checked, the maps are left where they are.
    ///
    /// # Errors
    /// When it cannot be read, or does not begin like a recording. One that is damaged further on is whole up to there
    /// ([`damage`](Self::damage)).
    pub fn open(path: &Path) -> Result<Self, RunRecordingError> {
        let (mut file, bytes) = open_regular(path, MOST_BYTES)?;
        let index = RecordingIndex::read(BufReader::with_capacity(1 << 16, &mut file));
        Self::of(path, bytes, index, Store::File(file))
    }

    /// The recording that comes with the program.
    ///
    /// # Errors
    /// Never, as a test makes sure.
    pub fn bundled() -> Result<Self, RunRecordingError> {
        let (name, bytes) = BUNDLED;
        Self::of(Path::new(name), bytes.len() as u64, RecordingIndex::read(Cursor::new(bytes)), Store::Memory(bytes))
    }

    fn of(
        path: &Path,
        bytes: u64,
        index: Result<RecordingIndex, NoIndex>,
        store: Store,
    ) -> Result<Self, RunRecordingError> {
        let path = path.to_path_buf();
        let index = match index {
            Ok(index) => index,
            Err(NoIndex::NotOne(reason)) => return Err(RunRecordingError::NotOne { path, reason }),
            Err(NoIndex::Io(source)) => return Err(ReadError::Io { path, source }.into()),
        };
        let arenas = index.places.iter().map(|_| MapSetId::fresh()).collect();
        let store = Mutex::new((store, None));
        Ok(Self { path, bytes, index, store, run: RunId::fresh(), live: MapSetId::fresh(), arenas })
    }

    /// Where it lies; only a name of the one that comes with the program.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Bytes of the whole file.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// What it is a recording of.
    #[must_use]
    pub fn head(&self) -> &RecordedHead {
        &self.index.head
    }

    /// The parameters with which the run began.
    #[must_use]
    pub fn preset(&self) -> &Preset {
        &self.index.preset
    }

    /// The identity of the run in this process, which its maps name.
    #[must_use]
    pub fn run(&self) -> RunId {
        self.run
    }

    /// Losses of all steps since the run began, as far as they were written down, in order.
    #[must_use]
    pub fn losses(&self) -> &[LossSample] {
        &self.index.losses
    }

    /// Every intervention of the run, oldest first.
    #[must_use]
    pub fn interventions(&self) -> &[Intervention] {
        &self.index.interventions
    }

    /// All maps, by step.
    #[must_use]
    pub fn frames(&self) -> &[FrameInfo] {
        &self.index.frames
    }

    /// The first step of which maps can be recorded, and the last step.
    #[must_use]
    pub fn steps(&self) -> [u64; 2] {
        let first = self.index.frames.first().map_or(self.index.head.first_step, |frame| frame.step);
        [first.min(self.index.last_step), self.index.last_step]
    }

    /// What is wrong with the file, in words, and where: what comes before is whole.
    #[must_use]
    pub fn damage(&self) -> Option<&str> {
        match self.index.damage.as_ref()? {
            Damage::Torn(words) | Damage::Broken(words) => Some(words),
        }
    }

    /// Place among [`frames`](Self::frames) of the newest live maps at a step; before there are any, the first ones.
    #[must_use]
    pub fn live_at(&self, step: u64) -> Option<usize> {
        let live = |index: &usize| self.index.frames[*index].kind == FrameKind::Live;
        let until = self.index.frames.partition_point(|frame| frame.step <= step);
        (0..until).rev().find(live).or_else(|| (until..self.index.frames.len()).find(live))
    }

    /// The maps of a frame. Those that follow each other are quickest in their order.
    ///
    /// # Errors
    /// When there is no such frame, or the file changed since it was opened.
    pub fn maps(&self, frame: usize) -> Result<MapSet, RunRecordingError> {
        let Some(info) = self.index.frames.get(frame) else {
            return Err(RunRecordingError::NoSuch { path: self.path.clone(), count: self.index.frames.len() });
        };
        let failed = |reason| RunRecordingError::Maps { path: self.path.clone(), step: info.step, reason };
        let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        let (store, decoded) = &mut *store;
        let coded = self.decode(store, decoded, info.place).map_err(failed)?;
        let (maps, halves) = coded.maps();
        let key = match info.kind {
            FrameKind::Live => MapKey { id: self.live, version: info.place as u64 + 1 },
            FrameKind::Arena { .. } => MapKey { id: self.arenas[info.place], version: 0 },
        };
        let origin = if info.kind == FrameKind::Live { Origin::Live(self.run) } else { Origin::Arena(self.run) };
        Ok(MapSet { key, halves, ..MapSet::new(origin, Some(info.step), maps) })
    }

    /// Decodes a block, and those it is predicted from, as far as they are not at hand.
    fn decode(&self, store: &mut Store, decoded: &mut Decoded, place: usize) -> Result<CodedFrame, String> {
        let mut chain = vec![place];
        while let Some(before) = self.index.places[chain[chain.len() - 1]].before {
            if decoded.as_ref().is_some_and(|(at, _)| *at == chain[chain.len() - 1]) {
                break;
            }
            chain.push(before);
        }
        let mut newest = decoded.take().filter(|(at, _)| chain.last() == Some(at));
        if newest.is_some() {
            chain.pop();
        }
        while let Some(at) = chain.pop() {
            let before = newest.take().map(|(_, frame)| frame);
            let needs = self.index.places[at].before.is_some();
            let frame = store.frame(self.index.places[at].at, before.as_ref().filter(|_| needs))?;
            newest = Some((at, frame));
        }
        let (at, frame) = newest.ok_or("there is nothing to decode")?;
        *decoded = Some((at, frame.clone()));
        Ok(frame)
    }

    /// What there is to go on with; whether it is damaged before its end.
    pub(super) fn into_index(self) -> (RecordingIndex, bool) {
        let is_broken = matches!(self.index.damage, Some(Damage::Broken(_)));
        (self.index, is_broken)
    }
}

impl Store {
    fn frame(&mut self, at: u64, before: Option<&CodedFrame>) -> Result<CodedFrame, String> {
        let changed = || "the file has changed since it was opened".to_owned();
        let next = match self {
            Self::File(file) => {
                let found = file.seek(SeekFrom::Start(at)).and_then(|_| next_block(&mut BufReader::new(file)));
                found.map_err(|error: io::Error| error.to_string())?
            }
            Self::Memory(bytes) => {
                let mut rest = usize::try_from(at).ok().and_then(|at| bytes.get(at..)).ok_or_else(changed)?;
                next_block(&mut rest).map_err(|error| error.to_string())?
            }
        };
        match next {
            NextBlock::Block(head, packed) if matches!(head.kind, BlockKind::Live | BlockKind::Arena) => {
                CodedFrame::from_bytes(&head.content(&packed)?, before)
            }
            _ => Err(changed()),
        }
    }
}
