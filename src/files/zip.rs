//! Just enough of the ZIP format for NumPy's archives: whole files in memory, stored or deflated, no encryption, below 4 GiB.
//!
//! Layout after PKWARE's APPNOTE 6.3: local headers with data, then the central directory, then its end record.

const LOCAL: [u8; 4] = *b"PK\x03\x04";
const CENTRAL: [u8; 4] = *b"PK\x01\x02";
const END: [u8; 4] = *b"PK\x05\x06";
const END_BYTES: usize = 22;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// Version of the format that a reader has to know: 2.0.
const VERSION: u16 = 20;
/// 1 January 1980, the earliest day of the format: equal content gives equal files.
const DATE: u16 = 0x21;
/// Most that one file may hold after it is inflated.
const MAX_BYTES: usize = 2 << 30;

/// The files of an archive, in the order of its directory.
///
/// # Errors
/// In words, when it is no such archive, incomplete or damaged.
pub(super) fn unpack(archive: &[u8]) -> Result<Vec<(String, Vec<u8>)>, String> {
    let end = end_record(archive)?;
    let count = u16_at(archive, end + 10)?;
    let mut at = u32_at(archive, end + 16)? as usize;
    let mut files = Vec::new();
    for _ in 0..count {
        if bytes_at(archive, at, 4)? != CENTRAL {
            return Err("damaged: its directory is not where it should be".into());
        }
        let [name_bytes, extra, comment] = [28, 30, 32].map(|field| u16_at(archive, at + field).map(usize::from));
        let (name_bytes, extra, comment) = (name_bytes?, extra?, comment?);
        let name = String::from_utf8_lossy(bytes_at(archive, at + 46, name_bytes)?).into_owned();
        let entry = Entry {
            method: u16_at(archive, at + 10)?,
            encrypted: u16_at(archive, at + 8)? & 1 != 0,
            checksum: u32_at(archive, at + 16)?,
            packed: u32_at(archive, at + 20)? as usize,
            size: u32_at(archive, at + 24)? as usize,
            local: u32_at(archive, at + 42)? as usize,
        };
        let data = entry.read(archive).map_err(|reason| format!("`{name}`: {reason}"))?;
        files.push((name, data));
        at += 46 + name_bytes + extra + comment;
    }
    Ok(files)
}

/// What the directory says of one file.
struct Entry {
    method: u16,
    encrypted: bool,
    checksum: u32,
    packed: usize,
    size: usize,
    local: usize,
}

impl Entry {
    fn read(&self, archive: &[u8]) -> Result<Vec<u8>, String> {
        if self.encrypted {
            return Err("encrypted; valid: no encryption".into());
        }
        if [self.packed, self.size, self.local].contains(&(u32::MAX as usize)) || self.size > MAX_BYTES {
            return Err("too large; valid: up to 2 GiB an array".into());
        }
        if bytes_at(archive, self.local, 4)? != LOCAL {
            return Err("damaged: no header at its place".into());
        }
        // Name and extra field may be longer here than in the directory.
        let names = [26, 28].map(|field| u16_at(archive, self.local + field).map(usize::from));
        let [name, extra] = names;
        let data = bytes_at(archive, self.local + 30 + name? + extra?, self.packed)?;
        let data = match self.method {
            STORED => data.to_vec(),
            DEFLATED => miniz_oxide::inflate::decompress_to_vec_with_limit(data, self.size)
                .map_err(|error| format!("damaged: {error}"))?,
            other => return Err(format!("compressed by method {other}; valid: stored or deflated")),
        };
        if data.len() != self.size || crc32fast::hash(&data) != self.checksum {
            return Err("damaged: its checksum is another".into());
        }
        Ok(data)
    }
}

