//! From the text of a talk to a [`Talk`], with the place of everything that is wrong.
//!
//! As with presets, the first look splits the text into names and values, which are slices of it: so the line and column of
//! each are known.

use super::scene::{PlannedChange, SceneMeasurement, Talk, TalkError, TalkScene, When};
use crate::files::{printable_message, printable_name};
use crate::maps::Arena;
use crate::preset::{Field, FieldList, Params, Preset, bundled, find, nearest, read_value, ron_options};
use crate::runs::RECORDING_ENDING;
use ron::value::RawValue;
use std::ops::RangeInclusive;
use std::path::Path;

const VERSION: u64 = 1;
const MOST_SCENES: usize = 200;
const MOST_CHANGES: usize = 100;
/// Longest title or sentence for the audience, and longest note for the presenter, bytes.
const LONGEST: usize = 400;
const LONGEST_NOTE: usize = 20_000;
/// A day.
const SECONDS: RangeInclusive<f64> = 1.0..=86_400.0;
const SPEEDS: RangeInclusive<f64> = 0.1..=1e6;

const TALK_FIELDS: [&str; 4] = ["version", "title", "idle_s", "scenes"];
const SCENE_FIELDS: [&str; 15] = [
    "title",
    "look_at",
    "note",
    "recording",
    "preset",
    "step",
    "steps_per_second",
    "panel",
    "beside",
    "module",
    "unit",
    "arena_m",
    "measure",
    "interventions",
    "duration_s",
];
const CHANGE_FIELDS: [&str; 4] = ["after_s", "step", "name", "value"];

/// Reads a talk. `file` is what errors call the text, `folder` where the talk's own presets and recordings are (`None`
/// where nobody knows: then every scene with a recording names a preset as well), `panels` are those of the window.
///
/// # Errors
/// With file, line, column, field and what is valid there.
pub(crate) fn read_talk(
    file: &str,
    text: &str,
    folder: Option<&Path>,
    panels: &[&'static str],
) -> Result<Talk, TalkError> {
    TalkText { file, text, folder, panels }.talk()
}

/// The text that is read, and what it may name.
struct TalkText<'a> {
    file: &'a str,
    text: &'a str,
    folder: Option<&'a Path>,
    panels: &'a [&'static str],
}

impl<'a> TalkText<'a> {
    fn talk(&self) -> Result<Talk, TalkError> {
        let FieldList(fields) = ron_options().from_str(self.text).map_err(|error| TalkError::At {
            file: self.file.to_owned(),
            line: error.span.end.line,
            column: error.span.end.col,
            fault: printable_message(&error.code.to_string()),
        })?;
        self.check_names(&fields, &TALK_FIELDS)?;
        let Some(version) = of(&fields, "version") else {
            return Err(self.at(self.text, format!("`version` is missing; valid: version: {VERSION}")));
        };
        if self.whole(version)? != VERSION {
            return Err(self.wrong(version, &format!("{VERSION}, the version that this program reads")));
        }
        let Some(list) = of(&fields, "scenes") else {
            return Err(self.at(self.text, "`scenes` is missing; valid: scenes: [(title: \"…\", preset: \"modules\")]"));
        };
        let scenes = self.list(list, MOST_SCENES)?;
        if scenes.is_empty() {
            return Err(self.wrong(list, "a list with at least one scene"));
        }
        Ok(Talk {
            title: self.words(&fields, "title", LONGEST)?,
            folder: self.folder.map(Path::to_path_buf),
            idle_s: self.number(&fields, "idle_s", SECONDS)?,
            scenes: scenes.into_iter().map(|scene| self.scene(scene)).collect::<Result<_, _>>()?,
        })
    }

    fn scene(&self, text: &'a str) -> Result<TalkScene, TalkError> {
        let fields = self.inner(text, "a scene has to be parentheses with fields, like (title: \"…\")")?;
        self.check_names(&fields, &SCENE_FIELDS)?;
        let preset = of(&fields, "preset").map(|field| self.preset(field)).transpose()?;
        let recording = of(&fields, "recording").map(|field| self.recording(field, preset.is_some())).transpose()?;
        if preset.is_none() && recording.is_none() {
            return Err(self.at(text, "a scene shows a `recording` or a `preset`"));
        }
        let params = preset.as_ref().map(|preset| &preset.params);
        let measure = of(&fields, "measure").map(|field| self.one_of(field, &SceneMeasurement::ALL)).transpose()?;
        let module = of(&fields, "module").map(|field| self.whole_in(field, 1..=100)).transpose()?;
        let unit = of(&fields, "unit").map(|field| self.whole_in(field, 0..=100_000)).transpose()?;
        Ok(TalkScene {
            title: self.words(&fields, "title", LONGEST)?,
            look_at: self.words(&fields, "look_at", LONGEST)?,
            note: self.words(&fields, "note", LONGEST_NOTE)?,
            step: of(&fields, "step").map(|field| self.whole(field)).transpose()?,
            steps_per_second: self.number(&fields, "steps_per_second", SPEEDS)?,
            panel: of(&fields, "panel").map(|field| self.panel(field)).transpose()?,
            beside: of(&fields, "beside").map(|field| self.panel(field)).transpose()?,
            module: module.map(|module| module as usize - 1),
            unit: unit.map(|unit| unit as usize),
            arena_m: self.arena(&fields)?,
            measure,
            changes: of(&fields, "interventions")
                .map(|field| self.changes(field, params))
                .transpose()?
                .unwrap_or_default(),
            duration_s: self.number(&fields, "duration_s", SECONDS)?,
            recording,
            preset,
        })
    }

