//! The presenter's window: notes, what comes next, and how late it is. Nobody in the audience sees it.

use super::bar::ScenePlace;
use super::keys;
use crate::app::ask::Ask;
use crate::app::chrome::top_bar::badge;
use crate::app::kit::widgets::{badge_ui, clock, grouped};
use crate::app::talk::{PlannedChange, TalkScene, When};
use crate::app::view::View;
use crate::platform::time_of_day;
use eframe::egui::{
    Align, CentralPanel, Context, Frame, Label, Layout, RichText, ScrollArea, Ui, ViewportBuilder, ViewportClass,
    ViewportId,
};
use std::time::Duration;

/// The window.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Presenter {
    is_open: bool,
    /// When the talk began.
    began: Option<Duration>,
}

impl Presenter {
    /// Opens the window or closes it.
    pub(super) fn toggle(&mut self) {
        self.is_open = !self.is_open;
    }

    /// Whether there is a presenter who reads them.
    pub(super) fn is_open(&self) -> bool {
        self.is_open
    }

    /// A scene is shown: the first one begins the talk.
    pub(super) fn scene_began(&mut self, now: Duration) {
        self.began.get_or_insert(now);
    }

    /// Draws the window: one of its own where the system has such, else one upon the stage.
    pub(super) fn window_ui(
        &mut self,
        ctx: &Context,
        now: Duration,
        place: Option<&ScenePlace<'_>>,
        next: Option<&TalkScene>,
        view: &View<'_>,
    ) -> Vec<Ask> {
        if !self.is_open {
            return Vec::new();
        }
        let builder = ViewportBuilder::default()
            .with_title("Notes · gridscope")
            .with_inner_size([480.0, 360.0])
            .with_min_inner_size([260.0, 180.0]);
        let mut asks = Vec::new();
        ctx.show_viewport_immediate(ViewportId::from_hash_of("presenter notes"), builder, |ui, class| {
            if class != ViewportClass::EmbeddedWindow {
                asks.extend(keys::in_notes(ui.ctx()));
            }
            if ui.ctx().input(|input| input.viewport().close_requested()) {
                self.is_open = false;
            }
            if class == ViewportClass::EmbeddedWindow {
                self.notes_ui(ui, now, place, next, view);
            } else {
                let ground = Frame::new().fill(view.theme.panel).inner_margin(10.0);
                CentralPanel::default().frame(ground).show(ui, |ui| self.notes_ui(ui, now, place, next, view));
            }
        });
        asks
    }

    fn notes_ui(
        &mut self,
        ui: &mut Ui,
        now: Duration,
        place: Option<&ScenePlace<'_>>,
        next: Option<&TalkScene>,
        view: &View<'_>,
    ) {
        ui.horizontal(|ui| {
            let (text, colour) = badge(view);
            badge_ui(ui, text, colour);
            ui.label(format!("step {}", grouped(view.status.step)));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if let Some([hours, minutes]) = time_of_day() {
                    ui.label(RichText::new(format!("{hours:02}:{minutes:02}")).strong())
                        .on_hover_text("What the clock says");
                }
                let elapsed = self.began.map_or(0.0, |began| now.saturating_sub(began).as_secs_f64());
                ui.label(RichText::new(clock(elapsed)).monospace()).on_hover_text("Since the first scene");
                if ui.button("From 0").on_hover_text("Count the time of the talk from now on").clicked() {
                    self.began = Some(now);
                }
            });
        });
        ui.separator();
        let Some(ScenePlace { scene, number, count }) = place else {
            ui.label("No scene is shown: a digit or Page Down shows one");
            return;
        };
        ui.add(Label::new(RichText::new(format!("{number} of {count}: {}", scene.title)).strong()).wrap());
        ui.with_layout(Layout::bottom_up(Align::Min), |ui| {
            let next = next.map_or("The last scene".to_owned(), |next| format!("Next: {}", next.title));
            ui.add(Label::new(RichText::new(next).color(view.theme.accent)).wrap());
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                    ui.add(Label::new(&scene.note).wrap());
                    if view.is_live {
                        scene.changes.iter().for_each(|change| drop(ui.label(words(change))));
                    }
                });
            });
        });
    }
}

/// A planned change in words.
fn words(PlannedChange { when, name, value }: &PlannedChange) -> String {
    match when {
        When::AfterS(seconds) => format!("After {seconds} s: {name} = {value}"),
        When::Step(step) => format!("At step {}: {name} = {value}", grouped(*step)),
    }
}
