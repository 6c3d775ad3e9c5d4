//! What is measured of each cell besides the scores of its map.

use super::about::{About, Words};
use super::measurement::{Inputs, Measurement, Unmeasured};
use super::movement::ArenaChoice;
use super::subject::Subject;
use crate::analysis::recorded::{CellMeasure, cell_measures};
use crate::numerics::Progress;
use serde::Serialize;

/// One entry a unit, in the order of the maps.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct CellMeasures(pub Vec<CellMeasure>);

impl Measurement for CellMeasures {
    type Input = ();

    const ABOUT: About = About {
        name: "measures of cells",
        thread: "gridscope-cells",
        key: "cells",
        flag: None,
        help: "Measure every cell: rates, fields, and what spikes say of head direction, speed and theta",
        is_of_networks: false,
        is_of_recordings: false,
        words: Words {
            button: "Measure the cells",
            working: "measuring cells",
            finding: "Rates, fields, head direction, speed, theta",
            purpose: "Rates, sparsity, selectivity, coherence and fields of every unit; of recorded spikes also head direction, \
                      running speed and theta",
        },
    };

    fn inputs(_subject: &Subject, _arenas: &ArenaChoice) -> Inputs<()> {
        Inputs::One(())
    }

    fn run(subject: &Subject, (): &(), progress: &mut Progress<'_>) -> Result<Self, Unmeasured> {
        Ok(Self(cell_measures(&subject.set, progress)?))
    }
}
