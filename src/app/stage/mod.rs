//! Stage mode: the window in front of an audience. Large letters, thick lines, one panel at a time, no dialogs; and the talk
//! whose scenes are shown on it.

mod bar;
mod booth;
mod carry_out;
mod director;
mod keys;
mod presenter;

pub(crate) use bar::StageLine;

use super::ask::Ask;
use super::kit::theme::Look;
use super::layout::{Layout, single_ui};
use super::options::StageOptions;
use super::panel::{Pane, PanePlace, Panels};
use super::talk::Talk;
use super::view::View;
use bar::{ScenePlace, bar_ui, heading_ui};
use booth::Booth;
use director::Director;
use eframe::egui::{CentralPanel, Context, CursorIcon, Frame, Pos2, Rect, Ui, UiBuilder};
use presenter::Presenter;
use std::time::Duration;

/// The panel with the controls.
const CONTROLS: &str = "controls";
/// The part of the stage that the first of two panels takes.
const FIRST_PART: f32 = 0.6;

/// The stage, and what is on it.
pub(crate) struct StageMode {
    /// The arrangement of the panels on stage; that of the window stays as it was. `None` in a window.
    layout: Option<Layout>,
    look: Look,
    /// The panel Controls and the controls of all others are shown.
    has_controls: bool,
    /// What fills the stage, if one panel does, and what stands beside it.
    enlarged: Option<(&'static str, Option<&'static str>)>,
    /// The panel that was pointed at last.
    last: Option<&'static str>,
    talk: Option<Talk>,
    /// The scene that is shown.
    scene: Option<usize>,
    director: Director,
    booth: Booth,
    presenter: Presenter,
    options: StageOptions,
    /// Nothing was drawn yet.
    is_new: bool,
}

impl StageMode {
    /// A window, and no talk.
    pub(super) fn new(options: StageOptions) -> Self {
        Self {
            layout: None,
            look: Look::Projector,
            has_controls: true,
            enlarged: None,
            last: None,
            talk: None,
            scene: None,
            director: Director::default(),
            booth: Booth::default(),
            presenter: Presenter::default(),
            options,
            is_new: true,
        }
    }

    pub(super) fn is_on(&self) -> bool {
        self.layout.is_some()
    }

    /// The theme on stage.
    pub(super) fn look(&self) -> Option<Look> {
        self.is_on().then_some(self.look)
    }

    /// Whether controls are shown, as they always are in a window.
    pub(super) fn has_controls(&self) -> bool {
        !self.is_on() || self.has_controls
    }

    /// Whether the pointer, and with it what is told of the place below it, is hidden: once it rests where nothing is to be
    /// clicked.
    pub(super) fn hides_pointer(&self, ctx: &Context) -> bool {
        /// Time to read what is told, seconds.
        const RESTS_S: f32 = 3.0;
        if self.has_controls() {
            return false;
        }
        let (rested_s, is_down) =
            ctx.input(|input| (input.pointer.time_since_last_movement(), input.pointer.any_down()));
        if rested_s < RESTS_S || is_down {
            ctx.request_repaint_after(Duration::from_secs_f32(RESTS_S));
            return false;
        }
        ctx.set_cursor_icon(CursorIcon::None);
        true
    }

    fn enter(&mut self, layout: &Layout) {
        self.layout = Some(layout.clone());
        (self.has_controls, self.enlarged, self.last) = (true, None, None);
    }

    fn leave(&mut self) {
        self.layout = None;
    }

    fn switch_look(&mut self) {
        self.look = match self.look {
            Look::Projector => Look::Dark,
            Look::Dark => Look::Light,
            Look::Light => Look::Projector,
        };
    }

    fn show_controls(&mut self, shown: bool) {
        self.has_controls = shown;
        if let Some(layout) = self.layout.as_mut().filter(|layout| layout.is_shown(CONTROLS) != shown) {
            layout.toggle(CONTROLS);
        }
    }

    /// Brings a panel to the front, or in the place of the one that fills the stage.
    fn show_panel(&mut self, name: &'static str) {
        if let Some(enlarged) = &mut self.enlarged {
            *enlarged = (name, None);
        } else if let Some(layout) = &mut self.layout {
            layout.bring_to_front(name);
        }
    }

