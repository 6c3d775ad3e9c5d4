//! Parameters by name, symbol or words, and new values for them.

use super::entry::{Does, Entry, EntryGroup};
use super::score::{plain, score};
use crate::app::ask::Ask;
use crate::app::kit::number_field::number_in;
use crate::app::kit::param_row::words;
use crate::app::view::View;
use crate::preset::{ParamKind, ParamSpec, TABLE, Value};
use crate::stream::Command;

/// The parameters that a query is about, each with the value that it gives if it gives one.
pub(super) fn entries(query: &str, view: &View<'_>) -> Vec<Entry> {
    let query = query.replace(['=', ':'], " ");
    let (name, value) = split(&query);
    let name = plain(name);
    let mut found = Vec::new();
    for spec in TABLE {
        let own = plain(&format!("{} {} {}", words(spec), spec.name, spec.symbol));
        // A value may be a part of the name after all.
        let scored = score(&name, &own, &plain(spec.summary)).map(|score| (score, value));
        let whole = || score(&plain(&query), &own, &plain(spec.summary)).map(|score| (score, None));
        if let Some((score, value)) = scored.or_else(whole) {
            let line = entry(spec, value, view);
            // Who gives a value that can be taken means that, whatever else has such a name.
            let meant = match (value, &line.does) {
                (Some(_), Ok(_)) => 20_000,
                (Some(_), Err(_)) => 5_000,
                (None, _) => 0,
            };
            found.push(Entry { score: score + meant, ..line });
        }
    }
    found
}

/// A query as what names a parameter, and a value behind it.
fn split(query: &str) -> (&str, Option<&str>) {
    let query = query.trim();
    let Some((before, last)) = query.rsplit_once(' ') else { return (query, None) };
    if is_value(last) {
        return (before, Some(last));
    }
    let has_unit = TABLE.iter().any(|spec| !spec.unit.is_empty() && spec.unit == last);
    match before.trim_end().rsplit_once(' ') {
        Some((name, value)) if has_unit && is_value(value) => (name, Some(value)),
        _ => (query, None),
    }
}

/// Whether a word can be meant as a value.
fn is_value(word: &str) -> bool {
    let is_choice = |spec: &ParamSpec| matches!(spec.kind, ParamKind::Choice(choices) if choices.contains(&word));
    word.starts_with(|c: char| c.is_ascii_digit() || "+-−.".contains(c))
        || matches!(word, "on" | "off" | "true" | "false" | "auto")
        || TABLE.iter().any(is_choice)
}

fn entry(spec: &ParamSpec, typed: Option<&str>, view: &View<'_>) -> Entry {
    let now = view.sent.get(spec.name).cloned().unwrap_or_else(|| spec.value_in(&view.preset.params));
    let symbol = if spec.symbol.is_empty() { String::new() } else { format!(" {}", spec.symbol) };
    let shown = format!("{}{symbol}", words(spec));
    let again = if spec.live { "" } else { ", starts the run again" };
    let unit = if spec.unit.is_empty() { String::new() } else { format!(" {}", spec.unit) };
    let about = format!("now {}{unit}; valid: {}{again}", said(&now), spec.range_text());
    let (name, does) = match (typed, &now) {
        (Some(text), _) => {
            let does = read(spec, text).and_then(|value| asks(spec, &now, value, view));
            (format!("{shown}: set to {text}{unit}"), does)
        }
        (None, Value::Switch(on)) => {
            let word = if *on { "switch off" } else { "switch on" };
            (format!("{shown}: {word}"), asks(spec, &now, Value::Switch(!on), view))
        }
        (None, _) => {
            let does = if view.is_live { Ok(Does::Types(format!("{} ", spec.name))) } else { Err(RECORDED.to_owned()) };
            (format!("{shown}: type a value"), does)
        }
    };
    Entry { group: EntryGroup::Parameters, name, about, keys: String::new(), does, score: 0 }
}

const RECORDED: &str = "a recorded run cannot be changed";

/// A value as it is said: switches are on or off.
fn said(value: &Value) -> String {
    match value {
        Value::Switch(true) => "on".to_owned(),
        Value::Switch(false) => "off".to_owned(),
        other => other.to_string(),
    }
}

