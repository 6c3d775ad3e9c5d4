//! What a reader of files is told, and what it asks.

use super::spike_clock::SpikeClock;
use crate::data::ArenaShape;
use crate::maps::MapSettings;
use std::path::PathBuf;

/// A unit of length that positions are written down in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LengthUnit {
    Metres,
    Centimetres,
    Millimetres,
}

impl LengthUnit {
    pub const ALL: [Self; 3] = [Self::Metres, Self::Centimetres, Self::Millimetres];

    /// Metres in one of it.
    #[must_use]
    pub fn metres(self) -> f64 {
        match self {
            Self::Metres => 1.0,
            Self::Centimetres => 0.01,
            Self::Millimetres => 0.001,
        }
    }

    /// Its name, of many.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Metres => "metres",
            Self::Centimetres => "centimetres",
            Self::Millimetres => "millimetres",
        }
    }

    /// Its sign: `m`, `cm`, `mm`.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Metres => "m",
            Self::Centimetres => "cm",
            Self::Millimetres => "mm",
        }
    }
}

/// The order of the axes of a stack of rate maps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapAxes {
    /// `[units, ny, nx]`
    UnitsFirst,
    /// `[ny, nx, units]`
    UnitsLast,
}

/// What somebody has said about a file that it does not say itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadChoice {
    /// The unit of its positions.
    pub unit: Option<LengthUnit>,
    /// Positions are in pixels (of a video, say), so many a metre.
    pub pixels_per_m: Option<f64>,
    /// Which of several sessions, animals or probes.
    pub session: Option<String>,
    /// The clock of the spikes.
    pub spike_clock: Option<SpikeClock>,
    /// The form and size of the arena.
    pub arena: Option<ArenaShape>,
    /// The order of the axes of a stack of rate maps.
    pub axes: Option<MapAxes>,
    /// Pictures a second of a video in which positions were found.
    pub frames_per_s: Option<f64>,
    /// The file with the positions that belong to spikes, where these stand alone.
    pub track: Option<PathBuf>,
}

/// How a file of cells is read, and how maps are made of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadSettings {
    pub maps: MapSettings,
    pub choice: ReadChoice,
}

impl From<MapSettings> for ReadSettings {
    fn from(maps: MapSettings) -> Self {
        Self { maps, ..Self::default() }
    }
}

/// A question that has to be answered before a file can be read.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{text} {}", options(.answers, *.takes_pixels))]
pub struct ImportQuestion {
    /// What is odd, and what is asked.
    pub text: String,
    /// What can be answered.
    pub answers: Vec<ImportAnswer>,
    /// Whether places may be pixels, too: then it has to be said how many are a metre.
    pub takes_pixels: bool,
}

/// The answers as options of the command line.
fn options(answers: &[ImportAnswer], takes_pixels: bool) -> String {
    let mut options: Vec<String> =
        answers.iter().map(|answer| format!("{} ({})", answer.option, answer.label)).collect();
    options.extend(takes_pixels.then(|| "--pixels-per-metre N (pixels, N a metre)".to_owned()));
    format!("Say which: {}", options.join(", "))
}

/// An answer to a question.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportAnswer {
    /// In words, for a button.
    pub label: String,
    /// As an option of the command line: `--unit cm`.
    pub option: String,
    /// With what the file is read then.
    pub choice: ReadChoice,
}
