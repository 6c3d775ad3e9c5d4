//! *Capacity*: how much space the code can tell apart, and how evenly it lies.

mod figures;
mod table;
#[cfg(test)]
mod tests;

use crate::analysis::capacity::Capacity;
use crate::app::kit::map_texture::{MapTexture, key_of};
use crate::app::kit::{empty_ui, is_of_file, weights_of};
use crate::app::studies::{MapsKey, StudyKind, StudyRequest};
use crate::app::view::{MapSource, Request, View};
use eframe::egui::{self, Label, ProgressBar, RichText, ScrollArea};
use serde::{Deserialize, Serialize};

/// What the panel remembers.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CapacityPanel {
    /// The arena whose pictures are shown, counted from the smallest.
    #[serde(skip)]
    arena: usize,
    #[serde(skip)]
    coverage: MapTexture,
    #[serde(skip)]
    metric: MapTexture,
}

/// A finding, and what it is about.
struct Finding<'a> {
    maps: MapsKey,
    capacity: &'a Capacity,
    /// Of several boxes, walked on purpose.
    is_walked: bool,
}

/// The best that is known: of the maps on screen if possible, of several boxes if possible; else the newest of older ones.
fn finding<'a>(view: &View<'a>, now: Option<MapsKey>) -> Option<Finding<'a>> {
    let walked = view.studies.generalisation.found().map(|(key, found)| (key.maps, &found.capacity, true));
    let own = view.studies.capacity.found().map(|(key, capacity)| (*key, capacity, false));
    let all = [walked, own].into_iter().flatten();
    let (maps, capacity, is_walked) = all
        .clone()
        .find(|(maps, ..)| Some(*maps) == now)
        .or_else(|| all.max_by_key(|(maps, _, is_walked)| (maps.step, !is_walked)))?;
    Some(Finding { maps, capacity, is_walked })
}

/// Draws the panel.
pub fn capacity_ui(ui: &mut egui::Ui, panel: &mut CapacityPanel, view: &View<'_>) -> Vec<Request> {
    let mut requests = Vec::new();
    let now = view.maps_key();
    let found = finding(view, now);
    let is_of_now = found.as_ref().is_some_and(|found| Some(found.maps) == now);
    if view.map_source == MapSource::Arena
        && let Some(key) = now
        && !is_of_now
        && view.studies.generalisation.progress().is_none()
        && view.studies.capacity.is_untried(&key)
    {
        requests.push(Request::Study(StudyRequest::Capacity));
    }
    if let Some(share) = view.studies.capacity.progress() {
        ui.horizontal(|ui| {
            ui.add(ProgressBar::new(share as f32).desired_width(220.0).show_percentage());
            if ui.button("Cancel").clicked() {
                requests.push(Request::Study(StudyRequest::Cancel(StudyKind::Capacity)));
            }
        });
    } else if !is_of_now {
        begin_ui(ui, view, now, &mut requests);
    }
    if let Some(text) = now.and_then(|key| view.studies.capacity.failed(&key)) {
        ui.add(Label::new(RichText::new(text).color(view.theme.error)).wrap().selectable(true));
    }
    let Some(found) = found else {
        if view.studies.capacity.progress().is_none() {
            empty_ui(
                ui,
                "How far can an animal go before the code repeats itself? Measure the network in an arena to know",
            );
        }
        return requests;
    };
    if found.capacity.geometry.is_empty() {
        empty_ui(ui, "No place was visited by every unit: nothing can be decoded");
        return requests;
    }
    ui.add(Label::new(RichText::new(headline(found.capacity)).heading().strong()).wrap());
    ui.add(Label::new(RichText::new(about(&found, view)).weak()).wrap());
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let key = key_of((found.maps.version, found.maps.step, found.is_walked));
        figures::figures_ui(ui, panel, key, found.capacity, view);
        table::table_ui(ui, found.capacity);
    });
    requests
}

/// What can be done when the maps on screen have no finding.
fn begin_ui(ui: &mut egui::Ui, view: &View<'_>, now: Option<MapsKey>, requests: &mut Vec<Request>) {
    ui.horizontal_wrapped(|ui| {
        if view.map_source == MapSource::Live {
            let button = ui.button("Measure in an arena");
            if button
                .on_hover_text("Measure the present weights, then how well their places can be told apart")
                .clicked()
            {
                requests.push(Request::Measure);
            }
        }
        if now.is_some() {
            let button = ui.button("Use the maps on screen");
            if button.on_hover_text("How well the places of these maps can be told apart").clicked() {
                requests.push(Request::Study(StudyRequest::Capacity));
            }
        }
    });
}

/// The first thing to know.
fn headline(found: &Capacity) -> String {
    let Some(range) = found.ranges.last() else { return "Nothing repeats: there is a single place".to_owned() };
    let share = 100.0 * range.unambiguous_share;
    match range.median_range_m {
        Some(metres) => {
            format!(
                "In {} m, states come again after {metres:.2} m (median); {share:.0} % of places have no double",
                range.box_m
            )
        }
        None => format!("No state comes again anywhere in {} m", range.box_m),
    }
}

fn about(found: &Finding<'_>, view: &View<'_>) -> String {
    if found.maps.source == MapSource::Arena && is_of_file(view) && Some(found.maps) == view.maps_key() {
        return "Cells from a file".to_owned();
    }
    let what = match (found.is_walked, found.maps.source) {
        (true, _) => "Boxes walked in Generalisation",
        (false, MapSource::Arena) => "Maps measured in an arena; walk the network in Generalisation to compare boxes",
        (false, MapSource::Live) => "Live maps",
    };
    format!("{what} · {}", weights_of(found.maps.step, view))
}
