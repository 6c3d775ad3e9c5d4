//! Reads a checkpoint: the header first, then array by array, and believes nothing that the hashes do not confirm.

use super::header::{CheckpointHeader, FILE_HASH, HASH_BYTES, STATE_HASH};
use super::refused;
use crate::files::{ReadError, foreign_kind, hex, open_regular};
use crate::preset::Params;
use crate::stream::Journal;
use crate::train::{StateHasher, TrainError, TrainState, array_names, state_bytes};
use safetensors::Dtype;
use safetensors::tensor::{Metadata, TensorInfo};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};
use std::path::Path;

/// Longest header: names, a preset, and a journal of some hundred thousand interventions.
const MAX_HEADER_BYTES: u64 = 64 << 20;

/// The largest network that anyone can train on one machine is below this.
const MAX_BYTES: u64 = 256 << 30;

/// What a checkpoint holds.
#[derive(Debug)]
pub(crate) struct Stored {
    /// The run it is of; `None` before version 2, which first named it.
    pub(crate) run: Option<String>,
    pub(crate) state: TrainState,
    /// Hash of the state (`TrainState::hash`).
    pub(crate) state_hash: String,
}

/// Reads a checkpoint.
///
/// # Errors
/// When the file is not a complete and unchanged checkpoint of this program, naming what is missing or wrong.
pub fn read_checkpoint(path: &Path) -> Result<TrainState, TrainError> {
    Ok(read_stored(path)?.state)
}

/// The run that a checkpoint is of, from its header alone; `None` before version 2, which first named it.
pub(crate) fn run_of(path: &Path) -> Result<Option<String>, TrainError> {
    Ok(Opened::new(path)?.header.run)
}

/// What a checkpoint tells of its state, without its arrays.
#[derive(Debug)]
pub(crate) struct CheckpointWords {
    /// The run it is of; `None` before version 2, which first named it.
    pub(crate) run: Option<String>,
    pub(crate) step: u64,
    pub(crate) journal: Journal,
    /// Hash of the state, as [`TrainState::hash`].
    pub(crate) state_hash: String,
}

/// Reads what a checkpoint tells of its state. Its arrays are read only where it has no hash of them: before version 2.
pub(crate) fn read_words(path: &Path) -> Result<CheckpointWords, TrainError> {
    let mut opened = Opened::new(path)?;
    let state_hash = match opened.told_hash(path)? {
        Some(hash) => hash,
        None => read_stored(path)?.state.hash(),
    };
    let CheckpointHeader { run, step, journal, .. } = opened.header;
    Ok(CheckpointWords { run, step, journal, state_hash })
}

/// Whose state a checkpoint holds, by its header and the hash in its last bytes: nothing is read of the arrays, nor checked.
pub(crate) struct StateName {
    /// Parameters in force.
    pub(crate) params: Params,
    pub(crate) step: u64,
    /// One text for the run, the step and the hash of the state.
    pub(crate) text: String,
}

/// [`StateName`] of a checkpoint; one of version 1 tells no hash, and is named by its size and time.
pub(crate) fn state_name(path: &Path) -> Result<StateName, TrainError> {
    let io = |source| ReadError::Io { path: path.to_path_buf(), source };
    let mut opened = Opened::new(path)?;
    let hash = if let Some(hash) = opened.told_hash(path)? {
        hash
    } else {
        let data = opened.file.metadata().map_err(io)?;
        format!("{} {:?}", data.len(), data.modified().map_err(io)?)
    };
    let CheckpointHeader { run, preset, step, .. } = opened.header;
    let text = format!("{} {step} {hash}", run.unwrap_or_default());
    Ok(StateName { params: preset.params, step, text })
}

/// Whether a checkpoint of this run has just the bytes that were written. Keeps none of them: the file may be large.
pub(crate) fn is_whole(path: &Path, run: &str) -> bool {
    let Ok(mut opened) = Opened::new(path) else { return false };
    let is_own = opened.header.run.as_deref() == Some(run);
    is_own && opened.has_right_bytes().unwrap_or(false)
}

