//! The twin: it begins, keeps pace, and becomes the run or goes.

use super::super::error::caught;
use super::super::listener::Listener;
use super::super::run::{Identity, Stage};
use super::super::twin::TwinRun;
use super::super::{StepOutcome, TrainError, Trainer, check_memory};
use super::Engine;
use super::begin::PreparedRun;
use super::refusal::Refusal;
use super::saving::kept;
use crate::preset::Value;
use crate::stream::{Event, Intervention, TwinEnd, TwinInfo};
use std::sync::Arc;

impl Engine {
    /// Begins a twin from the present state, with one parameter changed.
    pub(super) fn begin_twin(&mut self, name: &str, value: &Value, ear: &mut dyn Listener) -> Result<(), Refusal> {
        if self.twin.is_some() {
            return Err(Refusal::TwinIsThere);
        }
        self.read_back(ear);
        let Stage::Running(run) = &mut self.stage else { return Ok(()) };
        let same = || Refusal::SameAsTwin { name: name.to_owned(), value: value.to_string() };
        let mut params = run.trainer.preset().params.clone();
        let old = params.get(name);
        Trainer::check_change(&mut params, name, value)?;
        if params.get(name) == old {
            return Err(same());
        }
        check_memory(&params)?;
        let (of, state) = (run.identity.run, run.trainer.state());
        let mut history = run.history.clone();
        history.rewind(state.step); // a step that was not finite is no part of it
        let hash = state.hash();
        let parent = self.branch_off(&state, &hash, ear);
        let Stage::Running(run) = &self.stage else { return Ok(()) };
        let mut trainer = caught(|| run.trainer.twin(state))?;
        let change = trainer.set(name, value)?.ok_or_else(same)?;
        let identity = Identity::twin();
        let info = TwinInfo { run: identity.run, of, change, preset: Box::new(trainer.preset().clone()) };
        let info = Arc::new(info);
        ear.begin_twin(&history);
        self.twin = Some(Box::new(TwinRun::new(identity, trainer, Arc::clone(&info), parent, history)));
        ear.event(Event::TwinBegan(info));
        self.show(ear);
        Ok(())
    }

    /// The step of the twin that the first network has just done.
    pub(super) fn step_twin(&mut self, ear: &mut dyn Listener) {
        if let (Stage::Running(run), Some(twin)) = (&self.stage, &mut self.twin)
            && twin.trainer.step() + 1 == run.trainer.step()
        {
            let outcome = caught(|| Ok(twin.step()));
            self.take_in_twin(outcome, ear);
        }
        self.end_twin_out_of_step(ear);
    }

    /// Reads back what the twin's steps have told.
    pub(super) fn read_back_twin(&mut self, ear: &mut dyn Listener) {
        if let Some(twin) = &mut self.twin {
            let outcome = caught(|| Ok(twin.trainer.read_back()));
            self.take_in_twin(outcome, ear);
        }
        self.end_twin_out_of_step(ear);
    }

    fn take_in_twin(&mut self, outcome: Result<StepOutcome, TrainError>, ear: &mut dyn Listener) {
        let (samples, failure) = match outcome.map(StepOutcome::parts) {
            Ok((samples, failure)) => {
                (samples, failure.map(|(step, term)| format!("its step {step} was not finite: {term}")))
            }
            Err(error) => (Vec::new(), Some(error.to_string())),
        };
        if let Some(twin) = &mut self.twin
            && !samples.is_empty()
        {
            twin.take_in(&samples);
            ear.twin_losses(&samples);
        }
        if let Some(reason) = failure {
            self.end_twin(TwinEnd::Failed(reason), ear);
        }
    }

    /// A device tells late that a step of the first network was not finite: by then the twin has gone on.
    fn end_twin_out_of_step(&mut self, ear: &mut dyn Listener) {
        if let (Stage::Running(run), Some(twin)) = (&self.stage, &self.twin) {
            let [first, second] = [&run.trainer, &twin.trainer].map(Trainer::step);
            if first != second {
                let reason = format!("the first network stands at step {first}, and the twin was at step {second}");
                self.end_twin(TwinEnd::Failed(reason), ear);
            }
        }
    }

    /// There is no twin any more.
    pub(super) fn end_twin(&mut self, end: TwinEnd, ear: &mut dyn Listener) {
        if self.twin.take().is_some() {
            ear.end_twin();
            ear.event(Event::TwinEnded(end));
        }
    }

    pub(super) fn discard_twin(&mut self, ear: &mut dyn Listener) -> Result<(), Refusal> {
        if self.twin.is_none() {
            return Err(Refusal::NoTwin);
        }
        self.end_twin(TwinEnd::Discarded, ear);
        Ok(())
    }

