//! What differs between two networks, in numbers: of an earlier moment and now, or of a first network and its twin.

use super::number_or_dash;
use super::widgets::{grouped, short};
use crate::analysis::{Report, Score, ScoreSummary};
use crate::preset::{Params, TABLE};
use crate::stream::{LossSample, SERIES, Series};

/// What came of a network, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Outcome {
    /// Units that fire.
    pub active: Option<f64>,
    /// Spacing of each module, metres, largest first; `None` before the first report.
    pub spacings_m: Option<Vec<f64>>,
    /// Medians over the active units, in the order of [`MEDIANS`].
    pub medians: [Option<f64>; MEDIANS.len()],
    /// Losses of a step, in the order of [`SERIES`].
    pub losses: [Option<f64>; SERIES.len()],
}

/// The scores whose medians are compared.
const MEDIANS: [(Score, &str, &str); 4] = [
    (Score::Adaptive, "60° score, adaptive", "Median of the adaptive grid score over the active units"),
    (Score::Mean, "60° score, mean", "Median of the grid score of Banino et al. (2018) over the active units"),
    (Score::Score90, "90° score", "Median of the 90° score over the active units"),
    (
        Score::Stability,
        "Stability",
        "Median correlation of the maps of two halves of the samples, over the active units",
    ),
];

/// Losses that are compared: the total and its terms.
const LOSSES: [Series; 5] =
    [Series::Total, Series::Separation, Series::Invariance, Series::Capacity, Series::ConformalIsometry];

/// Modules whose spacings differ by more than this factor are not the same one.
const SAME_MODULE: f64 = 1.2;

impl Outcome {
    /// What a report and the losses of a step tell.
    pub(crate) fn of(report: Option<&Report>, losses: Option<&LossSample>) -> Self {
        let finite =
            |series: Series| losses.map(|sample| f64::from(sample.get(series))).filter(|value| value.is_finite());
        let median = |score: Score| report.and_then(|report| ScoreSummary::of(score, &report.units, None).median);
        Self {
            active: report.map(|report| report.units.iter().filter(|unit| unit.active).count() as f64),
            spacings_m: report.map(|report| report.modules.iter().map(|module| module.spacing_m).collect()),
            medians: MEDIANS.map(|(score, ..)| median(score)),
            losses: SERIES.map(|spec| finite(spec.series)),
        }
    }

    /// Number of modules.
    pub(crate) fn modules(&self) -> Option<f64> {
        self.spacings_m.as_ref().map(|spacings| spacings.len() as f64)
    }
}

/// One number of two networks.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Difference {
    pub name: String,
    /// What it is.
    pub about: &'static str,
    /// Of the earlier or first network, of the later or second one, with their unit; a dash where it is not known.
    pub from: String,
    pub to: String,
    /// The second less the first, with its sign and unit.
    pub change: String,
}

/// How a number is written.
#[derive(Clone, Copy)]
enum Written {
    Count,
    /// So many decimals, and a unit.
    Fixed(usize, &'static str),
    /// Three digits, whatever its size.
    Short,
}

impl Written {
    fn plain(self, value: Option<f64>) -> String {
        match (value, self) {
            (None, _) => "–".to_owned(),
            (Some(count), Self::Count) => grouped(count as u64),
            (Some(_), Self::Fixed(decimals, unit)) => number_or_dash(value, decimals) + unit,
            (Some(value), Self::Short) => short(value).replace('-', "−"),
        }
        .replace('-', "−")
    }

