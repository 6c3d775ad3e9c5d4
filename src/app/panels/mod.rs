//! The panels: one file or folder each, plain data in, asks out. What is in the list is in the window.

pub(crate) mod capacity;
pub(crate) mod cell_table;
pub(crate) mod cells;
pub(crate) mod compare;
pub(crate) mod controls;
pub(crate) mod dissection;
pub(crate) mod generalisation;
pub(crate) mod log;
pub(crate) mod losses;
pub(crate) mod modules;
pub(crate) mod performance;
pub(crate) mod rate_maps;
pub(crate) mod runs;
pub(crate) mod scores;
pub(crate) mod sessions;
pub(crate) mod spectra;
pub(crate) mod states;
pub(crate) mod study;
#[cfg(test)]
mod tests;
pub(crate) mod topology;
pub(crate) mod trajectories;
pub(crate) mod unit;

use super::panel::{PanelList, boxed};

/// All panels, in the order of the menu and of their tabs.
pub(crate) const PANELS: PanelList = &[
    boxed::<controls::ControlsPanel>,
    boxed::<rate_maps::RateMapsPanel>,
    boxed::<cells::CellsPanel>,
    boxed::<losses::LossesPanel>,
    boxed::<log::LogPanel>,
    boxed::<performance::PerformancePanel>,
    boxed::<unit::UnitPanel>,
    boxed::<spectra::SpectraPanel>,
    boxed::<modules::ModulesPanel>,
    boxed::<scores::ScoresPanel>,
    boxed::<cell_table::CellTablePanel>,
    boxed::<trajectories::TrajectoriesPanel>,
    boxed::<dissection::DissectionPanel>,
    boxed::<topology::TopologyPanel>,
    boxed::<generalisation::GeneralisationPanel>,
    boxed::<capacity::CapacityPanel>,
    boxed::<compare::ComparePanel>,
    boxed::<sessions::SessionsPanel>,
    boxed::<study::StudyPanel>,
    boxed::<runs::RunsPanel>,
    boxed::<states::StatesPanel>,
];
