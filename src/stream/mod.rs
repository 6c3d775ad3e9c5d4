//! What crosses threads between a run and whoever watches it: plain data, no tensors.
//!
//! Commands go down a bounded lane. Facts come back two ways: rare *events* in order, and *latest values* (status,
//! pictures, evaluation) where a new one replaces an unread one. Loss history is shared and bounded. A window, a test and
//! the command line all watch a run through [`Source`]; a live session and a replay both are one.

mod command;
mod event;
mod history;
mod journal;
mod pictures;
mod slot;
mod source;
mod study;

pub use command::Command;
pub use event::{Event, RunState, Severity};
pub use history::{Bucket, History, LossSample, SERIES, Series};
pub use journal::{Intervention, Journal, JournalError};
pub use pictures::{BatchPaths, Pictures};
pub use slot::Slot;
pub use source::{SendError, Source, Status};
pub use study::{Study, StudyFailed, panic_text};