    /// Changes of a preset that trains; a recording has its own.
    fn changes(&self, field: &Field<'a>, params: Option<&Params>) -> Result<Vec<PlannedChange>, TalkError> {
        let Some(params) = params else {
            return Err(self.at(field.name, "`interventions` need a `preset` that trains: a recording has its own"));
        };
        let list = self.list(field, MOST_CHANGES)?;
        list.into_iter().map(|text| self.change(text, params)).collect()
    }

    fn change(&self, text: &'a str, params: &Params) -> Result<PlannedChange, TalkError> {
        let like = "(step: 500, name: \"capacity.enabled\", value: false)";
        let fields = self.inner(text, &format!("an intervention has to be parentheses with fields, like {like}"))?;
        self.check_names(&fields, &CHANGE_FIELDS)?;
        let missing = |name: &str| self.at(text, format!("`{name}` is missing in an intervention; valid: {like}"));
        let when = match (of(&fields, "after_s"), of(&fields, "step")) {
            (Some(_), None) => When::AfterS(self.number(&fields, "after_s", 0.0..=86_400.0)?.unwrap_or_default()),
            (None, Some(step)) => When::Step(self.whole(step)?),
            _ => return Err(self.at(text, "an intervention has either `after_s` or `step`")),
        };
        let name_field = of(&fields, "name").ok_or_else(|| missing("name"))?;
        let value = of(&fields, "value").ok_or_else(|| missing("value"))?;
        let name: String =
            read_value(name_field.value).ok_or_else(|| self.wrong(name_field, "a text in double quotes"))?;
        let mut changed = params.clone();
        let set = changed.set_text(&name, value.value).map_err(|error| {
            let place = if find(&name).is_some() { value.value } else { name_field.value };
            self.at(place, error.to_string())
        });
        Ok(PlannedChange { when, value: set?, name })
    }

    fn preset(&self, field: &Field<'a>) -> Result<Preset, TalkError> {
        let name = self.name(field)?;
        if let Some(preset) = bundled().iter().find(|preset| preset.name == name) {
            return Ok(preset.clone());
        }
        if let Some(path) = self.folder.map(|folder| folder.join(format!("{name}.ron"))).filter(|path| path.is_file()) {
            return Preset::read(&path).map_err(|error| self.at(field.value, error.to_string()));
        }
        let nearest = nearest(&name, bundled().iter().map(|preset| preset.name.as_str())).unwrap_or_default();
        let fault = format!(
            "there is no preset `{}` in the program or in this folder; the nearest name is `{nearest}`",
            printable_name(&name)
        );
        Err(self.at(field.value, fault))
    }

    fn recording(&self, field: &Field<'a>, has_preset: bool) -> Result<String, TalkError> {
        let name = self.name(field)?;
        let file = format!("{name}.{RECORDING_ENDING}");
        let is_there = self.folder.is_some_and(|folder| folder.join(&file).is_file());
        if is_there || has_preset {
            return Ok(name);
        }
        let fault = format!("there is no {file} beside the talk, and no `preset` to train instead");
        Err(self.at(field.value, fault))
    }

    /// A name that stays in the folder.
    fn name(&self, field: &Field<'a>) -> Result<String, TalkError> {
        let name: Option<String> = read_value(field.value);
        let is_plain = |name: &String| {
            let bad = |c: char| c.is_control() || matches!(c, '/' | '\\' | ':');
            !name.is_empty() && name.len() <= 200 && !name.starts_with('.') && !name.contains(bad)
        };
        name.filter(is_plain).ok_or_else(|| self.wrong(field, "a name in double quotes, without folder and ending"))
    }

