//! The two dialogs: open a preset, run or checkpoint; save the present parameters as a preset.

use super::browse::Browse;
use super::preset_row::{OwnPreset, SpeedHere, about_row_ui, own_presets, own_row_ui, preset_row_ui};
use super::recording_offer::{BUNDLED_ABOUT, BUNDLED_TITLE};
use crate::app::ask::Ask;
use crate::app::kit::refusal::{refusal_ui, refused_look};
use crate::app::kit::theme::Theme;
use crate::app::kit::widgets::in_front_of_all;
use crate::app::opening::opening;
use crate::preset::{self, Params, Preset, PresetError, ScriptedChange};
use crate::runs::{recent_runs, recording_of};
use crate::stream::{Command, Intervention};
use crate::train::as_script;
use eframe::egui::{self, Align2, Key, Modifiers, Response, RichText, ScrollArea, TextEdit, Ui};
use std::path::{Path, PathBuf};

/// Run folders offered.
const RECENT_RUNS: usize = 20;
/// Dialogs hang from here, points below the top: what appears in one moves nothing above it.
const TOP: f32 = 64.0;
/// What the button beside a path does.
const REPRODUCE: &str =
    "Train the run in this folder again from step 0, beside the present one, and compare: nothing is written";
/// Height of the lists to choose from, points.
const LIST_HEIGHT: f32 = 330.0;

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
    own_presets: Vec<OwnPreset>,
    runs: Vec<PathBuf>,
    path: String,
    /// What is wrong with the path.
    error: Option<String>,
    /// What is wrong with a preset of the list.
    list_error: Option<String>,
    has_focused: bool,
}

impl OpenDialog {
    /// A fresh dialog that knows what is there now.
    #[must_use]
    pub(crate) fn new(folders: &Folders) -> Self {
        let own_presets = own_presets(folders.presets.as_deref());
        let runs = folders.runs.as_deref().map(|runs| recent_runs(runs, RECENT_RUNS)).unwrap_or_default();
        Self { own_presets, runs, ..Self::default() }
    }

