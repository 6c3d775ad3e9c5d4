//! What panels may read in one frame, and what they may ask for.

use super::frames::Performance;
use super::kit::theme::Theme;
use super::studies::{MapsKey, Studies, StudyRequest};
use crate::analysis::{Report, UnitDetail};
use crate::maps::{Evaluation, RateMaps};
use crate::preset::Preset;
use crate::stream::{Command, History, Intervention, Pictures, Severity, Status};
use serde::{Deserialize, Serialize};

/// Which rate maps the panels show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum MapSource {
    /// Accumulated from training batches, with forgetting.
    #[default]
    Live,
    /// Measured in an arena of chosen size.
    Arena,
}

/// Colour map of rate maps and spectra.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ColourMap {
    #[default]
    Inferno,
    Viridis,
    /// As in the papers.
    Jet,
}

/// A line of the log panel.
#[derive(Clone, Debug, PartialEq)]
pub struct LogLine {
    pub severity: Severity,
    /// Training steps done when it was said.
    pub step: u64,
    pub text: String,
}

/// Everything a panel may read. All of it is at hand: nothing waits.
pub struct View<'a> {
    pub status: &'a Status,
    pub is_live: bool,
    /// The parameters in force, confirmed by the run.
    pub preset: &'a Preset,
    pub history: &'a History,
    /// Interventions of this run, oldest first.
    pub interventions: &'a [Intervention],
    pub pictures: Option<&'a Pictures>,
    pub evaluation: Option<&'a Evaluation>,
    /// The analysis of the maps of `map_source`.
    pub report: Option<&'a Report>,
    /// Analysis of the selected unit's map, from `map_source`.
    pub unit_detail: Option<&'a UnitDetail>,
    pub map_source: MapSource,
    /// Side of the arena to measure in next, metres.
    pub box_m: f32,
    pub colour_map: ColourMap,
    pub selected_unit: Option<usize>,
    pub selected_module: Option<usize>,
    pub log: &'a [LogLine],
    pub theme: &'a Theme,
    /// Changes whenever the maps of `map_source` change: textures are rebuilt only then.
    pub maps_version: u64,
    /// Longer looks at what was measured: begun by a panel's request, kept until something newer is there.
    pub studies: &'a Studies,
    /// What the window measures of itself.
    pub performance: &'a Performance,
}

impl View<'_> {
    /// What a study of the maps of `map_source` is about; `None` until they were analysed.
    #[must_use]
    pub fn maps_key(&self) -> Option<MapsKey> {
        let report = self.report?;
        Some(MapsKey { source: self.map_source, version: self.maps_version, step: report.step })
    }

    /// The rate maps of `map_source`.
    #[must_use]
    pub fn maps(&self) -> Option<&RateMaps> {
        match self.map_source {
            MapSource::Live => self.pictures.map(|p| &p.maps),
            MapSource::Arena => self.evaluation.map(|e| &e.maps),
        }
    }
}

/// What a panel asks for; the app carries it out after drawing.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Send a command to the run.
    Send(Command),
    SelectUnit(Option<usize>),
    SelectModule(Option<usize>),
    ShowMaps(MapSource),
    /// Measure the run's network in an arena of the size last chosen, and show those maps.
    Measure,
    UseColours(ColourMap),
    /// Begin or cancel a longer look at the maps of `map_source`.
    Study(StudyRequest),
    /// Put text on the clipboard.
    Copy(String),
}
