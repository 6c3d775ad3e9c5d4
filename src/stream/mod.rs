//! What crosses threads between a run and whoever watches it: plain data, no tensors.
//!
//! Commands go down a bounded lane. Facts come back two ways: rare *events* in order, and *latest values* (status,
//! pictures, maps of an arena) where a new one replaces an unread one. Loss history is shared and bounded. A window, a test and
//! the command line all watch a run through [`Source`]; a live session and a replay both are one.
//!
//! A journal of interventions goes through a file; of values in a slot, only the newest is left:
//!
//! ```
//! use gridscope::stream::{Intervention, Journal, Slot};
//!
//! let name = "capacity.enabled".to_owned();
//! let change = Intervention { step: 2000, name, old: "true".to_owned(), new: "false".to_owned() };
//! let journal = Journal { entries: vec![change] };
//! assert_eq!(Journal::from_ron(&journal.to_ron())?, journal);
//! let slot = Slot::default();
//! slot.put(1);
//! slot.put(2);
//! assert_eq!((slot.take(), slot.take()), (Some(2), None));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod background;
mod command;
mod curves;
mod event;
mod history;
mod journal;
mod kept;
mod pictures;
mod playback;
mod slot;
mod source;
mod twin;

pub use background::{Background, BackgroundFailed, Priority, panic_text};
pub use command::Command;
pub use curves::{LinePattern, SERIES, Series, SeriesSpec};
pub use event::{Event, RunState, Severity};
pub use history::{Bucket, History, LossSample};
pub use journal::{Intervention, Journal, JournalError, StoredJournal};
pub use kept::{KeptId, KeptState};
pub use pictures::{BatchPaths, Pictures};
pub use playback::Playback;
pub use slot::Slot;
pub use source::{RecordingStatus, SendError, Source, Status, Wake};
pub use twin::{TwinEnd, TwinInfo, TwinLook};
