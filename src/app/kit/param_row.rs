//! One parameter as a row: its symbol, a slider or choice, and a field to type into. All of it comes from the table.

use super::explain::explain_ui;
use super::number_field::{EXACT, NumberField, any_whole_ui, three_digits};
use super::theme::Theme;
use crate::preset::{ParamKind, ParamSpec, SliderScale, Value};
use eframe::egui::{self, Checkbox, ComboBox, Response, RichText, Slider, Ui};

/// Room for the symbol and for the typed value, points.
const LABEL_WIDTH: f32 = 68.0;
const FIELD_WIDTH: f32 = 92.0;
const ROW_HEIGHT: f32 = 24.0;

/// How a row looks.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RowLook {
    /// Whether it can be changed.
    pub enabled: bool,
    /// A value was asked for and is not in force yet.
    pub is_sent: bool,
    /// An edit that waits for a restart.
    pub is_edited: bool,
    /// In place of the parameter's own name.
    pub title: Option<&'static str>,
}

/// A parameter's name in words: `separation.weight` is "separation weight".
#[must_use]
pub(crate) fn words(spec: &ParamSpec) -> String {
    spec.name.replace(['.', '_'], " ")
}

/// What stands before a row: the symbol, or the words where there is none.
fn title(spec: &ParamSpec) -> String {
    if spec.symbol.is_empty() { words(spec) } else { spec.symbol.to_owned() }
}

/// What a parameter is, its range, and what to expect without it.
fn tooltip_ui(ui: &mut Ui, spec: &ParamSpec, look: RowLook, theme: &Theme) {
    ui.set_max_width(360.0);
    ui.strong(words(spec));
    ui.label(spec.summary);
    ui.label(RichText::new(spec.ablation).color(theme.weak_text));
    let text = format!("{}: {}; unless said {}", spec.name, spec.range_text(), spec.default_value());
    ui.label(RichText::new(text).monospace().small());
    if look.is_sent {
        ui.label(RichText::new("Sent, not in force yet").color(theme.accent));
    }
    if !spec.live {
        ui.label(RichText::new("A change starts the run again").color(theme.restart));
    }
    ui.label(RichText::new("I or a right click tells more").small().color(theme.weak_text));
}

/// Gives a widget the name that screen readers and tests use.
fn name_it(response: &Response, name: &str) {
    response.ctx.accesskit_node_builder(response.id, |node| node.set_label(name.to_owned()));
}

/// Draws one parameter; returns the value the user asks for, if that changed in this frame.
pub(crate) fn param_row_ui(
    ui: &mut Ui,
    spec: &ParamSpec,
    shown: &Value,
    look: RowLook,
    theme: &Theme,
) -> Option<Value> {
    let wide_title = spec.symbol.is_empty() && !matches!(spec.kind, ParamKind::Switch);
    let asked = if wide_title {
        // A name in words needs a line of its own beside a slider.
        ui.horizontal(|ui| {
            label_ui(ui, spec, look, theme, (ui.available_width() - FIELD_WIDTH - 48.0).max(LABEL_WIDTH));
            value_ui(ui, spec, shown, look, theme, false)
        })
    } else {
        ui.horizontal(|ui| {
            if !matches!(spec.kind, ParamKind::Switch) {
                label_ui(ui, spec, look, theme, LABEL_WIDTH);
            }
            value_ui(ui, spec, shown, look, theme, true)
        })
    };
    explain_ui(&asked.response, &words(spec), spec, theme);
    asked.inner.filter(|value| value != shown && spec.check(value).is_ok())
}

fn label_ui(ui: &mut Ui, spec: &ParamSpec, look: RowLook, theme: &Theme, width: f32) {
    let mut text = RichText::new(title(spec));
    if look.is_edited {
        text = text.color(theme.restart);
    } else if look.is_sent {
        text = text.color(theme.accent);
    }
    let label = egui::Label::new(text).truncate().sense(egui::Sense::hover());
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let response = ui.allocate_ui_with_layout(egui::vec2(width, ROW_HEIGHT), layout, |ui| {
        ui.set_min_width(width);
        ui.add(label)
    });
    response.inner.on_hover_ui(|ui| tooltip_ui(ui, spec, look, theme));
    if look.is_sent {
        let centre = egui::pos2(response.response.rect.left() - 5.0, response.response.rect.center().y);
        ui.painter().circle_filled(centre, 3.0, theme.accent);
    }
}

