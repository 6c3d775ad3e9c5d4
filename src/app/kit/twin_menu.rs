//! Beginning a twin: a second network that trains beside the run, one parameter apart.

use super::number_field::NumberField;
use super::param_row::words;
use super::sign::Sign;
use crate::app::ask::Ask;
use crate::app::view::View;
use crate::preset::{LOSS_TERMS, ParamGroup, ParamKind, ParamSpec, TABLE, Value};
use crate::stream::{Command, RunState};
use eframe::egui::containers::menu::{MenuButton, MenuConfig};
use eframe::egui::{Button, PopupCloseBehavior, Rect, Response, Role, Ui, Vec2, WidgetInfo, vec2};

/// Side of the button beside a parameter, points.
pub(crate) const TWIN_BUTTON: f32 = 20.0;

/// What tells how a twin begins.
const ABOUT: &str = "Trains a second network beside this one, from the present state and with the same random draws, that \
                     differs in this alone. Both together take the cores that one would";

/// Whether two networks can differ in a parameter: it acts while they train, and on training and not on pictures alone.
pub(crate) fn can_part(spec: &ParamSpec) -> bool {
    spec.live && spec.group != ParamGroup::Pictures
}

/// Why no twin can begin; `None` where one can.
fn obstacle(view: &View<'_>) -> Option<&'static str> {
    match view.status.state {
        _ if !view.is_live => Some("A recorded run cannot have a twin"),
        _ if view.twin.is_some() => Some("There is a twin already: promote or discard it first"),
        RunState::Starting => Some("The run has not begun yet"),
        RunState::Failed | RunState::Stopped => Some("The run does not train"),
        RunState::Paused | RunState::Running => None,
    }
}

/// What a twin is called that differs in a switch, which is on or off in the run.
pub(crate) fn switch_words(spec: &ParamSpec, is_on: bool) -> String {
    let term = LOSS_TERMS.iter().find(|term| spec.term == Some(term.name));
    let what = term.map_or_else(|| words(spec), |term| term.title.to_lowercase());
    let what = if spec.name == "permute" { "permutations".to_owned() } else { what };
    format!("Twin {} {what}", if is_on { "without" } else { "with" })
}

fn begin(spec: &ParamSpec, value: Value) -> Ask {
    Ask::Send(Command::BeginTwin { name: spec.name.to_owned(), value })
}

/// Every switch that can part a twin from the run, with what the twin would be called, and what to ask for it.
pub(crate) fn switches(view: &View<'_>) -> impl Iterator<Item = (&'static ParamSpec, String, Ask)> {
    let of = |spec: &'static ParamSpec| match spec.value_in(&view.preset.params) {
        Value::Switch(is_on) => Some((spec, switch_words(spec, is_on), begin(spec, Value::Switch(!is_on)))),
        _ => None,
    };
    TABLE.iter().filter(|spec| can_part(spec)).filter_map(of)
}

/// A menu of all switches.
pub(crate) fn twin_menu_ui(ui: &mut Ui, view: &View<'_>, asks: &mut Vec<Ask>) {
    let obstacle = obstacle(view);
    ui.add_enabled_ui(obstacle.is_none(), |ui| {
        let (button, _) = MenuButton::new("Twin…").ui(ui, |ui| {
            for (spec, name, ask) in switches(view) {
                if ui.button(name).on_hover_text(spec.ablation).clicked() {
                    asks.push(ask);
                }
            }
            ui.separator();
            ui.weak("Another value: the two circles beside a control");
        });
        let about = format!("{ABOUT}: choose a switch");
        button.on_hover_text(about).on_disabled_hover_text(obstacle.unwrap_or_default());
    });
}

/// The button beside a live parameter, whose value in the run this is: a twin that differs in it.
pub(crate) fn twin_button_ui(ui: &mut Ui, spec: &ParamSpec, value: &Value, view: &View<'_>, asks: &mut Vec<Ask>) {
    let obstacle = obstacle(view);
    ui.add_enabled_ui(obstacle.is_none(), |ui| {
        let response = if let (ParamKind::Switch, Value::Switch(is_on)) = (spec.kind, value) {
            let name = switch_words(spec, *is_on);
            let response = sign_ui(ui, &name, Ui::add);
            if response.clicked() {
                asks.push(begin(spec, Value::Switch(!is_on)));
            }
            response.on_hover_text(format!("{name}\n{ABOUT}"))
        } else {
            let name = format!("Twin with another {}", words(spec));
            let stay_open = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
            let response = sign_ui(ui, &name, |ui, button| {
                let menu = MenuButton::from_button(button).config(stay_open);
                menu.ui(ui, |ui| value_ui(ui, spec, value, asks)).0
            });
            response.on_hover_text(format!("{name}…\n{ABOUT}"))
        };
        if let Some(obstacle) = obstacle {
            response.on_disabled_hover_text(obstacle);
        }
    });
}

