//! The lanes of all measurements that somebody has asked for.

use super::lane::Lane;
use super::measurement::{Measurement, Unmeasured};
use super::subject::Subject;
use crate::stream::Wake;
use std::any::Any;
use std::fmt::{Debug, Formatter};
use std::sync::Arc;

/// A lane, whatever it measures.
trait AnyLane: Any {
    /// [`Lane::poll`], as a sentence.
    fn poll(&mut self) -> Option<String>;
}

impl<M: Measurement> AnyLane for Lane<M> {
    fn poll(&mut self) -> Option<String> {
        Lane::poll(self).map(|why| format!("No {}: {why}", M::ABOUT.name))
    }
}

/// A lane for each kind of measurement.
pub struct Measurements {
    wake: Wake,
    /// Those that were used.
    lanes: Vec<Box<dyn AnyLane>>,
}

impl Measurements {
    /// Nothing was measured yet. `wake` is called, from any thread, when there is progress to draw.
    #[must_use]
    pub fn new(wake: Wake) -> Self {
        Self { wake, lanes: Vec::new() }
    }

    /// The lane of this measurement.
    #[must_use]
    pub fn lane<M: Measurement>(&self) -> &Lane<M> {
        let mut lanes = self.lanes.iter().map(|lane| lane.as_ref() as &dyn Any);
        lanes.find_map(<dyn Any>::downcast_ref).unwrap_or(Lane::IDLE)
    }

    fn used<M: Measurement>(&mut self) -> &mut Lane<M> {
        let position = self.lanes.iter().position(|lane| (lane.as_ref() as &dyn Any).is::<Lane<M>>());
        let index = position.unwrap_or(self.lanes.len());
        if index == self.lanes.len() {
            self.lanes.push(Box::new(Lane::<M>::new()));
        }
        let lane: &mut dyn Any = self.lanes[index].as_mut();
        lane.downcast_mut().expect("found by its type")
    }

    /// Begins a measurement in place of the one in progress.
    pub fn begin<M: Measurement>(&mut self, subject: &Subject, input: M::Input) {
        let wake = Arc::clone(&self.wake);
        self.used::<M>().begin(&wake, subject, input);
    }

    /// Stops a measurement.
    pub fn cancel<M: Measurement>(&mut self) {
        self.used::<M>().cancel();
    }

    /// Carries out what somebody asked for; `subject` is what is at hand.
    ///
    /// # Errors
    /// When there is nothing to measure.
    pub fn carry_out(&mut self, ask: &MeasurementAsk, subject: Option<&Subject>) -> Result<(), Unmeasured> {
        ask.0.carry_out(self, subject)
    }

    /// Takes in what has ended. What there is to warn of: a sentence for each failure.
    pub fn poll(&mut self) -> Vec<String> {
        self.lanes.iter_mut().filter_map(|lane| lane.poll()).collect()
    }

    /// Puts a lane in place of the present one, for tests of what draws it.
    #[cfg(test)]
    pub(crate) fn put<M: Measurement>(&mut self, lane: Lane<M>) {
        *self.used() = lane;
    }
}

/// What may be asked of [`Measurements`]: to begin one of any kind, or to stop it.
#[derive(Clone)]
pub struct MeasurementAsk(Arc<dyn AnyAsk>);

impl MeasurementAsk {
    /// Measure this of the maps at hand, also once more.
    #[must_use]
    pub fn begin<M: Measurement>(input: M::Input) -> Self {
        Self(Arc::new(Ask::<M>::Begin(input)))
    }

    /// Stop.
    #[must_use]
    pub fn cancel<M: Measurement>() -> Self {
        Self(Arc::new(Ask::<M>::Cancel))
    }
}

impl PartialEq for MeasurementAsk {
    fn eq(&self, other: &Self) -> bool {
        self.0.is(other.0.as_ref())
    }
}

impl Debug for MeasurementAsk {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        self.0.write(f)
    }
}

/// What is asked of one kind of measurement.
enum Ask<M: Measurement> {
    Begin(M::Input),
    Cancel,
}

/// [`Ask`], whatever is measured.
trait AnyAsk: Any + Send + Sync {
    fn carry_out(&self, measurements: &mut Measurements, subject: Option<&Subject>) -> Result<(), Unmeasured>;

