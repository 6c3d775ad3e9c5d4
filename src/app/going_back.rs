//! Going back: undo and redo, kept states, and what concerns the runs that are recorded.

use super::App;
use super::ask::Ask;
use super::chrome::word::WordButton;
use super::run_changes::{RunsAsk, RunsNews};
use super::undo::{UndoStack, UndoTurn};
use crate::preset::{LOSS_TERMS, Value, find};
use crate::stream::{Command, Event, Intervention, Severity};
use eframe::egui;

impl App {
    /// Sends a command that somebody gave by hand; changes of parameters can be undone from here on.
    pub(super) fn change(&mut self, command: Command, ctx: &egui::Context) {
        if self.source.is_live() {
            match &command {
                Command::Set { name, value } => {
                    let before = self.run.wanted(name);
                    let is_live = find(name).is_some_and(|spec| spec.live);
                    if let Some(before) = before.filter(|_| is_live) {
                        self.undo.set(name, before, value.clone(), self.hand.gesture(ctx));
                    }
                }
                Command::HoldRate(is_held) => self.undo.hold(*is_held),
                Command::RestartSchedule => self.undo.restart(),
                _ => {}
            }
        }
        self.send(command);
    }

    /// Switches a loss term off or on, by hand.
    pub(super) fn switch_term(&mut self, term: usize, ctx: &egui::Context) {
        let Some(name) = LOSS_TERMS.get(term).map(|term| format!("{}.enabled", term.name)) else { return };
        if let Some(Value::Switch(is_on)) = self.run.wanted(&name) {
            self.change(Command::Set { name, value: Value::Switch(!is_on) }, ctx);
        }
    }

    /// Undoes the newest change, or redoes what was undone last.
    pub(super) fn turn_back(&mut self, is_undo: bool) {
        let turn = if is_undo { self.undo.undo() } else { self.undo.redo() };
        match turn {
            UndoTurn::Send(command) => self.send(command),
            UndoTurn::Nothing => self.tell(if is_undo { "Nothing to undo" } else { "Nothing to redo" }),
            UndoTurn::Never => {
                self.tell("That the schedule was restarted cannot be undone; what was changed before can");
            }
        }
    }

    /// Goes back to the state that was kept last.
    pub(super) fn return_to_kept(&mut self) {
        match self.run.kept.last().map(|kept| kept.id) {
            Some(id) => self.send(Command::ReturnTo(id)),
            None => self.tell("Nothing is kept to go back to: F keeps the present state"),
        }
    }

    /// Says something for some seconds, and in the log.
    fn tell(&mut self, text: impl Into<String>) {
        let text = text.into();
        self.run.say(Severity::Info, text.clone());
        self.chrome.word.say(text, None);
    }

    /// Takes in what an event means for going back.
    pub(super) fn note_event(&mut self, event: &Event) {
        match event {
            Event::Applied(intervention) => {
                if let Some(is_undo) = self.undo.confirms(intervention) {
                    let redo = WordButton { label: "Redo", tooltip: "Ctrl+Shift+Z", ask: Ask::Redo };
                    let redo = Some(redo).filter(|_| is_undo && self.undo.can_redo());
                    self.chrome.word.say(turned_words(intervention, is_undo), redo);
                }
            }
            Event::Refused { command, .. } => {
                if let Command::Set { name, .. } = command.as_ref() {
                    self.undo.refused(name);
                }
            }
            Event::Checkpoint { .. } | Event::Began { .. } => self.runs.refresh_if_read(),
            _ => {}
        }
    }

    /// Another run began.
    pub(super) fn forget_changes(&mut self) {
        self.undo = UndoStack::default();
    }

    /// Takes in what became of what was asked about recorded runs.
    pub(super) fn take_run_news(&mut self) {
        self.runs.present.clone_from(&self.run.folder);
        for news in self.runs.poll() {
            match news {
                RunsNews::Done(text) => self.tell(text),
                RunsNews::Failed(text) => self.run.say(Severity::Warning, text),
                RunsNews::Binned(binned) => {
                    let name = binned.was.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    self.run.say(Severity::Info, format!("{} lies in {}", binned.was.display(), binned.lies.display()));
                    let ask = Ask::Runs(RunsAsk::PutBack(binned));
                    let back = WordButton { label: "Put back", tooltip: "Take it out of the bin again", ask };
                    self.chrome.word.say(format!("{name} is in the bin"), Some(back));
                }
            }
        }
        self.glances.poll();
    }
}

/// What was changed back, and that no training time went: `σ_g back to 0.4, from step 4001: …`.
fn turned_words(Intervention { step, name, new, .. }: &Intervention, is_undo: bool) -> String {
    let what = match name.as_str() {
        Intervention::HOLD if new == "true" => "The learning rate is held again".to_owned(),
        Intervention::HOLD => "The learning rate follows the schedule again".to_owned(),
        _ => {
            let spec = find(name);
            let symbol = spec.map(|spec| spec.symbol).filter(|symbol| !symbol.is_empty()).unwrap_or(name);
            let unit = spec.map_or("", |spec| spec.unit);
            let value =
                spec.and_then(|spec| Value::parse(spec, new).ok()).map_or_else(|| new.clone(), |v| v.to_string());
            let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
            if is_undo { format!("{symbol} back to {value}{unit}") } else { format!("{symbol} is {value}{unit} again") }
        }
    };
    format!("{what}, from step {}: training time is not rewound (F keeps a state to go back to)", step + 1)
}
