//! Hands on a window that has no display: what every test of a window does, inside the library and outside.

use eframe::egui::{self, Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A window of the first size, and the ways to touch it.
pub(crate) struct Hands<A: 'static> {
    pub harness: Harness<'static, A>,
}

impl<A> Hands<A> {
    /// Takes a window in hand; `draw` draws one frame of it.
    pub(crate) fn on(app: A, draw: impl FnMut(&mut egui::Ui, &mut A) + 'static) -> Self {
        Self { harness: Harness::builder().with_size([1280.0, 800.0]).build_ui_state(draw, app) }
    }

    /// Enough frames for a click to be felt and its answer drawn; a fixed number, because a window may never be still.
    pub(crate) fn frames(&mut self) {
        self.harness.run_steps(4);
    }

    pub(crate) fn click(&mut self, name: &str) {
        self.harness.get_by_role_and_label(Role::Button, name).click();
        self.frames();
    }

    pub(crate) fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.frames();
    }

    /// Moves the handle of a slider.
    pub(crate) fn slide(&mut self, name: &str, value: f64) {
        self.harness.get_by_role_and_label(Role::Slider, name).set_value_accesskit(value);
        self.frames();
    }

    /// Clicks a checkbox.
    pub(crate) fn switch(&mut self, name: &str) {
        self.harness.get_by_role_and_label(Role::CheckBox, name).click();
        self.frames();
    }

    /// Drops a file or a folder onto the window.
    pub(crate) fn drop_file(&mut self, path: &Path) {
        self.let_go_of(path);
        self.frames();
    }

    /// Drops a file or a folder, which the next frame will feel.
    pub(crate) fn let_go_of(&mut self, path: &Path) {
        self.harness.input_mut().dropped_files = vec![Arc::new(Dropped(path.to_owned()))];
    }

    /// Whether a text is somewhere on screen.
    pub(crate) fn shows(&self, text: &str) -> bool {
        self.harness.query_all_by_label_contains(text).next().is_some()
    }
}

/// A file as the window system hands it over.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}
