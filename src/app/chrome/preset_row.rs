//! A preset in a list: its name, what it is for, and how long it takes.

use crate::app::kit::theme::Theme;
use crate::app::kit::widgets::grouped;
use crate::app::speeds::Speeds;
use crate::numerics::count;
use crate::preset::{self, Preset};
use eframe::egui::text::LayoutJob;
use eframe::egui::{self, FontSelection, RichText, TextStyle, Ui};
use std::path::Path;

/// What is known of the time that training takes here.
#[derive(Clone, Copy)]
pub(crate) struct SpeedHere<'a> {
    pub speeds: &'a Speeds,
    /// What the present run trains on.
    pub device: &'a str,
}

/// One of the user's presets: its file's name, and what is in it where that can be read.
#[derive(Clone, Debug)]
pub(crate) struct OwnPreset {
    pub name: String,
    pub preset: Option<Preset>,
}

/// The user's presets as they are now.
#[must_use]
pub(crate) fn own_presets(folder: Option<&Path>) -> Vec<OwnPreset> {
    let names = folder.map(preset::list_folder).unwrap_or_default();
    let read = |name: String| OwnPreset {
        preset: folder.and_then(|f| Preset::read(&f.join(format!("{name}.ron"))).ok()),
        name,
    };
    names.into_iter().map(read).collect()
}

/// Draws a preset that can be chosen; whether it was.
pub(crate) fn preset_row_ui(
    ui: &mut Ui,
    preset: &Preset,
    is_present: bool,
    pace: SpeedHere<'_>,
    theme: &Theme,
) -> bool {
    let time = time_words(preset, pace);
    row_ui(ui, &preset.name, &[&time, &preset.purpose, &script_words(preset)], is_present, theme)
}

/// Draws one of the user's presets; whether it was chosen.
pub(crate) fn own_row_ui(ui: &mut Ui, own: &OwnPreset, is_present: bool, pace: SpeedHere<'_>, theme: &Theme) -> bool {
    match &own.preset {
        Some(preset) => preset_row_ui(ui, preset, is_present, pace, theme),
        None => row_ui(ui, &own.name, &["cannot be read"], is_present, theme),
    }
}

/// Draws something else that can be chosen beside presets; whether it was.
pub(crate) fn about_row_ui(ui: &mut Ui, name: &str, about: &str, theme: &Theme) -> bool {
    row_ui(ui, name, &["", about], false, theme)
}

/// A name, and quieter lines about it: the first beside the name, others below.
fn row_ui(ui: &mut Ui, name: &str, about: &[&str], is_present: bool, theme: &Theme) -> bool {
    let mut job = LayoutJob::default();
    let mut add = |text: RichText| {
        text.append_to(&mut job, ui.style(), FontSelection::Default, egui::Align::Center);
    };
    add(RichText::new(name).strong());
    for (at, line) in about.iter().filter(|line| !line.is_empty()).enumerate() {
        let start = if at == 0 { "   " } else { "\n" };
        add(RichText::new(format!("{start}{line}")).text_style(TextStyle::Small).color(theme.weak_text));
    }
    let row = ui.selectable_label(is_present, job);
    row.ctx.accesskit_node_builder(row.id, |node| {
        node.set_label(name);
        let about: Vec<&str> = about.iter().copied().filter(|line| !line.is_empty()).collect();
        node.set_description(about.join(". "));
    });
    row.clicked()
}

/// What a preset says of its script; nothing where it has none.
pub(crate) fn script_words(preset: &Preset) -> String {
    if preset.script.is_empty() {
        return String::new();
    }
    format!("Scripted: {}", count(preset.script.len(), "intervention"))
}

/// The length of the schedule: in steps, and in time where a network of this size has trained here.
fn time_words(preset: &Preset, pace: SpeedHere<'_>) -> String {
    let count = preset.schedule_steps();
    let steps = format!("{} steps", grouped(count));
    match pace.speeds.time_s(&preset.params, count, pace.device) {
        Some(seconds) => format!("{steps}, about {} here", duration(seconds)),
        None => steps,
    }
}

/// A time in one unit.
fn duration(seconds: f64) -> String {
    match seconds {
        ..90.0 => format!("{seconds:.0} s"),
        ..5400.0 => format!("{:.0} min", seconds / 60.0),
        ..172_800.0 => format!("{:.0} h", seconds / 3600.0),
        _ => format!("{:.0} days", seconds / 86_400.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_one_unit() {
        for (seconds, words) in [(42.4, "42 s"), (120.0, "2 min"), (5000.0, "83 min"), (7300.0, "2 h"), (4e5, "5 days")]
        {
            assert_eq!(duration(seconds), words);
        }
    }
}
