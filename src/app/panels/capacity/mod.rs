//! *Capacity*: how much space the code can tell apart, and how evenly it lies.

mod figures;
mod table;
#[cfg(test)]
mod tests;

use crate::analysis::capacity::Capacity;
use crate::app::ask::Ask;
use crate::app::kit::empty_ui;
use crate::app::kit::map_texture::key_of;
use crate::app::kit::measurement::{MeasurementRow, Stopped, weights_of};
use crate::app::panel::{Pane, PanePlace, Panel};
use crate::app::view::View;
use crate::maps::{MapKey, Origin};
use crate::measure::Generalised;
use eframe::egui::{self, Label, RichText, ScrollArea};
use figures::ArenaPictures;
use serde::{Deserialize, Serialize};

/// What the panel remembers.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct CapacityPanel {
    #[serde(skip)]
    pictures: ArenaPictures,
    #[serde(skip)]
    stopped: Stopped<Capacity>,
}

/// A finding, and what it is about.
struct CapacityFinding<'a> {
    maps: MapKey,
    step: Option<u64>,
    capacity: &'a Capacity,
    /// What is said of where it comes from.
    about: String,
    /// Of several boxes, walked on purpose.
    is_walked: bool,
}

impl<'a> CapacityFinding<'a> {
    fn walked(view: &View<'a>) -> Option<Self> {
        let (topic, found) = view.measurements.lane::<Generalised>().found()?;
        let about = format!("Boxes walked in Generalisation · {}", weights_of(topic, view));
        Some(Self { maps: topic.maps, step: topic.step, capacity: &found.capacity, about, is_walked: true })
    }

    fn own(view: &View<'a>) -> Option<Self> {
        let (topic, capacity) = view.measurements.lane::<Capacity>().found()?;
        let what = match &topic.origin {
            Origin::Arena(_) => "Maps of an arena; walk the network in Generalisation to compare boxes · ",
            Origin::Live(_) => "Live maps · ",
            Origin::File(_) => "Cells from a file · ",
            Origin::Baseline(_) => "Kept maps · ",
        };
        let about = format!("{what}{}", weights_of(topic, view));
        Some(Self { maps: topic.maps, step: topic.step, capacity, about, is_walked: false })
    }

    /// The best that is known: of the maps on screen if possible, of several boxes if possible; else the newest of older
    /// ones.
    fn best(view: &View<'a>) -> Option<Self> {
        let mut all: Vec<Self> = [Self::walked(view), Self::own(view)].into_iter().flatten().collect();
        let is_of_now = |finding: &Self| Some(finding.maps) == view.reported;
        if let Some(place) = all.iter().position(is_of_now) {
            return Some(all.swap_remove(place));
        }
        all.into_iter().max_by_key(|finding| (finding.step, !finding.is_walked))
    }
}

impl Panel for CapacityPanel {
    const PANE: Pane = Pane { name: "capacity", title: "Capacity", place: PanePlace::Middle, is_wall: false };

    /// Draws the panel.
    fn ui(&mut self, ui: &mut egui::Ui, view: &View<'_>) -> Vec<Ask> {
        let mut asks = Vec::new();
        let found = CapacityFinding::best(view);
        let of_now = found.as_ref().filter(|found| Some(found.maps) == view.reported);
        let is_walking = view.measurements.lane::<Generalised>().progress().is_some();
        let mut is_running = false;
        if view.shows_live() && !of_now.is_some_and(|found| found.is_walked) {
            map_ui(ui, &mut asks);
        }
        // What is known needs no line above it.
        if of_now.is_none() || view.measurements.lane::<Capacity>().progress().is_some() {
            let row = MeasurementRow::<Capacity> { input: (), is_automatic: !is_walking, has_button: true };
            is_running = row.ui(ui, view, &mut self.stopped, &mut asks).is_running;
        }
        let Some(found) = found else {
            if !is_running {
                empty_ui(ui, "How far can an animal go before the code repeats itself? Map the arena to know");
            }
            return asks;
        };
        if found.capacity.geometry.is_empty() {
            empty_ui(ui, "No place was visited by every unit: nothing can be decoded");
            return asks;
        }
        ui.add(Label::new(RichText::new(headline(found.capacity)).heading().strong()).wrap());
        ui.add(Label::new(RichText::new(&found.about).weak()).wrap());
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let key = key_of((found.maps, found.is_walked));
            figures::figures_ui(ui, &mut self.pictures, key, found.capacity, view);
            table::table_ui(ui, found.capacity);
        });
        asks
    }
}

/// Live maps tell less than an arena.
fn map_ui(ui: &mut egui::Ui, asks: &mut Vec<Ask>) {
    let button = ui.button("Map the arena");
    let about = "Map the arena with the present weights, then see how well its places can be told apart";
    if button.on_hover_text(about).clicked() {
        asks.push(Ask::MapArena);
    }
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
