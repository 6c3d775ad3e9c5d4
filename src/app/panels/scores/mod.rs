//! *Scores*: how the scores of all units spread, and how many lie beyond chance.

mod histogram;
#[cfg(test)]
mod tests;

use crate::analysis::thresholds::NULL_PERCENTILE;
use crate::analysis::{Report, Score, ScoreNull, ScoreSummary, Significance, level_words};
use crate::app::ask::Ask;
use crate::app::kit::count;
use crate::app::kit::measurement::MeasurementRow;
use crate::app::kit::offer::{Offer, offer_ui};
use crate::app::kit::score::{score_about, score_name};
use crate::app::kit::whose::report_line_ui;
use crate::app::panel::{Pane, PanePlace, Panel};
use crate::app::view::View;
use crate::export::CsvTable;
use crate::maps::RateUnit;
use eframe::egui::containers::menu::{MenuButton, MenuConfig};
use eframe::egui::{Label, PopupCloseBehavior, RichText, ScrollArea, Ui, vec2};
use histogram::{ChanceLevels, ScoreHistogram};
use serde::{Deserialize, Serialize};

/// State of the scores panel.
#[derive(Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ScoresPanel {
    /// Which scores are shown, in the order of [`Score::ALL`].
    pub shown: [bool; Score::ALL.len()],
}

impl Default for ScoresPanel {
    fn default() -> Self {
        let first = [
            Score::Adaptive,
            Score::EllipseCorrected,
            Score::Score90,
            Score::Hexagonality,
            Score::Band,
            Score::Information,
        ];
        Self { shown: Score::ALL.map(|score| first.contains(&score)) }
    }
}

impl Panel for ScoresPanel {
    const PANE: Pane = Pane { name: "scores", title: "Scores", place: PanePlace::Right, is_wall: false };

    /// Histograms of the chosen scores with their chance levels.
    fn ui(&mut self, ui: &mut Ui, view: &View<'_>) -> Vec<Ask> {
        let mut asks = Vec::new();
        let Some(report) = view.report else {
            asks.extend(offer_ui(ui, "Scores appear after the first analysis", Offer::map(view)));
            return asks;
        };
        ui.horizontal_wrapped(|ui| {
            ui.strong(headline(report));
            if view.has_controls {
                choice_ui(ui, self, view.rate_unit());
            }
        });
        report_line_ui(ui, view);
        let row = MeasurementRow::<ScoreNull> { input: (), is_automatic: true, has_button: true, is_overlay: true };
        let found = row.ui(ui, view, &mut asks).found;
        let null = found.map(|(topic, null)| ChanceLevels {
            null,
            earlier: topic.step.filter(|_| Some(topic.maps) != view.reported),
        });
        if let Some(ChanceLevels { null, .. }) = null
            && !view.on_stage
        {
            chance_ui(ui, null);
        }
        if view.set.is_some_and(|set| set.recorded.is_some()) {
            significance_ui(ui, view, &mut asks);
        }
        let shown: Vec<Score> = Score::ALL.into_iter().zip(self.shown).filter(|(_, on)| *on).map(|(s, _)| s).collect();
        let area = ui.available_size();
        let gap = ui.spacing().item_spacing;
        let (columns, height) = places(area, shown.len());
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let width = (ui.available_width() - gap.x * (columns as f32 - 1.0)) / columns as f32;
            for row in shown.chunks(columns) {
                ui.horizontal_top(|ui| {
                    for score in row {
                        ScoreHistogram { score: *score, report, null, view }.show(ui, vec2(width, height));
                    }
                });
            }
        });
        asks
    }

    fn tables(&self, view: &View<'_>) -> Vec<CsvTable> {
        let Some(report) = view.report else { return Vec::new() };
        let summary = CsvTable::of("scores", &ScoreSummary::all(&report.units, view.finding::<ScoreNull>(&())));
        let shifted = view.finding::<Significance>(&());
        let shifted = shifted.and_then(|found| CsvTable::of("significance", &found.rows(|unit| view.unit_name(unit))));
        let units = CsvTable::of("units", &report.units).map(|units| units.in_unit(view.rate_unit()));
        units.into_iter().chain(summary).chain(shifted).collect()
    }
}

/// What a chance level is: the level of the test that every count beyond it is one of.
fn chance_ui(ui: &mut Ui, null: &ScoreNull) {
    let share = 100.0 * NULL_PERCENTILE;
    let text =
        format!("Above: p < {} a unit, against {} surrogates", level_words(1.0 - NULL_PERCENTILE), null.surrogates);
    ui.add(Label::new(RichText::new(text).weak()).wrap()).on_hover_text(format!(
        "{share:.0} % of the surrogates, ten of every active unit, stay below the dashed line. Of a hundred units without \
         any order about one lies above it"
    ));
}

/// The classes of recorded cells, with the rule of each.
fn significance_ui(ui: &mut Ui, view: &View<'_>, asks: &mut Vec<Ask>) {
    let row = MeasurementRow::<Significance> { input: (), is_automatic: true, has_button: true, is_overlay: true };
    let Some((_, found)) = row.ui(ui, view, asks).found else { return };
    let rules: Vec<String> =
        found.classes.iter().map(|count| format!("{}: {}", count.class.name(), count.rule)).collect();
    ui.add(Label::new(format!("Classes: {}", found.summary())).wrap()).on_hover_text(rules.join("\n"));
}

fn headline(report: &Report) -> String {
    let active = report.units.iter().filter(|unit| unit.active).count();
    let silent = report.units.len() - active;
    let silent = if silent == 0 { String::new() } else { format!(" · {silent} silent, not counted") };
    format!("{}{silent}", count(active, "active unit"))
}

/// Which scores are shown; the last one stays.
fn choice_ui(ui: &mut Ui, state: &mut ScoresPanel, unit: RateUnit) {
    let stay_open = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    MenuButton::new("Scores").config(stay_open).ui(ui, |ui| {
        for (i, score) in Score::ALL.into_iter().enumerate() {
            ui.checkbox(&mut state.shown[i], score_name(score, unit)).on_hover_text(score_about(score));
            if !state.shown.contains(&true) {
                state.shown[i] = true;
            }
        }
    });
}

/// Columns and height of the histograms: all in sight where none gets too small to read.
fn places(area: eframe::egui::Vec2, charts: usize) -> (usize, f32) {
    const LEAST_WIDTH: f32 = 185.0;
    const LEAST_HEIGHT: f32 = 135.0;
    const GAP: f32 = 6.0;
    let most = ((area.x / LEAST_WIDTH) as usize).clamp(1, charts.max(1));
    let height = |columns: usize| area.y / charts.max(1).div_ceil(columns) as f32 - GAP;
    // The fewest columns that fit without scrolling give the widest charts.
    let fitting = (1..=most).filter(|columns| height(*columns) >= LEAST_HEIGHT);
    let shape = |columns: &usize| {
        let width = area.x / *columns as f32;
        (width / height(*columns) / 1.5).ln().abs()
    };
    let columns = fitting.min_by(|a, b| shape(a).total_cmp(&shape(b))).unwrap_or(most);
    (columns, height(columns).clamp(LEAST_HEIGHT, 360.0))
}
