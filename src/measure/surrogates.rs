//! The chance level of the scores: those of random maps with the spectra of the units.

use super::about::{About, Words};
use super::measurement::{Inputs, Measurement, Unmeasured};
use super::movement::ArenaChoice;
use super::subject::Subject;
use crate::analysis::{SURROGATES, ScoreNull, score_null_of};
use crate::numerics::Progress;

impl Measurement for ScoreNull {
    type Input = ();

    const ABOUT: About = About {
        name: "chance level of the scores",
        thread: "gridscope-null",
        key: "score_null",
        flag: Some("null"),
        help: "Score random maps with the spectra of the units: the chance level of every score, and how many units lie \
               above",
        is_of_networks: false,
        is_of_recordings: false,
        words: Words {
            button: "Measure the chance level",
            working: "scoring surrogates",
            finding: "Chance: 99 % of surrogates",
            purpose: "Surrogates are random maps with the radial spectrum of a unit, in which every direction is alike. \
                      With few periods in the box they score high, in 90° above all: each level holds for its own box",
        },
    };

    fn inputs(_subject: &Subject, _arenas: &ArenaChoice) -> Inputs<()> {
        Inputs::One(())
    }

    fn run(subject: &Subject, (): &(), progress: &mut Progress<'_>) -> Result<Self, Unmeasured> {
        let is_active: Vec<bool> = subject.report.units.iter().map(|unit| unit.active).collect();
        Ok(score_null_of(subject.maps(), &is_active, SURROGATES, subject.seed, progress)?)
    }
}
