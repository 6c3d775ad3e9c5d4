//! Cancellation and progress of a long computation.

use super::TopologyError;
use std::sync::atomic::{AtomicBool, Ordering};

/// A part of a long computation: it asks here whether to go on, and says how far it is.
pub(crate) struct Watch<'a> {
    cancel: &'a AtomicBool,
    report: &'a mut dyn FnMut(f64),
    from: f64,
    to: f64,
}

impl<'a> Watch<'a> {
    /// The whole computation. `report` is told the share that is done, 0 to 1.
    pub(crate) fn new(cancel: &'a AtomicBool, report: &'a mut dyn FnMut(f64)) -> Self {
        Self { cancel, report, from: 0.0, to: 1.0 }
    }

    /// The part of this computation between the shares `from` and `to`.
    pub(crate) fn part(&mut self, from: f64, to: f64) -> Watch<'_> {
        let span = self.to - self.from;
        Watch {
            cancel: self.cancel,
            from: self.from + from * span,
            to: self.from + to * span,
            report: &mut *self.report,
        }
    }

    /// Whether to go on.
    ///
    /// # Errors
    /// [`TopologyError::Cancelled`] once the flag is set.
    pub(crate) fn check(&self) -> Result<(), TopologyError> {
        if self.cancel.load(Ordering::Relaxed) { Err(TopologyError::Cancelled) } else { Ok(()) }
    }

    /// Says that `done` of `all` steps are done.
    ///
    /// # Errors
    /// [`TopologyError::Cancelled`] once the flag is set.
    pub(crate) fn done(&mut self, done: usize, all: usize) -> Result<(), TopologyError> {
        self.check()?;
        let share = done as f64 / all.max(1) as f64;
        (self.report)(self.from + share * (self.to - self.from));
        Ok(())
    }
}
