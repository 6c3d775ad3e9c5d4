//! How large everything is, in a window and on stage; and a window that fits on its screen.

use super::theme::zoom_for_stage;
use eframe::egui::{Context, Vec2, ViewportCommand, ViewportInfo, vec2};
use serde::{Deserialize, Serialize};

/// What is kept of it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Zoom {
    /// How much larger than normal everything is in a window …
    window: f32,
    /// … and on stage, where the user chose it; else it follows from the height.
    stage: Option<f32>,
    #[serde(skip)]
    state: State,
}

impl Default for Zoom {
    fn default() -> Self {
        Self { window: 1.0, stage: None, state: State::default() }
    }
}

/// What it does at present.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct State {
    /// Whether it is on stage, as far as it was acted upon.
    on_stage: Option<bool>,
    /// What egui was told, and has not done yet.
    told: Option<f32>,
    /// What egui does.
    done: f32,
    /// The size that the window had at first, points.
    first_size: Option<Vec2>,
    /// The window was made to fit.
    is_fitted: bool,
}

impl Zoom {
    /// What egui can be told.
    const VALID: std::ops::RangeInclusive<f32> = 0.2..=5.0;
    /// What the frame of a window and the system's own bars take of a screen, points.
    const AROUND: Vec2 = vec2(16.0, 60.0);

    /// With what cannot be meant put right.
    pub(crate) fn checked(self) -> Self {
        let valid = |zoom: &f32| Self::VALID.contains(zoom);
        Self {
            window: Some(self.window).filter(valid).unwrap_or(1.0),
            stage: self.stage.filter(valid),
            state: State::default(),
        }
    }

    /// Looks at the window once a frame: puts what was kept into effect, and keeps what the user changes.
    pub(crate) fn follow(&mut self, ctx: &Context, on_stage: bool) {
        let (zoom, viewport) = (ctx.zoom_factor(), ctx.input(|input| input.viewport().clone()));
        if self.state.first_size.is_none() {
            self.state.first_size = viewport.inner_rect.map(|rect| rect.size());
        }
        if self.state.on_stage != Some(on_stage) {
            self.state.on_stage = Some(on_stage);
            self.tell(ctx, self.wanted(on_stage, &viewport, zoom));
        } else if let Some(told) = self.state.told {
            // It is in force from the next frame on.
            if is_same(told, zoom) {
                (self.state.told, self.state.done) = (None, zoom);
            }
        } else if !is_same(self.state.done, zoom) {
            self.state.done = zoom;
            if on_stage {
                self.stage = Some(zoom);
            } else {
                self.window = zoom;
            }
        } else if on_stage {
            // A window fills its screen some frames after it was told to.
            let wanted = self.wanted(on_stage, &viewport, zoom);
            if !is_same(wanted, zoom) {
                self.tell(ctx, wanted);
            }
        } else if !self.state.is_fitted {
            self.fit(ctx, &viewport);
        }
    }

    /// What is to be in force.
    fn wanted(&self, on_stage: bool, viewport: &ViewportInfo, zoom: f32) -> f32 {
        /// A screen that tells nothing of itself, points.
        const HEIGHT: f32 = 720.0;
        let own = viewport.inner_rect.map(|rect| rect.height());
        let height = own.or(viewport.monitor_size.map(|size| size.y)).map_or(HEIGHT, |height| height * zoom);
        if on_stage { self.stage.unwrap_or_else(|| zoom_for_stage(height)) } else { self.window }
    }

    fn tell(&mut self, ctx: &Context, wanted: f32) {
        self.state.told = Some(wanted);
        ctx.set_zoom_factor(wanted);
        ctx.request_repaint();
    }

    /// Gives the window its size in the zoom that is in force, or as much of it as its screen has room for.
    fn fit(&mut self, ctx: &Context, viewport: &ViewportInfo) {
        let (Some(first), Some(screen), Some(inner)) =
            (self.state.first_size, viewport.monitor_size, viewport.inner_rect)
        else {
            return;
        };
        self.state.is_fitted = true;
        let is_placed_by_others = viewport.fullscreen.unwrap_or(false) || viewport.maximized.unwrap_or(false);
        let size = fitting(first, screen);
        if !is_placed_by_others && (size - inner.size()).abs().max_elem() > 1.0 {
            ctx.send_viewport_cmd(ViewportCommand::InnerSize(size));
        }
    }
}

/// The size at which a window lies on a screen with everything around it.
fn fitting(size: Vec2, screen: Vec2) -> Vec2 {
    size.min((screen - Zoom::AROUND).max(Vec2::splat(1.0)))
}

