//! One unit on its own: every score of its map.

use super::autocorrelogram::{Autocorrelogram, Mask, Workspace, is_active, moments};
use super::band::{Band, WaveFit};
use super::border::border_score;
use super::candidate::{Candidate, is_periodic, pattern};
use super::fields::{count_fields, has_fields};
use super::fourier::windowed;
use super::fourier_symmetry::FourierSymmetry;
use super::grid_score::{RingScores, adaptive_score, ellipse_corrected_score, ring_scores};
use super::information::spatial_information;
use super::lattice::Lattice;
use super::membership::Membership;
use super::nonuniform::Grid;
use super::report::UnitReport;
use super::rules::{Activity, Rules};
use super::stability::stability;
use super::tables::Tables;
use crate::analysis::thresholds::{LARGEST_SPACING_SHARE, MODULE_STABILITY, SPACING_AGREEMENT};
use crate::maps::{Arena, RateMaps};
use crate::numerics::Basis;
use crate::numerics::spline::Spline;
use crate::numerics::transform::C64;
use rayon::prelude::*;

/// Everything that one look at a map yields; the parts of a [`UnitReport`] and of a close look are taken from it.
pub(crate) struct Looked {
    pub(crate) autocorrelogram: Autocorrelogram,
    pub(crate) rings: Option<RingScores>,
    pub(crate) lattice: Option<Lattice>,
    /// Score and ring, in bins.
    pub(crate) adaptive: Option<(f64, [f64; 2])>,
    pub(crate) ellipse_corrected: Option<f64>,
    pub(crate) fourier: Option<FourierSymmetry>,
    pub(crate) band: Option<Band>,
}

/// The visited bins of a map, with everything that depends on them alone. All units of a run share one.
pub(crate) struct Visited {
    mask: Mask,
    grid: Grid,
}

impl Visited {
    /// The bins that a map `[y][x]` has numbers for.
    pub(crate) fn of(tables: &Tables, map: &[f32], work: &mut Workspace) -> Self {
        let visited = |bin: usize| map.get(bin).is_some_and(|rate| rate.is_finite());
        let value = |bin: usize| C64::new(f64::from(u8::from(visited(bin))), 0.0);
        let [grid, _] = tables.polar.sampler.grids(&tables.correlator, work, value);
        Self { mask: tables.correlator.mask(map, work), grid }
    }

    /// Those of the first active unit, which are those of all units of a network.
    pub(crate) fn shared(tables: &Tables, maps: &RateMaps, work: &mut Workspace) -> Self {
        let typical = (0..maps.units).map(|unit| maps.unit(unit)).find(|map| is_active(map));
        Self::of(tables, typical.unwrap_or(&[]), work)
    }
}

/// Measures a map `[y][x]` in every way that needs its autocorrelogram or its Fourier transform; `None` for a silent one.
/// Bins other than those given are no trouble, only more work.
pub(crate) fn look(
    tables: &Tables,
    map: &[f32],
    arena: Arena,
    visited: &Visited,
    work: &mut Workspace,
) -> Option<Looked> {
    let (mean, sd) = moments(map)?;
    let windowed = windowed(map, &tables.window)?;
    let own = (!visited.mask.fits(map)).then(|| Visited::of(tables, map, work));
    let visited = own.as_ref().unwrap_or(visited);
    let bins = tables.bins;
    let plain = |rate: f32| if rate.is_finite() { (f64::from(rate) - mean) / sd } else { 0.0 };
    let value = |bin: usize| C64::new(windowed[bin], plain(map[bin]));
    let [windowed_grid, grid] = tables.polar.sampler.grids(&tables.correlator, work, value);
    let (autocorrelogram, transform) = tables.correlator.with_transform(map, &visited.mask, work)?;
    let waves = WaveFit {
        sampler: &tables.polar.sampler,
        mask: &visited.mask,
        mask_grid: &visited.grid,
        grid: &grid,
        transform: &transform,
        size: tables.correlator.fft().size(),
    };
    let spline = Spline::through(&autocorrelogram.values, autocorrelogram.size);
    let rotations = tables.rotations.rotations(&autocorrelogram.values, &spline);
    let lattice = Lattice::of(&autocorrelogram);
    let adaptive = lattice.as_ref().and_then(|l| adaptive_score(&rotations, &tables.rotations, bins, l.spacing_bins));
    let ellipse = lattice.as_ref().and_then(|lattice| lattice.ellipse);
    Some(Looked {
        rings: ring_scores(&rotations, &tables.rotations, bins),
        adaptive,
        ellipse_corrected: ellipse.and_then(|e| ellipse_corrected_score(&spline, &tables.rotations, bins, &e)),
        fourier: FourierSymmetry::of(&windowed_grid, &tables.polar, arena),
        band: Band::of(&waves, arena),
        autocorrelogram,
        lattice,
    })
}

/// All units on their own, in the order of the network; those that are not active have no scores.
pub(crate) fn measure_all(
    tables: &Tables,
    maps: &RateMaps,
    activity: &Activity,
    halves: Option<[&RateMaps; 2]>,
    pool: Option<&rayon::ThreadPool>,
) -> Vec<(UnitReport, Option<Candidate>)> {
    let mut work = tables.correlator.workspace();
    let visited = Visited::shared(tables, maps, &mut work);
    let one = |work: &mut Workspace, unit: usize| {
        let pair = halves.map(|halves| halves.map(|half| half.unit(unit)));
        if activity.active[unit] {
            OneMap { maps, unit, halves: pair, rules: activity.rules }.measure(tables, &visited, work)
        } else {
            let is_recorded = activity.rules == Rules::Recording;
            let membership = if is_recorded { Membership::TooFewSpikes } else { Membership::Silent };
            (UnitReport { unit, peak_rate: peak_rate(maps.unit(unit)), membership, ..UnitReport::default() }, None)
        }
    };
    match pool {
        Some(pool) => {
            pool.install(|| (0..maps.units).into_par_iter().map_init(|| tables.correlator.workspace(), one).collect())
        }
        None => (0..maps.units).map(|unit| one(&mut work, unit)).collect(),
    }
}

