//! Do the phases of a module cover all phases evenly?
//!
//! The statistic is the two-dimensional form of Rayleigh's: the power of the density of phases in its lowest harmonics.
//! Clusters, stripes and gaps raise it; phases spread out like a lattice make it smaller than chance would. Its
//! distribution comes from uniform draws of as many units, so nothing is assumed about their number.

use crate::analysis::chance::{level_words, p_against};
use crate::analysis::thresholds::UNIFORMITY_LEVEL;
use crate::numerics::{Draws, count};
use serde::Serialize;
use std::f64::consts::TAU;

/// Uniform draws that the statistic is compared with.
const DRAWS: usize = 999;
/// Harmonics up to this order in each phase: clusters as wide as a quarter of the cell are seen.
const ORDER: i32 = 2;
/// Tiles along each phase of the coverage count.
const TILES: usize = 6;
/// Fewer units say nothing about a density.
const LEAST_UNITS: usize = 8;

/// How phases are spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Spread {
    /// Not told from uniform draws: neither tail rejects them, which does not say that the phases are uniform.
    NotToldFromUniform,
    /// Clusters or gaps.
    Uneven,
    /// More even than chance: the phases keep a distance from each other.
    EvenerThanChance,
}

/// How evenly the phases of a module cover the unit cell.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Uniformity {
    /// Σ 2|Σ_u e^(i(aφ₁ + bφ₃))|²/n over the twelve harmonics (a, b) up to order 2; 24 on average for uniform phases.
    pub statistic: f64,
    /// Units whose phases these are.
    pub units: usize,
    /// Chance of a value as large for uniform phases (999 draws).
    pub p_uneven: f64,
    /// Chance of a value as small for uniform phases.
    pub p_evener: f64,
    /// What each of the two must not exceed to tell the phases from uniform ones.
    pub level: f64,
    /// Share of the 6 × 6 tiles of the unit cell without a unit, and what uniform phases leave empty on average.
    pub empty_tiles: f64,
    pub empty_tiles_expected: f64,
    /// What the two chances say at this level.
    pub spread: Spread,
}

impl Uniformity {
    /// What is compared with what, for whoever asks.
    pub const DEFINITION: &'static str = "Power of the density of the phases in its twelve lowest harmonics, against 999 \
        draws of as many uniform phases: clusters and gaps raise it, an even spacing lowers it. α is the share of chance \
        findings in each tail; what is not told from uniform need not be uniform";

    /// The outcome in a sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let (level, units) = (self.level, count(self.units, "unit"));
        match self.spread {
            Spread::Uneven => {
                format!("phases are uneven, in clusters or with gaps ({}; {units})", p_against(self.p_uneven, level))
            }
            Spread::EvenerThanChance => {
                format!("phases are more even than chance ({}; {units})", p_against(self.p_evener, level))
            }
            Spread::NotToldFromUniform => format!(
                "phases are not told from uniform (p = {:.3} for clusters, {:.3} for order, α = {} each; {units})",
                self.p_uneven,
                self.p_evener,
                level_words(level),
            ),
        }
    }
}

/// Whether pairs of phases (radians, of two waves that span the lattice) are uniform; `None` for fewer than 8 units.
pub(super) fn uniformity(phases_rad: &[[f64; 2]], seed: u64) -> Option<Uniformity> {
    let count = phases_rad.len();
    if count < LEAST_UNITS {
        return None;
    }
    let observed = statistic(phases_rad);
    let mut draws = Draws::new(seed, "uniform phases", 0);
    let (mut larger, mut smaller) = (1, 1);
    let mut chance = vec![[0.0; 2]; count];
    for _ in 0..DRAWS {
        for phases in &mut chance {
            *phases = [(); 2].map(|()| TAU * f64::from(draws.uniform()));
        }
        let drawn = statistic(&chance);
        larger += usize::from(drawn >= observed);
        smaller += usize::from(drawn <= observed);
    }
    let share = |count: usize| count as f64 / (DRAWS + 1) as f64;
    let (p_uneven, p_evener) = (share(larger), share(smaller));
    let spread = if p_uneven <= UNIFORMITY_LEVEL {
        Spread::Uneven
    } else if p_evener <= UNIFORMITY_LEVEL {
        Spread::EvenerThanChance
    } else {
        Spread::NotToldFromUniform
    };
    let tiles = (TILES * TILES) as f64;
    Some(Uniformity {
        statistic: observed,
        units: count,
        p_uneven,
        p_evener,
        level: UNIFORMITY_LEVEL,
        empty_tiles: empty_tiles(phases_rad),
        empty_tiles_expected: (1.0 - 1.0 / tiles).powi(count.min(1 << 20) as i32),
        spread,
    })
}

