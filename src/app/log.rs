//! The log: what the run said, and what was refused.

use crate::files::printable_message;
use crate::stream::{Command, Severity};
use std::collections::BTreeMap;

/// What a line of the log can be about, besides the parameter of its name.
pub(crate) const TRAINING: &str = "the training";
pub(crate) const SAVING: &str = "the saving";
pub(crate) const ARENA: &str = "the arena";

/// What the refusal of a command is about.
pub(crate) fn matter(command: &Command) -> Option<&str> {
    match command {
        Command::Set { name, .. } => Some(name),
        Command::MapArena { .. } => Some(ARENA),
        Command::Checkpoint => Some(SAVING),
        Command::Run | Command::Pause | Command::Step | Command::Recover => Some(TRAINING),
        _ => None,
    }
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct LogLine {
    pub severity: Severity,
    /// Training steps done when it was said.
    pub step: u64,
    pub text: String,
    /// What it is about, where that can be settled: then the line is no news any more.
    pub(crate) matter: Option<String>,
}

/// The newest lines of the log, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log {
    lines: Vec<LogLine>,
    said: u64,
    /// Lines said when each matter was settled last.
    settled: BTreeMap<String, u64>,
}

impl Log {
    /// Lines kept.
    pub(crate) const CAPACITY: usize = 1000;

    /// Appends a line, dropping the oldest when there are too many.
    pub(crate) fn push(&mut self, severity: Severity, step: u64, text: impl Into<String>) {
        self.push_about(None, severity, step, text);
    }

    /// The same, about something that can be settled.
    pub(crate) fn push_about(&mut self, matter: Option<&str>, severity: Severity, step: u64, text: impl Into<String>) {
        if self.lines.len() >= Self::CAPACITY {
            self.lines.remove(0);
        }
        // What somebody else wrote may be of any length.
        let text = printable_message(&text.into());
        self.lines.push(LogLine { severity, step, text, matter: matter.map(str::to_owned) });
        self.said += 1;
    }

    /// What was said of a matter until now holds no longer.
    pub(crate) fn settle(&mut self, matter: &str) {
        self.settled.insert(matter.to_owned(), self.said);
    }

    /// Whether the matter of a line was settled after so many lines had been said.
    #[must_use]
    pub(crate) fn is_settled_since(&self, line: &LogLine, said: u64) -> bool {
        line.matter.as_ref().and_then(|matter| self.settled.get(matter)).is_some_and(|settled| *settled >= said)
    }

    /// Lines ever pushed.
    #[must_use]
    pub(crate) fn said(&self) -> u64 {
        self.said
    }

    /// All lines, oldest first.
    #[must_use]
    pub(crate) fn lines(&self) -> &[LogLine] {
        &self.lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_is_a_ring() {
        let mut log = Log::default();
        for step in 0..Log::CAPACITY as u64 + 5 {
            log.push(Severity::Info, step, "line");
        }
        assert_eq!(log.lines().len(), Log::CAPACITY, "bounded");
        assert_eq!(log.lines()[0].step, 5, "the oldest went");
        log.push(Severity::Info, 0, "x".repeat(1 << 20));
        assert!(log.lines().last().is_some_and(|line| line.text.len() < 10_000), "a line is bounded, too");
    }
}
