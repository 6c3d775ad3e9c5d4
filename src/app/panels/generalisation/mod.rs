//! *Generalisation*: the network outside its training range, in larger arenas and on other walks.

mod boxes;
mod figures;
mod form;
mod numbers;
#[cfg(test)]
pub(crate) mod tests;

use crate::analysis::generalisation::BoxSummary;
use crate::app::ask::Ask;
use crate::app::kit::kept::Kept;
use crate::app::kit::map_texture::MapTexture;
use crate::app::kit::measurement::{MeasurementRow, topic_words};
use crate::app::kit::whose::Whose;
use crate::app::kit::{count, empty_ui, number_or_dash};
use crate::app::panel::{Pane, PanePlace, Panel};
use crate::app::view::View;
use crate::export::CsvTable;
use crate::maps::{MapKey, MapSet, MapSetId};
use crate::measure::{ArenaChoice, Generalised, Measurement as _, MeasurementAsk, Topic};
use crate::stream::RunState;
use eframe::egui::{self, Label, RichText, ScrollArea};
use form::Form;
use serde::{Deserialize, Serialize};

/// What the panel remembers.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct GeneralisationPanel {
    form: Form,
    /// What is walked as soon as an arena is mapped with the present weights.
    #[serde(skip)]
    waiting: Option<Awaited>,
    /// The file that was to be walked along is read: the walk begins.
    #[serde(skip)]
    is_due: bool,
    #[serde(skip)]
    kept: Kept<(MapKey, ArenaChoice)>,
    /// Maps, one after the other.
    #[serde(skip)]
    maps: Vec<MapTexture>,
    #[serde(skip)]
    distance: MapTexture,
    #[serde(skip)]
    separation: MapTexture,
}

/// An arena is being mapped with the present weights.
struct Awaited {
    /// The maps that were on screen: others are the answer.
    before: Option<MapSetId>,
}

#[cfg(test)]
impl GeneralisationPanel {
    /// The movement that was chosen; `None` as long as a recorded one has no file.
    #[must_use]
    pub(crate) fn movement(&self) -> Option<crate::measure::MovementChoice> {
        self.form.movement()
    }
}

impl Panel for GeneralisationPanel {
    const PANE: Pane =
        Pane { name: "generalisation", title: "Generalisation", place: PanePlace::Middle, is_wall: false };

    /// Draws the panel.
    fn ui(&mut self, ui: &mut egui::Ui, view: &View<'_>) -> Vec<Ask> {
        let mut asks = Vec::new();
        let lane = view.measurements.lane::<Generalised>();
        let is_busy = lane.asked().is_some() || self.waiting.is_some();
        let choice = ui.horizontal_wrapped(|ui| {
            let sides_m = if view.has_controls {
                self.form.walk_ui(ui);
                self.form.boxes_ui(ui)
            } else {
                self.form.sides_m()
            };
            let choice = self.form.movement().zip(sides_m);
            let choice = choice.map(|(movement, sides_m)| ArenaChoice { movement, sides_m });
            if view.has_controls || is_busy {
                begin_ui(ui, self, view, choice.as_ref(), &mut asks);
            }
            choice
        });
        failure_ui(ui, choice.inner.as_ref(), view);
        let Some((topic, found)) = self.shown_ui(ui, view) else {
            if lane.progress().is_none() && self.waiting.is_none() {
                empty_ui(ui, nothing_words(view));
            }
            return asks;
        };
        ui.separator();
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.add(Label::new(RichText::new(headline(&found.generalisation.boxes)).heading().strong()).wrap());
            let whose = Whose::finding(topic, view);
            if !view.on_stage {
                ui.add(Label::new(whose.text(about(topic, &whose, view), view)).wrap());
            }
            ui.add_space(4.0);
            boxes::maps_ui(ui, &mut self.maps, topic, found, view, &mut asks);
            if !view.on_stage {
                boxes::table_ui(ui, &found.generalisation.boxes);
            }
            ui.add_space(10.0);
            let GeneralisationPanel { distance, separation, .. } = self;
            figures::figures_ui(ui, [distance, separation], topic, &found.generalisation, view);
        });
        asks
    }

    fn tables(&self, view: &View<'_>) -> Vec<CsvTable> {
        self.chosen(view).map_or_else(Vec::new, |(_, found)| numbers::tables(&found.generalisation))
    }

    fn follow(&mut self, shown: &Self) {
        self.kept.clone_from(&shown.kept);
    }

    fn answer(&mut self, ask: &Ask) -> bool {
        match ask {
            Ask::WalkAlong(file) => {
                self.is_due |= self.form.follow(file);
                return true;
            }
            Ask::NotWalked(path, reason) => self.form.give_up(path, Some(reason)),
            Ask::LeaveFile(path) => self.form.give_up(path, None),
            _ => {}
        }
        false
    }
}

