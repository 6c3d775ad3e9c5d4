//! From the text of a preset to a [`Preset`], with the place of everything that is wrong.
//!
//! RON is read in two passes. The first splits a `(name: value, …)` into names and the texts of the values, which checks
//! the syntax; the second gives each text to its row of the parameter table. Names and texts are slices of the file, so
//! the line and column of each are known exactly.

use super::error::{PresetError, PresetFault};
use super::fields::{Field, FieldList};
use super::migrate::{CURRENT_VERSION, migrate};
use super::nearest::nearest;
use super::params::Params;
use super::reading::{read, ron_options};
use super::schema::Preset;
use super::script::ScriptedChange;
use super::table::{TABLE, find};
use crate::files::{printable_message, printable_name, read_text};
use ron::value::RawValue;
use std::path::Path;

/// A preset is text written by people; anything larger is another kind of file.
pub(super) const MAX_BYTES: u64 = 1 << 20;

/// Fields of a preset; `seed` is the one parameter that stands among them.
const FIELDS: [&str; 7] = ["version", "purpose", "look_at", "notes", "seed", "parameters", "journal"];
/// Fields of an entry of the journal.
const CHANGE_FIELDS: [&str; 3] = ["step", "name", "value"];

impl Preset {
    /// Reads a preset from text.
    ///
    /// # Errors
    /// With line, column, field, valid range and nearest valid name; the text goes by the preset's name.
    pub fn from_ron(name: &str, text: &str) -> Result<Self, PresetError> {
        parse(name, name, text)
    }

    /// Reads a preset file. Its name is the file's, without the final `.ron`.
    ///
    /// # Errors
    /// When the file cannot be read, or as [`Preset::from_ron`] with the file's path.
    pub fn read(path: &Path) -> Result<Self, PresetError> {
        let text = read_text(path, MAX_BYTES)?;
        let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let name = file_name.strip_suffix(".ron").unwrap_or(&file_name);
        parse(name, &path.display().to_string(), &text)
    }
}

/// Reads a preset. `name` is its name, `file` what errors call the text.
fn parse(name: &str, file: &str, text: &str) -> Result<Preset, PresetError> {
    let source = PresetText { file, text };
    let fields = source.top_level()?;
    let mut preset = Preset::new(name, Params::default());
    for field in &fields {
        match field.name {
            "purpose" => preset.purpose = source.words(field)?,
            "look_at" => preset.look_at = source.words(field)?,
            "notes" => preset.notes = source.words(field)?,
            "seed" => source.parameter(&mut preset.params, "seed", field)?,
            "parameters" => source.parameters(&mut preset.params, field)?,
            _ => {} // the version, which was dealt with, and the journal, which needs all parameters
        }
    }
    preset.params.check().map_err(|error| {
        let place = fields.iter().find(|field| field.name == "parameters").map_or(text, |field| field.name);
        source.at(place, error.into())
    })?;
    if let Some(field) = fields.iter().find(|field| field.name == "journal") {
        preset.script = source.script(preset.params.clone(), field)?;
    }
    Ok(preset)
}

/// The text that is read.
struct PresetText<'a> {
    file: &'a str,
    text: &'a str,
}

