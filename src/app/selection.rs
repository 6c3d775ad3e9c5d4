//! What is looked at: which maps, which module, and which unit: the user's choice or, until there is one, a telling one.

use super::analyses::ReportedMaps;
use super::shelf::{Shelf, ShelvedMaps};
use crate::analysis::UnitReport;
use crate::maps::{MapSet, MapSetId};
use std::time::Duration;

/// What is looked at.
#[derive(Default)]
pub(crate) struct Selection {
    /// The set on screen; `None` shows the live maps, whichever they are.
    maps: Option<MapSetId>,
    /// An arena was asked for, to be shown as soon as it is mapped.
    awaits_arena: bool,
    pub(crate) module: Option<usize>,
    unit: Option<usize>,
    /// A unit that will be shown as soon as its pictures are there.
    next_unit: Option<usize>,
    /// The unit was chosen by hand.
    has_chosen: bool,
    /// When a unit was last chosen for the user.
    chosen_at: Duration,
}

impl Selection {
    /// The maps on screen.
    pub(crate) fn shown<'a>(&self, shelf: &'a Shelf) -> Option<&'a ShelvedMaps> {
        self.maps.and_then(|id| shelf.get(id)).or_else(|| shelf.live())
    }

    /// Shows these maps.
    pub(crate) fn show(&mut self, set: &MapSet) {
        self.maps = (!set.is_live()).then_some(set.key.id);
    }

    /// An arena was asked for.
    pub(crate) fn await_arena(&mut self) {
        self.awaits_arena = true;
    }

    /// The arena that was asked for will not be mapped, or is not to be shown any more.
    pub(crate) fn give_up_arena(&mut self) {
        self.awaits_arena = false;
    }

    /// Whether an arena is being mapped.
    pub(crate) fn awaits_arena(&self) -> bool {
        self.awaits_arena
    }

    /// An arena was mapped: it is shown if that was asked for, or if it took the place of the one on screen.
    pub(crate) fn arena_came(&mut self, set: &MapSet, shelf: &Shelf) {
        let replaces_shown = self.maps.is_some_and(|id| shelf.get(id).is_none());
        if std::mem::take(&mut self.awaits_arena) || replaces_shown {
            self.show(set);
        }
    }

    /// The chosen module, where these maps have it.
    pub(crate) fn module_among(&self, reported: Option<&ReportedMaps>) -> Option<usize> {
        self.module.filter(|module| reported.is_some_and(|reported| *module < reported.report.modules.len()))
    }

    /// The unit on screen.
    pub(crate) fn unit(&self) -> Option<usize> {
        self.unit
    }

    /// The unit whose pictures are wanted.
    pub(crate) fn wanted_unit(&self) -> Option<usize> {
        self.next_unit.or(self.unit)
    }

    /// The user's choice.
    pub(crate) fn choose_unit(&mut self, unit: Option<usize>) {
        self.unit = unit;
        self.has_chosen = true;
    }

    /// The user goes to the next unit or the one before, around the end.
    pub(crate) fn step_unit(&mut self, forward: bool, shelf: &Shelf) {
        let units = self.units(shelf);
        if units == 0 {
            return;
        }
        self.choose_unit(Some(match self.unit {
            None => 0,
            Some(unit) if forward => (unit + 1) % units,
            Some(unit) => (unit + units - 1) % units,
        }));
    }

    /// Cells from a file are there: they are shown, and nobody has chosen one of them.
    pub(crate) fn show_cells(&mut self, set: &MapSet) {
        self.show(set);
        self.module = None;
        (self.unit, self.next_unit, self.has_chosen) = (None, None, false);
    }

    /// A new run shows its live maps; cells from a file are not of any run, and stay.
    pub(crate) fn begin_run(&mut self, shelf: &Shelf) {
        self.module = None;
        self.awaits_arena = false;
        if self.maps.is_some_and(|id| shelf.get(id).is_none()) {
            self.maps = None;
        }
    }

    /// Number of units of the maps on screen.
    fn units(&self, shelf: &Shelf) -> usize {
        self.shown(shelf).map_or(0, |shown| shown.set.maps.units)
    }

    /// Until somebody chooses a unit, a grid-like one is shown: an empty panel teaches nothing. It changes seldom, and
    /// only for a clearly better one.
    pub(crate) fn follow(&mut self, shelf: &Shelf, now: Duration) {
        const SELDOM: Duration = Duration::from_secs(5);
        const CLEARLY: f64 = 0.2;
        let units = self.units(shelf);
        if units > 0 && self.unit.is_some_and(|unit| unit >= units) {
            self.unit = None; // a smaller network
            self.has_chosen = false;
        }
        self.next_unit = self.next_unit.filter(|unit| *unit < units);
        if self.has_chosen {
            self.next_unit = None;
            return;
        }
        let Some(shown) = self.shown(shelf) else { return };
        if let Some(next) = self.next_unit {
            // Shown as soon as all of its pictures are there: the present ones stay until then.
            if shown.unit_detail(Some(next)).is_some() {
                self.unit = self.next_unit.take();
                self.chosen_at = now;
            }
            return;
        }
        let is_fresh = self.unit.is_some() && now.saturating_sub(self.chosen_at) < SELDOM;
        if is_fresh {
            return;
        }
        let Some(reported) = shown.reported() else { return };
        let units = &reported.report.units;
        let Some(best) = units.iter().filter(|unit| unit.active).max_by(|a, b| worth(a).total_cmp(&worth(b))) else {
            return;
        };
        let present = self.unit.and_then(|unit| units.get(unit)).map_or(f64::NEG_INFINITY, worth);
        if self.unit.is_none() {
            self.unit = Some(best.unit);
            self.chosen_at = now;
        } else if worth(best) > present + CLEARLY {
            self.next_unit = Some(best.unit);
        }
    }
}

/// How telling a unit is: a member of a module says more than a lone unit with a slightly better score.
fn worth(unit: &UnitReport) -> f64 {
    match unit.lattice_score {
        Some(score) if unit.active => score + if unit.module.is_some() { 0.5 } else { 0.0 },
        _ => f64::NEG_INFINITY,
    }
}
