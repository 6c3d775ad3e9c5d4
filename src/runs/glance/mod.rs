//! What a stored state looks like at a glance: a few of its rate maps, and what its units are.
//!
//! A glance is made by walking the stored network through an arena of 2 m; that takes about a second, so it is kept in a folder
//! of caches. What cannot be kept or read there is made again, and nobody is told: nothing depends on it.

mod cache;
mod make;
mod sheet;

pub use make::{default_glances_folder, glance, varied_units};
pub use sheet::ContactSheet;

use crate::stream::{SERIES, Series};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A stored state at a glance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Glance {
    /// Training steps done.
    pub step: u64,
    /// Losses of its last step in the order of [`SERIES`]; `None` where the rows beside it do not tell.
    pub losses: Option<[f32; SERIES.len()]>,
    pub look: GlanceLook,
}

/// What is seen of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum GlanceLook {
    Mapped(MappedGlance),
    /// Mapping so many units takes more than a few seconds.
    TooLarge {
        units: usize,
    },
}

/// What a walk through an arena of 2 m tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MappedGlance {
    pub units: usize,
    /// Units that fire, and change with the place.
    pub active: usize,
    /// All places have one and the same state.
    pub collapsed: bool,
    /// Modules, largest spacing first.
    pub modules: Vec<GlanceModule>,
    /// Median of each score over the active units, by its name in every file; scores that no unit has are left out.
    pub medians: BTreeMap<String, f64>,
    /// The best few units.
    pub sheet: ContactSheet,
}

/// A module in two numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GlanceModule {
    pub units: usize,
    /// Lattice constant, metres.
    pub spacing_m: f64,
}

impl Glance {
    /// A loss of its last step.
    #[must_use]
    pub fn loss(&self, series: Series) -> Option<f32> {
        self.losses.map(|losses| losses[series as usize])
    }

    /// What was mapped; `None` of a network that is too large.
    #[must_use]
    pub fn mapped(&self) -> Option<&MappedGlance> {
        match &self.look {
            GlanceLook::Mapped(mapped) => Some(mapped),
            GlanceLook::TooLarge { .. } => None,
        }
    }

    /// What is seen in one line: `41 of 128 units active, modules of 0.31 and 0.44 m, grid score 0.62`.
    #[must_use]
    pub fn words(&self) -> String {
        match &self.look {
            GlanceLook::TooLarge { units } => format!("{units} units: too large for a glance"),
            GlanceLook::Mapped(mapped) => mapped.words(),
        }
    }
}

impl MappedGlance {
    /// The median 60° score of the active units; `None` where no unit has one.
    #[must_use]
    pub fn grid_score(&self) -> Option<f64> {
        self.medians.get(crate::analysis::Score::Adaptive.field()).copied()
    }

    /// Units that do not fire, or do not change with the place.
    #[must_use]
    pub fn silent(&self) -> usize {
        self.units.saturating_sub(self.active)
    }

    fn words(&self) -> String {
        if self.collapsed {
            return format!("collapsed: all places have one state; {} units", self.units);
        }
        let spacings: Vec<String> = self.modules.iter().map(|module| format!("{:.2}", module.spacing_m)).collect();
        let modules = match spacings.as_slice() {
            [] => "no module".to_owned(),
            [one] => format!("one module of {one} m"),
            [many @ .., last] => format!("modules of {} and {last} m", many.join(", ")),
        };
        let score = self.grid_score().map_or_else(String::new, |score| format!(", grid score {score:.2}"));
        format!("{} of {} units active, {modules}{score}", self.active, self.units)
    }
}
