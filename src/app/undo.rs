//! Undo and redo of what was changed by hand while training goes on: parameters, and holding the rate.
//!
//! Training time is not rewound: undoing a change is another one, with the value from before, at the present step.

use crate::preset::Value;
use crate::stream::{Command, Intervention};
use eframe::egui;

/// A change that was made.
#[derive(Clone, Debug, PartialEq)]
enum Change {
    Parameter {
        name: String,
        old: Value,
        new: Value,
    },
    /// Whether the rate is held from here on.
    Hold(bool),
    /// The schedule of the rate began again.
    Restart,
}

/// What undoing or redoing leads to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum UndoTurn {
    /// There is nothing to undo, or to redo.
    Nothing,
    /// The newest change cannot be undone; the ones before it can.
    Never,
    Send(Command),
}

/// One gesture of a hand: from pressing a button or a key to letting it go. What happens without any has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gesture(u64);

/// The hand at the mouse and the keys: which gesture it is at.
#[derive(Clone, Debug, Default)]
pub(super) struct Hand {
    gestures: u64,
}

impl Hand {
    /// Looks at what came in with this frame.
    pub(super) fn look(&mut self, ctx: &egui::Context) {
        let is_new = |event: &egui::Event| matches!(event, egui::Event::Key { pressed: true, repeat: false, .. });
        let begins = ctx.input(|input| input.pointer.any_pressed() || input.events.iter().any(is_new));
        self.gestures += u64::from(begins);
    }

    /// The gesture of this frame; `None` while nothing is held.
    pub(super) fn gesture(&self, ctx: &egui::Context) -> Option<Gesture> {
        let holds = |input: &egui::InputState| {
            input.pointer.any_down() || input.pointer.any_released() || !input.keys_down.is_empty()
        };
        ctx.input(holds).then_some(Gesture(self.gestures))
    }
}

/// Changes that can be undone, and undone ones that can be made again.
#[derive(Clone, Debug, Default)]
pub(super) struct UndoStack {
    done: Vec<Change>,
    undone: Vec<Change>,
    /// The gesture of the newest change, while more of it may come.
    gesture: Option<Gesture>,
    /// What was sent by undoing (or redoing), and is not in force yet: its name in the journal and its text there.
    sent: Option<(String, String, bool)>,
}

impl UndoStack {
    /// Changes that are kept.
    const MOST: usize = 500;

    /// A parameter was set by hand. What one gesture does to one parameter is one change.
    pub(super) fn set(&mut self, name: &str, old: Value, new: Value, gesture: Option<Gesture>) {
        let is_same_gesture = gesture.is_some() && self.gesture == gesture;
        match self.done.last_mut() {
            Some(Change::Parameter { name: own, old, new: last }) if is_same_gesture && own == name => {
                *last = new;
                if last == old {
                    self.done.pop();
                    self.undone.clear();
                    self.gesture = None; // the change before is of another gesture
                    return;
                }
            }
            _ if old == new => return,
            _ => self.push(Change::Parameter { name: name.to_owned(), old, new }),
        }
        self.undone.clear();
        self.gesture = gesture;
    }

    /// The rate was held, or let go.
    pub(super) fn hold(&mut self, is_held: bool) {
        self.push(Change::Hold(is_held));
        self.undone.clear();
        self.gesture = None;
    }

    /// The schedule of the rate was begun again.
    pub(super) fn restart(&mut self) {
        self.push(Change::Restart);
        self.undone.clear();
        self.gesture = None;
    }

    fn push(&mut self, change: Change) {
        if self.done.len() >= Self::MOST {
            self.done.remove(0);
        }
        self.done.push(change);
    }

    /// The run refused to change a parameter: there is nothing to undo of it.
    pub(super) fn refused(&mut self, name: &str) {
        let is_of = |change: &Change| matches!(change, Change::Parameter { name: own, .. } if own == name);
        if self.sent.take_if(|(sent, ..)| sent == name).is_none() {
            self.done.pop_if(|change| is_of(change));
        }
    }

    /// Takes the newest change back.
    pub(super) fn undo(&mut self) -> UndoTurn {
        self.gesture = None;
        let Some(change) = self.done.pop() else { return UndoTurn::Nothing };
        let command = match &change {
            Change::Parameter { name, old, .. } => Command::Set { name: name.clone(), value: old.clone() },
            Change::Hold(is_held) => Command::HoldRate(!is_held),
            Change::Restart => return UndoTurn::Never,
        };
        self.undone.push(change);
        self.send(command, true)
    }

    /// Makes the change again that was undone last.
    pub(super) fn redo(&mut self) -> UndoTurn {
        self.gesture = None;
        let Some(change) = self.undone.pop() else { return UndoTurn::Nothing };
        let command = match &change {
            Change::Parameter { name, new, .. } => Command::Set { name: name.clone(), value: new.clone() },
            Change::Hold(is_held) => Command::HoldRate(*is_held),
            Change::Restart => return UndoTurn::Never,
        };
        self.push(change);
        self.send(command, false)
    }

