//! A run that says what a test tells it to say.

pub(super) mod hands;
pub(super) mod scene;
pub(super) mod stage;
pub(super) mod xml;

use crate::maps::{Arena, MapKey, MapSet, Origin, RateMaps, RunId};
use crate::stream::{BatchPaths, Command, Event, History, Pictures, SendError, Source, Status, TwinLook};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::{Arc, RwLock};

/// The test's end of a [`ScriptedSource`].
pub(super) struct Wire {
    /// Commands that arrived.
    pub commands: Vec<Command>,
    /// Commands that the lane still takes.
    pub room: usize,
    /// Refuse everything, as a recording does.
    pub unsupported: bool,
    /// Events to be told.
    pub events: VecDeque<Event>,
    pub status: Status,
    pub pictures: Option<Arc<Pictures>>,
    pub maps: Option<Arc<MapSet>>,
    pub history: Arc<RwLock<History>>,
    /// What the twin shows; its pictures are given once.
    pub twin: Option<TwinLook>,
}

/// A source under a test's control.
pub(super) struct ScriptedSource(Rc<RefCell<Wire>>);

impl ScriptedSource {
    /// A source and its wire.
    pub(super) fn new() -> (Self, Rc<RefCell<Wire>>) {
        let wire = Rc::new(RefCell::new(Wire {
            commands: Vec::new(),
            room: usize::MAX,
            unsupported: false,
            events: VecDeque::new(),
            status: Status::default(),
            pictures: None,
            maps: None,
            history: Arc::default(),
            twin: None,
        }));
        (Self(Rc::clone(&wire)), wire)
    }
}

impl Source for ScriptedSource {
    fn send(&mut self, command: Command) -> Result<(), SendError> {
        let mut wire = self.0.borrow_mut();
        if wire.unsupported {
            return Err(SendError::Unsupported);
        }
        wire.room = wire.room.checked_sub(1).ok_or(SendError::Busy)?;
        wire.commands.push(command);
        Ok(())
    }

    fn next_event(&mut self) -> Option<Event> {
        self.0.borrow_mut().events.pop_front()
    }

    fn take_pictures(&mut self) -> Option<Arc<Pictures>> {
        self.0.borrow_mut().pictures.take()
    }

    fn take_maps(&mut self) -> Option<Arc<MapSet>> {
        self.0.borrow_mut().maps.take()
    }

    fn status(&self) -> Status {
        self.0.borrow().status.clone()
    }

    fn history(&self) -> Arc<RwLock<History>> {
        Arc::clone(&self.0.borrow().history)
    }

    fn take_twin(&mut self) -> Option<TwinLook> {
        let twin = &mut self.0.borrow_mut().twin;
        let look = twin.clone();
        if let Some(twin) = twin {
            twin.pictures = None;
        }
        look
    }

    fn is_live(&self) -> bool {
        !self.0.borrow().unsupported
    }
}

/// Live pictures of a run at a step: maps of `units` units in a box of 1 m.
pub(super) fn live_pictures(run: RunId, step: u64, units: usize) -> Pictures {
    let maps =
        RateMaps { arena: Arena { box_m: 1.0, bins: 4 }, units, rates: vec![1.0; 16 * units], visits: vec![1.0; 16] };
    let set = MapSet::new(Origin::Live(run), Some(step), maps);
    let set = MapSet { key: MapKey { version: step, ..set.key }, ..set };
    Pictures { set: Arc::new(set), paths: BatchPaths::default() }
}
