//! The texts in a checkpoint's header.

use crate::files::printable_name;
use crate::model::{Plateau, RateSchedule};
use crate::preset::Preset;
use crate::stream::Journal;
use crate::train::StateHead;
use std::collections::HashMap;

/// Version that is written.
pub(super) const VERSION: &str = "2";
/// Versions that are read.
pub(super) const READ: [&str; 2] = ["1", VERSION];
/// The array that holds the hash of the state.
pub(super) const STATE_HASH: &str = "gridscope.state_hash";
/// The array that holds the hash of the file before it.
pub(super) const FILE_HASH: &str = "gridscope.sha256";
/// Bytes of each of the two.
pub(super) const HASH_BYTES: usize = 32;

/// All that a header tells.
pub(super) struct CheckpointHeader {
    pub(super) version: String,
    /// The run it is of; `None` before version 2, which first named it.
    pub(super) run: Option<String>,
    pub(super) preset: Preset,
    pub(super) journal: Journal,
    pub(super) step: u64,
    pub(super) updates: u64,
    pub(super) schedule: RateSchedule,
}

/// The texts of a state.
pub(super) fn texts(state: StateHead<'_>, run: &str) -> HashMap<String, String> {
    let RateSchedule { origin, held, plateau } = state.schedule;
    let number = |value: f64| value.to_bits().to_string();
    let texts = [
        ("version", VERSION.into()),
        ("program", env!("CARGO_PKG_VERSION").into()),
        ("run", run.into()),
        ("name", state.preset.name.clone()),
        ("preset", state.preset.to_full_ron()),
        ("journal", state.journal.to_ron()),
        ("step", state.step.to_string()),
        ("updates", state.updates.to_string()),
        ("schedule.origin", origin.to_string()),
        ("schedule.held", held.map_or_else(String::new, number)),
        ("plateau.factor", number(plateau.factor)),
        ("plateau.best", number(plateau.best)),
        ("plateau.since_best", plateau.since_best.to_string()),
        ("plateau.smoothed", number(plateau.smoothed)),
    ];
    texts.into_iter().map(|(key, text)| (format!("gridscope.{key}"), text)).collect()
}

impl CheckpointHeader {
    /// Reads the texts.
    ///
    /// # Errors
    /// In words: what is missing or cannot be.
    pub(super) fn parse(texts: &HashMap<String, String>) -> Result<Self, String> {
        let text = |key: &str| {
            texts
                .get(&format!("gridscope.{key}"))
                .map(String::as_str)
                .ok_or_else(|| format!("not a gridscope checkpoint: no `{key}`"))
        };
        let count = |key: &str| {
            let text = text(key)?;
            text.parse::<u64>().map_err(|_| format!("`gridscope.{key}` is not a whole number"))
        };
        let number = |key: &str| Ok::<f64, String>(f64::from_bits(count(key)?));
        let version = text("version")?;
        if !READ.contains(&version) {
            return Err(format!(
                "a checkpoint of version {}; this program reads versions {}",
                printable_name(version),
                READ.join(" and ")
            ));
        }
        let run = if version == "1" { None } else { Some(text("run")?.to_owned()) };
        let preset = Preset::from_ron(text("name")?, text("preset")?).map_err(|error| format!("preset: {error}"))?;
        let journal = Journal::from_ron(text("journal")?).map_err(|error| format!("journal: {error}"))?;
        let held = if text("schedule.held")?.is_empty() { None } else { Some(number("schedule.held")?) };
        let plateau = Plateau {
            factor: number("plateau.factor")?,
            best: number("plateau.best")?,
            since_best: count("plateau.since_best")?,
            smoothed: number("plateau.smoothed")?,
        };
        let schedule = RateSchedule { origin: count("schedule.origin")?, held, plateau };
        let (step, updates) = (count("step")?, count("updates")?);
        let header = Self { version: version.into(), run, preset, journal, step, updates, schedule };
        header.check()?;
        Ok(header)
    }

    /// Whether the numbers can be those of a run.
    fn check(&self) -> Result<(), String> {
        self.preset.params.check().map_err(|error| error.to_string())?;
        let Self { step, updates, schedule: RateSchedule { origin, held, plateau }, journal, .. } = self;
        let is = |holds: bool, what: String| if holds { Ok(()) } else { Err(what) };
        is(*step < 1 << 62, format!("`gridscope.step` is {step}; valid: below 2^62"))?;
        is(updates <= step, format!("`gridscope.updates` is {updates}; valid: 0 to the step, {step}"))?;
        is(origin <= step, format!("`gridscope.schedule.origin` is {origin}; valid: 0 to the step, {step}"))?;
        let rate = held.unwrap_or(0.0);
        is((0.0..=1e6).contains(&rate), format!("`gridscope.schedule.held` is {rate}; valid: 0 to 1e6"))?;
        let factor = plateau.factor;
        is((0.0..=1.0).contains(&factor), format!("`gridscope.plateau.factor` is {factor}; valid: 0 to 1"))?;
        let steps: Vec<u64> = journal.entries.iter().map(|entry| entry.step).collect();
        is(
            steps.is_sorted() && steps.last().is_none_or(|last| last <= step),
            "journal: its steps do not grow up to the step".into(),
        )
    }
}