/// A small button with the sign of twins.
fn sign_ui(ui: &mut Ui, name: &str, add: impl FnOnce(&mut Ui, Button<'static>) -> Response) -> Response {
    let button = Button::new("").frame(false).min_size(Vec2::splat(TWIN_BUTTON));
    let response = add(ui, button);
    let colour = ui.style().interact(&response).text_color();
    let faded = if ui.is_enabled() { 0.75 } else { 0.3 };
    let square = Rect::from_center_size(response.rect.center(), Vec2::splat(13.0));
    Sign::Twin.paint(ui.painter(), square, colour.gamma_multiply(faded));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    response
}

/// The menu of a parameter: the value of the twin, and a button that begins it.
fn value_ui(ui: &mut Ui, spec: &ParamSpec, value: &Value, asks: &mut Vec<Ask>) {
    let id = ui.scope_id().with(("twin value", spec.name));
    // Of another value of the run, nobody means what was chosen beside it.
    let draft = ui.data(|data| data.get_temp::<(String, Value)>(id)).filter(|(of, _)| *of == value.to_string());
    let mut chosen = draft.map_or_else(|| value.clone(), |(_, chosen)| chosen);
    ui.strong(format!("Twin with another {}", words(spec)));
    ui.label(format!("The run has {value}{}", unit(spec)));
    match spec.kind {
        ParamKind::Number { min, max, .. } | ParamKind::OptionalNumber { min, max, .. } => {
            let number = if let Value::Number(number) = chosen { number } else { START.clamp(min, max) };
            if let Some(asked) = field_ui(ui, spec, number, (min, max), false) {
                chosen = Value::Number(asked);
            }
            if matches!(spec.kind, ParamKind::OptionalNumber { .. }) && *value != Value::Auto {
                if ui.button("auto").on_hover_text("Follows σ_x").clicked() {
                    chosen = Value::Auto;
                }
            } else if *value == Value::Auto && chosen == Value::Auto {
                chosen = Value::Number(number); // what the field shows
            }
        }
        ParamKind::Count { min, max } => {
            let count = if let Value::Count(count) = chosen { count } else { min };
            if let Some(asked) = field_ui(ui, spec, count as f64, (min as f64, max as f64), true) {
                chosen = Value::Count(asked as u64);
            }
        }
        ParamKind::Choice(choices) => {
            for choice in choices {
                let word = Value::Choice((*choice).to_owned());
                if ui.radio(chosen == word, choice.replace('_', " ")).clicked() {
                    chosen = word;
                }
            }
        }
        ParamKind::Switch => {}
    }
    let can_begin = chosen != *value && spec.check(&chosen).is_ok();
    ui.add_enabled_ui(can_begin, |ui| {
        let button = ui.button(format!("Begin the twin with {chosen}{}", unit(spec)));
        if button.on_hover_text(ABOUT).on_disabled_hover_text("The run has this value").clicked() {
            asks.push(begin(spec, chosen.clone()));
            ui.close();
        }
    });
    ui.data_mut(|data| data.insert_temp(id, (value.to_string(), chosen)));
}

/// Where a number begins that follows another parameter in the run: the middle of what the recipes use.
const START: f64 = 0.12;

fn unit(spec: &ParamSpec) -> String {
    if spec.unit.is_empty() { String::new() } else { format!(" {}", spec.unit) }
}

fn field_ui(ui: &mut Ui, spec: &ParamSpec, value: f64, (min, max): (f64, f64), is_whole: bool) -> Option<f64> {
    let field = NumberField {
        name: "value of the twin",
        range: min..=max,
        is_whole,
        unit: spec.unit,
        speed: value.abs().max(min.max(1e-4)) * 0.01,
        size: vec2(120.0, 22.0),
    };
    field.ui(ui, value).1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::find;

    #[test]
    fn only_what_acts_on_training_at_once_can_part_a_twin() {
        let can = |name: &str| can_part(find(name).expect("a parameter"));
        assert!(can("capacity.enabled") && can("sigma_g") && can("learning_rate") && can("permute"));
        assert!(!can("units") && !can("seed"), "they restart the run");
        assert!(!can("map_memory_steps"), "a matter of pictures");
    }

    #[test]
    fn a_twin_is_called_after_what_it_lacks() {
        let words = |name: &str, is_on| switch_words(find(name).expect("a parameter"), is_on);
        assert_eq!(words("capacity.enabled", true), "Twin without capacity");
        assert_eq!(words("conformal_isometry.enabled", false), "Twin with conformal isometry");
        assert_eq!(words("permute", true), "Twin without permutations");
    }
}
