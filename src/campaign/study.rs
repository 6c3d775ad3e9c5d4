//! A study as it is written down: which presets, which seeds, what varies, and what is measured.

use super::error::StudyError;
use crate::files::{printable_message, read_text};
use crate::maps::Arena;
use crate::measure::{Listed, MEASUREMENTS};
use crate::preset::ron_options;
use ron::value::RawValue;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// The version of study files that this program reads.
const VERSION: u64 = 1;
/// A study is text written by people; anything larger is another kind of file.
const MAX_BYTES: u64 = 1 << 20;
/// Longest title and label, bytes.
const LONGEST: usize = 400;

/// Many runs that are compared with one another. Presets × seeds × values: see [`StudyGroup`].
///
/// ```
/// use gridscope::campaign::Study;
///
/// let study = Study::from_ron("capacity", r#"(
///     version: 1,
///     title: "How much capacity?",
///     seeds: [0, 1, 2],
///     groups: [(preset: "instant", vary: [("capacity.weight", [0.25, 0.5])])],
/// )"#)?;
/// assert_eq!(study.rows(None)?.len(), 6);
/// # Ok::<(), gridscope::campaign::StudyError>(())
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Study {
    version: u64,
    /// What the study asks.
    pub title: String,
    /// What was expected and what was fixed beforehand; may be empty.
    #[serde(default)]
    pub notes: String,
    /// Seeds of every group that names none of its own.
    #[serde(default)]
    pub seeds: Vec<u64>,
    /// Side of the arena that every network is walked in at the end, metres.
    #[serde(default = "usual_arena")]
    pub arena_m: f32,
    /// A look at the units after so many steps each; `None` for none but the last.
    #[serde(default)]
    pub look_every: Option<u64>,
    /// What is measured at the end besides scores and modules, by the options of `gridscope analyze`.
    #[serde(default)]
    pub measure: Vec<String>,
    /// What is compared.
    pub groups: Vec<StudyGroup>,
}

/// Runs of one preset: one for each seed and each combination of values.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudyGroup {
    /// What tables call it; the preset's name unless said.
    #[serde(default)]
    pub label: Option<String>,
    /// A bundled preset, one of the user's, or a file beside the study's.
    pub preset: String,
    /// Seeds, instead of the study's.
    #[serde(default)]
    pub seeds: Option<Vec<u64>>,
    /// Training steps; those of the preset's schedule unless said.
    #[serde(default)]
    pub steps: Option<u64>,
    /// Parameters that differ from the preset's, in every run.
    #[serde(default)]
    pub set: BTreeMap<String, ParamText>,
    /// Parameters that differ from run to run: every combination of their values is trained.
    #[serde(default)]
    pub vary: Vec<(String, Vec<ParamText>)>,
    /// What changes while a run trains, after what the preset's own journal changes.
    #[serde(default)]
    pub journal: Vec<StudyChange>,
    /// Looks, instead of the study's.
    #[serde(default)]
    pub look_every: Option<u64>,
    /// The arena, instead of the study's.
    #[serde(default)]
    pub arena_m: Option<f32>,
    /// What is measured, instead of what the study names.
    #[serde(default)]
    pub measure: Option<Vec<String>>,
}

/// A change at a step.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudyChange {
    /// Steps done when it is made.
    pub step: u64,
    /// Dotted name of a parameter, `rate.hold` or `rate.restart`.
    pub name: String,
    pub value: ParamText,
}

/// The value of a parameter as it was written; a word may stand in quotation marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParamText(pub String);

impl<'de> Deserialize<'de> for ParamText {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let text = raw.get_ron().trim();
        Ok(Self(text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text).to_owned()))
    }
}

impl StudyGroup {
    /// What tables call it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.label.as_ref().unwrap_or(&self.preset)
    }
}

fn usual_arena() -> f32 {
    3.0
}

impl Study {
    /// Reads a study file; returns its text too.
    ///
    /// # Errors
    /// When it cannot be read, or with line, column and what is valid there.
    pub fn read(path: &Path) -> Result<(Self, String), StudyError> {
        let text = read_text(path, MAX_BYTES)?;
        Ok((Self::from_ron(&path.display().to_string(), &text)?, text))
    }

    /// Reads a study from text, which errors call `file`.
    ///
    /// # Errors
    /// With line, column and what is valid there.
    pub fn from_ron(file: &str, text: &str) -> Result<Self, StudyError> {
        let study: Self = ron_options().from_str(text).map_err(|error| StudyError::At {
            file: file.to_owned(),
            line: error.span.end.line,
            column: error.span.end.col,
            fault: printable_message(&error.code.to_string()),
        })?;
        study.check().map_err(|fault| StudyError::Refused { file: file.to_owned(), fault })?;
        Ok(study)
    }

