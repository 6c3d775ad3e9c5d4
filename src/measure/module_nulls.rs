//! Spacings and lattices of the modules against random ones.

use super::about::{About, Words};
use super::measurement::{Inputs, Measurement, Unmeasured};
use super::movement::ArenaChoice;
use super::subject::Subject;
use crate::analysis::{ModuleNulls, NULL_DRAWS, module_nulls};
use crate::numerics::Progress;

impl Measurement for ModuleNulls {
    type Input = ();

    const ABOUT: About = About {
        name: "comparison of the modules",
        thread: "gridscope-nulls",
        key: "module_nulls",
        flag: None,
        help: "",
        is_of_networks: false,
        is_of_recordings: false,
        words: Words {
            button: "Compare with random modules",
            working: "comparing with random modules",
            finding: "Compared with random modules",
            purpose: "Spacings against jittered and evenly spread ones, lattices against those of other spacing or \
                      orientation",
        },
    };

    fn inputs(_subject: &Subject, _arenas: &ArenaChoice) -> Inputs<()> {
        Inputs::One(())
    }

    fn run(subject: &Subject, (): &(), progress: &mut Progress<'_>) -> Result<Self, Unmeasured> {
        Ok(module_nulls(&subject.report.evidence, subject.seed, NULL_DRAWS, progress)?)
    }
}
