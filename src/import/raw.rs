//! What a reader of some format has found in a file, before anything is made of it.

use super::choice::LengthUnit;
use crate::data::RecordedUnit;
use crate::maps::{RateMaps, RateUnit};

/// The cells of a file.
#[derive(Clone, Debug)]
pub(super) enum RawCells {
    /// A track and spikes.
    Recording(RawRecording),
    /// Where an animal went, without cells: a recording without units.
    Track(RawRecording),
    /// Rate maps.
    Maps(RawMaps),
}

/// Rate maps as they stand in a file.
#[derive(Clone, Debug)]
pub(super) struct RawMaps {
    pub(super) maps: RateMaps,
    /// Maps of two halves of the samples, where the file has them.
    pub(super) halves: Option<[RateMaps; 2]>,
    /// What the file calls the units; empty where it does not say.
    pub(super) labels: Vec<String>,
    /// What the rates are in.
    pub(super) rate_unit: RateUnit,
}

/// A track and spikes as they stand in a file.
#[derive(Clone, Debug, Default)]
pub(super) struct RawRecording {
    /// The format and layout, in words.
    pub(super) read_as: String,
    /// Seconds `[sample]`.
    pub(super) time_s: Vec<f64>,
    /// Places `[sample]`, in `length`.
    pub(super) position: Vec<[f64; 2]>,
    /// The unit of places and arena; `None` where the file does not say.
    pub(super) length: Option<LengthUnit>,
    /// Directions of the head `[sample]`, radians; empty where they were not recorded.
    pub(super) head_rad: Vec<f32>,
    /// Each unit with its spikes, in any order.
    pub(super) units: Vec<RecordedUnit>,
    /// Width and height of the arena, in `length`, where the file says.
    pub(super) arena: Option<[f64; 2]>,
    /// What is in the file and was not read.
    pub(super) not_read: Vec<String>,
    /// What the file calls these.
    pub(super) names: RawNames,
}

/// What a file calls what was read, for errors.
#[derive(Clone, Debug, Default)]
pub(super) struct RawNames {
    pub(super) time: String,
    pub(super) position: String,
    pub(super) units: String,
    pub(super) arena: String,
}
