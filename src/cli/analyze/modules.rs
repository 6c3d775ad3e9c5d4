//! A closer look at each module: its dissection and its topology.

use crate::analysis::Report;
use crate::analysis::dissection::{Dissection, dissect};
use crate::analysis::topology::{Population, Topology, TopologySettings, topology};
use crate::maps::RateMaps;
use rayon::prelude::*;
use serde::Serialize;
use std::sync::atomic::AtomicBool;

/// One module, taken apart.
#[derive(Serialize)]
pub(super) struct ModuleDissection {
    /// Index of the module, from 0.
    pub(super) module: usize,
    #[serde(flatten)]
    pub(super) dissection: Dissection,
}

/// The topology of one module's states, or why there is none.
#[derive(Serialize)]
pub(super) struct ModuleTopology {
    /// Index of the module, from 0.
    pub(super) module: usize,
    #[serde(flatten)]
    pub(super) topology: Option<Topology>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<String>,
}

/// The units of each module.
fn members(report: &Report) -> Vec<Vec<usize>> {
    (0..report.modules.len()).map(|module| report.members(module)).collect()
}

/// Dissects every module, all at once.
pub(super) fn dissect_modules(maps: &RateMaps, report: &Report, seed: u64) -> Vec<ModuleDissection> {
    let never = AtomicBool::new(false);
    let one = |(module, members): (usize, &Vec<usize>)| {
        let dissection = dissect(maps, members, seed, &never, &mut |_| ()).expect("nobody cancels it");
        ModuleDissection { module, dissection }
    };
    members(report).par_iter().enumerate().map(one).collect()
}

/// Measures the topology of every module, all at once.
pub(super) fn module_topologies(maps: &RateMaps, report: &Report, seed: u64) -> Vec<ModuleTopology> {
    let never = AtomicBool::new(false);
    let one = |(module, members): (usize, &Vec<usize>)| {
        let population = Population::of_maps(maps, members);
        let found = topology(&population, TopologySettings::default(), seed, &never, &mut |_| ());
        let error = found.as_ref().err().map(ToString::to_string);
        ModuleTopology { module, topology: found.ok(), error }
    };
    members(report).par_iter().enumerate().map(one).collect()
}
