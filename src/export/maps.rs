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
    let step_cpm = std::slice::from_ref(step_cpm);
    let visits = if maps.visits.len() == bins * bins { maps.visits.as_slice() } else { &[] };
    let visits_shape: &[usize] = if visits.is_empty() { &[0, 0] } else { &[bins, bins] };
    let box_m = [f64::from(maps.arena.box_m)];
    let (step, in_hz) = ([set.step.unwrap_or(0) as i64], [i64::from(set.has_rates_in_hz())]);
    let halves = set.both_halves().filter(|halves| halves.iter().all(|half| half.arena == maps.arena));
    let both = |of: fn(&RateMaps) -> &[f32]| halves.map(|halves| halves.map(of).concat()).unwrap_or_default();
    let (half_rates, half_visits) = (both(|half| &half.rates), both(|half| &half.visits));
    let (maps_shape, lags_shape) = ([units, bins, bins], [units, size, size]);
    let spectrum_shape = [*frequencies, *frequencies];
    let half_shape = [2, units, bins, bins];
    let half_visits_shape = [2, bins, bins];
    let mut arrays: Vec<(&str, &[usize], Numbers<'_>)> = vec![
        ("rate_maps", &maps_shape, Numbers::F32(&maps.rates)),
        ("visits", visits_shape, Numbers::F32(visits)),
        ("box_m", &[], Numbers::F64(&box_m)),
        ("step", &[], Numbers::I64(&step)),
        ("rates_in_hz", &[], Numbers::I64(&in_hz)),
        ("autocorrelograms", &lags_shape, Numbers::F32(autocorrelograms)),
        ("population_spectrum", &spectrum_shape, Numbers::F32(power)),
        ("spectrum_step_cpm", &[], Numbers::F64(step_cpm)),
    ];
    if half_rates.len() == 2 * units * bins * bins && half_visits.len() == 2 * bins * bins {
        arrays.push(("half_rate_maps", &half_shape, Numbers::F32(&half_rates)));
        arrays.push(("half_visits", &half_visits_shape, Numbers::F32(&half_visits)));
    }
    // As wide as the widest: a name without end would fill the memory.
    let is_short = set.labels.iter().all(|label| label.chars().count() <= MapSet::LONGEST_LABEL);
    let labels_shape = [units];
    if set.labels.len() == units && is_short {
        arrays.push(("unit_labels", &labels_shape, Numbers::Texts(&set.labels)));
    }
    folder.arrays("maps.npz", &arrays)
}
