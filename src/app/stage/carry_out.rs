//! What is asked of the stage, and what its scenes ask for.

use super::bar::StageLine;
use super::director::SceneFacts;
use super::keys;
use crate::app::App;
use crate::app::ask::{Ask, StageAsk};
use crate::app::notice::Notice;
use crate::app::shelf::ShelvedMaps;
use crate::app::talk::{Talk, read_folder, shipped};
use crate::stream::Severity;
use eframe::egui::{Context, ViewportCommand};
use std::path::Path;
use std::time::Duration;

impl App {
    /// Opens the talk that the window was begun with, and goes on stage if it was told to.
    pub(in crate::app) fn begin_stage(&mut self, ctx: &Context) {
        if !std::mem::take(&mut self.stage.is_new) {
            return;
        }
        if let Some(folder) = self.stage.options.talk.clone() {
            self.open_talk(&folder);
        }
        if self.stage.options.is_on {
            self.toggle_stage(ctx);
            if self.stage.options.shows_first {
                self.show_scene(0, ctx);
            }
        }
    }

    /// Keys that mean something on stage; not while a dialog is open.
    pub(in crate::app) fn stage_keys(&mut self, ctx: &Context) -> Vec<Ask> {
        if !self.stage.is_on() || self.chrome.has_dialog() {
            return Vec::new();
        }
        keys::on_stage(ctx, self.stage.enlarged.is_some())
    }

    /// Carries out what was asked of the stage.
    pub(in crate::app) fn carry_out_on_stage(&mut self, ask: StageAsk, ctx: &Context) {
        let panes = self.settings.panels.panes();
        match ask {
            StageAsk::Toggle => self.toggle_stage(ctx),
            StageAsk::Enlarge => self.stage.enlarge(&panes),
            StageAsk::ShowAll => self.stage.enlarged = None,
            StageAsk::NextPanel => self.stage.step_panel(true, &panes),
            StageAsk::PreviousPanel => self.stage.step_panel(false, &panes),
            StageAsk::Scene(index) => self.show_scene(index, ctx),
            StageAsk::NextScene => self.show_scene(self.stage.scene.map_or(0, |scene| scene + 1), ctx),
            StageAsk::PreviousScene => {
                self.show_scene(self.stage.scene.map_or(0, |scene| scene.saturating_sub(1)), ctx);
            }
            StageAsk::Notes => self.stage.presenter.toggle(),
            StageAsk::OpenTalk(folder) => {
                if self.open_talk(&folder) {
                    self.show_scene(0, ctx);
                }
            }
        }
    }

    /// Closes a panel on stage or brings it back, where that is meant; whether it was.
    pub(in crate::app) fn toggle_on_stage(&mut self, pane: &'static str) -> bool {
        if pane == super::CONTROLS && self.stage.is_on() {
            self.stage.show_controls(!self.stage.has_controls);
        } else if let Some(layout) = &mut self.stage.layout {
            layout.toggle(pane);
        }
        self.stage.is_on()
    }

    /// Brings a panel to the front on stage, where that is meant; whether it was.
    pub(in crate::app) fn show_on_stage(&mut self, pane: &'static str) -> bool {
        self.stage.show_panel(pane);
        self.stage.is_on()
    }

    /// Another theme on stage, where that is meant; whether it was.
    pub(in crate::app) fn switch_look_on_stage(&mut self) -> bool {
        if self.stage.is_on() {
            self.stage.switch_look();
        }
        self.stage.is_on()
    }

    /// Fills the screen, or goes back to a window; how large everything is then follows.
    fn toggle_stage(&mut self, ctx: &Context) {
        let on = !self.stage.is_on();
        if on {
            self.stage.enter(&self.settings.layout);
        } else {
            self.stage.leave();
        }
        self.settings.panels.tell(&Ask::FitLosses);
        ctx.send_viewport_cmd(ViewportCommand::Fullscreen(on));
    }

