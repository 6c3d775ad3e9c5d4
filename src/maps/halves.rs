//! Maps of two disjoint halves of the samples: the whole that they make, and whether both can be compared yet.

use super::RateMaps;

/// Weighted visits that a bin needs in a half to have a rate worth comparing.
const LEAST_VISITS: f32 = 2.0;
/// Share of the bins seen at all that need them in both halves.
const LEAST_SHARE: f64 = 0.75;

/// The maps of all samples of two halves of the same arena: means weighted by visits.
#[must_use]
pub fn merged([first, second]: [&RateMaps; 2]) -> RateMaps {
    let size = first.visits.len();
    let visits: Vec<f32> = first.visits.iter().zip(&second.visits).map(|(a, b)| a + b).collect();
    let both = first.rates.iter().zip(&second.rates).enumerate();
    let rates = both
        .map(|(at, (&a, &b))| {
            let [wa, wb] = [first, second].map(|half| half.visits[at % size]);
            match (a.is_finite(), b.is_finite()) {
                (true, true) => (a * wa + b * wb) / (wa + wb),
                (false, _) => b,
                (true, false) => a,
            }
        })
        .collect();
    RateMaps { arena: first.arena, units: first.units, rates, visits }
}

/// Whether both halves have seen enough for their maps to be compared: where they have not, that they differ says nothing.
#[must_use]
pub fn are_full([first, second]: [&RateMaps; 2]) -> bool {
    let bins = || first.visits.iter().zip(&second.visits);
    let seen = bins().filter(|(a, b)| **a + **b > 0.0).count();
    let enough = bins().filter(|(a, b)| a.min(**b) >= LEAST_VISITS).count();
    seen > 0 && enough as f64 >= LEAST_SHARE * seen as f64
}

#[cfg(test)]
mod tests {
    use super::super::{Accumulator, Arena};
    use super::*;
    use proptest::prelude::*;

    const ARENA: Arena = Arena { box_m: 1.0, bins: 2 };

    /// Maps of one unit that fires with these rates in these corners.
    fn seen(samples: &[(f32, [f32; 2])]) -> RateMaps {
        let mut bins = Accumulator::new(ARENA, 1);
        for (rate, place) in samples {
            bins.add(&[*rate], &[*place]);
        }
        bins.maps()
    }

    proptest! {
        #[test]
        fn two_halves_make_the_whole(samples in prop::collection::vec((0.0f32..1.0, [-0.5f32..0.5, -0.5f32..0.5]), 1..60)) {
            let half = |parity| -> Vec<_> {
                samples.iter().enumerate().filter(|(i, _)| i % 2 == parity).map(|(_, sample)| *sample).collect()
            };
            let (whole, halves) = (seen(&samples), [0, 1].map(|parity| seen(&half(parity))));
            let made = merged(halves.each_ref());
            prop_assert_eq!(&made.visits, &whole.visits);
            for (a, b) in made.rates.iter().zip(&whole.rates) {
                prop_assert!(a.is_nan() && b.is_nan() || (a - b).abs() < 1e-5, "{} and {}", a, b);
            }
        }
    }

    #[test]
    fn halves_are_full_when_both_have_seen_most_of_the_arena() {
        let places = [[-0.2, -0.2], [0.2, -0.2], [-0.2, 0.2], [0.2, 0.2]];
        let visits = |counts: [usize; 4]| {
            let samples = counts.iter().zip(places).flat_map(|(n, place)| vec![(1.0, place); *n]);
            seen(&samples.collect::<Vec<_>>())
        };
        let full = |a, b| are_full([&visits(a), &visits(b)]);
        assert!(full([2, 2, 2, 0], [2, 3, 9, 0]), "all bins that were seen");
        assert!(full([2, 2, 2, 1], [2, 3, 9, 1]), "three in four");
        assert!(!full([2, 2, 2, 1], [2, 3, 0, 1]), "two in four");
        assert!(!full([9, 9, 9, 9], [0; 4]), "one half is empty");
        assert!(!full([0; 4], [0; 4]), "nothing was seen");
    }
}
