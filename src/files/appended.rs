//! Files that grow at their end: what is appended is there as a whole or, after a failure, is taken away again.

use super::atomic::WriteError;
use super::disk;
use std::fs::{File, OpenOptions};
use std::io::{Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

/// A file that is appended to.
pub(crate) struct AppendedFile {
    path: PathBuf,
    file: File,
    /// Bytes of whole pieces.
    good: u64,
    /// More than that was written, or may have been.
    is_torn: bool,
}

impl AppendedFile {
    /// Goes on in a file after so many bytes; what followed them goes.
    ///
    /// # Errors
    /// When the file is not there or cannot be written.
    pub(crate) fn at(path: &Path, bytes: u64) -> Result<Self, WriteError> {
        let file = OpenOptions::new().write(true).open(path).map_err(|error| WriteError::io(path, error))?;
        let mut appended = Self { path: path.to_path_buf(), file, good: bytes, is_torn: true };
        appended.mend()?;
        Ok(appended)
    }

    /// Takes away what is no whole piece.
    fn mend(&mut self) -> Result<(), WriteError> {
        if !self.is_torn {
            return Ok(());
        }
        let cut = self
            .file
            .metadata()
            .and_then(|data| if data.len() == self.good { Ok(()) } else { disk::cut(&self.file, self.good) });
        let done = cut.and_then(|()| self.file.seek(SeekFrom::Start(self.good)));
        done.map_err(|error| WriteError::io(&self.path, error))?;
        self.is_torn = false;
        Ok(())
    }

    /// Appends a piece: all of it, or nothing.
    ///
    /// # Errors
    /// When it cannot be written; half of it, if it is there, goes before the next piece.
    pub(crate) fn append(&mut self, piece: &[u8]) -> Result<(), WriteError> {
        self.mend()?;
        self.is_torn = true;
        disk::write(&mut self.file, piece).map_err(|error| WriteError::io(&self.path, error))?;
        self.is_torn = false;
        self.good += piece.len() as u64;
        Ok(())
    }

    /// Everything to the disk.
    ///
    /// # Errors
    /// When the system cannot.
    pub(crate) fn sync(&self) -> Result<(), WriteError> {
        disk::sync(&self.file).map_err(|error| WriteError::io(&self.path, error))
    }

    /// Bytes of whole pieces.
    pub(crate) fn bytes(&self) -> u64 {
        self.good
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn file(&self) -> &File {
        &self.file
    }

    /// Whether half a piece may follow the whole ones.
    pub(crate) fn is_torn(&self) -> bool {
        self.is_torn
    }

    /// As after half a piece.
    #[cfg(test)]
    pub(crate) fn tear(&mut self) {
        self.is_torn = true;
    }
}
