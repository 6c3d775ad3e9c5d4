//! Small pictures of states: a few rate maps beside each other.

use super::colour::{ColourMap, lut, shade};
use super::map_texture::{MapTexture, key_of, whole};
use crate::runs::ContactSheet;
use eframe::egui::{self, Color32, ColorImage, Rect, Role, Sense, TextureOptions, Ui, WidgetInfo};
use std::collections::HashMap;
use std::hash::Hash;

/// Pixels between maps.
const GAP: usize = 2;

/// The pictures of a list, made once.
#[derive(Default)]
pub(crate) struct SheetPictures {
    textures: HashMap<u64, MapTexture>,
}

impl SheetPictures {
    /// Pictures that are kept at most.
    const MOST: usize = 64;

    /// Draws the picture of something, which `name` calls it for whoever does not see it; `sheet` is asked for only where it
    /// was not drawn before.
    pub(crate) fn ui(
        &mut self,
        ui: &mut Ui,
        (of, colours): (impl Hash, ColourMap),
        (size, sense): (f32, Sense),
        name: &str,
        sheet: impl FnOnce() -> ContactSheet,
    ) -> egui::Response {
        let (rect, response) = ui.allocate_exact_size(egui::vec2(size, size), sense);
        let role = if sense.senses_click() { Role::Button } else { Role::Image };
        response.widget_info(|| WidgetInfo::labeled(role, true, name));
        if ui.is_rect_visible(rect) {
            let key = key_of(of);
            if self.textures.len() >= Self::MOST && !self.textures.contains_key(&key) {
                self.textures.clear();
            }
            let missing = ui.visuals().faint_bg_color;
            let texture = self.textures.entry(key).or_default().update(
                ui.ctx(),
                "sheet",
                key_of((key, colours as u8, missing.to_array())),
                TextureOptions::LINEAR,
                || image(&sheet(), colours, missing),
            );
            ui.painter().image(texture, rect, whole(), Color32::WHITE);
            outline_ui(ui, rect, &response);
        }
        response
    }
}

/// Room for a picture that is not there yet.
pub(crate) fn no_picture_ui(ui: &mut Ui, size: f32, why: &str) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(egui::vec2(size, size), Sense::hover());
    ui.painter().rect_filled(rect, 2.0, ui.visuals().faint_bg_color);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, why));
    response.on_hover_text(why)
}

/// A picture that can be clicked is outlined under the pointer, and where it has the focus.
fn outline_ui(ui: &Ui, rect: Rect, response: &egui::Response) {
    if response.sense.senses_click() && (response.hovered() || response.has_focus()) {
        let stroke = egui::Stroke::new(2.0, ui.visuals().hyperlink_color);
        ui.painter().rect_stroke(rect, 0.0, stroke, egui::StrokeKind::Outside);
    }
}

/// The maps of a sheet, row by row from the top.
fn image(sheet: &ContactSheet, colours: ColourMap, missing: Color32) -> ColorImage {
    let (across, bins, lut) = (sheet.across().max(1), sheet.bins().max(1), lut(colours));
    let side = across * bins + (across - 1) * GAP;
    let mut image = ColorImage::filled([side, side], Color32::TRANSPARENT);
    let top = f32::from(ContactSheet::NOTHING - 1);
    for place in 0..across * across {
        let (left, above) = (place % across * (bins + GAP), place / across * (bins + GAP));
        for (bin, &rate) in sheet.map(place).iter().enumerate() {
            // Rows of a map grow upwards, those of an image downwards.
            let (x, y) = (left + bin % bins, above + bins - 1 - bin / bins);
            image.pixels[y * side + x] =
                if rate == ContactSheet::NOTHING { missing } else { shade(lut, f32::from(rate) / top) };
        }
    }
    image
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::maps::{Arena, RateMaps};

    #[test]
    fn maps_stand_row_by_row_with_their_first_row_below() {
        let arena = Arena { box_m: 1.0, bins: 2 };
        let rates = vec![0.0, 1.0, 0.5, f32::NAN, 1.0, 1.0, 1.0, 1.0];
        let maps = RateMaps { arena, units: 2, rates, visits: vec![1.0; 4] };
        let missing = Color32::from_gray(7);
        let image = image(&ContactSheet::of(&maps, &[0, 1], 2), ColourMap::Viridis, missing);
        let table = lut(ColourMap::Viridis);
        assert_eq!(image.size, [6, 6]);
        assert_eq!(
            image.pixels[..6],
            [table[128], missing, Color32::TRANSPARENT, Color32::TRANSPARENT, table[255], table[255]]
        );
        assert_eq!(image.pixels[6..8], [table[0], table[255]], "the first row below");
        assert_eq!(image.pixels[24], missing, "no third map");
    }
}
