//! Cells as they were recorded: where the animal was, and when each unit fired.

use serde::Serialize;

/// Where the animal was. Cleaned: what an intake has found to be no place of it is NaN.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CellTrack {
    /// Times of the samples `[sample]`, seconds, growing.
    pub time_s: Vec<f64>,
    /// Places `[sample]`, metres from the centre of the arena, NaN where the animal was lost.
    pub position_m: Vec<[f32; 2]>,
    /// Direction of the head `[sample]`, radians from the x axis towards the y axis, NaN where it was lost; empty where it was
    /// not recorded.
    pub head_rad: Vec<f32>,
}

/// A unit of a recording.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RecordedUnit {
    /// What the file calls it.
    pub label: String,
    /// Times of its spikes, seconds, ascending.
    pub spikes_s: Vec<f64>,
}

/// The form of an arena.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ArenaShape {
    /// Along x, along y.
    Rectangle {
        width_m: f64,
        height_m: f64,
    },
    Circle {
        diameter_m: f64,
    },
    /// A track that the animal runs along: scores of two dimensions say nothing there.
    Track {
        length_m: f64,
    },
}

/// A recording, ready to be mapped.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedCells {
    pub track: CellTrack,
    /// In the order of the maps that are made of them.
    pub units: Vec<RecordedUnit>,
    pub shape: ArenaShape,
}