    fn is(&self, other: &dyn AnyAsk) -> bool;

    fn write(&self, f: &mut Formatter<'_>) -> std::fmt::Result;
}

impl<M: Measurement> AnyAsk for Ask<M> {
    fn carry_out(&self, measurements: &mut Measurements, subject: Option<&Subject>) -> Result<(), Unmeasured> {
        match self {
            Self::Begin(input) => {
                let subject = subject.ok_or_else(|| Unmeasured::because("there are no maps yet"))?;
                measurements.begin::<M>(subject, input.clone());
            }
            Self::Cancel => measurements.cancel::<M>(),
        }
        Ok(())
    }

    fn is(&self, other: &dyn AnyAsk) -> bool {
        match ((other as &dyn Any).downcast_ref(), self) {
            (Some(Self::Begin(other)), Self::Begin(own)) => own == other,
            (Some(Self::Cancel), Self::Cancel) => true,
            _ => false,
        }
    }

    fn write(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Begin(input) => write!(f, "begin {}: {input:?}", M::ABOUT.name),
            Self::Cancel => write!(f, "cancel {}", M::ABOUT.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Members;
    use crate::analysis::dissection::Dissection;
    use crate::measure::testing::{self, Level};

    fn measurements() -> Measurements {
        Measurements::new(testing::nobody())
    }

    #[test]
    fn asks_are_told_apart_by_kind_and_input() {
        let begin = |module| MeasurementAsk::begin::<Level>(Members::Module(module));
        let all = [
            begin(0),
            begin(1),
            MeasurementAsk::begin::<Dissection>(Members::Module(0)),
            MeasurementAsk::cancel::<Level>(),
            MeasurementAsk::cancel::<Dissection>(),
        ];
        for (i, ask) in all.iter().enumerate() {
            let same: Vec<usize> = (0..all.len()).filter(|j| all[*j] == *ask).collect();
            assert_eq!(same, [i], "{ask:?}");
        }
        assert_eq!(begin(0).clone(), begin(0));
        assert_eq!(format!("{:?}, {:?}", all[1], all[4]), "begin level: Module(1), cancel dissection");
    }

    #[test]
    fn lanes_are_there_when_they_are_asked_for() {
        let (mut all, subject) = (measurements(), testing::subject());
        let key = subject.set.key;
        assert!(all.lane::<Level>().found().is_none() && all.lane::<Dissection>().progress().is_none());
        let ask = MeasurementAsk::begin::<Level>(Members::AllActive);
        assert!(all.carry_out(&ask, None).is_err_and(|why| why.to_string().contains("no maps")));
        all.carry_out(&ask, Some(&subject)).expect("a subject");
        assert!(!all.lane::<Level>().is_untried(key, &Members::AllActive), "in progress");
        while all.lane::<Level>().progress().is_some() {
            assert!(all.poll().is_empty(), "nothing to warn of");
        }
        assert_eq!(all.lane::<Level>().about(key, &Members::AllActive), Some(&Level { level: 0.5 }));
        assert!(all.lane::<Dissection>().found().is_none(), "a lane of its own");
    }

    #[test]
    fn failures_are_sentences_and_cancelled_is_idle() {
        let (mut all, subject) = (measurements(), testing::subject());
        all.begin::<Level>(&subject, Members::Module(9));
        let mut warnings = Vec::new();
        while all.lane::<Level>().progress().is_some() {
            warnings.extend(all.poll());
        }
        assert_eq!(warnings, ["No level: module 10 has no units"]);
        all.put(Lane::<Level>::busy(crate::measure::Topic::of(&subject.set, Members::AllActive)));
        all.carry_out(&MeasurementAsk::cancel::<Level>(), None).expect("needs no maps");
        assert!(all.lane::<Level>().progress().is_none());
    }

    #[test]
    fn whoever_draws_is_woken_at_the_end() {
        let (sender, bell) = crossbeam_channel::bounded(100);
        let mut all = Measurements::new(Arc::new(move || {
            let _ = sender.try_send(()); // one ring is enough
        }));
        all.begin::<Level>(&testing::subject(), Members::AllActive);
        bell.recv().expect("it rings");
        assert!(all.poll().is_empty() && all.lane::<Level>().progress().is_none_or(|share| share > 0.0));
    }
}
