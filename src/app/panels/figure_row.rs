//! Figures in a row: a title above each, a caption below, as many side by side as have room.

use super::axes::tick_font;
use eframe::egui::{Align, Align2, Id, Rect, Role, Sense, Ui, WidgetInfo, epaint::text::LayoutJob, pos2, vec2};

/// The words of a figure.
pub(super) struct Figure {
    pub title: String,
    /// What it shows in numbers, below it; may be empty.
    pub caption: String,
    /// What it is, while the pointer is on its title.
    pub about: &'static str,
}

impl Figure {
    pub fn new(title: impl Into<String>, caption: impl Into<String>, about: &'static str) -> Self {
        Self { title: title.into(), caption: caption.into(), about }
    }
}

/// How large the figures of a row are.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    /// No narrower than this, points; fewer stand side by side instead.
    pub least_width: f32,
    /// Height over width of the picture …
    pub aspect: f32,
    /// … which is no higher than this.
    pub tallest: f32,
}

/// Space between figures.
const GAP: f32 = 10.0;

/// Figures side by side: all of them, or as many as divide them into equal rows.
fn columns(width: f32, least_width: f32, count: usize) -> usize {
    let fits = |columns: &usize| (width - GAP * (*columns as f32 - 1.0)) / *columns as f32 >= least_width;
    (1..=count).rev().filter(|columns| count.is_multiple_of(*columns)).find(fits).unwrap_or(1)
}

/// Draws figures; `draw` is given the place of the picture with the index given. Pictures out of sight are not drawn.
pub(super) fn figures_ui(ui: &mut Ui, shape: Shape, figures: &[Figure], mut draw: impl FnMut(&mut Ui, Rect, usize)) {
    let columns = columns(ui.available_width(), shape.least_width, figures.len());
    let width = (ui.available_width() - GAP * (columns as f32 - 1.0)) / columns as f32;
    let font = tick_font(ui);
    let heading = font.size * 1.5;
    let picture = (width * shape.aspect).min(shape.tallest);
    for (line, row) in figures.chunks(columns.max(1)).enumerate() {
        let caption = |figure: &Figure| {
            let mut job =
                LayoutJob::simple(figure.caption.clone(), font.clone(), ui.visuals().weak_text_color(), width - 4.0);
            job.halign = Align::Center;
            ui.fonts_mut(|fonts| fonts.layout_job(job))
        };
        let captions: Vec<_> = row.iter().map(caption).collect();
        let empty = |figure: &Figure| figure.caption.is_empty();
        let below = captions.iter().map(|caption| caption.size().y).fold(0.0, f32::max);
        let below = if row.iter().all(empty) { 0.0 } else { below + 4.0 };
        let (outer, _) = ui.allocate_exact_size(vec2(ui.available_width(), heading + picture + below), Sense::hover());
        if !ui.is_rect_visible(outer) {
            continue;
        }
        for (column, (figure, caption)) in row.iter().zip(captions).enumerate() {
            let left = outer.left() + column as f32 * (width + GAP);
            let whole = Rect::from_min_size(pos2(left, outer.top()), vec2(width, outer.height()));
            let title = Rect::from_min_size(whole.min, vec2(width, heading));
            let response = ui.interact(title, Id::unique(("figure", &figure.title)), Sense::hover());
            let name = if figure.caption.is_empty() {
                figure.title.clone()
            } else {
                format!("{}: {}", figure.title, figure.caption)
            };
            response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
            response.on_hover_text(figure.about);
            let colour = ui.visuals().strong_text_color();
            ui.painter().text(title.center_top(), Align2::CENTER_TOP, &figure.title, font.clone(), colour);
            let place = Rect::from_min_size(pos2(left, outer.top() + heading), vec2(width, picture));
            draw(ui, place, line * columns + column);
            let colour = ui.visuals().weak_text_color();
            ui.painter().galley(pos2(place.center().x, place.bottom() + 3.0), caption, colour);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_full() {
        assert_eq!(columns(1100.0, 150.0, 4), 4);
        assert_eq!(columns(500.0, 150.0, 4), 2, "not three and one");
        assert_eq!(columns(500.0, 110.0, 3), 3);
        assert_eq!(columns(300.0, 110.0, 3), 1, "not two and one");
        assert_eq!(columns(10.0, 110.0, 3), 1);
        assert_eq!(columns(500.0, 110.0, 0), 1, "nothing to divide");
    }
}
