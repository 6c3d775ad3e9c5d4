//! Whether bytes are still those that were written.

use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read};

/// The SHA-256 of some bytes, in hexadecimal.
pub(crate) fn checksum(bytes: &[u8]) -> String {
    in_words(Sha256::new_with_prefix(bytes))
}

/// The SHA-256 of an open file, from where it stands to its end, in hexadecimal.
///
/// # Errors
/// When it cannot be read.
pub(super) fn checksum_of(mut file: File) -> io::Result<String> {
    let (mut hasher, mut piece) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(in_words(hasher)),
            count => hasher.update(&piece[..count]),
        }
    }
}

fn in_words(hasher: Sha256) -> String {
    hex(&hasher.finalize())
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_one_that_others_compute() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; // FIPS 180-4, example 1
        assert_eq!(checksum(b"abc"), abc);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("abc");
        std::fs::write(&path, "abc".repeat(100_000)).expect("writable");
        let file = File::open(&path).expect("just written");
        assert_eq!(checksum_of(file).expect("readable"), checksum("abc".repeat(100_000).as_bytes()));
    }
}
