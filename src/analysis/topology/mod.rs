//! Is a population's state space a torus? Persistent cohomology after the pipeline of Gardner et al. 2022.
//!
//! States are standardised, reduced to six principal components and to a few hundred landmarks (fuzzy down-sampling);
//! distances among landmarks are fuzzy memberships of neighbourhoods. The barcode of their Vietoris–Rips complexes,
//! coefficients in Z/47, is compared with those of populations whose units are rolled against each other. The two longest
//! loops become two angles of every state, and the way units and space vary with them tells a twisted torus (hexagonal
//! lattice) from a square one.

mod bars;
mod circular;
mod cohomology;
mod decode;
mod distances;
mod error;
mod field;
mod fuzzy;
mod landmarks;
mod pca;
mod population;
#[cfg(test)]
mod reference;
mod report;
mod shape;
mod simplex;
mod stripes;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_population;
mod verdict;
mod watch;

pub use bars::{Bar, Cocycle};
pub use cohomology::{Cohomology, HIGHEST_DIMENSION, MOST_POINTS};
pub use distances::Distances;
pub use error::TopologyError;
pub use pca::{Components, pca};
pub use population::{LEAST_STATES, LEAST_UNITS, Population};
pub use report::{Barcode, DecodedAngles, ShapeEvidence, Topology, TopologySettings, TorusShape, Verdict};
pub use shape::{ANGLE_TOLERANCE_DEG, IRREGULAR, LENGTH_TOLERANCE, SQUARE, STRIPE_FIT, TWISTED};
pub use verdict::LONG;

use crate::numerics::Draws;
use circular::{Graph, reduce};
use cohomology::{check_points, cohomology};
use landmarks::{fuzzy_distances, landmarks};
use population::Prepared;
use std::sync::atomic::AtomicBool;
use std::time::Instant;
use watch::Watch;

/// Principal components kept (Gardner et al. 2022): three waves, a sine and a cosine each.
pub const COMPONENTS: usize = 6;
/// Classes are read this far along the shorter of the two bars (Gardner et al. 2022).
const ALONG_BAR: f64 = 0.99;

/// Persistent cohomology, coefficients in Z/47, of the Vietoris–Rips complex of a cloud, in dimensions 0 to `highest`
/// (at most [`HIGHEST_DIMENSION`]). `progress` is told the share that is done.
///
/// # Errors
/// When cancelled, when there are too many points, or when the reduction outgrows its memory.
pub fn barcodes(
    distances: &Distances,
    highest: usize,
    cancel: &AtomicBool,
    progress: &mut dyn FnMut(f64),
) -> Result<Cohomology, TopologyError> {
    cohomology(distances, highest, &mut Watch::new(cancel, progress))
}

/// The topology of a population's states. The same population, settings and seed give the same result. It runs on the
/// calling thread; `progress` is told the share that is done, 0 to 1.
///
/// # Errors
/// When cancelled, when too few units vary or too few states are finite, or when landmarks are too many.
pub fn topology(
    population: &Population,
    settings: TopologySettings,
    seed: u64,
    cancel: &AtomicBool,
    progress: &mut dyn FnMut(f64),
) -> Result<Topology, TopologyError> {
    let start = Instant::now();
    let mut watch = Watch::new(cancel, progress);
    check_points(settings.landmarks, 1)?;
    check_points(settings.cavity_landmarks, 2)?;
    let all = Prepared::of(population)?;
    let states = all.thinned(settings.most_states.max(LEAST_STATES));
    // The population itself counts as one more shuffle.
    let part = |i: usize| i as f64 / (settings.shuffles + 1) as f64;
    let own = Cloud::new(&states, settings, &mut watch.part(part(0), part(1)))?;
    let mut longest = vec![Vec::new(); HIGHEST_DIMENSION + 1];
    for shuffle in 0..settings.shuffles {
        let mut watch = watch.part(part(shuffle + 1), part(shuffle + 2));
        let rolled = states.rolled(&mut Draws::new(seed, "topology shuffle", shuffle as u64));
        let cloud = Cloud::new(&rolled, settings, &mut watch)?;
        for (dimension, longest) in longest.iter_mut().enumerate() {
            longest.push(cloud.longest(dimension));
        }
    }
    let barcodes: Vec<Barcode> =
        longest.into_iter().enumerate().map(|(dimension, longest)| own.barcode(dimension, longest)).collect();
    let (verdict, mut reasons) = verdict::verdict(&barcodes);
    let decoded = own.angles(&states, &all);
    let places = || all.samples.iter().filter_map(|&sample| population.places_m.get(sample)).copied().collect();
    let evidence = decoded.as_ref().map(|(angles, _)| {
        let places: Vec<[f32; 2]> = places();
        shape::evidence(&all, angles, if places.len() == all.count() { &places } else { &[] })
    });
    let mut shape = None;
    if let Some(evidence) = evidence.as_ref().filter(|_| verdict == Verdict::Torus) {
        let (found, more) = shape::shape(evidence);
        shape = Some(found);
        reasons.extend(more);
    }
    let samples = population.states.len().checked_div(population.units).unwrap_or(0);
    Ok(Topology {
        settings,
        seed,
        units: states.units,
        states: states.count(),
        variance_share: own.variance_share,
        barcodes,
        angles: decoded.map(|(angles, distance)| spread(&angles, &all.samples, samples, distance)),
        evidence,
        verdict,
        shape,
        reasons,
        elapsed_ms: start.elapsed().as_secs_f64() * 1e3,
    })
}

