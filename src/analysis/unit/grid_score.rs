//! Grid scores: how much an autocorrelogram looks like itself after a turn by 60° (or 90°).

use super::autocorrelogram::Autocorrelogram;
use super::ellipse::Ellipse;
use super::rotation::{RotationTables, Rotations, TURNS, Turn};
use crate::analysis::thresholds::LARGEST_ELLIPSE_RATIO;
use crate::numerics::dot::dot;
use crate::numerics::spline::Spline;
use std::ops::Range;

/// Inner radius of every fixed ring, as a share of the box side.
const RING_START: f64 = 0.2;
/// Number of fixed rings; their outer radii go evenly from 0.4 to 1 of the box side (Banino et al. 2018).
const RINGS: usize = 10;
/// Added to the variance of a ring, so that an empty far field gives 0 (published scorers do the same).
const VARIANCE_OFFSET: f64 = 1e-5;
/// The adaptive ring, in units of the mean radius of the six inner peaks.
const ADAPTIVE_RING: [f64; 2] = [0.5, 1.5];

/// A score and the ring in which it was reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RingScore {
    /// −2 to 2.
    pub score: f64,
    /// Inner and outer radius, as a share of the box side.
    pub ring: [f64; 2],
}

/// The best of ten rings, for each kind of score on its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RingScores {
    /// (C60 + C120)/2 − (C30 + C90 + C150)/3.
    pub mean: RingScore,
    /// min(C60, C120) − max(C30, C90, C150).
    pub min_max: RingScore,
    /// C90 − (C45 + C135)/2.
    pub score_90: RingScore,
}

/// Scores of the ten fixed rings (Banino et al. 2018; Sorscher et al. 2019); `None` where no ring holds a pixel.
///
/// C(α) is the covariance of ring and turned ring about the mean of the unturned one, over its variance: a regression
/// coefficient, as published, not Pearson's.
#[must_use]
pub fn ring_scores(rotations: &Rotations, tables: &RotationTables, bins: usize) -> Option<RingScores> {
    let n = bins as f64;
    let mut total = Sums::default();
    let mut start = tables.ring(0.0, RING_START * n).end;
    let mut best: Option<RingScores> = None;
    for i in 0..RINGS {
        // Written like this to give the same floating-point ring edges as the reference scores.
        let outer = if i + 1 == RINGS { 1.0 } else { i as f64 * ((1.0 - 0.4) / (RINGS - 1) as f64) + 0.4 };
        let end = tables.ring(0.0, outer * n).end.max(start);
        total.add(&Sums::of(rotations, start..end)); // the rings are nested
        start = end;
        if total.count == 0.0 {
            continue;
        }
        let c = total.regression();
        let ring = [RING_START, outer];
        let [mean, min_max, score_90] = [mean_score(&c), min_max_score(&c), score_90(&c)];
        let best = best.get_or_insert_with(|| {
            let none = RingScore { score: f64::NEG_INFINITY, ring };
            RingScores { mean: none, min_max: none, score_90: none }
        });
        for (place, score) in [(&mut best.mean, mean), (&mut best.min_max, min_max), (&mut best.score_90, score_90)] {
            if score > place.score {
                *place = RingScore { score, ring };
            }
        }
    }
    best
}

/// The min–max score with true Pearson correlations on the ring 0.5 to 1.5 times `radius` (bins), the mean radius of
/// the six inner peaks, with the ring's radii in bins. It does not change with the size of the box, as fixed rings do.
#[must_use]
pub fn adaptive_score(
    rotations: &Rotations,
    tables: &RotationTables,
    bins: usize,
    radius: f64,
) -> Option<(f64, [f64; 2])> {
    let ring = [ADAPTIVE_RING[0] * radius, (ADAPTIVE_RING[1] * radius).min(bins as f64 - 1.0)];
    let pixels = tables.ring(ring[0], ring[1]);
    let turned = |turn: Turn| &rotations.turned[turn as usize][pixels.clone()];
    let turned = [Turn::Deg30, Turn::Deg60, Turn::Deg90, Turn::Deg120, Turn::Deg150].map(turned);
    Some((pearson_min_max(&rotations.plain[pixels.clone()], turned)?, ring))
}

/// [`adaptive_score`] without anything else, for where thousands are needed.
pub(crate) fn adaptive_score_alone(
    autocorrelogram: &Autocorrelogram,
    tables: &RotationTables,
    bins: usize,
    radius: f64,
) -> Option<f64> {
    let ring = tables.ring(ADAPTIVE_RING[0] * radius, (ADAPTIVE_RING[1] * radius).min(bins as f64 - 1.0));
    let spline = Spline::through(&autocorrelogram.values, autocorrelogram.size);
    let [plain, turned @ ..] = tables.turned_ring(&autocorrelogram.values, &spline, ring);
    pearson_min_max(&plain, turned.each_ref().map(Vec::as_slice))
}

