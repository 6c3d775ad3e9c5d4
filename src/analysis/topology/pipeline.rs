//! The whole pipeline, and its middle part alone.

use super::cloud::Cloud;
use super::cohomology::{Cohomology, HIGHEST_DIMENSION, check_points, cohomology};
use super::distances::Distances;
use super::error::TopologyError;
use super::population::{LEAST_STATES, Population, Prepared};
use super::report::{Barcode, DecodedAngles, Topology, TopologySettings, Verdict};
use super::{shape, verdict};
use crate::numerics::{Draws, Progress};
use std::time::Instant;

/// Persistent cohomology, coefficients in Z/47, of the Vietoris–Rips complex of a cloud, in dimensions 0 to `highest`
/// (at most [`HIGHEST_DIMENSION`]).
///
/// # Errors
/// When cancelled, when there are too many points, or when the reduction outgrows its memory.
pub fn barcodes(
    distances: &Distances,
    highest: usize,
    progress: &mut Progress<'_>,
) -> Result<Cohomology, TopologyError> {
    cohomology(distances, highest, progress)
}

/// The topology of a population's states. The same population, settings and seed give the same result. It runs on the
/// calling thread.
///
/// # Errors
/// When cancelled, when too few units are active or too few states are finite, or when landmarks are too many.
pub fn topology(
    population: &Population,
    settings: TopologySettings,
    seed: u64,
    progress: &mut Progress<'_>,
) -> Result<Topology, TopologyError> {
    let start = Instant::now();
    check_points(settings.landmarks, 1)?;
    check_points(settings.cavity_landmarks, 2)?;
    let all = Prepared::of(population)?;
    let states = all.thinned(settings.most_states.max(LEAST_STATES));
    // The population itself counts as one more shuffle.
    let part = |i: usize| i as f64 / (settings.shuffles + 1) as f64;
    let own = Cloud::new(&states, population.source, settings, &mut progress.part(part(0), part(1)))?;
    let mut longest = vec![Vec::new(); HIGHEST_DIMENSION + 1];
    for shuffle in 0..settings.shuffles {
        let mut progress = progress.part(part(shuffle + 1), part(shuffle + 2));
        let rolled = states.rolled(&mut Draws::new(seed, "topology shuffle", shuffle as u64));
        let cloud = Cloud::new(&rolled, population.source, settings, &mut progress)?;
        for (dimension, longest) in longest.iter_mut().enumerate() {
            longest.push(cloud.longest(dimension));
        }
    }
    let barcodes: Vec<Barcode> =
        longest.into_iter().enumerate().map(|(dimension, longest)| own.barcode(dimension, longest)).collect();
    let (mut verdict, mut reasons) = verdict::verdict(&barcodes);
    let decoded = own.angles(&states, &all);
    let places = || all.samples.iter().filter_map(|&sample| population.places_m.get(sample)).copied().collect();
    let evidence = decoded.as_ref().map(|(angles, _)| {
        let places: Vec<[f32; 2]> = places();
        shape::evidence(&all, angles, if places.len() == all.count() { &places } else { &[] })
    });
    if let Some((tells, reason)) = evidence.as_ref().and_then(verdict::tells) {
        reasons.push(reason);
        if verdict == Verdict::Torus && !tells {
            verdict = Verdict::Undecided;
        }
    }
    let mut shape = None;
    if let Some(evidence) = evidence.as_ref().filter(|_| verdict == Verdict::Torus) {
        let (found, more) = shape::shape(evidence);
        shape = Some(found);
        reasons.extend(more);
    }
    reasons.push(verdict::definition(population.source, states.units, states.count(), settings.shuffles));
    let samples = population.states.len().checked_div(population.units).unwrap_or(0);
    Ok(Topology {
        source: population.source,
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
