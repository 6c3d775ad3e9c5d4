//! Which runs a study is made of, in a fixed order.

use super::error::StudyError;
use super::study::{ParamText, Study, StudyGroup};
use crate::files::checksum;
use crate::measure::Listed;
use crate::preset::{Preset, ScriptedChange, resolve, user_folder};
use std::collections::BTreeSet;
use std::path::Path;

/// A study of more runs than this is a slip of the pen.
pub const MOST_ROWS: usize = 10_000;

/// One run of a study: a row of its table.
#[derive(Clone, Debug)]
pub struct StudyRow {
    /// Its place in the table, from 0.
    pub index: usize,
    /// What tables call its group.
    pub label: String,
    /// The preset with everything that this run sets and changes, the seed among it.
    pub preset: Preset,
    /// Parameters that its group sets or varies, with the values of this run.
    pub settings: Vec<(String, String)>,
    /// Training steps.
    pub steps: u64,
    /// Side of the arena that it is walked in, metres.
    pub arena_m: f32,
    /// A look at the units after so many steps each.
    pub look_every: Option<u64>,
    /// What is measured at the end.
    pub measurements: Vec<Listed>,
    id: String,
}

impl Study {
    /// All runs: group by group, value by value (the last parameter that varies changes first), seed by seed. `folder` is where
    /// presets are looked for besides the usual places.
    ///
    /// # Errors
    /// When a preset is not there, or a group sets what is no parameter or not one of its values.
    pub fn rows(&self, folder: Option<&Path>) -> Result<Vec<StudyRow>, StudyError> {
        let (mut rows, mut known) = (Vec::new(), BTreeSet::new());
        for (index, group) in self.groups.iter().enumerate() {
            let refused = |fault: String| StudyError::Group { group: index + 1, fault };
            let preset = named(&group.preset, folder).map_err(|error| refused(error.to_string()))?;
            let seeds = group.seeds.as_ref().unwrap_or(&self.seeds);
            if seeds.is_empty() {
                return Err(refused("no `seeds`; valid: at least one, here or for the whole study".into()));
            }
            if let Some((name, _)) = group.vary.iter().find(|(_, values)| values.is_empty()) {
                return Err(refused(format!("`vary`: no value of {name:?}; valid: one or more")));
            }
            for values in combinations(&group.vary) {
                let settings: Vec<(&String, &ParamText)> = group.set.iter().chain(values.iter().copied()).collect();
                for &seed in seeds {
                    if rows.len() == MOST_ROWS {
                        return Err(refused(format!("more than {MOST_ROWS} runs; valid: at most so many")));
                    }
                    let row = self.row(rows.len(), group, (&preset, seed), &settings).map_err(refused)?;
                    if !known.insert(row.id.clone()) {
                        return Err(refused(format!(
                            "{}: this run is there already; valid: each run once",
                            row.words()
                        )));
                    }
                    rows.push(row);
                }
            }
        }
        Ok(rows)
    }

    fn row(
        &self,
        index: usize,
        group: &StudyGroup,
        (preset, seed): (&Preset, u64),
        settings: &[(&String, &ParamText)],
    ) -> Result<StudyRow, String> {
        let mut preset = preset.clone();
        let mut named = Vec::with_capacity(settings.len());
        for (name, ParamText(text)) in settings {
            let value = preset.params.set_text(name, text).map_err(|error| error.to_string())?;
            named.push(((*name).clone(), value.to_string()));
        }
        preset.params.seed = seed;
        preset.params.check().map_err(|error| error.to_string())?;
        preset.script.extend(group.journal.iter().map(|change| ScriptedChange {
            step: change.step,
            name: change.name.clone(),
            value: change.value.0.clone(),
        }));
        preset.script.sort_by_key(|change| change.step);
        let mut params = preset.params.clone();
        for change in &mut preset.script {
            let made = change.make(&mut params).map_err(|fault| format!("step {}: {fault}", change.step))?;
            *change = made;
        }
        let steps = group.steps.unwrap_or_else(|| preset.schedule_steps());
        let row = StudyRow {
            index,
            label: group.name().to_owned(),
            preset,
            settings: named,
            steps,
            arena_m: group.arena_m.unwrap_or(self.arena_m),
            look_every: group.look_every.or(self.look_every),
            measurements: self.measurements(group),
            id: String::new(),
        };
        Ok(StudyRow { id: row.made_id(), ..row })
    }
}

