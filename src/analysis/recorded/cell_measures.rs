//! What is measured of each cell besides the scores of its map.

use super::coherence::coherence;
use super::firing_fields::{FiringField, firing_fields};
use super::head_direction::HeadOccupancy;
use super::rate_statistics::rate_statistics;
use super::speed_score::SpeedTimeline;
use super::theta::ThetaAnalysis;
use crate::maps::{MapSet, MapSettings, RateMaps, RecordedSet, SpikeMapper};
use crate::numerics::{Cancelled, Progress};
use rayon::prelude::*;
use serde::Serialize;

/// Cells that are measured between two words about progress.
const AT_ONCE: usize = 64;

/// Numbers of one cell. Rates are in spikes a second (Hz) for cells that were recorded, in units of the network's states
/// otherwise. `None` means that the quantity does not exist, never zero.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CellMeasure {
    /// Index of the unit in the maps, and what its file calls it.
    pub unit: usize,
    pub label: String,
    /// Its spikes in the file, and those that count in its map.
    pub spikes: Option<u64>,
    pub spikes_in_map: Option<u64>,
    /// Spikes a second over all of the time that was tracked, at any speed.
    pub session_rate_hz: Option<f64>,
    /// Mean rate of the map, weighted by visits, and largest rate in any bin.
    pub mean_rate: Option<f64>,
    pub peak_rate: Option<f64>,
    /// (Σ p r)² / Σ p r², and peak over mean rate (Skaggs et al. 1996).
    pub sparsity: Option<f64>,
    pub selectivity: Option<f64>,
    /// Correlation of the bins of the map that was not smoothed with the means of their neighbours (Muller & Kubie 1989).
    pub coherence: Option<f64>,
    /// Spatial information (Skaggs et al. 1993), bits a spike and bits a second; of recorded cells only.
    pub information_bits_per_spike: Option<f64>,
    pub information_bits_per_s: Option<f64>,
    /// Mean vector of the head-direction tuning curve, its direction, and Rayleigh's test of it.
    pub head_mean_vector: Option<f64>,
    pub head_preferred_deg: Option<f64>,
    pub head_rayleigh_p: Option<f64>,
    /// Correlation of rate and running speed (Kropff et al. 2015).
    pub speed_score: Option<f64>,
    /// Power around the peak of theta over mean power, without what refractoriness and bursts make, and that peak (after
    /// Langston et al. 2010).
    pub theta_index: Option<f64>,
    pub theta_frequency_hz: Option<f64>,
    /// Its firing fields, the one with the highest rate first.
    pub fields: Vec<FiringField>,
}

/// What all cells of a recording share.
struct SharedTrack<'a> {
    recorded: &'a RecordedSet,
    mapper: SpikeMapper<'a>,
    /// Maps that were not smoothed.
    plain: RateMaps,
    head: Option<HeadOccupancy>,
    speed: SpeedTimeline,
    theta: ThetaAnalysis,
    /// Seconds that were tracked.
    tracked_s: f64,
}

impl<'a> SharedTrack<'a> {
    fn of(recorded: &'a RecordedSet, maps: &RateMaps) -> Self {
        let track = &recorded.cells.track;
        let settings = MapSettings { smoothing_m: 0.0, ..recorded.settings };
        let mapper = SpikeMapper::new(track, maps.arena, settings);
        Self {
            recorded,
            plain: mapper.maps(&recorded.cells.units, 0..mapper.samples()),
            head: HeadOccupancy::of(track, &mapper),
            speed: SpeedTimeline::of(track, &mapper, recorded.settings.speed_gate_m_s),
            theta: ThetaAnalysis::default(),
            tracked_s: (0..mapper.samples()).map(|sample| mapper.seconds_of(sample)).sum(),
            mapper,
        }
    }

    /// Adds what the spikes of a cell say.
    fn fill(&self, measure: &mut CellMeasure) {
        let Some(unit) = self.recorded.cells.units.get(measure.unit) else { return };
        let samples: Vec<usize> = self.mapper.samples_of(&unit.spikes_s).collect();
        let in_map = samples.iter().filter(|sample| self.mapper.bin_of(**sample).is_some()).count();
        measure.spikes = Some(unit.spikes_s.len() as u64);
        measure.spikes_in_map = Some(in_map as u64);
        measure.session_rate_hz = (self.tracked_s > 0.0).then(|| samples.len() as f64 / self.tracked_s);
        if let Some(tuning) = self.head.as_ref().and_then(|head| head.tuning(samples.iter().copied())) {
            measure.head_mean_vector = Some(tuning.mean_vector);
            measure.head_preferred_deg = Some(tuning.preferred_deg);
            measure.head_rayleigh_p = Some(tuning.rayleigh_p);
        }
        measure.speed_score = self.speed.score(samples.iter().copied());
        (measure.theta_index, measure.theta_frequency_hz) =
            self.theta.rhythm(&unit.spikes_s).map(|rhythm| (rhythm.index, rhythm.frequency_hz)).unzip();
    }
}

/// Measures every cell of a set; what needs spikes only where the set has them. The threads of the present pool share the cells.
///
/// # Errors
/// When cancelled.
pub fn cell_measures(set: &MapSet, progress: &mut Progress<'_>) -> Result<Vec<CellMeasure>, Cancelled> {
    progress.tell(0.0)?;
    let maps = &set.maps;
    let shared = set.recorded.as_deref().map(|recorded| SharedTrack::of(recorded, maps));
    let one = |unit: usize| {
        let map = maps.unit(unit);
        let plain = shared.as_ref().map_or(map, |shared| shared.plain.unit(unit));
        let rates = rate_statistics(map, &maps.visits);
        let of_spikes = rates.filter(|_| set.has_rates_in_hz());
        let mut measure = CellMeasure {
            unit,
            label: set.label(unit),
            mean_rate: rates.map(|rates| rates.mean),
            peak_rate: rates.map(|rates| rates.peak),
            sparsity: rates.map(|rates| rates.sparsity),
            selectivity: rates.map(|rates| rates.selectivity),
            coherence: coherence(plain, maps.arena.bins),
            information_bits_per_spike: of_spikes.map(|rates| rates.information_per_s / rates.mean),
            information_bits_per_s: of_spikes.map(|rates| rates.information_per_s),
            fields: firing_fields(map, maps.arena),
            ..CellMeasure::default()
        };
        if let Some(shared) = &shared {
            shared.fill(&mut measure);
        }
        measure
    };
    let mut measures = Vec::with_capacity(maps.units);
    while measures.len() < maps.units {
        progress.tell(measures.len() as f64 / maps.units as f64)?;
        let next = measures.len()..(measures.len() + AT_ONCE).min(maps.units);
        measures.par_extend(next.into_par_iter().map(one));
    }
    progress.tell(1.0)?;
    Ok(measures)
}
