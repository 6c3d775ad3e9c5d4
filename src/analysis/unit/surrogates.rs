//! What scores mean nothing: those of random maps with the spectra of the units at hand.
//!
//! Smooth random maps without any lattice pass the customary grid score of 0.37 in up to a third of all draws, the more
//! the fewer periods fit into the box. So each run has its own null: maps in which every direction is alike, with the
//! power of a unit at every frequency, scored like units.

use super::autocorrelogram::{Workspace, moments};
use super::border::border_score;
use super::measure::{Visited, look};
use super::report::UnitReport;
use super::rules::Activity;
use super::score::Score;
use super::tables::Tables;
use crate::analysis::thresholds::{NULL_PERCENTILE, NULL_VALUES};
use crate::maps::{Arena, RateMaps};
use crate::numerics::transform::{C64, Fft2, FftPicture};
use crate::numerics::{Cancelled, Draws, Progress};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

/// The 99th percentile of each score over surrogates of all active units, named as in [`UnitReport`]. As on units, a
/// surrogate may lack a score; percentiles are over those that have it, and `None` where those are fewer than 100.
///
/// Not every score [has one](Score::has_level).
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ScoreNull {
    /// Surrogates scored.
    pub surrogates: usize,
    /// The level of every score that has one.
    #[serde(flatten)]
    pub levels: BTreeMap<Score, Option<f64>>,
}

impl ScoreNull {
    /// What 99 % of the surrogates stay below in this score.
    #[must_use]
    pub fn level(&self, score: Score) -> Option<f64> {
        self.levels.get(&score).copied().flatten()
    }
}

/// Surrogates of every active unit: with a hundred units a thousand in all, which place the percentile well.
pub const SURROGATES: usize = 10;

/// Scores `draws` surrogates of every active unit and returns the percentiles. The threads of the present
/// pool share the work; the result is the same with any number of them.
///
/// # Errors
/// When cancelled.
pub fn score_null(
    maps: &RateMaps,
    draws: usize,
    seed: u64,
    progress: &mut Progress<'_>,
) -> Result<ScoreNull, Cancelled> {
    score_null_of(maps, &Activity::of_network(maps).active, draws, seed, progress)
}

/// [`score_null`] of the units that are said to be active.
///
/// # Errors
/// When cancelled.
pub fn score_null_of(
    maps: &RateMaps,
    is_active: &[bool],
    draws: usize,
    seed: u64,
    progress: &mut Progress<'_>,
) -> Result<ScoreNull, Cancelled> {
    let tables = Tables::new(maps.arena.bins);
    let surrogates = Surrogates::new(maps.arena.bins);
    let visited = Visited::shared(&tables, maps, &mut tables.correlator.workspace());
    let active: Vec<usize> = (0..maps.units).filter(|unit| is_active.get(*unit) == Some(&true)).collect();
    let one = |(work, picture): &mut (Workspace, FftPicture), (unit, draw): (usize, usize)| {
        let mut draws = Draws::new(seed, "surrogates", (unit as u64) << 32 | draw as u64);
        surrogates
            .of(maps.unit(unit), &mut draws, picture)
            .map_or_else(UnitReport::default, |map| scored(&tables, &map, maps.arena, &visited, work))
    };
    let space = || (tables.correlator.workspace(), surrogates.fft.picture());
    let mut scores = Vec::with_capacity(active.len() * draws);
    for (done, &unit) in active.iter().enumerate() {
        progress.tell(done as f64 / active.len() as f64)?;
        scores.par_extend((0..draws).into_par_iter().map(|draw| (unit, draw)).map_init(space, one));
    }
    let level = |score: Score| (score, percentile(scores.iter().filter_map(|unit| score.of(unit)).collect()));
    let levels = Score::ALL.into_iter().filter(|score| score.has_level()).map(level).collect();
    Ok(ScoreNull { surrogates: scores.len(), levels })
}

fn scored(tables: &Tables, map: &[f32], arena: Arena, visited: &Visited, work: &mut Workspace) -> UnitReport {
    // Whether it has fields or holes is chance, and the same for the score: each is the negative of the other.
    let mut report = UnitReport { border_score: border_score(map, arena), ..UnitReport::default() };
    if let Some(looked) = look(tables, map, arena, visited, work) {
        looked.fill(&mut report, arena);
    }
    report
}

