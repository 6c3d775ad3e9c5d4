//! The two dialogs: open a preset, run or checkpoint; save the present parameters as a preset.

use super::top_bar::preset_tooltip_ui;
use crate::app::kit::theme::Theme;
use crate::app::kit::widgets::in_front_of_all;
use crate::app::others::is_data_file;
use crate::preset::{self, Preset, PresetError};
use crate::stream::Command;
use eframe::egui::{self, Align2, Key, Modifiers, RichText, ScrollArea, TextEdit, Ui};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Run folders offered.
const RECENT_RUNS: usize = 20;
/// The file that marks a run folder.
const JOURNAL: &str = "journal.ron";

/// Folders that the dialogs look into.
#[derive(Clone, Debug, Default)]
pub struct Folders {
    /// The user's presets.
    pub presets: Option<PathBuf>,
    /// Run folders.
    pub runs: Option<PathBuf>,
}

/// What a dialog came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Send(Command),
    /// Cells or a trajectory are to be read from this file.
    Read(PathBuf),
    /// A preset was saved here.
    Saved(PathBuf),
    /// Something was refused; it is shown in the dialog, and belongs in the log too.
    Complain(String),
}

/// The dialog that opens things.
#[derive(Clone, Debug, Default)]
pub struct OpenDialog {
    user_presets: Vec<String>,
    runs: Vec<PathBuf>,
    path: String,
    error: Option<String>,
}

impl OpenDialog {
    /// A fresh dialog that knows what is there now.
    #[must_use]
    pub fn new(folders: &Folders) -> Self {
        let user_presets = folders.presets.as_deref().map(preset::list_folder).unwrap_or_default();
        Self { user_presets, runs: folders.runs.as_deref().map(recent_runs).unwrap_or_default(), ..Self::default() }
    }

    /// Draws the dialog; `false` when it is done.
    pub fn ui(&mut self, ctx: &egui::Context, folders: &Folders, theme: &Theme, outcomes: &mut Vec<Outcome>) -> bool {
        let mut open = !escaped(ctx);
        let mut chosen: Option<Result<Outcome, String>> = None;
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
                                chosen = Some(Ok(Outcome::Send(Command::Load(Box::new(bundled.clone())))));
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
                                chosen = Some(Ok(Outcome::Send(Command::Open(run.clone()))));
                            }
                        }
                    });
                });
                ui.separator();
                if let Some(path) = self.path_ui(ui) {
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
                outcomes.push(outcome);
                false
            }
            Some(Err(error)) => {
                outcomes.push(Outcome::Complain(error.clone()));
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
            let hint = "a preset, a run folder, a checkpoint, cells (NPZ) or a trajectory (CSV, NPZ)";
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

fn load_named(name: &str, folder: Option<&Path>) -> Result<Outcome, String> {
    preset::resolve(name, folder).map(load).map_err(|error| error.to_string())
}

fn load(preset: Preset) -> Outcome {
    Outcome::Send(Command::Load(Box::new(preset)))
}

/// What opening a path means: a preset file is loaded, cells or a trajectory are read, a run folder or checkpoint is
/// continued.
///
/// # Errors
/// In words, when there is nothing at the path or the preset cannot be read.
pub fn opening(path: &Path) -> Result<Outcome, String> {
    if !path.exists() {
        return Err(format!("there is nothing at {}", path.display()));
    }
    if path.is_file() && path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("ron")) {
        return Preset::read(path).map(load).map_err(|error| error.to_string());
    }
    if path.is_file() && is_data_file(path) {
        return Ok(Outcome::Read(path.to_owned()));
    }
    Ok(Outcome::Send(Command::Open(path.to_owned())))
}

/// The run folders in a folder, newest first.
fn recent_runs(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut runs: Vec<(SystemTime, PathBuf)> = entries
        .filter_map(|entry| {
            let path = entry.path();
            let changed = fs::metadata(path.join(JOURNAL)).and_then(|file| file.modified()).ok()?;
            Some((changed, path))
        })
        .collect();
    runs.sort();
    runs.into_iter().rev().take(RECENT_RUNS).map(|(_, path)| path).collect()
}

/// The dialog that saves the present parameters.
#[derive(Clone, Debug)]
pub struct SaveDialog {
    preset: Preset,
    error: Option<String>,
    /// A file of that name is there, and the user was asked.
    asks_to_replace: bool,
    has_focused: bool,
}

impl SaveDialog {
    /// Starts from the run's preset. A bundled name cannot be taken, so it gets a suffix.
    #[must_use]
    pub fn new(preset: &Preset) -> Self {
        let mut preset = preset.clone();
        if preset::bundled().iter().any(|bundled| bundled.name == preset.name) {
            preset.name.push_str("-mine");
        }
        Self { preset, error: None, asks_to_replace: false, has_focused: false }
    }

    /// Draws the dialog; `false` when it is done.
    pub fn ui(&mut self, ctx: &egui::Context, folders: &Folders, theme: &Theme, outcomes: &mut Vec<Outcome>) -> bool {
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
                outcomes.push(Outcome::Saved(path));
                false
            }
            Some(Err(error)) => {
                outcomes.push(Outcome::Complain(error));
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

    #[test]
    fn a_path_is_loaded_or_continued() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let preset = Preset::new("mine", preset::default_preset().params.clone());
        let path = preset::save(&preset, folder.path(), false).expect("writable");
        assert_eq!(opening(&path), Ok(Outcome::Send(Command::Load(Box::new(preset)))), "a preset");
        let continued = Outcome::Send(Command::Open(folder.path().to_owned()));
        assert_eq!(opening(folder.path()), Ok(continued), "a folder");
        let cells = folder.path().join("Cells.NPZ");
        fs::write(&cells, "").expect("writable");
        assert_eq!(opening(&cells), Ok(Outcome::Read(cells)), "what is in it is found out by reading");
        assert!(opening(&folder.path().join("none")).is_err_and(|text| text.contains("none")), "nothing there");
        fs::write(&path, "(version: 1, purpos: \"\")").expect("writable");
        let error = opening(&path).expect_err("misspelt");
        assert!(error.contains("purpose") && error.contains("mine.ron:1:"), "{error}");
    }

    #[test]
    fn runs_are_folders_with_a_journal() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(folder.path().join("run")).expect("writable");
        fs::create_dir(folder.path().join("other")).expect("writable");
        fs::write(folder.path().join("run").join(JOURNAL), "").expect("writable");
        assert_eq!(recent_runs(folder.path()), [folder.path().join("run")]);
        assert!(recent_runs(&folder.path().join("none")).is_empty(), "no folder");
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
