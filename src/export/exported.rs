//! What is written.

use crate::analysis::Report;
use crate::maps::MapSet;
use crate::measure::Findings;
use std::path::Path;

/// An analysis to write.
#[derive(Clone, Copy)]
pub struct Exported<'a> {
    pub set: &'a MapSet,
    /// What the maps say.
    pub report: &'a Report,
    /// What measurements found of them.
    pub findings: &'a Findings,
    /// The run folder, whose loss curves are drawn.
    pub run: Option<&'a Path>,
}
