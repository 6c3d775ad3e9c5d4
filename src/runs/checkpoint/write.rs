//! Writes a checkpoint array by array: a large network is never copied as a whole.

use super::header::{FILE_HASH, HASH_BYTES, STATE_HASH, texts};
use super::refused;
use crate::files::AtomicFile;
use crate::files::WriteError;
use crate::train::{StateHasher, StateSource, TrainError, array_names, hex, with_bytes};
use safetensors::Dtype;
use safetensors::tensor::{Metadata, TensorInfo};
use sha2::{Digest, Sha256};
use std::io::{self, Write as _};
use std::path::Path;

/// Writes a checkpoint of a run, and returns the hash of its state; an older file at the path is replaced only by a complete
/// one. The folder has to be there.
///
/// # Errors
/// When the file cannot be written.
pub fn write_checkpoint(path: &Path, state: &dyn StateSource, run: &str) -> Result<String, TrainError> {
    let header = header(state, run).map_err(|error| refused(path, error))?;
    let mut file = Hashed { file: AtomicFile::begin(path)?, all: Sha256::new() };
    let head = state.head();
    let mut hasher = StateHasher::new(head.step, head.updates);
    let mut write = || -> io::Result<[u8; 32]> {
        file.write(&(header.len() as u64).to_le_bytes())?;
        file.write(header.as_bytes())?;
        state.arrays(&mut |array| {
            hasher.array(array.len());
            let mut done = Ok(());
            with_bytes(array, |bytes| {
                hasher.bytes(bytes);
                if done.is_ok() {
                    done = file.write(bytes);
                }
            });
            done
        })?;
        let state_hash = std::mem::replace(&mut hasher, StateHasher::new(0, 0)).finish();
        file.write(&state_hash)?;
        let file_hash: [u8; 32] = file.all.clone().finalize().into();
        file.write(&file_hash)?;
        Ok(state_hash)
    };
    let state_hash = write().map_err(|error| WriteError::io(path, error))?;
    file.file.replace()?;
    Ok(hex(&state_hash))
}

/// A file, and the hash of what was written to it.
struct Hashed {
    file: AtomicFile,
    all: Sha256,
}

impl Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.all.update(bytes);
        self.file.write_all(bytes)
    }
}

/// The header: JSON, filled up with spaces so that the numbers are aligned.
fn header(state: &dyn StateSource, run: &str) -> Result<String, String> {
    let mut end = 0;
    let mut info = |dtype, shape: Vec<usize>, bytes: usize| {
        let begin = end;
        end += bytes;
        TensorInfo { dtype, shape, data_offsets: (begin, end) }
    };
    let mut tensors: Vec<(String, TensorInfo)> = array_names(&state.head().preset.params)
        .into_iter()
        .map(|(name, shape)| {
            let bytes = 4 * shape.iter().product::<usize>();
            (name, info(Dtype::F32, shape, bytes))
        })
        .collect();
    for name in [STATE_HASH, FILE_HASH] {
        tensors.push((name.to_owned(), info(Dtype::U8, vec![HASH_BYTES], HASH_BYTES)));
    }
    let metadata = Metadata::new(Some(texts(state.head(), run)), tensors).map_err(|error| error.to_string())?;
    let mut text = serde_json::to_string(&metadata).map_err(|error| error.to_string())?;
    while !text.len().is_multiple_of(8) {
        text.push(' ');
    }
    Ok(text)
}
