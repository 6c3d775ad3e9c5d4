//! Parameters by name: reading, setting, checking.

use super::{InitialState, ParamError, ParamSpec, Params, Schedule, TABLE, Term, Value, find, nearest};

/// The place of a parameter in [`Params`].
enum Field<'a> {
    Number(&'a mut f64),
    OptionalNumber(&'a mut Option<f64>),
    Count(&'a mut usize),
    Seed(&'a mut u64),
    Switch(&'a mut bool),
    InitialState(&'a mut InitialState),
    Schedule(&'a mut Schedule),
}

impl Params {
    /// The value of a parameter by dotted name, `None` if there is no such parameter.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Value> {
        // One list of names serves reading and writing; a copy of these few numbers is cheaper than a second list.
        let mut copy = self.clone();
        Some(match copy.field(name)? {
            Field::Number(number) => Value::Number(*number),
            Field::OptionalNumber(number) => number.map_or(Value::Auto, Value::Number),
            Field::Count(count) => Value::Count(*count as u64),
            Field::Seed(seed) => Value::Count(*seed),
            Field::Switch(on) => Value::Switch(*on),
            Field::InitialState(choice) => Value::Choice(choice.word().to_owned()),
            Field::Schedule(choice) => Value::Choice(choice.word().to_owned()),
        })
    }

    /// Sets a parameter by dotted name.
    ///
    /// # Errors
    /// When there is no such parameter or the value is not one of its own; nothing is changed then.
    pub fn set(&mut self, name: &str, value: &Value) -> Result<(), ParamError> {
        let spec = find_or_nearest(name)?;
        spec.check(value)?;
        let refused = || ParamError::refused(spec, &value.to_string());
        match (self.field(name).ok_or_else(refused)?, value) {
            (Field::Number(field), Value::Number(number)) => *field = *number,
            (Field::OptionalNumber(field), Value::Number(number)) => *field = Some(*number),
            (Field::OptionalNumber(field), Value::Auto) => *field = None,
            (Field::Count(field), Value::Count(count)) => *field = usize::try_from(*count).map_err(|_| refused())?,
            (Field::Seed(field), Value::Count(count)) => *field = *count,
            (Field::Switch(field), Value::Switch(on)) => *field = *on,
            (Field::InitialState(field), Value::Choice(word)) => {
                *field = InitialState::from_word(word).ok_or_else(refused)?;
            }
            (Field::Schedule(field), Value::Choice(word)) => *field = Schedule::from_word(word).ok_or_else(refused)?,
            _ => return Err(refused()),
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
            let value = self.get(spec.name).ok_or_else(|| ParamError::refused(spec, "absent"))?;
            spec.check(&value)?;
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

    fn field(&mut self, name: &str) -> Option<Field<'_>> {
        fn term<'a>(term: &'a mut Term, part: &str) -> Option<Field<'a>> {
            match part {
                "weight" => Some(Field::Number(&mut term.weight)),
                "enabled" => Some(Field::Switch(&mut term.enabled)),
                _ => None,
            }
        }
        if let Some((outer, part)) = name.split_once('.') {
            return match outer {
                "separation" => term(&mut self.separation, part),
                "invariance" => term(&mut self.invariance, part),
                "capacity" => term(&mut self.capacity, part),
                "conformal_isometry" => term(&mut self.conformal_isometry, part),
                _ => None,
            };
        }
        Some(match name {
            "units" => Field::Count(&mut self.units),
            "hidden" => Field::Count(&mut self.hidden),
            "layers" => Field::Count(&mut self.layers),
            "trajectory_length" => Field::Count(&mut self.trajectory_length),
            "trajectories" => Field::Count(&mut self.trajectories),
            "initial_state" => Field::InitialState(&mut self.initial_state),
            "seed" => Field::Seed(&mut self.seed),
            "max_speed" => Field::Number(&mut self.max_speed),
            "permute" => Field::Switch(&mut self.permute),
            "sigma_x" => Field::Number(&mut self.sigma_x),
            "sigma_g" => Field::Number(&mut self.sigma_g),
            "conformal_radius" => Field::OptionalNumber(&mut self.conformal_radius),
            "schedule" => Field::Schedule(&mut self.schedule),
            "learning_rate" => Field::Number(&mut self.learning_rate),
            "training_steps" => Field::Count(&mut self.training_steps),
            "warmup_steps" => Field::Count(&mut self.warmup_steps),
            "final_rate_fraction" => Field::Number(&mut self.final_rate_fraction),
            "plateau_factor" => Field::Number(&mut self.plateau_factor),
            "plateau_patience" => Field::Count(&mut self.plateau_patience),
            "clip_norm" => Field::Number(&mut self.clip_norm),
            "weight_decay" => Field::Number(&mut self.weight_decay),
            "adam_epsilon" => Field::Number(&mut self.adam_epsilon),
            "accumulation" => Field::Count(&mut self.accumulation),
            "map_memory_steps" => Field::Number(&mut self.map_memory_steps),
            "map_box" => Field::Number(&mut self.map_box),
            _ => return None,
        })
    }
}

/// The row of a parameter.
///
/// # Errors
/// [`ParamError::Unknown`] with the nearest name.
fn find_or_nearest(name: &str) -> Result<&'static ParamSpec, ParamError> {
    find(name).ok_or_else(|| ParamError::Unknown {
        name: name.to_owned(),
        nearest: nearest(name, TABLE.iter().map(|spec| spec.name)).unwrap_or_default().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
