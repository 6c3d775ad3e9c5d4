//! What stands around the figures on stage: the scene's title above, one line of where the run is below.

use crate::app::ask::{Ask, StageAsk};
use crate::app::chrome::actions::ActionSpec;
use crate::app::chrome::top_bar::badge;
use crate::app::kit::sign::{Sign, sign_button};
use crate::app::kit::widgets::{badge_ui, grouped, speed};
use crate::app::talk::TalkScene;
use crate::app::view::View;
use crate::stream::{RunState, Severity};
use eframe::egui::{self, Align, Button, Label, Layout, RichText, Ui, WidgetInfo};

/// Height of the line, points.
const HEIGHT: f32 = 36.0;

/// Something that a strip would say in a window: in one line here.
pub(crate) struct StageLine {
    pub severity: Severity,
    pub text: String,
}

/// Where a talk is.
pub(super) struct ScenePlace<'a> {
    pub scene: &'a TalkScene,
    /// Counted from 1.
    pub number: usize,
    pub count: usize,
}

/// Draws what the audience has to know of the scene; of a panel that stands alone, its name.
pub(super) fn heading_ui(ui: &mut Ui, scene: Option<&TalkScene>, panel: Option<&str>, view: &View<'_>) {
    let title = scene.map(|scene| scene.title.as_str()).filter(|title| !title.is_empty()).or(panel);
    let look_at = scene.map_or("", |scene| &scene.look_at);
    if title.is_none() && look_at.is_empty() {
        return;
    }
    let ground = egui::Frame::new().fill(view.theme.panel).inner_margin(egui::Margin::symmetric(10, 4));
    egui::Panel::top("scene").resizable(false).frame(ground).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        if let Some(title) = title {
            ui.add(Label::new(RichText::new(title).heading().strong()).wrap());
        }
        if !look_at.is_empty() {
            ui.add(Label::new(RichText::new(look_at).color(view.theme.text)).wrap());
        }
    });
}

/// Draws the line below: what is on screen, how far it is, what went wrong; with controls, the buttons that a presenter
/// needs.
pub(super) fn bar_ui(
    ui: &mut Ui,
    place: Option<&ScenePlace<'_>>,
    line: Option<&StageLine>,
    view: &View<'_>,
    asks: &mut Vec<Ask>,
) {
    let ground = egui::Frame::new().fill(view.theme.bar).inner_margin(egui::Margin::symmetric(10, 3));
    egui::Panel::bottom("stage bar").exact_size(HEIGHT).resizable(false).frame(ground).show(ui, |ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if view.has_controls {
                buttons_ui(ui, place.is_some(), view, asks);
            }
            if let Some(ScenePlace { number, count, .. }) = place {
                ui.label(RichText::new(format!("{number}/{count}")).color(view.theme.weak_text));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let (text, colour) = badge(view);
                badge_ui(ui, text, colour);
                if let Some(StageLine { severity, text }) = line {
                    let colour = match severity {
                        Severity::Error => view.theme.error,
                        Severity::Warning => view.theme.warning,
                        Severity::Info => view.theme.text,
                    };
                    ui.add(Label::new(RichText::new(text).color(colour)).truncate()).on_hover_text(text);
                } else {
                    ui.label(&view.preset.name);
                    ui.label(RichText::new(format!("step {}", grouped(view.status.step))).monospace());
                    if view.is_live && view.status.state == RunState::Running {
                        ui.label(RichText::new(speed(view.status)).color(view.theme.weak_text));
                    }
                }
            });
        });
    });
}

/// From right to left.
fn buttons_ui(ui: &mut Ui, has_talk: bool, view: &View<'_>, asks: &mut Vec<Ask>) {
    let mut button = |ui: &mut Ui, face: &str, ask: Ask| {
        let spec = ActionSpec::of(&ask);
        let response = ui.add(Button::new(face));
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, ui.is_enabled(), spec.label));
        if response.on_hover_text(spec.tooltip(ui.ctx())).clicked() {
            asks.push(ask);
        }
    };
    button(ui, "Leave", Ask::Stage(StageAsk::Toggle));
    if has_talk {
        button(ui, "Next", Ask::Stage(StageAsk::NextScene));
        button(ui, "Back", Ask::Stage(StageAsk::PreviousScene));
    }
    let is_running = view.status.state == RunState::Running;
    let (sign, word) = if is_running { (Sign::Pause, "Pause") } else { (Sign::Play, "Run") };
    let about = ActionSpec::of(&Ask::RunPause).tooltip(ui.ctx());
    if sign_button(ui, sign, None, word, &about, None).clicked() {
        asks.push(Ask::RunPause);
    }
}
