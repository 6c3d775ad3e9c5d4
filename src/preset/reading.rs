//! Values of parameters as people write them.

use super::error::ParamError;
use super::spec::{ParamKind, ParamSpec};
use super::value::Value;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error, Visitor};
use std::fmt;

impl Value {
    /// Reads a value as it is written in a preset, and checks its range. Whole numbers may have an exponent (`2e6`),
    /// [`Value::Auto`] is `auto` or `None`, and comments around the value are skipped.
    ///
    /// # Errors
    /// [`ParamError::Refused`] with the valid range.
    pub fn parse(spec: &ParamSpec, text: &str) -> Result<Self, ParamError> {
        let value = match spec.kind {
            ParamKind::Number { .. } => read(text).map(|number: f64| Self::Number(number + 0.0)), // + 0.0: one zero, not two
            ParamKind::Count { .. } => read(text).or_else(|| whole(read(text)?)).map(Self::Count),
            ParamKind::Switch => read(text).map(Self::Switch),
            ParamKind::Choice(_) => read(text).map(|Word(word)| Self::Choice(word)),
            ParamKind::OptionalNumber { .. } => match read(text) {
                Some(Some(number)) => Some(Self::Number(number)),
                Some(None) => Some(Self::Auto),
                None => read(text).filter(|Word(word)| word == "auto").map(|_| Self::Auto),
            },
        };
        let value = value.ok_or_else(|| spec.refused(text.trim()))?;
        spec.check(&value)?;
        Ok(value)
    }
}

/// Extensions under which presets are read.
pub(crate) fn ron_options() -> ron::Options {
    ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME)
}

/// Reads one RON value of a known type.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    ron_options().from_str(text).ok()
}

/// A float that stands for a whole number exactly.
fn whole(number: f64) -> Option<u64> {
    const EXACT: f64 = 9_007_199_254_740_992.0; // 2^53: from here on, not every whole number is a float
    (number.fract() == 0.0 && (0.0..=EXACT).contains(&number)).then_some(number as u64)
}

/// A bare word.
struct Word(String);

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct WordVisitor;
        impl Visitor<'_> for WordVisitor {
            type Value = Word;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a word without quotes")
            }

            fn visit_str<E: Error>(self, word: &str) -> Result<Word, E> {
                Ok(Word(word.to_owned()))
            }
        }
        deserializer.deserialize_identifier(WordVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::table::{TABLE, find};
    use proptest::prelude::*;

    fn parse(name: &str, text: &str) -> Result<Value, ParamError> {
        Value::parse(find(name).expect("a parameter"), text)
    }

    #[test]
    fn every_default_reads_back() {
        for spec in TABLE {
            let default = spec.default_value();
            assert_eq!(Value::parse(spec, &default.to_string()), Ok(default), "{}", spec.name);
        }
    }

    #[test]
    fn reads_what_people_write() {
        for (name, text, value) in [
            ("sigma_x", "1", Value::Number(1.0)),
            ("sigma_x", " 5e-2 // five centimetres", Value::Number(0.05)),
            ("separation.weight", "-0.0", Value::Number(0.0)),
            ("training_steps", "2e6", Value::Count(2_000_000)),
            ("training_steps", "12_000", Value::Count(12_000)),
            ("seed", "18446744073709551615", Value::Count(u64::MAX)),
            ("permute", "false", Value::Switch(false)),
            ("schedule", "plateau", Value::Choice("plateau".to_owned())),
            ("conformal_radius", "auto", Value::Auto),
            ("conformal_radius", "None", Value::Auto),
            ("conformal_radius", "0.12", Value::Number(0.12)),
            ("conformal_radius", "Some(0.12)", Value::Number(0.12)),
        ] {
            assert_eq!(parse(name, text), Ok(value), "{name} = {text}");
        }
        assert_eq!(parse("separation.weight", "-0.0").expect("zero").to_string(), "0.0", "one zero only");
    }

    #[test]
    fn refuses_with_name_value_and_range() {
        for (name, text) in [
            ("units", "1"),
            ("units", "64.5"),
            ("units", "-64"),
            ("units", "many"),
            ("seed", "18446744073709551616"),
            ("sigma_x", "NaN"),
            ("sigma_x", "inf"),
            ("sigma_x", ""),
            ("sigma_x", "0.1 0.2"),
            ("sigma_x", "auto"),
            ("permute", "1"),
            ("schedule", "\"plateau\""),
            ("schedule", "steady"),
            ("conformal_radius", "none"),
        ] {
            let error = parse(name, text).expect_err(text).to_string();
            let range = find(name).expect("a parameter").range_text();
            assert!(error.contains(name) && error.contains(text) && error.contains(&range), "{error}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,40}", row in 0..TABLE.len()) {
            let _ = Value::parse(&TABLE[row], &text);
        }

        #[test]
        fn numbers_round_trip_to_the_bit(number in 0.001..2.0_f64) {
            let read = parse("sigma_x", &Value::Number(number).to_string());
            prop_assert_eq!(read, Ok(Value::Number(number)));
        }
    }
}