    /// The twin becomes the run, in a folder of its own; that of the first network ends.
    pub(super) fn promote_twin(&mut self, ear: &mut dyn Listener) -> Result<(), Refusal> {
        self.read_back(ear);
        let Some(twin) = self.twin.take() else { return Err(Refusal::NoTwin) };
        self.farewell(ear);
        ear.end_twin();
        ear.event(Event::TwinEnded(TwinEnd::Promoted));
        let kept = kept(&twin.trainer);
        let (run, compute) = (twin.into_run(kept), self.compute.clone());
        self.swap(PreparedRun { run, compute, is_shown: false, saved_step: None, owned: None }, ear);
        self.begin_record_now(ear);
        let _ = self.save_now(ear); // what failed was said
        Ok(())
    }

    /// Makes what was made to the first network to the twin, too.
    pub(super) fn change_twin(&mut self, made: &Intervention, ear: &mut dyn Listener) {
        if let Some(twin) = &mut self.twin
            && twin.shares(&made.name)
            && let Err(error) = twin.trainer.apply(&made.name, &made.new)
        {
            let reason = format!("{} could not be changed in it as well: {error}", made.name);
            self.end_twin(TwinEnd::Failed(reason), ear);
        }
    }

    /// Whether that can be done.
    pub(super) fn check_twin(&self, name: &str, text: &str) -> Result<(), Refusal> {
        if let Some(twin) = &self.twin
            && twin.shares(name)
        {
            let mut params = twin.trainer.preset().params.clone();
            Trainer::check_intervention(&mut params, name, text).map_err(Refusal::NotInTwin)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::EngineOptions;
    use super::*;
    use crate::stream::{Command, History, LossSample, Pictures, SERIES, Status};

    /// Hears events.
    #[derive(Default)]
    struct Ear(Vec<Event>);

    impl Listener for Ear {
        fn event(&mut self, event: Event) {
            self.0.push(event);
        }
        fn losses(&mut self, _: &[LossSample]) {}
        fn begin_history(&mut self, _: &History) {}
        fn rewind_history(&mut self, _: u64) {}
        fn status(&mut self, _: Status) {}
        fn pictures(&mut self, _: Pictures) {}
        fn begin_twin(&mut self, _: &History) {}
        fn twin_losses(&mut self, _: &[LossSample]) {}
        fn twin_pictures(&mut self, _: Pictures) {}
        fn end_twin(&mut self) {}
    }

    impl Ear {
        #[track_caller]
        fn failed(&self) -> &str {
            match self.0.last() {
                Some(Event::TwinEnded(TwinEnd::Failed(reason))) => reason,
                other => panic!("{other:?}"),
            }
        }
    }

    fn with_twin() -> (Engine, Ear) {
        let mut preset = crate::preset::default_preset().clone();
        (preset.params.units, preset.params.hidden, preset.params.trajectory_length) = (8, 4, 6);
        let (mut engine, mut ear) = (Engine::new(EngineOptions::new(preset), 1), Ear::default());
        engine.begin(&mut ear).expect("a small run");
        engine.step(&mut ear);
        let value = Value::Switch(false);
        engine.apply(Command::BeginTwin { name: "capacity.enabled".into(), value }, &mut ear);
        assert!(engine.twin.is_some(), "{:?}", ear.0);
        (engine, ear)
    }

    #[test]
    fn a_step_of_the_twin_that_is_not_finite_ends_it_alone() {
        let (mut engine, mut ear) = with_twin();
        let samples = vec![LossSample { step: 2, values: [1.0; SERIES.len()] }];
        let outcome = StepOutcome::NonFinite { samples, step: 3, term: "capacity".into() };
        engine.take_in_twin(Ok(outcome), &mut ear);
        assert_eq!(ear.failed(), "its step 3 was not finite: capacity");
        engine.step(&mut ear);
        assert_eq!(engine.status().step, 2, "the first goes on");
    }

    #[test]
    fn a_failure_of_the_twin_ends_it_alone() {
        let (mut engine, mut ear) = with_twin();
        engine.take_in_twin(Err(TrainError::Failed("no such device".into())), &mut ear);
        assert_eq!(ear.failed(), "no such device");
        engine.step(&mut ear);
        assert_eq!(engine.status().step, 2, "the first goes on");
    }

    #[test]
    fn a_twin_that_has_gone_on_alone_ends() {
        let (mut engine, mut ear) = with_twin();
        engine.step(&mut ear);
        engine.twin.as_mut().expect("it keeps pace").step();
        engine.read_back(&mut ear);
        assert_eq!(ear.failed(), "the first network stands at step 2, and the twin was at step 3");
    }

    #[test]
    fn a_change_that_it_cannot_have_ends_it() {
        let (mut engine, mut ear) = with_twin();
        let made = Intervention { step: 1, name: "sigma_g".into(), old: "0.2".into(), new: "99".into() };
        assert!(engine.check_twin(&made.name, &made.new).is_err_and(|refusal| refusal.to_string().contains("twin")));
        engine.change_twin(&made, &mut ear);
        assert!(ear.failed().contains("sigma_g"), "{}", ear.failed());
    }
}