/// Reads a checkpoint with all that it tells.
pub(crate) fn read_stored(path: &Path) -> Result<Stored, TrainError> {
    let mut opened = Opened::new(path)?;
    let arrays = opened.arrays().map_err(|error| match error {
        ArrayError::Io(source) => ReadError::Io { path: path.to_path_buf(), source }.into(),
        ArrayError::Wrong(reason) => refused(path, reason),
    })?;
    let CheckpointHeader { run, preset, journal, step, updates, schedule, .. } = opened.header;
    let mut arrays = arrays.into_iter();
    let count = arrays.len() / 3;
    let weights: Vec<Vec<f32>> = arrays.by_ref().take(count).collect();
    let mut moments = Vec::with_capacity(count);
    while let (Some(first), Some(second)) = (arrays.next(), arrays.next()) {
        moments.push([first, second]);
    }
    let state = TrainState { preset, step, updates, schedule, weights, moments, journal };
    let state_hash = opened.state_hash.unwrap_or_else(|| state.hash());
    Ok(Stored { run, state, state_hash })
}

/// Why the arrays cannot be had.
enum ArrayError {
    Io(io::Error),
    Wrong(String),
}

impl From<io::Error> for ArrayError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// A file whose header was read.
struct Opened {
    file: File,
    header: CheckpointHeader,
    tensors: HashMap<String, TensorInfo>,
    /// Hash of all bytes read.
    all: Sha256,
    /// Hash of the state, once it is known to be right.
    state_hash: Option<String>,
}

impl Opened {
    fn new(path: &Path) -> Result<Self, TrainError> {
        let (mut file, bytes) = open_regular(path, MAX_BYTES)?;
        let io = |source| ReadError::Io { path: path.to_path_buf(), source };
        let not_one = |reason: &str| {
            let kind = foreign_kind(path);
            refused(
                path,
                kind.map_or(format!("not a checkpoint ({reason})"), |kind| format!("no checkpoint but {kind}")),
            )
        };
        let mut length = [0u8; 8];
        if bytes < 8 {
            return Err(not_one("it is too short"));
        }
        file.read_exact(&mut length).map_err(io)?;
        let header_bytes = u64::from_le_bytes(length);
        if header_bytes > MAX_HEADER_BYTES.min(bytes - 8) {
            return Err(not_one("its header is longer than it can be"));
        }
        let mut text = Vec::new();
        (&file).take(header_bytes).read_to_end(&mut text).map_err(io)?;
        let mut all = Sha256::new();
        all.update(length);
        all.update(&text);
        let metadata: Metadata =
            serde_json::from_slice(&text).map_err(|error| not_one(&format!("its header: {error}")))?;
        let texts = metadata
            .metadata()
            .as_ref()
            .ok_or_else(|| refused(path, "not a gridscope checkpoint: no texts in its header"))?;
        let header = CheckpointHeader::parse(texts).map_err(|reason| refused(path, reason))?;
        let tensors = metadata.tensors().into_iter().map(|(name, info)| (name, info.clone())).collect();
        let opened = Self { file, header, tensors, all, state_hash: None };
        // Before anything is allocated: the file has just as many bytes as the network needs.
        let expected = 8
            + header_bytes
            + state_bytes(&opened.header.preset.params)
            + opened.hashes().len() as u64 * HASH_BYTES as u64;
        if bytes != expected {
            return Err(refused(path, format!("it has {bytes} bytes; valid: {expected} for a network of this size")));
        }
        Ok(opened)
    }

    /// The hash of the state as the file tells it; `None` before version 2.
    fn told_hash(&mut self, path: &Path) -> Result<Option<String>, ReadError> {
        if self.hashes().is_empty() {
            return Ok(None);
        }
        // The two hashes end the file, whose length was checked.
        let mut hash = [0u8; HASH_BYTES];
        let end = SeekFrom::End(-2 * HASH_BYTES as i64);
        let read = self.file.seek(end).and_then(|_| self.file.read_exact(&mut hash));
        read.map_err(|source| ReadError::Io { path: path.to_path_buf(), source })?;
        Ok(Some(hex(&hash)))
    }

