//! The maps themselves, and their autocorrelograms.

use super::picture::{Colours, MapTile, rate_maps, wall};
use super::stamped_folder::StampedFolder;
use super::writing::ExportError;
use crate::analysis::{Correlator, Mask, Report, Spectrum};
use crate::files::Numbers;
use crate::maps::{MapSet, RateMaps};

/// Pictures, and arrays that can be analysed again.
pub(super) fn export(folder: StampedFolder<'_>, set: &MapSet, report: &Report) -> Result<(), ExportError> {
    let maps = &set.maps;
    let autocorrelograms = autocorrelograms(maps);
    arrays(folder, set, report, &autocorrelograms)?;
    folder.picture("rate_maps.png", &rate_maps(maps))?;
    let size = lags(maps);
    let tiles = autocorrelograms.chunks(size.max(1) * size.max(1));
    let tiles: Vec<MapTile<'_>> = tiles.map(|values| MapTile { values, columns: size, range: [-1.0, 1.0] }).collect();
    folder.picture("autocorrelograms.png", &wall(&tiles, Colours::Diverging))
}

/// Lags per side of an autocorrelogram.
fn lags(maps: &RateMaps) -> usize {
    (2 * maps.arena.bins).saturating_sub(1)
}

/// Autocorrelograms of all units `[unit][dy][dx]`.
fn autocorrelograms(maps: &RateMaps) -> Vec<f32> {
    let correlator = Correlator::new(maps.arena.bins);
    let mut work = correlator.workspace();
    let mut shared: Option<Mask> = None;
    let mut all = Vec::with_capacity(maps.units * lags(maps).pow(2));
    for unit in 0..maps.units {
        let map = maps.unit(unit);
        let mask = shared.take().filter(|mask| mask.fits(map)).unwrap_or_else(|| correlator.mask(map, &mut work));
        all.extend(correlator.autocorrelogram(map, &mask, &mut work).values.iter().map(|value| *value as f32));
        shared = Some(mask);
    }
    all
}

fn arrays(
    folder: StampedFolder<'_>,
    set: &MapSet,
    report: &Report,
    autocorrelograms: &[f32],
) -> Result<(), ExportError> {
    let maps = &set.maps;
    let (units, bins, size) = (maps.units, maps.arena.bins, lags(maps));
    let Spectrum { size: frequencies, step_cpm, power, .. } = &report.population_spectrum;
    let visits = if maps.visits.len() == bins * bins { maps.visits.as_slice() } else { &[] };
    let visits_shape: &[usize] = if visits.is_empty() { &[0, 0] } else { &[bins, bins] };
    folder.arrays(
        "maps.npz",
        &[
            ("rate_maps", &[units, bins, bins], Numbers::F32(&maps.rates)),
            ("visits", visits_shape, Numbers::F32(visits)),
            ("box_m", &[], Numbers::F64(&[f64::from(maps.arena.box_m)])),
            ("step", &[], Numbers::I64(&[set.step.unwrap_or(0) as i64])),
            ("autocorrelograms", &[units, size, size], Numbers::F32(autocorrelograms)),
            ("population_spectrum", &[*frequencies, *frequencies], Numbers::F32(power)),
            ("spectrum_step_cpm", &[], Numbers::F64(&[*step_cpm])),
        ],
    )
}
