//! Torus or not: the barcodes against the shuffled band.

use super::report::{Barcode, Verdict};
use crate::analysis::chance::level_words;
use crate::numerics::count;

/// A bar is long if it lives at least this many times as long as any bar of the shuffles. Twenty shuffles see only what
/// happens in one of twenty cases; the bars of a torus live three to ten times as long as theirs, random maps stay
/// below 1.3 times.
pub const LONG: f64 = 1.5;

/// How many of the lifetimes are beyond the band, and how many of those are long.
#[must_use]
pub(crate) fn long_bars(lifetimes: &[f64], band: f64) -> (usize, usize) {
    let beyond = |least: f64| lifetimes.iter().filter(|&&lifetime| lifetime > least).count();
    (beyond(band), beyond(LONG * band))
}

/// The verdict on barcodes of dimensions 0, 1 and 2, and a sentence for each.
///
/// A torus has one component, two loops and one cavity. With less than two loops none is found. Two loops without the
/// rest, or more loops, decide nothing: noise, few units and few landmarks tear holes into a torus and hide its cavity.
#[must_use]
pub(crate) fn verdict(barcodes: &[Barcode]) -> (Verdict, Vec<String>) {
    let long = |dimension: usize| barcodes.get(dimension).map_or(0, |barcode| barcode.long);
    let reasons = barcodes.iter().map(reason).collect();
    let verdict = match (long(0), long(1), long(2)) {
        (1, 2, 1) => Verdict::Torus,
        (_, 0 | 1, _) => Verdict::NoTorusFound,
        _ => Verdict::Undecided,
    };
    (verdict, reasons)
}

/// What a long bar is, how often chance makes one, and what was tested: the definition behind the other sentences.
#[must_use]
pub(crate) fn definition(units: usize, states: usize, shuffles: usize) -> String {
    let level = level_words(1.0 / (shuffles + 1) as f64);
    format!(
        "a bar is long from {LONG} times the longest of {shuffles} shuffles on, which chance reaches in less than 1 of {} \
         cases (p < α = {level} a dimension); {}, {states} states",
        shuffles + 1,
        count(units, "unit"),
    )
}

fn reason(barcode: &Barcode) -> String {
    let (what, wanted) = match barcode.dimension {
        0 => (["component", "components"], 1),
        1 => (["loop", "loops"], 2),
        _ => (["cavity", "cavities"], 1),
    };
    let lifetimes: Vec<String> =
        barcode.bars.iter().take(4).map(|bar| format!("{:.2}", bar.lifetime(barcode.threshold))).collect();
    let lifetimes = if lifetimes.is_empty() { "none".to_owned() } else { lifetimes.join(", ") };
    format!(
        "H{}: {} long {} where a torus has {wanted}; the longest lifetimes are {lifetimes}, and {} shuffles reach {:.2}",
        barcode.dimension,
        barcode.long,
        what[usize::from(barcode.long != 1)],
        barcode.shuffled_longest.len(),
        barcode.band,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::topology::bars::Bar;

    #[test]
    fn long_bars_are_far_beyond_the_band() {
        assert_eq!(long_bars(&[6.9, 6.5, 1.3, 1.1], 1.2), (3, 2), "the third bar is noise just above the band");
        assert_eq!(long_bars(&[9.0, 4.0, 0.5], 1.2), (2, 2), "loops of unequal length");
        assert_eq!(long_bars(&[1.1, 0.2], 1.2), (0, 0), "all within the band");
        assert_eq!(long_bars(&[], 0.0), (0, 0), "no bars");
    }

    #[test]
    fn only_a_torus_is_a_torus() {
        let barcodes = |counts: [usize; 3]| -> Vec<Barcode> {
            let barcode = |(dimension, long): (usize, usize)| Barcode {
                dimension,
                landmarks: 300,
                bars: vec![Bar { birth: 0.1, death: None }],
                threshold: 1.0,
                shuffled_longest: vec![0.5; 20],
                band: 0.5,
                beyond_band: long,
                long,
            };
            counts.into_iter().enumerate().map(barcode).collect()
        };
        for (counts, wanted) in [
            ([1, 2, 1], Verdict::Torus),
            ([1, 0, 0], Verdict::NoTorusFound),
            ([1, 1, 0], Verdict::NoTorusFound),
            ([1, 0, 1], Verdict::NoTorusFound),
            ([1, 2, 0], Verdict::Undecided),
            ([1, 3, 1], Verdict::Undecided),
            ([1, 5, 3], Verdict::Undecided),
            ([3, 2, 1], Verdict::Undecided),
            ([1, 2, 2], Verdict::Undecided),
            ([7, 0, 0], Verdict::NoTorusFound),
        ] {
            let (found, reasons) = verdict(&barcodes(counts));
            assert_eq!(found, wanted, "{counts:?}");
            assert_eq!(reasons.len(), 3, "a sentence for each dimension");
        }
    }
}
