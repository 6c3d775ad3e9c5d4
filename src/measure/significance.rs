//! What of recorded cells is beyond chance: their scores beside those of shifted spikes.

use super::about::{About, Words};
use super::measurement::{Inputs, Measurement, Unmeasured};
use super::movement::ArenaChoice;
use super::subject::Subject;
use crate::analysis::Significance;
use crate::analysis::significance::{Shifts, SignificanceError, significance};
use crate::numerics::Progress;

impl Measurement for Significance {
    type Input = ();

    const ABOUT: About = About {
        name: "significance of recorded cells",
        thread: "gridscope-significance",
        key: "significance",
        flag: Some("significance"),
        help: "Compare the scores of recorded cells with those of their own spikes, shifted along the track: p-values and \
               classes",
        is_of_networks: false,
        is_of_recordings: true,
        words: Words {
            button: "Shift the spikes",
            working: "shifting spikes",
            finding: "Compared with shifted spikes",
            purpose: "Spikes shifted along the track by 20 s or more, two hundred times, five hundred where a class hangs on \
                      it, and scored again: number and rhythm stay, what the place has to do with them goes",
        },
    };

    fn inputs(_subject: &Subject, _arenas: &ArenaChoice) -> Inputs<()> {
        Inputs::One(())
    }

    fn run(subject: &Subject, (): &(), progress: &mut Progress<'_>) -> Result<Self, Unmeasured> {
        let recorded = subject.set.recorded.as_ref().ok_or_else(|| {
            Unmeasured::because(
                "only a recording, with the animal's track and the spikes of its cells, has spikes to shift",
            )
        })?;
        let units = &subject.report.units;
        Ok(significance(recorded, subject.maps().arena, units, Shifts::default(), subject.seed, progress)?)
    }
}

impl From<SignificanceError> for Unmeasured {
    fn from(error: SignificanceError) -> Self {
        match error {
            SignificanceError::Cancelled(cancelled) => Self::Cancelled(cancelled),
            SignificanceError::TooShort => Self::because(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyze_set;
    use crate::analysis::test_recordings::recorded_set;
    use crate::data::simulated::Tuning;
    use crate::measure::testing;

    #[test]
    fn recordings_have_it_and_maps_alone_do_not() {
        let run = |subject: &Subject| Significance::run(subject, &(), &mut Progress::none());
        let why = run(&testing::subject()).err().map(|why| why.to_string());
        assert!(why.as_ref().is_some_and(|why| why.starts_with("only a recording")), "{why:?}");
        let set = recorded_set(0.8, 120.0, &[(Tuning::Flat, 2.0)], 3);
        let subject = Subject::new(set.clone().into(), analyze_set(&set, None).into(), None);
        let found = run(&subject).expect("a recording");
        assert_eq!(found.units.len(), 1);
        assert!(found.units[0].shifts >= 200);
        let short = recorded_set(0.8, 30.0, &[(Tuning::Flat, 9.0)], 3);
        let subject = Subject::new(short.clone().into(), analyze_set(&short, None).into(), None);
        let why = run(&subject).err().map(|why| why.to_string());
        assert!(why.as_ref().is_some_and(|why| why.starts_with("the track is too short")), "{why:?}");
    }
}
