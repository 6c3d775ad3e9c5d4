//! Writing ZIP archives as NumPy reads them: whole files, stored, below 4 GiB.
//!
//! Layout after PKWARE's APPNOTE 6.3: local headers with data, then the central directory, then its end record.

pub(super) const LOCAL: [u8; 4] = *b"PK\x03\x04";
pub(super) const CENTRAL: [u8; 4] = *b"PK\x01\x02";
pub(super) const END: [u8; 4] = *b"PK\x05\x06";
pub(super) const STORED: u16 = 0;
pub(super) const DEFLATED: u16 = 8;
/// Version of the format that a reader has to know: 2.0.
const VERSION: u16 = 20;
/// 1 January 1980, the earliest day of the format: equal content gives equal files.
const DATE: u16 = 0x21;

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