impl<'a> PresetText<'a> {
    /// The fields of the whole file, in the form of the current version.
    fn top_level(&self) -> Result<Vec<Field<'a>>, PresetError> {
        let FieldList(fields) = ron_options().from_str(self.text).map_err(|error| PresetError::At {
            file: self.file.to_owned(),
            line: error.span.end.line,
            column: error.span.end.col,
            fault: PresetFault::Syntax(printable_message(&error.code.to_string())),
        })?;
        let Some(version) = fields.iter().copied().find(|field| field.name == "version") else {
            let valid = format!("version: {CURRENT_VERSION}");
            return Err(self.at(self.text, PresetFault::Missing { field: "version", valid }));
        };
        let number: u64 = read(version.value)
            .ok_or_else(|| self.wrong_kind(&version, &format!("a whole number, at most {CURRENT_VERSION}")))?;
        let fields = migrate(number, fields).map_err(|fault| self.at(version.value, fault))?;
        if let Some(field) = fields.iter().find(|field| is_parameter(field.name)) {
            return Err(self.misplaced(field, "inside `parameters: (…)`"));
        }
        self.check_names(&fields, "", &FIELDS)?;
        Ok(fields)
    }

    fn words(&self, field: &Field<'a>) -> Result<String, PresetError> {
        read(field.value).ok_or_else(|| self.wrong_kind(field, "a text in double quotes"))
    }

    /// `parameters: (…)`, with the two parts of each loss term in parentheses of their own.
    fn parameters(&self, params: &mut Params, field: &Field<'a>) -> Result<(), PresetError> {
        let fields = self.inner(field, "parentheses with fields, like (units: 64)")?;
        if let Some(field) = fields.iter().find(|field| field.name == "seed") {
            return Err(self.misplaced(field, "beside `parameters`, not in it"));
        }
        let names: Vec<&str> = TABLE.iter().map(|spec| outer_name(spec.name)).collect();
        self.check_names(&fields, "", &names)?;
        for field in &fields {
            if find(field.name).is_some() {
                self.parameter(params, field.name, field)?;
                continue;
            }
            let prefix = format!("{}.", field.name);
            let parts: Vec<&str> = TABLE.iter().filter_map(|spec| spec.name.strip_prefix(&prefix)).collect();
            let inner = self.inner(field, "parentheses with fields, like (weight: 1.0, enabled: true)")?;
            self.check_names(&inner, &prefix, &parts)?;
            for part in &inner {
                self.parameter(params, &format!("{prefix}{}", part.name), part)?;
            }
        }
        Ok(())
    }

    /// `journal: [(step: …, name: …, value: …), …]`: each has to be possible after those before it.
    fn script(&self, mut params: Params, field: &Field<'a>) -> Result<Vec<ScriptedChange>, PresetError> {
        let valid = "a list of changes, like [(step: 2000, name: \"capacity.enabled\", value: false)]";
        let entries = ron_options().from_str(field.value);
        let entries: Vec<&RawValue> = entries.map_err(|_| self.wrong_kind(field, valid))?;
        let mut script: Vec<ScriptedChange> = Vec::with_capacity(entries.len());
        for text in entries.into_iter().map(RawValue::get_ron) {
            let parts = self.inner(&Field { name: "journal", value: text }, valid)?;
            self.check_names(&parts, "journal.", &CHANGE_FIELDS)?;
            let part = |field: &'static str, valid: &str| {
                let missing = || PresetFault::Missing { field, valid: valid.to_owned() };
                parts.iter().find(|part| part.name == field).ok_or_else(|| self.at(text, missing()))
            };
            let step = part("step", "step: 2000")?;
            let name = part("name", "name: \"capacity.enabled\"")?;
            let value = part("value", "value: false")?;
            let after = script.last().map_or(0, |before| before.step);
            let number = read(step.value).filter(|number| *number < ScriptedChange::STEPS);
            let number = number.ok_or_else(|| self.wrong_kind(step, "a whole number from 0, below 2^62"))?;
            if number < after {
                return Err(self.at(step.value, PresetFault::Order { step: number, after }));
            }
            let change = ScriptedChange { step: number, name: self.words(name)?, value: value.value.trim().to_owned() };
            let change = change.make(&mut params).map_err(|fault| {
                let is_of_value = matches!(fault, PresetFault::Param(_));
                self.at(if is_of_value { value.value } else { name.value }, fault)
            })?;
            script.push(change);
        }
        Ok(script)
    }

    /// The fields of a value in parentheses, which is valid RON but may be anything else, like a number.
    fn inner(&self, field: &Field<'a>, valid: &str) -> Result<Vec<Field<'a>>, PresetError> {
        let fields = ron_options().from_str(field.value);
        fields.map(|FieldList(fields)| fields).map_err(|_| self.wrong_kind(field, valid))
    }

    fn parameter(&self, params: &mut Params, name: &str, field: &Field<'a>) -> Result<(), PresetError> {
        params.set_text(name, field.value).map(drop).map_err(|error| self.at(field.value, error.into()))
    }

    /// Every name is one of `valid` and none is there twice.
    fn check_names(&self, fields: &[Field<'a>], prefix: &str, valid: &[&str]) -> Result<(), PresetError> {
        for (index, field) in fields.iter().enumerate() {
            let full = |name: &str| format!("{prefix}{}", printable_name(name));
            if !valid.contains(&field.name) {
                let nearest = nearest(field.name, valid.iter().copied()).unwrap_or_default();
                let fault = PresetFault::UnknownField { field: full(field.name), nearest: full(nearest) };
                return Err(self.at(field.name, fault));
            }
            if fields[..index].iter().any(|earlier| earlier.name == field.name) {
                return Err(self.at(field.name, PresetFault::Twice { field: full(field.name) }));
            }
        }
        Ok(())
    }

    fn misplaced(&self, field: &Field<'a>, valid: &str) -> PresetError {
        self.at(field.name, PresetFault::WrongKind { field: printable_name(field.name), valid: valid.to_owned() })
    }

    fn wrong_kind(&self, field: &Field<'a>, valid: &str) -> PresetError {
        self.at(field.value, PresetFault::WrongKind { field: printable_name(field.name), valid: valid.to_owned() })
    }

    /// A fault at `part`, a slice of the text.
    fn at(&self, part: &str, fault: PresetFault) -> PresetError {
        let offset = part.as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        let before = self.text.get(..offset).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        PresetError::At {
            file: self.file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            fault,
        }
    }
}

/// The name under which a parameter stands in `parameters`: its own, or that of its loss term.
fn outer_name(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

/// Whether a field belongs into `parameters`.
fn is_parameter(name: &str) -> bool {
    name != "seed" && TABLE.iter().any(|spec| outer_name(spec.name) == name)
}
