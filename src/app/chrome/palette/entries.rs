//! Everything that has a name, and what of it answers a query.

use super::entry::{Does, Entry, EntryGroup};
use super::parameters;
use super::score::{plain, score};
use crate::app::ask::Ask;
use crate::app::chrome::actions::possible::{has_units, trains};
use crate::app::chrome::actions::{ACTIONS, ActionSpec};
use crate::app::chrome::preset_row::OwnPreset;
use crate::app::kit::file_name;
use crate::app::kit::number_field::number_in;
use crate::app::panel::{Pane, Panel as _};
use crate::app::panels::unit::UnitPanel;
use crate::app::view::View;
use crate::maps::Arena;
use crate::preset;
use crate::stream::Command;
use eframe::egui::Context;
use std::path::PathBuf;

/// What is looked up once, when the field opens.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pub panes: Vec<Pane>,
    pub own_presets: Vec<OwnPreset>,
    pub runs: Vec<PathBuf>,
}

/// Lines of one group, at most.
const MOST: usize = 8;
/// What is named with a number is meant.
const MEANT: u32 = 100_000;

/// What answers a query, group by group, the best first. Everything while nothing is typed.
pub(super) fn find(query: &str, known: &Known, view: &View<'_>, ctx: &Context) -> Vec<Entry> {
    let mut found = named(&plain(query), known, view, ctx);
    found.extend(parameters::entries(query, view));
    found.extend(unit(query, view));
    found.extend(arena(query, view));
    let is_all = query.trim().is_empty();
    let mut groups: Vec<Vec<Entry>> = EntryGroup::ALL
        .iter()
        .map(|group| {
            let mut own: Vec<Entry> = found.iter().filter(|entry| entry.group == *group).cloned().collect();
            if !is_all {
                own.sort_by_key(|entry| std::cmp::Reverse(entry.score));
                own.truncate(MOST);
            }
            own
        })
        .collect();
    if !is_all {
        groups.sort_by_key(|own| std::cmp::Reverse(own.first().map_or(0, |entry| entry.score)));
    }
    groups.concat()
}

/// What has a name of its own. The query is plain.
fn named(query: &str, known: &Known, view: &View<'_>, ctx: &Context) -> Vec<Entry> {
    let mut found = Vec::new();
    let mut offer = |group, name: &str, about: &str, keys: String, does: Result<Vec<Ask>, String>| {
        if let Some(score) = score(query, &plain(name), &plain(about)) {
            let (name, about, does) = (name.to_owned(), about.to_owned(), does.map(Does::Asks));
            found.push(Entry { group, name, about, keys, does, score });
        }
    };
    for spec in ACTIONS.iter().filter(|spec| spec.ask != Ask::TogglePalette) {
        let does = spec.possible(view).map(|()| vec![spec.ask.clone()]).map_err(str::to_owned);
        offer(EntryGroup::Actions, bare_label(spec), spec.tooltip, spec.keys_text(ctx), does);
    }
    for pane in &known.panes {
        let name = format!("Show panel {}", pane.title);
        offer(EntryGroup::Panels, &name, "", String::new(), Ok(vec![Ask::ShowPane(pane.name)]));
    }
    for bundled in preset::bundled() {
        let does = Ok(vec![Ask::load(bundled.clone())]);
        offer(EntryGroup::Presets, &format!("Preset {}", bundled.name), &bundled.purpose, String::new(), does);
    }
    for own in &known.own_presets {
        let does = own.preset.as_ref().map(|preset| vec![Ask::load(preset.clone())]);
        let about = own.preset.as_ref().map_or("yours", |preset| preset.purpose.as_str());
        let does = does.ok_or_else(|| "it cannot be read; Open… says why".to_owned());
        offer(EntryGroup::Presets, &format!("Preset {}", own.name), about, String::new(), does);
    }
    for run in &known.runs {
        let does = Ok(vec![Ask::Send(Command::Open(run.clone()))]);
        offer(EntryGroup::Runs, &format!("Run {}", file_name(run)), "go on with it", String::new(), does);
    }
    found
}

fn bare_label(spec: &ActionSpec) -> &'static str {
    spec.label.trim_end_matches('…')
}

/// A unit by what its file calls it, or else by its number: `unit 17`, or the number alone.
fn unit(query: &str, view: &View<'_>) -> Option<Entry> {
    let query = query.trim().to_lowercase();
    let after = ["unit", "cell"].iter().find_map(|word| query.strip_prefix(word));
    let wanted = after.unwrap_or(&query).trim();
    // What a file calls its units counts, where it says.
    let labels = view.set.map_or(&[][..], |set| set.labels.as_slice());
    let unit = if labels.is_empty() {
        wanted.parse().ok()?
    } else {
        labels.iter().position(|label| label.to_lowercase() == wanted)?
    };
    let units = view.maps().map_or(0, |maps| maps.units);
    let does = match has_units(view) {
        Err(why) => Err(why.to_owned()),
        Ok(()) if unit >= units => Err(format!("the last unit is {}", units - 1)),
        Ok(()) => Ok(Does::Asks(vec![Ask::SelectUnit(Some(unit)), Ask::ShowPane(UnitPanel::PANE.name)])),
    };
    let about = "select it and show it in the panel Unit".to_owned();
    let name = format!("Unit {}", view.unit_name(unit));
    Some(Entry { group: EntryGroup::Units, name, about, keys: String::new(), does, score: MEANT })
}

/// An arena by its size: `map 3 m`.
fn arena(query: &str, view: &View<'_>) -> Option<Entry> {
    let query = query.trim().to_lowercase();
    let after = ["map", "arena", "box"].iter().find_map(|word| query.strip_prefix(word))?;
    let size = after.trim().trim_end_matches('m').trim_end();
    let side_m = number_in(size)? as f32;
    let (smallest, largest) = Arena::SIDES_M.into_inner();
    let does = match trains(view) {
        Err(why) => Err(why.to_owned()),
        Ok(()) if !Arena::SIDES_M.contains(&side_m) => Err(format!("not valid; valid: {smallest} to {largest} m")),
        Ok(()) => Ok(Does::Asks(vec![Ask::SetArenaSide(side_m), Ask::MapArena])),
    };
    let name = format!("Map the arena with a side of {side_m} m");
    let about = "with the present weights".to_owned();
    Some(Entry { group: EntryGroup::Arenas, name, about, keys: String::new(), does, score: MEANT })
}
