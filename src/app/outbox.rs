//! Commands on their way to the run, and parameter changes that it has not confirmed yet.

use crate::preset::Value;
use crate::stream::{Command, SendError, Source};
use std::collections::{BTreeMap, VecDeque};

/// Values that were asked for and are not in force yet, by parameter.
pub(crate) type Sent = BTreeMap<String, Value>;

/// A change that was asked for and not confirmed yet.
#[derive(Clone, Debug, PartialEq)]
struct SentChange {
    value: Value,
    since_s: f64,
}

/// Commands that wait for room in the lane, and changes that wait for their confirmation.
#[derive(Clone, Debug, Default)]
pub(super) struct Outbox {
    queue: VecDeque<Command>,
    waiting: BTreeMap<String, SentChange>,
}

impl Outbox {
    /// After this time the mark of an unconfirmed change goes; the log says if it was refused.
    const PATIENCE_S: f64 = 5.0;
    /// Commands kept while the lane is full; nobody presses more buttons than that without meaning the last ones.
    const CAPACITY: usize = 64;

    /// Takes a command. A newer value for the same parameter replaces one that has not left yet, so that a drag sends at
    /// most one value a frame however slow the run is.
    pub(super) fn push(&mut self, command: Command, now_s: f64) {
        if let Command::Set { name, value } = &command {
            self.waiting.insert(name.clone(), SentChange { value: value.clone(), since_s: now_s });
            let same = |queued: &Command| matches!(queued, Command::Set { name: other, .. } if other == name);
            // Only past other changes: order with run, reset and the like is kept.
            let movable = self.queue.iter().rposition(|queued| !matches!(queued, Command::Set { .. }));
            let start = movable.map_or(0, |index| index + 1);
            if let Some(index) = (start..self.queue.len()).find(|&index| same(&self.queue[index])) {
                self.queue[index] = command;
                return;
            }
        }
        if self.queue.len() >= Self::CAPACITY {
            self.queue.pop_front();
        }
        self.queue.push_back(command);
    }

    /// Sends what the lane takes; the rest is tried again next time. Returns what was refused for good.
    pub(super) fn flush(&mut self, source: &mut dyn Source) -> Vec<(Command, SendError)> {
        let mut refused = Vec::new();
        while let Some(command) = self.queue.pop_front() {
            match source.send(command.clone()) {
                Ok(()) => {}
                Err(SendError::Busy) => {
                    self.queue.push_front(command);
                    break;
                }
                Err(error) => {
                    if let Command::Set { name, .. } = &command {
                        self.waiting.remove(name);
                    }
                    refused.push((command, error));
                }
            }
        }
        refused
    }

    /// Whether commands still wait for room.
    #[must_use]
    pub(super) fn is_waiting(&self) -> bool {
        !self.queue.is_empty()
    }

    /// The value that was asked for and is not in force yet.
    #[must_use]
    pub(super) fn waiting(&self, name: &str) -> Option<&Value> {
        self.waiting.get(name).map(|waiting| &waiting.value)
    }

    /// Whether any change waits for its confirmation.
    #[must_use]
    pub(super) fn has_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// The run says that this value is in force now. Older values of a drag leave the mark where it is.
    pub(super) fn confirm(&mut self, name: &str, value: &Value) {
        if self.waiting(name) == Some(value) {
            self.waiting.remove(name);
        }
    }

    /// The run refused a change: its mark goes.
    pub(super) fn forget(&mut self, name: &str) {
        self.waiting.remove(name);
    }

    /// A new run began: whatever was asked before is settled.
    pub(super) fn settle(&mut self) {
        self.waiting.clear();
    }

    /// Drops marks that waited too long.
    pub(super) fn forget_old(&mut self, now_s: f64) {
        self.waiting.retain(|_, waiting| now_s - waiting.since_s < Self::PATIENCE_S);
    }

    /// All changes that wait, by name.
    #[must_use]
    pub(super) fn all_waiting(&self) -> Sent {
        self.waiting.iter().map(|(name, waiting)| (name.clone(), waiting.value.clone())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::testing::ScriptedSource;

    fn set(value: f64) -> Command {
        Command::Set { name: "sigma_x".into(), value: Value::Number(value) }
    }

    #[test]
    fn a_full_lane_keeps_the_newest_value_and_the_order() {
        let (mut source, wire) = ScriptedSource::new();
        let mut outbox = Outbox::default();
        wire.borrow_mut().room = 0;
        outbox.push(set(0.1), 0.0);
        outbox.push(set(0.2), 0.0);
        outbox.push(Command::Pause, 0.0);
        outbox.push(set(0.3), 0.0);
        assert!(outbox.flush(&mut source).is_empty(), "busy is no refusal");
        assert!(outbox.is_waiting(), "kept");
        wire.borrow_mut().room = 10;
        assert!(outbox.flush(&mut source).is_empty(), "all taken");
        assert_eq!(wire.borrow().commands, [set(0.2), Command::Pause, set(0.3)], "0.1 was replaced before it left");
    }

    #[test]
    fn a_mark_lasts_until_its_own_value_is_confirmed() {
        let mut outbox = Outbox::default();
        outbox.push(set(0.1), 0.0);
        outbox.push(set(0.2), 1.0);
        outbox.confirm("sigma_x", &Value::Number(0.1));
        assert_eq!(outbox.waiting("sigma_x"), Some(&Value::Number(0.2)), "an older value is no confirmation");
        outbox.confirm("sigma_x", &Value::Number(0.2));
        assert!(!outbox.has_waiting(), "confirmed");
        outbox.push(set(0.4), 2.0);
        outbox.forget_old(6.0);
        assert!(outbox.has_waiting(), "four seconds are not long");
        outbox.forget_old(7.5);
        assert!(!outbox.has_waiting(), "nobody answered");
    }

    #[test]
    fn what_a_recording_cannot_do_is_said() {
        let (mut source, wire) = ScriptedSource::new();
        wire.borrow_mut().unsupported = true;
        let mut outbox = Outbox::default();
        outbox.push(set(0.1), 0.0);
        assert_eq!(outbox.flush(&mut source), [(set(0.1), SendError::Unsupported)]);
        assert!(!outbox.is_waiting() && !outbox.has_waiting(), "not tried again");
    }
}
