//! One kind of measurement over time: what it is about, how far it is, and what was found.

use super::measurement::Measurement;
use super::subject::Subject;
use crate::maps::{MapKey, MapSet, Origin};
use crate::stream::{Background, BackgroundFailed, Priority, Wake};
use std::sync::Arc;

/// What a finding is about: the maps, and what was chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Topic<I> {
    pub maps: MapKey,
    /// Where these maps come from.
    pub origin: Origin,
    /// Training steps done when they were taken; `None` where nothing trains.
    pub step: Option<u64>,
    /// Side of their arena, metres.
    pub box_m: f32,
    /// Units in them.
    pub units: usize,
    pub input: I,
}

impl<I: PartialEq> Topic<I> {
    /// This input, about these maps.
    #[must_use]
    pub fn of(set: &MapSet, input: I) -> Self {
        let (box_m, units) = (set.maps.arena.box_m, set.maps.units);
        Self { maps: set.key, origin: set.origin.clone(), step: set.step, box_m, units, input }
    }

    /// Whether another finding would stand in the place of this one: the same input, about later maps from the same place and
    /// of the same box.
    fn is_succeeded_by(&self, other: &Self) -> bool {
        self.origin == other.origin && self.input == other.input && self.box_m.to_bits() == other.box_m.to_bits()
    }

    /// Whether it is this input, about these maps.
    #[must_use]
    pub fn is(&self, maps: MapKey, input: &I) -> bool {
        self.maps == maps && self.input == *input
    }
}

/// A measurement that another one has pushed out of its lane: nothing came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Displaced<I> {
    pub topic: Topic<I>,
    /// How far it was, 0 to 1.
    pub share: f64,
    /// What took its place.
    pub by: Topic<I>,
}

/// A measurement on a thread of its own, at low priority. A finding stays until there is a newer one about the same: what
/// took minutes is not lost when somebody looks at other maps, or when another run begins.
pub struct Lane<M: Measurement> {
    background: Background<M>,
    // In boxes, because whatever these types hold, a lane without any of them can be a constant then.
    /// What the measurement in progress is about.
    asked: Option<Box<Topic<M::Input>>>,
    /// Oldest first.
    found: Vec<(Topic<M::Input>, M)>,
    failed: Option<Box<(Topic<M::Input>, String)>>,
    displaced: Option<Box<Displaced<M::Input>>>,
    /// What was stopped by hand: it does not begin again by itself, whichever panel would want it.
    stopped: Option<Box<Topic<M::Input>>>,
}

impl<M: Measurement> Default for Lane<M> {
    fn default() -> Self {
        Self::new()
    }
}

impl<M: Measurement> Lane<M> {
    /// Stands for a lane that was never used.
    pub(super) const IDLE: &'static Self = &Self::new();
    /// Findings that are kept.
    const KEPT: usize = 12;

    /// Nothing was measured yet.
    #[must_use]
    pub const fn new() -> Self {
        let one_thread = Background::new(M::ABOUT.thread, Priority::Low);
        // What is of recordings alone has no training beside it; hours of spikes would take minutes on one thread.
        let background = if M::ABOUT.is_of_recordings { one_thread.on_all_cores() } else { one_thread };
        Self { background, asked: None, found: Vec::new(), failed: None, displaced: None, stopped: None }
    }

    /// The findings and what they are about, newest first.
    pub fn findings(&self) -> impl Iterator<Item = (&Topic<M::Input>, &M)> {
        self.found.iter().rev().map(|(topic, finding)| (topic, finding))
    }

    /// The newest finding and what it is about.
    #[must_use]
    pub fn found(&self) -> Option<(&Topic<M::Input>, &M)> {
        self.findings().next()
    }

    /// The finding about this.
    #[must_use]
    pub fn about(&self, maps: MapKey, input: &M::Input) -> Option<&M> {
        self.findings().find(|(topic, _)| topic.is(maps, input)).map(|(_, finding)| finding)
    }

    /// What another measurement has pushed out, until the next one begins.
    #[must_use]
    pub fn displaced(&self) -> Option<&Displaced<M::Input>> {
        self.displaced.as_deref()
    }

    /// Why there is no finding about this, after it was tried last.
    #[must_use]
    pub fn failed(&self, maps: MapKey, input: &M::Input) -> Option<&str> {
        self.failed.as_deref().filter(|(topic, _)| topic.is(maps, input)).map(|(_, why)| why.as_str())
    }

    /// What the measurement in progress is about.
    #[must_use]
    pub fn asked(&self) -> Option<&Topic<M::Input>> {
        self.asked.as_deref()
    }

    /// Share done of the measurement in progress, 0 to 1; `None` when there is none.
    #[must_use]
    pub fn progress(&self) -> Option<f64> {
        self.background.progress()
    }

