//! Comparing: a baseline is frozen and let go, a twin comes and goes.

use super::App;
use super::baseline::Baseline;
use super::kit::file_name;
use super::panel::Panel as _;
use super::panels::compare::ComparePanel;
use super::shelf::ShelvedMaps;
use crate::maps::{MapKey, MapSet, MapSetId, Origin};
use crate::stream::Severity;
use std::sync::Arc;

impl App {
    /// Freezes what is on screen as the baseline, or lets it go.
    pub(super) fn toggle_baseline(&mut self) {
        if let Some(old) = self.comparison.baseline.take() {
            if let Some(set) = &old.set {
                self.shelf.remove(set.key.id);
            }
            self.run.say(Severity::Info, format!("The baseline of step {} is let go", old.step));
            return;
        }
        let shown = self.selection.shown(&self.shelf);
        if shown.is_none() && self.run.history.is_empty() {
            self.run.say(Severity::Warning, "There is nothing to freeze yet: no maps and no losses".to_owned());
            return;
        }
        // Pictures and numbers of one state: the maps that the report is about, where there is one.
        let reported = shown.and_then(ShelvedMaps::reported).cloned();
        let maps = reported.as_ref().map(|reported| &reported.set).or(shown.map(|shown| &shown.set));
        // Of a twin that is on screen, its own curves and parameters.
        let origin = maps.map(|maps| maps.origin.clone());
        let twin = self.run.twin.as_ref().filter(|_| matches!(origin, Some(Origin::Twin(_))));
        let preset = twin.map_or(&self.run.preset, |twin| &*twin.info.preset).clone();
        let history = twin.map_or(&self.run.history, |twin| &twin.history).clone();
        let name = match &origin {
            Some(Origin::File(path)) => file_name(path),
            Some(Origin::Twin(_)) => format!("twin of {}", preset.name),
            _ => preset.name.clone(),
        };
        let set = maps.map(|maps| {
            let key = MapKey { id: MapSetId::fresh(), version: 0 };
            Arc::new(MapSet { key, origin: Origin::Baseline(name.clone()), walker: None, ..MapSet::clone(maps) })
        });
        let report = reported.map(|reported| reported.report);
        if let Some(set) = &set {
            self.shelf.put_reported(Arc::clone(set), report.clone());
        }
        let step = self.run.status.step;
        self.run.say(Severity::Info, format!("Frozen as the baseline: {name} at step {step}"));
        self.comparison.baseline = Some(Baseline { name, step, preset, history, set, report });
    }

    /// Follows what analyses found and what the run told of a twin.
    pub(super) fn follow_comparison(&mut self) {
        // The report of the baseline's maps, where it was not known yet when they were frozen.
        if let Some(Baseline { set: Some(set), report: report @ None, .. }) = &mut self.comparison.baseline {
            let reported = self.shelf.get(set.key.id).and_then(ShelvedMaps::reported);
            *report = reported.map(|reported| Arc::clone(&reported.report));
        }
        if self.run.take_twin_beginning() {
            self.settings.layout.bring_to_front(ComparePanel::PANE.name);
        }
    }
}
