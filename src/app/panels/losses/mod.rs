//! Loss curves: every term and the total, with marks where somebody intervened.

mod curves;
mod drawn;
mod glimpse;
mod loss_chart;
mod names;
mod numbers;
mod overlays;
mod range;
mod read_out;
mod smoothing;
mod state;

pub(crate) use state::{Charts, LossesPanel};

use crate::app::ask::Ask;
use crate::app::kit::axes::tick_font;
use crate::app::kit::number_field::NumberField;
use crate::app::kit::theme::line_width;
use crate::app::kit::{count, empty_ui};
use crate::app::panel::{Pane, PanePlace, Panel};
use crate::app::view::View;
use crate::export::CsvTable;
use crate::stream::{History, SERIES, Series};
use eframe::egui::containers::menu::{MenuButton, MenuConfig};
use eframe::egui::{self, Align2, PopupCloseBehavior, Rect, Ui, UiBuilder, pos2, vec2};
use loss_chart::{ChartLook, chart_ui};
use names::{others_ui, short_names_ui};
use overlays::legend_ui;
use std::ops::RangeInclusive;

/// Smallest chart worth drawing, points.
const SMALLEST: egui::Vec2 = vec2(130.0, 76.0);
/// The part of a panel that a curve with an axis of its own takes beside all others.
const OWN_PART: f32 = 0.36;
/// Room between charts, points.
const GAP: f32 = 12.0;

/// In a panel lower than this the curves get all the room: controls are behind a button.
const LOW: f32 = 190.0;

impl Panel for LossesPanel {
    const PANE: Pane = Pane { name: "losses", title: "Losses", place: PanePlace::Below, is_wall: false };

    /// The loss curves with their controls.
    fn ui(&mut self, ui: &mut Ui, view: &View<'_>) -> Vec<Ask> {
        let before = (self.newest_only, self.newest_steps, self.log_axis, self.charts);
        let is_low = ui.available_height() < LOW;
        let shown = shown(self);
        let control = ui.spacing().interact_size.y + ui.spacing().item_spacing.y;
        let control = if view.has_controls { control } else { 0.0 };
        // Thick lines and large letters need larger charts.
        let room = (ui.available_size() - vec2(0.0, control)) / line_width(ui.visuals());
        let has_room = grid(room, shown.len()).2;
        let has_charts_each = self.charts == Charts::Each || (self.charts == Charts::Fitting && has_room);
        if !view.has_controls {
            // The curves alone.
        } else if is_low {
            low_controls_ui(ui, self, view, if has_charts_each { &[] } else { &shown });
        } else {
            controls_ui(ui, self, view);
        }
        let mut asks = legend_ui(ui, view);
        let Some(last) = view.history.last() else {
            empty_ui(ui, "Losses appear with the first training step");
            return asks;
        };
        let after = (self.newest_only, self.newest_steps, self.log_axis, self.charts);
        let is_other = before != after;
        self.refit |= is_other || (last.step < self.last_step && !view.on_stage);
        self.last_step = last.step;
        if !view.on_stage {
            self.frozen.forget();
        } else if is_other {
            self.frozen.thaw();
        }

        if shown.is_empty() {
            empty_ui(ui, "No curve is chosen");
            return asks;
        }
        let font = tick_font(ui);
        let mut area = ui.available_rect_before_wrap();
        let foot = area.bottom();
        if !is_low {
            area.max.y -= font.size * 1.2;
        }
        area.max.x -= font.size; // half of the last label
        let has_names = has_charts_each || !is_low || !view.has_controls;
        let look = ChartLook { refit: self.refit, has_steps: true, has_names };
        if has_charts_each {
            let (columns, rows, _) = grid(area.size(), shown.len());
            // The lowest charts alone carry the steps, and are that much higher.
            let steps = font.size * 1.35;
            let size = vec2(area.width() / columns as f32, (area.height() - steps) / rows as f32);
            for (i, &series) in shown.iter().enumerate() {
                let has_steps = i + columns >= shown.len();
                let corner = area.min + vec2((i % columns) as f32 * size.x, (i / columns) as f32 * size.y);
                let rect =
                    Rect::from_min_size(corner, size + vec2(-GAP, if has_steps { steps } else { -0.9 * font.size }));
                ui.scope_builder(UiBuilder::new().max_rect(rect).id_salt(series.spec().name), |ui| {
                    chart_ui(ui, self, view, &[series], ChartLook { has_steps, ..look });
                });
            }
        } else {
            for (series, rect) in few_charts(&shown, area) {
                ui.scope_builder(UiBuilder::new().max_rect(rect).id_salt(series.len()), |ui| {
                    chart_ui(ui, self, view, &series, look);
                });
            }
        }
        if !is_low {
            let at = pos2(area.center().x, foot);
            ui.painter().text(at, Align2::CENTER_BOTTOM, "training step", font, ui.visuals().text_color());
        }
        self.refit = false;
        asks.extend(self.look());
        asks
    }

