//! `*.gsrec`: a run as it looked, in one file that can be cut off anywhere.
//!
//! A file begins with the line `gridscope recording 1` (22 bytes with its line feed). Blocks follow, each with its length
//! and checksum, appended as training goes on. Numbers are little-endian.
//!
//! | bytes of a block | what |
//! |---|---|
//! | 1 | kind |
//! | 8 | training steps done |
//! | 4 | a number that depends on the kind |
//! | 4 | P, bytes of the packed content |
//! | 4 | bytes of the content |
//! | 4 | CRC-32 of the 21 bytes before this one and of the packed content |
//! | P | the content, packed with DEFLATE (RFC 1951) |
//!
//! | kind | what | number | content |
//! |---|---|---|---|
//! | 1 | head: the first block, and no other | 0 | [`RecordedHead`] as RON |
//! | 2 | losses | count of steps | the steps, 8 bytes each; then for each curve of [`SERIES`](crate::stream::SERIES) the highest bytes of all its single-precision values, the second ones, the third, the lowest |
//! | 3 | an intervention | 0 | [`Intervention`](crate::stream::Intervention) as RON |
//! | 4 | live maps | 1 if predicted from the live maps before | a frame |
//! | 5 | maps of an arena | its side, millimetres | a frame |
//! | 6 | what was found in the maps of this step | 0 for live maps, 1 for an arena | [`FrameSummary`] as RON |
//! | 7 | back: what is recorded of later steps never was | interventions that stay | nothing |
//! | 8 | end: it was ended, though it may go on when its run does | 0 | nothing |
//!
//! | bytes of a frame | what |
//! |---|---|
//! | 1 | maps that follow: 2 for those of two halves of the samples, which make the whole; 1 for the whole |
//! | 1 | L, the levels of rates |
//! | 4 | side of the arena, metres, single precision |
//! | 4 | n, bins a side |
//! | 4 | N, units |
//! | | and for each of these maps: |
//! | 4 N, 4 N | lowest and highest rate of every unit, single precision |
//! | n², n² | the higher bytes of the visits of all bins, then the lower ones. A visit is the upper half of a single-precision number, rounded, minus that of the bin before (modulo 2¹⁶) |
//! | N n² | rates `[unit][y][x]`: 255 where there is none, else 0 for the lowest of the unit to L for the highest; minus the code of the bin before, or minus the one predicted (modulo 256) |
//!
//! A predicted code is that of the rate which the bin had in the live maps before, in the units of these. A rate that comes
//! back differs by at most 1/(2 L) of the range of its unit: 1/60 in live maps (L = 30), whose rates are means of a few visits
//! and uncertain by more, 1/124 in those of arenas (L = 62). Visits differ by at most 1/256 of themselves.
//!
//! ```
//! use gridscope::runs::RunRecording;
//!
//! let recording = RunRecording::bundled()?;
//! let shown = recording.frames().last().expect("it has maps");
//! let maps = recording.maps(recording.frames().len() - 1)?;
//! assert_eq!((maps.step, recording.damage()), (Some(shown.step), None));
//! # Ok::<(), gridscope::runs::RunRecordingError>(())
//! ```

mod block;
mod bytes;
mod coded;
mod frame;
mod head;
mod index;
mod losses;
mod read;
mod summary;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod write;

pub use head::RecordedHead;
pub use index::{FrameInfo, FrameKind};
pub use read::{RunRecording, RunRecordingError};
pub use summary::{FrameSummary, ModuleSummary};
pub(crate) use write::RecordingWriter;

/// How recordings end.
pub const RECORDING_ENDING: &str = "gsrec";

/// Whether a path is named like a recording.
#[must_use]
pub fn is_recording(path: &std::path::Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(RECORDING_ENDING))
}
