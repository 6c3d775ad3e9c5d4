//! Which unit is looked at: the user's choice or, until there is one, a telling one.

use super::App;
use super::kit::tiles::lattice_score;
use crate::analysis::UnitReport;
use std::time::Duration;

impl App {
    /// Until somebody chooses a unit, a grid-like one is shown: an empty panel teaches nothing. It changes seldom, and
    /// only for a clearly better one.
    pub(super) fn select_best(&mut self, now: Duration) {
        const SELDOM: Duration = Duration::from_secs(5);
        const CLEARLY: f64 = 0.2;
        let units = self.watched.units(self.map_source);
        if units > 0 && self.selected_unit.is_some_and(|unit| unit >= units) {
            self.selected_unit = None; // a smaller network
            self.has_selected = false;
        }
        if self.has_selected {
            self.next_unit = None;
            return;
        }
        if let Some(next) = self.next_unit.filter(|unit| *unit < units) {
            // Shown as soon as all of its pictures are there: the present ones stay until then.
            if self.watched.unit_detail(self.map_source, Some(next)).is_some() {
                self.selected_unit = self.next_unit.take();
                self.chosen_at = now;
            }
            return;
        }
        let is_fresh = self.selected_unit.is_some() && now.saturating_sub(self.chosen_at) < SELDOM;
        if is_fresh {
            return;
        }
        let Some(report) = self.watched.report(self.map_source) else { return };
        // A member of a module says more than a lone unit with a slightly better score.
        let score = |unit: &UnitReport| match lattice_score(unit) {
            Some(score) if unit.active => score + if unit.module.is_some() { 0.5 } else { 0.0 },
            _ => f64::NEG_INFINITY,
        };
        let best = report.units.iter().filter(|unit| unit.active).max_by(|a, b| score(a).total_cmp(&score(b)));
        let Some(best) = best else { return };
        let present = self.selected_unit.and_then(|unit| report.units.get(unit)).map_or(f64::NEG_INFINITY, score);
        if self.selected_unit.is_none() {
            self.selected_unit = Some(best.unit);
            self.chosen_at = now;
        } else if score(best) > present + CLEARLY {
            self.next_unit = Some(best.unit);
        }
    }

    pub(super) fn move_selection(&mut self, forward: bool) {
        let units = self.watched.units(self.map_source);
        if units == 0 {
            return;
        }
        self.has_selected = true;
        self.selected_unit = Some(match self.selected_unit {
            None => 0,
            Some(unit) if forward => (unit + 1) % units,
            Some(unit) => (unit + units - 1) % units,
        });
        self.watched.look_closely(self.map_source, self.selected_unit);
    }
}
