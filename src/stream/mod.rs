//! What crosses threads between a run and whoever watches it: plain data, no tensors.
//!
//! Commands go down a bounded lane. Facts come back two ways: rare *events* in order, and *latest values* (status,
//! pictures, maps of an arena) where a new one replaces an unread one. Loss history is shared and bounded. A window, a test and
//! the command line all watch a run through [`Source`]; a live session and a replay both are one.

mod background;
mod command;
mod curves;
mod event;
mod history;
mod journal;
mod pictures;
mod slot;
mod source;

pub use background::{Background, BackgroundFailed, Priority, panic_text};
pub use command::Command;
pub use curves::{LinePattern, SERIES, Series, SeriesSpec};
pub use event::{Event, RunState, Severity};
pub use history::{Bucket, History, LossSample};
pub use journal::{Intervention, Journal, JournalError};
pub use pictures::{BatchPaths, Pictures};
pub use slot::Slot;
pub use source::{SendError, Source, Status};
