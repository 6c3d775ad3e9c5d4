//! What everything that can be asked for does.

use super::App;
use super::analyses::ReportedMaps;
use super::ask::Ask;
use super::chrome::paste::preset_text;
use super::open_study::OpenStudy;
use super::panel::Panel as _;
use super::panels::compare::ComparePanel;
use super::shelf::ShelvedMaps;
use crate::maps::{MapSetId, Origin};
use crate::measure::{MeasurementAsk, Subject};
use crate::stream::{Command, RunState, Severity};
use eframe::egui;

impl App {
    /// Carries out what was asked for, or has it done by the part or the panel whose business it is.
    pub(super) fn carry_out(&mut self, ask: Ask, ctx: &egui::Context) {
        ctx.request_repaint();
        if self.settings.panels.tell(&ask) {
            return;
        }
        match ask {
            Ask::Send(command) => self.change(command, ctx),
            Ask::RunPause if self.run.status.state == RunState::Running => self.send(Command::Pause),
            Ask::RunPause => self.send(Command::Run),
            Ask::Step => self.send(Command::Step),
            Ask::Reset | Ask::SetSeed(_) | Ask::NewSeed | Ask::Begin(_) => self.start_again(&ask),
            Ask::RestartSchedule => self.change(Command::RestartSchedule, ctx),
            Ask::SwitchTerm(term) => self.switch_term(term, ctx),
            Ask::Checkpoint => self.send(Command::Checkpoint),
            Ask::ReproduceRun => self.reproduce_present(),
            Ask::Reproduce(folder) => self.reproducing.begin(folder),
            Ask::CancelReproducing => self.reproducing.cancel(),
            Ask::ForgetReproduction => self.reproducing.forget(),
            Ask::MapArena => {
                self.send(Command::MapArena { side_m: self.settings.arena_side_m });
                self.selection.await_arena();
            }
            Ask::SetArenaSide(side_m) => self.settings.arena_side_m = side_m,
            Ask::ShowMaps(id) => self.show_maps(id),
            Ask::UseColours(map) => self.settings.colour_map = map,
            Ask::NextColours => self.settings.colour_map = self.settings.colour_map.next(),
            Ask::SelectUnit(unit) => {
                self.selection.choose_unit(unit);
                self.look_closely();
            }
            Ask::PreviousUnit => self.step_unit(false),
            Ask::NextUnit => self.step_unit(true),
            Ask::SelectModule(module) => self.selection.module = module,
            Ask::ToggleBaseline => self.toggle_baseline(),
            Ask::BaselineInCorners(has_corners) => self.comparison.has_corners = has_corners,
            Ask::ChooseTwin => self.settings.layout.bring_to_front(ComparePanel::PANE.name),
            Ask::Measure(ask) => self.measure(&ask),
            Ask::Open => self.chrome.show_open_dialog(),
            Ask::SavePreset => self.chrome.show_save_dialog(&self.run.preset, &self.run.interventions),
            Ask::CopyPreset => self.copy_preset(ctx),
            Ask::PastePreset => ctx.send_viewport_cmd(egui::ViewportCommand::RequestPaste),
            Ask::OpenShippedStudy(shipped) => self.show_study(OpenStudy::shipped(shipped), ctx),
            Ask::Read(path) => self.files.read(path),
            Ask::ReadAll(paths) => self.files.read_all(paths),
            Ask::ReadSo(path, choice) => self.files.read_so(path, *choice),
            Ask::ReadWalk(file) => self.files.read_walk(*file),
            Ask::LeaveFile(path) => self.files.leave(&path),
            Ask::Say(text) => self.run.say(Severity::Info, text),
            Ask::Complain(text) => self.run.say(Severity::Warning, text),
            Ask::Copy(text) => ctx.copy_text(text),
            Ask::TogglePane(name) if self.toggle_on_stage(name) => {}
            Ask::TogglePane(name) => self.settings.layout.toggle(name),
            Ask::ShowPane(name) if self.show_on_stage(name) => {}
            Ask::ShowPane(name) => self.settings.layout.bring_to_front(name),
            Ask::ToggleAbout => self.settings.shows_about = !self.settings.shows_about,
            Ask::ResetLayout => self.settings.reset_layout(),
            Ask::SwitchTheme if self.switch_look_on_stage() => {}
            Ask::SwitchTheme => self.settings.is_dark = !self.settings.is_dark,
            Ask::Stage(ask) => self.carry_out_on_stage(ask, ctx),
            Ask::SetZoom(zoom) => ctx.set_zoom_factor(zoom),
            Ask::UseLineColours(lines) => self.settings.lines = lines,
            Ask::TogglePalette => self.chrome.toggle_palette(self.settings.panels.panes()),
            Ask::StartTour => self.chrome.start_tour(),
            Ask::EndTour => self.settings.wants_tour = false,
            Ask::ToggleKeys => self.chrome.toggle_keys(),
            Ask::TakePanel(name, form) => self.take_away.want(name, form),
            Ask::ExportPanel => self.export_panel(),
            Ask::ExportRun => self.export_run(),
            Ask::Film => self.take_away.ask_film(),
            Ask::MakeFilm(kind) => self.make_film(kind),
            Ask::SetFigure(look) => self.settings.figure = look.checked(),
            Ask::Replay(path) => self.replays.open(Some(path)),
            Ask::ReplayBundled => self.replays.open(None),
            Ask::BackToRun => drop(self.back_to_run()),
            Ask::Record => self.record_or_stop(),
            Ask::StepBack => self.step_back(),
            Ask::LookAt(step) => self.replays.look_at(step, self.run.recorded.as_deref()),
            Ask::Quit => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
            Ask::Keep => self.send(Command::Keep),
            Ask::ReturnToKept => self.return_to_kept(),
            Ask::Undo => self.turn_back(true),
            Ask::Redo => self.turn_back(false),
            Ask::Runs(ask) => self.runs.carry_out(ask),
            Ask::Glances(ask) => self.glances.carry_out(ask),
            // Of panels that this window lacks.
            Ask::LogAxis | Ask::Smoothing | Ask::FitLosses | Ask::WalkAlong(_) | Ask::NotWalked(..) => {}
        }
    }

