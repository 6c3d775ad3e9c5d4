//! Torus or not: the barcodes against the shuffled band.

use super::report::{Barcode, ShapeEvidence, StatesOf, Verdict};
use crate::analysis::chance::level_words;
use crate::numerics::count;

/// A bar is beyond the band if it outlives every bar of the shuffles (Gardner et al. 2022), and long if it does so by this
/// factor: twenty shuffles do not know the longest of the next twenty to some per cent.
pub const LONG: f64 = 1.2;
/// Bars that a torus does not have do not count where its own live this many times as long: noise makes longer loops in a cloud
/// that has a form than in a shuffled one, which has none.
pub const APART: f64 = 1.25;

/// The angles of a torus explain at least this share of what the place explains (Gardner et al. 2022 compare the two): a sheet
/// of place cells, folded into six components, can touch itself in the form of a torus, but two places are one there.
pub const TELLS: f64 = 0.9;

/// Components, loops and cavities of a torus.
const OF_A_TORUS: [usize; 3] = [1, 2, 1];

/// How many of the lifetimes of a dimension, longest first, are beyond the band, and how many of those are long.
#[must_use]
pub(crate) fn long_bars(dimension: usize, lifetimes: &[f64], band: f64) -> (usize, usize) {
    let beyond = |least: f64| lifetimes.iter().filter(|&&lifetime| lifetime > least).count();
    let long = beyond(LONG * band);
    let wanted = OF_A_TORUS.get(dimension).copied().unwrap_or(0);
    let stands_apart = wanted > 0 && long > wanted && lifetimes[wanted - 1] >= APART * lifetimes[wanted];
    (beyond(band), if stands_apart { wanted } else { long })
}

/// The verdict on barcodes of dimensions 0, 1 and 2, and a sentence for each.
///
/// A torus has one component, two loops and one cavity. With less than two loops beyond the band none is found, nor with loops that
/// are not long and no cavity. Two loops without the rest, or more loops, decide nothing: noise, few units and few landmarks tear
/// holes into a torus and hide its cavity.
#[must_use]
pub(crate) fn verdict(barcodes: &[Barcode]) -> (Verdict, Vec<String>) {
    let long = |dimension: usize| barcodes.get(dimension).map_or(0, |barcode| barcode.long);
    let beyond = |dimension: usize| barcodes.get(dimension).map_or(0, |barcode| barcode.beyond_band);
    let reasons = barcodes.iter().map(reason).collect();
    let verdict = if [0, 1, 2].map(long) == OF_A_TORUS {
        Verdict::Torus
    } else if beyond(1) < OF_A_TORUS[1] || (long(1) < OF_A_TORUS[1] && beyond(2) == 0) {
        Verdict::NoTorusFound
    } else {
        Verdict::Undecided
    };
    (verdict, reasons)
}

/// Whether the two angles tell what the units do about as well as the place does, and a sentence; `None` where places are not
/// known.
#[must_use]
pub(crate) fn tells(evidence: &ShapeEvidence) -> Option<(bool, String)> {
    let [angles, place] = [evidence.explained_by_angles, evidence.explained_by_place?];
    let tells = angles >= TELLS * place;
    let words = format!(
        "the two angles explain {:.0} % of the units' variance, the place {:.0} %: {}",
        100.0 * angles,
        100.0 * place,
        if tells {
            "where a state lies on the torus tells what the units do"
        } else {
            "places are folded onto each other"
        },
    );
    Some((tells, words))
}

/// What a long bar is, how often chance makes one, and what was tested: the definition behind the other sentences.
#[must_use]
pub(crate) fn definition(source: StatesOf, units: usize, states: usize, shuffles: usize) -> String {
    let level = level_words(1.0 / (shuffles + 1) as f64);
    format!(
        "a bar is long from {LONG} times the longest of {shuffles} shuffles on, which chance reaches in less than 1 of {} \
         cases (p < α = {level} a dimension); bars that a torus does not have do not count where its own live {APART} times as \
         long; {}, {states} states of {source}{}",
        shuffles + 1,
        count(units, "unit"),
        match source {
            StatesOf::MeanMaps => "",
            StatesOf::SimultaneousActivity => ", each averaged over its nearest neighbours",
        },
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
    fn long_bars_are_beyond_the_band_and_those_of_a_torus_stand_apart() {
        assert_eq!(long_bars(1, &[6.9, 6.5, 1.3, 1.1], 1.2), (3, 2), "the third bar is noise just above the band");
        assert_eq!(long_bars(1, &[6.9, 6.5, 1.9, 1.1], 1.2), (3, 2), "it is far behind the others");
        assert_eq!(long_bars(1, &[6.9, 6.5, 5.9, 1.1], 1.2), (3, 3), "and this one is not");
        assert_eq!(long_bars(1, &[9.0, 4.0, 0.5], 1.2), (2, 2), "loops of unequal length");
        assert_eq!(long_bars(1, &[9.0, 1.3, 0.5], 1.2), (2, 1), "a thin margin");
        assert_eq!(long_bars(2, &[3.0, 2.0], 1.2), (2, 1), "one cavity stands apart");
        assert_eq!(long_bars(1, &[1.1, 0.2], 1.2), (0, 0), "all within the band");
        assert_eq!(long_bars(1, &[], 0.0), (0, 0), "no bars");
    }

    #[test]
    fn only_a_torus_is_a_torus() {
        let barcodes = |beyond: [usize; 3], long: [usize; 3]| -> Vec<Barcode> {
            let barcode = |dimension: usize| Barcode {
                dimension,
                landmarks: 300,
                bars: vec![Bar { birth: 0.1, death: None }],
                threshold: 1.0,
                shuffled_longest: vec![0.5; 20],
                band: 0.5,
                beyond_band: beyond[dimension],
                long: long[dimension],
            };
            [0, 1, 2].map(barcode).to_vec()
        };
        for (beyond, long, wanted) in [
            ([1, 2, 1], [1, 2, 1], Verdict::Torus),
            ([1, 3, 2], [1, 2, 1], Verdict::Torus),
            ([1, 0, 0], [1, 0, 0], Verdict::NoTorusFound),
            ([1, 1, 0], [1, 1, 0], Verdict::NoTorusFound),
            ([1, 1, 1], [1, 1, 1], Verdict::NoTorusFound),
            ([7, 0, 0], [7, 0, 0], Verdict::NoTorusFound),
            ([1, 2, 0], [1, 1, 0], Verdict::NoTorusFound),
            ([1, 2, 1], [1, 1, 1], Verdict::Undecided),
            ([1, 2, 1], [1, 2, 0], Verdict::Undecided),
            ([1, 2, 0], [1, 2, 0], Verdict::Undecided),
            ([1, 3, 1], [1, 3, 1], Verdict::Undecided),
            ([1, 5, 3], [1, 5, 3], Verdict::Undecided),
            ([3, 2, 1], [3, 2, 1], Verdict::Undecided),
            ([1, 2, 2], [1, 2, 2], Verdict::Undecided),
        ] {
            let (found, reasons) = verdict(&barcodes(beyond, long));
            assert_eq!(found, wanted, "{beyond:?} {long:?}");
            assert_eq!(reasons.len(), 3, "a sentence for each dimension");
        }
    }
}
