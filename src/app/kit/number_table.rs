//! Numbers with their names: as many columns as there is room for, in letters that fit.

use super::axes::tick_font;
use super::theme::Theme;
use eframe::egui::{Align, Label, Layout, Rect, RichText, ScrollArea, Sense, TextStyle, Ui, UiBuilder, vec2};

/// Room for a table: one that is wider than its panel scrolls sideways.
pub(crate) fn wide_table(name: &str) -> ScrollArea {
    ScrollArea::horizontal().id_salt((name, "table"))
}

/// One number: name, value, explanation. Without a value it is a heading.
pub(crate) struct Number {
    pub(crate) name: &'static str,
    pub(crate) value: String,
    pub(crate) about: &'static str,
    /// Not to be taken at its word.
    pub(crate) doubtful: bool,
}

impl Number {
    pub(crate) fn new(name: &'static str, value: String, about: &'static str) -> Self {
        Self { name, value, about, doubtful: false }
    }
}

/// A number with its unit, or a dash where it does not exist.
pub(crate) fn with_unit(value: Option<f64>, decimals: usize, unit: &str) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.decimals$}{unit}"))
}

/// How many numbers stand in how much room.
pub(crate) struct NumberTable {
    columns: usize,
    rows: usize,
    size: f32,
}

impl NumberTable {
    const GAP: f32 = 12.0;
    const MOST_COLUMNS: usize = 3;

    /// `least` is the width that a column needs for its longest name, points.
    pub(crate) fn of(ui: &Ui, count: usize, width: f32, least: f32) -> Self {
        let columns = ((width / least) as usize).clamp(1, Self::MOST_COLUMNS);
        let body = TextStyle::Body.resolve(ui.style()).size;
        // Letters of full size where the longest name and its number fit beside each other.
        let room = (width + Self::GAP) / columns as f32 - Self::GAP;
        let size = if room >= 10.5 * body { body } else { tick_font(ui).size };
        Self { columns, rows: count.div_ceil(columns), size }
    }

    fn row_height(&self) -> f32 {
        1.48 * self.size
    }

    /// What it takes, points.
    pub(crate) fn height(&self) -> f32 {
        self.rows as f32 * self.row_height()
    }
}

/// Draws numbers, column by column.
pub(crate) fn numbers_ui(ui: &mut Ui, numbers: &[Number], least: f32, theme: &Theme) {
    let table = NumberTable::of(ui, numbers.len(), ui.available_width(), least);
    let height = table.row_height();
    let gap = NumberTable::GAP;
    let width = (ui.available_width() + gap) / table.columns as f32 - gap;
    let (outer, _) = ui.allocate_exact_size(vec2(ui.available_width(), table.height()), Sense::hover());
    for (i, number) in numbers.iter().enumerate() {
        let (column, row) = (i / table.rows, i % table.rows);
        let corner = outer.min + vec2(column as f32 * (width + gap), row as f32 * height);
        let rect = Rect::from_min_size(corner, vec2(width, height));
        if row % 2 == 0 {
            ui.painter().rect_filled(rect.expand2(vec2(3.0, 0.0)), 2.0, ui.visuals().faint_bg_color);
        }
        ui.scope_builder(UiBuilder::new().max_rect(rect).layout(Layout::right_to_left(Align::Center)), |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            if !number.value.is_empty() {
                let value = RichText::new(&number.value).monospace().size(table.size);
                let value = if number.doubtful { value.color(theme.warning) } else { value };
                ui.label(value).on_hover_text(number.about);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let name = RichText::new(number.name).size(table.size);
                ui.add(Label::new(name).truncate()).on_hover_text(number.about);
            });
        });
    }
}