fn value_ui(
    ui: &mut Ui,
    spec: &ParamSpec,
    shown: &Value,
    look: RowLook,
    theme: &Theme,
    with_slider: bool,
) -> Option<Value> {
    if !look.enabled {
        ui.disable();
    }
    match (spec.kind, shown) {
        (ParamKind::Number { min, max, scale }, Value::Number(value)) => {
            number_ui(ui, spec, *value, (min, max, scale), with_slider).map(Value::Number)
        }
        (ParamKind::OptionalNumber { min, max, scale }, _) => {
            optional_ui(ui, spec, shown, (min, max, scale), theme, with_slider)
        }
        (ParamKind::Count { min, max }, Value::Count(value)) => {
            count_ui(ui, spec, *value, (min, max)).map(Value::Count)
        }
        (ParamKind::Switch, Value::Switch(on)) => switch_ui(ui, spec, *on, look, theme).map(Value::Switch),
        (ParamKind::Choice(choices), Value::Choice(word)) => choice_ui(ui, spec, word, choices).map(Value::Choice),
        _ => None, // the table and the value disagree: nothing that could be edited
    }
}

fn number_ui(
    ui: &mut Ui,
    spec: &ParamSpec,
    value: f64,
    range: (f64, f64, SliderScale),
    with_slider: bool,
) -> Option<f64> {
    let (min, max, scale) = range;
    let mut asked = None;
    if with_slider {
        let mut slid = value;
        ui.spacing_mut().slider_width =
            (ui.available_width() - FIELD_WIDTH - 2.0 * ui.spacing().item_spacing.x).max(26.0);
        let slider = Slider::new(&mut slid, min..=max)
            .show_value(false)
            .logarithmic(scale != SliderScale::Linear)
            .smallest_positive(if min > 0.0 { min } else { 1e-3 });
        let response = ui.add(slider);
        name_it(&response, &words(spec));
        if response.changed() {
            asked = Some(three_digits(slid).clamp(min, max));
        }
    }
    let field = NumberField {
        name: &format!("{} value", words(spec)),
        range: min..=max,
        is_whole: false,
        unit: spec.unit,
        speed: value.abs().max(min.max(1e-4)) * 0.01,
        size: egui::vec2(FIELD_WIDTH, ROW_HEIGHT - 2.0),
    };
    field.ui(ui, value).1.or(asked)
}

fn optional_ui(
    ui: &mut Ui,
    spec: &ParamSpec,
    shown: &Value,
    range: (f64, f64, SliderScale),
    theme: &Theme,
    with_slider: bool,
) -> Option<Value> {
    let mut is_auto = *shown == Value::Auto;
    let response = ui.add(Checkbox::new(&mut is_auto, "auto")).on_hover_text("Follows σ_x");
    name_it(&response, &format!("{} auto", words(spec)));
    if response.changed() {
        // Taking it off auto starts from the middle of what the recipes use, not from a range's end.
        const START_M: f64 = 0.12;
        return Some(if is_auto { Value::Auto } else { Value::Number(START_M.clamp(range.0, range.1)) });
    }
    if let Value::Number(value) = shown {
        return number_ui(ui, spec, *value, range, with_slider).map(Value::Number);
    }
    ui.label(RichText::new("follows σ_x").color(theme.weak_text));
    None
}

fn count_ui(ui: &mut Ui, spec: &ParamSpec, value: u64, (min, max): (u64, u64)) -> Option<u64> {
    if max > EXACT {
        return any_whole_ui(ui, &words(spec), value, 150.0);
    }
    let field = NumberField {
        name: &words(spec),
        range: min as f64..=max as f64,
        is_whole: true,
        unit: spec.unit,
        speed: (value as f64 * 0.01).max(0.1),
        size: egui::vec2(FIELD_WIDTH + 40.0, ROW_HEIGHT - 2.0),
    };
    field.ui(ui, value as f64).1.map(|count| count as u64)
}

fn switch_ui(ui: &mut Ui, spec: &ParamSpec, on: bool, look: RowLook, theme: &Theme) -> Option<bool> {
    let mut asked = on;
    let name = words(spec);
    let mut text = RichText::new(look.title.unwrap_or(&name));
    if look.title.is_some() {
        text = text.strong();
    }
    let response = ui.add(Checkbox::new(&mut asked, text));
    name_it(&response, &name);
    let changed = response.changed();
    response.on_hover_ui(|ui| tooltip_ui(ui, spec, look, theme));
    changed.then_some(asked)
}

fn choice_ui(ui: &mut Ui, spec: &ParamSpec, word: &str, choices: &[&str]) -> Option<String> {
    let mut asked = None;
    let combo = ComboBox::from_id_salt(spec.name).selected_text(word.replace('_', " ")).width(FIELD_WIDTH + 40.0);
    let response = combo.show_ui(ui, |ui| {
        for choice in choices {
            if ui.selectable_label(*choice == word, choice.replace('_', " ")).clicked() {
                asked = Some((*choice).to_owned());
            }
        }
    });
    name_it(&response.response, &words(spec));
    asked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::TABLE;

    #[test]
    fn every_row_has_a_name() {
        for spec in TABLE {
            assert!(!title(spec).is_empty() && !words(spec).contains(['.', '_']), "{}", spec.name);
        }
    }
}
