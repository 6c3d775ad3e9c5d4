//! The value of a parameter, and its text in presets, journals and on the command line.

use std::fmt;

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Number(f64),
    Count(u64),
    Switch(bool),
    /// One of the words of the parameter.
    Choice(String),
    /// Follow another parameter.
    Auto,
}

impl fmt::Display for Value {
    /// As in a preset; numbers in the shortest form that reads back to the same bits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number:?}"),
            Self::Count(count) => write!(f, "{count}"),
            Self::Switch(on) => write!(f, "{on}"),
            Self::Choice(word) => f.write_str(word),
            Self::Auto => f.write_str("auto"),
        }
    }
}
