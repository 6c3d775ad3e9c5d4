//! *Dissection*: one module, taken apart: its waves, the phases of its units, the rings and the torus of its states.

mod colour_by;
mod lattice;
mod numbers;
mod phases;
mod rings;
mod state;
mod state_space;
mod tables;
#[cfg(test)]
mod tests;

use crate::analysis::dissection::Finding;
use crate::app::ask::Ask;
use crate::app::kit::map_texture::key_of;
use crate::app::kit::members::MemberMeasurement;
use crate::app::kit::theme::Theme;
use crate::app::kit::widgets::badge_ui;
use crate::app::panel::{Pane, PanePlace, Panel};
use crate::app::view::View;
use crate::export::CsvTable;
use eframe::egui::{Color32, Label, ScrollArea, Ui};
pub(crate) use state::DissectionPanel;
use state::ShownDissection;

const OFFER: MemberMeasurement = MemberMeasurement { is_automatic: true, of_all: false };

impl Panel for DissectionPanel {
    const PANE: Pane = Pane { name: "dissection", title: "Dissection", place: PanePlace::Middle, is_wall: false };

    /// Draws the panel.
    fn ui(&mut self, ui: &mut Ui, view: &View<'_>) -> Vec<Ask> {
        let mut asks = Vec::new();
        let Some((topic, found)) = OFFER.header_ui(ui, view, &mut self.choice, &mut asks) else { return asks };
        let shown = ShownDissection { found, view, key: key_of((topic.maps, topic.input)) };
        finding_ui(ui, &shown);
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            // Beside the scroll bar, not below it.
            ui.set_max_width(ui.available_width() - 8.0);
            if !matches!(shown.found.finding, Finding::Silent | Finding::TooFewUnits) {
                if view.has_controls {
                    self.colour_by.choice_ui(ui, shown.found);
                }
                state_space::overview_ui(ui, self, &shown);
                rings::rings_ui(ui, self, &shown);
                phases::phases_ui(ui, self, &shown);
                lattice::lattice_ui(ui, &shown);
            }
            if !view.on_stage {
                numbers::dissection_numbers_ui(ui, shown.found, view.theme);
            }
        });
        asks
    }

    fn tables(&self, view: &View<'_>) -> Vec<CsvTable> {
        tables::tables(view)
    }

    fn follow(&mut self, shown: &Self) {
        self.choice.clone_from(&shown.choice);
        (self.phases, self.states) = (shown.phases, shown.states);
    }
}

/// What the module is: a word, and the sentence that says why.
fn finding_ui(ui: &mut Ui, shown: &ShownDissection<'_, '_>) {
    let found = shown.found;
    ui.horizontal_wrapped(|ui| {
        badge_ui(ui, word(found.finding), colour(found.finding, shown.view.theme));
        // The summary begins with the finding, which the badge has said.
        let reason = found.summary.split_once(": ").map_or("", |(_, reason)| reason);
        if !shown.view.on_stage {
            ui.add(Label::new(reason).wrap());
        }
    });
}

fn word(finding: Finding) -> &'static str {
    match finding {
        Finding::Silent => "No unit fires",
        Finding::TooFewUnits => "Too few units to tell what they share",
        Finding::NoSharedLattice => "No shared lattice",
        Finding::Bands => "Bands",
        Finding::Square => "Square lattice",
        Finding::Hexagonal => "Hexagonal lattice",
        Finding::Oblique => "Sheared lattice",
    }
}

fn colour(finding: Finding, theme: &Theme) -> Color32 {
    match finding {
        Finding::Silent | Finding::TooFewUnits => theme.weak_text,
        Finding::NoSharedLattice => theme.warning,
        Finding::Bands | Finding::Square | Finding::Hexagonal | Finding::Oblique => theme.live,
    }
}
