//! Figures of a panel: as many side by side as have room, each with a title above and a caption below.

use super::axes::{fitting, tick_font};
use eframe::egui::{
    Align, Align2, Rect, Role, Sense, Ui, UiBuilder, Vec2, WidgetInfo, epaint::text::LayoutJob, pos2, vec2,
};

/// The words of a figure.
pub(crate) struct Figure<'a> {
    pub title: &'a str,
    /// What it shows in numbers, below it; may be empty.
    pub caption: &'a str,
    /// What it is, while the pointer is on its title.
    pub about: &'a str,
}

/// How large the figures of a panel are.
#[derive(Clone, Copy)]
pub(crate) struct FigureShape {
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

/// Puts figures side by side; `draw` is told which one, and how large its picture is.
pub(crate) fn columns_ui(ui: &mut Ui, shape: FigureShape, count: usize, mut draw: impl FnMut(&mut Ui, usize, Vec2)) {
    let columns = columns(ui.available_width(), shape.least_width, count);
    let width = (ui.available_width() - GAP * (columns as f32 - 1.0)) / columns as f32;
    let size = vec2(width, (width * shape.aspect).min(shape.tallest));
    for row in 0..count / columns {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            for column in 0..columns {
                ui.vertical(|ui| draw(ui, row * columns + column, size));
            }
        });
        ui.add_space(6.0);
    }
}

impl Figure<'_> {
    /// The words around a picture of this size; `draw` is given its place, unless that is out of sight.
    pub(crate) fn show(&self, ui: &mut Ui, size: Vec2, draw: impl FnOnce(&mut Ui, Rect)) {
        ui.spacing_mut().item_spacing.y = 0.0;
        let font = tick_font(ui);
        let (title, response) = ui.allocate_exact_size(vec2(size.x, 1.5 * font.size), Sense::hover());
        response.on_hover_text(self.about);
        let colour = ui.visuals().strong_text_color();
        let words = fitting(ui.painter(), self.title, &font, colour, title.width());
        let place = Align2::CENTER_TOP.anchor_size(title.center_top(), words.size());
        ui.painter().galley(place.min, words, colour);
        let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
        response.widget_info(|| {
            let parts = [self.title, self.caption].map(str::to_owned).into_iter().filter(|part| !part.is_empty());
            WidgetInfo::labeled(Role::Image, true, parts.collect::<Vec<_>>().join(": "))
        });
        if ui.is_rect_visible(rect) {
            draw(&mut ui.new_child(UiBuilder::new().max_rect(rect)), rect);
        }
        if !self.caption.is_empty() {
            let colour = ui.visuals().weak_text_color();
            let mut job = LayoutJob::simple(self.caption.to_owned(), font, colour, size.x - 4.0);
            job.halign = Align::Center;
            let caption = ui.fonts_mut(|fonts| fonts.layout_job(job));
            let (below, _) = ui.allocate_exact_size(vec2(size.x, caption.size().y + 4.0), Sense::hover());
            ui.painter().galley(pos2(below.center().x, below.top() + 3.0), caption, colour);
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
