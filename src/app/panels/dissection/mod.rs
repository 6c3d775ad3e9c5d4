//! *Dissection*: one module, taken apart: its waves, the phases of its units, the rings and the torus of its states.

mod lattice;
mod numbers;
mod phases;
mod rings;
mod state_space;
#[cfg(test)]
mod tests;

use crate::analysis::dissection::{Dissection, Finding};
use crate::app::kit::dots::Disc;
use crate::app::kit::map_texture::MapTexture;
use crate::app::kit::module_study::{Choice, ModuleStudy};
use crate::app::kit::theme::Theme;
use crate::app::kit::turntable::Turntable;
use crate::app::kit::widgets::badge_ui;
use crate::app::studies::{StudyKind, StudyRequest};
use crate::app::view::{Request, View};
use eframe::egui::{Color32, Label, ScrollArea, Ui};
use serde::{Deserialize, Serialize};
use state_space::ColourBy;

const STUDY: ModuleStudy = ModuleStudy {
    kind: StudyKind::Dissection,
    begin: |members| StudyRequest::Dissect { members },
    automatic: true,
    of_all: false,
    verb: "Dissect",
    purpose: "Takes one module apart: its waves k₁ k₂ k₃, the phases of its units, and the rings and the torus that its \
              states make",
};

/// What the panel remembers.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DissectionPanel {
    colour_by: ColourBy,
    #[serde(skip)]
    choice: Choice,
    #[serde(skip)]
    disc: Disc,
    #[serde(skip)]
    spectrum: MapTexture,
    #[serde(skip)]
    arena: MapTexture,
    #[serde(skip)]
    phases: Turntable,
    #[serde(skip)]
    states: Turntable,
}

/// A dissection on the screen.
struct Shown<'a, 'v> {
    found: &'a Dissection,
    view: &'a View<'v>,
    /// Changes whenever the dissection does.
    key: u64,
}

/// Draws the panel.
pub fn dissection_ui(ui: &mut Ui, panel: &mut DissectionPanel, view: &View<'_>) -> Vec<Request> {
    let mut requests = Vec::new();
    let Some(found) = STUDY.header_ui(ui, view, &view.studies.dissection, &mut panel.choice, &mut requests) else {
        return requests;
    };
    let maps = found.key.maps;
    let key = crate::app::kit::map_texture::key_of((maps.source as u8, maps.version, maps.step, found.key.members));
    let shown = Shown { found: found.result, view, key };
    finding_ui(ui, &shown);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        // Beside the scroll bar, not below it.
        ui.set_max_width(ui.available_width() - 8.0);
        if !matches!(shown.found.finding, Finding::Silent | Finding::TooFewUnits) {
            panel.colour_by.choice_ui(ui, shown.found);
            state_space::overview_ui(ui, panel, &shown);
            rings::rings_ui(ui, panel, &shown);
            phases::phases_ui(ui, panel, &shown);
            lattice::lattice_ui(ui, &shown);
        }
        numbers::dissection_numbers_ui(ui, shown.found, view.theme);
    });
    requests
}

/// What the module is: a word, and the sentence that says why.
fn finding_ui(ui: &mut Ui, shown: &Shown<'_, '_>) {
    let found = shown.found;
    ui.horizontal_wrapped(|ui| {
        badge_ui(ui, word(found.finding), colour(found.finding, shown.view.theme));
        // The summary begins with the finding, which the badge has said.
        let reason = found.summary.split_once(": ").map_or("", |(_, reason)| reason);
        ui.add(Label::new(reason).wrap());
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

/// k₁, k₂, k₃.
fn wave_name(index: usize) -> String {
    format!("k{}", subscript(index))
}

fn subscript(index: usize) -> char {
    ['₁', '₂', '₃'][index % 3]
}