    fn tables(&self, view: &View<'_>) -> Vec<CsvTable> {
        numbers::tables(view)
    }

    fn answer(&mut self, ask: &Ask) -> bool {
        match ask {
            Ask::LogAxis => self.log_axis = !self.log_axis,
            Ask::Smoothing => self.smoothing = !self.smoothing,
            Ask::FitLosses => {
                self.refit = true;
                self.frozen.thaw();
            }
            _ => return false,
        }
        true
    }

    fn forget_run(&mut self) {
        self.frozen.forget();
    }
}

impl LossesPanel {
    /// Asks for the recorded maps of the step under the pointer, once.
    fn look(&mut self) -> Option<Ask> {
        let step = self.hovered.take()?;
        (self.looked_at.replace(step) != Some(step)).then_some(Ask::LookAt(step))
    }
}

/// Columns and rows for `count` charts, and whether they are then large enough to read.
fn grid(size: egui::Vec2, count: usize) -> (usize, usize, bool) {
    let fits = |columns: usize| {
        let rows = count.div_ceil(columns);
        size.x / columns as f32 >= SMALLEST.x && size.y / rows as f32 >= SMALLEST.y
    };
    // Charts about 1.7 times as wide as they are high read best.
    let badness = |columns: usize| {
        let rows = count.div_ceil(columns) as f32;
        ((size.x / columns as f32) / (size.y / rows) / 1.7).ln().abs() + (rows * columns as f32 - count as f32) * 0.2
    };
    let best = (1..=count.max(1)).min_by(|a, b| {
        (!fits(*a), badness(*a)).partial_cmp(&(!fits(*b), badness(*b))).unwrap_or(std::cmp::Ordering::Equal)
    });
    let columns = best.unwrap_or(1);
    (columns, count.div_ceil(columns).max(1), fits(columns))
}

/// One chart for all curves, and one beside or below it for that with an axis of its own.
fn few_charts(shown: &[Series], area: Rect) -> Vec<(Vec<Series>, Rect)> {
    let (own, others): (Vec<Series>, Vec<Series>) = shown.iter().partition(|series| series.has_own_axis());
    if own.is_empty() || others.is_empty() {
        return vec![(shown.to_vec(), area)];
    }
    let (mut left, right) = if area.width() > 1.4 * area.height() {
        area.split_left_right_at_fraction(1.0 - OWN_PART)
    } else {
        area.split_top_bottom_at_fraction(1.0 - OWN_PART)
    };
    if left.right() < right.right() {
        left.max.x -= GAP;
    } else {
        left.max.y -= GAP;
    }
    vec![(others, left), (own, right)]
}

fn shown(state: &LossesPanel) -> Vec<Series> {
    SERIES.iter().zip(state.shown).filter(|(_, is_shown)| *is_shown).map(|(spec, _)| spec.series).collect()
}

fn controls_ui(ui: &mut Ui, state: &mut LossesPanel, view: &View<'_>) {
    ui.horizontal_wrapped(|ui| {
        curves_menu(ui, |ui| choice_ui(ui, state));
        switches_ui(ui, state);
        gaps_ui(ui, view);
        others_ui(ui, view);
    });
}

fn low_controls_ui(ui: &mut Ui, state: &mut LossesPanel, view: &View<'_>, named: &[Series]) {
    ui.horizontal_wrapped(|ui| {
        curves_menu(ui, |ui| {
            switches_ui(ui, state);
            ui.separator();
            choice_ui(ui, state);
        });
        gaps_ui(ui, view);
        short_names_ui(ui, view, named);
        others_ui(ui, view);
    });
}

