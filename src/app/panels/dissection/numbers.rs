//! The numbers of a dissection that no picture shows.

use crate::analysis::dissection::Dissection;
use crate::app::kit::number_or_dash;
use crate::app::kit::number_table::{Number, numbers_ui, with_unit};
use crate::app::kit::theme::Theme;
use eframe::egui::Ui;

/// Width of a column of them, points.
const COLUMN: f32 = 165.0;

/// Name, value and explanation of each.
pub(super) fn dissection_numbers_ui(ui: &mut Ui, found: &Dissection, theme: &Theme) {
    numbers_ui(ui, &rows(found), COLUMN, theme);
}

fn rows(found: &Dissection) -> [Number; 10] {
    let metric = found.metric.as_ref();
    let coverage = &found.coverage;
    let embedding = found.embedding.as_ref();
    let percent = |share: Option<f64>| with_unit(share.map(|share| 100.0 * share), 0, " %");
    [
        Number::new(
            "Scale",
            with_unit(metric.map(|m| m.scale_per_m), 2, " /m"),
            "Distance in state space for each metre: √(½ ⟨tr G⟩) of the metric G",
        ),
        Number::new(
            "… varies by",
            percent(metric.map(|m| m.sqrt_det_variation)),
            "Standard deviation over mean of √det G: 0 when space is scaled alike everywhere",
        ),
        Number::new(
            "Anisotropy",
            number_or_dash(metric.map(|m| m.anisotropy), 2),
            "1 − √(⟨λmin⟩/⟨λmax⟩) of the metric's eigenvalues: 0 when all directions are stretched alike",
        ),
        Number::new(
            "Local anisotropy",
            number_or_dash(metric.map(|m| m.local_anisotropy), 2),
            "⟨1 − √(λmin/λmax)⟩: 0 when every place is stretched alike in all directions",
        ),
        Number::new(
            "Conformal deviation",
            number_or_dash(metric.map(|m| m.conformal_deviation), 2),
            "0 when the map from space to states is a conformal isometry (Pettersen et al. 2024, made free of units)",
        ),
        Number::new(
            "Arena covered",
            percent(coverage.covered_share),
            "Bins where a unit of the module fires above half its peak",
        ),
        Number::new(
            "Units that fire",
            number_or_dash(coverage.mean_firing_units, 1),
            "Units of the module above half their peak rate in a bin, on average",
        ),
        Number::new(
            "Effective units",
            number_or_dash(coverage.effective_units, 1),
            "2 to the entropy of the mean rates: as many equally active units would share the activity as evenly",
        ),
        Number::new(
            "Neighbours kept",
            percent(embedding.map(|e| e.neighbours_kept)),
            "Nearest neighbours of a state that are still among its nearest in the picture of the state space",
        ),
        Number::new(
            "False neighbours",
            percent(embedding.map(|e| e.false_neighbours)),
            "Nearest in the picture, but far apart in truth: 0 where the surface does not cut through itself",
        ),
    ]
}
