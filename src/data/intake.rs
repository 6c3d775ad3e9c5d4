//! What was found when a recording was taken in.

use crate::numerics::{count, grouped};
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

impl Intake {
    /// The report in sentences, without the warnings: what was read, of a track its size and pace, of units their spikes; then
    /// what was decided, and what was not read.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let mut words = vec![format!("read as: {}", self.read_as)];
        if let Some(duration_s) = self.duration_s {
            let mut track = vec![format!("track: {duration_s:.1} s")];
            track.extend(self.sampling_hz.map(|hz| format!("{} Hz", rounded(hz))));
            track.extend(self.extent_m.map(|[x, y]| format!("{x:.2} m by {y:.2} m")));
            track.extend(self.speed_median_m_s.zip(self.speed_99th_m_s).map(|(median, fastest)| {
                format!("{} m/s (median), {} m/s (99th percentile)", rounded(median), rounded(fastest))
            }));
            let share = |share: f64, what: &str| (share > 0.0).then(|| format!("{} % {what}", rounded(100.0 * share)));
            track.extend(share(self.lost_share, "of the samples lost"));
            track.extend(share(self.errant_share, "of the samples errant"));
            words.push(track.join(", "));
        }
        if self.units > 0 {
            let mut units = vec![count(self.units, "unit")];
            if self.duration_s.is_some() {
                units.push(format!("{} spikes", grouped(self.spikes, " ")));
            }
            units.extend(
                self.spikes_on_track_share.map(|share| format!("{} % of them on the track", rounded(100.0 * share))),
            );
            if self.units_without_spikes > 0 {
                units.push(format!("{} without spikes", count(self.units_without_spikes, "unit")));
            }
            words.push(units.join(", "));
        }
        words.extend(self.notes.iter().cloned());
        words.extend(self.not_read.iter().map(|what| format!("not read: {what}")));
        words
    }
}

/// Three figures of a number.
fn rounded(number: f64) -> String {
    if number == 0.0 || !number.is_finite() {
        return number.to_string();
    }
    let digits = (2.0 - number.abs().log10().floor()).clamp(0.0, 6.0);
    let scale = 10f64.powf(digits);
    ((number * scale).round() / scale).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_is_told_in_sentences() {
        let intake = Intake {
            read_as: "NPZ with a track and spikes".into(),
            duration_s: Some(1200.0),
            extent_m: Some([1.0, 0.75]),
            sampling_hz: Some(50.000_000_1),
            speed_median_m_s: Some(0.123_456),
            speed_99th_m_s: Some(0.5),
            lost_share: 0.000_123_4,
            units: 2,
            units_without_spikes: 1,
            spikes: 12_345,
            spikes_on_track_share: Some(0.998),
            notes: vec!["a note".into()],
            not_read: vec!["columns hd".into()],
            ..Intake::default()
        };
        let expected = [
            "read as: NPZ with a track and spikes",
            "track: 1200.0 s, 50 Hz, 1.00 m by 0.75 m, 0.123 m/s (median), 0.5 m/s (99th percentile), 0.0123 % of the samples lost",
            "2 units, 12 345 spikes, 99.8 % of them on the track, 1 unit without spikes",
            "a note",
            "not read: columns hd",
        ];
        assert_eq!(intake.words(), expected);
        let maps = Intake { read_as: "rate maps".into(), units: 1, ..Intake::default() };
        assert_eq!(maps.words(), ["read as: rate maps", "1 unit"]);
    }
}