/// A menu that stays open while things in it are switched.
fn curves_menu(ui: &mut Ui, add_contents: impl FnOnce(&mut Ui)) {
    let stay_open = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    MenuButton::new("Curves").config(stay_open).ui(ui, add_contents);
}

fn choice_ui(ui: &mut Ui, state: &mut LossesPanel) {
    for (spec, is_shown) in SERIES.iter().zip(&mut state.shown) {
        ui.checkbox(is_shown, spec.name).on_hover_text(spec.meaning);
    }
    ui.separator();
    ui.radio_value(&mut state.charts, Charts::Fitting, "A chart each where there is room");
    ui.radio_value(&mut state.charts, Charts::Each, "A chart each");
    ui.radio_value(&mut state.charts, Charts::One, "One chart, capacity beside it");
}

fn switches_ui(ui: &mut Ui, state: &mut LossesPanel) {
    ui.checkbox(&mut state.log_axis, "Log axis").on_hover_text("Logarithmic value axis (L)");
    ui.checkbox(&mut state.smoothing, "Smooth")
        .on_hover_text("Exponential average; the values themselves stay visible behind it (S)");
    if state.smoothing {
        let (field, asked) = steps_field("smoothing, steps", 1..=2000).ui(ui, state.smoothing_steps);
        field.on_hover_text(
            "Time constant of the average, steps: a longer one shows trends, a shorter one follows changes",
        );
        state.smoothing_steps = asked.unwrap_or(state.smoothing_steps);
    }
    ui.checkbox(&mut state.newest_only, "Newest").on_hover_text("Only the newest steps, not the whole run");
    if state.newest_only {
        let (_, asked) = steps_field("newest steps", 50..=History::RECENT).ui(ui, state.newest_steps as f64);
        state.newest_steps = asked.map_or(state.newest_steps, |steps| steps as usize);
    }
}

/// A field for a number of steps.
fn steps_field(name: &str, range: RangeInclusive<usize>) -> NumberField<'_> {
    let (fewest, most) = range.into_inner();
    NumberField {
        name,
        range: fewest as f64..=most as f64,
        is_whole: true,
        unit: "steps",
        speed: 0.005 * most as f64,
        size: vec2(92.0, 22.0),
    }
}

fn gaps_ui(ui: &mut Ui, view: &View<'_>) {
    let gaps: u32 = view.history.buckets().iter().map(|b| b.gaps).sum();
    if gaps > 0 {
        ui.colored_label(view.theme.warning, count(gaps as usize, "non-finite step"))
            .on_hover_text("Steps with a loss or gradient that was not a number; the curves have a gap there");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charts_fill_a_wide_strip_and_a_tall_column() {
        assert_eq!(grid(vec2(980.0, 190.0), 5), (5, 1, true));
        let (columns, rows, fits) = grid(vec2(340.0, 700.0), 5);
        assert!(fits && columns * rows >= 5 && columns <= 2, "{columns} × {rows}");
        assert!(!grid(vec2(300.0, 120.0), 5).2, "too small: one chart instead");
        assert_eq!(grid(vec2(545.0, 160.0), 5), (3, 2, true), "in a window of the first size");
    }

    #[test]
    fn a_curve_with_an_axis_of_its_own_stands_alone() {
        let shown = [Series::Total, Series::Separation, Series::Capacity];
        for size in [vec2(400.0, 100.0), vec2(220.0, 400.0)] {
            let charts = few_charts(&shown, Rect::from_min_size(pos2(3.0, 4.0), size));
            let [(others, first), (own, second)] = charts.as_slice() else { panic!("two charts") };
            assert_eq!((others.as_slice(), own.as_slice()), (&shown[..2], &shown[2..]));
            assert!(!first.intersects(*second) && first.area() > second.area());
        }
        let area = Rect::from_min_size(pos2(0.0, 0.0), vec2(400.0, 100.0));
        assert_eq!(few_charts(&shown[2..], area), [(vec![Series::Capacity], area)]);
        assert_eq!(few_charts(&shown[..2], area), [(shown[..2].to_vec(), area)]);
    }
}
