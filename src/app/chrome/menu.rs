//! The menu: every action of the table, group by group, and how large and in which colours everything is drawn.

use super::actions::{ACTIONS, ActionGroup, ActionSpec};
use crate::app::ask::Ask;
use crate::app::kit::capitalised;
use crate::app::view::View;
use crate::draw::palette::LineColours;
use eframe::egui::containers::menu::{MenuConfig, SubMenuButton};
use eframe::egui::{Button, Id, PopupCloseBehavior, Response, Role, Slider, Ui, WidgetInfo};

/// How much larger than normal everything can be made here, percent.
const SIZES: std::ops::RangeInclusive<f32> = 70.0..=250.0;

/// Draws the button of the menu, and the menu while it is open.
pub(crate) fn menu_ui(ui: &mut Ui, lines: LineColours, view: &View<'_>, asks: &mut Vec<Ask>) {
    let menu = ui.menu_button("Menu", |ui| {
        ui.set_min_width(170.0);
        let groups = ActionGroup::ALL.into_iter().filter(|group| rows_of(*group).next().is_some());
        for group in groups {
            ui.menu_button(group.title(), |ui| group_ui(ui, group, lines, view, asks));
        }
    });
    menu.response.on_hover_text("Everything that can be done, with its keys");
}

fn rows_of(group: ActionGroup) -> impl Iterator<Item = &'static ActionSpec> {
    ACTIONS.iter().filter(move |spec| spec.group == group)
}

fn group_ui(ui: &mut Ui, group: ActionGroup, lines: LineColours, view: &View<'_>, asks: &mut Vec<Ask>) {
    ui.set_min_width(240.0);
    for spec in rows_of(group) {
        if row_ui(ui, spec, view).clicked() {
            asks.push(spec.ask.clone());
            ui.close();
        }
    }
    match group {
        ActionGroup::Pictures => {
            ui.separator();
            lines_ui(ui, lines, asks);
        }
        ActionGroup::Window => {
            ui.separator();
            size_ui(ui, asks);
        }
        _ => {}
    }
}

/// A row: its name, its keys, and why it is grey where it is.
fn row_ui(ui: &mut Ui, spec: &ActionSpec, view: &View<'_>) -> Response {
    let refusal = spec.possible(view).err();
    let button = Button::new(spec.label).shortcut_text(spec.keys_text(ui.ctx()));
    let response = ui.add_enabled(refusal.is_none(), button);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, refusal.is_none(), spec.label));
    let why = refusal.map(|why| format!("{}\n{}", spec.tooltip, capitalised(why)));
    if let Some(why) = &why {
        response.ctx.accesskit_node_builder(response.id, |node| node.set_description(why.as_str()));
    }
    response.on_hover_text(spec.tooltip).on_disabled_hover_text(why.unwrap_or_default())
}

/// The colours of modules and curves.
fn lines_ui(ui: &mut Ui, lines: LineColours, asks: &mut Vec<Ask>) {
    let stay_open = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let (button, _) = SubMenuButton::new("Colours of modules and curves").config(stay_open).ui(ui, |ui| {
        for choice in LineColours::ALL {
            let radio = ui.radio(lines == choice, choice.name());
            if radio.on_hover_text("All six are told apart by all eyes; rate maps keep their colour map").clicked() {
                asks.push(Ask::UseLineColours(choice));
            }
        }
    });
    button.on_hover_text("Which colours modules and curves are drawn in");
}

/// How large everything is. It changes when the handle is let go: what is dragged must not move away under the pointer.
fn size_ui(ui: &mut Ui, asks: &mut Vec<Ask>) {
    let id = Id::unique("size being dragged");
    let present = 100.0 * ui.ctx().zoom_factor();
    let mut percent = ui.data(|data| data.get_temp::<f32>(id)).unwrap_or(present);
    ui.horizontal(|ui| {
        let label = ui.label("Size");
        let slider = Slider::new(&mut percent, SIZES).show_value(false).step_by(5.0);
        let slider = ui.add(slider).labelled_by(label.id);
        slider.ctx.accesskit_node_builder(slider.id, |node| node.set_label("Size"));
        ui.monospace(format!("{percent:.0} %"));
        if slider.dragged() {
            ui.data_mut(|data| data.insert_temp(id, percent));
        } else if slider.changed() || slider.drag_stopped() {
            ui.data_mut(|data| data.remove::<f32>(id));
            asks.push(Ask::SetZoom(percent / 100.0));
        }
        slider.on_hover_text("How large letters and everything else are drawn; kept for the next start");
    });
    ui.horizontal(|ui| {
        for (word, zoom) in [("Small", 0.85), ("Normal", 1.0), ("Large", 1.3)] {
            let chosen = ui.selectable_label((present / 100.0 - zoom).abs() < 0.01, word);
            if chosen.on_hover_text(format!("{:.0} % of the normal size", 100.0 * zoom)).clicked() {
                asks.push(Ask::SetZoom(zoom));
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_is_in_a_group_of_the_menu() {
        let reached: usize = ActionGroup::ALL.into_iter().map(|group| rows_of(group).count()).sum();
        assert_eq!(reached, ACTIONS.len());
    }
}
