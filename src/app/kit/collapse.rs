//! What every panel about maps says where there is nothing to see in them: all states are one.

use crate::analysis::Report;
use crate::app::view::View;
use eframe::egui::{RichText, Ui};

/// Where the maps on screen show one state for all places, says so plainly; whether it did.
pub(crate) fn collapsed_ui(ui: &mut Ui, view: &View<'_>) -> bool {
    let Some(words) = view.report.and_then(|report| collapsed_words(report, view.shows_file())) else { return false };
    ui.label(RichText::new(words).color(view.theme.warning).strong());
    true
}

/// The words, for the maps of a network or of a file.
fn collapsed_words(report: &Report, is_file: bool) -> Option<String> {
    let what = if is_file { "FLAT: these cells do not tell places apart" } else { "COLLAPSED: all states are one" };
    Some(format!("{what}. {}", report.collapse()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::kit::tiles::tests::report;

    #[test]
    fn a_collapse_is_said_with_its_number() {
        let mut report = report(Vec::new());
        assert_eq!(collapsed_words(&report, false), None, "half of the mean square varies");
        (report.variance_share, report.collapsed) = (Some(2.3e-6), true);
        let words = collapsed_words(&report, false).expect("below the floor");
        assert!(words.starts_with("COLLAPSED: all states are one. Only 2.3e-6 of"), "{words}");
        assert!(collapsed_words(&report, true).is_some_and(|words| words.starts_with("FLAT")));
    }
}