    /// Whether this was never tried, is not in progress, and was not stopped: worth beginning.
    #[must_use]
    pub fn is_untried(&self, maps: MapKey, input: &M::Input) -> bool {
        let is_asked = self.asked.as_deref().is_some_and(|topic| topic.is(maps, input));
        let is_stopped = self.stopped.as_deref().is_some_and(|topic| topic.is(maps, input));
        !is_asked && !is_stopped && self.about(maps, input).is_none() && self.failed(maps, input).is_none()
    }

    /// Begins in place of what is in progress, which [`displaced`](Self::displaced) tells from then on; also what has failed, was
    /// stopped or was found before. `wake` is called, from any thread, when there is progress to draw.
    pub fn begin(&mut self, wake: &Wake, subject: &Subject, input: M::Input) {
        self.poll(); // what has just ended is not lost
        self.stopped = None;
        let topic = Topic::of(&subject.set, input.clone());
        if self.failed(topic.maps, &topic.input).is_some() {
            self.failed = None;
        }
        let share = self.progress().unwrap_or(0.0);
        let pushed_out = self.asked.take().filter(|asked| **asked != topic);
        self.displaced = pushed_out.map(|asked| Box::new(Displaced { topic: *asked, share, by: topic.clone() }));
        self.asked = Some(Box::new(topic));
        let subject = subject.clone();
        self.background.begin(Arc::clone(wake), move |progress| {
            M::run(&subject, &input, progress).map_err(|why| BackgroundFailed(why.to_string()))
        });
    }

    /// Takes in what has ended; why it has failed, if it has.
    pub fn poll(&mut self) -> Option<String> {
        let result = self.background.take()?;
        let topic = *self.asked.take()?;
        match result {
            Ok(finding) => {
                self.found.retain(|(older, _)| !older.is_succeeded_by(&topic));
                self.found.push((topic, finding));
                let too_many = self.found.len().saturating_sub(Self::KEPT);
                self.found.drain(..too_many);
                self.failed = None;
                None
            }
            Err(BackgroundFailed(why)) => {
                self.failed = Some(Box::new((topic, why.clone())));
                Some(why)
            }
        }
    }

    /// Stops what is in progress; nothing comes of it, and what was found before stays.
    pub fn cancel(&mut self) {
        self.background.cancel();
        self.stopped = self.asked.take();
        self.displaced = None;
    }
}

/// For tests of what draws a lane.
#[cfg(test)]
impl<M: Measurement> Lane<M> {
    /// A lane with a finding.
    pub(crate) fn with(topic: Topic<M::Input>, finding: M) -> Self {
        Self { found: vec![(topic, finding)], ..Self::new() }
    }

    /// … and one about something else, which is older.
    pub(crate) fn and(mut self, topic: Topic<M::Input>, finding: M) -> Self {
        self.found.insert(0, (topic, finding));
        self
    }

    /// … from which another measurement was pushed out.
    pub(crate) fn after(self, displaced: Displaced<M::Input>) -> Self {
        Self { displaced: Some(Box::new(displaced)), ..self }
    }

    /// A lane that failed.
    pub(crate) fn broken(topic: Topic<M::Input>, why: &str) -> Self {
        Self { failed: Some(Box::new((topic, why.to_owned()))), ..Self::new() }
    }

