//! One frame of the window.

use super::App;
use super::ask::Ask;
use super::chrome::actions::refuse_impossible;
use super::chrome::strip::strips_ui;
use super::chrome::{banner, bars_above_status, playback_ui};
use super::kit::theme::Theme;
use super::pace::Pace;
use super::settings::WindowSettings;
use super::shelf::ShelvedMaps;
use super::view::View;
use eframe::egui;

impl App {
    /// Draws everything and carries out what was asked for.
    pub fn frame_ui(&mut self, ui: &mut egui::Ui) {
        let ctx = ui.ctx().clone();
        self.begin_stage(&ctx);
        let theme = self.chrome.theme(&ctx, &mut self.settings, self.stage.look());
        self.hand.look(&ctx);
        let mut asks = self.chrome.pressed(&ctx);
        asks.extend(self.stage_keys(&ctx));
        self.draw_ui(ui, &theme, &mut asks);
        for ask in asks {
            self.carry_out(ask, &ctx);
        }
        self.follow_scene(&ctx);
        self.run.flush(self.source.as_mut());
        if self.run.outbox.is_waiting() {
            ctx.request_repaint_after(Pace::FRAME);
        }
    }

    /// The bars, the panels, the strips over them, and the dialogs over all.
    fn draw_ui(&mut self, ui: &mut egui::Ui, theme: &Theme, asks: &mut Vec<Ask>) {
        let (now, line) = ((self.clock)(), self.stage_line());
        let (run, selection) = (&self.run, &self.selection);
        let shown = selection.shown(&self.shelf);
        let reported = shown.and_then(ShelvedMaps::reported);
        let choices = self.shelf.choices();
        let playback = self.source.playback();
        let view = View {
            status: &run.status,
            run: run.id,
            is_live: self.source.is_live(),
            preset: &run.preset,
            sent: &run.outbox.all_waiting(),
            history: &run.history,
            interventions: &run.interventions,
            paths: run.paths.as_ref(),
            set: shown.map(|shown| shown.set.as_ref()),
            report: reported.map(|reported| reported.report.as_ref()),
            reported: reported.map(|reported| reported.set.key),
            reported_step: reported.and_then(|reported| reported.set.step),
            unit_detail: shown.and_then(|shown| shown.unit_detail(selection.unit())),
            choices: &choices,
            awaits_arena: selection.awaits_arena(),
            arena_side_m: self.settings.arena_side_m,
            colour_map: self.settings.colour_map,
            selected_unit: selection.unit(),
            selected_module: selection.module_among(reported),
            baseline: self.comparison.baseline.as_ref(),
            has_corners: self.comparison.has_corners,
            twin: run.twin_view(&self.shelf),
            log: run.log.lines(),
            on_stage: self.stage.is_on(),
            has_controls: self.stage.has_controls(),
            theme,
            measurements: &self.measurements,
            performance: &self.timing.performance,
            figure: self.settings.figure,
            playback: playback.as_ref(),
            recorded: run.recorded.as_deref(),
            glimpse: self.replays.glimpse(),
            kept: &run.kept,
            runs: &self.runs,
            glances: &self.glances,
            study: self.study.as_deref(),
        };
        refuse_impossible(asks, &view);
        self.chrome.tell_title(ui.ctx(), run.is_edited(), &view);
        asks.extend(self.stage.presenter_ui(ui.ctx(), now, &view));
        let failed = self.take_away.draw(ui.ctx(), &self.settings.panels, &view, run.folder.as_deref());
        asks.extend(failed.map(Ask::Complain));
        // Nothing behind a dialog is under the pointer: an open tooltip would stay for as long as the pointer does.
        let is_covered = self.chrome.has_dialog() || self.stage.hides_pointer(ui.ctx());
        let pointer = is_covered.then(|| ui.ctx().input_mut(|input| std::mem::take(&mut input.pointer)));
        let restored = |ui: &egui::Ui| {
            if let Some(pointer) = pointer {
                ui.ctx().input_mut(|input| input.pointer = pointer);
            }
        };
        if view.on_stage {
            if view.has_controls {
                asks.extend(playback_ui(ui, &view));
            }
            self.stage.stage_ui(ui, &mut self.settings.panels, line.as_ref(), &view, asks);
            restored(ui);
            asks.extend(self.chrome.dialogs_ui(ui.ctx(), &self.settings, &view)); // those that were asked for
            return;
        }
        asks.extend(self.chrome.bars_ui(ui, &self.settings, run.is_edited(), &view));
        // Its ground is the window's: filling it again would cost a software renderer as much as all the maps.
        egui::CentralPanel::default().frame(egui::Frame::new()).show(ui, |ui| {
            let WindowSettings { layout, panels, .. } = &mut self.settings;
            layout.ui(ui, panels, &view, asks);
        });
        strips_ui(ui.ctx(), bars_above_status(&view), |ui| {
            asks.extend(self.chrome.strips_ui(ui, run.folder.is_some(), run.notice.is_some(), &view));
            asks.extend(banner::banner_ui(ui, run.notice.as_ref(), run.unsaved.as_ref(), run.owned.as_ref(), &view));
            asks.extend(self.files.strip_ui(ui, &view));
            asks.extend(self.take_away.strip_ui(ui, &view, (self.clock)().as_secs_f64()));
            asks.extend(self.reproducing.strip_ui(ui, &view));
        });
        restored(ui);
        asks.extend(self.chrome.dialogs_ui(ui.ctx(), &self.settings, &view));
    }
}
