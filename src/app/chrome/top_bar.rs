//! The bar across the top: which experiment, what it is doing, and what can be done to it.

use super::actions::ActionSpec;
use super::menu::menu_ui;
use super::preset_row::{OwnPreset, SpeedHere, about_row_ui, own_presets, own_row_ui, preset_row_ui, script_words};
use super::recording_offer::{BUNDLED_ABOUT, BUNDLED_TITLE};
use super::time_bar::recording_mark_ui;
use crate::app::ask::Ask;
use crate::app::kit::capitalised;
use crate::app::kit::number_field::any_whole_ui;
use crate::app::kit::sign::{Sign, sign_button};
use crate::app::kit::theme::Theme;
use crate::app::kit::widgets::badge_ui;
use crate::app::layout::Layout;
use crate::app::panel::Pane;
use crate::app::view::View;
use crate::draw::palette::LineColours;
use crate::preset::{self, Preset};
use crate::stream::RunState;
use eframe::egui::{self, Button, ComboBox, Response, RichText, Ui};
use std::path::Path;

/// What the bar keeps while the window is open.
#[derive(Clone, Debug, Default)]
pub(crate) struct TopBar {
    /// The user's presets, read when the list is opened.
    own_presets: Vec<OwnPreset>,
}

/// What the bar shows besides the view.
pub(crate) struct TopBarInfo<'a> {
    /// All panels.
    pub panes: &'a [Pane],
    pub layout: &'a Layout,
    /// The words about the preset are shown.
    pub shows_about: bool,
    /// Parameters were changed since the preset was loaded.
    pub is_edited: bool,
    /// Folder of the user's presets.
    pub presets_folder: Option<&'a Path>,
    pub pace: SpeedHere<'a>,
    /// Colours of modules and curves.
    pub lines: LineColours,
}

/// The list of presets: each has two lines, points.
const LIST_WIDTH: f32 = 440.0;
const LIST_HEIGHT: f32 = 560.0;

/// Below this width buttons show only their signs.
const ROOMY: f32 = 1180.0;
/// With less room than this the device is left to the panel Performance.
const LEAST_DEVICE: f32 = 60.0;

/// Draws the bar.
pub(crate) fn top_bar_ui(ui: &mut Ui, state: &mut TopBar, info: &TopBarInfo<'_>, view: &View<'_>) -> Vec<Ask> {
    let mut asks = Vec::new();
    let roomy = ui.available_width() >= ROOMY;
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        menu_ui(ui, info.lines, view, &mut asks);
        preset_ui(ui, state, info, view, if roomy { 180.0 } else { 130.0 }, &mut asks);
        action_button(ui, Ask::Open, "Open…", view, &mut asks);
        if roomy {
            action_button(ui, Ask::SavePreset, "Save…", view, &mut asks);
        }
        ui.separator();
        run_ui(ui, view, roomy, &mut asks);
        ui.separator();
        seed_ui(ui, view, roomy, &mut asks);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            window_ui(ui, info, view, &mut asks);
            let (text, colour) = badge(view);
            badge_ui(ui, text, colour).on_hover_text(badge_tooltip(view));
            recording_mark_ui(ui, view);
            let device = egui::Label::new(RichText::new(&view.status.device).color(view.theme.weak_text)).truncate();
            // An ellipsis alone says nothing.
            if ui.available_width() > LEAST_DEVICE {
                ui.add(device).on_hover_text(&view.status.device);
            }
        });
    });
    asks
}

/// The word that says at a glance what is on screen.
pub(crate) fn badge(view: &View<'_>) -> (&'static str, egui::Color32) {
    let theme = view.theme;
    match view.status.state {
        RunState::Failed => ("FAILED", theme.error),
        RunState::Stopped => ("ENDED", theme.weak_text),
        RunState::Starting => ("STARTING", theme.accent),
        _ if !view.is_live => ("REPLAY", theme.accent),
        RunState::Running => ("LIVE", theme.live),
        RunState::Paused => ("PAUSED", theme.paused),
    }
}

