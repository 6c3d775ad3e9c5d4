//! A run that says what a test tells it to say.

pub mod hands;
pub mod stage;

use crate::maps::Evaluation;
use crate::stream::{Command, Event, History, Pictures, SendError, Source, Status};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::{Arc, RwLock};

/// The test's end of a [`ScriptedSource`].
pub struct Wire {
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
    pub history: Arc<RwLock<History>>,
}

/// A source under a test's control.
pub struct ScriptedSource(Rc<RefCell<Wire>>);

impl ScriptedSource {
    /// A source and its wire.
    pub fn new() -> (Self, Rc<RefCell<Wire>>) {
        let wire = Rc::new(RefCell::new(Wire {
            commands: Vec::new(),
            room: usize::MAX,
            unsupported: false,
            events: VecDeque::new(),
            status: Status::default(),
            pictures: None,
            history: Arc::default(),
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

    fn take_evaluation(&mut self) -> Option<Arc<Evaluation>> {
        None
    }

    fn status(&self) -> Status {
        self.0.borrow().status.clone()
    }

    fn history(&self) -> Arc<RwLock<History>> {
        Arc::clone(&self.0.borrow().history)
    }

    fn is_live(&self) -> bool {
        !self.0.borrow().unsupported
    }
}
