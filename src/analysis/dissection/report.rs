//! What is seen in one module, as plain data.

use super::dimension::Dimension;
use super::finding::Finding;
use super::histogram::Lattices;
use super::phases::{Closure, UnitPhases};
use super::rings::Ring;
use super::state_space::{Embedding, PhaseTorus};
use super::uniformity::Uniformity;
use super::waves::Waves;
use crate::analysis::capacity::{Coverage, Metric};
use crate::analysis::unit::Spectrum;
use serde::Serialize;

/// Everything seen in one module. Pictures with an entry a state or a frequency are left out of JSON.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Dissection {
    /// What the module is, in one word and in one sentence that says why.
    pub finding: Finding,
    pub summary: String,
    /// Side of the arena, metres.
    pub box_m: f64,
    /// Mean Fourier power of the units, each divided by its standard deviation.
    #[serde(skip)]
    pub spectrum: Spectrum,
    /// k₁ k₂ k₃.
    pub waves: Waves,
    /// Histograms of spacing and orientation.
    pub lattices: Lattices,
    /// Phases of each unit that is not silent.
    pub units: Vec<UnitPhases>,
    /// Median share of a unit's variance that the waves carry.
    pub variance_share: Option<f64>,
    /// Whether the three phases of a unit belong to one place.
    pub closure: Option<Closure>,
    /// Whether the phases cover the unit cell evenly.
    pub uniformity: Option<Uniformity>,
    /// Projections of the states, one a wave.
    pub rings: Vec<Ring>,
    /// Dimensions that the states fill.
    pub dimension: Dimension,
    /// The states in three dimensions, from the states alone.
    pub embedding: Option<Embedding>,
    /// The torus drawn by the phases: a torus by construction.
    pub phase_torus: Option<PhaseTorus>,
    /// Whether these units alone map space to states isometrically.
    pub metric: Option<Metric>,
    /// How these units alone cover the arena.
    pub coverage: Coverage,
    /// Place of each state, metres, `[x, y]`; rings, torus and embedding refer to these.
    #[serde(skip)]
    pub positions_m: Vec<[f64; 2]>,
}
