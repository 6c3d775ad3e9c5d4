//! What was found when a recording was taken in.

use serde::Serialize;

/// What a file of recorded cells holds, what was done with it, and what is odd about it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Intake {
    /// The format and layout that it was read as, in words.
    pub read_as: String,
    /// Time between the first and the last sample of the track, seconds.
    pub duration_s: Option<f64>,
    /// Extent along x and y, metres, without errant samples.
    pub extent_m: Option<[f64; 2]>,
    /// Usual number of samples a second.
    pub sampling_hz: Option<f64>,
    /// Pauses between samples that are longer than five usual ones, and their time in all, seconds.
    pub gaps: usize,
    pub gaps_s: f64,
    /// Shares of samples without a place, and of those whose place cannot be.
    pub lost_share: f64,
    pub errant_share: f64,
    /// Median and 99th percentile of the speed, metres a second.
    pub speed_median_m_s: Option<f64>,
    pub speed_99th_m_s: Option<f64>,
    pub units: usize,
    pub units_without_spikes: usize,
    pub spikes: u64,
    /// Share of the spikes that fall on the track; `None` without spikes.
    pub spikes_on_track_share: Option<f64>,
    /// What is in the file and was not read, in words.
    pub not_read: Vec<String>,
    /// What was decided, in words: a unit of length, a session, what was left out.
    pub notes: Vec<String>,
    /// What is implausible, in words; of a clean recording nothing.
    pub warnings: Vec<String>,
}
