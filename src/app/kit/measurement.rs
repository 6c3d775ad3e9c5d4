//! How every panel begins a measurement of the maps on screen, watches it and ends it.

use super::whose::Whose;
use super::widgets::progress_ui;
use crate::app::ask::Ask;
use crate::app::view::View;
use crate::maps::MapKey;
use crate::measure::{About, Displaced, Lane, Measurement, MeasurementAsk, Topic};
use eframe::egui::{Label, RichText, Ui};

/// A measurement of the maps on screen.
pub(crate) struct MeasurementRow<M: Measurement> {
    pub(crate) input: M::Input,
    /// Begins by itself once there are maps that stay: of an arena, or from a file. Live maps change all the time, so there
    /// the last finding stays until somebody asks again.
    pub(crate) is_automatic: bool,
    /// A button begins it where nothing was found yet; else the panel offers it elsewhere.
    pub(crate) has_button: bool,
    /// What is found is drawn over the maps on screen or beside their numbers: that of other maps never is.
    pub(crate) is_overlay: bool,
}

/// How a measurement stands.
pub(crate) struct Standing<'a, M: Measurement> {
    /// What was found for this input about the maps on screen, or about earlier ones from the same place, and what it is
    /// about.
    pub(crate) found: Option<(&'a Topic<M::Input>, &'a M)>,
    pub(crate) is_running: bool,
}

impl<M: Measurement> MeasurementRow<M> {
    const ABOUT: About = M::ABOUT;

    /// Asks for it.
    pub(crate) fn begin(&self) -> Ask {
        Ask::Measure(MeasurementAsk::begin::<M>(self.input.clone()))
    }

    /// What was found about the maps on screen, or about earlier ones from the same place.
    pub(crate) fn found<'a>(&self, view: &View<'a>) -> Option<(&'a Topic<M::Input>, &'a M)> {
        let set = view.set?;
        let lane = view.measurements.lane::<M>();
        let own = || lane.findings().filter(|(topic, _)| topic.input == self.input);
        let older = || own().find(|(topic, _)| topic.origin == set.origin && !self.is_overlay);
        let of_set = own().find(|(topic, _)| topic.maps.id == set.key.id);
        own().find(|(topic, _)| Some(topic.maps) == view.reported).or(of_set).or_else(older)
    }

    /// Draws the row: the share done with a way to stop, or what the finding is of with a way to have a newer one, or why
    /// there is none with a way to try again.
    pub(crate) fn ui<'a>(&self, ui: &mut Ui, view: &View<'a>, asks: &mut Vec<Ask>) -> Standing<'a, M> {
        let lane = view.measurements.lane::<M>();
        let found = self.found(view);
        let of_set = |topic: &&Topic<M::Input>| view.set.is_some_and(|set| set.key.id == topic.maps.id);
        let is_running = lane.asked().filter(of_set).is_some_and(|topic| topic.input == self.input);
        let standing = Standing { found, is_running };
        let Some(now) = view.reported else { return standing };
        let mut begin = false;
        if let Some((topic, share)) = lane.asked().zip(lane.progress())
            && Self::running_ui(ui, view, share, (!is_running).then_some(topic))
        {
            asks.push(Ask::Measure(MeasurementAsk::cancel::<M>()));
        }
        if let Some(displaced) = lane.displaced() {
            displaced_ui::<M>(ui, view, displaced);
        }
        // On stage the finding alone is shown, unless there is none.
        if !is_running && (view.has_controls || found.is_none()) {
            ui.horizontal_wrapped(|ui| {
                if let Some(why) = lane.failed(now, &self.input) {
                    begin |= ui.button("Try again").clicked();
                    ui.add(Label::new(RichText::new(format!("No result: {why}")).color(view.theme.error)).wrap());
                } else {
                    begin |= self.found_ui(ui, view, lane, found.map(|(topic, _)| topic), now);
                }
            });
        }
        // What begins by itself pushes nothing out: it waits until the other has ended.
        let by_itself =
            self.is_automatic && !view.shows_live() && lane.is_untried(now, &self.input) && lane.asked().is_none();
        if begin || by_itself {
            asks.push(self.begin());
        }
        standing
    }

    /// How far it is, and of what where that is not what is on screen; whether to stop.
    fn running_ui(ui: &mut Ui, view: &View<'_>, share: f64, other: Option<&Topic<M::Input>>) -> bool {
        ui.horizontal_wrapped(|ui| {
            let stop = ui.button("Cancel").clicked();
            let wide = (0.18 * ui.available_width()).clamp(40.0, 110.0);
            progress_ui(ui, share, wide, Self::ABOUT.words.working, view.theme);
            let of = other.map_or_else(String::new, |topic| format!(" · {}", topic_words::<M>(topic, view)));
            let text = format!("{} · {:.0} %{of}", Self::ABOUT.words.working, 100.0 * share);
            ui.add(Label::new(RichText::new(text).weak()).wrap());
            stop
        })
        .inner
    }

    /// What the finding is of; whether to begin.
    fn found_ui(
        &self,
        ui: &mut Ui,
        view: &View<'_>,
        lane: &Lane<M>,
        topic: Option<&Topic<M::Input>>,
        now: MapKey,
    ) -> bool {
        let words = Self::ABOUT.words;
        let Some(topic) = topic else {
            let begin = self.has_button && ui.button(words.button).on_hover_text(words.purpose).clicked();
            let is_known = |topic: &Topic<M::Input>| topic.origin.run().is_none_or(|run| view.run == Some(run));
            let mut others = lane.findings().map(|(topic, _)| topic).filter(|topic| is_known(topic));
            if let Some(topic) = others.find(|topic| topic.input == self.input).filter(|_| self.is_overlay) {
                let whose = Whose::finding(topic, view).short(view);
                let text = format!("Not drawn here, being of other maps: {} ({whose})", Self::ABOUT.name);
                ui.add(Label::new(RichText::new(text).weak()).wrap());
            }
            return begin;
        };
        let again = topic.maps != now && ui.button("Again").on_hover_text("Measure the maps on screen").clicked();
        let whose = Whose::finding(topic, view);
        // Numbers that it stands beside have said whose they are.
        let is_said = self.is_overlay && topic.maps == now;
        let of = if is_said { String::new() } else { format!(": {}", whose.words(view)) };
        let text = whose.text(format!("{}{of}", words.finding), view);
        ui.add(Label::new(text).wrap()).on_hover_text(words.purpose);
        again
    }
}

/// What a measurement is about: the part that was chosen, whose it is, and its step.
pub(crate) fn topic_words<M: Measurement>(topic: &Topic<M::Input>, view: &View<'_>) -> String {
    let whose = Whose::finding(topic, view).short(view);
    M::part(&topic.input).map_or_else(|| whose.clone(), |part| format!("{part}, {whose}"))
}

/// Says which measurement was pushed out by which: nothing ends without a word.
fn displaced_ui<M: Measurement>(ui: &mut Ui, view: &View<'_>, displaced: &Displaced<M::Input>) {
    if view.on_stage {
        return; // an audience has not asked
    }
    let [stopped, by] = [&displaced.topic, &displaced.by].map(|topic| topic_words::<M>(topic, view));
    let text = format!(
        "Stopped at {:.0} %: {} of {stopped}; that of {by} took its place",
        100.0 * displaced.share,
        M::ABOUT.name
    );
    ui.add(Label::new(RichText::new(text).color(view.theme.warning)).wrap());
}