impl StudyRow {
    /// What names this run among all: it changes with everything that its numbers depend on, so that a finished row is known
    /// again whatever else a study was changed by.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    fn made_id(&self) -> String {
        // Of a preset all but its words, which may come to tell of this very study.
        let [purpose, look_at, notes] = [const { String::new() }; 3];
        let preset = Preset { purpose, look_at, notes, ..self.preset.clone() };
        let measured: Vec<&str> = self.measurements.iter().map(|listed| listed.about().key).collect();
        let text = format!(
            "{}\n{}\n{}\n{} steps, looks {:?}, {} m, {measured:?}",
            env!("CARGO_PKG_VERSION"),
            self.label,
            preset.to_full_ron(),
            self.steps,
            self.look_every,
            self.arena_m,
        );
        checksum(text.as_bytes())[..16].to_owned()
    }

    /// The run in a few words: `modules, sigma_g 0.3, seed 4`.
    #[must_use]
    pub fn words(&self) -> String {
        let settings = self.settings.iter().map(|(name, value)| format!("{name} {value}"));
        let parts = std::iter::once(self.label.clone()).chain(settings);
        parts.chain([format!("seed {}", self.preset.params.seed)]).collect::<Vec<_>>().join(", ")
    }
}

/// A preset beside the study, or one of the usual ones.
fn named(name: &str, folder: Option<&Path>) -> Result<Preset, crate::preset::PresetError> {
    match folder.map(|folder| folder.join(name)).filter(|path| path.is_file()) {
        Some(path) => Preset::read(&path),
        None => resolve(name, user_folder().as_deref()),
    }
}

/// Every combination of values, the last parameter changing first; one without any where nothing varies.
fn combinations(vary: &[(String, Vec<ParamText>)]) -> Vec<Vec<(&String, &ParamText)>> {
    vary.iter().fold(vec![Vec::new()], |combinations, (name, values)| {
        let with = |known: &Vec<_>, value| [known.as_slice(), &[(name, value)]].concat();
        combinations.iter().flat_map(|known| values.iter().map(move |value| with(known, value))).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(groups: &str) -> Result<Vec<StudyRow>, StudyError> {
        let text = format!("(version: 1, title: \"a\", seeds: [1, 2], groups: [{groups}])");
        Study::from_ron("study.ron", &text).expect("a study").rows(None)
    }

    fn refused(groups: &str) -> String {
        rows(groups).expect_err("refused").to_string()
    }

    #[test]
    fn the_last_value_changes_before_the_others_and_seeds_before_both() {
        let made = rows(r#"(preset: "instant", vary: [("sigma_g", [0.3, 0.5]), ("capacity.weight", [0.1, 0.2])])"#);
        let words: Vec<String> = made.expect("rows").iter().map(StudyRow::words).collect();
        assert_eq!(words.len(), 8);
        assert_eq!(words[0], "instant, sigma_g 0.3, capacity.weight 0.1, seed 1");
        assert_eq!(words[1], "instant, sigma_g 0.3, capacity.weight 0.1, seed 2");
        assert_eq!(words[2], "instant, sigma_g 0.3, capacity.weight 0.2, seed 1");
        assert_eq!(words[7], "instant, sigma_g 0.5, capacity.weight 0.2, seed 2");
    }

    #[test]
    fn a_row_keeps_its_name_until_something_that_it_depends_on_changes() {
        let id = |groups: &str| rows(groups).expect("rows")[0].id().to_owned();
        let own = id(r#"(preset: "instant")"#);
        assert_eq!(own, id(r#"(preset: "instant", seeds: [1, 5])"#), "another row beside it");
        let reworded = |notes: &str| {
            let mut row = rows(r#"(preset: "instant")"#).expect("rows").swap_remove(0);
            row.preset.notes = notes.to_owned();
            row.made_id()
        };
        assert_eq!(own, reworded("other words"));
        for other in [
            r#"(preset: "instant", label: "mine")"#,
            r#"(preset: "instant", steps: 10)"#,
            r#"(preset: "instant", set: {"sigma_g": 0.41})"#,
            r#"(preset: "instant", look_every: 10)"#,
            r#"(preset: "instant", journal: [(step: 5, name: "sigma_g", value: 0.3)])"#,
            r#"(preset: "instant", seeds: [2])"#,
        ] {
            assert_ne!(own, id(other), "{other}");
        }
    }

    #[test]
    fn what_cannot_be_trained_is_refused_with_its_group() {
        for (groups, words) in [
            (
                r#"(preset: "instant"), (preset: "instant", set: {"sigma": 1})"#,
                "group 2: there is no parameter `sigma`",
            ),
            (r#"(preset: "instant", vary: [("sigma_g", [])])"#, "no value of \"sigma_g\""),
            (r#"(preset: "instant", seeds: [])"#, "no `seeds`"),
            (r#"(preset: "instant", seeds: [3, 3])"#, "instant, seed 3: this run is there already"),
            (r#"(preset: "instant", journal: [(step: 5, name: "units", value: 9)])"#, "step 5: `units` cannot change"),
            (r#"(preset: "instnt")"#, "`instant`"),
        ] {
            let said = refused(groups);
            assert!(said.contains(words), "{said}");
        }
    }
}
