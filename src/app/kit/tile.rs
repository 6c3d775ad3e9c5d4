//! One unit's tile: its map, its numbers, and what a pointer gets from it.

use super::map_texture::peak;
use super::number_or_dash;
use super::tiles::Block;
use crate::analysis::UnitReport;
use crate::app::ask::Ask;
use crate::app::view::View;
use crate::maps::RateMaps;
use eframe::egui::{
    self, Align2, Color32, CornerRadius, FontId, Rect, Response, Role, Sense, Stroke, StrokeKind, TextStyle, TextureId,
    Ui, WidgetInfo, pos2, vec2,
};

/// Font of the numbers on tiles.
pub(crate) fn caption_font(ui: &Ui) -> FontId {
    let body = TextStyle::Body.resolve(ui.style());
    FontId::new((body.size * 0.86).max(11.5), body.family)
}

/// What every tile needs to be drawn.
pub(crate) struct UnitTile<'a> {
    pub view: &'a View<'a>,
    pub maps: &'a RateMaps,
    pub texture: TextureId,
    pub font: FontId,
}

impl UnitTile<'_> {
    /// Draws one unit's map with its numbers; a click selects the unit.
    pub(crate) fn show(&self, ui: &Ui, rect: Rect, block: Block, unit: usize, uv: Rect, asks: &mut Vec<Ask>) {
        let entry = self.view.report.and_then(|r| r.units.get(unit)).filter(|u| u.unit == unit);
        let response = ui.interact(rect, ui.scope_id().with(("tile", unit)), Sense::click());
        let selected = self.view.selected_unit == Some(unit);
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, selected, format!("unit {unit}")));
        let module = entry.and_then(|u| u.module);
        let dimmed = self.view.selected_module.is_some_and(|m| module != Some(m))
            || entry.is_some_and(|u| !u.active) && !selected;
        self.paint(ui, rect, block, uv, entry, if dimmed { 0.35 } else { 1.0 });
        let image = Rect::from_min_size(rect.min + vec2(0.0, block.caption), vec2(block.side, block.side));
        if selected {
            let stroke = Stroke::new(2.5, self.view.theme.accent);
            ui.painter().rect_stroke(image, CornerRadius::ZERO, stroke, StrokeKind::Outside);
        } else if response.hovered() {
            let stroke = Stroke::new(1.5, ui.visuals().text_color());
            ui.painter().rect_stroke(image, CornerRadius::ZERO, stroke, StrokeKind::Outside);
        }
        if response.clicked() {
            asks.push(Ask::SelectUnit(Some(unit)));
        }
        self.tooltip(response, unit, entry);
    }

    fn paint(&self, ui: &Ui, rect: Rect, block: Block, uv: Rect, entry: Option<&UnitReport>, strength: f32) {
        let painter = ui.painter();
        let theme = self.view.theme;
        let image = Rect::from_min_size(rect.min + vec2(0.0, block.caption), vec2(block.side, block.side));
        painter.image(self.texture, image, uv, Color32::WHITE.gamma_multiply(strength));
        let Some(entry) = entry else { return };
        if block.caption > 0.0 {
            let colour = ui.visuals().text_color().gamma_multiply(strength.max(0.5));
            let y = rect.top() + block.caption / 2.0;
            let peak = if entry.active { rate(entry.peak_rate) } else { String::new() };
            let left = painter.text(pos2(rect.left(), y), Align2::LEFT_CENTER, peak, self.font.clone(), colour);
            if let Some(score) = entry.grid_score_adaptive {
                let galley = painter.layout_no_wrap(format!("{score:.2}"), self.font.clone(), theme.weak_text);
                if left.width() + galley.size().x + 6.0 <= rect.width() {
                    let at = pos2(rect.right() - galley.size().x, y - galley.size().y / 2.0);
                    painter.galley(at, galley, theme.weak_text);
                }
            }
        }
        if entry.active {
            let top = image.bottom() + 1.0;
            let track = Rect::from_min_max(pos2(rect.left(), top), pos2(rect.right(), top + Block::STRIP - 2.0));
            let colour = theme.module(entry.module).gamma_multiply(strength);
            painter.rect_filled(track, CornerRadius::ZERO, colour.gamma_multiply(0.3));
            let length = entry.grid_score_adaptive.unwrap_or(0.0).clamp(0.0, 1.0) as f32 * track.width();
            let filled = Rect::from_min_size(track.min, vec2(length, track.height()));
            painter.rect_filled(filled, CornerRadius::ZERO, colour);
        }
    }

    fn tooltip(&self, response: Response, unit: usize, entry: Option<&UnitReport>) {
        response.on_hover_ui(|ui| {
            let with_unit = |value: Option<f64>, decimals: usize, unit: &str| {
                value.map_or_else(|| "–".to_owned(), |v| format!("{v:.decimals$}{unit}"))
            };
            ui.strong(format!("Unit {unit}"));
            let Some(entry) = entry else {
                ui.label(format!("peak rate {}", rate(f64::from(peak(self.maps.unit(unit))))));
                return;
            };
            if !entry.active {
                ui.label("silent: it fires nowhere in this box");
                return;
            }
            egui::Grid::new("unit tooltip").num_columns(2).spacing([14.0, 2.0]).show(ui, |ui| {
                let mut row = |name: &str, value: String| {
                    ui.label(name);
                    ui.monospace(value);
                    ui.end_row();
                };
                row("Peak rate", rate(entry.peak_rate));
                row("Grid score (adaptive)", number_or_dash(entry.grid_score_adaptive, 2));
                row("Spacing", with_unit(entry.spacing_m, 2, " m"));
                row("Orientation", with_unit(entry.orientation_deg, 1, "°"));
                row("Stability", number_or_dash(entry.stability, 2));
                row("Module", entry.module.map_or_else(|| "none".to_owned(), |m| (m + 1).to_string()));
            });
        });
    }
}

/// A rate: states are unit vectors, so a rate lies between 0 and 1 and has no unit.
pub(crate) fn rate(value: f64) -> String {
    if value >= 0.0995 { format!("{value:.2}") } else { format!("{value:.3}") }
}
