//! The rate maps of all runs, a picture each.

use super::open::open_run;
use crate::app::ask::Ask;
use crate::app::kit::colour::image_of_rgb;
use crate::app::kit::empty_ui;
use crate::app::kit::map_texture::{MapTexture, key_of, whole};
use crate::app::open_study::OpenStudy;
use crate::app::view::View;
use eframe::egui::{Color32, Label, Rect, RichText, Role, ScrollArea, Sense, TextureOptions, Ui, WidgetInfo, vec2};

/// Least width of a picture, points.
const LEAST_WIDTH: f32 = 230.0;

/// The pictures of a study as textures.
#[derive(Default)]
pub(super) struct WallTextures(Vec<MapTexture>);

pub(super) fn wall_ui(
    ui: &mut Ui,
    textures: &mut WallTextures,
    study: &OpenStudy,
    view: &View<'_>,
    asks: &mut Vec<Ask>,
) {
    if study.pictures.is_empty() {
        let words = if study.is_shipped() {
            format!("The pictures are not in the program: {} makes them, with the runs", study.from.command)
        } else {
            "No pictures lie beside the table: gridscope study makes one of every run (pictures)".to_owned()
        };
        empty_ui(ui, &words);
        return;
    }
    textures.0.resize_with(study.pictures.len(), MapTexture::default);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let gap = 10.0;
        let columns = ((ui.available_width() + gap) / (LEAST_WIDTH + gap)).floor().max(1.0);
        let width = (ui.available_width() - gap * (columns - 1.0)) / columns;
        let all: Vec<usize> = (0..study.pictures.len()).collect();
        for line in all.chunks(columns as usize) {
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = gap;
                for &index in line {
                    ui.vertical(|ui| {
                        ui.set_width(width);
                        picture_ui(ui, &mut textures.0[index], study, (index, width), view, asks);
                    });
                }
            });
            ui.add_space(8.0);
        }
    });
}

fn picture_ui(
    ui: &mut Ui,
    texture: &mut MapTexture,
    study: &OpenStudy,
    (index, width): (usize, f32),
    view: &View<'_>,
    asks: &mut Vec<Ask>,
) {
    let (row, picture) = &study.pictures[index];
    let [columns, rows] = picture.size.map(|side| side as f32);
    let (rect, response) = ui.allocate_exact_size(vec2(width, width * rows / columns.max(1.0)), Sense::click());
    let name = study.name(*row);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("open {name}")));
    if ui.is_rect_visible(rect) {
        let key = key_of((&study.path, index, picture.rgb.len()));
        let id =
            texture.update(ui.ctx(), "study", key, TextureOptions::LINEAR, || image_of_rgb(picture.size, &picture.rgb));
        ui.painter().image(id, Rect::from_min_size(rect.min, rect.size()), whole(), Color32::WHITE);
        if response.hovered() || response.has_focus() {
            let stroke = eframe::egui::Stroke::new(2.0, view.theme.accent);
            ui.painter().rect_stroke(rect, 0.0, stroke, eframe::egui::StrokeKind::Inside);
        }
    }
    if response.clicked() {
        asks.push(open_run(study, *row));
    }
    response.on_hover_text(study.click_words());
    let runs = &study.runs;
    let score = runs
        .number(*row, "grid_score_assigned")
        .map_or_else(String::new, |score| format!(", score {score:.2}").replace('-', "−"));
    let modules = runs.text(*row, "modules_counted");
    let words = format!("{name}: modules {modules}{score}");
    ui.add(Label::new(RichText::new(words).small()).wrap());
}