    /// Whether something that was undone can be made again.
    #[must_use]
    pub(super) fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    fn send(&mut self, command: Command, is_undo: bool) -> UndoTurn {
        self.sent = match &command {
            Command::Set { name, value } => Some((name.clone(), value.to_string(), is_undo)),
            Command::HoldRate(is_held) => Some((Intervention::HOLD.to_owned(), is_held.to_string(), is_undo)),
            _ => None,
        };
        UndoTurn::Send(command)
    }

    /// Whether an intervention is what was undone (`true`) or redone last; `None` where it is neither. Asked once of each.
    pub(super) fn confirms(&mut self, intervention: &Intervention) -> Option<bool> {
        let is_it =
            |(name, new, _): &mut (String, String, bool)| *name == intervention.name && *new == intervention.new;
        self.sent.take_if(is_it).map(|(.., is_undo)| is_undo)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn number(value: f64) -> Value {
        Value::Number(value)
    }

    fn set(name: &str, value: f64) -> UndoTurn {
        UndoTurn::Send(Command::Set { name: name.into(), value: number(value) })
    }

    #[test]
    fn a_drag_is_one_change_and_two_switches_are_two() {
        let mut stack = UndoStack::default();
        for (old, new) in [(0.4, 0.3), (0.3, 0.2), (0.2, 0.1)] {
            stack.set("sigma_g", number(old), number(new), Some(Gesture(1)));
        }
        stack.set("sigma_g", number(0.1), number(0.5), Some(Gesture(2)));
        stack.set("sigma_x", number(0.05), number(0.06), Some(Gesture(2)));
        for _ in 0..2 {
            stack.set("theta", number(1.0), number(2.0), None);
        }
        assert_eq!(stack.undo(), set("theta", 1.0));
        assert_eq!(stack.undo(), set("theta", 1.0), "without a gesture every change is its own");
        assert_eq!(stack.undo(), set("sigma_x", 0.05));
        assert_eq!(stack.undo(), set("sigma_g", 0.1));
        assert_eq!(stack.undo(), set("sigma_g", 0.4), "all of a drag");
        assert_eq!(stack.undo(), UndoTurn::Nothing);
        assert_eq!(stack.redo(), set("sigma_g", 0.1));
        stack.set("sigma_g", number(0.1), number(0.9), Some(Gesture(3)));
        assert_eq!(stack.redo(), UndoTurn::Nothing, "another way was taken");
    }

    #[test]
    fn a_drag_that_ends_where_it_began_is_none() {
        let mut stack = UndoStack::default();
        stack.set("sigma_g", number(0.4), number(0.3), Some(Gesture(1)));
        stack.set("sigma_g", number(0.3), number(0.4), Some(Gesture(1)));
        stack.set("sigma_x", number(1.0), number(1.0), Some(Gesture(2)));
        assert_eq!(stack.undo(), UndoTurn::Nothing);
    }

    #[test]
    fn a_restart_of_the_schedule_is_said_and_does_not_bar_the_way() {
        let mut stack = UndoStack::default();
        stack.hold(true);
        stack.restart();
        assert_eq!(stack.undo(), UndoTurn::Never);
        assert_eq!(stack.undo(), UndoTurn::Send(Command::HoldRate(false)));
        assert_eq!(stack.redo(), UndoTurn::Send(Command::HoldRate(true)));
    }

    #[test]
    fn what_the_run_refused_is_no_change_and_what_it_confirms_is_told_once() {
        let mut stack = UndoStack::default();
        stack.set("a", number(1.0), number(2.0), None);
        stack.set("b", number(1.0), number(2.0), None);
        stack.refused("b");
        assert_eq!(stack.undo(), set("a", 1.0));
        let applied =
            |name: &str, new: &str| Intervention { step: 3, name: name.into(), old: String::new(), new: new.into() };
        assert_eq!(stack.confirms(&applied("a", "2.0")), None, "an older one");
        assert_eq!(stack.confirms(&applied("a", "1.0")), Some(true));
        assert_eq!(stack.confirms(&applied("a", "1.0")), None, "told once");
    }

    proptest! {
        #[test]
        fn all_undone_is_as_at_the_start_and_all_redone_as_at_the_end(
            changes in prop::collection::vec((0usize..3, 0u8..5, prop::option::of(0u64..4)), 0..60),
        ) {
            let names = ["a", "b", "c"];
            let start: BTreeMap<&str, Value> = names.map(|name| (name, number(0.0))).into();
            let (mut stack, mut values) = (UndoStack::default(), start.clone());
            for (which, value, gesture) in changes {
                let new = number(f64::from(value));
                let old = values.insert(names[which], new.clone()).expect("it has a value");
                stack.set(names[which], old, new, gesture.map(Gesture));
            }
            let end = values.clone();
            let take = |turn: UndoTurn, values: &mut BTreeMap<&str, Value>| match turn {
                UndoTurn::Send(Command::Set { name, value }) => {
                    let name = names.into_iter().find(|own| *own == name).expect("one of them");
                    values.insert(name, value);
                    true
                }
                _ => false,
            };
            while take(stack.undo(), &mut values) {}
            prop_assert_eq!(&values, &start);
            while take(stack.redo(), &mut values) {}
            prop_assert_eq!(&values, &end);
        }
    }
}