impl GeneralisationPanel {
    /// The finding on screen: the newest one of the run, or another one from the list of what is kept.
    fn shown_ui<'a>(
        &mut self,
        ui: &mut egui::Ui,
        view: &View<'a>,
    ) -> Option<(&'a Topic<ArenaChoice>, &'a Generalised)> {
        let lane = view.measurements.lane::<Generalised>();
        let key = |topic: &Topic<ArenaChoice>| (topic.maps, topic.input.clone());
        let of_run = lane.findings().find(|(topic, _)| topic.origin.run() == view.run);
        let others =
            lane.findings().map(|(topic, _)| topic).filter(|topic| of_run.is_none_or(|(own, _)| own != *topic));
        let others: Vec<_> = others.map(|topic| (key(topic), topic_words::<Generalised>(topic, view))).collect();
        if view.has_controls {
            self.kept.ui(ui, &others);
        }
        self.chosen(view)
    }

    /// The same without the list.
    fn chosen<'a>(&self, view: &View<'a>) -> Option<(&'a Topic<ArenaChoice>, &'a Generalised)> {
        let lane = view.measurements.lane::<Generalised>();
        let is_chosen = |topic: &Topic<ArenaChoice>| {
            self.kept.chosen().is_some_and(|(maps, choice)| topic.maps == *maps && topic.input == *choice)
        };
        let chosen = lane.findings().find(|(topic, _)| is_chosen(topic));
        chosen.or_else(|| lane.findings().find(|(topic, _)| topic.origin.run() == view.run))
    }
}

fn nothing_words(view: &View<'_>) -> &'static str {
    if view.shows_file() {
        "Cells from a file cannot be walked: Walk the network walks that of the run"
    } else {
        "Does the lattice hold in boxes larger than those of training, on other walks, for longer? Press Walk the network"
    }
}

/// The button that begins, or how far it is.
fn begin_ui(
    ui: &mut egui::Ui,
    panel: &mut GeneralisationPanel,
    view: &View<'_>,
    choice: Option<&ArenaChoice>,
    asks: &mut Vec<Ask>,
) {
    let lane = view.measurements.lane::<Generalised>();
    if let Some(topic) = lane.asked() {
        let row = MeasurementRow::<Generalised> {
            input: topic.input.clone(),
            is_automatic: false,
            has_button: false,
            is_overlay: true,
        };
        row.ui(ui, view, asks);
    } else if panel.waiting.is_some() {
        waiting_ui(ui, panel, view, choice, asks);
    } else {
        button_ui(ui, panel, view, choice, asks);
    }
}

/// An arena is being mapped: as soon as it is on screen, its network is walked elsewhere.
fn waiting_ui(
    ui: &mut egui::Ui,
    panel: &mut GeneralisationPanel,
    view: &View<'_>,
    choice: Option<&ArenaChoice>,
    asks: &mut Vec<Ask>,
) {
    let before = panel.waiting.as_ref().and_then(|waiting| waiting.before);
    let came = view.set.filter(|set| set.walker.is_some() && Some(set.key.id) != before);
    if came.is_some_and(|set| view.reported == Some(set.key)) {
        panel.waiting = None;
        asks.extend(choice.map(begin));
        return;
    }
    if came.is_none() && !view.awaits_arena {
        panel.waiting = None; // it was refused, or its run is over
        return;
    }
    ui.spinner();
    ui.label("Mapping the arena with the present weights");
    if ui.button("Cancel").clicked() {
        panel.waiting = None;
    }
}

fn button_ui(
    ui: &mut egui::Ui,
    panel: &mut GeneralisationPanel,
    view: &View<'_>,
    choice: Option<&ArenaChoice>,
    asks: &mut Vec<Ask>,
) {
    let is_present =
        |set: &&MapSet| set.walker.is_some() && set.step == Some(view.status.step) && view.reported == Some(set.key);
    let present = view.set.filter(is_present);
    let can_map = view.is_live && !matches!(view.status.state, RunState::Failed | RunState::Stopped);
    let is_ready = choice.is_some() && (present.is_some() || can_map);
    let words = Generalised::ABOUT.words;
    let button = ui.add_enabled(is_ready, egui::Button::new(RichText::new(words.button).strong()));
    let button = button.on_hover_text(words.purpose).on_disabled_hover_text(if choice.is_none() {
        "Name the boxes, and the file of a recorded trajectory"
    } else {
        "Only a run that is open for training can be walked"
    });
    let is_due = std::mem::take(&mut panel.is_due) && is_ready;
    if !button.clicked() && !is_due {
        return;
    }
    if let Some(file) = panel.form.want() {
        asks.push(Ask::ReadWalk(Box::new(file)));
    } else if present.is_some() {
        asks.extend(choice.map(begin));
    } else {
        panel.waiting = Some(Awaited { before: view.set.map(|set| set.key.id) });
        asks.push(Ask::MapArena);
    }
}

fn begin(choice: &ArenaChoice) -> Ask {
    Ask::Measure(MeasurementAsk::begin::<Generalised>(choice.clone()))
}

/// Why the last attempt at what the form says came to nothing.
fn failure_ui(ui: &mut egui::Ui, choice: Option<&ArenaChoice>, view: &View<'_>) {
    let Some((maps, choice)) = view.reported.zip(choice) else { return };
    if let Some(text) = view.measurements.lane::<Generalised>().failed(maps, choice) {
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
fn about(topic: &Topic<ArenaChoice>, whose: &Whose<'_>, view: &View<'_>) -> String {
    let units = count(topic.units, "unit");
    format!("{} · {} · {units}", form::words(&topic.input.movement), whose.short(view))
}