    /// The panel that fills the stage, or that was pointed at last; `None` in a window.
    pub(super) fn pointed(&self) -> Option<&'static str> {
        self.enlarged.map(|(panel, _)| panel).or(self.last).filter(|_| self.is_on())
    }

    /// Has the panel fill the stage that was pointed at last; where none was, the first one in the middle.
    fn enlarge(&mut self, panes: &[Pane]) {
        let Some(layout) = &self.layout else { return };
        let front = layout.in_front();
        let in_front = |pane: &&Pane| front.contains(&pane.name);
        let first = panes.iter().filter(in_front).find(|pane| pane.place == PanePlace::Middle);
        let last = self.last.filter(|last| front.contains(last));
        let panel = last.or(first.or_else(|| panes.iter().find(in_front)).map(|pane| pane.name));
        self.enlarged = panel.map(|panel| (panel, None));
    }

    /// The next panel of the menu fills the stage, or the one before, around the end.
    fn step_panel(&mut self, forward: bool, panes: &[Pane]) {
        let (Some((panel, _)), Some(layout)) = (self.enlarged, &self.layout) else { return };
        let is_shown = |pane: &&Pane| (layout.is_shown(pane.name) && pane.name != CONTROLS) || pane.name == panel;
        let names: Vec<&'static str> = panes.iter().filter(is_shown).map(|pane| pane.name).collect();
        let at = names.iter().position(|name| *name == panel).unwrap_or(0);
        let next = if forward { at + 1 } else { at + names.len() - 1 };
        self.enlarged = names.get(next % names.len().max(1)).map(|name| (*name, None));
    }

    /// Where the talk is.
    fn place(&self) -> Option<ScenePlace<'_>> {
        let (talk, index) = (self.talk.as_ref()?, self.scene?);
        Some(ScenePlace { scene: talk.scenes.get(index)?, number: index + 1, count: talk.scenes.len() })
    }

    /// How long nobody has to have touched anything before the talk plays by itself; `None` where it never does.
    fn idle_s(&self) -> Option<f64> {
        let talk = self.talk.as_ref().filter(|_| self.is_on() && !self.presenter.is_open())?;
        self.options.booth_s.or(talk.idle_s)
    }

    /// Draws the stage; in place of the bars and strips of a window, one line says what is wrong.
    pub(super) fn stage_ui(
        &mut self,
        ui: &mut Ui,
        panels: &mut Panels,
        line: Option<&StageLine>,
        view: &View<'_>,
        asks: &mut Vec<Ask>,
    ) {
        let panes = panels.panes();
        let place = self.place();
        let title = self.enlarged.and_then(|(name, _)| panes.iter().find(|pane| pane.name == name));
        bar_ui(ui, place.as_ref(), line, view, asks);
        heading_ui(ui, place.as_ref().map(|place| place.scene), title.map(|pane| pane.title), view);
        CentralPanel::default().frame(Frame::new()).show(ui, |ui| match (self.enlarged, &mut self.layout) {
            (Some((panel, None)), _) => single_ui(ui, panels, panel, view, asks),
            (Some((panel, Some(beside))), _) => {
                let (left, right) = ui.available_rect_before_wrap().split_left_right_at_fraction(FIRST_PART);
                for (name, rect) in [(panel, left), (beside, right)] {
                    part_ui(ui, name, rect, |ui| single_ui(ui, panels, name, view, asks));
                }
            }
            (None, Some(layout)) => layout.ui(ui, panels, view, asks),
            (None, None) => {}
        });
        if let Some(pointer) = ui.ctx().pointer_latest_pos() {
            self.point_at(pointer, &panes);
        }
    }

    fn point_at(&mut self, pointer: Pos2, panes: &[Pane]) {
        let Some(layout) = self.layout.as_ref().filter(|_| self.enlarged.is_none()) else { return };
        let name = layout.pane_at(pointer);
        let pane = panes.iter().find(|pane| Some(pane.name) == name && pane.name != CONTROLS);
        self.last = pane.map(|pane| pane.name).or(self.last);
    }

    /// Draws the window with the notes, while it is open.
    pub(super) fn presenter_ui(&mut self, ctx: &Context, now: Duration, view: &View<'_>) -> Vec<Ask> {
        let Self { talk, scene, presenter, .. } = self;
        let scenes = talk.as_ref().map_or(&[][..], |talk| &talk.scenes);
        let at =
            |index: usize| scenes.get(index).map(|scene| ScenePlace { scene, number: index + 1, count: scenes.len() });
        let next = scenes.get(scene.map_or(0, |scene| scene + 1));
        presenter.window_ui(ctx, now, scene.and_then(at).as_ref(), next, view)
    }
}

fn part_ui(ui: &mut Ui, name: &str, rect: Rect, add_contents: impl FnOnce(&mut Ui)) {
    ui.scope_builder(UiBuilder::new().max_rect(rect).id_salt(("part of the stage", name)), add_contents);
}
