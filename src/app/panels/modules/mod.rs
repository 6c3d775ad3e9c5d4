//! *Modules*: do spacings and orientations fall into groups, in which steps, and are the groups' lattices parts of one?

mod groups;
mod lattice_picture;
mod lattices;
mod nulls;
mod numbers;
mod steps;
#[cfg(test)]
mod tests;
mod units;

use crate::analysis::Report;
use crate::app::ask::Ask;
use crate::app::kit::collapse::collapsed_ui;
use crate::app::kit::offer::{Offer, offer_ui};
use crate::app::kit::whose::report_line_ui;
use crate::app::kit::{count, empty_ui};
use crate::app::panel::{Pane, PanePlace, Panel};
use crate::app::view::View;
use crate::export::CsvTable;
use eframe::egui::Ui;
use serde::{Deserialize, Serialize};

/// What the panel shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Page {
    /// Spacing and orientation of every unit, and the modules.
    #[default]
    Units,
    /// How many groups of spacings there are, and whether they are discrete.
    Groups,
    /// Spacing ratios and turns from one module to the next.
    Steps,
    /// Whether two modules are parts of one lattice.
    Lattices,
}

impl Page {
    const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Units, "Units", "Spacing and orientation of every unit, and the modules"),
        (Self::Groups, "Groups", "How many groups of spacings there are, and whether they are discrete"),
        (Self::Steps, "Steps", "Spacing ratios and turns from one module to the next"),
        (Self::Lattices, "Lattices", "Whether two modules are parts of one lattice"),
    ];
}

/// State of the modules panel.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ModulesPanel {
    pub page: Page,
    /// Hide units that belong to no module.
    pub members_only: bool,
    /// Which pair of modules is compared, among those that can be.
    #[serde(skip)]
    pair: usize,
}

impl Panel for ModulesPanel {
    const PANE: Pane = Pane { name: "modules", title: "Modules", place: PanePlace::Right, is_wall: false };

    /// The pages of the panel, with how many modules there are above.
    fn ui(&mut self, ui: &mut Ui, view: &View<'_>) -> Vec<Ask> {
        let mut asks = Vec::new();
        let Some(report) = view.report else {
            asks.extend(offer_ui(ui, "Modules appear after the first analysis", Offer::map(view)));
            return asks;
        };
        let pages_ui = |ui: &mut Ui| {
            for (page, name, about) in Page::ALL {
                ui.selectable_value(&mut self.page, page, name).on_hover_text(about);
            }
            if self.page == Page::Units {
                ui.separator();
                ui.checkbox(&mut self.members_only, "Members only")
                    .on_hover_text("Hide units that belong to no module");
            }
        };
        if view.has_controls {
            ui.horizontal_wrapped(pages_ui);
        }
        if !collapsed_ui(ui, view) {
            ui.strong(headline(report, view.shows_live())).on_hover_text(rule(report));
        }
        report_line_ui(ui, view);
        if report.units.iter().all(|unit| unit.spacing_m.is_none()) {
            empty_ui(ui, "Nothing to compare: no unit has a spacing yet");
            return asks;
        }
        match self.page {
            Page::Units => units::units_ui(ui, self.members_only, report, view, &mut asks),
            Page::Groups => groups::groups_ui(ui, report, view, &mut asks),
            Page::Steps => steps::steps_ui(ui, report, view),
            Page::Lattices => lattices::lattices_ui(ui, &mut self.pair, report, view, &mut asks),
        }
        asks
    }

    fn tables(&self, view: &View<'_>) -> Vec<CsvTable> {
        numbers::tables(view)
    }

    fn follow(&mut self, shown: &Self) {
        self.pair = shown.pair;
    }
}

/// Who is in a module.
fn rule(report: &Report) -> String {
    format!("{}. Every unit says why it is in none", report.rules.of_membership())
}

fn headline(report: &Report, is_live: bool) -> String {
    let modules = match report.modules.len() {
        0 => "No modules".to_owned(),
        n => count(n, "module"),
    };
    let fires = report.units.iter().any(|unit| unit.active);
    let stability = match (report.has_halves || !fires, is_live) {
        (true, _) => "",
        (false, true) => " · stability not known yet",
        (false, false) => " · stability not known",
    };
    format!("{modules} · {}{stability}", report.membership())
}
