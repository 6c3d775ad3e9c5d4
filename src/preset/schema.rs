//! A preset: a named experiment with what it is for, and its file format.

use super::migrate::CURRENT_VERSION;
use super::params::Params;
use super::script::{ScriptedChange, schedule_end};
use super::spec::ParamSpec;
use super::table::TABLE;
use std::fmt::Write;

/// An experiment that a user can name, save, share. In a file only what differs from the defaults need stand:
///
/// ```ron
/// (
///     version: 1,
///     purpose: "one line",
///     look_at: "what to look at, and what to expect",
///     seed: 3,
///     parameters: (
///         units: 64,
///         capacity: (enabled: false),
///     ),
///     journal: [
///         (step: 2000, name: "capacity.enabled", value: true),
///         (step: 2000, name: "rate.restart", value: true),
///     ],
/// )
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Preset {
    /// The file's name without its final `.ron`.
    pub name: String,
    /// What it is for, in one line.
    pub purpose: String,
    /// What to look at, and what is expected.
    pub look_at: String,
    /// Anything longer: figures seen, what was chosen and why. May be empty.
    pub notes: String,
    /// All parameters, the seed among them, as a run begins with them.
    pub params: Params,
    /// What a run changes by itself, in the order of the steps; empty for most.
    pub script: Vec<ScriptedChange>,
}

impl Preset {
    /// A preset with no words about it.
    #[must_use]
    pub fn new(name: &str, params: Params) -> Self {
        let [purpose, look_at, notes] = [const { String::new() }; 3];
        Self { name: name.to_owned(), purpose, look_at, notes, params, script: Vec::new() }
    }

    /// Steps to the end of the rate schedule, with what the script does to it.
    #[must_use]
    pub fn schedule_steps(&self) -> u64 {
        let changes = self.script.iter().map(|change| (change.step, change.name.as_str(), change.value.as_str()));
        schedule_end(0, self.params.training_steps as u64, changes)
    }

    /// The preset as a file: only the parameters that differ from their defaults.
    #[must_use]
    pub fn to_ron(&self) -> String {
        let default = Params::default();
        self.write(|spec| spec.value_in(&self.params) != spec.value_in(&default))
    }

    /// The preset as a file with every parameter, for a record that holds when defaults change.
    #[must_use]
    pub fn to_full_ron(&self) -> String {
        self.write(|_| true)
    }

    fn write(&self, included: impl Fn(&ParamSpec) -> bool) -> String {
        let mut text = String::from(
            "// A gridscope preset. Parameters that are not given keep their defaults; `gridscope presets` lists presets.\n(\n",
        );
        let mut line = |content: &str| {
            let _ = writeln!(text, "    {content},");
        };
        line(&format!("version: {CURRENT_VERSION}"));
        for (name, words) in [("purpose", &self.purpose), ("look_at", &self.look_at), ("notes", &self.notes)] {
            if !(words.is_empty() && name == "notes") {
                line(&format!("{name}: {}", quoted(words)));
            }
        }
        line(&format!("seed: {}", self.params.seed));
        let parameters = self.parameter_lines(included);
        if !parameters.is_empty() {
            line(&format!("parameters: (\n        {},\n    )", parameters.join(",\n        ")));
        }
        if !self.script.is_empty() {
            let changes: Vec<String> = self.script.iter().map(ToString::to_string).collect();
            line(&format!("journal: [\n        {},\n    ]", changes.join(",\n        ")));
        }
        text.push_str(")\n");
        text
    }

    /// `name: value` for plain parameters, `name: (part: value, …)` for the parts of a loss term.
    fn parameter_lines(&self, included: impl Fn(&ParamSpec) -> bool) -> Vec<String> {
        let mut lines = Vec::new();
        let mut open: Option<(&str, Vec<String>)> = None;
        for spec in TABLE.iter().filter(|spec| spec.name != "seed" && included(spec)) {
            let (outer, part) = spec.name.split_once('.').map_or((None, spec.name), |(o, part)| (Some(o), part));
            let entry = format!("{part}: {}", spec.value_in(&self.params));
            match (outer, &mut open) {
                (Some(outer), Some((name, parts))) if *name == outer => parts.push(entry),
                (Some(outer), _) => lines.extend(open.replace((outer, vec![entry])).map(closed)),
                (None, _) => {
                    lines.extend(open.take().map(closed));
                    lines.push(entry);
                }
            }
        }
        lines.extend(open.take().map(closed));
        lines
    }
}