    /// Draws the dialog; `false` when it is done.
    pub(crate) fn ui(
        &mut self,
        ctx: &egui::Context,
        folders: &Folders,
        (pace, browse): (SpeedHere<'_>, &mut Browse),
        theme: &Theme,
        asks: &mut Vec<Ask>,
    ) -> bool {
        let mut open = !escaped(ctx);
        let mut chosen: Option<Ask> = None;
        let window = dialog("Open", &mut open).show(ctx, |ui| {
            ui.set_width(760.0);
            ui.horizontal_top(|ui| {
                list_ui(ui, "Bundled presets", 400.0, |ui| {
                    for bundled in preset::bundled() {
                        if preset_row_ui(ui, bundled, false, pace, theme) {
                            chosen = Some(Ask::load(bundled.clone()));
                        }
                    }
                    if about_row_ui(ui, BUNDLED_TITLE, BUNDLED_ABOUT, theme) {
                        chosen = Some(Ask::ReplayBundled);
                    }
                });
                list_ui(ui, "Your presets", 160.0, |ui| {
                    none_ui(ui, self.own_presets.is_empty(), "None saved yet");
                    for own in &self.own_presets {
                        if own_row_ui(ui, own, false, pace, theme) {
                            let preset = preset::resolve(&own.name, folders.presets.as_deref());
                            match preset.map(Ask::load) {
                                Ok(ask) => chosen = Some(ask),
                                Err(error) => self.list_error = Some(error.to_string()),
                            }
                        }
                    }
                });
                list_ui(ui, "Recent runs", 170.0, |ui| {
                    none_ui(ui, self.runs.is_empty(), "No run folder found");
                    for run in &self.runs {
                        let name = run.file_name().unwrap_or(run.as_os_str()).to_string_lossy();
                        let row = ui.selectable_label(false, &*name).on_hover_text(run.display().to_string());
                        if row.clicked() {
                            chosen = Some(Ask::Send(Command::Open(run.clone())));
                        }
                        if let Some(path) = recording_of(run) {
                            let row = ui.selectable_label(false, "    its recording");
                            row.ctx
                                .accesskit_node_builder(row.id, |node| node.set_label(format!("recording of {name}")));
                            if row.on_hover_text("Play how it looked; nothing is trained").clicked() {
                                chosen = Some(Ask::Replay(path));
                            }
                        }
                    }
                });
            });
            ui.separator();
            let typed = self.path_ui(ui, &mut chosen);
            let picked = browse.ui(ui);
            if let Some(path) = &picked {
                self.path = path.display().to_string();
            }
            if let Some(path) = typed.or(picked) {
                match opening(&path) {
                    Ok(ask) => chosen = Some(ask),
                    Err(error) => {
                        asks.push(Ask::Say(format!("Not opened: {error}"))); // for the record; it is said here
                        self.error = Some(error);
                    }
                }
            }
            ui.weak(
                "Or drop it onto the window; cells are rate maps, or positions and spikes; a trajectory is t, x, y",
            );
            error_ui(ui, self.list_error.as_deref(), theme);
        });
        in_front_of_all(ctx, window.as_ref(), theme);
        let is_done = chosen.is_some();
        asks.extend(chosen);
        open && !is_done
    }

    /// The field for a path; returns it when it is to be opened.
    fn path_ui(&mut self, ui: &mut Ui, chosen: &mut Option<Ask>) -> Option<PathBuf> {
        ui.horizontal(|ui| {
            let label = ui.label("Path");
            let hint = "a preset, a run folder, a checkpoint, a recording, cells or a trajectory";
            let field = field_ui(ui, self.error.as_deref(), |ui| {
                ui.add(TextEdit::singleline(&mut self.path).desired_width(520.0).hint_text(hint))
            });
            let field = field.labelled_by(label.id);
            focus_first(&field, &mut self.has_focused);
            if field.changed() {
                self.error = None;
            }
            let has_path = !self.path.trim().is_empty();
            let clicked = ui.add_enabled(has_path, egui::Button::new("Open path")).clicked();
            if ui.add_enabled(has_path, egui::Button::new("Reproduce")).on_hover_text(REPRODUCE).clicked() {
                *chosen = Some(Ask::Reproduce(PathBuf::from(self.path.trim())));
            }
            ((is_entered(&field) || clicked) && has_path).then(|| PathBuf::from(self.path.trim()))
        })
        .inner
    }
}

/// A dialog: it hangs from the top, so that it only grows downwards.
fn dialog<'a>(title: &'static str, open: &'a mut bool) -> egui::Window<'a> {
    let window = egui::Window::new(title).open(open).collapsible(false).resizable(false);
    window.anchor(Align2::CENTER_TOP, [0.0, TOP])
}

/// A field, and below it what is wrong with what stands in it.
fn field_ui(ui: &mut Ui, error: Option<&str>, add_field: impl FnOnce(&mut Ui) -> Response) -> Response {
    let field = ui.scope(|ui| {
        if error.is_some() {
            refused_look(ui);
        }
        add_field(ui)
    });
    if let Some(error) = error {
        refusal_ui(ui, &field.inner, error);
    }
    field.inner
}

/// The first field of a dialog is typed into at once.
fn focus_first(field: &Response, has_focused: &mut bool) {
    if !std::mem::replace(has_focused, true) {
        field.request_focus();
    }
}

/// Whether Enter was pressed in a field of one line, not held down.
fn is_entered(field: &Response) -> bool {
    let is_enter =
        |event: &egui::Event| matches!(event, egui::Event::Key { key: Key::Enter, pressed: true, repeat: false, .. });
    field.lost_focus() && field.ctx.input(|input| input.events.iter().any(is_enter))
}

/// A column with a heading and a list that scrolls.
fn list_ui(ui: &mut Ui, title: &str, width: f32, add_contents: impl FnOnce(&mut Ui)) {
    ui.vertical(|ui| {
        ui.set_width(width);
        ui.strong(title);
        let area = ScrollArea::vertical().id_salt(title).max_height(LIST_HEIGHT).min_scrolled_height(LIST_HEIGHT);
        area.auto_shrink(false).show(ui, |ui| {
            ui.with_layout(egui::Layout::top_down_justified(egui::Align::Min), add_contents);
        });
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

/// The dialog that saves the present parameters.
#[derive(Clone, Debug)]
pub(crate) struct SaveDialog {
    preset: Preset,
    /// The preset as the run began at step 0, with what was changed since as its script; `None` where nothing was.
    scripted: Option<(Params, Vec<ScriptedChange>)>,
    /// Save that.
    with_script: bool,
    error: Option<String>,
    /// A file of that name is there, and the user was asked.
    asks_to_replace: bool,
    has_focused: bool,
}

impl SaveDialog {
    /// Starts from the run's preset. A bundled name cannot be taken, so it gets a suffix.
    #[must_use]
    pub(crate) fn new(preset: &Preset, interventions: &[Intervention]) -> Self {
        let scripted = (!interventions.is_empty()).then(|| as_script(&preset.params, interventions));
        let mut preset = Preset { script: Vec::new(), ..preset.clone() };
        if preset::bundled().iter().any(|bundled| bundled.name == preset.name) {
            preset.name.push_str("-mine");
        }
        Self { preset, scripted, with_script: false, error: None, asks_to_replace: false, has_focused: false }
    }

    /// Draws the dialog; `false` when it is done.
    pub(crate) fn ui(&mut self, ctx: &egui::Context, folders: &Folders, theme: &Theme, asks: &mut Vec<Ask>) -> bool {
        let mut open = !escaped(ctx);
        let mut save = None;
        let mut cancelled = false;
        let window = dialog("Save preset", &mut open).show(ctx, |ui| {
            ui.set_width(480.0);
            let is_entered = self.fields_ui(ui);
            if let Some(folder) = &folders.presets {
                ui.weak(format!("Saved in {}", folder.display()));
            }
            ui.horizontal(|ui| {
                // The button that confirms keeps its place and its width, whatever it says.
                let word = if self.asks_to_replace { "Replace" } else { "Save" };
                let confirm = ui.add(egui::Button::new(word).min_size(egui::vec2(84.0, 0.0)));
                if confirm.on_hover_text("Enter").clicked() || is_entered {
                    save = Some(self.asks_to_replace);
                }
                cancelled = ui.button("Cancel").on_hover_text("Escape").clicked();
                if self.asks_to_replace {
                    ui.label(RichText::new("Replace it?").color(theme.warning).strong());
                }
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
            Some(Err(_)) => true, // said at the name
            None => open,
        }
    }

    /// The fields; whether Enter was pressed in one.
    fn fields_ui(&mut self, ui: &mut Ui) -> bool {
        let grid = egui::Grid::new("save fields").num_columns(2).spacing([12.0, 8.0]).show(ui, |ui| {
            let label = ui.label("Name");
            let name = field_ui(ui, self.error.as_deref(), |ui| {
                ui.add(TextEdit::singleline(&mut self.preset.name).desired_width(380.0))
            });
            let name = name.labelled_by(label.id);
            focus_first(&name, &mut self.has_focused);
            if name.changed() {
                self.asks_to_replace = false;
                self.error = None;
            }
            ui.end_row();
            let label = ui.label("Purpose");
            let purpose = TextEdit::singleline(&mut self.preset.purpose).desired_width(380.0).hint_text("one line");
            let purpose = ui.add(purpose).labelled_by(label.id);
            ui.end_row();
            let label = ui.label("Look at");
            let look_at = TextEdit::multiline(&mut self.preset.look_at).desired_width(380.0).desired_rows(3);
            ui.add(look_at.hint_text("what to look at, what is expected")).labelled_by(label.id);
            ui.end_row();
            ui.label("");
            self.script_ui(ui);
            ui.end_row();
            let entered = is_entered(&name) || is_entered(&purpose);
            if entered {
                name.request_focus(); // for whatever has to be changed, or for a second Enter
            }
            entered
        });
        grid.inner
    }

    /// The switch that keeps what was changed in the run.
    fn script_ui(&mut self, ui: &mut Ui) {
        let count = self.scripted.as_ref().map_or(0, |(_, script)| script.len());
        let words = format!("With the interventions of this run ({count})");
        let switch = ui.add_enabled(count > 0, egui::Checkbox::new(&mut self.with_script, words));
        switch
            .on_hover_text(
                "The preset begins as this run did, and each change is made again at its step, by itself; without it the \
                 preset begins with the present values",
            )
            .on_disabled_hover_text("Nothing was changed in this run");
    }

    /// What is saved.
    fn to_save(&self) -> Preset {
        match &self.scripted {
            Some((params, script)) if self.with_script => {
                Preset { params: params.clone(), script: script.clone(), ..self.preset.clone() }
            }
            _ => self.preset.clone(),
        }
    }

    /// Writes the file; the first time over an existing one, it only asks.
    fn save(&mut self, folder: Option<&Path>, overwrite: bool) -> Result<PathBuf, String> {
        let saved = match folder {
            Some(folder) => preset::save(&self.to_save(), folder, overwrite).map_err(|error| {
                self.asks_to_replace = matches!(error, PresetError::Exists { .. });
                error.to_string()
            }),
            None => Err("this system has no folder for presets".to_owned()),
        };
        saved.inspect_err(|error| self.error = Some(error.clone()))
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
        let mut dialog = SaveDialog::new(preset::default_preset(), &[]);
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
