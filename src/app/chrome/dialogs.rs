//! The two dialogs: open a preset, run or checkpoint; save the present parameters as a preset.

use super::browse::Browse;
use super::top_bar::preset_tooltip_ui;
use crate::app::ask::Ask;
use crate::app::kit::theme::Theme;
use crate::app::kit::widgets::in_front_of_all;
use crate::app::opening::opening;
use crate::preset::{self, Preset, PresetError};
use crate::runs::recent_runs;
use crate::stream::Command;
use eframe::egui::{self, Align2, Key, Modifiers, RichText, ScrollArea, TextEdit, Ui};
use std::path::{Path, PathBuf};

/// Run folders offered.
const RECENT_RUNS: usize = 20;

/// Folders that the dialogs look into.
#[derive(Clone, Debug, Default)]
pub struct Folders {
    /// The user's presets.
    pub presets: Option<PathBuf>,
    /// Run folders.
    pub runs: Option<PathBuf>,
}

/// The dialog that opens things.
#[derive(Clone, Debug, Default)]
pub(crate) struct OpenDialog {
    user_presets: Vec<String>,
    runs: Vec<PathBuf>,
    path: String,
    error: Option<String>,
}

impl OpenDialog {
    /// A fresh dialog that knows what is there now.
    #[must_use]
    pub(crate) fn new(folders: &Folders) -> Self {
        let user_presets = folders.presets.as_deref().map(preset::list_folder).unwrap_or_default();
        let runs = folders.runs.as_deref().map(|runs| recent_runs(runs, RECENT_RUNS)).unwrap_or_default();
        Self { user_presets, runs, ..Self::default() }
    }

    /// Draws the dialog; `false` when it is done.
    pub(crate) fn ui(
        &mut self,
        ctx: &egui::Context,
        folders: &Folders,
        browse: &mut Browse,
        theme: &Theme,
        asks: &mut Vec<Ask>,
    ) -> bool {
        let mut open = !escaped(ctx);
        let mut chosen: Option<Result<Ask, String>> = None;
        let window = egui::Window::new("Open")
            .open(&mut open)
            .collapsible(false)
            .resizable(false)
            .anchor(Align2::CENTER_CENTER, [0.0, 0.0])
            .show(ctx, |ui| {
                ui.set_width(640.0);
                ui.horizontal_top(|ui| {
                    list_ui(ui, "Bundled presets", |ui| {
                        for bundled in preset::bundled() {
                            let row = ui.selectable_label(false, &bundled.name);
                            if row.on_hover_ui(|ui| preset_tooltip_ui(ui, bundled, theme)).clicked() {
                                chosen = Some(Ok(Ask::load(bundled.clone())));
                            }
                        }
                    });
                    list_ui(ui, "Your presets", |ui| {
                        none_ui(ui, self.user_presets.is_empty(), "None saved yet");
                        for name in &self.user_presets {
                            if ui.selectable_label(false, name).clicked() {
                                chosen = Some(load_named(name, folders.presets.as_deref()));
                            }
                        }
                    });
                    list_ui(ui, "Recent runs", |ui| {
                        none_ui(ui, self.runs.is_empty(), "No run folder found");
                        for run in &self.runs {
                            let name = run.file_name().unwrap_or(run.as_os_str()).to_string_lossy();
                            let row = ui.selectable_label(false, name).on_hover_text(run.display().to_string());
                            if row.clicked() {
                                chosen = Some(Ok(Ask::Send(Command::Open(run.clone()))));
                            }
                        }
                    });
                });
                ui.separator();
                if let Some(path) = self.path_ui(ui) {
                    chosen = Some(opening(&path));
                }
                if let Some(path) = browse.ui(ui) {
                    self.path = path.display().to_string();
                    chosen = Some(opening(&path));
                }
                ui.weak(
                    "Or drop it onto the window; cells are rate maps, or positions and spikes; a trajectory is t, x, y",
                );
                error_ui(ui, self.error.as_deref(), theme);
            });
        in_front_of_all(ctx, window.as_ref(), theme);
        match chosen {
            Some(Ok(outcome)) => {
                asks.push(outcome);
                false
            }
            Some(Err(error)) => {
                asks.push(Ask::Complain(error.clone()));
                self.error = Some(error);
                open
            }
            None => open,
        }
    }

    /// The field for a path; returns it when it is to be opened.
    fn path_ui(&mut self, ui: &mut Ui) -> Option<PathBuf> {
        ui.horizontal(|ui| {
            let label = ui.label("Path");
            let hint = "a preset, a run folder, a checkpoint, cells or a trajectory";
            let edit = TextEdit::singleline(&mut self.path).desired_width(500.0).hint_text(hint);
            let field = ui.add(edit).labelled_by(label.id);
            let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            let clicked = ui.add_enabled(!self.path.trim().is_empty(), egui::Button::new("Open path")).clicked();
            ((entered || clicked) && !self.path.trim().is_empty()).then(|| PathBuf::from(self.path.trim()))
        })
        .inner
    }
}

/// A column with a heading and a list that scrolls.
fn list_ui(ui: &mut Ui, title: &str, add_contents: impl FnOnce(&mut Ui)) {
    ui.vertical(|ui| {
        ui.set_width(200.0);
        ui.strong(title);
        ScrollArea::vertical().id_salt(title).max_height(280.0).min_scrolled_height(280.0).auto_shrink(false).show(
            ui,
            |ui| {
                ui.with_layout(egui::Layout::top_down_justified(egui::Align::Min), add_contents);
            },
        );
    });
}

fn none_ui(ui: &mut Ui, is_empty: bool, text: &str) {
    if is_empty {
        ui.weak(text);
    }
}

