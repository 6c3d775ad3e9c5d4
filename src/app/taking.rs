//! What is asked to be taken away, and of what.

use super::App;
use super::figure_look::PanelForm;
use super::shelf::ShelvedMaps;
use super::take_away::TakenRun;
use crate::export::FilmKind;
use crate::stream::Severity;
use std::sync::Arc;

impl App {
    /// Takes the panel away that the pointer was on last.
    pub(super) fn export_panel(&mut self) {
        let panes = self.settings.panels.panes();
        let name = self.stage.pointed().or_else(|| self.settings.layout.pointed());
        let pointed = name.and_then(|name| panes.iter().find(|pane| pane.name == name));
        match pointed {
            Some(pane) => self.take_away.want(pane.name, PanelForm::Everything),
            None => self.run.say(Severity::Warning, "Point at a panel to export it".to_owned()),
        }
    }

    /// Films the recording that is played, or that of the run as far as it goes.
    pub(super) fn make_film(&mut self, kind: FilmKind) {
        let is_played = self.replays.playing.is_some();
        let recording = if is_played { self.replays.path.clone() } else { self.run.recorded.clone() };
        if recording.is_none() && !is_played {
            self.run.say(Severity::Warning, "Nothing is recorded that could be filmed".to_owned());
            return;
        }
        if let Err(why) = self.take_away.begin_film(recording, self.run.folder.as_deref(), kind) {
            self.run.say(Severity::Warning, why);
        }
    }

    /// Writes everything of the run into a folder of its own.
    pub(super) fn export_run(&mut self) {
        let reported = self.selection.shown(&self.shelf).and_then(ShelvedMaps::reported);
        let maps = reported.map(|reported| (Arc::clone(&reported.set), Arc::clone(&reported.report)));
        let run = &self.run;
        let facts = TakenRun {
            preset: &run.preset,
            interventions: &run.interventions,
            device: &run.status.device,
            folder: run.folder.as_deref(),
        };
        if let Err(why) = self.take_away.want_run(&self.settings.panels, facts, run.status.step, maps) {
            self.run.say(Severity::Warning, why);
        }
    }
}