/// Where the end record begins; a comment of up to 64 KiB may follow it.
fn end_record(archive: &[u8]) -> Result<usize, String> {
    let last = archive.len().checked_sub(END_BYTES);
    let earliest = archive.len().saturating_sub(END_BYTES + usize::from(u16::MAX));
    let found = last.and_then(|last| (earliest..=last).rev().find(|&at| archive[at..at + 4] == END));
    found.ok_or_else(|| "not a whole ZIP archive".into())
}

fn bytes_at(archive: &[u8], at: usize, count: usize) -> Result<&[u8], String> {
    let end = at.checked_add(count);
    end.and_then(|end| archive.get(at..end)).ok_or_else(|| "damaged: it ends too early".into())
}

fn u16_at(archive: &[u8], at: usize) -> Result<u16, String> {
    let bytes = bytes_at(archive, at, 2)?;
    Ok(u16::from_le_bytes([bytes[0], bytes[1]]))
}

fn u32_at(archive: &[u8], at: usize) -> Result<u32, String> {
    let bytes = bytes_at(archive, at, 4)?;
    Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}

/// An archive of files, stored as they are: rates hardly compress, and any reader is fast on them.
///
/// # Errors
/// In words, when it would not fit into the format.
pub(super) fn pack(files: &[(String, Vec<u8>)]) -> Result<Vec<u8>, String> {
    let too_large = |_| "more than 4 GiB; valid: less".to_owned();
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, data) in files {
        let local = u32::try_from(archive.len()).map_err(too_large)?;
        let size = u32::try_from(data.len()).map_err(too_large)?;
        let name_bytes = u16::try_from(name.len()).map_err(|_| format!("`{name}`: too long a name"))?;
        let mut shared = Vec::with_capacity(26);
        for field in [VERSION, 0, STORED, 0, DATE] {
            shared.extend(field.to_le_bytes());
        }
        for field in [crc32fast::hash(data), size, size] {
            shared.extend(field.to_le_bytes());
        }
        shared.extend(name_bytes.to_le_bytes());
        shared.extend(0u16.to_le_bytes()); // no extra field
        archive.extend(LOCAL);
        archive.extend(&shared);
        archive.extend(name.as_bytes());
        archive.extend(data);
        directory.extend(CENTRAL);
        directory.extend(VERSION.to_le_bytes());
        directory.extend(&shared);
        directory.extend([0; 10]); // no comment, first disk, no attributes
        directory.extend(local.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let count = u16::try_from(files.len()).map_err(|_| "too many arrays; valid: up to 65 535")?;
    let start = u32::try_from(archive.len()).map_err(too_large)?;
    let size = u32::try_from(directory.len()).map_err(too_large)?;
    archive.extend(directory);
    archive.extend(END);
    archive.extend([0; 4]); // one disk
    archive.extend(count.to_le_bytes());
    archive.extend(count.to_le_bytes());
    archive.extend(size.to_le_bytes());
    archive.extend(start.to_le_bytes());
    archive.extend([0; 2]); // no comment
    Ok(archive)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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

    #[test]
    fn deflated_files_are_inflated() {
        let data = vec![3u8; 5000];
        let packed = miniz_oxide::deflate::compress_to_vec(&data, 6);
        assert!(packed.len() < 100, "it is compressed");
        let mut archive = pack(&[("x".into(), packed.clone())]).expect("small");
        // The same archive with method, checksum and size of the inflated data, in the local header and in the directory.
        let directory = archive.len() - END_BYTES - 47;
        for at in [4, directory + 6] {
            archive[at + 4..at + 6].copy_from_slice(&DEFLATED.to_le_bytes());
            archive[at + 10..at + 14].copy_from_slice(&crc32fast::hash(&data).to_le_bytes());
            archive[at + 18..at + 22].copy_from_slice(&5000u32.to_le_bytes());
        }
        assert_eq!(unpack(&archive).expect("deflated"), [("x".to_owned(), data)]);
        archive[directory + 24..directory + 28].copy_from_slice(&4999u32.to_le_bytes());
        assert!(unpack(&archive).is_err(), "more than the directory says is not inflated");
    }
}
