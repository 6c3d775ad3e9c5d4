//! What can be said of a parameter.

use super::{ParamError, Params, Value};
use std::fmt;

/// How a slider spreads its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    Linear,
    /// Equal ratios take equal room.
    Log,
    /// As `Log`, with zero at the left end.
    LogWithZero,
}

/// Which values a parameter takes. Ranges include both ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Number {
        min: f64,
        max: f64,
        scale: Scale,
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
        scale: Scale,
    },
}

/// Parameters that belong together on screen and in the README.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    LossTerms,
    LengthScales,
    LearningRate,
    Optimiser,
    Trajectories,
    Network,
    Pictures,
}

impl Group {
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

impl fmt::Display for Group {
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

/// One row of the parameter table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ParamSpec {
    /// Dotted name, as in a preset: `units`, `separation.weight`.
    pub name: &'static str,
    /// Symbol in formulas; empty if it has none.
    pub symbol: &'static str,
    /// Unit; empty for plain numbers.
    pub unit: &'static str,
    pub group: Group,
    pub kind: Kind,
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
        Params::default().get(self.name).expect("a test checks that every row has a field")
    }

    /// The valid values in words: `0.001 to 2 m`, `whole number from 2 to 1024`, `true or false`.
    #[must_use]
    pub fn range_text(&self) -> String {
        let unit = if self.unit.is_empty() { String::new() } else { format!(" {}", self.unit) };
        match self.kind {
            Kind::Number { min, max, .. } => format!("{min:?} to {max:?}{unit}"),
            Kind::Count { min, max: u64::MAX } => format!("whole number from {min} to 2^64 - 1{unit}"),
            Kind::Count { min, max } => format!("whole number from {min} to {max}{unit}"),
            Kind::Switch => "true or false".to_owned(),
            Kind::Choice(words) => words.join(" or "),
            Kind::OptionalNumber { min, max, .. } => format!("auto, or {min:?} to {max:?}{unit}"),
        }
    }

    /// Whether this parameter can take the value.
    ///
    /// # Errors
    /// [`ParamError::Refused`] with the valid range when the value is of another kind, not finite or out of range.
    pub fn check(&self, value: &Value) -> Result<(), ParamError> {
        let valid = match (self.kind, value) {
            (Kind::Number { min, max, .. } | Kind::OptionalNumber { min, max, .. }, Value::Number(number)) => {
                (min..=max).contains(number) // false for NaN
            }
            (Kind::Count { min, max }, Value::Count(count)) => (min..=max).contains(count),
            (Kind::Choice(words), Value::Choice(word)) => words.contains(&word.as_str()),
            (Kind::Switch, Value::Switch(_)) | (Kind::OptionalNumber { .. }, Value::Auto) => true,
            _ => false,
        };
        if valid { Ok(()) } else { Err(ParamError::refused(self, &value.to_string())) }
    }
}
