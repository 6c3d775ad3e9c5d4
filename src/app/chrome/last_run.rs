//! The run that was left, offered for a while: after the start that of last time, later the one before.

use super::strip::strip_ui;
use crate::app::ask::Ask;
use crate::app::kit::sheet::SheetPictures;
use crate::app::kit::widgets::{ago, grouped};
use crate::app::view::View;
use crate::runs::{LastRun, StoredCheckpoint};
use crate::stream::Command;
use eframe::egui::{RichText, Sense, Ui};

/// Side of a small picture, points.
const PICTURE: f32 = 40.0;

/// A run that one click goes on with.
#[derive(Clone, Debug, Default)]
pub(crate) struct RunOffer {
    run: Option<LastRun>,
    /// Its newest checkpoint, for a small picture if one is kept.
    stored: Option<StoredCheckpoint>,
    /// What it was.
    words: &'static str,
    /// How long it is offered, seconds; the list of recent runs has it for ever.
    stays_s: f64,
    since_s: Option<f64>,
    /// It was taken, and its run has not begun yet.
    is_taken: bool,
}

impl RunOffer {
    /// A run that was taken has begun by then, seconds.
    const OPENS_S: f64 = 10.0;

    /// Offers the run that was left when the program was closed.
    pub(crate) fn of_last_time(run: Option<LastRun>) -> Self {
        let stored = run.as_ref().and_then(LastRun::stored);
        Self { run, stored, words: "Last time", stays_s: 60.0, ..Self::default() }
    }

    /// Another run began: offers the one that was left for it. Not where an offer led there: a double click would lead back.
    pub(crate) fn run_began(&mut self, left: Option<LastRun>) {
        let run = left.filter(|_| !self.is_taken);
        *self = Self { run, words: "Before", stays_s: 20.0, ..Self::default() };
    }

    /// Nobody took it in time.
    pub(crate) fn forget_old(&mut self, now_s: f64) {
        let since_s = *self.since_s.get_or_insert(now_s);
        // A run that could not be opened does not begin: the next one left is offered again.
        self.is_taken &= now_s - since_s <= Self::OPENS_S;
        if self.time_left_s(now_s) <= 0.0 {
            self.run = None;
        }
    }

    /// Seconds until it goes; 0 when there is none.
    #[must_use]
    pub(crate) fn time_left_s(&self, now_s: f64) -> f64 {
        if self.run.is_none() { 0.0 } else { (self.since_s.unwrap_or(now_s) + self.stays_s - now_s).max(0.0) }
    }

    /// Draws it; returns what it means when it is taken.
    pub(crate) fn ui(&mut self, ui: &mut Ui, pictures: &mut SheetPictures, view: &View<'_>) -> Option<Ask> {
        let LastRun { folder, preset, seed, step, age } = self.run.clone()?;
        let mut taken = None;
        let glance = self.stored.as_ref().and_then(|stored| view.glances.ready(stored));
        strip_ui(ui, view.theme.accent, |ui| {
            if let Some((glance, mapped)) = glance.and_then(|glance| Some((glance, glance.mapped()?))) {
                let look = ((&folder, glance.step), view.colour_map);
                let words = format!("Maps of {preset}");
                let picture = pictures.ui(ui, look, (PICTURE, Sense::hover()), &words, || mapped.sheet.clone());
                picture.on_hover_text(glance.words());
            }
            ui.label(self.words);
            ui.label(RichText::new(preset).strong());
            ui.label(format!("seed {seed}, step {}, {}", grouped(step), ago(age)));
            if ui.button("Continue").on_hover_text(folder.display().to_string()).clicked() {
                taken = Some(Ask::Send(Command::Open(folder)));
            }
            if ui.button("Not now").on_hover_text("Open… has it among the recent runs").clicked() {
                self.run = None;
            }
        });
        if taken.is_some() {
            (self.run, self.is_taken, self.since_s) = (None, true, None);
        }
        taken
    }
}
