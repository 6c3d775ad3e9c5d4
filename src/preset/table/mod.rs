//! The parameter table: one row per field of [`Params`](super::Params), one file per group of parameters.

mod network;
mod optimiser;
mod pictures;
mod rate;
mod scales;
mod terms;
mod trajectories;

use super::spec::ParamSpec;

/// The groups in the order in which they are shown and written.
const GROUPS: [&[ParamSpec]; 7] =
    [terms::ROWS, scales::ROWS, rate::ROWS, optimiser::ROWS, trajectories::ROWS, network::ROWS, pictures::ROWS];

/// All parameters, grouped, in the order in which they are shown and written.
pub static TABLE: &[ParamSpec] = &joined::<{ count() }>();

/// Rows of all groups.
const fn count() -> usize {
    let (mut count, mut group) = (0, 0);
    while group < GROUPS.len() {
        count += GROUPS[group].len();
        group += 1;
    }
    count
}

/// All groups, one after the other.
const fn joined<const COUNT: usize>() -> [ParamSpec; COUNT] {
    let mut rows = [GROUPS[0][0]; COUNT];
    let (mut count, mut group) = (0, 0);
    while group < GROUPS.len() {
        let mut row = 0;
        while row < GROUPS[group].len() {
            rows[count] = GROUPS[group][row];
            count += 1;
            row += 1;
        }
        group += 1;
    }
    rows
}

/// The row of a parameter, by dotted name.
#[must_use]
pub fn find(name: &str) -> Option<&'static ParamSpec> {
    TABLE.iter().find(|spec| spec.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::{ParamGroup, ParamKind, Params, SliderScale, Value};
    use std::collections::BTreeMap;

    /// Every field of [`Params`] by dotted name with its value as text, read off the derived `Debug`: a field that is
    /// added to the struct is here without anyone having to think of it.
    fn fields(params: &Params) -> BTreeMap<String, String> {
        let mut fields = BTreeMap::new();
        let mut outer = String::new();
        let text = format!("{params:#?}").replace("Some(\n        ", "Some(").replace(",\n    )", ")");
        for line in text.lines() {
            let Some((name, value)) = line.trim().trim_end_matches(',').split_once(": ") else { continue };
            match line.len() - line.trim_start().len() {
                4 if value.ends_with('{') => name.clone_into(&mut outer),
                4 => drop(fields.insert(name.to_owned(), value.to_owned())),
                8 => drop(fields.insert(format!("{outer}.{name}"), value.to_owned())),
                indent => panic!("unexpected indent {indent}: {line}"),
            }
        }
        fields
    }

    #[test]
    fn every_field_has_exactly_one_row() {
        let mut rows: Vec<&str> = TABLE.iter().map(|spec| spec.name).collect();
        rows.sort_unstable();
        let fields: Vec<String> = fields(&Params::default()).into_keys().collect();
        assert_eq!(rows, fields, "rows and fields of Params");
    }

    #[test]
    fn every_row_sets_its_own_field_and_no_other() {
        let default = Params::default();
        for spec in TABLE {
            let mut changed = default.clone();
            changed.set(spec.name, &another_value(spec)).expect("a valid value");
            let (before, after) = (fields(&default), fields(&changed));
            let differing: Vec<&String> = before.keys().filter(|name| before[*name] != after[*name]).collect();
            assert_eq!(differing, [spec.name], "set {}", spec.name);
            assert_eq!(changed.get(spec.name), Some(another_value(spec)), "get {}", spec.name);
        }
    }

    /// A valid value that is not the default.
    fn another_value(spec: &ParamSpec) -> Value {
        let default = spec.default_value();
        let candidates = match spec.kind {
            ParamKind::Number { min, max, .. } => vec![Value::Number(min), Value::Number(max)],
            ParamKind::OptionalNumber { min, .. } => vec![Value::Auto, Value::Number(min)],
            ParamKind::Count { min, max } => vec![Value::Count(min), Value::Count(max)],
            ParamKind::Switch => vec![Value::Switch(false), Value::Switch(true)],
            ParamKind::Choice(words) => words.iter().map(|word| Value::Choice((*word).to_owned())).collect(),
        };
        candidates.into_iter().find(|value| *value != default).expect("more than one value")
    }

    #[test]
    fn rows_are_whole() {
        for spec in TABLE {
            assert!(spec.check(&spec.default_value()).is_ok(), "{}: the default is valid", spec.name);
            for text in [spec.summary, spec.ablation] {
                assert!(text.ends_with('.') && text.len() > 15, "{}: a sentence", spec.name);
                assert!(!text.contains(['|', '\n']), "{}: fits a table cell", spec.name);
            }
            if let ParamKind::Number { min, max, scale } | ParamKind::OptionalNumber { min, max, scale } = spec.kind {
                assert!(min < max && min.is_finite() && max.is_finite(), "{}: a range", spec.name);
                assert_eq!(
                    scale == SliderScale::LogWithZero,
                    min == 0.0 && scale != SliderScale::Linear,
                    "{}: scale",
                    spec.name
                );
            }
        }
    }

    #[test]
    fn groups_stand_together() {
        let mut seen: Vec<ParamGroup> = TABLE.iter().map(|spec| spec.group).collect();
        seen.dedup();
        assert_eq!(seen, ParamGroup::ALL, "each group once, in order");
    }
}