    fn panel_names(&self) -> Vec<&'static str> {
        self.settings.panels.panes().into_iter().map(|pane| pane.name).collect()
    }

    /// Opens the talk in a folder; whether that could be done.
    fn open_talk(&mut self, folder: &Path) -> bool {
        match read_folder(folder, &self.panel_names()) {
            Ok(talk) => {
                self.run.say(Severity::Info, format!("Talk with {} scenes: {}", talk.scenes.len(), talk.title));
                (self.stage.talk, self.stage.scene) = (Some(talk), None);
                true
            }
            Err(error) => {
                self.run.say(Severity::Warning, error.to_string());
                false
            }
        }
    }

    /// Shows a scene of the talk; of that which comes with the program where none is open.
    fn show_scene(&mut self, index: usize, ctx: &Context) {
        if self.stage.talk.is_none() {
            if !self.stage.is_on() {
                let text = "No talk is open: drop its folder here, or go on stage (F11) for the one that comes with the program";
                self.run.say(Severity::Warning, text.to_owned());
                return;
            }
            self.stage.talk = Some(shipped(&self.panel_names()));
        }
        let Some(talk) = &self.stage.talk else { return };
        let Some(scene) = talk.scenes.get(index).cloned() else {
            self.run.say(Severity::Info, format!("The talk has {} scenes", talk.scenes.len()));
            return;
        };
        let recording = talk.recording(&scene);
        if let (Some(name), None, Some(preset)) = (&scene.recording, &recording, &scene.preset) {
            let text = format!("The recording {name} is not there: {} is trained instead", preset.name);
            self.run.say(Severity::Warning, text);
        }
        let now = (self.clock)();
        self.stage.scene = Some(index);
        self.stage.presenter.scene_began(now);
        if self.stage.is_on() {
            self.stage.show_controls(false);
            self.stage.enlarged = scene.panel.map(|panel| (panel, scene.beside));
        } else if let Some(panel) = scene.panel {
            self.settings.layout.bring_to_front(panel);
        }
        let mut director = std::mem::take(&mut self.stage.director);
        let asks = director.begin(&scene, recording, &self.scene_facts(now));
        self.stage.director = director;
        for ask in std::iter::once(Ask::FitLosses).chain(asks) {
            self.carry_out(ask, ctx);
        }
    }

    /// A run began, or a recording is there.
    pub(in crate::app) fn tell_stage_of_run(&mut self) {
        self.stage.director.run_began();
    }

    /// What the scene on stage asks for next, and the next scene where the talk plays by itself.
    pub(in crate::app) fn follow_scene(&mut self, ctx: &Context) {
        let now = (self.clock)();
        let mut director = std::mem::take(&mut self.stage.director);
        let asks = director.poll(&self.scene_facts(now));
        self.stage.director = director;
        for ask in asks {
            self.carry_out(ask, ctx);
        }
        let (idle_s, is_touched) = (self.stage.idle_s(), keys::is_touched(ctx));
        let stays_s = self.stage.place().and_then(|place| place.scene.duration_s);
        let is_due = self.stage.booth.is_due(now, is_touched, idle_s, stays_s);
        let next = self.stage.talk.as_ref().filter(|_| is_due).and_then(|talk| self.next_by_itself(talk));
        if let Some(next) = next {
            self.show_scene(next, ctx);
        }
        if let Some(wait_s) = self.stage.booth.wait_s(now, idle_s, stays_s) {
            ctx.request_repaint_after(Duration::from_secs_f64(wait_s.max(0.01)));
        }
    }

    /// The next scene that may play by itself: one that trains would leave a run behind where runs are recorded.
    fn next_by_itself(&self, talk: &Talk) -> Option<usize> {
        let count = talk.scenes.len();
        let after = self.stage.scene.map_or(0, |scene| scene + 1);
        let may = |index: &usize| !self.stage.options.saves || talk.recording(&talk.scenes[*index]).is_some();
        (after..after + count).map(|index| index % count).find(may)
    }

    fn scene_facts(&self, now: Duration) -> SceneFacts<'_> {
        let shown = self.selection.shown(&self.shelf);
        SceneFacts {
            now,
            run: self.run.id,
            preset: &self.run.preset.name,
            is_live: self.source.is_live(),
            state: self.run.status.state,
            step: self.run.status.step,
            playback: self.source.playback(),
            shown: shown.map(|shown| shown.set.as_ref()),
            report: shown.and_then(ShelvedMaps::reported).map(|own| (own.set.key, own.report.as_ref())),
            live: self.shelf.live().map(|live| live.set.key.id),
        }
    }

    /// What strips would say in a window, in one line: what waits for an answer, what stopped training, what went wrong.
    pub(in crate::app) fn stage_line(&self) -> Option<StageLine> {
        let say = |severity, text: String| Some(StageLine { severity, text });
        if let Some(words) = self.chrome.question.words(self.run.status.step) {
            return say(Severity::Warning, words);
        }
        match &self.run.notice {
            Some(Notice::Failed { message }) => return say(Severity::Error, format!("Training failed: {message}")),
            Some(Notice::NonFinite { step, term }) => {
                return say(Severity::Warning, format!("{term} was not finite in step {step}; training is paused"));
            }
            None => {}
        }
        let line = self.chrome.toast.line();
        line.and_then(|line| say(line.severity, line.text.clone())).or_else(|| {
            let unsaved = self.run.unsaved.as_ref()?;
            say(Severity::Warning, format!("Not saved: {}", unsaved.reason))
        })
    }
}
