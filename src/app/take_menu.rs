//! The menu on the tabs of a panel: take it away as a picture, as vectors, as numbers.

use super::ask::Ask;
use super::figure_look::{FigureLook, PanelForm};
use super::kit::number_field::NumberField;
use super::kit::sign::Sign;
use super::panel::Pane;
use super::view::View;
use eframe::egui::containers::menu::{MenuButton, MenuConfig};
use eframe::egui::{Button, PopupCloseBehavior, Rect, Role, Ui, Vec2, WidgetInfo, vec2};

/// Side of the sign, points.
const SIGN: f32 = 12.0;

/// The sign with its menu.
pub(crate) fn take_menu_ui(ui: &mut Ui, pane: Pane, view: &View<'_>, asks: &mut Vec<Ask>) {
    let name = format!("Take away {}", pane.title);
    let stay_open = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let button = Button::new("").frame(false).min_size(Vec2::splat(22.0));
    let (response, _) = MenuButton::from_button(button).config(stay_open).ui(ui, |ui| {
        menu_ui(ui, pane, view, asks);
    });
    let square = Rect::from_center_size(response.rect.center(), Vec2::splat(SIGN));
    Sign::Take.paint(ui.painter(), square, ui.style().interact(&response).text_color());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    response.on_hover_text(format!("{name}: a picture, vectors or numbers (Ctrl+E for all of them)"));
}

fn menu_ui(ui: &mut Ui, pane: Pane, view: &View<'_>, asks: &mut Vec<Ask>) {
    for (form, words, about) in PanelForm::ALL {
        if ui.button(words).on_hover_text(about).clicked() {
            asks.push(Ask::TakePanel(pane.name, form));
            ui.close();
        }
    }
    ui.separator();
    let mut look = view.figure;
    ui.horizontal(|ui| {
        ui.label("Size");
        number_ui(ui, ("Figure width", "points"), FigureLook::SIDES, &mut look.width);
        ui.label("×");
        number_ui(ui, ("Figure height", "points"), FigureLook::SIDES, &mut look.height);
    });
    ui.horizontal(|ui| {
        ui.label("Pixels a point");
        number_ui(ui, ("Figure scale", ""), FigureLook::SCALES, &mut look.scale);
    });
    ui.checkbox(&mut look.on_white, "On white")
        .on_hover_text("Dark letters on white paper, whatever the window looks like");
    if look != view.figure {
        asks.push(Ask::SetFigure(look));
    }
}

fn number_ui(ui: &mut Ui, (name, unit): (&str, &str), range: std::ops::RangeInclusive<f32>, value: &mut f32) {
    let range = f64::from(*range.start())..=f64::from(*range.end());
    let speed = (range.end() - range.start()) / 400.0;
    let field = NumberField { name, range, is_whole: true, unit, speed, size: vec2(78.0, 22.0) };
    let (_, asked) = field.ui(ui, f64::from(*value));
    *value = asked.map_or(*value, |asked| asked as f32);
}
