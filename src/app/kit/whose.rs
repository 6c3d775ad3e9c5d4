//! What a figure is of: whose maps, in which box, of which step, of how many units; and whether the run has gone on since.

use super::widgets::grouped;
use super::{count, file_name};
use crate::app::view::View;
use crate::maps::Origin;
use crate::measure::Topic;
use eframe::egui::{Label, RichText, Ui};

/// What a figure is of.
pub(crate) struct Whose<'a> {
    origin: &'a Origin,
    /// Training steps done when its maps were taken; `None` where nothing trains.
    step: Option<u64>,
    /// Side of the box, metres.
    box_m: f64,
    /// Units, and how many of them fire where that is known.
    units: String,
    /// Whether the maps are those on screen, or an earlier state of them.
    is_on_screen: bool,
}

impl<'a> Whose<'a> {
    /// The maps on screen, once there are any.
    pub(crate) fn maps(view: &View<'a>) -> Option<Self> {
        let set = view.set?;
        let (box_m, units) = (f64::from(set.maps.arena.box_m), count(set.maps.units, "unit"));
        Some(Self { origin: &set.origin, step: set.step, box_m, units, is_on_screen: true })
    }

    /// The report on screen, once there is one. That of live maps may be of an earlier state than the maps.
    pub(crate) fn report(view: &View<'a>) -> Option<Self> {
        let (set, report) = (view.set?, view.report?);
        let active = report.units.iter().filter(|unit| unit.active).count();
        let units = format!("{}, {active} active", count(report.units.len(), "unit"));
        let (origin, box_m) = (&set.origin, report.box_m);
        Some(Self { origin, step: view.reported_step, box_m, units, is_on_screen: true })
    }

    /// What was found about some maps.
    pub(crate) fn finding<I>(topic: &'a Topic<I>, view: &View<'_>) -> Self {
        Self {
            origin: &topic.origin,
            step: topic.step,
            box_m: f64::from(topic.box_m),
            units: count(topic.units, "unit"),
            is_on_screen: view.set.is_some_and(|set| set.key.id == topic.maps.id),
        }
    }

    /// Source, box, step and units: `modules · arena · 2 m box · step 10 620, the run is at 11 919 · 128 units`.
    pub(crate) fn words(&self, view: &View<'_>) -> String {
        let mut words = self.source_and_step(view);
        words.insert(1, format!("{:.2}", self.box_m).trim_end_matches('0').trim_end_matches('.').to_owned() + " m box");
        words.push(self.units.clone());
        words.join(" · ")
    }

    /// Source and step alone, for a place that says the rest.
    pub(crate) fn short(&self, view: &View<'_>) -> String {
        self.source_and_step(view).join(" · ")
    }

    fn source_and_step(&self, view: &View<'_>) -> Vec<String> {
        let name = &view.preset.name;
        let source = match self.origin {
            Origin::File(path) => file_name(path),
            Origin::Baseline(name) => format!("baseline {name}"),
            Origin::Live(_) if self.is_of_another_run(view) => "live maps of an earlier run".to_owned(),
            Origin::Arena(_) if self.is_of_another_run(view) => "arena of an earlier run".to_owned(),
            Origin::Live(_) => format!("{name}, live maps"),
            Origin::Twin(_) => "live maps of the twin".to_owned(),
            Origin::Arena(_) => format!("{name}, arena"),
        };
        let step = self.step.map(|step| {
            let now = view.status.step;
            let behind = if self.is_behind(view) && !self.is_of_another_run(view) {
                format!(", the run is at {}", grouped(now))
            } else {
                String::new()
            };
            format!("step {}{behind}", grouped(step))
        });
        std::iter::once(source).chain(step).collect()
    }

    fn is_of_another_run(&self, view: &View<'_>) -> bool {
        self.origin.run().is_some_and(|run| view.run.is_some_and(|now| now != run))
    }

    /// Whether the run has left these weights behind. Live maps remember many steps: within these they are of now.
    fn is_behind(&self, view: &View<'_>) -> bool {
        let remembered = match self.origin {
            Origin::Live(_) | Origin::Twin(_) => view.preset.params.map_memory_steps.max(0.0) as u64,
            Origin::Arena(_) | Origin::File(_) | Origin::Baseline(_) => 0,
        };
        self.step.is_some_and(|step| view.status.step > step + remembered)
    }

