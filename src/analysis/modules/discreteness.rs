//! Do spacings come in steps, or all along a continuum?
//!
//! Modules fill few bins of a histogram high and leave others empty, so its counts vary more between bins than those of
//! spread-out spacings (Stensola et al. 2012). The standard deviation of the counts is taken over bins of log spacing,
//! for several bin widths, and compared to two nulls:
//!
//! * *jittered* (theirs): every spacing moves by U(−½, ½) of the smallest one. It asks whether spacings lie closer
//!   together than that; a single narrow continuum does.
//! * *even*: as many spacings drawn evenly in log spacing from the smallest to the largest. It asks whether they clump
//!   within their range. The range is at least a factor √2, one step of modules: on less, one module is a continuum.
//!
//! One narrow module exceeds both: its spacings lie closer together than random ones. That is no step, so spacings are
//! called discrete only where there are several groups of them, and several modules.

use crate::analysis::chance::p_against;
use crate::analysis::thresholds::NULL_LEVEL;
use crate::numerics::{Cancelled, Draws, Progress, count};
use serde::Serialize;
use std::f64::consts::LN_2;

/// Bin widths, in log spacing: 2 % to 20 %, from the scatter inside a module to half a step between modules.
const WIDTHS: [f64; 10] = [0.02, 0.04, 0.06, 0.08, 0.10, 0.12, 0.14, 0.16, 0.18, 0.20];
/// Fewer spacings make no histogram.
const LEAST_SPACINGS: usize = 3;

/// How much more discrete spacings are than random ones.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Discreteness {
    /// Against jittered spacings.
    pub jittered: NullComparison,
    /// Against evenly spread ones.
    pub even: NullComparison,
    /// What both p-values must not exceed.
    pub level: f64,
    /// Spacings compared, one a periodic unit.
    pub units: usize,
    /// Groups of spacings that the information criterion prefers, and modules.
    pub groups: usize,
    pub modules: usize,
    /// Whether both nulls are exceeded at this level, and there are several groups and modules that could be discrete.
    pub discrete: bool,
    /// The outcome in a sentence.
    pub verdict: String,
}

impl Discreteness {
    /// What is compared with what, for whoever asks.
    pub const DEFINITION: &'static str = "Modules fill few bins of a histogram of spacings and leave others empty, so its \
        counts vary more than those of random spacings do (Stensola et al. 2012). Both nulls, spacings jittered by half \
        the smallest one and spacings spread evenly over the range, must be exceeded at α. One module alone exceeds them \
        too: steps need several";

    fn judged(mut self) -> Self {
        let exceeds = |null: &NullComparison| null.p_value <= self.level;
        let is_several = self.groups > 1 && self.modules > 1;
        self.discrete = is_several && exceeds(&self.jittered) && exceeds(&self.even);
        let what = match (self.modules, self.groups) {
            _ if self.discrete => "spacings are discrete",
            (0, _) => "no module: nothing that could be discrete",
            (1, _) => "one module: nothing for it to be discrete from",
            (_, 0 | 1) => "one spacing: nothing for it to be discrete from",
            _ => "spacings are not told from a continuum",
        };
        self.verdict = format!(
            "{what} ({} against jittered ones, {} against evenly spread ones; {} in {} of spacings)",
            p_against(self.jittered.p_value, self.level),
            p_against(self.even.p_value, self.level),
            count(self.units, "unit"),
            count(self.groups, "group"),
        );
        self
    }
}

/// What among spacings could be discrete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpacingGroups {
    /// Groups that the information criterion prefers.
    pub groups: usize,
    /// Modules, which may be fewer (too few units) or more (two orientations).
    pub modules: usize,
}

/// A curve and what random spacings make of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NullComparison {
    /// Bin widths in log spacing.
    pub widths: Vec<f64>,
    /// Standard deviation of the counts for each width: of the spacings, mean and 95th percentile of the null.
    pub sd: Vec<f64>,
    pub null_mean: Vec<f64>,
    pub null_95th: Vec<f64>,
    /// Mean over the widths of the standard deviation over that of the null: above 1 is more discrete.
    pub ratio: f64,
    /// Share of the null with at least this ratio, the spacings themselves counted as one of them.
    pub p_value: f64,
}

