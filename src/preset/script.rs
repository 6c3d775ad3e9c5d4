//! What a run changes by itself: a scripted experiment.

use super::error::{ParamError, PresetFault};
use super::nearest::nearest;
use super::params::Params;
use super::table::{TABLE, find};
use super::value::Value;
use crate::files::printable_name;
use std::fmt;

/// A change that a run makes when its step comes, as if by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptedChange {
    /// Steps done when it is made: step `step + 1` is the first that feels it.
    pub step: u64,
    /// Dotted name of a parameter that can change while a run goes on, or [`Self::HOLD`] or [`Self::RESTART`].
    pub name: String,
    /// The new value, as it is written in a preset.
    pub value: String,
}

impl ScriptedChange {
    /// Holds the learning rate where it is (`true`), or lets the schedule go on (`false`).
    pub const HOLD: &'static str = "rate.hold";
    /// Begins the rate schedule again at that step; always `true`.
    pub const RESTART: &'static str = "rate.restart";
    /// Steps are below this.
    pub(super) const STEPS: u64 = 1 << 62;

    /// The change with its value as this program writes it, if it can be made at these parameters, which it then has
    /// changed.
    ///
    /// # Errors
    /// When there is no such name (with the nearest one), the value is not one of its own, contradicts another parameter,
    /// or the parameter cannot change while a run goes on. Nothing is changed then.
    pub fn make(&self, params: &mut Params) -> Result<Self, PresetFault> {
        let with = |value: String| Self { value, ..self.clone() };
        let refused = |valid: &str| ParamError::refused(&self.name, &self.value, valid.to_owned());
        match (self.name.as_str(), self.value.parse::<bool>()) {
            (Self::HOLD, Ok(hold)) => return Ok(with(hold.to_string())),
            (Self::HOLD, Err(_)) => return Err(refused("true or false").into()),
            (Self::RESTART, Ok(true)) => return Ok(with("true".to_owned())),
            (Self::RESTART, _) => return Err(refused("true").into()),
            _ => {}
        }
        let Some(spec) = find(&self.name) else {
            let live = TABLE.iter().filter(|spec| spec.live).map(|spec| spec.name);
            let nearest = nearest(&self.name, live.chain([Self::HOLD, Self::RESTART])).unwrap_or_default().to_owned();
            return Err(PresetFault::NoSuchChange { name: printable_name(&self.name), nearest });
        };
        if !spec.live {
            return Err(PresetFault::NeedsRestart { name: self.name.clone() });
        }
        let mut changed = params.clone();
        let value = changed.set_text(&self.name, &self.value)?;
        changed.check()?;
        *params = changed;
        Ok(with(value.to_string()))
    }
}

/// The step after which the rate schedule ends that began after step `origin`, if these changes (step, name, value) are
/// still made: beginning it again moves the end, and so does another length. What would come after the end does not come.
pub(crate) fn schedule_end<'a>(
    mut origin: u64,
    mut training_steps: u64,
    changes: impl IntoIterator<Item = (u64, &'a str, &'a str)>,
) -> u64 {
    for (step, name, value) in changes {
        if step > origin.saturating_add(training_steps) {
            break;
        }
        match name {
            ScriptedChange::RESTART => origin = step,
            "training_steps" => {
                if let Some(Ok(Value::Count(steps))) = find(name).map(|spec| Value::parse(spec, value)) {
                    training_steps = steps;
                }
            }
            _ => {}
        }
    }
    origin.saturating_add(training_steps)
}

/// As it stands in a preset.
impl fmt::Display for ScriptedChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { step, name, value } = self;
        write!(f, "(step: {step}, name: \"{name}\", value: {value})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_moves_the_end_of_the_schedule() {
        let end = |changes: &[(u64, &'static str, &'static str)]| schedule_end(0, 100, changes.iter().copied());
        assert_eq!(end(&[]), 100);
        assert_eq!(end(&[(50, "sigma_g", "0.3"), (100, "rate.restart", "true")]), 200, "at its last step, too");
        assert_eq!(end(&[(80, "rate.restart", "true"), (90, "training_steps", "40")]), 120);
        assert_eq!(end(&[(101, "rate.restart", "true"), (102, "training_steps", "900")]), 100, "too late");
        assert_eq!(schedule_end(80, 40, [(130, "rate.restart", "true")]), 120);
    }

    #[test]
    fn changes_are_checked_one_after_the_other() {
        let mut params = Params::default();
        let mut make = |name: &str, value: &str| {
            let change = ScriptedChange { step: 0, name: name.to_owned(), value: value.to_owned() };
            change.make(&mut params).map(|change| change.value).map_err(|fault| fault.to_string())
        };
        assert_eq!(make("sigma_g", " 3e-1 // wide").as_deref(), Ok("0.3"), "as it is written by this program");
        assert_eq!(make("rate.hold", "true").as_deref(), Ok("true"));
        assert!(make("rate.restart", "false").is_err_and(|words| words.contains("valid: true")));
        assert!(make("training_steps", "100").is_err_and(|words| words.contains("warmup_steps")));
        make("warmup_steps", "50").expect("fewer than before");
        make("training_steps", "100").expect("now it is possible");
        assert!(make("hidden", "9").is_err_and(|words| words.contains("`hidden`")));
        assert_eq!((params.training_steps, params.warmup_steps), (100, 50));
    }
}
