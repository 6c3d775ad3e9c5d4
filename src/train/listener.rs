//! Who hears what an engine tells, at the moment when it happens.

use crate::stream::{Event, History, LossSample, Pictures, Severity, Status};

/// Hears an engine. Nothing here may wait: it is called between two training steps.
pub trait Listener {
    /// A fact, in the order in which it happened.
    fn event(&mut self, event: Event);

    /// Losses of finished steps, in order.
    fn losses(&mut self, samples: &[LossSample]);

    /// A run begins here, with this history.
    fn begin_history(&mut self, history: &History);

    /// The run goes back to a step: the losses after it never were.
    fn rewind_history(&mut self, step: u64);

    /// The numbers of the status bar; told before the event that they belong to, so that nobody sees those of another run.
    fn status(&mut self, status: Status);

    /// Live maps and paths as they are now.
    fn pictures(&mut self, pictures: Pictures);

    /// A twin begins here, with this history.
    fn begin_twin(&mut self, history: &History);

    /// Losses of finished steps of the twin, in order.
    fn twin_losses(&mut self, samples: &[LossSample]);

    /// The twin's live maps and paths as they are now.
    fn twin_pictures(&mut self, pictures: Pictures);

    /// There is no twin any more.
    fn end_twin(&mut self);

    /// A line for the log.
    fn message(&mut self, severity: Severity, text: String) {
        self.event(Event::Message { severity, text });
    }
}