    /// Whether it is of other maps than those on screen, or of another run.
    fn is_of_others(&self, view: &View<'_>) -> bool {
        !self.is_on_screen || self.is_of_another_run(view)
    }

    /// A text about it: quiet, plainer where the run has gone on since, and marked where it is of other maps.
    pub(crate) fn text(&self, text: impl Into<String>, view: &View<'_>) -> RichText {
        let text = RichText::new(text);
        if self.is_of_others(view) {
            text.color(view.theme.warning)
        } else if self.is_behind(view) {
            text
        } else {
            text.weak()
        }
    }

    /// Says it in a line of its own.
    pub(crate) fn ui(&self, ui: &mut Ui, view: &View<'_>) {
        let text = self.text(self.words(view), view);
        ui.add(Label::new(text).wrap()).on_hover_text("Whose maps this is about, and of which training step");
    }
}

/// The line above figures that a report on screen tells; before the first report, that of the maps. On stage nobody reads it.
pub(crate) fn report_line_ui(ui: &mut Ui, view: &View<'_>) {
    if view.on_stage {
        return;
    }
    if let Some(whose) = Whose::report(view).or_else(|| Whose::maps(view)) {
        whose.ui(ui, view);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::kit::theme::Theme;
    use crate::app::testing::stage::Quiet;
    use crate::maps::{Arena, MapSet, RateMaps, RunId};
    use crate::measure::Measurements;
    use crate::preset::default_preset;
    use crate::stream::Status;
    use std::sync::Arc;

    fn set(origin: Origin, step: Option<u64>) -> MapSet {
        let arena = Arena { box_m: 2.5, bins: 2 };
        MapSet::new(origin, step, RateMaps { arena, units: 3, rates: vec![1.0; 12], visits: vec![1.0; 4] })
    }

    /// What is said of a finding about `of` while `shown` is on screen, the run being at step 11 919; and whether it is
    /// marked as that of other maps.
    fn said(of: &MapSet, shown: &MapSet, run: RunId) -> (String, bool) {
        let (quiet, theme) = (Quiet::default(), Theme::dark());
        let (measurements, status) = (Measurements::new(Arc::new(|| {})), Status { step: 11_919, ..Status::default() });
        let view = View { set: Some(shown), run: Some(run), status: &status, ..quiet.view(&theme, &measurements) };
        let topic = Topic::of(of, ());
        let whose = Whose::finding(&topic, &view);
        (whose.words(&view), whose.is_of_others(&view))
    }

    #[test]
    fn what_is_not_of_now_says_so() {
        let (run, name) = (RunId::fresh(), &default_preset().name);
        let live = |step| set(Origin::Live(run), Some(step));
        let now = live(11_919);
        let same = |of: &MapSet| said(of, of, run);
        assert_eq!(same(&now), (format!("{name}, live maps · 2.5 m box · step 11 919 · 3 units"), false));
        assert!(!same(&live(11_918)).0.contains("the run is at"), "live maps remember more steps than one");
        let older = format!("{name}, live maps · 2.5 m box · step 10 620, the run is at 11 919 · 3 units");
        assert_eq!(same(&live(10_620)), (older, false));

        let arena = set(Origin::Arena(run), Some(10_620));
        let words = format!("{name}, arena · 2.5 m box · step 10 620, the run is at 11 919 · 3 units");
        assert_eq!(same(&arena), (words, false));
        assert!(!same(&set(Origin::Arena(run), Some(11_919))).0.contains("the run is at"));
        assert!(said(&now, &arena, run).1, "of now, but not of the maps on screen");

        let file = set(Origin::File("cells/theirs.npz".into()), None);
        assert_eq!(same(&file), ("theirs.npz · 2.5 m box · 3 units".to_owned(), false));
        assert!(said(&file, &now, run).1, "not of the run on screen");
        let (words, is_marked) = said(&arena, &now, RunId::fresh());
        assert_eq!((words.as_str(), is_marked), ("arena of an earlier run · 2.5 m box · step 10 620 · 3 units", true));
    }
}
