//! A panel with plain data around it, without a display: what tests of single panels draw into.

use crate::analysis::test_maps::{Noise, population, rectified};
use crate::analysis::{Members, Report, analyze};
use crate::app::ask::Ask;
use crate::app::figure_look::FigureLook;
use crate::app::frames::Performance;
use crate::app::glances::Glances;
use crate::app::kit::colour::ColourMap;
use crate::app::kit::theme::Theme;
use crate::app::open_study::OpenStudy;
use crate::app::outbox::Sent;
use crate::app::panel::Panel;
use crate::app::run_list::RunList;
use crate::app::view::View;
use crate::maps::{MapSet, Origin, RateMaps, RunId};
use crate::measure::{Measurement, MeasurementAsk, Measurements, Topic};
use crate::preset;
use crate::stream::{History, Status, Wake};
use eframe::egui::{Ui, Vec2};
use egui_kittest::Harness;
use std::sync::{Arc, OnceLock};

/// What a window has before anything has happened in it.
pub(crate) struct Quiet {
    status: Status,
    sent: Sent,
    history: History,
    performance: Performance,
    runs: RunList,
    glances: Glances,
}

impl Default for Quiet {
    fn default() -> Self {
        let wake: Wake = Arc::new(|| {});
        Self {
            status: Status::default(),
            sent: Sent::default(),
            history: History::default(),
            performance: Performance::default(),
            runs: RunList::new(None, None, Arc::clone(&wake)),
            glances: Glances::new(None, wake),
        }
    }
}

impl Quiet {
    /// A view of it, for tests that put into it what they are about.
    pub(crate) fn view<'a>(&'a self, theme: &'a Theme, measurements: &'a Measurements) -> View<'a> {
        View {
            status: &self.status,
            run: None,
            is_live: true,
            preset: preset::default_preset(),
            sent: &self.sent,
            history: &self.history,
            interventions: &[],
            paths: None,
            set: None,
            report: None,
            reported: None,
            reported_step: None,
            unit_detail: None,
            choices: &[],
            awaits_arena: false,
            arena_side_m: 2.0,
            colour_map: ColourMap::default(),
            selected_unit: None,
            selected_module: None,
            baseline: None,
            has_corners: true,
            twin: None,
            log: &[],
            on_stage: false,
            has_controls: true,
            theme,
            measurements,
            performance: &self.performance,
            figure: FigureLook::default(),
            playback: None,
            recorded: None,
            glimpse: None,
            kept: &[],
            runs: &self.runs,
            glances: &self.glances,
            study: None,
        }
    }
}

/// Everything a panel sees, and what it asked for.
pub(crate) struct Stage<P> {
    pub panel: P,
    /// The maps on screen.
    pub set: Option<MapSet>,
    /// What is said of their present state.
    pub report: Option<Report>,
    /// An arena is being walked, since a panel asked for it.
    pub awaits_arena: bool,
    pub status: Status,
    /// The run; where it is not told, that of the maps on screen.
    pub run: Option<RunId>,
    pub measurements: Measurements,
    pub selected_unit: Option<usize>,
    /// The table that was opened.
    pub study: Option<Box<OpenStudy>>,
    pub asks: Vec<Ask>,
    pub theme: Theme,
}

/// Where maps come from that go on changing.
pub(crate) fn live() -> Origin {
    Origin::Live(RunId::fresh())
}

/// Where maps come from that were walked on purpose.
pub(crate) fn arena() -> Origin {
    Origin::Arena(RunId::fresh())
}

/// Steps done when the maps of [`cells`] were measured.
pub(crate) const CELLS_STEP: u64 = 300;

/// Forty units of one ideal hexagonal lattice, and what is said of them.
pub(crate) fn cells() -> &'static (RateMaps, Report) {
    static CELLS: OnceLock<(RateMaps, Report)> = OnceLock::new();
    CELLS.get_or_init(|| {
        let mut noise = Noise(3);
        let mut place = || 1.5 * (noise.next() - 0.5);
        let maps: Vec<_> = (0..40).map(|_| rectified(30, 1.5, 0.5, 10.0, [place(), place()])).collect();
        let maps = population(&maps, 30, 1.5);
        let report = analyze(&maps, None, None);
        assert_eq!(report.modules.len(), 1, "one module");
        (maps, report)
    })
}

/// A panel with [`cells`] on screen, and nothing measured yet.
pub(crate) fn stage_of_cells<P>(panel: P, origin: Origin) -> Stage<P> {
    let (maps, report) = cells();
    Stage {
        set: Some(MapSet::new(origin, Some(CELLS_STEP), maps.clone())),
        report: Some(report.clone()),
        ..empty_stage(panel)
    }
}

/// The only module of [`cells`].
pub(crate) const ONLY_MODULE: Members = Members::Module(0);

/// A panel before there are any maps.
pub(crate) fn empty_stage<P>(panel: P) -> Stage<P> {
    Stage {
        panel,
        set: None,
        report: None,
        awaits_arena: false,
        status: Status::default(),
        run: None,
        measurements: Measurements::new(Arc::new(|| {})),
        selected_unit: None,
        study: None,
        asks: Vec::new(),
        theme: Theme::light(),
    }
}

/// The request to measure.
pub(crate) fn begin<M: Measurement>(input: M::Input) -> Ask {
    Ask::Measure(MeasurementAsk::begin::<M>(input))
}

/// The request to stop measuring.
pub(crate) fn cancel<M: Measurement>() -> Ask {
    Ask::Measure(MeasurementAsk::cancel::<M>())
}

impl<P> Stage<P> {
    /// The maps on screen.
    pub(crate) fn set(&self) -> &MapSet {
        self.set.as_ref().expect("maps on screen")
    }

    /// This input, about the maps on screen.
    pub(crate) fn topic<I: PartialEq>(&self, input: I) -> Topic<I> {
        Topic::of(self.set(), input)
    }

    /// The maps on screen are live ones, and have changed since something was found out about them.
    pub(crate) fn move_on(&mut self) {
        let set = self.set.as_mut().expect("maps on screen");
        assert!(set.is_live(), "others never change");
        set.key.version += 1;
    }
}

impl<P: Panel> Stage<P> {
    /// Draws it a few times.
    pub(crate) fn window(self, size: Vec2) -> Harness<'static, Self> {
        let mut harness =
            Harness::builder().with_size(size).build_ui_state(|ui, stage: &mut Self| stage.show(ui), self);
        harness.run_steps(3);
        harness
    }

    fn show(&mut self, ui: &mut Ui) {
        let quiet = Quiet::default();
        let view = View {
            status: &self.status,
            set: self.set.as_ref(),
            report: self.report.as_ref(),
            run: self.run.or_else(|| self.set.as_ref().and_then(|set| set.origin.run())),
            reported: self.report.as_ref().map(|_| self.set().key),
            reported_step: self.set.as_ref().and_then(|set| set.step),
            awaits_arena: self.awaits_arena,
            selected_unit: self.selected_unit,
            study: self.study.as_deref(),
            ..quiet.view(&self.theme, &self.measurements)
        };
        let asks = self.panel.ui(ui, &view);
        self.awaits_arena |= asks.contains(&Ask::MapArena);
        self.asks.extend(asks);
    }
}
