//! *Generalisation*: the network outside its training range, in larger arenas and on other walks.

mod boxes;
mod figures;
mod form;
#[cfg(test)]
pub(super) mod tests;

use crate::analysis::generalisation::BoxSummary;
use crate::app::kit::map_texture::MapTexture;
use crate::app::kit::{count, empty_ui, is_of_file, number_or_dash, weights_of};
use crate::app::studies::{StudyKind, StudyRequest, Walk, WalkKey};
use crate::app::view::{MapSource, Request, View};
use crate::maps::Explorer;
use crate::stream::RunState;
use eframe::egui::{self, Label, ProgressBar, RichText, ScrollArea};
use form::Form;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::Arc;

/// What the panel remembers.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub struct GeneralisationPanel {
    form: Form,
    /// What is walked as soon as the present weights are measured.
    #[serde(skip)]
    waiting: Option<Waiting>,
    /// Maps, one after the other.
    #[serde(skip)]
    maps: Vec<MapTexture>,
    #[serde(skip)]
    distance: MapTexture,
    #[serde(skip)]
    separation: MapTexture,
}

/// The weights are being measured.
struct Waiting {
    /// The network that was measured last: another one is the answer.
    before: Option<Arc<Explorer>>,
}

impl GeneralisationPanel {
    /// Networks are walked along this recorded trajectory.
    pub fn follow(&mut self, path: PathBuf) {
        self.form.follow(path);
    }

    /// The walk that was chosen; `None` as long as a recorded one has no file.
    #[must_use]
    pub fn walk(&self) -> Option<Walk> {
        self.form.walk()
    }
}

/// Draws the panel.
pub fn generalisation_ui(ui: &mut egui::Ui, panel: &mut GeneralisationPanel, view: &View<'_>) -> Vec<Request> {
    let mut requests = Vec::new();
    let boxes_m = ui.horizontal_wrapped(|ui| {
        panel.form.walk_ui(ui);
        let boxes_m = panel.form.boxes_ui(ui, view.theme);
        begin_ui(ui, panel, view, boxes_m.as_deref(), &mut requests);
        boxes_m
    });
    let boxes_m = boxes_m.inner;
    if let Some(boxes_m) = &boxes_m {
        failure_ui(ui, panel, view, boxes_m);
    }
    let Some((key, found)) = view.studies.generalisation.found() else {
        if view.studies.generalisation.progress().is_none() && panel.waiting.is_none() {
            empty_ui(
                ui,
                if view.map_source == MapSource::Arena && is_of_file(view) {
                    "Cells from a file cannot be walked: Walk the network measures that of the run"
                } else {
                    "Does the lattice hold in boxes larger than those of training, on other walks, for longer? \
                     Press Walk the network"
                },
            );
        }
        return requests;
    };
    ui.separator();
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.add(Label::new(RichText::new(headline(&found.generalisation.boxes)).heading().strong()).wrap());
        ui.add(Label::new(RichText::new(about(key, view)).weak()).wrap());
        ui.add_space(4.0);
        boxes::maps_ui(ui, &mut panel.maps, key, found, view, &mut requests);
        boxes::table_ui(ui, &found.generalisation.boxes);
        ui.add_space(10.0);
        let GeneralisationPanel { distance, separation, .. } = panel;
        figures::figures_ui(ui, [distance, separation], key, &found.generalisation, view);
    });
    requests
}

/// The button that begins, or how far it is.
fn begin_ui(
    ui: &mut egui::Ui,
    panel: &mut GeneralisationPanel,
    view: &View<'_>,
    boxes_m: Option<&[f32]>,
    requests: &mut Vec<Request>,
) {
    if let Some(share) = view.studies.generalisation.progress() {
        ui.add(ProgressBar::new(share as f32).desired_width(180.0).show_percentage());
        if ui.button("Cancel").clicked() {
            requests.push(Request::Study(StudyRequest::Cancel(StudyKind::Generalisation)));
        }
        return;
    }
    let network = view.evaluation.and_then(|evaluation| evaluation.network.as_ref());
    let walk = panel.form.walk().filter(|_| boxes_m.is_some());
    if let Some(waiting) = &panel.waiting {
        let is_new = network.is_some_and(|new| !waiting.before.as_ref().is_some_and(|old| Arc::ptr_eq(old, new)));
        if is_new && view.map_source == MapSource::Arena && view.maps_key().is_some() {
            panel.waiting = None;
            requests.extend(walk.zip(boxes_m).map(|(walk, boxes_m)| begin(walk, boxes_m)));
            return;
        }
        ui.spinner();
        ui.label("Measuring the present weights");
        if ui.button("Cancel").clicked() {
            panel.waiting = None;
        }
        return;
    }
    let has_present = view.map_source == MapSource::Arena
        && view.maps_key().is_some()
        && view.evaluation.is_some_and(|evaluation| evaluation.step == view.status.step && network.is_some());
    let can_measure = view.is_live && !matches!(view.status.state, RunState::Failed | RunState::Stopped);
    let is_ready = walk.is_some() && (has_present || can_measure);
    let button = ui.add_enabled(is_ready, egui::Button::new(RichText::new("Walk the network").strong()));
    let button = button
        .on_hover_text("Measure the present weights in each box, then walk on for 1000 steps: some seconds, while training goes on")
        .on_disabled_hover_text(if walk.is_none() {
            "Name the boxes, and the file of a recorded trajectory"
        } else {
            "Only a run that is open for training can be measured"
        });
    if !button.clicked() {
        return;
    }
    if let Some((walk, boxes_m)) = walk.zip(boxes_m).filter(|_| has_present) {
        requests.push(begin(walk, boxes_m));
    } else {
        panel.waiting = Some(Waiting { before: network.cloned() });
        requests.push(Request::Measure);
    }
}

fn begin(walk: Walk, boxes_m: &[f32]) -> Request {
    Request::Study(StudyRequest::Generalise { walk, boxes_m: boxes_m.to_vec() })
}

/// Why the last attempt at what the form says came to nothing.
fn failure_ui(ui: &mut egui::Ui, panel: &GeneralisationPanel, view: &View<'_>, boxes_m: &[f32]) {
    let Some((maps, walk)) = view.maps_key().zip(panel.form.walk()) else { return };
    let key = WalkKey { maps, walk, boxes_m: boxes_m.to_vec() };
    if let Some(text) = view.studies.generalisation.failed(&key) {
        ui.add(Label::new(RichText::new(text).color(view.theme.error)).wrap().selectable(true));
    }
}

/// Whether the lattice knows the walls, in a sentence.
fn headline(boxes: &[BoxSummary]) -> String {
    let Some((first, others)) = boxes.split_first() else { return "No box was walked".to_owned() };
    if first.periodic_units == 0 {
        return format!("No unit is periodic in {} m: there is no spacing to compare", first.box_m);
    }
    if others.is_empty() {
        return format!("Median spacing in {} m: {} m", first.box_m, number_or_dash(first.median_spacing_m, 2));
    }
    let one = |arena: &BoxSummary| {
        let (ratio, of) = (number_or_dash(arena.median_spacing_ratio, 2), count(arena.compared_units, "unit"));
        format!("{ratio} in {} m ({of})", arena.box_m)
    };
    let ratios: Vec<String> = others.iter().map(one).collect();
    format!("Spacing over that in {} m: {}", first.box_m, ratios.join(", "))
}

/// What was walked, and whether it is still what the run is.
fn about(key: &WalkKey, view: &View<'_>) -> String {
    format!("{} · {}", form::words(&key.walk), weights_of(key.maps.step, view))
}
