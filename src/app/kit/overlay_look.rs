//! How curves of other runs are told apart: a colour and a dash each, kept as long as they are shown.

use super::theme::Theme;
use eframe::egui::{self, Color32, Role, Sense, Shape, Stroke, Ui, WidgetInfo, vec2};
use egui_plot::LineStyle;

/// The colour of a look.
#[must_use]
pub(crate) fn overlay_colour(theme: &Theme, look: usize) -> Color32 {
    theme.modules[look % theme.modules.len()]
}

/// The dashes of a look: where colours come round again, dashes have gone on by one.
#[must_use]
pub(crate) fn overlay_style(theme: &Theme, look: usize) -> LineStyle {
    match (look + look / theme.modules.len()) % 3 {
        0 => LineStyle::dashed_dense(),
        1 => LineStyle::dotted_dense(),
        _ => LineStyle::dashed_loose(),
    }
}

/// A piece of a curve of this look.
pub(crate) fn overlay_swatch_ui(ui: &mut Ui, theme: &Theme, look: usize, name: &str) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(vec2(22.0, 12.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("curve of {name}")));
    let (line, colour) = ([rect.left_center(), rect.right_center()], overlay_colour(theme, look));
    match overlay_style(theme, look) {
        LineStyle::Dotted { .. } => ui.painter().extend(Shape::dotted_line(&line, colour, 4.0, 1.5)),
        LineStyle::Dashed { length } => {
            let length = length.min(6.0);
            ui.painter().extend(Shape::dashed_line(&line, Stroke::new(2.0, colour), length, 0.6 * length));
        }
        LineStyle::Solid => {
            ui.painter().line_segment(line, Stroke::new(2.0, colour));
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::overlay::RunOverlay;

    #[test]
    fn no_two_looks_are_the_same() {
        let theme = Theme::dark();
        let look = |look: usize| format!("{:?} {:?}", overlay_colour(&theme, look), overlay_style(&theme, look));
        for a in 0..RunOverlay::MOST {
            for b in 0..a {
                assert_ne!(look(a), look(b), "{a} and {b}");
            }
        }
    }
}
