//! One module, taken apart.

use super::about::{About, Words};
use super::measurement::{Inputs, Measurement, Unmeasured};
use super::movement::ArenaChoice;
use super::subject::Subject;
use crate::analysis::Members;
use crate::analysis::dissection::{Dissection, dissect};
use crate::numerics::Progress;

impl Measurement for Dissection {
    type Input = Members;

    const ABOUT: About = About {
        name: "dissection",
        thread: "gridscope-dissect",
        key: "dissection",
        flag: Some("dissect"),
        help: "Take every module apart: waves, phases, rings, dimensions",
        is_of_networks: false,
        is_of_recordings: false,
        words: Words {
            button: "Dissect",
            working: "taking the module apart",
            finding: "Taken apart",
            purpose: "Takes one module apart: its waves k₁ k₂ k₃, the phases of its units, and the rings and the torus that \
                      its states make",
        },
    };

    fn inputs(subject: &Subject, _arenas: &ArenaChoice) -> Inputs<Members> {
        Inputs::Each(subject.modules())
    }

    fn part(members: &Members) -> Option<String> {
        Some(members.to_string())
    }

    fn run(subject: &Subject, members: &Members, progress: &mut Progress<'_>) -> Result<Self, Unmeasured> {
        let units = subject.report.members(*members);
        Ok(dissect(subject.maps(), &units, subject.seed, progress)?)
    }
}
