//! *Capacity*: how much space the code can tell apart, and how evenly it lies.

mod figures;
mod numbers;
mod table;
#[cfg(test)]
mod tests;

use crate::analysis::capacity::Capacity;
use crate::app::ask::Ask;
use crate::app::kit::empty_ui;
use crate::app::kit::kept::Kept;
use crate::app::kit::map_texture::key_of;
use crate::app::kit::measurement::MeasurementRow;
use crate::app::kit::whose::{Whose, report_line_ui};
use crate::app::panel::{Pane, PanePlace, Panel};
use crate::app::view::View;
use crate::export::CsvTable;
use crate::maps::{MapKey, Origin};
use crate::measure::{ArenaChoice, Generalised, Measurement as _, Topic};
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
    kept: Kept<CapacityKey>,
}

/// Tells findings apart: maps, and the boxes that were walked, if there were any.
type CapacityKey = (MapKey, Option<ArenaChoice>);

/// A finding, and what it is about.
struct CapacityFinding<'a> {
    maps: MapKey,
    origin: &'a Origin,
    capacity: &'a Capacity,
    whose: Whose<'a>,
    /// Several boxes, walked on purpose.
    walked: Option<&'a ArenaChoice>,
}

impl<'a> CapacityFinding<'a> {
    fn of<I>(topic: &'a Topic<I>, capacity: &'a Capacity, walked: Option<&'a ArenaChoice>, view: &View<'_>) -> Self {
        Self { maps: topic.maps, origin: &topic.origin, capacity, whose: Whose::finding(topic, view), walked }
    }

    /// All of them: those of several boxes first, newest first.
    fn all(view: &View<'a>) -> impl Iterator<Item = Self> {
        let walked = view.measurements.lane::<Generalised>().findings();
        let walked = walked.map(|(topic, found)| Self::of(topic, &found.capacity, Some(&topic.input), view));
        let own = view.measurements.lane::<Capacity>().findings();
        walked.chain(own.map(|(topic, capacity)| Self::of(topic, capacity, None, view)))
    }

    /// The best that is known of what is on screen: of these very maps if possible, of several boxes if possible; else the
    /// newest of older ones from the same place, or of the same network.
    fn best(view: &View<'a>) -> Option<Self> {
        let set = view.set?;
        let of_maps = || Self::all(view).find(|finding| Some(finding.maps) == view.reported);
        let of_place = || Self::all(view).find(|finding| *finding.origin == set.origin);
        let of_run =
            || Self::all(view).find(|finding| set.origin.run().is_some() && finding.origin.run() == set.origin.run());
        of_maps().or_else(of_place).or_else(of_run)
    }

    fn key(&self) -> CapacityKey {
        (self.maps, self.walked.cloned())
    }

    /// Its name in a list.
    fn listed(&self, view: &View<'_>) -> String {
        let part = self.walked.and_then(Generalised::part).map_or_else(String::new, |boxes| format!("{boxes}, "));
        format!("{part}{}", self.whose.short(view))
    }

    /// What is said of where it comes from.
    fn about(&self, view: &View<'_>) -> String {
        let how = match (self.walked, self.origin) {
            (Some(_), _) => "Boxes walked in Generalisation",
            (None, Origin::Arena(_)) => "One box; walk the network in Generalisation to compare several",
            (None, Origin::Live(_) | Origin::Twin(_)) => "Live maps tell less than an arena",
            (None, Origin::File(_)) => "Cells from a file",
            (None, Origin::Baseline(_)) => "Kept maps",
        };
        let whose = if self.walked.is_some() { self.whose.short(view) } else { self.whose.words(view) };
        format!("{whose} · {how}")
    }
}

impl Panel for CapacityPanel {
    const PANE: Pane = Pane { name: "capacity", title: "Capacity", place: PanePlace::Middle, is_wall: false };

    /// Draws the panel.
    fn ui(&mut self, ui: &mut egui::Ui, view: &View<'_>) -> Vec<Ask> {
        let mut asks = Vec::new();
        let found = CapacityFinding::best(view);
        let found = self.kept_ui(ui, view, found.as_ref()).or(found);
        let of_now = found.as_ref().filter(|found| Some(found.maps) == view.reported);
        let is_walking = view.measurements.lane::<Generalised>().progress().is_some();
        let mut is_running = false;
        if view.has_controls && view.shows_live() && of_now.is_none_or(|found| found.walked.is_none()) {
            map_ui(ui, &mut asks);
        }
        // What is known needs no line above it.
        if of_now.is_none() || view.measurements.lane::<Capacity>().progress().is_some() {
            let row = MeasurementRow::<Capacity> {
                input: (),
                is_automatic: !is_walking,
                has_button: true,
                is_overlay: false,
            };
            is_running = row.ui(ui, view, &mut asks).is_running;
        }
        let Some(found) = found else {
            if is_running {
                report_line_ui(ui, view);
            } else {
                empty_ui(ui, "How far can an animal go before the code repeats itself? Map the arena to know");
            }
            return asks;
        };
        if found.capacity.geometry.is_empty() {
            empty_ui(ui, "No place was visited by every unit: nothing can be decoded");
            return asks;
        }
        ui.add(Label::new(RichText::new(headline(found.capacity)).heading().strong()).wrap());
        if !view.on_stage {
            ui.add(Label::new(found.whose.text(found.about(view), view)).wrap());
        }
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let key = key_of((found.maps, found.walked.map(Generalised::part)));
            figures::figures_ui(ui, &mut self.pictures, key, found.capacity, view);
            if !view.on_stage {
                table::table_ui(ui, found.capacity);
            }
        });
        asks
    }

    fn tables(&self, view: &View<'_>) -> Vec<CsvTable> {
        let chosen = CapacityFinding::all(view).find(|finding| self.kept.chosen() == Some(&finding.key()));
        let found = chosen.or_else(|| CapacityFinding::best(view));
        found.map_or_else(Vec::new, |found| numbers::tables(found.capacity))
    }

    fn follow(&mut self, shown: &Self) {
        self.kept.clone_from(&shown.kept);
    }
}

impl CapacityPanel {
    /// The list of what is kept besides the best, and that which was chosen from it.
    fn kept_ui<'a>(
        &mut self,
        ui: &mut egui::Ui,
        view: &View<'a>,
        best: Option<&CapacityFinding<'a>>,
    ) -> Option<CapacityFinding<'a>> {
        let best = best.map(CapacityFinding::key);
        let others = || CapacityFinding::all(view).filter(|finding| Some(finding.key()) != best);
        let listed: Vec<_> = others().map(|finding| (finding.key(), finding.listed(view))).collect();
        if view.has_controls {
            self.kept.ui(ui, &listed);
        }
        others().find(|finding| self.kept.chosen() == Some(&finding.key()))
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