    /// The difference with its sign; a dash where one of both is not known.
    fn change(self, from: Option<f64>, to: Option<f64>) -> String {
        let Some((from, to)) = from.zip(to) else { return "–".to_owned() };
        let size = self.plain(Some((to - from).abs()));
        // What is written as nothing has no sign.
        let is_nothing = !size.chars().any(|letter| letter.is_ascii_digit() && letter != '0');
        let sign = if is_nothing {
            "±"
        } else if to > from {
            "+"
        } else {
            "−"
        };
        format!("{sign}{size}")
    }
}

/// Every number that is compared: from the earlier or first network to the later or second one.
pub(crate) fn differences(from: &Outcome, to: &Outcome) -> Vec<Difference> {
    let row = |name: &str, about, written: Written, a: Option<f64>, b: Option<f64>| Difference {
        name: name.to_owned(),
        about,
        from: written.plain(a),
        to: written.plain(b),
        change: written.change(a, b),
    };
    let mut rows = vec![
        row("Active units", "Units that fire", Written::Count, from.active, to.active),
        row("Modules", "Modules of the population", Written::Count, from.modules(), to.modules()),
    ];
    let spacings = matched(from.spacings_m.as_deref().unwrap_or(&[]), to.spacings_m.as_deref().unwrap_or(&[]));
    for (index, (a, b)) in spacings.into_iter().enumerate() {
        let about =
            "Spacing of a module; modules of both whose spacings differ by less than a fifth stand beside each other";
        rows.push(row(&format!("Spacing {}", index + 1), about, Written::Fixed(2, " m"), a, b));
    }
    for (index, (_, name, about)) in MEDIANS.into_iter().enumerate() {
        rows.push(row(name, about, Written::Fixed(2, ""), from.medians[index], to.medians[index]));
    }
    for series in LOSSES {
        let name = if series == Series::Total { "Total loss" } else { series.spec().name };
        let index = series as usize;
        rows.push(row(
            &super::capitalised(name),
            series.spec().meaning,
            Written::Short,
            from.losses[index],
            to.losses[index],
        ));
    }
    rows
}

/// Which modules of two networks are the same: the nearest in spacing, none twice; largest spacing first.
fn matched(from: &[f64], to: &[f64]) -> Vec<(Option<f64>, Option<f64>)> {
    let ratio = |a: f64, b: f64| (a / b).max(b / a);
    let mut pairs: Vec<(usize, usize)> = (0..from.len()).flat_map(|a| (0..to.len()).map(move |b| (a, b))).collect();
    pairs.retain(|&(a, b)| ratio(from[a], to[b]) <= SAME_MODULE);
    pairs.sort_by(|x, y| ratio(from[x.0], to[x.1]).total_cmp(&ratio(from[y.0], to[y.1])));
    let (mut taken_from, mut taken_to) = (vec![false; from.len()], vec![false; to.len()]);
    let mut rows = Vec::new();
    for (a, b) in pairs {
        if !taken_from[a] && !taken_to[b] {
            (taken_from[a], taken_to[b]) = (true, true);
            rows.push((Some(from[a]), Some(to[b])));
        }
    }
    rows.extend(from.iter().zip(&taken_from).filter(|(_, taken)| !**taken).map(|(a, _)| (Some(*a), None)));
    rows.extend(to.iter().zip(&taken_to).filter(|(_, taken)| !**taken).map(|(b, _)| (None, Some(*b))));
    let size = |(a, b): &(Option<f64>, Option<f64>)| a.or(*b).unwrap_or(0.0);
    rows.sort_by(|x, y| size(y).total_cmp(&size(x)));
    rows
}

/// The first things to know, on one line: `modules 3 → 1 · active 94 → 0 · capacity −0.9 → −0.5`.
pub(crate) fn summary(from: &Outcome, to: &Outcome) -> String {
    let count = |name: &str, a: Option<f64>, b: Option<f64>| {
        format!("{name} {} → {}", Written::Count.plain(a), Written::Count.plain(b))
    };
    format!("{}, {}", count("modules", from.modules(), to.modules()), count("active", from.active, to.active))
}

/// The parameters that two networks do not share, from one value to the other: `capacity.enabled true → false`.
pub(crate) fn changed_parameters(from: &Params, to: &Params) -> Vec<String> {
    let values = TABLE.iter().map(|spec| (spec.name, spec.value_in(from), spec.value_in(to)));
    values.filter(|(_, a, b)| a != b).map(|(name, a, b)| format!("{name} {a} → {b}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::ModuleReport;
    use crate::app::kit::tiles::tests::{report, unit};

    fn network(active: usize, spacings_m: &[f64], score: f64) -> Report {
        let mut units: Vec<_> = (0..12).map(|i| unit(i, Some(score), Some(0.5), None)).collect();
        units.iter_mut().skip(active).for_each(|unit| unit.active = false);
        let mut report = report(units);
        let module = |(module, &spacing_m): (usize, &f64)| ModuleReport {
            module,
            units: 4,
            spacing_m,
            orientation_deg: 0.0,
            orientation_coherence: 1.0,
            orientation_coherence_chance: 0.5,
            grid_score_adaptive: None,
        };
        report.modules = spacings_m.iter().enumerate().map(module).collect();
        report
    }

    fn losses(total: f32) -> LossSample {
        LossSample { step: 1, values: [total; SERIES.len()] }
    }

    fn of<'d>(rows: &'d [Difference], name: &str) -> [&'d str; 3] {
        let row = rows.iter().find(|row| row.name == name).unwrap_or_else(|| panic!("{name} in {rows:?}"));
        [&row.from, &row.to, &row.change]
    }

    #[test]
    fn numbers_have_signs_and_units() {
        let from = Outcome::of(Some(&network(10, &[0.9, 0.6], 0.5)), Some(&losses(0.25)));
        let to = Outcome::of(Some(&network(3, &[0.93], 1.1)), Some(&losses(-0.5)));
        let rows = differences(&from, &to);
        assert_eq!(of(&rows, "Active units"), ["10", "3", "−7"]);
        assert_eq!(of(&rows, "Modules"), ["2", "1", "−1"]);
        assert_eq!(of(&rows, "Spacing 1"), ["0.90 m", "0.93 m", "+0.03 m"]);
        assert_eq!(of(&rows, "Spacing 2"), ["0.60 m", "–", "–"], "it went");
        assert_eq!(of(&rows, "60° score, adaptive"), ["0.50", "1.10", "+0.60"]);
        assert_eq!(of(&rows, "Stability"), ["0.90", "0.90", "±0.00"], "nothing has no sign");
        assert_eq!(of(&rows, "Total loss"), ["0.25", "−0.5", "−0.75"]);
        assert_eq!(summary(&from, &to), "modules 2 → 1, active 10 → 3");
    }

    #[test]
    fn parameters_that_differ_are_named() {
        let from = Params::default();
        let mut to = from.clone();
        assert!(changed_parameters(&from, &to).is_empty());
        to.set_text("capacity.enabled", "false").expect("valid");
        to.set_text("sigma_g", "0.2").expect("valid");
        let found = changed_parameters(&from, &to);
        assert!(found.contains(&"capacity.enabled true → false".to_owned()) && found.len() == 2, "{found:?}");
    }

    #[test]
    fn what_is_not_known_is_a_dash() {
        let from = Outcome::of(Some(&network(10, &[0.9], 0.5)), Some(&losses(f32::NAN)));
        let rows = differences(&from, &Outcome::default());
        assert_eq!(of(&rows, "Active units"), ["10", "–", "–"]);
        assert_eq!(of(&rows, "Total loss"), ["–", "–", "–"], "not a number is not known");
        assert_eq!(summary(&from, &Outcome::default()), "modules 1 → –, active 10 → –");
        let silent = Outcome::of(Some(&network(0, &[], 0.5)), None);
        assert_eq!(of(&differences(&from, &silent), "90° score")[1], "–", "of no unit there is no median");
    }

    #[test]
    fn modules_of_the_same_spacing_stand_beside_each_other() {
        let pairs = matched(&[1.3, 0.9, 0.6], &[0.88, 0.4]);
        assert_eq!(pairs, [(Some(1.3), None), (Some(0.9), Some(0.88)), (Some(0.6), None), (None, Some(0.4))]);
        assert_eq!(matched(&[1.0, 0.95], &[0.96]), [(Some(1.0), None), (Some(0.95), Some(0.96))], "the nearest, once");
        assert!(matched(&[], &[]).is_empty());
    }
}