/// Compares spacings (metres, one a periodic unit), which fall into so many groups, to `draws` random sets of each null from
/// `seed`. `None` for fewer than three spacings or spacings that are not positive.
///
/// # Errors
/// When cancelled.
pub fn discreteness(
    spacings_m: &[f64],
    SpacingGroups { groups, modules }: SpacingGroups,
    seed: u64,
    draws: usize,
    progress: &mut Progress<'_>,
) -> Result<Option<Discreteness>, Cancelled> {
    let valid = |spacing: &f64| spacing.is_finite() && *spacing > 0.0;
    if spacings_m.len() < LEAST_SPACINGS || draws == 0 || !spacings_m.iter().all(valid) {
        return Ok(None);
    }
    let (low, high) = spacings_m.iter().fold((f64::MAX, f64::MIN), |(l, h), &a| (l.min(a), h.max(a)));
    let bins = Bins { low: (0.5 * low).ln(), high: (high + 0.5 * low).ln() };
    let observed = bins.curve(spacings_m.iter().map(|a| a.ln()));
    let mut jittered = Vec::with_capacity(draws);
    let mut even = Vec::with_capacity(draws);
    let middle = f64::midpoint(low.ln(), high.ln());
    let width = (high.ln() - low.ln()).max(0.5 * LN_2);
    for index in 0..draws {
        let mut random = Draws::new(seed, "spacing null", index as u64);
        let mut centred = || f64::from(random.uniform()) - 0.5;
        jittered.push(bins.curve(spacings_m.iter().map(|a| (a + low * centred()).ln())));
        even.push(bins.curve(spacings_m.iter().map(|_| middle + width * centred())));
        progress.tell((index + 1) as f64 / draws as f64)?;
    }
    let [jittered, even] = [jittered, even].map(|null| compare(&observed, &null));
    let (level, units, verdict) = (NULL_LEVEL, spacings_m.len(), String::new());
    Ok(Some(Discreteness { jittered, even, level, units, groups, modules, discrete: false, verdict }.judged()))
}

/// Range of all histograms, log spacing.
struct Bins {
    low: f64,
    high: f64,
}

impl Bins {
    /// Standard deviation of the counts for each bin width.
    fn curve(&self, logs: impl Iterator<Item = f64>) -> [f64; WIDTHS.len()] {
        let logs: Vec<f64> = logs.collect();
        WIDTHS.map(|width| {
            let bins = (((self.high - self.low) / width).ceil() as usize).max(1);
            let mut counts = vec![0.0; bins];
            for log in &logs {
                counts[(((log - self.low) / width).max(0.0) as usize).min(bins - 1)] += 1.0;
            }
            let mean = logs.len() as f64 / bins as f64;
            (counts.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / bins as f64).sqrt()
        })
    }
}

