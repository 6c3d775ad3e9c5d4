//! What panels about some units share: which units, and the measurement of them.

use super::kept::Kept;
use super::marker::paint_marker;
use super::measurement::{MeasurementRow, topic_words};
use super::offer::{Offer, offer_ui};
use super::whose::{Whose, report_line_ui};
use super::{count, empty_ui};
use crate::analysis::{Members, Report};
use crate::app::ask::Ask;
use crate::app::view::View;
use crate::maps::MapKey;
use crate::measure::{Measurement, Topic};
use eframe::egui::{Label, Role, Sense, Ui, WidgetInfo, vec2};

/// A measurement of the units of a module, or of all active ones.
pub(crate) struct MemberMeasurement {
    /// Whether it is cheap enough to begin by itself.
    pub(crate) is_automatic: bool,
    /// Whether all active units may be looked at together, whatever their modules.
    pub(crate) of_all: bool,
}

/// What a panel remembers of the choices made in it.
#[derive(Clone, Default)]
pub(crate) struct MemberChoice {
    /// All active units, and not a module.
    all: bool,
    kept: Kept<(MapKey, Members)>,
}

impl MemberMeasurement {
    /// Draws the rows above the pictures and gives what there is to picture; where there is nothing, says what to do.
    pub(crate) fn header_ui<'a, M: Measurement<Input = Members>>(
        &self,
        ui: &mut Ui,
        view: &View<'a>,
        choice: &mut MemberChoice,
        asks: &mut Vec<Ask>,
    ) -> Option<(&'a Topic<Members>, &'a M)> {
        let members = view.report.and_then(|report| self.chosen(report, view.selected_module, choice.all));
        let row = members.map(|input| MeasurementRow::<M> {
            input,
            is_automatic: self.is_automatic,
            has_button: false,
            is_overlay: false,
        });
        if let Some(kept) = Self::kept_ui(ui, view, choice, row.as_ref()) {
            return Some(kept);
        }
        let Some(report) = view.report else {
            asks.extend(offer_ui(ui, "Modules appear after the first analysis", Offer::map(view)));
            return None;
        };
        let Some((members, row)) = members.zip(row) else {
            let text = if view.shows_live() {
                "These maps have no modules yet; an arena shows more than training batches do"
            } else {
                "These maps have no modules: too few units agree on a spacing"
            };
            asks.extend(offer_ui(ui, text, Offer::map(view)));
            return None;
        };
        if view.has_controls {
            ui.horizontal_wrapped(|ui| self.chooser_ui(ui, report, members, view, (&mut choice.all, &mut *asks)));
        }
        let standing = row.ui(ui, view, asks);
        if standing.found.is_some() {
            return standing.found;
        }
        report_line_ui(ui, view);
        let words = M::ABOUT.words;
        if standing.is_running {
            empty_ui(ui, words.purpose);
        } else {
            let begin = Offer {
                words: format!("{} {members}", words.button),
                about: "Look at the maps on screen. What is being measured in this panel is stopped for it",
                ask: row.begin(),
            };
            let map = Offer::map(view).filter(|_| view.shows_live());
            asks.extend(offer_ui(ui, words.purpose, std::iter::once(begin).chain(map)));
        }
        None
    }

    /// The list of what is kept of other maps, and that which was chosen from it.
    fn kept_ui<'a, M: Measurement<Input = Members>>(
        ui: &mut Ui,
        view: &View<'a>,
        choice: &mut MemberChoice,
        row: Option<&MeasurementRow<M>>,
    ) -> Option<(&'a Topic<Members>, &'a M)> {
        let shown = row.and_then(|row| row.found(view)).map(|(topic, _)| topic);
        let key = |topic: &Topic<Members>| (topic.maps, topic.input);
        let of_set = |topic: &Topic<Members>| view.set.is_some_and(|set| set.key.id == topic.maps.id);
        let lane = view.measurements.lane::<M>();
        // Other modules of the maps on screen are a click away anyway.
        let is_other =
            |topic: &&Topic<Members>| shown != Some(*topic) && !(of_set(topic) && Self::has(view.report, topic.input));
        let others = lane.findings().map(|(topic, _)| topic).filter(is_other);
        let others: Vec<_> = others.map(|topic| (key(topic), topic_words::<M>(topic, view))).collect();
        if view.has_controls {
            choice.kept.ui(ui, &others);
        }
        let chosen = choice.kept.chosen()?;
        let (topic, found) = lane.findings().find(|(topic, _)| key(topic) == *chosen)?;
        let whose = Whose::finding(topic, view);
        let text = format!("Kept: {}, {}", topic.input, whose.words(view));
        ui.add(Label::new(whose.text(text, view)).wrap());
        Some((topic, found))
    }

    /// Whether a report has these units.
    fn has(report: Option<&Report>, members: Members) -> bool {
        match members {
            Members::Module(module) => report.is_some_and(|report| report.modules.iter().any(|of| of.module == module)),
            Members::AllActive => report.is_some(),
        }
    }

    /// The units that are looked at: those of the selected module, or of the one with the most units.
    fn chosen(&self, report: &Report, selected: Option<usize>, all: bool) -> Option<Members> {
        let exists = |module: &usize| report.modules.iter().any(|m| m.module == *module);
        let largest = || report.modules.iter().max_by_key(|m| (m.units, std::cmp::Reverse(m.module))).map(|m| m.module);
        let module = selected.filter(exists).or_else(largest).map(Members::Module);
        let everyone = (self.of_all && report.units.iter().any(|unit| unit.active)).then_some(Members::AllActive);
        if all { everyone.or(module) } else { module.or(everyone) }
    }

    fn chooser_ui(
        &self,
        ui: &mut Ui,
        report: &Report,
        chosen: Members,
        view: &View<'_>,
        (all, asks): (&mut bool, &mut Vec<Ask>),
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
                    *all = false;
                    asks.push(Ask::SelectModule(Some(module.module)));
                }
                label.on_hover_text(format!("{}, spacing {:.2} m", count(module.units, "unit"), module.spacing_m));
            });
        }
        if self.of_all {
            let label = ui.selectable_label(chosen == Members::AllActive, "All active units");
            if label.on_hover_text("Every unit that is not silent, whatever its module").clicked() {
                *all = true;
            }
        }
    }
}
