//! How every panel begins a measurement of the maps on screen, watches it and ends it.

use super::widgets::{grouped, progress_ui};
use crate::app::ask::Ask;
use crate::app::view::View;
use crate::maps::{MapKey, Origin};
use crate::measure::{About, Measurement, MeasurementAsk, Topic};
use eframe::egui::Ui;

/// What somebody stopped: it does not begin again by itself.
pub(crate) struct Stopped<M: Measurement>(Option<(MapKey, M::Input)>);

impl<M: Measurement> Default for Stopped<M> {
    fn default() -> Self {
        Self(None)
    }
}

/// A measurement of the maps on screen.
pub(crate) struct MeasurementRow<M: Measurement> {
    pub(crate) input: M::Input,
    /// Begins by itself once there are maps that stay: of an arena, or from a file. Live maps change all the time, so there
    /// the last finding stays until somebody asks again.
    pub(crate) is_automatic: bool,
    /// A button begins it where nothing was found yet; else the panel offers it elsewhere.
    pub(crate) has_button: bool,
}

/// How a measurement stands.
pub(crate) struct Standing<'a, M: Measurement> {
    /// The newest finding for this input, and what it is about.
    pub(crate) found: Option<(&'a Topic<M::Input>, &'a M)>,
    pub(crate) is_running: bool,
}

impl<M: Measurement> MeasurementRow<M> {
    const ABOUT: About = M::ABOUT;

    /// Asks for it.
    pub(crate) fn begin(&self) -> Ask {
        Ask::Measure(MeasurementAsk::begin::<M>(self.input.clone()))
    }

    /// Draws the row: the share done with a way to stop, or what the finding is of with a way to have a newer one, or why
    /// there is none with a way to try again.
    pub(crate) fn ui<'a>(
        &self,
        ui: &mut Ui,
        view: &View<'a>,
        stopped: &mut Stopped<M>,
        asks: &mut Vec<Ask>,
    ) -> Standing<'a, M> {
        let lane = view.measurements.lane::<M>();
        let is_running = lane.asked().is_some_and(|topic| topic.input == self.input);
        let found = lane.found().filter(|(topic, _)| topic.input == self.input);
        let standing = Standing { found, is_running };
        let Some(now) = view.reported else { return standing };
        let mut begin = false;
        ui.horizontal_wrapped(|ui| {
            if let Some(share) = lane.progress().filter(|_| is_running) {
                if Self::running_ui(ui, view, share) {
                    stopped.0 = Some((now, self.input.clone()));
                    asks.push(Ask::Measure(MeasurementAsk::cancel::<M>()));
                }
            } else if let Some(why) = lane.failed(now, &self.input) {
                begin |= ui.button("Try again").clicked();
                ui.colored_label(view.theme.error, format!("No result: {why}"));
            } else {
                begin |= self.found_ui(ui, found.map(|(topic, _)| topic), now);
            }
        });
        let was_stopped = stopped.0.as_ref().is_some_and(|(maps, input)| (*maps, input) == (now, &self.input));
        let by_itself = self.is_automatic && !view.shows_live() && lane.is_untried(now, &self.input) && !was_stopped;
        if begin || by_itself {
            stopped.0 = None;
            asks.push(self.begin());
        }
        standing
    }

    /// How far it is; whether to stop.
    fn running_ui(ui: &mut Ui, view: &View<'_>, share: f64) -> bool {
        let stop = ui.button("Cancel").clicked();
        progress_ui(ui, share, 90.0, Self::ABOUT.words.working, view.theme);
        ui.weak(format!("{} · {:.0} %", Self::ABOUT.words.working, 100.0 * share));
        stop
    }

    /// What the finding is of; whether to begin.
    fn found_ui(&self, ui: &mut Ui, topic: Option<&Topic<M::Input>>, now: MapKey) -> bool {
        let words = Self::ABOUT.words;
        let Some(topic) = topic else {
            return self.has_button && ui.button(words.button).on_hover_text(words.purpose).clicked();
        };
        let is_new = topic.maps == now;
        let again = !is_new && ui.button("Again").on_hover_text("Measure the maps on screen").clicked();
        let of_others =
            if topic.maps.id == now.id { String::new() } else { format!(", {}", origin_words(&topic.origin)) };
        let text = format!("{}{}{of_others}", words.finding, step_words(topic.step));
        ui.weak(text).on_hover_text(words.purpose);
        again
    }
}

/// `, step 1 200`; nothing where nothing trains.
fn step_words(step: Option<u64>) -> String {
    step.map_or_else(String::new, |step| format!(", step {}", grouped(step)))
}

/// Whose maps these are.
pub(crate) fn origin_words(origin: &Origin) -> String {
    match origin {
        Origin::Live(_) => "live maps".to_owned(),
        Origin::Arena(_) => "an arena".to_owned(),
        Origin::File(path) => path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
        Origin::Baseline(name) => format!("baseline {name}"),
    }
}

/// Which weights a finding is about, and whether the run has left them behind; or whose cells.
pub(crate) fn weights_of<I>(topic: &Topic<I>, view: &View<'_>) -> String {
    let now = view.status.step;
    match topic.step {
        None => origin_words(&topic.origin),
        Some(step) if step == now => format!("step {step}"),
        Some(step) => format!("step {step}, while the run is at step {now}"),
    }
}
