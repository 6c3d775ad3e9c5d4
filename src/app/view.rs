//! What panels may read in one frame.

use super::frames::Performance;
use super::kit::colour::ColourMap;
use super::kit::theme::Theme;
use super::log::LogLine;
use super::outbox::Sent;
use crate::analysis::{Report, UnitDetail};
use crate::maps::{MapKey, MapSet, MapSetId, Origin, RateMaps, RunId};
use crate::measure::Measurements;
use crate::preset::Preset;
use crate::stream::{BatchPaths, History, Intervention, Status};

/// Maps that could be on screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MapChoice {
    pub(crate) id: MapSetId,
    pub(crate) origin: Origin,
}

/// Everything a panel may read. All of it is at hand: nothing waits.
pub(crate) struct View<'a> {
    pub(crate) status: &'a Status,
    /// The run; `None` until it tells.
    pub(crate) run: Option<RunId>,
    pub(crate) is_live: bool,
    /// The parameters in force, confirmed by the run.
    pub(crate) preset: &'a Preset,
    /// Values that were asked for and are not in force yet.
    pub(crate) sent: &'a Sent,
    pub(crate) history: &'a History,
    /// Interventions of this run, oldest first.
    pub(crate) interventions: &'a [Intervention],
    /// The latest training batch.
    pub(crate) paths: Option<&'a BatchPaths>,
    /// The maps on screen.
    pub(crate) set: Option<&'a MapSet>,
    /// The newest report of this set …
    pub(crate) report: Option<&'a Report>,
    /// … and the state of the set that it is about.
    pub(crate) reported: Option<MapKey>,
    /// Training steps done then.
    pub(crate) reported_step: Option<u64>,
    /// A close look at the selected unit's map, and the state of the set that it is of.
    pub(crate) unit_detail: Option<(MapKey, &'a UnitDetail)>,
    /// All maps that could be on screen, oldest first.
    pub(crate) choices: &'a [MapChoice],
    /// An arena is being mapped, and will be shown.
    pub(crate) awaits_arena: bool,
    /// Side of the arena that is mapped next, metres.
    pub(crate) arena_side_m: f32,
    pub(crate) colour_map: ColourMap,
    pub(crate) selected_unit: Option<usize>,
    pub(crate) selected_module: Option<usize>,
    pub(crate) log: &'a [LogLine],
    pub(crate) theme: &'a Theme,
    /// Measurements of map sets: begun when a panel asks, kept until there is something newer about the same.
    pub(crate) measurements: &'a Measurements,
    /// What the window measures of itself.
    pub(crate) performance: &'a Performance,
}

impl<'a> View<'a> {
    /// The rate maps on screen.
    #[must_use]
    pub(crate) fn maps(&self) -> Option<&'a RateMaps> {
        self.set.map(|set| &set.maps)
    }

    /// Whether the maps on screen go on changing while the run trains; also before there are any.
    #[must_use]
    pub(crate) fn shows_live(&self) -> bool {
        self.set.is_none_or(MapSet::is_live)
    }

    /// Whether the maps on screen are of cells from a file, and not of the run.
    #[must_use]
    pub(crate) fn shows_file(&self) -> bool {
        self.set.is_some_and(|set| matches!(set.origin, Origin::File(_)))
    }
}
