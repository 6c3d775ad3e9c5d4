//! Any column against any other, a dot a run, in the colour of its group.

use super::open::{open_run, run_at};
use super::outcomes::nothing_ui;
use crate::app::ask::Ask;
use crate::app::kit::axes::Axis;
use crate::app::kit::chart::{Line, lines_ui};
use crate::app::kit::dots::{Disc, paint_dots};
use crate::app::open_study::OpenStudy;
use crate::app::view::View;
use eframe::egui::{Pos2, Role, Sense, Ui, WidgetInfo};

/// Radius of a dot, points.
const RADIUS: f32 = 5.0;

pub(super) fn scatter_ui(
    ui: &mut Ui,
    disc: &mut Disc,
    study: &OpenStudy,
    [across, up]: &[String; 2],
    view: &View<'_>,
    asks: &mut Vec<Ask>,
) {
    let runs = &study.runs;
    let of = |row: usize| Some([runs.number(row, across)?, runs.number(row, up)?]);
    let points: Vec<(usize, usize, [f64; 2])> = study
        .groups
        .iter()
        .enumerate()
        .flat_map(|(index, group)| group.rows.iter().filter_map(move |&row| Some((index, row, of(row)?))))
        .collect();
    let names: Vec<Line> = study
        .groups
        .iter()
        .enumerate()
        .map(|(index, group)| {
            let n = points.iter().filter(|(of, ..)| *of == index).count();
            Line::solid(format!("{} (n = {n})", group.name), view.theme.curve(index), Vec::new())
        })
        .collect();
    let axis = |place: usize, name: &str| {
        Axis::around(points.iter().map(|(.., point)| point[place]), false, name.replace('_', " "))
    };
    let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::click());
    let (painter, frame) = lines_ui(ui, rect, [axis(0, across), axis(1, up)], &names);
    let dots: Vec<(usize, Pos2)> = points.iter().map(|(_, row, point)| (*row, frame.at(*point))).collect();
    if dots.is_empty() {
        nothing_ui(ui, rect, "No run has a number for both");
    }
    let colours = points.iter().map(|(index, ..)| view.theme.curve(*index));
    paint_dots(&painter, disc.texture(ui), dots.iter().zip(colours).map(|((_, at), colour)| (*at, RADIUS, colour)));
    let words = format!("{} against {}", up.replace('_', " "), across.replace('_', " "));
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, words.clone()));
    if let Some(row) = run_at(&dots, response.hover_pos()) {
        if response.clicked() {
            asks.push(open_run(study, row));
        }
        let [x, y] = [across, up].map(|column| format!("{}: {}", column.replace('_', " "), runs.text(row, column)));
        response.on_hover_text_at_pointer(format!("{}\n{x}\n{y}\n{}", study.name(row), study.click_words()));
    }
}
