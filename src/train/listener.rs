//! Who hears what an engine tells, at the moment when it happens.

use crate::stream::{Event, LossSample, Pictures, Severity, Status};

/// Hears an engine. Nothing here may wait: it is called between two training steps.
pub trait Listener {
    /// A fact, in the order in which it happened.
    fn event(&mut self, event: Event);

    /// Losses of finished steps, in order.
    fn losses(&mut self, samples: &[LossSample]);

    /// A run begins here: its history is these losses.
    fn begin_history(&mut self, samples: &[LossSample]);

    /// The run goes back to a step: the losses after it never were.
    fn rewind_history(&mut self, step: u64);

    /// The numbers of the status bar; told before the event that they belong to, so that nobody sees those of another run.
    fn status(&mut self, status: Status);

    /// Live maps and paths as they are now.
    fn pictures(&mut self, pictures: Pictures);

    /// A line for the log.
    fn message(&mut self, severity: Severity, text: String) {
        self.event(Event::Message { severity, text });
    }
}