fn statistic(phases_rad: &[[f64; 2]]) -> f64 {
    // One of each pair of opposite harmonics: a > 0, or a = 0 and b > 0.
    let harmonics = (0..=ORDER).flat_map(|a| (-ORDER..=ORDER).map(move |b| (a, b))).filter(|&(a, b)| a > 0 || b > 0);
    let mut sums = [(0.0, 0.0); 12];
    for [first, second] in phases_rad {
        let ((s1, c1), (s2, c2)) = (first.sin_cos(), second.sin_cos());
        // e^(iaφ) for a of −2 to 2, by multiplication.
        let powers =
            |s: f64, c: f64| [(c * c - s * s, -2.0 * s * c), (c, -s), (1.0, 0.0), (c, s), (c * c - s * s, 2.0 * s * c)];
        let (first, second) = (powers(s1, c1), powers(s2, c2));
        for (sum, (a, b)) in sums.iter_mut().zip(harmonics.clone()) {
            let ((ac, a_s), (bc, bs)) = (first[(a + ORDER) as usize], second[(b + ORDER) as usize]);
            sum.0 += ac * bc - a_s * bs;
            sum.1 += ac * bs + a_s * bc;
        }
    }
    sums.iter().map(|(re, im)| 2.0 * (re * re + im * im) / phases_rad.len() as f64).sum()
}

fn empty_tiles(phases_rad: &[[f64; 2]]) -> f64 {
    let mut taken = [[false; TILES]; TILES];
    for phases in phases_rad {
        let [a, b] = phases.map(|phase| ((phase / TAU).rem_euclid(1.0) * TILES as f64) as usize % TILES);
        taken[a][b] = true;
    }
    taken.iter().flatten().filter(|taken| !**taken).count() as f64 / (TILES * TILES) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn random(count: usize, seed: u64) -> Vec<[f64; 2]> {
        let mut draws = Draws::new(seed, "test", 0);
        (0..count).map(|_| [(); 2].map(|()| TAU * f64::from(draws.uniform()))).collect()
    }

    #[test]
    fn chance_is_not_told_from_uniform() {
        // 1 % in each tail: about 4 of 200.
        let spread = |i: u64| uniformity(&random(40, i), i).expect("40 units").spread;
        let wrong = (0..200).filter(|&i| spread(i) != Spread::NotToldFromUniform);
        assert!(wrong.count() <= 12, "seldom called anything else");
        let mean = (0..200).map(|i| uniformity(&random(40, i), i).expect("40 units").statistic).sum::<f64>() / 200.0;
        assert!((mean - 24.0).abs() < 1.5, "the statistic's mean is 24: {mean}");
    }

    #[test]
    fn clusters_and_lattices_are_told() {
        let mut draws = Draws::new(1, "test", 0);
        let cluster: Vec<[f64; 2]> = (0..40).map(|_| [(); 2].map(|()| f64::from(draws.normal()))).collect();
        let found = uniformity(&cluster, 0).expect("40 units");
        assert_eq!(found.spread, Spread::Uneven, "{found:?}");
        assert!(found.empty_tiles > found.empty_tiles_expected, "{found:?}");
        // Three clusters, a third of the cell's diagonal apart, as a √3 sublattice makes them.
        let three: Vec<[f64; 2]> =
            cluster.iter().enumerate().map(|(i, p)| p.map(|x| 0.3 * x + TAU * (i % 3) as f64 / 3.0)).collect();
        assert_eq!(uniformity(&three, 0).expect("40 units").spread, Spread::Uneven);
        let lattice: Vec<[f64; 2]> =
            (0..49).map(|i| [f64::from(i % 7), f64::from(i / 7)].map(|x| TAU * x / 7.0)).collect();
        let found = uniformity(&lattice, 0).expect("49 units");
        assert_eq!(found.spread, Spread::EvenerThanChance, "{found:?}");
        assert!(found.empty_tiles.abs() < 1e-12, "all tiles are taken: {found:?}");
        assert_eq!(uniformity(&lattice[..7], 0), None, "too few");
    }

    #[test]
    fn a_sentence_names_its_level_and_claims_no_more_than_was_tested() {
        let of = |spread, p_uneven, p_evener| Uniformity {
            statistic: 30.0,
            units: 24,
            p_uneven,
            p_evener,
            level: UNIFORMITY_LEVEL,
            empty_tiles: 0.5,
            empty_tiles_expected: 0.5,
            spread,
        };
        let [not_told, uneven, even] = [
            of(Spread::NotToldFromUniform, 0.011, 0.99),
            of(Spread::Uneven, 0.004, 0.997),
            of(Spread::EvenerThanChance, 1.0, 0.001),
        ];
        assert_eq!(
            not_told.sentence(),
            "phases are not told from uniform (p = 0.011 for clusters, 0.990 for order, α = 0.01 each; 24 units)"
        );
        assert_eq!(uneven.sentence(), "phases are uneven, in clusters or with gaps (p = 0.004 ≤ α = 0.01; 24 units)");
        assert_eq!(even.sentence(), "phases are more even than chance (p = 0.001 ≤ α = 0.01; 24 units)");
        let json = serde_json::to_value(&not_told).expect("plain");
        assert_eq!(
            (&json["spread"], &json["level"], &json["units"]),
            (&"not_told_from_uniform".into(), &0.01.into(), &24.into()),
            "nor does a file say that they are uniform"
        );
    }

    #[test]
    fn a_shift_of_all_phases_changes_nothing() {
        let phases = random(30, 5);
        let moved: Vec<[f64; 2]> = phases.iter().map(|[a, b]| [a + 1.0, b - 40.0]).collect();
        assert!((statistic(&phases) - statistic(&moved)).abs() < 1e-9);
    }
}
