//! What the panels about some units share: which units, and how their study is begun, watched and ended.

use super::empty_ui;
use super::marker::paint_marker;
use super::offer::{Offer, offer_ui};
use crate::analysis::{Members, Report};
use crate::app::studies::{Lane, ModuleKey, StudyKind, StudyRequest};
use crate::app::view::{MapSource, Request, View};
use eframe::egui::{ProgressBar, Role, Sense, Ui, WidgetInfo, vec2};

/// What the button that begins does.
const LOOK: &str = "Look at the maps on screen";

/// The study of a panel.
pub(crate) struct ModuleStudy {
    pub kind: StudyKind,
    pub begin: fn(Members) -> StudyRequest,
    /// Whether it is cheap enough to begin by itself once maps were measured in an arena.
    pub automatic: bool,
    /// Whether all active units may be looked at together, whatever their modules.
    pub of_all: bool,
    /// The words of its button, before the units: `Dissect`.
    pub verb: &'static str,
    /// What it finds, as a sentence.
    pub purpose: &'static str,
}

/// What a panel remembers of the choices made in it.
#[derive(Default)]
pub(crate) struct Choice {
    /// All active units, and not a module.
    all: bool,
    /// What the user cancelled: it does not begin by itself again.
    stopped: Option<ModuleKey>,
}

/// A result, and what it is about.
pub(crate) struct Found<'a, T> {
    pub key: &'a ModuleKey,
    pub result: &'a T,
}

impl ModuleStudy {
    /// Draws the row above the pictures and gives what there is to picture; where there is nothing, says what to do.
    pub fn header_ui<'a, T: Send + 'static>(
        &self,
        ui: &mut Ui,
        view: &View<'_>,
        lane: &'a Lane<ModuleKey, T>,
        choice: &mut Choice,
        requests: &mut Vec<Request>,
    ) -> Option<Found<'a, T>> {
        let (Some(report), Some(maps)) = (view.report, view.maps_key()) else {
            requests.extend(offer_ui(ui, "Modules appear after the first analysis", Offer::measure(view)));
            return None;
        };
        let Some(members) = self.chosen(report, view.selected_module, choice) else {
            let text = match view.map_source {
                MapSource::Live => "These maps have no modules yet; an arena shows more than training batches do",
                MapSource::Arena => "These maps have no modules: too few units agree on a spacing",
            };
            requests.extend(offer_ui(ui, text, Offer::measure(view)));
            return None;
        };
        let key = ModuleKey { maps, members };
        let is_running = lane.progress().is_some() && !lane.is_untried(&key) && lane.failed(&key).is_none();
        let found = lane.found().filter(|(of, _)| of.members == members);
        let is_new = found.is_some_and(|(of, _)| *of == key);
        let automatic = self.automatic && view.map_source == MapSource::Arena && choice.stopped != Some(key);
        if automatic && lane.is_untried(&key) {
            requests.push(Request::Study((self.begin)(members)));
        }
        ui.horizontal_wrapped(|ui| {
            self.chooser_ui(ui, report, members, view, (choice, requests));
            if let Some(share) = lane.progress().filter(|_| is_running) {
                let text = format!("{:.0} %", 100.0 * share);
                ui.add(ProgressBar::new(share as f32).desired_width(130.0).text(text));
                if ui.button("Cancel").clicked() {
                    choice.stopped = Some(key);
                    requests.push(Request::Study(StudyRequest::Cancel(self.kind)));
                }
            } else if let (Some((of, _)), false) = (found, is_new) {
                ui.weak(origin(of, view));
                if ui.button("Again").on_hover_text(LOOK).clicked() {
                    requests.push(Request::Study((self.begin)(members)));
                }
            }
        });
        if let Some(reason) = lane.failed(&key).filter(|_| !is_running) {
            ui.horizontal_wrapped(|ui| {
                ui.colored_label(view.theme.warning, format!("No result: {reason}"));
                if ui.button("Try again").clicked() {
                    requests.push(Request::Study((self.begin)(members)));
                }
            });
        }
        if let Some((key, result)) = found {
            return Some(Found { key, result });
        }
        if is_running {
            empty_ui(ui, self.purpose);
        } else {
            let begin = Offer {
                words: format!("{} {members}", self.verb),
                about: LOOK,
                request: Request::Study((self.begin)(members)),
            };
            let measure = Offer::measure(view).filter(|_| view.map_source == MapSource::Live);
            requests.extend(offer_ui(ui, self.purpose, std::iter::once(begin).chain(measure)));
        }
        None
    }

    /// The units that are looked at: those of the selected module, or of the one with the most units.
    fn chosen(&self, report: &Report, selected: Option<usize>, choice: &Choice) -> Option<Members> {
        let exists = |module: &usize| report.modules.iter().any(|m| m.module == *module);
        let largest = || report.modules.iter().max_by_key(|m| (m.units, std::cmp::Reverse(m.module))).map(|m| m.module);
        let module = selected.filter(exists).or_else(largest).map(Members::Module);
        let all = (self.of_all && report.units.iter().any(|unit| unit.active)).then_some(Members::AllActive);
        if choice.all { all.or(module) } else { module.or(all) }
    }

    fn chooser_ui(
        &self,
        ui: &mut Ui,
        report: &Report,
        chosen: Members,
        view: &View<'_>,
        (choice, requests): (&mut Choice, &mut Vec<Request>),
    ) {
        for module in &report.modules {
            let is_chosen = chosen == Members::Module(module.module);
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                let (rect, _) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::hover());
                let colour = view.theme.module(Some(module.module));
                paint_marker(ui.painter(), rect.center(), 5.0, Some(module.module), colour);
                let name = format!("Module {}", module.module + 1);
                let label = ui.selectable_label(is_chosen, &name);
                label.widget_info(|| WidgetInfo::selected(Role::Button, true, is_chosen, &name));
                if label.clicked() && !is_chosen {
                    choice.all = false;
                    requests.push(Request::SelectModule(Some(module.module)));
                }
                let about = format!("{} units, spacing {:.2} m", module.units, module.spacing_m);
                label.on_hover_text(about);
            });
        }
        if self.of_all {
            let label = ui.selectable_label(chosen == Members::AllActive, "All active units");
            if label.on_hover_text("Every unit that is not silent, whatever its module").clicked() {
                choice.all = true;
            }
        }
    }
}

/// Where an older finding comes from.
fn origin(of: &ModuleKey, view: &View<'_>) -> String {
    let maps = match of.maps.source {
        _ if of.maps.source == view.map_source => "",
        MapSource::Live => "live maps ",
        MapSource::Arena => "arena maps ",
    };
    format!("{maps}of step {}", of.maps.step)
}
