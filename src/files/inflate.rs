//! Inflation of what it is asked for, piece by piece: nothing is made that nobody reads.

use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZError, MZFlush, MZStatus};
use std::io::{self, BufRead, Read};

/// Most bytes that one byte of DEFLATE can stand for (RFC 1951: 258 bytes in 2 bits).
pub(super) const LARGEST_RATIO: u64 = 1032;

/// A deflated source, inflated.
pub(super) struct Inflated<R> {
    source: R,
    state: Box<InflateState>,
}

impl<R: BufRead> Inflated<R> {
    pub(super) fn new(source: R) -> Self {
        Self { source, state: InflateState::new_boxed(DataFormat::Raw) }
    }
}

impl<R: BufRead> Read for Inflated<R> {
    fn read(&mut self, output: &mut [u8]) -> io::Result<usize> {
        loop {
            let input = self.source.fill_buf()?;
            let is_last = input.is_empty();
            let done = inflate(&mut self.state, input, output, MZFlush::None);
            self.source.consume(done.bytes_consumed);
            if done.bytes_written > 0 || output.is_empty() {
                return Ok(done.bytes_written);
            }
            match done.status {
                Ok(MZStatus::StreamEnd) => return Ok(0),
                Err(MZError::Buf) | Ok(_) if done.bytes_consumed > 0 => {}
                _ if is_last => return Err(io::ErrorKind::UnexpectedEof.into()),
                _ => return Err(io::Error::new(io::ErrorKind::InvalidData, "it cannot be inflated")),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_deflated_comes_back(data in prop::collection::vec(0u8..4, 0..3000), level in 0u8..10, size in 1usize..700) {
            let packed = miniz_oxide::deflate::compress_to_vec(&data, level);
            let source = io::BufReader::with_capacity(size, packed.as_slice());
            let mut inflated = Vec::new();
            Inflated::new(source).read_to_end(&mut inflated).expect("whole");
            prop_assert_eq!(inflated, data);
            let cut = &packed[..packed.len() - 1];
            prop_assert!(Inflated::new(cut).read_to_end(&mut Vec::new()).is_err());
        }

        #[test]
        fn no_bytes_panic_or_go_on_for_ever(data in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = Inflated::new(data.as_slice()).take(1 << 20).read_to_end(&mut Vec::new());
        }
    }
}