fn is_same(a: f32, b: f32) -> bool {
    (a - b).abs() < 1e-3
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::{FullOutput, Pos2, RawInput, Rect, ViewportId};

    /// A window of a size on a screen; sizes in points at normal size.
    struct Screen {
        ctx: Context,
        zoom: Zoom,
        window: Vec2,
        monitor: Vec2,
        is_full: bool,
        on_stage: bool,
    }

    impl Screen {
        fn new(zoom: Zoom, window: Vec2, monitor: Vec2) -> Self {
            Self { ctx: Context::default(), zoom, window, monitor, is_full: false, on_stage: false }
        }

        /// Draws some frames; the sizes that the window was told to have, points at normal size.
        fn frames(&mut self) -> Vec<Vec2> {
            let mut told = Vec::new();
            for _ in 0..6 {
                let now = self.ctx.zoom_factor();
                let mut input = RawInput::default();
                let viewport = input.viewports.entry(ViewportId::ROOT).or_default();
                viewport.monitor_size = Some(self.monitor / now);
                viewport.inner_rect = Some(Rect::from_min_size(Pos2::ZERO, self.window / now));
                viewport.fullscreen = Some(self.is_full);
                let output = self.ctx.run_ui(input, |ui| self.zoom.follow(ui.ctx(), self.on_stage));
                told.extend(sizes(&output).map(|size| size * now));
                output.drop_without_applying_deltas();
            }
            told
        }
    }

    fn sizes(output: &FullOutput) -> impl Iterator<Item = Vec2> {
        let commands = output.viewport_output.values().flat_map(|viewport| &viewport.commands);
        commands.filter_map(|command| if let ViewportCommand::InnerSize(size) = command { Some(*size) } else { None })
    }

    #[test]
    fn what_the_user_chose_is_kept_for_windows_and_for_the_stage() {
        let mut screen = Screen::new(Zoom::default(), vec2(1280.0, 800.0), vec2(1920.0, 1080.0));
        screen.frames();
        screen.ctx.set_zoom_factor(1.4);
        screen.frames();
        screen.on_stage = true;
        screen.frames();
        assert!(is_same(screen.ctx.zoom_factor(), zoom_for_stage(800.0)), "read from the last row");
        screen.window = screen.monitor;
        screen.frames();
        assert!(is_same(screen.ctx.zoom_factor(), zoom_for_stage(1080.0)), "as soon as it fills the screen");
        (screen.on_stage, screen.window) = (false, vec2(1280.0, 800.0));
        screen.frames();
        assert!(is_same(screen.ctx.zoom_factor(), 1.4), "as it was before");
        screen.on_stage = true;
        screen.frames();
        screen.ctx.set_zoom_factor(1.7);
        screen.frames();

        let text = ron::to_string(&screen.zoom).expect("plain data");
        let kept: Zoom = ron::from_str(&text).expect("own output");
        let mut next = Screen::new(kept.checked(), vec2(1280.0, 800.0), vec2(1920.0, 1080.0));
        next.frames();
        assert!(is_same(next.ctx.zoom_factor(), 1.4), "after a restart");
        next.on_stage = true;
        next.frames();
        assert!(is_same(next.ctx.zoom_factor(), 1.7), "after a restart on stage");
    }

    #[test]
    fn a_window_is_no_larger_than_its_screen() {
        let first = vec2(1280.0, 800.0);
        // 1080 lines at scale 2.
        let told = Screen::new(Zoom::default(), first, vec2(960.0, 540.0)).frames();
        assert_eq!(told, [vec2(944.0, 480.0)]);
        assert_eq!(Screen::new(Zoom::default(), first, vec2(1920.0, 1080.0)).frames(), [], "it fits");
        let mut full = Screen { is_full: true, ..Screen::new(Zoom::default(), first, vec2(960.0, 540.0)) };
        assert_eq!(full.frames(), [], "the system says how large it is");
    }

    #[test]
    fn a_window_that_was_zoomed_comes_back_as_large_as_it_was() {
        // It is opened as many points large as it was, but at normal size.
        let zoomed = Zoom { window: 1.5, ..Zoom::default() };
        let told = Screen::new(zoomed, vec2(800.0, 500.0), vec2(1920.0, 1080.0)).frames();
        assert_eq!(told, [vec2(1200.0, 750.0)]);
    }

    #[test]
    fn nonsense_is_put_right() {
        for nonsense in [f32::NAN, 0.0, -1.0, 1e9] {
            let zoom = Zoom { window: nonsense, stage: Some(nonsense), ..Zoom::default() };
            assert_eq!(zoom.checked(), Zoom::default());
        }
        assert_eq!(fitting(vec2(1280.0, 800.0), vec2(0.0, 0.0)), vec2(1.0, 1.0), "a screen that tells nothing");
    }
}