fn closed((name, parts): (&str, Vec<String>)) -> String {
    format!("{name}: ({})", parts.join(", "))
}

/// Text as RON: of several lines raw, so that it stays readable, otherwise in double quotes.
fn quoted(words: &str) -> String {
    let printable = |c: char| c == '\n' || !c.is_control();
    if words.contains('\n') && words.chars().all(printable) {
        let longest = words.split(|c| c != '#').map(str::len).max().unwrap_or(0);
        let hashes = "#".repeat(longest + 1);
        return format!("r{hashes}\"{words}\"{hashes}");
    }
    let mut text = String::from('"');
    for c in words.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            c if c.is_control() => text.extend(c.escape_default()),
            c => text.push(c),
        }
    }
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::{ParamKind, PresetError, PresetFault, TermSetting, Value};
    use proptest::prelude::*;

    /// A valid value of a row from any 64 bits.
    fn value(spec: &ParamSpec, bits: u64) -> Value {
        let share = bits as f64 / u64::MAX as f64;
        let between = |min: f64, max: f64| Value::Number((min + share * (max - min)).clamp(min, max));
        match spec.kind {
            ParamKind::OptionalNumber { .. } if bits.is_multiple_of(3) => Value::Auto,
            ParamKind::Number { min, max, .. } | ParamKind::OptionalNumber { min, max, .. } => between(min, max),
            ParamKind::Count { min: 0, max: u64::MAX } => Value::Count(bits),
            ParamKind::Count { min, max } => Value::Count(min + bits % (max - min + 1)),
            ParamKind::Switch => Value::Switch(bits.is_multiple_of(2)),
            ParamKind::Choice(words) => Value::Choice(words[bits as usize % words.len()].to_owned()),
        }
    }

    fn any_preset() -> impl Strategy<Value = Preset> {
        let changes = proptest::collection::vec(proptest::option::of(any::<u64>()), TABLE.len());
        let script = proptest::collection::vec((0..TABLE.len() + 2, any::<u64>(), 0..1000_u64), 0..4);
        let words = || "(?s)[ -~\nσ\\\\\t\r\u{0}]{0,40}|[\"#\n]{0,12}|.{0,40}";
        (changes, words(), words(), words(), script).prop_map(|(changes, purpose, look_at, notes, planned)| {
            let mut params = Params::default();
            for (spec, bits) in TABLE.iter().zip(changes) {
                if let Some(bits) = bits {
                    params.set(spec.name, &value(spec, bits)).expect("a valid value");
                }
            }
            params.warmup_steps = params.warmup_steps.min(params.training_steps);
            let (mut later, mut script, mut step) = (params.clone(), Vec::new(), 0);
            for (row, bits, steps) in planned {
                step += steps;
                let (name, value) = match TABLE.get(row) {
                    Some(spec) => (spec.name, value(spec, bits).to_string()),
                    None if row == TABLE.len() => (ScriptedChange::HOLD, bits.is_multiple_of(2).to_string()),
                    None => (ScriptedChange::RESTART, "true".to_owned()),
                };
                let change = ScriptedChange { step, name: name.to_owned(), value };
                if change.make(&mut later).is_ok() {
                    script.push(change); // what cannot be made is refused, which is another test
                }
            }
            Preset { name: "any.name-0.1".to_owned(), purpose, look_at, notes, params, script }
        })
    }

    #[test]
    fn a_schedule_that_begins_again_is_longer() {
        let journal = r#"[(step: 400, name: "rate.restart", value: true)]"#;
        let text = format!("(version: 1, parameters: (training_steps: 500), journal: {journal})");
        let preset = Preset::from_ron("scripted", &text).expect("valid");
        assert_eq!(preset.schedule_steps(), 900);
        assert_eq!(Preset { script: Vec::new(), ..preset }.schedule_steps(), 500);
    }

    proptest! {
        #[test]
        fn round_trip(preset in any_preset()) {
            for text in [preset.to_ron(), preset.to_full_ron()] {
                let read = Preset::from_ron(&preset.name, &text);
                prop_assert_eq!(read.map_err(|e| TestCaseError::fail(format!("{e}\n{text}")))?, preset.clone());
            }
        }

        #[test]
        fn no_text_panics(text in "(?s).{0,80}|[()a-z_:,0-9.\"/* \n]{0,80}") {
            let _ = Preset::from_ron("any", &text);
            let _ = Preset::from_ron("any", &format!("(version: 1, {text})"));
            let _ = Preset::from_ron("any", &format!("(version: 1, parameters: ({text}))"));
        }
    }

    #[test]
    fn writes_only_what_differs() {
        let mut preset = Preset::new("mine", Params::default());
        preset.params.seed = 3;
        preset.params.capacity.enabled = false;
        preset.params.conformal_radius = Some(0.12);
        preset.purpose = "say \"hello\"".to_owned();
        let text = preset.to_ron();
        let body = text.split_once('\n').expect("a header comment").1;
        let expected = "(\n    version: 1,\n    purpose: \"say \\\"hello\\\"\",\n    look_at: \"\",\n    seed: 3,\n    \
            parameters: (\n        capacity: (enabled: false),\n        conformal_radius: 0.12,\n    ),\n)\n";
        assert_eq!(body, expected);
        let full = preset.to_full_ron();
        for spec in TABLE {
            let last = spec.name.rsplit('.').next().expect("a name");
            assert!(full.contains(last), "{} is written", spec.name);
        }
    }

    #[test]
    fn reads_what_people_write() {
        let text = r"// my preset
            (
                version: 1, // the current one
                purpose: r#notes,
            )"
        .replace("r#notes", "\"σ wide\"");
        assert_eq!(Preset::from_ron("mine", &text).expect("valid").purpose, "σ wide");
        let text = "(version: 1, parameters: (units: 64 /* few */, separation: (weight: 2), invariance: (), conformal_radius: auto // follows\n))";
        let params = Preset::from_ron("mine", text).expect("valid").params;
        assert_eq!((params.units, params.conformal_radius), (64, None));
        assert_eq!(params.separation, TermSetting { weight: 2.0, enabled: true });
    }

    /// Line, column and fault of a text that has to be refused.
    fn fault(text: &str) -> (usize, usize, PresetFault) {
        match Preset::from_ron("bad", text) {
            Err(PresetError::At { file, line, column, fault }) => {
                assert_eq!(file, "bad");
                (line, column, fault)
            }
            other => panic!("{text} gave {other:?}"),
        }
    }

    #[test]
    fn faults_have_their_place_and_remedy() {
        for (text, place, words) in [
            ("(version: 1,\n parameters: (\n  unit: 64,\n ))", (3, 3), "`unit` here; the nearest name is `units`"),
            (
                "(version: 1,\n parameters: (\n  units: 1,\n ))",
                (3, 10),
                "`units` cannot be 1; valid: whole number from 2 to 1024",
            ),
            ("(version: 1,\n parameters: (sigma_x: 5))", (2, 24), "`sigma_x` cannot be 5.0; valid: 0.001 to 2.0 m"),
            ("(version: 1,\n parameters: (sigma_x: \"σ\"))", (2, 24), "valid: 0.001 to 2.0 m"),
            ("(version: 1,\n parameters: (schedule: steady))", (2, 25), "warmup_decay or plateau"),
            (
                "(version: 1, parameters: (capacity: (wieght: 1)))",
                (1, 38),
                "`capacity.wieght` here; the nearest name is `capacity.weight`",
            ),
            ("(version: 1, parameters: (capacity: 0.5))", (1, 37), "`capacity` has to be parentheses"),
            ("(version: 1, parameters: (seed: 0))", (1, 27), "`seed` has to be beside `parameters`"),
            ("(version: 1, sigma_x: 0.1)", (1, 14), "`sigma_x` has to be inside `parameters"),
            ("(version: 1, capacity: (weight: 0))", (1, 14), "`capacity` has to be inside `parameters"),
            ("(version: 1, parameters: 3)", (1, 26), "`parameters` has to be"),
            ("(version: 1, parameters: (units: 64, units: 65))", (1, 38), "twice"),
            ("(version: 1, porpuse: \"\")", (1, 14), "nearest name is `purpose`"),
            ("(version: 1, purpose: 1)", (1, 23), "text in double quotes"),
            ("(version: 1, seed: -1)", (1, 20), "`seed` cannot be -1"),
            ("(version: 2, anything: 1)", (1, 11), "newer gridscope"),
            ("(version: 0)", (1, 11), "no preset version 0"),
            ("(version: one)", (1, 11), "whole number"),
            ("\n(purpose: \"\")", (1, 1), "`version` is missing"),
            ("(version: 1,\n parameters: (training_steps: 10))", (2, 2), "at most `training_steps`"),
            ("(version: 1,\n parameters: (units: 64\n  hidden: 32))", (3, 3), "comma"),
            ("(version: 1,\n seed: 3", (2, 9), "comma"),
            ("(version: 1,\n journal: 3)", (2, 11), "`journal` has to be a list"),
            ("(version: 1,\n journal: [\n  3])", (3, 3), "`journal` has to be a list"),
            ("(version: 1, journal: [(step: 3, name: \"sigma_g\")])", (1, 24), "`value` is missing"),
            ("(version: 1, journal: [(stop: 3)])", (1, 25), "`journal.stop` here; the nearest name is `journal.step`"),
            ("(version: 1, journal: [(step: -3, name: \"a\", value: 1)])", (1, 31), "whole number from 0"),
            (
                "(version: 1, journal: [(step: 3, name: \"sigmag\", value: 1)])",
                (1, 40),
                "no parameter `sigmag`; the nearest name is `sigma_g`",
            ),
            (
                "(version: 1, journal: [(step: 3, name: \"rate.hld\", value: true)])",
                (1, 40),
                "the nearest name is `rate.hold`",
            ),
            ("(version: 1, journal: [(step: 3, name: \"units\", value: 9)])", (1, 40), "`units` cannot change while"),
            ("(version: 1, journal: [(step: 3, name: \"sigma_g\", value: 9)])", (1, 58), "valid: 0.01 to 3.0"),
            ("(version: 1, journal: [(step: 3, name: \"rate.hold\", value: 9)])", (1, 60), "valid: true or false"),
            (
                "(version: 1, journal: [\n(step: 3, name: \"sigma_g\", value: 1),\n(step: 2, name: \"sigma_g\", value: 2)])",
                (3, 8),
                "step 2 follows step 3",
            ),
            (
                "(version: 1, journal: [(step: 3, name: \"training_steps\", value: 5)])",
                (1, 65),
                "at most `training_steps`",
            ),
        ] {
            let (line, column, fault) = fault(text);
            assert!(fault.to_string().contains(words), "{text}\ngave {fault}");
            assert_eq!((line, column), place, "{text}\ngave {fault}");
        }
    }

    #[test]
    fn a_file_is_named_by_its_name_and_stays_as_it_is() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("no-capacity-sigma-g-0.1.ron");
        std::fs::write(&path, "(version: 1)").expect("writable");
        assert_eq!(Preset::read(&path).expect("valid").name, "no-capacity-sigma-g-0.1");
        let broken = "(version: 1, parameters: (units: 0))";
        std::fs::write(&path, broken).expect("writable");
        let error = Preset::read(&path).expect_err("out of range").to_string();
        assert!(error.starts_with(&format!("{}:1:34: ", path.display())), "{error}");
        assert_eq!(std::fs::read_to_string(&path).expect("there"), broken, "the file is untouched");
        Preset::read(folder.path()).expect_err("a folder is no preset");
    }
}
