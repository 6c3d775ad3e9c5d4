//! Everything about one selected unit.

use super::autocorrelogram::is_active;
use super::band::Band;
use super::fourier::spectrum_of;
use super::fourier_symmetry::FourierSymmetry;
use super::measure::{Visited, look};
use super::peaks::inner_peaks;
use super::report::Spectrum;
use super::tables::Tables;
use crate::maps::{Arena, RateMaps};

/// Pictures and numbers of one unit, for a closer look than its [`UnitReport`](crate::analysis::UnitReport).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UnitDetail {
    /// Lags per side of the autocorrelogram, 2·bins − 1; 0 for a silent unit.
    pub size: usize,
    /// Distance between lags, metres.
    pub step_m: f64,
    /// Correlation at each lag `[dy][dx]`, −1 to 1, lag 0 in the middle.
    pub autocorrelogram: Vec<f32>,
    /// Inner peaks `[x, y]` in metres from the centre, nearest first; six where there is a lattice.
    pub peaks_m: Vec<[f64; 2]>,
    /// Inner and outer radius, metres, of the fixed ring with the best mean score.
    pub ring_m: Option<[f64; 2]>,
    /// Inner and outer radius, metres, of the ring of the adaptive score.
    pub adaptive_ring_m: Option<[f64; 2]>,
    /// Long over short axis of the ellipse through the six peaks: 1 for a hexagon, more when it is sheared.
    pub ellipse_ratio: Option<f64>,
    /// Half of the long and of the short axis of that ellipse, metres, and the direction of the long one, degrees.
    pub ellipse_m_deg: Option<[f64; 3]>,
    /// Fourier power of the map, with its waves.
    pub spectrum: Spectrum,
    /// Symmetry of the power around its strongest ring.
    pub fourier: Option<FourierSymmetry>,
    /// The plane wave that fits the map best.
    pub band: Option<Band>,
}

/// A close look at one map `[y][x]`; empty for a silent unit.
#[must_use]
pub fn unit_detail(map: &[f32], arena: Arena) -> UnitDetail {
    let bins = arena.bins;
    if map.len() != bins * bins || !is_active(map) {
        return UnitDetail::default();
    }
    let tables = Tables::new(bins);
    let mut work = tables.correlator.workspace();
    let visited = Visited::of(&tables, map, &mut work);
    let Some(looked) = look(&tables, map, arena, &visited, &mut work) else { return UnitDetail::default() };
    let box_m = f64::from(arena.box_m);
    let step_m = box_m / bins as f64;
    let ellipse = looked.lattice.as_ref().and_then(|lattice| lattice.ellipse);
    let alone = RateMaps { arena, units: 1, rates: map.to_vec(), visits: Vec::new() };
    UnitDetail {
        size: looked.autocorrelogram.size,
        step_m,
        peaks_m: inner_peaks(&looked.autocorrelogram).iter().map(|p| [p.dx * step_m, p.dy * step_m]).collect(),
        autocorrelogram: looked.autocorrelogram.values.iter().map(|&r| r as f32).collect(),
        ring_m: looked.rings.map(|rings| rings.mean.ring.map(|r| r * box_m)),
        adaptive_ring_m: looked.adaptive.map(|(_, ring)| ring.map(|r| r * step_m)),
        ellipse_ratio: ellipse.map(|e| e.ratio()),
        ellipse_m_deg: ellipse.map(|e| [e.long_bins * step_m, e.short_bins * step_m, e.tilt_deg]),
        spectrum: spectrum_of(&alone, &[0]),
        fourier: looked.fourier,
        band: looked.band,
    }
}