fn badge_tooltip(view: &View<'_>) -> &'static str {
    match view.status.state {
        RunState::Starting => "The device is being made ready; the pictures are of the untrained network",
        RunState::Failed => "Training failed; the last pictures stay",
        RunState::Stopped => "The run has ended",
        _ if !view.is_live => "A recorded run",
        RunState::Running => "The network is training now",
        RunState::Paused => "The network waits",
    }
}

fn preset_ui(ui: &mut Ui, state: &mut TopBar, info: &TopBarInfo<'_>, view: &View<'_>, width: f32, asks: &mut Vec<Ask>) {
    let current = &view.preset.name;
    let face = if info.is_edited { format!("{current} (edited)") } else { current.clone() };
    let mut chosen = None;
    let combo = ComboBox::from_id_salt("preset").selected_text(face).width(width).height(LIST_HEIGHT).truncate();
    let response = combo.show_ui(ui, |ui| {
        ui.set_min_width(LIST_WIDTH);
        for bundled in preset::bundled() {
            if preset_row_ui(ui, bundled, bundled.name == *current, info.pace, view.theme) {
                chosen = Some(Ok(bundled.clone()));
            }
        }
        if about_row_ui(ui, BUNDLED_TITLE, BUNDLED_ABOUT, view.theme) {
            asks.push(Ask::ReplayBundled);
        }
        if !state.own_presets.is_empty() {
            ui.separator();
            ui.weak("Yours");
        }
        for own in &state.own_presets {
            if own_row_ui(ui, own, own.name == *current, info.pace, view.theme) {
                chosen = Some(preset::resolve(&own.name, info.presets_folder));
            }
        }
    });
    let response = response.response;
    response.ctx.accesskit_node_builder(response.id, |node| node.set_label("preset"));
    if response.clicked() {
        state.own_presets = own_presets(info.presets_folder);
    }
    response.on_hover_ui(|ui| preset_tooltip_ui(ui, view.preset, view.theme));
    match chosen {
        Some(Ok(preset)) => asks.push(Ask::load(preset)),
        Some(Err(error)) => asks.push(Ask::Complain(error.to_string())),
        None => {}
    }
}

/// What a preset is for and what to look at.
pub(crate) fn preset_tooltip_ui(ui: &mut Ui, preset: &Preset, theme: &Theme) {
    ui.set_max_width(420.0);
    ui.strong(&preset.name);
    ui.label(&preset.purpose);
    if !preset.script.is_empty() {
        ui.label(script_words(preset));
    }
    if !preset.look_at.is_empty() {
        ui.label(RichText::new(&preset.look_at).color(theme.weak_text));
    }
}

fn run_ui(ui: &mut Ui, view: &View<'_>, roomy: bool, asks: &mut Vec<Ask>) {
    let is_running = view.status.state == RunState::Running;
    let (sign, word, colour) =
        if is_running { (Sign::Pause, "Pause", view.theme.paused) } else { (Sign::Play, "Run", view.theme.live) };
    let spec = ActionSpec::of(&Ask::RunPause);
    ui.add_enabled_ui(spec.possible(view).is_ok(), |ui| {
        let button = sign_button(ui, sign, Some(word), word, &spec.tooltip(ui.ctx()), Some(colour));
        if saying_why_not(button, spec, view).clicked() {
            asks.push(Ask::RunPause);
        }
    });
    sign_action(ui, Sign::Step, Ask::Step, roomy.then_some("Step"), view, asks);
    sign_action(ui, Sign::Reset, Ask::Reset, roomy.then_some("Reset"), view, asks);
    if roomy {
        sign_action(ui, Sign::Record, Ask::Record, None, view, asks);
    }
}

fn seed_ui(ui: &mut Ui, view: &View<'_>, roomy: bool, asks: &mut Vec<Ask>) {
    let seed = view.preset.params.seed;
    ui.label(RichText::new("seed").color(view.theme.weak_text)).on_hover_text("Fixes every random draw of the run");
    ui.add_enabled_ui(view.is_live, |ui| {
        // Room for the longest seed there is, where there is room.
        let digits = seed.to_string().len().clamp(4, 20) as f32;
        let width = (digits * 9.0 + 12.0).min(if roomy { 110.0 } else { 70.0 });
        if let Some(seed) = any_whole_ui(ui, "seed", seed, width) {
            asks.push(Ask::SetSeed(seed));
        }
    });
    if sign_button(ui, Sign::Copy, None, "Copy seed", "Put the seed on the clipboard", None).clicked() {
        asks.push(Ask::Copy(seed.to_string()));
    }
    action_button(ui, Ask::NewSeed, if roomy { "New seed" } else { "New" }, view, asks);
}

/// Finding, theme and panels, from right to left.
fn window_ui(ui: &mut Ui, info: &TopBarInfo<'_>, view: &View<'_>, asks: &mut Vec<Ask>) {
    action_button(ui, Ask::TogglePalette, "Find…", view, asks);
    sign_action(ui, if view.theme.dark { Sign::Sun } else { Sign::Moon }, Ask::SwitchTheme, None, view, asks);
    ui.menu_button("Panels", |ui| {
        for pane in info.panes {
            let mut shown = info.layout.is_shown(pane.name);
            if ui.checkbox(&mut shown, pane.title).changed() {
                asks.push(Ask::TogglePane(pane.name));
            }
        }
        let mut shows_about = info.shows_about;
        if ui.checkbox(&mut shows_about, "About the preset").changed() {
            asks.push(Ask::ToggleAbout);
        }
        ui.separator();
        if ui.button("Reset layout").on_hover_text("Put every panel back where it was at first").clicked() {
            asks.push(Ask::ResetLayout);
            ui.close();
        }
    });
}

/// A button for an action with a face of its own; grey, and saying why, where it is not possible.
fn action_button(ui: &mut Ui, ask: Ask, face: &str, view: &View<'_>, asks: &mut Vec<Ask>) {
    let spec = ActionSpec::of(&ask);
    let is_possible = spec.possible(view).is_ok();
    let response = ui.add_enabled(is_possible, Button::new(face).min_size(egui::vec2(0.0, 26.0)));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, is_possible, spec.label));
    let response = response.on_hover_text(spec.tooltip(ui.ctx()));
    if saying_why_not(response, spec, view).clicked() {
        asks.push(ask);
    }
}

fn sign_action(ui: &mut Ui, sign: Sign, ask: Ask, word: Option<&str>, view: &View<'_>, asks: &mut Vec<Ask>) {
    let spec = ActionSpec::of(&ask);
    ui.add_enabled_ui(spec.possible(view).is_ok(), |ui| {
        let button = sign_button(ui, sign, word, spec.label, &spec.tooltip(ui.ctx()), None);
        if saying_why_not(button, spec, view).clicked() {
            asks.push(ask);
        }
    });
}

/// The button of an action, which says under the pointer why it is grey.
fn saying_why_not(button: Response, spec: &ActionSpec, view: &View<'_>) -> Response {
    match spec.possible(view) {
        Ok(()) => button,
        Err(why) => button.on_disabled_hover_text(format!("{}\n{}", spec.tooltip, capitalised(why))),
    }
}
