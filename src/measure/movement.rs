//! Which arenas a network is walked in, and how it moves there, as somebody chooses it.

use crate::data::{Intake, Movement};
use crate::import::{TrajectoryError, WalkFile, read_walk};
use crate::maps::{PathIntegrator, check_walk};
use serde::Serialize;
use std::fmt::{Display, Formatter};

/// Arenas of the published figure, metres (Schaeffer et al. 2023, figure 4).
pub const BOXES_M: [f32; 3] = [2.0, 3.0, 4.0];

/// How a network moves through an arena.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub enum MovementChoice {
    /// Velocities drawn independently, as in training.
    Iid,
    /// Slowly changing speed and heading.
    #[default]
    Smooth,
    /// Along the trajectory in a file: CSV, NPZ or NPY with t, x, y in seconds and metres, unless something else is said.
    Recorded(WalkFile),
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

    /// The movement itself, of `walker` in arenas of these sides in metres; reads the file of a recorded one.
    ///
    /// # Errors
    /// When the file is no trajectory, saying where it is wrong, or is too long for the steps of the walker, each with what
    /// would be valid.
    pub fn read(&self, walker: &dyn PathIntegrator, sides_m: &[f32]) -> Result<Movement, TrajectoryError> {
        self.take_in(walker, sides_m).map(|(movement, _)| movement)
    }

    /// The same, with what was found in the file of a recorded one.
    ///
    /// # Errors
    /// As [`MovementChoice::read`].
    pub fn take_in(
        &self,
        walker: &dyn PathIntegrator,
        sides_m: &[f32],
    ) -> Result<(Movement, Option<Intake>), TrajectoryError> {
        let WalkFile { path, choice } = match self {
            Self::Iid => return Ok((Movement::Iid, None)),
            Self::Smooth => return Ok((Movement::Smooth, None)),
            Self::Recorded(file) => file,
        };
        let (recording, intake) = read_walk(path, choice)?;
        let movement = Movement::Recorded(recording);
        let fits = sides_m.iter().try_for_each(|side_m| check_walk(walker, *side_m, &movement));
        fits.map_err(|error| TrajectoryError::Whole { path: path.clone(), reason: error.to_string() })?;
        Ok((movement, Some(intake)))
    }
}

impl Display for MovementChoice {
    /// The word of the command line.
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Iid => f.write_str("iid"),
            Self::Smooth => f.write_str("smooth"),
            Self::Recorded(file) => file.path.display().fmt(f),
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
    use crate::measure::testing;

    #[test]
    fn words_mean_what_they_say() {
        for word in ["iid", "smooth", "walks/rat.csv"] {
            assert_eq!(MovementChoice::named(word).to_string(), word);
        }
        let subject = testing::network();
        let walker = subject.set.walker.as_deref().expect("a network walks");
        let read = |word: &str| MovementChoice::named(word).read(walker, &[1.0]).map_err(|error| error.to_string());
        assert_eq!(read("smooth"), Ok(Movement::Smooth));
        let absent = read("absent.csv").expect_err("there is no such file");
        assert!(absent.contains("absent.csv"), "{absent}");
    }

    #[test]
    fn a_recording_that_is_too_long_for_a_network_is_named_with_the_figure() {
        let subject = testing::network();
        let walker = subject.set.walker.as_deref().expect("a network walks");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("noisy.csv");
        // From one corner to the other and back, ten thousand times.
        let rows = (0..20_000).map(|i| format!("{i},{0},{0}\n", i % 2));
        std::fs::write(&path, rows.collect::<String>()).expect("writable");
        let choice = MovementChoice::Recorded(path.into());
        assert!(choice.read(walker, &[0.5]).is_ok(), "a small arena");
        let error = choice.read(walker, &[0.5, 20.0]).expect_err("20 m are too far").to_string();
        for word in ["noisy.csv", "steps", "arena of 20 m", "valid: up to 1000000"] {
            assert!(error.contains(word), "{word}: {error}");
        }
    }
}
