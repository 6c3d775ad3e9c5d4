//! Reading ZIP archives as NumPy writes them: stored or deflated, no encryption, below 4 GiB.
//!
//! First the directory, which is bounded; of the files only what is asked for, piece by piece. No size that an archive
//! claims is believed before its bytes are there.

use super::inflate::{Inflated, LARGEST_RATIO};
use super::zip::{CENTRAL, DEFLATED, END, LOCAL, STORED};
use std::io::{self, BufReader, Read, Seek, SeekFrom};

const END_BYTES: u64 = 22;
/// Most bytes of the directory: 65 535 files with names of 200 letters.
const MAX_DIRECTORY: u64 = 16 << 20;
/// Most bytes of one file after it is inflated.
const MAX_BYTES: u64 = 4 << 30;

/// An archive whose directory has been read.
#[derive(Debug)]
pub(super) struct Archive<R> {
    source: R,
    bytes: u64,
    entries: Vec<Entry>,
}

/// What the directory says of one file.
#[derive(Debug)]
struct Entry {
    name: String,
    method: u16,
    encrypted: bool,
    checksum: u32,
    packed: u64,
    size: u64,
    local: u64,
}

impl<R: Read + Seek> Archive<R> {
    /// Reads the directory of an archive of so many bytes.
    ///
    /// # Errors
    /// In words, when it is no such archive, incomplete or damaged.
    pub(super) fn open(mut source: R, bytes: u64) -> Result<Self, String> {
        // A comment of up to 64 KiB may follow the end record.
        let tail_bytes = bytes.min(END_BYTES + u64::from(u16::MAX));
        let tail_start = bytes - tail_bytes;
        let tail = bytes_at(&mut source, tail_start, tail_bytes)?;
        let end = (0..=tail.len().saturating_sub(END_BYTES as usize)).rev().find(|at| tail[*at..].starts_with(&END));
        let end = end.filter(|at| tail.len() - at >= END_BYTES as usize).ok_or("not a whole ZIP archive")?;
        let count = u16_in(&tail, end + 10)?;
        let [size, start] = [12, 16].map(|field| u32_in(&tail, end + field).map(u64::from));
        let (size, start) = (size?, start?);
        if size > MAX_DIRECTORY {
            return Err(format!("its directory has {size} bytes; valid: up to {MAX_DIRECTORY}"));
        }
        if start + size > tail_start + end as u64 {
            return Err("damaged: its directory is not where it should be".into());
        }
        let entries = entries(&bytes_at(&mut source, start, size)?, count)?;
        Ok(Self { source, bytes, entries })
    }

    /// Names of the files, in the order of the directory.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.name.as_str())
    }

    /// What the file at a place in the directory holds, to be read.
    ///
    /// # Errors
    /// In words, when it is not at its place, or claims what its bytes cannot hold.
    pub(super) fn contents(&mut self, index: usize) -> Result<Contents<'_>, String> {
        let Entry { method, encrypted, checksum, packed, size, local, .. } = self.entries[index];
        if encrypted {
            return Err("encrypted; valid: no encryption".into());
        }
        if [packed, size, local].contains(&u64::from(u32::MAX)) || size > MAX_BYTES {
            return Err("too large; valid: up to 4 GiB an array".into());
        }
        let header = bytes_at(&mut self.source, local, 30)?;
        if header[..4] != LOCAL {
            return Err("damaged: no header at its place".into());
        }
        // Name and extra field may be longer here than in the directory.
        let start = local + 30 + u64::from(u16_in(&header, 26)?) + u64::from(u16_in(&header, 28)?);
        let most = match method {
            STORED => packed,
            DEFLATED => packed.saturating_mul(LARGEST_RATIO),
            other => return Err(format!("compressed by method {other}; valid: stored or deflated")),
        };
        if start + packed > self.bytes {
            return Err("damaged: it ends too early".into());
        }
        if size > most || method == STORED && size != packed {
            return Err(format!("damaged: {packed} bytes cannot hold {size}"));
        }
        self.source.seek(SeekFrom::Start(start)).map_err(|error| error.to_string())?;
        let packed = BufReader::with_capacity(1 << 16, (&mut self.source).take(packed));
        let reader: Box<dyn Read + '_> =
            if method == STORED { Box::new(packed) } else { Box::new(Inflated::new(packed)) };
        Ok(Contents { reader, left: size, hasher: crc32fast::Hasher::new(), checksum })
    }
}

/// The entries of a directory.
fn entries(directory: &[u8], count: u16) -> Result<Vec<Entry>, String> {
    let mut at = 0;
    let mut entries = Vec::new();
    for _ in 0..count {
        if slice(directory, at, 4)? != CENTRAL {
            return Err("damaged: its directory is not where it should be".into());
        }
        let [name, extra, comment] = [28, 30, 32].map(|field| u16_in(directory, at + field).map(usize::from));
        let (name, extra, comment) = (name?, extra?, comment?);
        let size = |field: usize| u32_in(directory, at + field).map(u64::from);
        entries.push(Entry {
            name: String::from_utf8_lossy(slice(directory, at + 46, name)?).into_owned(),
            method: u16_in(directory, at + 10)?,
            encrypted: u16_in(directory, at + 8)? & 1 != 0,
            checksum: u32_in(directory, at + 16)?,
            packed: size(20)?,
            size: size(24)?,
            local: size(42)?,
        });
        at += 46 + name + extra + comment;
    }
    Ok(entries)
}

/// A file of an archive while it is read.
pub(super) struct Contents<'a> {
    reader: Box<dyn Read + 'a>,
    left: u64,
    hasher: crc32fast::Hasher,
    checksum: u32,
}