    /// The measurements that are made of the networks of a group.
    #[must_use]
    pub fn measurements(&self, group: &StudyGroup) -> Vec<Listed> {
        let named = group.measure.as_ref().unwrap_or(&self.measure);
        let is_chosen = |listed: &&Listed| {
            let flag = listed.about().flag;
            flag.is_none_or(|flag| named.iter().any(|chosen| chosen == flag))
        };
        MEASUREMENTS.iter().filter(is_chosen).copied().collect()
    }

    fn check(&self) -> Result<(), String> {
        if self.version != VERSION {
            return Err(format!(
                "`version` is {}; valid: {VERSION}, the version that this program reads",
                self.version
            ));
        }
        if self.title.trim().is_empty() || self.title.len() > LONGEST {
            return Err(format!("`title` has to be a line of 1 to {LONGEST} bytes"));
        }
        if self.groups.is_empty() {
            return Err("`groups` is empty; valid: at least one, like groups: [(preset: \"instant\")]".into());
        }
        let mut sides_m = self.groups.iter().filter_map(|group| group.arena_m).chain([self.arena_m]);
        if let Some(side_m) = sides_m.find(|side_m| !Arena::SIDES_M.contains(side_m)) {
            return Err(format!("`arena_m` is {side_m}; valid: {} metres", Arena::sides_in_words()));
        }
        let flags: Vec<&str> = MEASUREMENTS
            .iter()
            .map(Listed::about)
            .filter(|about| !about.is_of_recordings)
            .filter_map(|about| about.flag)
            .collect();
        let mut named = self.groups.iter().filter_map(|group| group.measure.as_ref()).chain([&self.measure]).flatten();
        if let Some(unknown) = named.find(|chosen| !flags.contains(&chosen.as_str())) {
            return Err(format!("`measure` names {unknown:?}; valid: {}", flags.join(", ")));
        }
        let of_groups = self.groups.iter().map(|group| group.look_every);
        if of_groups.chain([self.look_every]).any(|every| every == Some(0)) {
            return Err("`look_every` is 0; valid: 1 step or more".into());
        }
        match self.groups.iter().position(|group| group.label.as_ref().is_some_and(|label| !is_label(label))) {
            Some(index) => Err(format!("group {}: `label` has to be a line of 1 to {LONGEST} bytes", index + 1)),
            None => Ok(()),
        }
    }
}

fn is_label(label: &str) -> bool {
    !label.trim().is_empty() && label.len() <= LONGEST && !label.contains(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        Study::from_ron("study.ron", text).expect_err("refused").to_string()
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let unknown = refused("(version: 1, title: \"a\",\n  groups: [(preset: \"instant\", sets: {})])");
        assert!(unknown.starts_with("study.ron:2:") && unknown.contains("sets"), "{unknown}");
        for (text, words) in [
            ("(version: 2, title: \"a\", groups: [(preset: \"instant\")])", "`version` is 2; valid: 1"),
            ("(version: 1, title: \" \", groups: [(preset: \"instant\")])", "`title`"),
            ("(version: 1, title: \"a\", groups: [])", "`groups` is empty"),
            ("(version: 1, title: \"a\", arena_m: 0.01, groups: [(preset: \"instant\")])", "`arena_m` is 0.01; valid"),
            ("(version: 1, title: \"a\", measure: [\"torus\"], groups: [(preset: \"instant\")])", "topology"),
            ("(version: 1, title: \"a\", look_every: 0, groups: [(preset: \"instant\")])", "`look_every` is 0"),
            ("(version: 1, title: \"a\", groups: [(preset: \"instant\", label: \"\")])", "group 1: `label`"),
        ] {
            let said = refused(text);
            assert!(said.contains(words), "{said}");
        }
    }

    #[test]
    fn words_may_stand_in_quotation_marks() {
        let text = "(version: 1, title: \"a\", groups: [(preset: \"instant\", set: {\"a\": disc, \"b\": \"disc\", \"c\": 0.5})])";
        let study = Study::from_ron("study.ron", text).expect("a study");
        assert_eq!(
            study.groups[0].set.values().map(|text| text.0.as_str()).collect::<Vec<_>>(),
            ["disc", "disc", "0.5"]
        );
    }

    #[test]
    fn measurements_are_named_as_on_the_command_line() {
        let keys = |measure: &str| {
            let text = format!("(version: 1, title: \"a\", measure: [{measure}], groups: [(preset: \"instant\")])");
            let study = Study::from_ron("study.ron", &text).expect("a study");
            study.measurements(&study.groups[0]).iter().map(|listed| listed.about().key).collect::<Vec<_>>()
        };
        let (usual, more) = (keys(""), keys("\"topology\", \"null\""));
        let text = "(version: 1, title: \"a\", measure: [\"null\"], groups: [(preset: \"instant\", measure: [])])";
        let own = Study::from_ron("study.ron", text).expect("a study");
        assert!(own.measurements(&own.groups[0]).iter().all(|listed| listed.about().flag.is_none()), "of the group");
        assert!(usual.contains(&"module_nulls") && !usual.contains(&"topology"), "{usual:?}");
        assert!(more.contains(&"topology") && more.contains(&"score_null"), "{more:?}");
    }
}
