//! A closer look at each module: its dissection and its topology.

use crate::analysis::dissection::{Dissection, dissect};
use crate::analysis::topology::{Population, Topology, TopologySettings, topology};
use crate::analysis::{Members, Report};
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

/// The topology of some units' states, or why there is none.
#[derive(Serialize)]
pub(super) struct ModuleTopology {
    /// Index of the module, from 0; `null` for all active units of a population without modules.
    pub(super) module: Option<usize>,
    #[serde(flatten)]
    pub(super) topology: Option<Topology>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<String>,
}

/// The units of each module.
fn members(report: &Report) -> Vec<Vec<usize>> {
    (0..report.modules.len()).map(|module| report.members(Members::Module(module))).collect()
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

/// Measures the topology of every module, all at once; where there is none, of all active units together.
pub(super) fn module_topologies(maps: &RateMaps, report: &Report, seed: u64) -> Vec<ModuleTopology> {
    let never = AtomicBool::new(false);
    let one = |members: &Members| {
        let population = Population::of_maps(maps, &report.members(*members));
        let found = topology(&population, TopologySettings::default(), seed, &never, &mut |_| ());
        let error = found.as_ref().err().map(ToString::to_string);
        let module = match members {
            Members::Module(module) => Some(*module),
            Members::AllActive => None,
        };
        ModuleTopology { module, topology: found.ok(), error }
    };
    let mut all: Vec<Members> = (0..report.modules.len()).map(Members::Module).collect();
    if all.is_empty() {
        all.push(Members::AllActive);
    }
    all.par_iter().map(one).collect()
}

impl ModuleTopology {
    /// Whose states they are.
    pub(super) fn members(&self) -> Members {
        self.module.map_or(Members::AllActive, Members::Module)
    }
}