    /// A lane that is at work until it is cancelled.
    pub(crate) fn busy(topic: Topic<M::Input>) -> Self {
        let mut lane = Self { asked: Some(Box::new(topic)), ..Self::new() };
        lane.background.begin(Arc::new(|| {}), |progress| {
            loop {
                progress.check()?;
                std::thread::yield_now();
            }
        });
        lane
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Members;
    use crate::measure::testing::{self, Level, ended};

    #[test]
    fn what_was_stopped_does_not_begin_again_by_itself() {
        let subject = testing::subject();
        let (key, all) = (subject.set.key, Members::AllActive);
        let mut lane = Lane::<Level>::busy(Topic::of(&subject.set, all));
        lane.cancel();
        assert!(lane.asked().is_none() && !lane.is_untried(key, &all), "in whichever panel it was stopped");
        assert!(lane.is_untried(key, &Members::Module(0)), "another input was not");
        lane.begin(&testing::nobody(), &subject, all);
        assert_eq!(ended(&mut lane), None);
        assert!(lane.about(key, &all).is_some(), "by hand it does");
    }

    #[test]
    fn findings_of_boxes_of_two_sizes_are_kept_beside_each_other() {
        let subject = testing::subject();
        let topic = Topic::of(&subject.set, Members::AllActive);
        let larger = Topic { box_m: topic.box_m + 1.0, ..topic.clone() };
        assert!(topic.is_succeeded_by(&topic) && !larger.is_succeeded_by(&topic) && !topic.is_succeeded_by(&larger));
    }

    #[test]
    fn findings_stay_while_newer_ones_are_made() {
        let (older, newer) = (testing::subject(), testing::subject());
        let [(old, all), (new, module)] = [(older.set.key, Members::AllActive), (newer.set.key, Members::Module(0))];
        let mut lane = Lane::<Level>::new();
        assert!(lane.is_untried(old, &all) && lane.found().is_none() && lane.progress().is_none(), "nothing yet");
        lane.begin(&testing::nobody(), &older, all);
        assert!(!lane.is_untried(old, &all) && lane.is_untried(new, &all), "in progress; of other maps it is not");
        assert!(lane.asked().is_some_and(|topic| topic.is(old, &all)));
        assert_eq!(ended(&mut lane), None);
        assert_eq!(lane.about(old, &all), Some(&Level { level: 0.5 }));
        assert!(lane.about(old, &module).is_none() && lane.about(new, &all).is_none(), "about nothing else");

        lane.begin(&testing::nobody(), &newer, module);
        let about = |lane: &Lane<Level>| lane.findings().map(|(topic, _)| topic.maps).collect::<Vec<_>>();
        assert_eq!(about(&lane), [old], "still there");
        lane.cancel();
        assert!(lane.progress().is_none() && lane.asked().is_none() && !lane.is_untried(new, &module), "stopped");
        assert_eq!(lane.displaced(), None, "somebody stopped it");
        lane.begin(&testing::nobody(), &newer, module);
        assert_eq!(ended(&mut lane), None);
        assert_eq!(about(&lane), [new, old], "about something else: both are kept");
        lane.begin(&testing::nobody(), &newer, all);
        assert_eq!(ended(&mut lane), None);
        assert_eq!(about(&lane), [new, new], "of the same cells, read again: the older one is out of date");
        assert!(lane.is_untried(old, &all) && !lane.is_untried(new, &module));
    }

    #[test]
    fn not_more_findings_are_kept_than_anybody_looks_at() {
        let mut lane = Lane::<Level>::new();
        for file in 0..=Lane::<Level>::KEPT {
            let set = MapSet { origin: Origin::File(file.to_string().into()), ..testing::set() };
            let subject = Subject { set: Arc::new(set), ..testing::subject() };
            lane.begin(&testing::nobody(), &subject, Members::AllActive);
            assert_eq!(ended(&mut lane), None);
        }
        assert_eq!(lane.findings().count(), Lane::<Level>::KEPT);
        assert!(lane.findings().all(|(topic, _)| topic.origin != Origin::File("0".into())), "the oldest one goes");
    }

    #[test]
    fn what_is_pushed_out_is_told_until_the_next_one_begins() {
        let subject = testing::subject();
        let topic = |input| Topic::of(&subject.set, input);
        let (first, second) = (Members::Module(0), Members::AllActive);
        let mut lane = Lane::<Level>::busy(topic(first));
        lane.begin(&testing::nobody(), &subject, second);
        let told = lane.displaced().expect("the first one was pushed out");
        assert_eq!((&told.topic, &told.by), (&topic(first), &topic(second)));
        assert!(lane.is_untried(subject.set.key, &first), "nothing came of it");
        assert_eq!(ended(&mut lane), None);
        assert!(lane.displaced().is_some(), "still");
        lane.begin(&testing::nobody(), &subject, first);
        assert_eq!(lane.displaced(), None, "it is being made up for");
    }

    #[test]
    fn a_failure_is_told_once_and_can_be_tried_again() {
        let subject = testing::subject();
        let (maps, missing) = (subject.set.key, Members::Module(9));
        let mut lane = Lane::with(Topic::of(&subject.set, Members::AllActive), Level { level: 2.0 });
        lane.begin(&testing::nobody(), &subject, missing);
        let why = ended(&mut lane);
        assert_eq!(why.as_deref(), Some("module 10 has no units"));
        assert_eq!((lane.poll(), lane.failed(maps, &missing)), (None, why.as_deref()), "kept, but told once");
        assert!(!lane.is_untried(maps, &missing), "it does not begin again by itself");
        assert!(lane.failed(maps, &Members::AllActive).is_none(), "about nothing else");
        assert!(lane.about(maps, &Members::AllActive).is_some(), "what was found before stays");

        lane.begin(&testing::nobody(), &subject, missing);
        assert!(lane.failed(maps, &missing).is_none() && lane.progress().is_some(), "tried again");
        assert!(ended(&mut lane).is_some());
        lane.begin(&testing::nobody(), &subject, Members::Module(0));
        assert!(lane.failed(maps, &missing).is_some(), "another one says nothing about it");
        assert!(ended(&mut lane).is_none());
        assert!(lane.failed(maps, &missing).is_none(), "a finding is newer than a failure");
    }

    #[test]
    fn lanes_of_tests_are_what_they_say() {
        let set = testing::set();
        let topic = || Topic::of(&set, Members::AllActive);
        let mut busy = Lane::<Level>::busy(topic());
        assert!(busy.progress().is_some() && !busy.is_untried(set.key, &Members::AllActive) && busy.poll().is_none());
        busy.cancel();
        assert!(busy.progress().is_none() && !busy.is_untried(set.key, &Members::AllActive));
        let broken = Lane::<Level>::broken(topic(), "no thread");
        assert_eq!(broken.failed(set.key, &Members::AllActive), Some("no thread"));
        assert!(Lane::<Level>::IDLE.found().is_none());
    }
}
