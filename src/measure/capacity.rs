//! How much space the maps at hand can tell apart.

use super::about::{About, Words};
use super::answers::Answers;
use super::findings::Findings;
use super::generalisation::Generalised;
use super::measurement::{Inputs, Measurement, Unmeasured};
use super::movement::ArenaChoice;
use super::subject::Subject;
use crate::analysis::capacity::{Capacity, capacity};
use crate::numerics::Progress;

impl Measurement for Capacity {
    type Input = ();

    const ABOUT: About = About {
        name: "capacity",
        thread: "gridscope-capacity",
        key: "capacity",
        flag: Some("capacity"),
        help: "Measure capacity: decoding error against noise, coding range, coverage, metric",
        is_of_networks: false,
        is_of_recordings: false,
        words: Words {
            button: "Use the maps on screen",
            working: "decoding places",
            finding: "Capacity",
            purpose: "How well the places of these maps can be told apart",
        },
    };

    fn inputs(_subject: &Subject, _arenas: &ArenaChoice) -> Inputs<()> {
        Inputs::One(())
    }

    fn run(subject: &Subject, (): &(), progress: &mut Progress<'_>) -> Result<Self, Unmeasured> {
        Ok(capacity(&[subject.maps()], subject.seed, progress)?)
    }

    /// Several arenas tell more than one.
    fn from_earlier(earlier: &Findings) -> Option<Self> {
        Some(Answers::<Generalised>::among(earlier)?.one()?.capacity.clone())
    }
}
