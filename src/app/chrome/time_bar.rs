//! The bar of a recording that plays: where it is, how fast, and the way back to the run.

use crate::app::ask::Ask;
use crate::app::kit::count;
use crate::app::kit::sign::{Sign, sign_button};
use crate::app::kit::widgets::grouped;
use crate::app::view::View;
use crate::stream::{Command, Playback};
use eframe::egui::{self, Align2, ComboBox, RichText, Sense, Slider, Stroke, Ui, pos2, vec2};

/// Seconds that a whole recording takes at ×1.
const WHOLE_S: f64 = 60.0;
const SPEEDS: [f64; 7] = [0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0];
/// Least width of the slider, points.
const LEAST_SLIDER: f32 = 160.0;
/// Room to the right of the slider, points.
const AT_RIGHT: f32 = 330.0;
/// Height of a mark at an intervention, points.
const MARK: f32 = 5.0;

/// Draws the bar.
pub(crate) fn time_bar_ui(ui: &mut Ui, playback: &Playback, view: &View<'_>) -> Vec<Ask> {
    let mut asks = Vec::new();
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let theme = view.theme;
        let (sign, [word, name], colour) = if playback.is_playing {
            (Sign::Pause, ["Pause", "Pause playback"], theme.paused)
        } else {
            (Sign::Play, ["Play", "Start playback"], theme.accent)
        };
        let about = "Play the recording, or pause it; at its end it begins again (Space)";
        if sign_button(ui, sign, Some(word), name, about, Some(colour)).clicked() {
            asks.push(Ask::RunPause);
        }
        jumps_ui(ui, playback, &mut asks);
        let at = RichText::new(format!("{:>7}", grouped(playback.step))).monospace();
        ui.label(at).on_hover_text("Training steps done at what is on screen");
        scrub_ui(ui, playback, view, &mut asks);
        speed_ui(ui, playback, &mut asks);
        let mut loops = playback.loops;
        if ui.checkbox(&mut loops, "Loop").on_hover_text("At the end, begin again at the first step").changed() {
            let steps_per_second = playback.steps_per_second;
            asks.push(Ask::Send(Command::PlayAt { steps_per_second, loops }));
        }
        if let Some(damage) = &playback.damage {
            let word = if damage.starts_with("damaged") { "Damaged" } else { "Cut off" };
            ui.colored_label(theme.warning, word).on_hover_text(format!("This recording is {damage}"));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let back =
                ui.button("Back to the run").on_hover_text("Close the recording; the run waits where it was left");
            if back.clicked() {
                asks.push(Ask::BackToRun);
            }
        });
    });
    asks
}

/// The interventions before and after.
fn jumps_ui(ui: &mut Ui, playback: &Playback, asks: &mut Vec<Ask>) {
    let steps = || playback.interventions.iter().map(|made| made.step);
    let before = steps().rev().find(|step| *step < playback.step);
    let after = steps().find(|step| *step > playback.step);
    let about = |what: &str, step: Option<u64>| match step {
        Some(step) => format!("Go to the {what} change, after step {}", grouped(step)),
        None => format!("There is no {what} change"),
    };
    for (sign, name, what, to) in
        [(Sign::Before, "Previous intervention", "previous", before), (Sign::After, "Next intervention", "next", after)]
    {
        ui.add_enabled_ui(to.is_some(), |ui| {
            if sign_button(ui, sign, None, name, &about(what, to), None).clicked()
                && let Some(to) = to
            {
                asks.push(Ask::Send(Command::Seek(to)));
            }
        });
    }
}

/// The slider, with a mark at every intervention.
fn scrub_ui(ui: &mut Ui, playback: &Playback, view: &View<'_>, asks: &mut Vec<Ask>) {
    let Playback { first_step, last_step, step, interventions, .. } = playback;
    let width = (ui.available_width() - AT_RIGHT).max(LEAST_SLIDER);
    let mut at = *step;
    let slider = ui
        .scope(|ui| {
            ui.spacing_mut().slider_width = width;
            let range = *first_step..=(*last_step).max(first_step + 1);
            ui.add(Slider::new(&mut at, range).show_value(false).step_by(1.0))
        })
        .inner;
    slider.ctx.accesskit_node_builder(slider.id, |node| node.set_label("step of the recording"));
    if slider.changed() {
        asks.push(Ask::Send(Command::Seek(at)));
    }
    let words = format!(
        "Drag to any step from {} to {}; {} marked",
        grouped(*first_step),
        grouped(*last_step),
        count(interventions.len(), "change")
    );
    let slider = slider.on_hover_text(words);
    // As the slider lays its handle out: half a handle of room at both ends.
    let rect = slider.rect;
    let inset = rect.height() / 2.5;
    let span = (last_step.saturating_sub(*first_step)).max(1) as f32;
    for made in interventions.iter() {
        let share = made.step.saturating_sub(*first_step) as f32 / span;
        let x = rect.left() + inset + share.clamp(0.0, 1.0) * (rect.width() - 2.0 * inset);
        let line = [pos2(x, rect.top() - MARK + 3.0), pos2(x, rect.top() + 3.0)];
        ui.painter().line_segment(line, Stroke::new(2.0, view.theme.mark));
    }
}

/// How fast it plays.
fn speed_ui(ui: &mut Ui, playback: &Playback, asks: &mut Vec<Ask>) {
    let span = playback.last_step.saturating_sub(playback.first_step).max(1) as f64;
    let speed = playback.steps_per_second * WHOLE_S / span;
    let face = |speed: f64| format!("×{}", (speed * 1000.0).round() / 1000.0);
    let combo = ComboBox::from_id_salt("speed").selected_text(face(speed)).width(64.0).show_ui(ui, |ui| {
        for choice in SPEEDS {
            if ui.selectable_label((choice - speed).abs() < 1e-3, face(choice)).clicked() {
                let steps_per_second = choice * span / WHOLE_S;
                asks.push(Ask::Send(Command::PlayAt { steps_per_second, loops: playback.loops }));
            }
        }
    });
    let combo = combo.response;
    combo.ctx.accesskit_node_builder(combo.id, |node| node.set_label("speed"));
    combo.on_hover_text("How fast it plays: ×1 plays the whole recording in a minute");
}

/// The mark in the top bar while a run is recorded: how large the file is.
pub(crate) fn recording_mark_ui(ui: &mut Ui, view: &View<'_>) {
    let (Some(status), Some(path)) = (view.status.recording, view.recorded) else { return };
    let text = format!("REC {:.1} MB", status.bytes as f64 / 1e6);
    let font = egui::TextStyle::Body.resolve(ui.style());
    let galley = ui.painter().layout_no_wrap(text.clone(), font.clone(), view.theme.error);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(14.0, 0.0), Sense::hover());
    ui.painter().circle_filled(rect.left_center() + vec2(5.0, 0.0), 4.0, view.theme.error);
    ui.painter().text(rect.left_center() + vec2(14.0, 0.0), Align2::LEFT_CENTER, &text, font, view.theme.error);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &text));
    let skipped = match status.skipped {
        0 => String::new(),
        skipped => format!("; {skipped} skipped, because writing them took longer than training"),
    };
    response.on_hover_text(format!(
        "Recorded into {}: {} since it began{skipped}",
        path.display(),
        count(status.maps as usize, "map")
    ));
}
