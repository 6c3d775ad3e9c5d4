//! What tests of the panels about one module share: ideal cells, a window without a display, and what was asked for.

use super::Panels;
use super::test_view::Quiet;
use super::{dissection, topology};
use crate::analysis::test_maps::{Noise, population, rectified};
use crate::analysis::{Members, Report, analyze};
use crate::app::studies::{MapsKey, ModuleKey, Studies};
use crate::app::theme::Theme;
use crate::app::view::{MapSource, Request, View};
use crate::maps::RateMaps;
use eframe::egui::{Ui, Vec2};
use egui_kittest::Harness;
use std::sync::{Arc, OnceLock};

/// Steps done when the maps were measured.
pub(super) const STEP: u64 = 300;
const VERSION: u64 = 7;

/// Forty units of one ideal hexagonal lattice, and what is said of them.
pub(super) fn cells() -> &'static (RateMaps, Report) {
    static CELLS: OnceLock<(RateMaps, Report)> = OnceLock::new();
    CELLS.get_or_init(|| {
        let mut noise = Noise(3);
        let mut place = || 1.5 * (noise.next() - 0.5);
        let maps: Vec<_> = (0..40).map(|_| rectified(30, 1.5, 0.5, 10.0, [place(), place()])).collect();
        let maps = population(&maps, 30, 1.5);
        let report = analyze(&maps, None, STEP, None);
        assert_eq!(report.modules.len(), 1, "one module");
        (maps, report)
    })
}

/// The only module of these cells, looked at in the maps on screen.
pub(super) fn key(source: MapSource) -> ModuleKey {
    ModuleKey { maps: MapsKey { source, version: VERSION, step: STEP }, members: Members::Module(0) }
}

/// A window with one panel.
pub(super) struct Stage {
    pub panels: Panels,
    pub studies: Studies,
    /// `None` before the first analysis.
    pub report: Option<Report>,
    pub source: MapSource,
    pub theme: Theme,
    pub requests: Vec<Request>,
}

impl Stage {
    pub fn new(source: MapSource) -> Self {
        Self {
            panels: Panels::default(),
            studies: Studies::new(Arc::new(|| {})),
            report: Some(cells().1.clone()),
            source,
            theme: Theme::dark(),
            requests: Vec::new(),
        }
    }

    /// The window, after some frames.
    pub fn show(self, panel: &'static str, size: Vec2) -> Harness<'static, Self> {
        let draw = move |ui: &mut Ui, stage: &mut Self| stage.draw(ui, panel);
        let mut harness = Harness::builder().with_size(size).build_ui_state(draw, self);
        harness.run_steps(3);
        harness
    }

    fn draw(&mut self, ui: &mut Ui, panel: &str) {
        let quiet = Quiet::default();
        let view = View {
            report: self.report.as_ref(),
            map_source: self.source,
            box_m: 2.5,
            maps_version: VERSION,
            ..quiet.view(&self.theme, &self.studies)
        };
        let requests = match panel {
            "dissection" => dissection::dissection_ui(ui, &mut self.panels.dissection, &view),
            _ => topology::topology_ui(ui, &mut self.panels.topology, &view),
        };
        self.requests.extend(requests);
    }
}
