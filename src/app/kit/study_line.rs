//! The line above a finding that takes a while: which maps it is of, how far it is, and the button that begins it.

use super::widgets::grouped;
use crate::app::studies::{Lane, MapsKey, StudyKind, StudyRequest};
use crate::app::view::{MapSource, Request, View};
use eframe::egui::{Align, Layout, ProgressBar, Ui, vec2};

/// The maps for which somebody stopped a study: it does not begin again by itself.
#[derive(Default)]
pub struct Stopped(Option<MapsKey>);

/// A study of the maps on screen, and its words.
pub struct StudyLine<'a, T> {
    pub lane: &'a Lane<MapsKey, T>,
    pub request: StudyRequest,
    pub kind: StudyKind,
    /// On the button: "Measure the chance level".
    pub button: &'static str,
    /// Beside the bar: "scoring surrogates".
    pub working: &'static str,
    /// Before the step: "Compared with random modules".
    pub finding: &'static str,
    /// What the finding is, in a sentence.
    pub about: &'static str,
}

/// Draws the line and returns the newest finding. Maps of an arena stay, so there the study begins by itself; live maps
/// change all the time, so there the last finding stays until somebody asks again.
pub fn study_line_ui<'a, T: Send + 'static>(
    ui: &mut Ui,
    view: &View<'_>,
    stopped: &mut Stopped,
    line: StudyLine<'a, T>,
    requests: &mut Vec<Request>,
) -> Option<&'a T> {
    let key = view.maps_key()?;
    let lane = line.lane;
    let mut begin = false;
    let height = ui.spacing().interact_size.y;
    ui.allocate_ui_with_layout(vec2(ui.available_width(), height), Layout::left_to_right(Align::Center), |ui| {
        if let Some(done) = lane.progress() {
            if ui.button("Cancel").clicked() {
                stopped.0 = Some(key);
                requests.push(Request::Study(StudyRequest::Cancel(line.kind)));
            }
            let bar = ProgressBar::new(done as f32).desired_width(110.0).desired_height(14.0).fill(view.theme.accent);
            ui.add(bar);
            ui.weak(format!("{} · {:.0} %", line.working, 100.0 * done));
        } else if let Some(why) = lane.failed(&key) {
            begin |= ui.button("Try again").clicked();
            ui.colored_label(view.theme.error, why);
        } else {
            match lane.found() {
                Some((of, _)) if *of == key => {
                    ui.weak(format!("{}, step {}", line.finding, grouped(of.step))).on_hover_text(line.about);
                }
                Some((of, _)) => {
                    begin |= ui.button("Again").on_hover_text(line.button).clicked();
                    let source = if of.source == MapSource::Live { "live maps" } else { "an arena" };
                    ui.weak(format!("{}, step {}, {source}", line.finding, grouped(of.step))).on_hover_text(line.about);
                }
                None => begin |= ui.button(line.button).on_hover_text(line.about).clicked(),
            }
        }
    });
    let by_itself = key.source == MapSource::Arena && lane.is_untried(&key) && stopped.0 != Some(key);
    if begin || by_itself {
        stopped.0 = None;
        requests.push(Request::Study(line.request));
    }
    lane.found().map(|(_, found)| found)
}