/// The value that 99 % stay at or below (nearest rank); `None` of fewer than 100.
fn percentile(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let rank = (NULL_PERCENTILE * values.len() as f64).ceil() as usize;
    (values.len() >= NULL_VALUES).then(|| values[rank.max(1) - 1])
}

/// Makes random maps with the radial spectra of others.
struct Surrogates {
    bins: usize,
    fft: Fft2,
    /// Distance of each frequency from 0, to the nearest integer.
    shells: Vec<usize>,
}

impl Surrogates {
    fn new(bins: usize) -> Self {
        let signed = |k: usize| k.min(bins - k) as f64;
        let shell = |i: usize| signed(i / bins).hypot(signed(i % bins)).round() as usize;
        Self { bins, fft: Fft2::new(bins.max(1)), shells: (0..bins * bins).map(shell).collect() }
    }

    /// White noise given the mean power of a map `[y][x]` in every shell of frequencies, with the map's own mean and
    /// unvisited bins; `None` for a silent map.
    fn of(&self, map: &[f32], draws: &mut Draws, picture: &mut FftPicture) -> Option<Vec<f32>> {
        let size = self.bins * self.bins;
        let (mean, _) = moments(map).filter(|_| map.len() == size)?;
        let centred = map.iter().map(|r| if r.is_finite() { f64::from(*r) - mean } else { 0.0 });
        self.transform(centred, picture);
        let mut shells = vec![(0.0, 0.0); self.bins + 1];
        for (value, &shell) in picture.data.iter().zip(&self.shells) {
            shells[shell].0 += value.norm_sqr();
            shells[shell].1 += 1.0;
        }
        self.transform((0..size).map(|_| f64::from(draws.normal())), picture);
        for (value, &shell) in picture.data.iter_mut().zip(&self.shells) {
            let (power, count) = shells[shell];
            *value *= (power / count).sqrt();
        }
        self.fft.inverse(picture, self.bins);
        // The noise has a power of bins² at every frequency, and there and back multiplies by bins².
        let scale = 1.0 / (size as f64 * self.bins as f64);
        let rate = |(value, &rate): (&C64, &f32)| {
            if rate.is_finite() { (mean + value.re * scale) as f32 } else { f32::NAN }
        };
        Some(picture.data.iter().zip(map).map(rate).collect())
    }