    /// The arrays that hold hashes.
    fn hashes(&self) -> &'static [&'static str] {
        if self.header.version == "1" { &[] } else { &[STATE_HASH, FILE_HASH] }
    }

    /// The arrays in the order of [`array_names`], checked.
    fn arrays(&mut self) -> Result<Vec<Vec<f32>>, ArrayError> {
        let wanted = array_names(&self.header.preset.params);
        let mut places = Vec::with_capacity(wanted.len());
        for (slot, (name, shape)) in wanted.iter().enumerate() {
            let info = self.tensors.get(name).ok_or_else(|| ArrayError::Wrong(format!("array `{name}` is missing")))?;
            if info.dtype != Dtype::F32 || info.shape != *shape {
                let (found, dtype) = (&info.shape, info.dtype);
                return Err(ArrayError::Wrong(format!(
                    "array `{name}` is {dtype:?} {found:?}, and has to be F32 {shape:?}"
                )));
            }
            places.push((info.data_offsets, slot));
        }
        places.sort_unstable();
        let mut arrays = vec![Vec::new(); wanted.len()];
        let mut end = 0;
        for ((from, to), slot) in places {
            let (name, shape) = &wanted[slot];
            let count: usize = shape.iter().product();
            if from != end || to != from + 4 * count {
                return Err(ArrayError::Wrong(format!("array `{name}` does not lie where it should")));
            }
            end = to;
            arrays[slot] = self.array(count)?;
            let may_be = |value: &f32| value.is_finite() && (*value >= 0.0 || !name.starts_with("adam.second."));
            if let Some(wrong) = arrays[slot].iter().position(|value| !may_be(value)) {
                let value = arrays[slot][wrong];
                return Err(ArrayError::Wrong(format!(
                    "array `{name}` holds {value} at {wrong}; valid: finite numbers, squares not negative"
                )));
            }
        }
        if !self.hashes().is_empty() {
            self.check_hashes(&arrays, end)?;
        }
        Ok(arrays)
    }

    /// Whether the bytes to the end of the file are those that were written.
    fn has_right_bytes(&mut self) -> io::Result<bool> {
        let state = state_bytes(&self.header.preset.params);
        let mut left = state + HASH_BYTES as u64;
        let mut piece = vec![0; 1 << 16];
        while left > 0 {
            let count = piece.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            self.file.read_exact(&mut piece[..count])?;
            self.all.update(&piece[..count]);
            left -= count as u64;
        }
        let mut told = [0u8; HASH_BYTES];
        self.file.read_exact(&mut told)?;
        let found: [u8; HASH_BYTES] = self.all.clone().finalize().into();
        Ok(found == told)
    }

    /// The next numbers of the file.
    fn array(&mut self, count: usize) -> io::Result<Vec<f32>> {
        let mut numbers = Vec::with_capacity(count);
        let mut bytes = [0u8; 1 << 14];
        let mut left = 4 * count;
        while left > 0 {
            let piece = &mut bytes[..left.min(1 << 14)];
            self.file.read_exact(piece)?;
            self.all.update(&*piece);
            left -= piece.len();
            numbers.extend(piece.as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four)));
        }
        Ok(numbers)
    }

    fn check_hashes(&mut self, arrays: &[Vec<f32>], end: usize) -> Result<(), ArrayError> {
        for (index, name) in self.hashes().iter().enumerate() {
            let begin = end + index * HASH_BYTES;
            let right = |info: &TensorInfo| info.dtype == Dtype::U8 && info.data_offsets == (begin, begin + HASH_BYTES);
            if !self.tensors.get(*name).is_some_and(right) {
                return Err(ArrayError::Wrong(format!("`{name}` does not lie where it should")));
            }
        }
        let [mut state_hash, mut file_hash] = [[0u8; HASH_BYTES]; 2];
        self.file.read_exact(&mut state_hash)?;
        self.all.update(state_hash);
        self.file.read_exact(&mut file_hash)?;
        let all: [u8; 32] = self.all.clone().finalize().into();
        if all != file_hash {
            return Err(ArrayError::Wrong("damaged: its bytes are not those that were written (SHA-256)".into()));
        }
        let mut hasher = StateHasher::new(self.header.step, self.header.updates);
        for array in arrays {
            hasher.array(array.len());
            crate::train::with_bytes(array, |bytes| hasher.bytes(bytes));
        }
        let found = hasher.finish();
        if found != state_hash {
            let (found, told) = (hex(&found), hex(&state_hash));
            return Err(ArrayError::Wrong(format!("its state hash is {found:.12}…, and it says {told:.12}…")));
        }
        self.state_hash = Some(hex(&found));
        Ok(())
    }
}
