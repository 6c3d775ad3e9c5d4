//! The panels: one file or folder each, plain data in, requests out.

pub mod capacity;
pub mod cells;
pub mod controls;
pub mod dissection;
pub mod generalisation;
pub mod log;
pub mod losses;
pub mod modules;
pub mod performance;
pub mod rate_maps;
pub mod scores;
pub mod spectra;
pub mod topology;
pub mod trajectories;
pub mod unit;

use serde::{Deserialize, Serialize};

/// What every panel keeps between runs of the program.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Panels {
    pub losses: losses::LossesPanel,
    pub rate_maps: rate_maps::RateMapsPanel,
    pub cells: cells::CellsPanel,
    pub unit: unit::UnitPanel,
    pub spectra: spectra::SpectraPanel,
    pub modules: modules::ModulesPanel,
    pub capacity: capacity::CapacityPanel,
    pub dissection: dissection::DissectionPanel,
    pub generalisation: generalisation::GeneralisationPanel,
    pub scores: scores::ScoresPanel,
    pub topology: topology::TopologyPanel,
    pub trajectories: trajectories::TrajectoriesPanel,
}

#[cfg(test)]
mod tests;
