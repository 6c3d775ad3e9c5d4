//! From what stands in a file to cells and tracks that can be used: what cannot be is refused, what is likely is asked, what was
//! found is told.
//!
//! | file | about |
//! |---|---|
//! | `track` | a track as a whole: all of the following in their order |
//! | `errant` | places where the animal cannot have been |
//! | `length` | the unit of places |
//! | `pace` | sampling, gaps and speeds |
//! | `shape` | form and size of the arena |
//! | `clock` | spikes that lie off the track |
//! | `recording` | a track with its spikes |

mod clock;
mod errant;
mod length;
mod pace;
mod recording;
mod shape;
#[cfg(test)]
mod tests;
mod track;

pub(super) use length::{PIXELS_PER_M, ask_length};
pub(super) use recording::{TakenIn, take_in};
pub(super) use track::{RawTrack, take_in_track};