    fn show_maps(&mut self, id: MapSetId) {
        if let Some(shelved) = self.shelf.get(id) {
            self.selection.show(&shelved.set);
            self.selection.give_up_arena();
        }
    }

    fn step_unit(&mut self, forward: bool) {
        self.selection.step_unit(forward, &self.shelf);
        self.look_closely();
    }

    /// Has the unit whose pictures are wanted looked at.
    pub(super) fn look_closely(&mut self) {
        if let Some(id) = self.selection.shown(&self.shelf).map(|shown| shown.set.key.id) {
            self.shelf.look_closely(id, self.selection.wanted_unit());
        }
    }

    /// Begins or cancels a measurement of the maps on screen.
    fn measure(&mut self, ask: &MeasurementAsk) {
        let reported = self.selection.shown(&self.shelf).and_then(ShelvedMaps::reported).cloned();
        let is_of_twin = |reported: &ReportedMaps| matches!(reported.set.origin, Origin::Twin(_));
        let twin = self.run.twin.as_ref().filter(|_| reported.as_ref().is_some_and(is_of_twin));
        let params = twin.map_or(&self.run.preset.params, |twin| &twin.info.preset.params);
        let subject = reported.map(|reported| Subject::new(reported.set, reported.report, Some(params)));
        if let Err(why) = self.measurements.carry_out(ask, subject.as_ref()) {
            self.run.say(Severity::Warning, why.to_string());
        }
    }

    fn copy_preset(&mut self, ctx: &egui::Context) {
        ctx.copy_text(preset_text(&self.run.preset));
        let name = self.run.preset.name.clone();
        self.run.say(Severity::Info, format!("{name} is on the clipboard as text: Paste preset begins a run of it"));
    }

    pub(super) fn send(&mut self, command: Command) {
        if Self::means_run(&command) {
            self.back_to_run();
        }
        self.run.outbox.push(command, (self.clock)().as_secs_f64());
    }
}
