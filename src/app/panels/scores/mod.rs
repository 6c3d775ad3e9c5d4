//! *Scores*: how the scores of all units spread, and how many lie beyond chance.

mod histogram;
#[cfg(test)]
mod tests;

use crate::analysis::{Report, Score};
use crate::app::kit::count;
use crate::app::kit::offer::{Offer, offer_ui};
use crate::app::kit::study_line::{Stopped, StudyLine, study_line_ui};
use crate::app::studies::{StudyKind, StudyRequest};
use crate::app::view::{Request, View};
use eframe::egui::containers::menu::{MenuButton, MenuConfig};
use eframe::egui::{PopupCloseBehavior, ScrollArea, Ui, vec2};
use histogram::Histogram;
use serde::{Deserialize, Serialize};

/// State of the scores panel.
#[derive(Serialize, Deserialize)]
#[serde(default)]
pub struct ScoresPanel {
    /// Which scores are shown, in the order of [`Score::ALL`].
    pub shown: [bool; Score::ALL.len()],
    #[serde(skip)]
    stopped: Stopped,
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
        Self { shown: Score::ALL.map(|score| first.contains(&score)), stopped: Stopped::default() }
    }
}

/// The name of a score, with its unit.
#[must_use]
pub fn score_name(score: Score) -> &'static str {
    match score {
        Score::Adaptive => "Grid score, adaptive",
        Score::EllipseCorrected => "Grid score, ellipse-corrected",
        Score::Mean => "Grid score, mean",
        Score::MinMax => "Grid score, min–max",
        Score::Score90 => "90° score",
        Score::Hexagonality => "Fourier hexagonality",
        Score::Squareness => "Fourier squareness",
        Score::Band => "Band score",
        Score::Border => "Border score",
        Score::Information => "Spatial information (bits)",
        Score::Stability => "Stability",
    }
}

/// What a score is.
#[must_use]
pub fn score_about(score: Score) -> &'static str {
    match score {
        Score::Adaptive => {
            "min(C60, C120) − max(C30, C90, C150) on the ring from 0.5 to 1.5 spacings: the one that may be compared \
             between boxes"
        }
        Score::EllipseCorrected => {
            "The adaptive score after the ellipse through the six peaks was made a circle: sheared hexagons score as \
             hexagons; none where the ellipse's axes differ by more than a factor 1.5"
        }
        Score::Mean => "(C60 + C120)/2 − (C30 + C90 + C150)/3, best of ten rings (Banino et al. 2018)",
        Score::MinMax => "min(C60, C120) − max(C30, C90, C150), best of ten rings (Sargolini et al. 2006)",
        Score::Score90 => "C90 − (C45 + C135)/2, best of ten rings: high for a square lattice",
        Score::Hexagonality => "Symmetry of the Fourier power around its strongest ring at 60°: independent of phases",
        Score::Squareness => "Symmetry of the Fourier power around its strongest ring at 90°",
        Score::Band => {
            "Correlation with the plane wave that fits best: 1 for a band, 0.58 for a hexagon of three waves"
        }
        Score::Border => {
            "(c − d)/(c + d) of wall coverage and distance from the wall (Solstad et al. 2008); above 0.5 for a border \
             cell"
        }
        Score::Information => {
            "Skaggs et al. 1993; without a chance level, because it depends on the distribution of rates, which \
             surrogates do not share with their units"
        }
        Score::Stability => "Correlation of maps from two disjoint halves of the walks; measured in an arena only",
    }
}

/// Histograms of the chosen scores with their chance levels.
pub fn scores_ui(ui: &mut Ui, state: &mut ScoresPanel, view: &View<'_>) -> Vec<Request> {
    let mut requests = Vec::new();
    let Some(report) = view.report else {
        requests.extend(offer_ui(ui, "Scores appear after the first analysis", Offer::measure(view)));
        return requests;
    };
    ui.horizontal_wrapped(|ui| {
        ui.strong(headline(report));
        choice_ui(ui, state);
    });
    let line = StudyLine {
        lane: &view.studies.score_null,
        request: StudyRequest::ScoreNull,
        kind: StudyKind::ScoreNull,
        button: "Measure the chance level",
        working: "scoring surrogates",
        finding: "Chance: 99 % of surrogates",
        about: "Surrogates are random maps with the radial spectrum of a unit, in which every direction is alike. The \
                fewer periods fit into the box, the better they score: a larger box tells more",
    };
    let null = study_line_ui(ui, view, &mut state.stopped, line, &mut requests);
    let shown: Vec<Score> = Score::ALL.into_iter().zip(state.shown).filter(|(_, on)| *on).map(|(s, _)| s).collect();
    let area = ui.available_size();
    let gap = ui.spacing().item_spacing;
    let (columns, height) = places(area, shown.len());
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let width = (ui.available_width() - gap.x * (columns as f32 - 1.0)) / columns as f32;
        for row in shown.chunks(columns) {
            ui.horizontal_top(|ui| {
                for score in row {
                    Histogram { score: *score, report, null, view }.show(ui, vec2(width, height));
                }
            });
        }
    });
    requests
}

fn headline(report: &Report) -> String {
    let active = report.units.iter().filter(|unit| unit.active).count();
    let silent = report.units.len() - active;
    let silent = if silent == 0 { String::new() } else { format!(" · {silent} silent, not counted") };
    format!("{}{silent}", count(active, "active unit"))
}

/// Which scores are shown; the last one stays.
fn choice_ui(ui: &mut Ui, state: &mut ScoresPanel) {
    let stay_open = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    MenuButton::new("Scores").config(stay_open).ui(ui, |ui| {
        for (i, score) in Score::ALL.into_iter().enumerate() {
            ui.checkbox(&mut state.shown[i], score_name(score)).on_hover_text(score_about(score));
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
