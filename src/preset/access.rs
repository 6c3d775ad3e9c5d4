//! Parameters by name: reading, setting, checking.

use super::error::ParamError;
use super::nearest::nearest;
use super::params::Params;
use super::spec::{ParamSpec, Place};
use super::table::{TABLE, find};
use super::value::Value;
use crate::files::printable_name;

impl Params {
    /// The value of a parameter by dotted name, `None` if there is no such parameter.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Value> {
        find(name).map(|spec| spec.value_in(self))
    }

    /// Sets a parameter by dotted name.
    ///
    /// # Errors
    /// When there is no such parameter or the value is not one of its own; nothing is changed then.
    pub fn set(&mut self, name: &str, value: &Value) -> Result<(), ParamError> {
        let spec = find_or_nearest(name)?;
        spec.check(value)?;
        match ((spec.place)(self), value) {
            (Place::Number(field), Value::Number(number)) => *field = *number,
            (Place::OptionalNumber(field), Value::Number(number)) => *field = Some(*number),
            (Place::OptionalNumber(field), Value::Auto) => *field = None,
            (Place::Count(field), Value::Count(count)) => {
                *field = usize::try_from(*count).map_err(|_| spec.refused(&value.to_string()))?;
            }
            (Place::Seed(field), Value::Count(count)) => *field = *count,
            (Place::Switch(field), Value::Switch(on)) => *field = *on,
            (Place::Choice(field), Value::Choice(word)) => field.choose(word).ok_or_else(|| spec.refused(word))?,
            _ => return Err(spec.refused(&value.to_string())),
        }
        Ok(())
    }

    /// Sets a parameter from text, as `--set name=value` gives it; returns the value that was read.
    ///
    /// # Errors
    /// As [`Params::set`].
    pub fn set_text(&mut self, name: &str, text: &str) -> Result<Value, ParamError> {
        let value = Value::parse(find_or_nearest(name)?, text)?;
        self.set(name, &value)?;
        Ok(value)
    }

    /// Checks every range, and what has to hold between parameters. A value set by name is in its range already, but
    /// fields are public and parameters change one at a time.
    ///
    /// # Errors
    /// The first parameter that is out of range or contradicts another.
    pub fn check(&self) -> Result<(), ParamError> {
        for spec in TABLE {
            spec.check(&spec.value_in(self))?;
        }
        if self.warmup_steps > self.training_steps {
            return Err(ParamError::Inconsistent {
                name: "warmup_steps".to_owned(),
                value: self.warmup_steps.to_string(),
                reason: format!("at most `training_steps`, which is {}", self.training_steps),
            });
        }
        Ok(())
    }
}

/// The row of a parameter.
///
/// # Errors
/// [`ParamError::Unknown`] with the nearest name.
fn find_or_nearest(name: &str) -> Result<&'static ParamSpec, ParamError> {
    find(name).ok_or_else(|| ParamError::Unknown {
        name: printable_name(name),
        nearest: nearest(name, TABLE.iter().map(|spec| spec.name)).unwrap_or_default().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::Schedule;

    #[test]
    fn setting_is_checked_and_changes_nothing_when_refused() {
        let mut params = Params::default();
        for (name, value) in [
            ("units", Value::Count(1)),
            ("units", Value::Number(64.0)),
            ("sigma_x", Value::Number(f64::NAN)),
            ("sigma_x", Value::Number(f64::INFINITY)),
            ("sigma_x", Value::Auto),
            ("schedule", Value::Choice("steady".to_owned())),
        ] {
            let error = params.set(name, &value).expect_err(name).to_string();
            let range = find(name).expect("a parameter").range_text();
            assert!(error.contains(name) && error.contains(&range), "{error}");
        }
        assert_eq!(params, Params::default(), "nothing was changed");
    }

    #[test]
    fn a_misspelt_name_gets_the_nearest() {
        let error = Params::default().set_text("sigmax", "0.1").expect_err("misspelt");
        let expected = ParamError::Unknown { name: "sigmax".to_owned(), nearest: "sigma_x".to_owned() };
        assert_eq!(error, expected);
    }

    #[test]
    fn set_text_sets() {
        let mut params = Params::default();
        assert_eq!(params.set_text("conformal_radius", "0.12"), Ok(Value::Number(0.12)));
        assert_eq!(params.conformal_radius, Some(0.12));
        params.set_text("conformal_radius", "auto").expect("valid");
        assert_eq!(params.conformal_radius, None);
        params.set_text("schedule", "plateau").expect("valid");
        assert_eq!(params.schedule, Schedule::Plateau);
    }

    #[test]
    fn check_finds_what_fields_and_order_allow() {
        assert_eq!(Params::default().check(), Ok(()));
        let broken = Params { sigma_g: -1.0, ..Params::default() };
        assert!(broken.check().expect_err("out of range").to_string().contains("sigma_g"));
        let contradictory = Params { training_steps: 100, warmup_steps: 101, ..Params::default() };
        let error = contradictory.check().expect_err("a warm-up longer than the schedule").to_string();
        assert!(error.contains("warmup_steps") && error.contains("training_steps"), "{error}");
    }
}