    fn transform(&self, values: impl Iterator<Item = f64>, picture: &mut FftPicture) {
        picture.data.clear();
        picture.data.extend(values.map(|value| C64::new(value, 0.0)));
        self.fft.forward(picture, self.bins);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::test_maps::{Noise, population, rectified};
    use std::sync::atomic::{AtomicBool, Ordering};

    const BINS: usize = 24;

    fn maps() -> RateMaps {
        let cell = |i: u8| rectified(BINS, 2.4, 0.6 + 0.1 * f64::from(i % 3), 10.0, [0.1 * f64::from(i), 0.05]);
        let mut maps: Vec<Vec<f32>> = (0..10).map(cell).collect();
        maps.push(vec![0.0; BINS * BINS]);
        population(&maps, BINS, 2.4)
    }

    fn null(maps: &RateMaps, draws: usize, seed: u64) -> ScoreNull {
        score_null(maps, draws, seed, &mut Progress::none()).expect("not cancelled")
    }

    #[test]
    fn surrogates_keep_the_radial_spectrum_and_nothing_else() {
        let mut map = maps().unit(0).to_vec();
        map[5] = f32::NAN;
        let surrogates = Surrogates::new(BINS);
        let mut picture = surrogates.fft.picture();
        let spectrum = |map: &[f32], picture: &mut FftPicture| {
            let (mean, _) = moments(map).expect("active");
            let centred = map.iter().map(|r| if r.is_finite() { f64::from(*r) - mean } else { 0.0 });
            surrogates.transform(centred, picture);
            let mut power = vec![0.0; BINS];
            for (value, &shell) in picture.data.iter().zip(&surrogates.shells) {
                power[shell] += value.norm_sqr();
            }
            (power, picture.data[4 * BINS].norm_sqr()) // one wave of the strongest shell
        };
        let (own, _) = spectrum(&map, &mut picture);
        let (mut mean, mut one) = (vec![0.0; BINS], Vec::new());
        let draws = 400;
        for draw in 0..draws {
            let surrogate = surrogates.of(&map, &mut Draws::new(1, "test", draw), &mut picture).expect("active");
            assert!(
                surrogate[5].is_nan() && surrogate.iter().filter(|r| r.is_nan()).count() == 1,
                "the map's own mask"
            );
            let (power, wave) = spectrum(&surrogate, &mut picture);
            mean.iter_mut().zip(power).for_each(|(sum, p)| *sum += p / draws as f64);
            one.push(wave);
        }
        let total: f64 = own.iter().sum();
        for (shell, (found, want)) in mean.iter().zip(&own).enumerate().skip(1) {
            assert!((found - want).abs() < 0.02 * total, "shell {shell}: {found} instead of {want} of {total}");
        }
        let average = one.iter().sum::<f64>() / one.len() as f64;
        let scatter = (one.iter().map(|p| (p - average).powi(2)).sum::<f64>() / one.len() as f64).sqrt();
        assert!(
            (scatter / average - 1.0).abs() < 0.3,
            "one wave's power is random (exponential): {scatter}, {average}"
        );
        assert!(surrogates.of(&[0.5; BINS * BINS], &mut Draws::new(1, "test", 0), &mut picture).is_none(), "silent");
    }

    #[test]
    fn the_null_is_below_lattices_and_above_chance() {
        let maps = maps();
        let null = null(&maps, 20, 3);
        assert_eq!(null.surrogates, 200, "active units only");
        let level = |score: Score| null.level(score).expect("enough surrogates");
        let report = crate::analysis::analyze(&maps, None, None);
        for unit in &report.units[..10] {
            for score in [Score::Mean, Score::MinMax, Score::Adaptive, Score::Hexagonality] {
                let (value, level) = (score.of(unit).expect("a cell"), level(score));
                assert!((-0.1..value).contains(&level), "{score:?}: {value}, null {level}");
            }
        }
        let band = level(Score::Band);
        assert!((0.4..0.95).contains(&band), "a random map of few waves is no band: {band}");
    }

    #[test]
    fn it_depends_on_the_seed_and_on_nothing_else() {
        let maps = maps();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().expect("two threads");
        let alone = null(&maps, 12, 3);
        assert_eq!(alone, pool.install(|| null(&maps, 12, 3)), "threads");
        assert_ne!(alone, null(&maps, 12, 4), "another seed");
    }

    #[test]
    fn it_can_be_cancelled_and_tells_how_far_it_is() {
        let maps = maps();
        let (cancel, mut heard) = (AtomicBool::new(false), Vec::new());
        let mut listener = |share: f64| {
            heard.push(share);
            cancel.store(heard.len() == 3, Ordering::Relaxed);
        };
        assert_eq!(score_null(&maps, 12, 1, &mut Progress::new(&cancel, &mut listener)), Err(Cancelled));
        assert_eq!(heard, [0.0, 0.1, 0.2]);
    }

    #[test]
    fn too_few_or_no_units_have_no_percentile() {
        let few = null(&maps(), 9, 1);
        assert_eq!((few.surrogates, few.level(Score::Mean)), (90, None), "fewer than 100");
        for maps in [population(&[], BINS, 2.4), population(&[vec![f32::NAN; 1]], 1, 1.0), population(&[], 0, 1.0)] {
            let null = null(&maps, 5, 1);
            assert!(null.surrogates == 0 && null.levels.values().all(Option::is_none), "{} bins", maps.arena.bins);
        }
        assert_eq!(percentile((1..=200).map(f64::from).collect()), Some(198.0), "two of 200 lie above");
        let noise = population(&[Noise(1).white(2)], 2, 1.0);
        assert_eq!(null(&noise, 100, 1).surrogates, 100, "tiny maps");
    }
}
