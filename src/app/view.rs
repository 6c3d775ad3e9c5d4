//! What panels may read in one frame.

use super::baseline::{Baseline, TwinView};
use super::figure_look::FigureLook;
use super::frames::Performance;
use super::glances::Glances;
use super::kit::colour::ColourMap;
use super::kit::theme::Theme;
use super::log::LogLine;
use super::open_study::OpenStudy;
use super::outbox::Sent;
use super::run_list::RunList;
use crate::analysis::{Report, UnitDetail};
use crate::maps::{MapKey, MapSet, MapSetId, Origin, RateMaps, RateUnit, RunId};
use crate::measure::{Measurement, Measurements};
use crate::preset::Preset;
use crate::stream::{BatchPaths, History, Intervention, KeptState, Playback, Status};
use std::path::Path;
use std::sync::Arc;

/// Maps that could be on screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MapChoice {
    pub(crate) id: MapSetId,
    pub(crate) origin: Origin,
}

/// Recorded maps of an earlier step.
#[derive(Clone, Debug)]
pub(crate) struct Glimpse {
    pub(crate) step: u64,
    pub(crate) set: MapSet,
}

/// Everything a panel may read. All of it is at hand: nothing waits.
#[expect(clippy::struct_excessive_bools, reason = "facts of one frame, each for itself")]
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
    /// What was frozen to compare with.
    pub(crate) baseline: Option<&'a Baseline>,
    /// Whether tiles show the baseline's map of their unit in a corner.
    pub(crate) has_corners: bool,
    /// The network that trains beside the run.
    pub(crate) twin: Option<TwinView<'a>>,
    pub(crate) log: &'a [LogLine],
    /// It is shown to an audience: few words, and none that only whoever works with it needs.
    pub(crate) on_stage: bool,
    /// Panels show their controls.
    pub(crate) has_controls: bool,
    pub(crate) theme: &'a Theme,
    /// Measurements of map sets: begun when a panel asks, kept until there is something newer about the same.
    pub(crate) measurements: &'a Measurements,
    /// What the window measures of itself.
    pub(crate) performance: &'a Performance,
    /// How figures look that are taken away.
    pub(crate) figure: FigureLook,
    /// Where the playing of a recording is; `None` of a live run.
    pub(crate) playback: Option<&'a Playback>,
    /// The file that the run is being recorded into.
    pub(crate) recorded: Option<&'a Path>,
    /// The recorded maps nearest to the step that was looked at last.
    pub(crate) glimpse: Option<&'a Glimpse>,
    /// States that are kept in memory, oldest first.
    pub(crate) kept: &'a [Arc<KeptState>],
    /// The recorded runs, and the curves of those that are laid over the present one.
    pub(crate) runs: &'a RunList,
    /// Stored states at a glance.
    pub(crate) glances: &'a Glances,
    /// The study whose table was opened.
    pub(crate) study: Option<&'a OpenStudy>,
}

impl<'a> View<'a> {
    /// The rate maps on screen.
    #[must_use]
    pub(crate) fn maps(&self) -> Option<&'a RateMaps> {
        self.set.map(|set| &set.maps)
    }

    /// What a unit of the maps on screen is called: by its file, or else by its number.
    #[must_use]
    pub(crate) fn unit_name(&self, unit: usize) -> String {
        self.set.map_or_else(|| unit.to_string(), |set| set.label(unit))
    }

    /// What the rates of the maps on screen are in.
    #[must_use]
    pub(crate) fn rate_unit(&self) -> RateUnit {
        self.set.map(|set| set.rate_unit).unwrap_or_default()
    }

    /// What was found, for this input, of the maps that the report is about.
    #[must_use]
    pub(crate) fn finding<M: Measurement>(&self, input: &M::Input) -> Option<&'a M> {
        self.measurements.lane::<M>().about(self.reported?, input)
    }

    /// Whether the maps on screen go on changing while the run trains; also before there are any.
    #[must_use]
    pub(crate) fn shows_live(&self) -> bool {
        self.set.is_none_or(MapSet::is_live)
    }

    /// The baseline, where its maps are not themselves on screen: what lies as a ghost behind the others.
    #[must_use]
    pub(crate) fn ghost(&self) -> Option<&'a Baseline> {
        self.baseline.filter(|_| self.set.is_none_or(|set| !matches!(set.origin, Origin::Baseline(_))))
    }

    /// What is said of the ghost's maps.
    #[must_use]
    pub(crate) fn ghost_report(&self) -> Option<&'a Report> {
        self.ghost().and_then(|ghost| ghost.report.as_deref())
    }

    /// The ghost's maps, where its units are those of the maps on screen: as many of them.
    #[must_use]
    pub(crate) fn ghost_maps(&self) -> Option<&'a MapSet> {
        let ghost = self.ghost().and_then(|ghost| ghost.set.as_deref())?;
        let units = self.set.filter(|_| !self.shows_file())?.maps.units;
        (ghost.maps.units == units).then_some(ghost)
    }

    /// Whether the maps on screen are of cells from a file, and not of the run.
    #[must_use]
    pub(crate) fn shows_file(&self) -> bool {
        self.set.is_some_and(|set| matches!(set.origin, Origin::File(_)))
    }
}
