//! Torus or not: the barcodes against the shuffled band.

use super::report::{Barcode, Verdict};

/// How many of the lifetimes, longest first, are beyond the band, and how many of those lie before the widest gap: the
/// place where the next lifetime is the smallest share of the one before. Without the gap, noise a little stronger than
/// that of the shuffles would turn the two loops of a torus into many; Gardner et al. 2022 look for the largest gap too.
#[must_use]
pub(crate) fn long_bars(lifetimes: &[f64], band: f64) -> (usize, usize) {
    let beyond = lifetimes.iter().take_while(|&&lifetime| lifetime > band).count();
    let share = |i: usize| lifetimes.get(i).copied().unwrap_or(0.0) / lifetimes[i - 1];
    // Of equal gaps the first, so that the count is the same in any case.
    let long = (1..=beyond).min_by(|&i, &j| share(i).total_cmp(&share(j))).unwrap_or(0);
    (beyond, long)
}

/// The verdict on barcodes of dimensions 0, 1 and 2, and a sentence for each.
///
/// A torus has one component, two loops and one cavity. Two loops without the rest decide nothing, since noise and too
/// few landmarks hide cavities first; any other number of loops is no torus.
#[must_use]
pub(crate) fn verdict(barcodes: &[Barcode]) -> (Verdict, Vec<String>) {
    let long = |dimension: usize| barcodes.get(dimension).map_or(0, |barcode| barcode.long);
    let reasons = barcodes.iter().map(reason).collect();
    let verdict = match (long(0), long(1), long(2)) {
        (1, 2, 1) => Verdict::Torus,
        (_, 2, _) => Verdict::Undecided,
        _ => Verdict::NoTorus,
    };
    (verdict, reasons)
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
    use super::super::bars::Bar;
    use super::*;

    #[test]
    fn long_bars_end_at_the_widest_gap() {
        assert_eq!(long_bars(&[6.9, 6.5, 1.3, 1.1], 1.2), (3, 2), "the third bar is noise just above the band");
        assert_eq!(long_bars(&[9.0, 4.0, 0.5], 1.2), (2, 2), "loops of unequal length");
        assert_eq!(long_bars(&[9.0], 1.2), (1, 1), "nothing follows");
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
            ([1, 0, 0], Verdict::NoTorus),
            ([1, 1, 0], Verdict::NoTorus),
            ([1, 0, 1], Verdict::NoTorus),
            ([1, 2, 0], Verdict::Undecided),
            ([1, 3, 1], Verdict::NoTorus),
            ([1, 5, 3], Verdict::NoTorus),
            ([3, 2, 1], Verdict::Undecided),
            ([1, 2, 2], Verdict::Undecided),
            ([7, 0, 0], Verdict::NoTorus),
        ] {
            let (found, reasons) = verdict(&barcodes(counts));
            assert_eq!(found, wanted, "{counts:?}");
            assert_eq!(reasons.len(), 3, "a sentence for each dimension");
        }
    }
}
