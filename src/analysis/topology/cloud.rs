//! From states to bars: the landmarks of some states, and their cohomology.

use super::bars::Bar;
use super::circular::{Graph, reduce};
use super::cohomology::{Cohomology, cohomology};
use super::decode;
use super::distances::Distances;
use super::error::TopologyError;
use super::landmarks::{averaged, fuzzy_distances, landmarks};
use super::population::Prepared;
use super::report::{Barcode, StatesOf, TopologySettings};
use super::verdict;
use crate::numerics::{Progress, pca};

/// Principal components kept (Gardner et al. 2022): three waves, a sine and a cosine each.
pub const COMPONENTS: usize = 6;
/// Classes are read this far along the shorter of the two bars (Gardner et al. 2022).
const ALONG_BAR: f64 = 0.99;

/// The landmarks of some states and their cohomology.
pub(super) struct Cloud {
    pub(super) variance_share: f64,
    landmarks: Vec<usize>,
    distances: Distances,
    /// Dimensions 0 and 1.
    loops: Cohomology,
    /// Dimension 2, from fewer landmarks.
    cavities: Cohomology,
    cavity_landmarks: usize,
}

impl Cloud {
    pub(super) fn new(
        states: &Prepared,
        source: StatesOf,
        settings: TopologySettings,
        progress: &mut Progress<'_>,
    ) -> Result<Self, TopologyError> {
        progress.check()?;
        let components = pca(&states.states, states.units, COMPONENTS, progress)?;
        let scores = match source {
            StatesOf::MeanMaps => components.scores,
            StatesOf::SimultaneousActivity => averaged(&components.scores, COMPONENTS),
        };
        let landmarks = landmarks(&scores, COMPONENTS, settings.landmarks);
        let distances_of = |landmarks: &[usize]| {
            let score = |&l: &usize| scores[l * COMPONENTS..(l + 1) * COMPONENTS].iter().copied();
            fuzzy_distances(&landmarks.iter().flat_map(score).collect::<Vec<f64>>(), COMPONENTS)
        };
        let distances = distances_of(&landmarks);
        progress.tell(0.1)?;
        let loops = cohomology(&distances, 1, &mut progress.part(0.1, 0.3))?;
        let cavity_landmarks = landmarks.len().min(settings.cavity_landmarks);
        let cavities = cohomology(&distances_of(&landmarks[..cavity_landmarks]), 2, &mut progress.part(0.3, 1.0))?;
        let variance: f64 = components.variances.iter().sum();
        let variance_share = variance / components.total_variance.max(f64::MIN_POSITIVE);
        Ok(Self { variance_share, landmarks, distances, loops, cavities, cavity_landmarks })
    }

    fn of_dimension(&self, dimension: usize) -> (&[Bar], f64) {
        let found = if dimension < 2 { &self.loops } else { &self.cavities };
        (found.bars.get(dimension).map_or(&[], Vec::as_slice), found.threshold)
    }

    /// The longest lifetime of a class that ends, or of any class but a component.
    pub(super) fn longest(&self, dimension: usize) -> f64 {
        let (bars, threshold) = self.of_dimension(dimension);
        let ends = |bar: &&Bar| dimension > 0 || bar.death.is_some();
        bars.iter().filter(ends).map(|bar| bar.lifetime(threshold)).fold(0.0, f64::max)
    }

    pub(super) fn barcode(&self, dimension: usize, shuffled_longest: Vec<f64>) -> Barcode {
        let band = shuffled_longest.iter().copied().fold(0.0, f64::max);
        let (bars, threshold) = self.of_dimension(dimension);
        let lifetimes: Vec<f64> = bars.iter().map(|bar| bar.lifetime(threshold)).collect();
        let (beyond_band, long) = verdict::long_bars(dimension, &lifetimes, band);
        Barcode {
            dimension,
            landmarks: if dimension < 2 { self.landmarks.len() } else { self.cavity_landmarks },
            bars: bars.to_vec(),
            threshold,
            shuffled_longest,
            band,
            beyond_band,
            long,
        }
    }

    /// Two angles of all states from the two longest classes, and the distance at which these were read. `states` are
    /// those that the landmarks were taken from.
    pub(super) fn angles(&self, states: &Prepared, all: &Prepared) -> Option<([Vec<f64>; 2], f64)> {
        let (bars, threshold) = self.of_dimension(1);
        let (bars, cocycles) = (bars.get(..2)?, self.loops.cocycles.get(..2)?);
        let along = |bar: &Bar| bar.birth + ALONG_BAR * bar.lifetime(threshold);
        let distance = along(&bars[0]).min(along(&bars[1]));
        if bars.iter().any(|bar| bar.birth > distance) {
            return None;
        }
        let graph = Graph::new(&self.distances, distance);
        let [a, b] = graph.saturated(graph.coordinate(&cocycles[0])?, graph.coordinate(&cocycles[1])?);
        let turns = reduce(a, b);
        let weights = turns.map(|coordinate| decode::weights(states, &self.landmarks, &coordinate.turns));
        Some((weights.map(|weights| decode::angles(all, &weights)), distance))
    }
}