/// Angles of the states that were used, put where they belong among all samples.
fn spread(angles: &[Vec<f64>; 2], samples: &[usize], count: usize, distance: f64) -> DecodedAngles {
    let spread = |angles: &Vec<f64>| {
        let mut all = vec![f32::NAN; count];
        for (&sample, &angle) in samples.iter().zip(angles) {
            all[sample] = angle as f32;
        }
        all
    };
    DecodedAngles { angles_rad: angles.each_ref().map(spread), distance }
}

/// The landmarks of some states and their cohomology.
struct Cloud {
    variance_share: f64,
    landmarks: Vec<usize>,
    distances: Distances,
    /// Dimensions 0 and 1.
    loops: Cohomology,
    /// Dimension 2, from fewer landmarks.
    cavities: Cohomology,
    cavity_landmarks: usize,
}

impl Cloud {
    fn new(states: &Prepared, settings: TopologySettings, watch: &mut Watch<'_>) -> Result<Self, TopologyError> {
        watch.check()?;
        let components = pca(&states.states, states.units, COMPONENTS);
        let landmarks = landmarks(&components.scores, COMPONENTS, settings.landmarks);
        let distances_of = |landmarks: &[usize]| {
            let score = |&l: &usize| components.scores[l * COMPONENTS..(l + 1) * COMPONENTS].iter().copied();
            fuzzy_distances(&landmarks.iter().flat_map(score).collect::<Vec<f64>>(), COMPONENTS)
        };
        let distances = distances_of(&landmarks);
        watch.done(1, 10)?;
        let loops = cohomology(&distances, 1, &mut watch.part(0.1, 0.3))?;
        let cavity_landmarks = landmarks.len().min(settings.cavity_landmarks);
        let cavities = cohomology(&distances_of(&landmarks[..cavity_landmarks]), 2, &mut watch.part(0.3, 1.0))?;
        let variance: f64 = components.variances.iter().sum();
        let variance_share = variance / components.total_variance.max(f64::MIN_POSITIVE);
        Ok(Self { variance_share, landmarks, distances, loops, cavities, cavity_landmarks })
    }

    fn of_dimension(&self, dimension: usize) -> (&[Bar], f64) {
        let found = if dimension < 2 { &self.loops } else { &self.cavities };
        (found.bars.get(dimension).map_or(&[], Vec::as_slice), found.threshold)
    }

    /// The longest lifetime of a class that ends, or of any class but a component.
    fn longest(&self, dimension: usize) -> f64 {
        let (bars, threshold) = self.of_dimension(dimension);
        let ends = |bar: &&Bar| dimension > 0 || bar.death.is_some();
        bars.iter().filter(ends).map(|bar| bar.lifetime(threshold)).fold(0.0, f64::max)
    }

    fn barcode(&self, dimension: usize, shuffled_longest: Vec<f64>) -> Barcode {
        let band = shuffled_longest.iter().copied().fold(0.0, f64::max);
        let (bars, threshold) = self.of_dimension(dimension);
        let lifetimes: Vec<f64> = bars.iter().map(|bar| bar.lifetime(threshold)).collect();
        let (beyond_band, long) = verdict::long_bars(&lifetimes, band);
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
    fn angles(&self, states: &Prepared, all: &Prepared) -> Option<([Vec<f64>; 2], f64)> {
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
