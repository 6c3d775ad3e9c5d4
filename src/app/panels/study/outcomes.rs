//! Outcomes over seeds: every run a dot beside the others of its group, and a table of shares and medians.

use super::open::{open_run, run_at};
use crate::app::ask::Ask;
use crate::app::kit::axes::{Axis, Frame, fitting, tick_font};
use crate::app::kit::dots::{Disc, paint_dots};
use crate::app::kit::theme::line_width;
use crate::app::open_study::OpenStudy;
use crate::app::view::View;
use crate::campaign::{LEAST_RATIO, LEAST_UNITS};
use crate::numerics::median;
use eframe::egui::{
    Align2, Color32, Grid, Pos2, Rect, Role, ScrollArea, Sense, Stroke, TextStyle, Ui, WidgetInfo, pos2, vec2,
};

/// Height of the picture, as a share of the panel.
const PICTURE_SHARE: f32 = 0.55;
/// Radius of a dot, points.
const RADIUS: f32 = 4.5;

pub(super) fn outcomes_ui(
    ui: &mut Ui,
    disc: &mut Disc,
    study: &OpenStudy,
    column: &str,
    view: &View<'_>,
    asks: &mut Vec<Ask>,
) {
    let size = vec2(ui.available_width(), (ui.available_height() * PICTURE_SHARE).max(120.0));
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let dots = picture_ui(ui, rect, disc, study, column, view);
    let at = run_at(&dots, response.hover_pos());
    let words = format!("{} of every run", column.replace('_', " "));
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, words.clone()));
    if let Some(row) = at {
        if response.clicked() {
            asks.push(open_run(study, row));
        }
        let value = study.runs.text(row, column);
        response.on_hover_text_at_pointer(format!("{}: {value}\n{}", study.name(row), study.click_words()));
    }
    if dots.is_empty() {
        nothing_ui(ui, rect, &format!("No run has a number for {}", column.replace('_', " ")));
    }
    table_ui(ui, study, column);
}

/// Says in the middle of a picture why nothing is in it.
pub(super) fn nothing_ui(ui: &Ui, rect: Rect, words: &str) {
    let font = TextStyle::Body.resolve(ui.style());
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, words, font, ui.visuals().weak_text_color());
}

/// Dots of each group around its place, their median as a bar; returns where the dots are.
fn picture_ui(
    ui: &Ui,
    rect: Rect,
    disc: &mut Disc,
    study: &OpenStudy,
    column: &str,
    view: &View<'_>,
) -> Vec<(usize, Pos2)> {
    let count = study.groups.len().max(1) as f64;
    let all = study.groups.iter().flat_map(|group| group.numbers(&study.runs, column));
    let x = Axis::bare(0.0, count);
    let y = Axis::around(all, false, column.replace('_', " "));
    let font = tick_font(ui);
    // Below it, the numbers of the groups, as the table has them.
    let outer = Rect::from_min_max(rect.min, rect.max - vec2(0.0, 1.6 * font.size));
    let frame = Frame::layout(ui, outer, x, y, false);
    let painter = frame.paint(ui, true);
    let texture = disc.texture(ui);
    let mut placed = Vec::new();
    let wide = line_width(ui.visuals());
    for (index, group) in study.groups.iter().enumerate() {
        let middle = index as f64 + 0.5;
        let colour = view.theme.curve(index);
        let with: Vec<(usize, f64)> =
            group.rows.iter().filter_map(|&row| Some((row, study.runs.number(row, column)?))).collect();
        let step = 0.6 / with.len().max(2) as f64;
        for (place, (row, value)) in with.iter().enumerate() {
            let aside = (place as f64 - (with.len() as f64 - 1.0) / 2.0) * step;
            placed.push((*row, frame.at([middle + aside, *value])));
        }
        let own = placed[placed.len() - with.len()..].iter().map(|(_, at)| (*at, RADIUS, colour));
        paint_dots(&painter, texture, own);
        if let Some(median) = median(with.iter().map(|(_, value)| *value).collect()) {
            let ends = [middle - 0.36, middle + 0.36].map(|x| frame.at([x, median]));
            painter.line_segment(ends, Stroke::new(2.0 * wide, ui.visuals().strong_text_color()));
        }
        let room = frame.rect.width() / count as f32 - 4.0;
        let name = if room > 60.0 { format!("{} {}", index + 1, group.name) } else { (index + 1).to_string() };
        let words = fitting(ui.painter(), &name, &font, ui.visuals().text_color(), room.max(font.size));
        let at = pos2(frame.at([middle, frame.y.min]).x, frame.rect.bottom() + 5.0);
        ui.painter().galley(Align2::CENTER_TOP.anchor_size(at, words.size()).min, words, Color32::PLACEHOLDER);
    }
    placed
}

/// A row a group: shares and medians with how many runs they are of. Where all runs are done nothing is said of that.
fn table_ui(ui: &mut Ui, study: &OpenStudy, column: &str) {
    let modules = format!(
        "Two or more modules of at least {LEAST_UNITS} units, their spacings a factor of {LEAST_RATIO} or more apart; with the \
         95 % interval of the share (Wilson 1927)"
    );
    let done = study.groups.iter().map(|group| group.done(&study.runs));
    let has_failed = done.clone().any(|done| done.hits < done.trials);
    ScrollArea::both().auto_shrink(false).show(ui, |ui| {
        Grid::new("outcomes of a study").striped(true).spacing([9.0, 4.0]).show(ui, |ui| {
            ui.strong("Runs").on_hover_text("Label and values that vary; numbered as in the picture");
            if has_failed {
                ui.strong("Done")
                    .on_hover_text("Trained to the end, with the 95 % interval of the share (Wilson 1927)");
            }
            ui.strong("Two modules").on_hover_text(&modules);
            ui.strong("Three modules").on_hover_text("The same of three");
            ui.strong(column.replace('_', " ")).on_hover_text("Median, lowest and highest, and the number of runs");
            ui.end_row();
            for ((index, group), done) in study.groups.iter().enumerate().zip(done) {
                ui.label(format!("{} {}", index + 1, group.name));
                if has_failed {
                    ui.label(done.to_string());
                }
                for least in [2, 3] {
                    ui.label(group.with_modules(&study.runs, least).to_string());
                }
                ui.label(group.median_words(&study.runs, column, 2).replace('-', "−"));
                ui.end_row();
            }
        });
    });
}
