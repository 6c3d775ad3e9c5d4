//! What can be said of a parameter.

use super::error::ParamError;
use super::params::{Params, WordChoice};
use super::value::Value;
use std::fmt;

/// How a slider spreads its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SliderScale {
    Linear,
    /// Equal ratios take equal room.
    Log,
    /// As `Log`, with zero at the left end.
    LogWithZero,
}

/// Which values a parameter takes. Ranges include both ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ParamKind {
    Number {
        min: f64,
        max: f64,
        scale: SliderScale,
    },
    Count {
        min: u64,
        max: u64,
    },
    Switch,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A number, or `auto`: follow another parameter.
    OptionalNumber {
        min: f64,
        max: f64,
        scale: SliderScale,
    },
}

/// Parameters that belong together on screen and in the README.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamGroup {
    LossTerms,
    LengthScales,
    LearningRate,
    Optimiser,
    Trajectories,
    Network,
    Pictures,
}

impl ParamGroup {
    /// All groups, in the order of the table.
    pub const ALL: [Self; 7] = [
        Self::LossTerms,
        Self::LengthScales,
        Self::LearningRate,
        Self::Optimiser,
        Self::Trajectories,
        Self::Network,
        Self::Pictures,
    ];
}

impl fmt::Display for ParamGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LossTerms => "Loss terms",
            Self::LengthScales => "Length scales",
            Self::LearningRate => "Learning rate",
            Self::Optimiser => "Optimiser",
            Self::Trajectories => "Trajectories",
            Self::Network => "Network",
            Self::Pictures => "Pictures",
        })
    }
}

/// The place of a parameter in [`Params`].
pub(super) enum Place<'a> {
    Number(&'a mut f64),
    OptionalNumber(&'a mut Option<f64>),
    Count(&'a mut usize),
    /// A count that uses all 64 bits.
    Seed(&'a mut u64),
    Switch(&'a mut bool),
    Choice(&'a mut dyn WordChoice),
}

/// One row of the parameter table.
#[derive(Clone, Copy, Debug)]
pub struct ParamSpec {
    /// Dotted name, as in a preset: `units`, `separation.weight`.
    pub name: &'static str,
    /// Symbol in formulas; empty if it has none.
    pub symbol: &'static str,
    /// Unit; empty for plain numbers.
    pub unit: &'static str,
    pub group: ParamGroup,
    /// Name of the loss term that it belongs to, if it belongs to one.
    pub term: Option<&'static str>,
    pub kind: ParamKind,
    /// Finds its field.
    pub(super) place: fn(&mut Params) -> Place<'_>,
    /// Takes effect while a run goes on; otherwise a change starts the run again.
    pub live: bool,
    /// What it is, one sentence.
    pub summary: &'static str,
    /// What to expect when it is removed or at its extremes.
    pub ablation: &'static str,
}

impl ParamSpec {
    /// The value it has unless a preset says otherwise.
    #[must_use]
    pub fn default_value(&self) -> Value {
        self.value_in(&Params::default())
    }

    /// Its value among all parameters.
    #[must_use]
    pub fn value_in(&self, params: &Params) -> Value {
        // One function serves reading and writing; a copy of these few numbers is cheaper than a second one.
        match (self.place)(&mut params.clone()) {
            Place::Number(number) => Value::Number(*number),
            Place::OptionalNumber(number) => number.map_or(Value::Auto, Value::Number),
            Place::Count(count) => Value::Count(*count as u64),
            Place::Seed(seed) => Value::Count(*seed),
            Place::Switch(on) => Value::Switch(*on),
            Place::Choice(choice) => Value::Choice(choice.word().to_owned()),
        }
    }

    /// The valid values in words: `0.001 to 2 m`, `whole number from 2 to 1024`, `true or false`.
    #[must_use]
    pub fn range_text(&self) -> String {
        let unit = if self.unit.is_empty() { String::new() } else { format!(" {}", self.unit) };
        match self.kind {
            ParamKind::Number { min, max, .. } => format!("{min:?} to {max:?}{unit}"),
            ParamKind::Count { min, max: u64::MAX } => format!("whole number from {min} to 2^64 - 1{unit}"),
            ParamKind::Count { min, max } => format!("whole number from {min} to {max}{unit}"),
            ParamKind::Switch => "true or false".to_owned(),
            ParamKind::Choice(words) => words.join(" or "),
            ParamKind::OptionalNumber { min, max, .. } => format!("auto, or {min:?} to {max:?}{unit}"),
        }
    }

    /// Whether this parameter can take the value.
    ///
    /// # Errors
    /// [`ParamError::Refused`] with the valid range when the value is of another kind, not finite or out of range.
    pub fn check(&self, value: &Value) -> Result<(), ParamError> {
        let valid = match (self.kind, value) {
            (
                ParamKind::Number { min, max, .. } | ParamKind::OptionalNumber { min, max, .. },
                Value::Number(number),
            ) => {
                (min..=max).contains(number) // false for NaN
            }
            (ParamKind::Count { min, max }, Value::Count(count)) => (min..=max).contains(count),
            (ParamKind::Choice(words), Value::Choice(word)) => words.contains(&word.as_str()),
            (ParamKind::Switch, Value::Switch(_)) | (ParamKind::OptionalNumber { .. }, Value::Auto) => true,
            _ => false,
        };
        if valid { Ok(()) } else { Err(self.refused(&value.to_string())) }
    }

    /// The error that a value, as written, is none of this parameter's.
    pub(super) fn refused(&self, value: &str) -> ParamError {
        ParamError::refused(self.name, value, self.range_text())
    }
}
