//! A problem said where it is seen: for some seconds above the status bar, whichever panels are in front.

use crate::app::kit::theme::Theme;
use crate::app::log::{Log, LogLine};
use crate::stream::Severity;
use eframe::egui::{self, Align2, RichText};

/// The newest problem, while it is news.
#[derive(Clone, Debug, Default)]
pub(crate) struct Toast {
    shown: Option<(LogLine, f64)>,
    /// Lines of the log that were looked at.
    seen: u64,
}

impl Toast {
    /// How long a problem stays, seconds: time to read it twice.
    const STAYS_S: f64 = 8.0;

    /// Takes in what the log holds since the last time, and drops what is old.
    pub(crate) fn look_at(&mut self, log: &Log, now_s: f64) {
        let new = log.said().saturating_sub(self.seen) as usize;
        self.seen = log.said();
        let newest = log.lines().iter().rev().take(new).find(|line| line.severity != Severity::Info);
        if let Some(line) = newest {
            self.shown = Some((line.clone(), now_s));
        }
        if self.time_left_s(now_s) <= 0.0 {
            self.shown = None;
        }
    }

    /// The problem on screen.
    #[must_use]
    pub(crate) fn line(&self) -> Option<&LogLine> {
        self.shown.as_ref().map(|(line, _)| line)
    }

    /// Seconds until it goes; 0 when there is none.
    #[must_use]
    pub(crate) fn time_left_s(&self, now_s: f64) -> f64 {
        self.shown.as_ref().map_or(0.0, |(_, since_s)| (since_s + Self::STAYS_S - now_s).max(0.0))
    }

    /// Draws the problem; a click on its button dismisses it.
    pub(crate) fn ui(&mut self, ctx: &egui::Context, theme: &Theme) {
        let Some((line, _)) = &self.shown else { return };
        let colour = if line.severity == Severity::Error { theme.error } else { theme.warning };
        let frame = egui::Frame::new()
            .fill(theme.raised)
            .stroke(egui::Stroke::new(1.5, colour))
            .corner_radius(6)
            .inner_margin(egui::Margin::symmetric(12, 8));
        let area = egui::Area::new(egui::Id::unique("toast")).anchor(Align2::CENTER_BOTTOM, [0.0, -42.0]);
        let dismissed = area.order(egui::Order::Foreground).show(ctx, |ui| {
            let widest = (ctx.content_rect().width() - 80.0).clamp(200.0, 720.0);
            frame
                .show(ui, |ui| {
                    ui.set_max_width(widest);
                    ui.horizontal(|ui| {
                        ui.label(RichText::new("!").strong().size(18.0).color(colour));
                        let label = egui::Label::new(RichText::new(&line.text).color(theme.text)).wrap();
                        ui.scope(|ui| {
                            ui.set_max_width(widest - 110.0);
                            ui.add(label);
                        });
                        ui.button("Dismiss").clicked()
                    })
                    .inner
                })
                .inner
        });
        if dismissed.inner {
            self.shown = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_new_problems_are_shown_and_only_for_a_while() {
        let (mut toast, mut log) = (Toast::default(), Log::default());
        log.push(Severity::Info, 1, "fine");
        toast.look_at(&log, 0.0);
        assert!(toast.line().is_none(), "no problem");
        log.push(Severity::Warning, 2, "refused");
        log.push(Severity::Info, 2, "fine again");
        toast.look_at(&log, 1.0);
        assert_eq!(toast.line().map(|line| line.text.as_str()), Some("refused"));
        toast.look_at(&log, 8.5);
        assert!(toast.line().is_some(), "still news");
        toast.look_at(&log, 9.5);
        assert!(toast.line().is_none(), "read by now");
        toast.look_at(&log, 10.0);
        assert!(toast.line().is_none(), "and not again");
    }

    #[test]
    fn a_full_log_still_has_news() {
        let (mut toast, mut log) = (Toast::default(), Log::default());
        for step in 0..Log::CAPACITY as u64 {
            log.push(Severity::Info, step, "line");
        }
        toast.look_at(&log, 0.0);
        log.push(Severity::Error, 5, "late");
        toast.look_at(&log, 0.0);
        assert!(toast.line().is_some(), "the ring is full, the line is new");
    }
}
