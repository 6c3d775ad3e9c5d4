//! A panel with plain data around it, without a display: what tests of single panels draw into.

use crate::analysis::test_maps::{Noise, population, rectified};
use crate::analysis::{Members, Report, analyze};
use crate::app::frames::Performance;
use crate::app::kit::theme::Theme;
use crate::app::studies::{MapsKey, ModuleKey, Studies};
use crate::app::view::{ColourMap, MapSource, Request, View};
use crate::maps::{Evaluation, RateMaps};
use crate::preset;
use crate::stream::{History, Status};
use eframe::egui::{Ui, Vec2};
use egui_kittest::Harness;
use std::sync::{Arc, OnceLock};

/// What a window has before anything has happened in it.
#[derive(Default)]
pub struct Quiet {
    status: Status,
    history: History,
    performance: Performance,
}

impl Quiet {
    /// A view of it, for tests that put into it what they are about.
    pub fn view<'a>(&'a self, theme: &'a Theme, studies: &'a Studies) -> View<'a> {
        View {
            status: &self.status,
            is_live: true,
            preset: preset::default_preset(),
            history: &self.history,
            interventions: &[],
            pictures: None,
            evaluation: None,
            report: None,
            unit_detail: None,
            map_source: MapSource::Live,
            box_m: 2.0,
            colour_map: ColourMap::default(),
            selected_unit: None,
            selected_module: None,
            log: &[],
            theme,
            maps_version: 1,
            studies,
            performance: &self.performance,
        }
    }
}

/// How a panel draws.
pub type Draw<P> = fn(&mut Ui, &mut P, &View<'_>) -> Vec<Request>;

/// Everything a panel sees, and what it asked for.
pub struct Stage<P> {
    pub panel: P,
    pub draw: Draw<P>,
    pub report: Option<Report>,
    pub evaluation: Option<Evaluation>,
    pub source: MapSource,
    pub status: Status,
    pub studies: Studies,
    pub selected_unit: Option<usize>,
    pub requests: Vec<Request>,
    pub theme: Theme,
}

/// The key of maps of an arena on a [`Stage`].
pub fn arena_key(step: u64) -> MapsKey {
    MapsKey { source: MapSource::Arena, version: 1, step }
}

/// Steps done when the maps of [`cells`] were measured.
pub const CELLS_STEP: u64 = 300;

/// Forty units of one ideal hexagonal lattice, and what is said of them.
pub fn cells() -> &'static (RateMaps, Report) {
    static CELLS: OnceLock<(RateMaps, Report)> = OnceLock::new();
    CELLS.get_or_init(|| {
        let mut noise = Noise(3);
        let mut place = || 1.5 * (noise.next() - 0.5);
        let maps: Vec<_> = (0..40).map(|_| rectified(30, 1.5, 0.5, 10.0, [place(), place()])).collect();
        let maps = population(&maps, 30, 1.5);
        let report = analyze(&maps, None, CELLS_STEP, None);
        assert_eq!(report.modules.len(), 1, "one module");
        (maps, report)
    })
}

/// The key of the only module of [`cells`] on a [`Stage`].
pub fn cells_key(source: MapSource) -> ModuleKey {
    ModuleKey { maps: MapsKey { source, ..arena_key(CELLS_STEP) }, members: Members::Module(0) }
}

/// A panel with a report of live maps, and nothing studied yet.
pub fn stage<P>(panel: P, draw: Draw<P>, report: Option<Report>) -> Stage<P> {
    Stage {
        panel,
        draw,
        report,
        evaluation: None,
        source: MapSource::Live,
        status: Status::default(),
        studies: Studies::new(Arc::new(|| {})),
        selected_unit: None,
        requests: Vec::new(),
        theme: Theme::light(),
    }
}

impl<P: 'static> Stage<P> {
    /// Draws it a few times.
    pub fn window(self, size: Vec2) -> Harness<'static, Self> {
        let mut harness =
            Harness::builder().with_size(size).build_ui_state(|ui, stage: &mut Self| stage.show(ui), self);
        harness.run_steps(3);
        harness
    }

    fn show(&mut self, ui: &mut Ui) {
        let quiet = Quiet::default();
        let view = View {
            status: &self.status,
            report: self.report.as_ref(),
            evaluation: self.evaluation.as_ref(),
            map_source: self.source,
            selected_unit: self.selected_unit,
            ..quiet.view(&self.theme, &self.studies)
        };
        let requests = (self.draw)(ui, &mut self.panel, &view);
        self.requests.extend(requests);
    }
}