impl Contents<'_> {
    /// Bytes that are still to be read.
    pub(super) fn left(&self) -> u64 {
        self.left
    }

    /// After the last byte.
    ///
    /// # Errors
    /// When what was read is not what was written.
    pub(super) fn finish(self) -> Result<(), String> {
        if self.left > 0 || self.hasher.finalize() != self.checksum {
            return Err("damaged: its checksum is another".into());
        }
        Ok(())
    }
}

impl Read for Contents<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let count = self.reader.read(&mut buffer[..most])?;
        self.hasher.update(&buffer[..count]);
        self.left -= count as u64;
        Ok(count)
    }
}

fn bytes_at(source: &mut (impl Read + Seek), at: u64, count: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = source.seek(SeekFrom::Start(at)).and_then(|_| source.take(count).read_to_end(&mut bytes));
    read.map_err(|error| error.to_string())?;
    if (bytes.len() as u64) < count {
        return Err("damaged: it ends too early".into());
    }
    Ok(bytes)
}

fn slice(bytes: &[u8], at: usize, count: usize) -> Result<&[u8], String> {
    let end = at.checked_add(count);
    end.and_then(|end| bytes.get(at..end)).ok_or_else(|| "damaged: it ends too early".into())
}

fn u16_in(bytes: &[u8], at: usize) -> Result<u16, String> {
    let bytes = slice(bytes, at, 2)?;
    Ok(u16::from_le_bytes([bytes[0], bytes[1]]))
}

fn u32_in(bytes: &[u8], at: usize) -> Result<u32, String> {
    let bytes = slice(bytes, at, 4)?;
    Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}

#[cfg(test)]
mod tests {
    use super::super::zip::pack;
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;

    /// Names and contents of all files.
    fn unpack(archive: &[u8]) -> Result<Vec<(String, Vec<u8>)>, String> {
        let mut archive = Archive::open(Cursor::new(archive), archive.len() as u64)?;
        let names: Vec<String> = archive.names().map(str::to_owned).collect();
        let read = |(index, name): (usize, String)| {
            let mut contents = archive.contents(index)?;
            let mut data = vec![0; contents.left() as usize];
            contents.read_exact(&mut data).map_err(|error| error.to_string())?;
            contents.finish()?;
            Ok((name, data))
        };
        names.into_iter().enumerate().map(read).collect()
    }

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked(files in prop::collection::vec(("[a-z]{1,8}", prop::collection::vec(any::<u8>(), 0..60)), 0..5)) {
            prop_assert_eq!(unpack(&pack(&files).expect("small")).expect("whole"), files);
        }

        #[test]
        fn damage_is_told_and_never_a_panic(cut in 0usize..160, flip in 0usize..160, with in 1u8..) {
            let mut archive = pack(&[("a.npy".into(), vec![7; 40])]).expect("small");
            let whole = unpack(&archive).expect("whole");
            let at = flip % archive.len();
            archive[at] ^= with;
            if let Ok(files) = unpack(&archive) {
                // Damage where nothing is read (dates, attributes, a name).
                prop_assert!(files.is_empty() || files[0].1 == whole[0].1, "other data without an error");
            }
            archive.truncate(cut.min(archive.len() - 1));
            prop_assert!(unpack(&archive).is_err());
        }
    }

    /// An archive of one deflated file that claims so many bytes, and where its directory begins.
    fn deflated(data: &[u8], claimed: u32) -> (Vec<u8>, usize) {
        let packed = miniz_oxide::deflate::compress_to_vec(data, 6);
        let mut archive = pack(&[("x".into(), packed)]).expect("small");
        // Method, checksum and size of the inflated data, in the local header and in the directory.
        let directory = archive.len() - END_BYTES as usize - 47;
        for at in [4, directory + 6] {
            archive[at + 4..at + 6].copy_from_slice(&DEFLATED.to_le_bytes());
            archive[at + 10..at + 14].copy_from_slice(&crc32fast::hash(data).to_le_bytes());
            archive[at + 18..at + 22].copy_from_slice(&claimed.to_le_bytes());
        }
        (archive, directory)
    }

    #[test]
    fn deflated_files_are_inflated() {
        let data = vec![3u8; 5000];
        let (archive, _) = deflated(&data, 5000);
        assert!(archive.len() < 300, "it is compressed");
        assert_eq!(unpack(&archive).expect("deflated"), [("x".to_owned(), data.clone())]);
        for claimed in [4999, 5001] {
            unpack(&deflated(&data, claimed).0).expect_err("the directory says another size");
        }
    }

    #[test]
    fn claims_that_cannot_be_true_are_refused_before_anything_is_made() {
        let (archive, directory) = deflated(&[3; 5000], 4_000_000_000);
        let error = unpack(&archive).expect_err("bytes that cannot hold so much");
        assert!(error.contains("cannot hold 4000000000"), "{error}");
        let mut stored = pack(&[("x".into(), vec![1; 9])]).expect("small");
        let at = stored.len() - END_BYTES as usize - 47 + 24;
        stored[at..at + 4].copy_from_slice(&4_000_000_000u32.to_le_bytes());
        assert!(unpack(&stored).expect_err("stored as it is").contains("9 bytes cannot hold"));
        // A directory of 4 GB.
        let mut large = archive.clone();
        let end = large.len() - END_BYTES as usize;
        large[end + 12..end + 16].copy_from_slice(&4_000_000_000u32.to_le_bytes());
        assert!(unpack(&large).expect_err("more than is read").contains("valid: up to 16777216"));
        // More files than the directory has room for.
        let mut many = archive;
        many[end + 10..end + 12].copy_from_slice(&u16::MAX.to_le_bytes());
        unpack(&many).expect_err("one file, not 65 535");
        assert!(directory > 0);
    }
}
