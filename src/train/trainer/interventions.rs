//! Changing a run while it goes on.

use super::super::TrainError;
use super::super::live_maps::LiveMaps;
use super::Trainer;
use crate::preset::{Params, Value, find};
use crate::stream::Intervention;

impl Trainer {
    /// Changes a live parameter; the change is felt by the next step.
    ///
    /// # Errors
    /// When there is no such parameter, the value is out of range, or the parameter needs a restart.
    pub fn set(&mut self, name: &str, value: &Value) -> Result<Option<Intervention>, TrainError> {
        let mut params = self.preset.params.clone();
        let old = params.get(name);
        set_live(&mut params, name, value)?;
        let new = params.get(name);
        if old == new {
            return Ok(None);
        }
        self.preset.params = params;
        if name == "map_box" {
            self.live_maps = LiveMaps::new(self.preset.params.map_box, self.preset.params.units, &self.compute);
        }
        let word = |value: Option<Value>| value.map_or_else(String::new, |v| v.to_string());
        Ok(Some(self.record(name, word(old), word(new))))
    }

    /// Holds the learning rate where it is, or lets the schedule go on.
    pub fn hold_rate(&mut self, hold: bool) -> Option<Intervention> {
        if hold == self.rate_held() {
            return None;
        }
        self.schedule.held = hold.then(|| self.learning_rate());
        Some(self.record(Intervention::HOLD, (!hold).to_string(), hold.to_string()))
    }

    /// Begins the rate schedule again at the present step.
    pub fn restart_schedule(&mut self) -> Intervention {
        self.schedule.restart(self.step);
        self.record(Intervention::RESTART, "false".into(), "true".into())
    }

    /// Carries out an intervention of a journal.
    ///
    /// # Errors
    /// As [`Trainer::set`].
    pub fn apply(&mut self, name: &str, text: &str) -> Result<Option<Intervention>, TrainError> {
        match name {
            Intervention::HOLD => Ok(self.hold_rate(switch(name, text)?)),
            Intervention::RESTART => Ok(if switch(name, text)? { Some(self.restart_schedule()) } else { None }),
            _ => {
                let value = self.preset.params.clone().set_text(name, text)?;
                self.set(name, &value)
            }
        }
    }

    /// Whether [`Trainer::apply`] would carry this out at parameters that it then has changed.
    ///
    /// # Errors
    /// As [`Trainer::apply`].
    pub fn check_intervention(params: &mut Params, name: &str, text: &str) -> Result<(), TrainError> {
        match name {
            Intervention::HOLD | Intervention::RESTART => switch(name, text).map(drop),
            _ => {
                let value = params.clone().set_text(name, text)?;
                set_live(params, name, &value)
            }
        }
    }

    /// Changes a live parameter of parameters.
    ///
    /// # Errors
    /// As [`Trainer::set`]; then nothing is changed.
    pub fn check_change(params: &mut Params, name: &str, value: &Value) -> Result<(), TrainError> {
        set_live(params, name, value)
    }

    fn record(&mut self, name: &str, old: String, new: String) -> Intervention {
        let intervention = Intervention { step: self.step, name: name.to_owned(), old, new };
        self.journal.entries.push(intervention.clone());
        intervention
    }
}

/// Sets a parameter that may change while a run goes on; nothing is changed when it is refused.
fn set_live(params: &mut Params, name: &str, value: &Value) -> Result<(), TrainError> {
    let mut changed = params.clone();
    changed.set(name, value)?;
    changed.check()?;
    if find(name).is_some_and(|spec| !spec.live) {
        return Err(TrainError::NeedsRestart { name: name.to_owned() });
    }
    *params = changed;
    Ok(())
}

/// What the text of a hold or restart means.
fn switch(name: &str, text: &str) -> Result<bool, TrainError> {
    text.parse().map_err(|_| TrainError::NoSuchIntervention { name: name.to_owned(), value: text.to_owned() })
}