    fn panel(&self, field: &Field<'a>) -> Result<&'static str, TalkError> {
        let panels: Vec<(&'static str, &'static str)> = self.panels.iter().map(|name| (*name, *name)).collect();
        self.one_of(field, &panels)
    }

    /// What a word stands for.
    fn one_of<T: Copy>(&self, field: &Field<'a>, valid: &[(&'static str, T)]) -> Result<T, TalkError> {
        let names: Vec<&str> = valid.iter().map(|(name, _)| *name).collect();
        let word: String = read_value(field.value).ok_or_else(|| self.wrong(field, "a text in double quotes"))?;
        valid.iter().find(|(name, _)| *name == word).map(|(_, value)| *value).ok_or_else(|| {
            let all = names.join(", ");
            self.at(field.value, format!("`{}` cannot be {}; valid: {all}", field.name, printable_name(&word)))
        })
    }

    fn arena(&self, fields: &[Field<'a>]) -> Result<Option<f32>, TalkError> {
        let (least, most) = Arena::SIDES_M.into_inner();
        Ok(self.number(fields, "arena_m", f64::from(least)..=f64::from(most))?.map(|side_m| side_m as f32))
    }

    /// The texts of a list.
    fn list(&self, field: &Field<'a>, most: usize) -> Result<Vec<&'a str>, TalkError> {
        let list: Result<Vec<&'a RawValue>, _> = ron_options().from_str(field.value);
        let list = list.map_err(|_| self.wrong(field, "a list in square brackets"))?;
        if list.len() > most {
            return Err(self.wrong(field, &format!("a list of at most {most}")));
        }
        Ok(list.into_iter().map(|text| text.get_ron().trim()).collect())
    }

    fn inner(&self, text: &'a str, fault: &str) -> Result<Vec<Field<'a>>, TalkError> {
        let fields = ron_options().from_str(text);
        fields.map(|FieldList(fields)| fields).map_err(|_| self.at(text, fault))
    }

    /// A text of at most so many bytes; empty where it is not given.
    fn words(&self, fields: &[Field<'a>], name: &str, longest: usize) -> Result<String, TalkError> {
        let Some(field) = of(fields, name) else { return Ok(String::new()) };
        let words: Option<String> = read_value(field.value);
        let valid = format!("a text in double quotes of at most {longest} bytes");
        words.filter(|words| words.len() <= longest).ok_or_else(|| self.wrong(field, &valid))
    }

    fn number(&self, fields: &[Field<'a>], name: &str, range: RangeInclusive<f64>) -> Result<Option<f64>, TalkError> {
        let Some(field) = of(fields, name) else { return Ok(None) };
        let number = read_value::<f64>(field.value).filter(|number| range.contains(number));
        let valid = format!("a number from {} to {}", range.start(), range.end());
        number.map(Some).ok_or_else(|| self.wrong(field, &valid))
    }

    fn whole(&self, field: &Field<'a>) -> Result<u64, TalkError> {
        read_value(field.value).ok_or_else(|| self.wrong(field, "a whole number"))
    }

    fn whole_in(&self, field: &Field<'a>, range: RangeInclusive<u64>) -> Result<u64, TalkError> {
        let number = read_value(field.value).filter(|number| range.contains(number));
        let valid = format!("a whole number from {} to {}", range.start(), range.end());
        number.ok_or_else(|| self.wrong(field, &valid))
    }

    /// Every name is one of `valid` and none is there twice.
    fn check_names(&self, fields: &[Field<'a>], valid: &[&str]) -> Result<(), TalkError> {
        for (index, field) in fields.iter().enumerate() {
            let name = printable_name(field.name);
            if !valid.contains(&field.name) {
                let nearest = nearest(field.name, valid.iter().copied()).unwrap_or_default();
                let fault = format!("there is no field `{name}` here; the nearest name is `{nearest}`");
                return Err(self.at(field.name, fault));
            }
            if of(&fields[..index], field.name).is_some() {
                return Err(self.at(field.name, format!("`{name}` is given twice")));
            }
        }
        Ok(())
    }

    fn wrong(&self, field: &Field<'a>, valid: &str) -> TalkError {
        self.at(field.value, format!("`{}` has to be {valid}", printable_name(field.name)))
    }

    /// A fault at `part`, a slice of the text.
    fn at(&self, part: &str, fault: impl Into<String>) -> TalkError {
        let offset = part.as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        let before = self.text.get(..offset).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        TalkError::At {
            file: self.file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            fault: fault.into(),
        }
    }
}

/// The field of a name, if it is there.
fn of<'f, 'a>(fields: &'f [Field<'a>], name: &str) -> Option<&'f Field<'a>> {
    fields.iter().find(|field| field.name == name)
}