fn compare(observed: &[f64; WIDTHS.len()], null: &[[f64; WIDTHS.len()]]) -> NullComparison {
    let draws = null.len() as f64;
    let null_mean: [f64; WIDTHS.len()] =
        std::array::from_fn(|w| null.iter().map(|curve| curve[w]).sum::<f64>() / draws);
    let null_95th = (0..WIDTHS.len()).map(|w| {
        let mut values: Vec<f64> = null.iter().map(|curve| curve[w]).collect();
        values.sort_by(f64::total_cmp);
        values[(0.95 * (draws - 1.0)) as usize]
    });
    let ratio = |curve: &[f64; WIDTHS.len()]| {
        curve.iter().zip(&null_mean).map(|(sd, mean)| sd / mean.max(f64::MIN_POSITIVE)).sum::<f64>()
            / WIDTHS.len() as f64
    };
    let own = ratio(observed);
    let as_discrete = null.iter().filter(|curve| ratio(curve) >= own).count();
    NullComparison {
        widths: WIDTHS.to_vec(),
        sd: observed.to_vec(),
        null_95th: null_95th.collect(),
        null_mean: null_mean.to_vec(),
        ratio: own,
        p_value: (1 + as_discrete) as f64 / (1.0 + draws),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicBool, Ordering};

    const TWO: SpacingGroups = SpacingGroups { groups: 2, modules: 2 };

    fn measured(spacings_m: &[f64], draws: usize) -> Discreteness {
        measured_in(TWO, spacings_m, draws)
    }

    fn measured_in(groups: SpacingGroups, spacings_m: &[f64], draws: usize) -> Discreteness {
        let found = discreteness(spacings_m, groups, 0, draws, &mut Progress::none()).expect("never cancelled");
        found.expect("enough spacings")
    }

    fn normal(centre: f64, scatter: f64, count: usize, seed: u64) -> Vec<f64> {
        let mut draws = Draws::new(seed, "test", 0);
        (0..count).map(|_| centre * (1.0 + scatter * f64::from(draws.normal()))).collect()
    }

    #[test]
    fn modules_are_discrete() {
        for seed in 0..5 {
            let two = [normal(1.0, 0.03, 50, seed), normal(1.42, 0.03, 27, seed + 100)].concat();
            let found = measured(&two, 199);
            assert!(found.discrete && found.jittered.ratio > 1.2 && found.even.ratio > 1.2, "two modules: {found:?}");
        }
    }

    #[test]
    fn what_is_one_cannot_be_discrete() {
        let said = |groups: usize, modules: usize| {
            let found = measured_in(SpacingGroups { groups, modules }, &normal(1.18, 0.02, 98, 1), 199);
            assert!(
                found.jittered.p_value < 0.01 && found.even.p_value < 0.01,
                "closer together than chance: {found:?}"
            );
            assert!(!found.discrete, "{found:?}");
            found.verdict
        };
        assert_eq!(
            said(1, 1),
            "one module: nothing for it to be discrete from (p = 0.005 ≤ α = 0.05 against jittered ones, p = 0.005 ≤ α = \
             0.05 against evenly spread ones; 98 units in 1 group of spacings)"
        );
        assert!(said(2, 1).starts_with("one module: "), "a few strays are no module");
        assert!(said(1, 2).starts_with("one spacing: "), "two orientations are no two spacings");
        assert!(said(0, 0).starts_with("no module: "));
    }

    #[test]
    fn a_continuum_is_not() {
        let mut called = 0;
        for seed in 0..100 {
            let mut draws = Draws::new(seed, "test", 0);
            let spacings: Vec<f64> = (0..80).map(|_| 0.5 * f64::from(draws.uniform()).exp()).collect();
            called += usize::from(measured(&spacings, 99).discrete);
        }
        let one = measured(&[0.5, 0.61, 0.7, 0.83, 0.97, 1.1, 1.25], 99);
        assert!(one.verdict.starts_with("spacings are not told from a continuum (p = 0."), "{}", one.verdict);
        assert!(called <= 10, "{called} of 100 continua are called discrete at the 5 % level");
    }

    /// The curve of four spacings in known bins, by hand.
    #[test]
    fn standard_deviation_of_counts() {
        let bins = Bins { low: 0.0, high: 0.4 };
        let curve = bins.curve([0.01, 0.05, 0.15, 0.25].into_iter());
        // Width 0.2: two bins with 3 and 1; width 0.1 has 2, 1, 1, 0.
        assert!((curve[9] - 1.0).abs() < 1e-12, "{curve:?}");
        assert!((curve[4] - 0.5f64.sqrt()).abs() < 1e-12, "{curve:?}");
    }

    #[test]
    fn nulls_are_seeded_cancellable_and_say_how_far_they_are() {
        let spacings = normal(1.0, 0.05, 20, 3);
        assert_eq!(measured(&spacings, 50), measured(&spacings, 50), "same seed, same nulls");
        let mut told = Vec::new();
        let cancel = AtomicBool::new(false);
        let mut listener = |share| {
            told.push(share);
            cancel.store(told.len() == 2, Ordering::Relaxed);
        };
        let done = discreteness(&spacings, TWO, 1, 4, &mut Progress::new(&cancel, &mut listener));
        assert!(done == Err(Cancelled) && told == [0.25, 0.5], "cancelled half way: {told:?}");
        let none = |spacings: &[f64]| discreteness(spacings, TWO, 0, 9, &mut Progress::none()) == Ok(None);
        assert!(none(&[]) && none(&[1.0, 2.0]) && none(&[1.0, f64::NAN, 2.0]) && none(&[1.0, 0.0, 2.0]));
    }
}