/// The adaptive score of the autocorrelogram rescaled so that the ellipse through its six inner peaks is a circle: of
/// the lattice as it would be without its shear. `None` for an ellipse longer than [`LARGEST_ELLIPSE_RATIO`].
///
/// The rescaling is the symmetric one that keeps areas. The ring is that of [`adaptive_score`] about the circle, cut off
/// where the ellipse would leave the autocorrelogram.
pub(crate) fn ellipse_corrected_score(
    spline: &Spline,
    tables: &RotationTables,
    bins: usize,
    ellipse: &Ellipse,
) -> Option<f64> {
    if ellipse.ratio() > LARGEST_ELLIPSE_RATIO {
        return None;
    }
    let radius = ellipse.mean_radius_bins();
    let within = (bins as f64 - 1.0) * radius / ellipse.long_bins;
    let ring = tables.ring(ADAPTIVE_RING[0] * radius, (ADAPTIVE_RING[1] * radius).min(within));
    let [plain, turned @ ..] = tables.turned_and_stretched(spline, ellipse.from_circle(), ring);
    pearson_min_max(&plain, turned.each_ref().map(Vec::as_slice))
}

/// C(α) for each turn.
type Correlations = [f64; TURNS.len()];

fn mean_score(c: &Correlations) -> f64 {
    let at = |turn: Turn| c[turn as usize];
    f64::midpoint(at(Turn::Deg60), at(Turn::Deg120)) - (at(Turn::Deg30) + at(Turn::Deg90) + at(Turn::Deg150)) / 3.0
}

fn min_max_score(c: &Correlations) -> f64 {
    let at = |turn: Turn| c[turn as usize];
    at(Turn::Deg60).min(at(Turn::Deg120)) - at(Turn::Deg30).max(at(Turn::Deg90)).max(at(Turn::Deg150))
}

fn score_90(c: &Correlations) -> f64 {
    let at = |turn: Turn| c[turn as usize];
    at(Turn::Deg90) - f64::midpoint(at(Turn::Deg45), at(Turn::Deg135))
}

/// min(C60, C120) − max(C30, C90, C150) with Pearson's correlations of a ring and its copies turned by 30°, 60°, 90°,
/// 120° and 150°.
fn pearson_min_max(plain: &[f64], turned: [&[f64]; 5]) -> Option<f64> {
    let [by_30, by_60, by_90, by_120, by_150] = turned.map(|turned| pearson(plain, turned));
    Some(by_60?.min(by_120?) - by_30?.max(by_90?).max(by_150?))
}

/// Pearson's correlation; `None` where either side is flat.
fn pearson(a: &[f64], b: &[f64]) -> Option<f64> {
    const FLAT: f64 = 1e-12;
    let count = a.len() as f64;
    let (sum_a, sum_b) = (a.iter().sum::<f64>(), b.iter().sum::<f64>());
    let (aa, bb) = (dot(a, a) * count - sum_a * sum_a, dot(b, b) * count - sum_b * sum_b);
    let least = FLAT * count * count;
    (a.len() >= 2 && aa > least && bb > least).then(|| (dot(a, b) * count - sum_a * sum_b) / (aa * bb).sqrt())
}

/// Sums over the pixels of a ring, of the picture and of its turned copies.
#[derive(Clone, Copy, Default)]
struct Sums {
    count: f64,
    plain: f64,
    plain_squared: f64,
    turned: Correlations,
    products: Correlations,
}

impl Sums {
    fn of(rotations: &Rotations, pixels: Range<usize>) -> Self {
        let plain = &rotations.plain[pixels.clone()];
        let turned = |i: usize| &rotations.turned[i][pixels.clone()];
        Self {
            count: plain.len() as f64,
            plain: plain.iter().sum(),
            plain_squared: dot(plain, plain),
            turned: std::array::from_fn(|i| turned(i).iter().sum()),
            products: std::array::from_fn(|i| dot(turned(i), plain)),
        }
    }

    fn add(&mut self, other: &Self) {
        self.count += other.count;
        self.plain += other.plain;
        self.plain_squared += other.plain_squared;
        for i in 0..TURNS.len() {
            self.turned[i] += other.turned[i];
            self.products[i] += other.products[i];
        }
    }

    /// Mean of (s − μ)(t − μ) over the variance of s, with s the picture, μ its mean and t the turned copy.
    fn regression(&self) -> Correlations {
        let mean = self.plain / self.count;
        let variance = self.plain_squared / self.count - mean * mean + VARIANCE_OFFSET;
        std::array::from_fn(|i| (self.products[i] - mean * self.turned[i]) / self.count / variance)
    }
}
