//! Which arenas a network is walked in, and how it moves there, as somebody chooses it.

use crate::data::Movement;
use crate::import::{TrajectoryError, read_trajectory};
use serde::Serialize;
use std::fmt::{Display, Formatter};
use std::path::PathBuf;

/// Arenas of the published figure, metres (Schaeffer et al. 2023, figure 4).
pub const BOXES_M: [f32; 3] = [2.0, 3.0, 4.0];

/// How a network moves through an arena.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub enum MovementChoice {
    /// Velocities drawn independently, as in training.
    Iid,
    /// Slowly changing speed and heading.
    #[default]
    Smooth,
    /// Along the trajectory in a file: CSV or NPZ with t, x, y in seconds and metres.
    Recorded(PathBuf),
}

impl MovementChoice {
    /// What a word of the command line means: `iid`, `smooth`, or the path of a file.
    #[must_use]
    pub fn named(word: &str) -> Self {
        match word {
            "iid" => Self::Iid,
            "smooth" => Self::Smooth,
            file => Self::Recorded(file.into()),
        }
    }

    /// The movement itself; reads the file of a recorded one.
    ///
    /// # Errors
    /// When the file is no trajectory, saying where it is wrong and what would be valid.
    pub fn read(&self) -> Result<Movement, TrajectoryError> {
        match self {
            Self::Iid => Ok(Movement::Iid),
            Self::Smooth => Ok(Movement::Smooth),
            Self::Recorded(path) => Ok(Movement::Recorded(read_trajectory(path)?)),
        }
    }
}

impl Display for MovementChoice {
    /// The word of the command line.
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Iid => f.write_str("iid"),
            Self::Smooth => f.write_str("smooth"),
            Self::Recorded(path) => path.display().fmt(f),
        }
    }
}

/// Arenas that a network is walked in.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ArenaChoice {
    pub movement: MovementChoice,
    /// Their sides, metres, in any order.
    pub sides_m: Vec<f32>,
}

impl Default for ArenaChoice {
    /// Smooth walks in the arenas of the published figure.
    fn default() -> Self {
        Self { movement: MovementChoice::default(), sides_m: BOXES_M.to_vec() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_mean_what_they_say() {
        for word in ["iid", "smooth", "walks/rat.csv"] {
            assert_eq!(MovementChoice::named(word).to_string(), word);
        }
        assert_eq!(MovementChoice::named("smooth").read().expect("no file"), Movement::Smooth);
        let absent = MovementChoice::named("absent.csv").read().expect_err("there is no such file").to_string();
        assert!(absent.contains("absent.csv"), "{absent}");
    }
}