fn error_ui(ui: &mut Ui, error: Option<&str>, theme: &Theme) {
    if let Some(error) = error {
        ui.add(egui::Label::new(RichText::new(error).color(theme.error)).wrap().selectable(true));
    }
}

fn escaped(ctx: &egui::Context) -> bool {
    ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
}

fn load_named(name: &str, folder: Option<&Path>) -> Result<Ask, String> {
    preset::resolve(name, folder).map(Ask::load).map_err(|error| error.to_string())
}

/// The dialog that saves the present parameters.
#[derive(Clone, Debug)]
pub(crate) struct SaveDialog {
    preset: Preset,
    error: Option<String>,
    /// A file of that name is there, and the user was asked.
    asks_to_replace: bool,
    has_focused: bool,
}

impl SaveDialog {
    /// Starts from the run's preset. A bundled name cannot be taken, so it gets a suffix.
    #[must_use]
    pub(crate) fn new(preset: &Preset) -> Self {
        let mut preset = preset.clone();
        if preset::bundled().iter().any(|bundled| bundled.name == preset.name) {
            preset.name.push_str("-mine");
        }
        Self { preset, error: None, asks_to_replace: false, has_focused: false }
    }

    /// Draws the dialog; `false` when it is done.
    pub(crate) fn ui(&mut self, ctx: &egui::Context, folders: &Folders, theme: &Theme, asks: &mut Vec<Ask>) -> bool {
        let mut open = !escaped(ctx);
        let mut save = None;
        let mut cancelled = false;
        let window = egui::Window::new("Save preset")
            .open(&mut open)
            .collapsible(false)
            .resizable(false)
            .anchor(Align2::CENTER_CENTER, [0.0, 0.0])
            .show(ctx, |ui| {
                ui.set_width(480.0);
                self.fields_ui(ui);
                if let Some(folder) = &folders.presets {
                    ui.weak(format!("Saved in {}", folder.display()));
                }
                error_ui(ui, self.error.as_deref(), theme);
                ui.horizontal(|ui| {
                    if self.asks_to_replace {
                        ui.label(RichText::new("Replace it?").color(theme.warning).strong());
                        if ui.button("Replace").clicked() {
                            save = Some(true);
                        }
                    } else if ui.button("Save").clicked() {
                        save = Some(false);
                    }
                    cancelled = ui.button("Cancel").clicked();
                });
            });
        in_front_of_all(ctx, window.as_ref(), theme);
        if cancelled {
            return false;
        }
        match save.map(|overwrite| self.save(folders.presets.as_deref(), overwrite)) {
            Some(Ok(path)) => {
                asks.push(Ask::Say(format!("Preset saved: {}", path.display())));
                false
            }
            Some(Err(error)) => {
                asks.push(Ask::Complain(error));
                true
            }
            None => open,
        }
    }

    fn fields_ui(&mut self, ui: &mut Ui) {
        egui::Grid::new("save fields").num_columns(2).spacing([12.0, 8.0]).show(ui, |ui| {
            let label = ui.label("Name");
            let name = ui.add(TextEdit::singleline(&mut self.preset.name).desired_width(380.0)).labelled_by(label.id);
            if !self.has_focused {
                name.request_focus();
                self.has_focused = true;
            }
            if name.changed() {
                self.asks_to_replace = false;
                self.error = None;
            }
            ui.end_row();
            let label = ui.label("Purpose");
            let purpose = TextEdit::singleline(&mut self.preset.purpose).desired_width(380.0).hint_text("one line");
            ui.add(purpose).labelled_by(label.id);
            ui.end_row();
            let label = ui.label("Look at");
            let look_at = TextEdit::multiline(&mut self.preset.look_at).desired_width(380.0).desired_rows(3);
            ui.add(look_at.hint_text("what to look at, what is expected")).labelled_by(label.id);
            ui.end_row();
        });
    }

    /// Writes the file; the first time over an existing one, it only asks.
    fn save(&mut self, folder: Option<&Path>, overwrite: bool) -> Result<PathBuf, String> {
        let Some(folder) = folder else {
            let error = "this system has no folder for presets".to_owned();
            self.error = Some(error.clone());
            return Err(error);
        };
        preset::save(&self.preset, folder, overwrite).map_err(|error| {
            self.asks_to_replace = matches!(error, PresetError::Exists { .. });
            let text = error.to_string();
            self.error = Some(text.clone());
            text
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn runs_are_folders_that_say_so() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let folders = Folders { runs: Some(folder.path().to_owned()), ..Folders::default() };
        for name in ["run", "other"] {
            fs::create_dir(folder.path().join(name)).expect("writable");
        }
        for file in ["run.ron", "metrics.csv"] {
            fs::write(folder.path().join("run").join(file), "").expect("writable");
        }
        fs::write(folder.path().join("other").join("journal.ron"), "").expect("writable");
        assert_eq!(OpenDialog::new(&folders).runs, [folder.path().join("run")]);
        let none = Folders { runs: Some(folder.path().join("none")), ..Folders::default() };
        assert!(OpenDialog::new(&none).runs.is_empty(), "no folder");
    }

    #[test]
    fn a_file_is_replaced_only_when_told() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut dialog = SaveDialog::new(preset::default_preset());
        assert_eq!(dialog.preset.name, "modules-mine", "a bundled name cannot be taken");
        dialog.save(Some(folder.path()), false).expect("writable");
        dialog.preset.purpose = "again".to_owned();
        dialog.save(Some(folder.path()), false).expect_err("there is a file");
        assert!(dialog.asks_to_replace && dialog.error.is_some(), "asked");
        let path = dialog.save(Some(folder.path()), true).expect("told to");
        assert_eq!(Preset::read(&path).expect("valid").purpose, "again");
        dialog.save(None, true).expect_err("no folder");
    }
}
