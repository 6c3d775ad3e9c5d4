//! The window's title: what is on screen, and how far it is, for whoever looks for it among other windows.

use crate::app::kit::file_name;
use crate::app::kit::widgets::grouped;
use crate::app::view::View;
use crate::maps::Origin;
use crate::stream::RunState;
use eframe::egui;

/// The title as the system has it.
#[derive(Debug, Default)]
pub(crate) struct WindowTitle {
    told: String,
}

impl WindowTitle {
    /// Tells the system what is on screen now, if that is something else than before.
    pub(crate) fn tell(&mut self, ctx: &egui::Context, is_edited: bool, view: &View<'_>) {
        let title = title(is_edited, view);
        if self.told != title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.told = title;
        }
    }
}

fn title(is_edited: bool, view: &View<'_>) -> String {
    let step = view.status.step;
    let exactly = grouped(step);
    let progress = match view.status.state {
        RunState::Starting => "starting".to_owned(),
        RunState::Running => format!("step {}", grouped(coarse(step))),
        RunState::Paused => format!("paused at step {exactly}"),
        RunState::Failed => format!("failed at step {exactly}"),
        RunState::Stopped => format!("ended at step {exactly}"),
    };
    let edited = if is_edited { " (edited)" } else { "" };
    let run = format!("{}{edited} · {progress}", view.preset.name);
    match view.set.map(|set| &set.origin) {
        Some(Origin::File(path)) => {
            format!("{} · gridscope", file_name(path))
        }
        _ => format!("{run} · gridscope"),
    }
}

/// A step rounded down to hundreds, of five digits and more to its first two: enough for a title, which then seldom changes.
fn coarse(step: u64) -> u64 {
    let digits = step.checked_ilog10().unwrap_or_default() + 1;
    let unit = 10u64.pow(digits.saturating_sub(2).max(2));
    step / unit * unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_counts_in_large_steps() {
        let counted = [0, 99, 100, 1_299, 9_999, 12_999, 345_678, u64::MAX].map(coarse);
        assert_eq!(counted, [0, 0, 100, 1_200, 9_900, 12_000, 340_000, 18_000_000_000_000_000_000]);
        let titles: std::collections::BTreeSet<u64> = (0..12_000).map(coarse).collect();
        assert_eq!(titles.len(), 102, "of a run of 12 000 steps");
    }
}