/// The value that a text says, or what would be valid.
fn read(spec: &ParamSpec, text: &str) -> Result<Value, String> {
    let text = match (spec.kind, text) {
        (ParamKind::Switch, "on") => "true".to_owned(),
        (ParamKind::Switch, "off") => "false".to_owned(),
        (ParamKind::Number { .. } | ParamKind::OptionalNumber { .. }, text) => {
            number_in(text).map_or_else(|| text.to_owned(), |number| format!("{number:?}"))
        }
        (_, text) => text.to_owned(),
    };
    Value::parse(spec, &text).map_err(|_| format!("not valid; valid: {}", spec.range_text()))
}

/// What sets a parameter: at once where it is live, else with a run that begins again.
fn asks(spec: &ParamSpec, now: &Value, value: Value, view: &View<'_>) -> Result<Does, String> {
    if !view.is_live {
        return Err(RECORDED.to_owned());
    }
    if value == *now {
        return Err("it has this value already".to_owned());
    }
    let name = spec.name.to_owned();
    let ask = match value {
        Value::Count(seed) if spec.name == "seed" => Ask::SetSeed(seed),
        value if spec.live => Ask::Send(Command::Set { name, value }),
        value => {
            let mut preset = view.preset.clone();
            let set = preset.params.set(spec.name, &value).and_then(|()| preset.params.check());
            set.map_err(|error| error.to_string())?;
            Ask::Begin(Box::new(preset))
        }
    };
    Ok(Does::Asks(vec![ask]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::kit::theme::Theme;
    use crate::app::testing::stage::Quiet;
    use crate::measure::Measurements;
    use std::sync::Arc;

    /// The best line for a query.
    fn best(query: &str) -> Entry {
        let (quiet, theme, measurements) = (Quiet::default(), Theme::light(), Measurements::new(Arc::new(|| {})));
        let found = entries(query, &quiet.view(&theme, &measurements));
        found.into_iter().rev().max_by_key(|entry| entry.score).unwrap_or_else(|| panic!("nothing for {query}"))
    }

    fn set(name: &str, value: Value) -> Does {
        Does::Asks(vec![Ask::Send(Command::Set { name: name.to_owned(), value })])
    }

    #[test]
    fn a_parameter_is_set_by_name_symbol_or_words() {
        for query in ["sigma_g 0.3", "sigma g 0.3", "σ_g 0.3", "sigma_g=0.3", "sigma_g 0,3", "sigma_g: .3"] {
            assert_eq!(best(query).does, Ok(set("sigma_g", Value::Number(0.3))), "{query}");
        }
        assert_eq!(best("sigma_x 0.07 m").does, Ok(set("sigma_x", Value::Number(0.07))), "with its unit");
        assert_eq!(best("capacity 0.25").does, Ok(set("capacity.weight", Value::Number(0.25))), "no switch takes it");
        assert_eq!(best("capacity weight 0.25").does, Ok(set("capacity.weight", Value::Number(0.25))));
        assert_eq!(best("capacity weight").does, Ok(Does::Types("capacity.weight ".to_owned())), "a value is missing");
        assert_eq!(
            best("capacity.weight 0.25").does,
            Ok(set("capacity.weight", Value::Number(0.25))),
            "as it was filled in"
        );
    }

    #[test]
    fn a_switch_is_switched_by_its_name_alone() {
        assert_eq!(best("capacity enabled").does, Ok(set("capacity.enabled", Value::Switch(false))));
        assert_eq!(best("permute off").does, Ok(set("permute", Value::Switch(false))));
        assert_eq!(best("permute on").does, Err("it has this value already".to_owned()));
    }

    #[test]
    fn what_is_not_valid_is_refused_with_what_is() {
        let refused = best("sigma_g 30").does.expect_err("too large");
        assert!(refused.contains("valid: ") && refused.contains(" to "), "{refused}");
        best("units 64.5").does.expect_err("no whole number");
    }

    #[test]
    fn what_needs_a_new_run_asks_for_one() {
        assert_eq!(best("seed 7").does, Ok(Does::Asks(vec![Ask::SetSeed(7)])));
        let Ok(Does::Asks(asks)) = best("units 64").does else { panic!("valid") };
        assert!(matches!(&asks[..], [Ask::Begin(preset)] if preset.params.units == 64), "{asks:?}");
    }
}