/// The map of one active unit.
struct OneMap<'a> {
    maps: &'a RateMaps,
    unit: usize,
    halves: Option<[&'a [f32]; 2]>,
    rules: Rules,
}

impl OneMap<'_> {
    fn measure(&self, tables: &Tables, visited: &Visited, work: &mut Workspace) -> (UnitReport, Option<Candidate>) {
        let (maps, unit) = (self.maps, self.unit);
        let map = maps.unit(unit);
        let mut report = UnitReport { unit, peak_rate: peak_rate(map), ..UnitReport::default() };
        let Some(looked) = look(tables, map, maps.arena, visited, work) else { return (report, None) };
        report.active = true;
        report.membership = Membership::NoField;
        report.stability = self.halves.and_then(|[first, second]| stability(first, second));
        report.spatial_information_bits = spatial_information(map, &maps.visits);
        if !has_fields(maps, unit) {
            return (report, None);
        }
        report.fields = count_fields(map, maps.arena);
        report.border_score = border_score(map, maps.arena);
        looked.fill(&mut report, maps.arena);
        report.membership = self.membership(&looked, &report, tables.bins);
        let lattice = looked.lattice.as_ref().filter(|_| report.membership == Membership::Unmatched);
        let candidate = lattice.zip(report.spacing_m).map(|(lattice, spacing_m)| {
            let step_m = f64::from(maps.arena.box_m) / tables.bins as f64;
            let peaks_m: Vec<_> = lattice.peaks.iter().map(|peak| [peak.dx * step_m, peak.dy * step_m]).collect();
            Candidate {
                unit,
                spacing_m,
                orientation_deg: lattice.orientation_deg,
                hexagonality: lattice.hexagonality,
                pattern: pattern(&looked.autocorrelogram, lattice.spacing_bins),
                lattice: Basis::through_peaks(&peaks_m),
            }
        });
        (report, candidate)
    }

    /// What keeps a unit out of every module; [`Membership::Unmatched`] where it is for its like to say.
    fn membership(&self, looked: &Looked, report: &UnitReport, bins: usize) -> Membership {
        let Some(lattice) = &looked.lattice else { return Membership::NoLattice };
        if lattice.spacing_bins > LARGEST_SPACING_SHARE * bins as f64 {
            return Membership::TooWide;
        }
        if self.rules != Rules::Network {
            let is_periodic = is_periodic(lattice, bins, None);
            return if is_periodic { Membership::Unmatched } else { Membership::NoLattice };
        }
        let is_stable = report.stability.map(|stability| stability >= MODULE_STABILITY);
        let stable_score = report.lattice_score.filter(|_| is_stable == Some(true));
        match (self.halves, is_stable) {
            (Some(_), None) => Membership::StabilityUnknown,
            (Some(_), Some(false)) => Membership::Unstable,
            _ if is_periodic(lattice, bins, stable_score) => Membership::Unmatched,
            _ => Membership::NoLattice,
        }
    }
}

impl Looked {
    /// Writes the scores into a report.
    pub(crate) fn fill(&self, report: &mut UnitReport, arena: Arena) {
        report.grid_score_mean = self.rings.map(|rings| rings.mean.score);
        report.grid_score_min_max = self.rings.map(|rings| rings.min_max.score);
        report.score_90 = self.rings.map(|rings| rings.score_90.score);
        report.grid_score_adaptive = self.adaptive.map(|(score, _)| score);
        report.grid_score_ellipse_corrected = self.ellipse_corrected;
        // A square lattice has a poor 60° score, poorer than a map without any order.
        let turns = [(60, report.grid_score_adaptive), (90, report.score_90)];
        let scores = turns.into_iter().filter_map(|(turn, score)| Some((turn, score?)));
        let best = scores.reduce(|a, b| if b.1 > a.1 { b } else { a });
        (report.lattice_turn_deg, report.lattice_score) = best.unzip();
        report.band_score = self.band.map(|band| band.score);
        report.fourier_hexagonality = self.fourier.as_ref().map(|fourier| fourier.hexagonality);
        report.fourier_squareness = self.fourier.as_ref().map(|fourier| fourier.squareness);
        report.fourier_spacing_m = self.fourier.as_ref().map(FourierSymmetry::spacing_m);
        if let Some(lattice) = &self.lattice {
            report.spacing_m = Some(lattice.spacing_bins * f64::from(arena.box_m) / arena.bins as f64);
            report.orientation_deg = Some(lattice.orientation_deg);
            report.ellipse_ratio = lattice.ellipse.map(|ellipse| ellipse.ratio());
            report.ellipse_tilt_deg = lattice.ellipse.map(|ellipse| ellipse.tilt_deg);
        }
        let both = report.spacing_m.zip(report.fourier_spacing_m);
        report.spacings_agree = both.map(|(a, b)| (a / b).ln().abs() <= SPACING_AGREEMENT.ln_1p());
    }
}

/// The largest rate in any visited bin; 0 where there is none.
fn peak_rate(map: &[f32]) -> f64 {
    let peak = map.iter().filter(|rate| rate.is_finite()).copied().fold(f32::NEG_INFINITY, f32::max);
    if peak.is_finite() { f64::from(peak) } else { 0.0 }
}
