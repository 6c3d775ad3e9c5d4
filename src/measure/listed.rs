//! A measurement as one of a list, whatever it finds.

use super::about::About;
use super::answers::Answers;
use super::findings::{AnyAnswers, Findings};
use super::measurement::{Inputs, Measurement, Unmeasured};
use super::movement::ArenaChoice;
use super::subject::Subject;
use crate::numerics::Progress;
use rayon::prelude::*;

/// Runs a measurement over all its inputs.
type Run = fn(&Subject, &ArenaChoice, &Findings) -> Result<Box<dyn AnyAnswers>, Unmeasured>;

/// A [`Measurement`] without its type.
#[derive(Clone, Copy, Debug)]
pub struct Listed {
    about: &'static About,
    answers: Run,
}

impl Listed {
    /// This measurement.
    #[must_use]
    pub const fn of<M: Measurement>() -> Self {
        Self { about: &M::ABOUT, answers: answers::<M> }
    }

    /// Its names.
    #[must_use]
    pub fn about(&self) -> &'static About {
        self.about
    }

    /// Runs it over all its inputs, which the threads of the present pool share. What `earlier` ones have found on the way is
    /// not measured again.
    ///
    /// # Errors
    /// When there is nothing to tell, with the reason in words.
    pub fn run(
        &self,
        subject: &Subject,
        arenas: &ArenaChoice,
        earlier: &Findings,
    ) -> Result<Box<dyn AnyAnswers>, Unmeasured> {
        (self.answers)(subject, arenas, earlier)
    }
}

/// Runs measurements one after the other.
///
/// # Errors
/// As [`Listed::run`]; the reason begins with the name of the measurement.
pub fn measure(list: &[Listed], subject: &Subject, arenas: &ArenaChoice) -> Result<Findings, Unmeasured> {
    let mut findings = Findings::default();
    for listed in list {
        let name = listed.about.name;
        let found = listed.run(subject, arenas, &findings);
        findings.add(found.map_err(|why| Unmeasured::because(format!("no {name}: {why}")))?);
    }
    Ok(findings)
}

fn answers<M: Measurement>(
    subject: &Subject,
    arenas: &ArenaChoice,
    earlier: &Findings,
) -> Result<Box<dyn AnyAnswers>, Unmeasured> {
    if let Some(finding) = M::from_earlier(earlier) {
        return Ok(Box::new(Answers::One(finding)));
    }
    let run = |input: M::Input| {
        let found = M::run(subject, &input, &mut Progress::none());
        (input, found)
    };
    Ok(Box::new(match M::inputs(subject, arenas) {
        Inputs::One(input) => Answers::One(run(input).1?),
        Inputs::Each(inputs) => Answers::<M>::Each(inputs.into_par_iter().map(run).collect()),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{ModuleNulls, ScoreNull};
    use crate::measure::{MEASUREMENTS, testing};
    use std::collections::BTreeSet;

    #[test]
    fn each_has_names_of_its_own() {
        let about: Vec<&About> = MEASUREMENTS.iter().map(Listed::about).collect();
        for name in [|about: &About| about.key, |about: &About| about.name, |about: &About| about.thread] {
            let names: BTreeSet<&str> = about.iter().map(|about| name(about)).collect();
            assert_eq!(names.len(), about.len(), "{names:?}");
        }
        let flags: Vec<&str> = about.iter().filter_map(|about| about.flag).collect();
        assert_eq!(
            flags,
            [
                "null",
                "sessions",
                "dissect",
                "topology",
                "topology-of-activity",
                "generalisation",
                "capacity",
                "significance"
            ],
            "module nulls and cells are always there"
        );
    }

    #[test]
    fn one_more_is_only_one_more_in_the_list() {
        let list = [Listed::of::<ScoreNull>(), Listed::of::<ModuleNulls>(), Listed::of::<testing::Level>()];
        let found = measure(&list, &testing::subject(), &ArenaChoice::default()).expect("all can be measured");
        let keys: Vec<&str> = found.iter().map(|answers| answers.about().key).collect();
        assert_eq!(keys, ["score_null", "module_nulls", "level"]);
        let level = Answers::<testing::Level>::among(&found).expect("it was measured").each();
        assert_eq!(
            level.iter().map(|(_, found)| found.clone()).collect::<Vec<_>>(),
            [Ok(testing::Level { level: 0.5 })]
        );
    }

    #[test]
    fn what_cannot_be_measured_is_named() {
        let error =
            measure(MEASUREMENTS, &testing::subject(), &ArenaChoice::default()).err().map(|why| why.to_string());
        assert!(error.as_ref().is_some_and(|why| why.starts_with("no generalisation: only a network")), "{error:?}");
    }
}
