//! Who is compared with whom.

use crate::app::baseline::Side;
use crate::app::kit::differences::{Outcome, changed_parameters};
use crate::app::kit::widgets::grouped;
use crate::app::view::View;
use crate::preset::Preset;
use crate::stream::LossSample;
use serde::{Deserialize, Serialize};

/// What the run is compared with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Against {
    /// The twin where there is one, else the baseline.
    #[default]
    Twin,
    /// The baseline where there is one, else the twin.
    Baseline,
}

/// Two networks that are compared: from the first or earlier one to the second or later one.
pub(super) struct Pair<'a> {
    pub from: Compared<'a>,
    pub to: Compared<'a>,
    /// The parameters that they do not share, in words, where that is not said of either already.
    pub changed: Option<String>,
}

/// One of them.
pub(super) struct Compared<'a> {
    /// One word for it.
    pub name: &'static str,
    /// Who it is, and of when.
    pub words: String,
    pub side: Side<'a>,
    losses: Option<&'a LossSample>,
}

impl Compared<'_> {
    /// What came of it.
    pub(super) fn outcome(&self) -> Outcome {
        Outcome::of(self.side.report, self.losses)
    }
}

impl<'a> Pair<'a> {
    /// The pair that is looked at, if there is one.
    pub(super) fn of(against: Against, view: &View<'a>) -> Option<Self> {
        let (twin, baseline) = (|| Self::of_twin(view), || Self::of_baseline(view));
        match against {
            Against::Twin => twin().or_else(baseline),
            Against::Baseline => baseline().or_else(twin),
        }
    }

    fn of_twin(view: &View<'a>) -> Option<Self> {
        let twin = view.twin?;
        let change = &twin.known.info.change;
        let of = |side: Side<'_>| step_words(side.set.and_then(|set| set.step));
        // A change of the parameter that parts them reaches the first alone.
        let own = view.preset.params.get(&change.name).map_or_else(|| change.old.clone(), |value| value.to_string());
        let first = Compared {
            name: "first",
            words: format!("first: {} {own}{}", change.name, of(twin.first)),
            side: twin.first,
            losses: view.history.last(),
        };
        let since = grouped(change.step);
        let second = Compared {
            name: "twin",
            words: format!("twin: {} since step {since}{}", twin.known.difference(), of(twin.twin)),
            side: twin.twin,
            losses: twin.known.history.last(),
        };
        Some(Self { from: first, to: second, changed: None })
    }

    fn of_baseline(view: &View<'a>) -> Option<Self> {
        let baseline = view.baseline?;
        let words = format!("baseline: {}", baseline.words());
        let from = Compared { name: "baseline", words, side: baseline.side(), losses: baseline.losses() };
        // Beside the baseline itself stands what trains.
        let side = if view.ghost().is_some() {
            Side { set: view.set, report: view.report, reported: view.reported }
        } else {
            Side::default()
        };
        let words = format!("now: {}{}", view.preset.name, step_words(side.set.and_then(|set| set.step)));
        let to = Compared { name: "now", words, side, losses: view.history.last() };
        Some(Self { from, to, changed: (!view.shows_file()).then(|| changed_words(&baseline.preset, view.preset)) })
    }
}

/// The parameters that changed, the first few by name.
fn changed_words(from: &Preset, to: &Preset) -> String {
    const FEW: usize = 4;
    let changed = changed_parameters(&from.params, &to.params);
    let more = if changed.len() > FEW { format!(" and {} more", changed.len() - FEW) } else { String::new() };
    match &changed[..changed.len().min(FEW)] {
        [] => "the same parameters".to_owned(),
        few => format!("{}{more}", few.join(", ")),
    }
}

fn step_words(step: Option<u64>) -> String {
    step.map_or_else(String::new, |step| format!(", step {}", grouped(step)))
}
