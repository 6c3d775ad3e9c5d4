//! What an analysis leaves in a folder: pictures (PNG, SVG), numbers (CSV) and arrays (NPZ).
//!
//! | file | holds |
//! |---|---|
//! | `maps.npz` | `rate_maps` `[units, ny, nx]`, `visits`, `box_m`, `autocorrelograms`, `population_spectrum`; can be analysed again |
//! | `units.csv`, `modules.csv` | one row a unit or module, the columns named as in the JSON output |
//! | `rate_maps.png`, `autocorrelograms.png` | all units, row by row from the upper left |
//! | `spectra.png` | Fourier power of the population, then of each module |
//! | `scores.csv`, `scores.svg` | every score over the active units, with its chance level where that was measured |
//! | `lattices_1_2.svg`, … | both lattices and both reciprocal lattices of two modules |
//! | `modules.svg`, `losses.svg` | spacing and orientation; loss curves, where there is a run |
//! | `rate_maps_2m.png`, `maps_2m.npz`, `units_2m.csv`, … | every box of generalisation, as above |
//! | `boxes.csv`, `path_integration.csv`, `permuted_paths.csv` | generalisation, one row a box, moment or length |
//! | `distance.png`, `separation.png` (and `.npz`), `generalisation.svg` | its pictures, and their arrays |
//! | `decoding.csv`, `ranges.csv`, `geometry.csv` | capacity, one row a box (and noise level) |
//! | `coverage_2m.png`, `metric_2m.png`, `geometry_2m.npz`, …, `capacity.svg` | its pictures, and their arrays |
//! | `dissection_module1.svg`, `.png`, … `_histograms.svg`, `_spectrum.png`, `.npz` | rings, phases and tori of each module, and their arrays |
//! | `topology_module1.svg`, … `_angles.png`, `.npz` | barcodes and the two angles of each module, or of all active units, and their arrays |

mod barcode;
mod chart;
mod cloud;
mod far;
mod lattices;
mod modules;
mod picture;
mod plots;
mod scores;
mod table;

use crate::analysis::capacity::Capacity;
use crate::analysis::dissection::Dissection;
use crate::analysis::topology::Topology;
use crate::analysis::{Correlator, Mask, Members, ModuleNulls, Report, ScoreNull, ScoreSummary, Spectrum};
use crate::files::{NpzError, Numbers, ReadError, WriteError, read_text, write_atomically, write_npz};
use crate::maps::RateMaps;
use crate::measure::Generalised;
use crate::runs::metrics;
use picture::{Colours, Tile, wall};
use std::path::{Path, PathBuf};
use table::table;

/// What could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error(transparent)]
    Npz(#[from] NpzError),
    /// A picture could not be encoded.
    #[error("{path}: {reason}", path = .path.display())]
    Picture { path: PathBuf, reason: String },
    /// A table could not be encoded.
    #[error("{path}: {source}", path = .path.display())]
    Table { path: PathBuf, source: serde_json::Error },
}

/// An analysis to write.
#[derive(Clone, Copy)]
pub struct Exported<'a> {
    pub maps: &'a RateMaps,
    pub report: &'a Report,
    /// Scores of random maps, which give each score its chance level.
    pub score_null: Option<&'a ScoreNull>,
    /// The comparisons of modules that are drawn.
    pub module_nulls: Option<&'a ModuleNulls>,
    /// The run folder, whose loss curves are drawn.
    pub run: Option<&'a Path>,
    pub generalised: Option<&'a Generalised>,
    pub capacity: Option<&'a Capacity>,
    /// By module; empty where modules were not taken apart.
    pub dissections: &'a [&'a Dissection],
    /// By the units that were looked at.
    pub topologies: &'a [(Members, Topology)],
}

impl<'a> Exported<'a> {
    /// Maps and what they say, nothing else.
    #[must_use]
    pub fn of(maps: &'a RateMaps, report: &'a Report) -> Self {
        Self {
            maps,
            report,
            score_null: None,
            module_nulls: None,
            run: None,
            generalised: None,
            capacity: None,
            dissections: &[],
            topologies: &[],
        }
    }
}

/// Writes everything into a folder, which is made if need be. Files of the same names are replaced.
///
/// # Errors
/// When something cannot be written; what was written before stays.
pub fn export(folder: &Path, what: Exported<'_>) -> Result<(), ExportError> {
    let Exported { maps, report, score_null, module_nulls, run, generalised, capacity, dissections, topologies } = what;
    let autocorrelograms = autocorrelograms(maps);
    arrays(&folder.join("maps.npz"), maps, report, &autocorrelograms)?;
    rate_maps(&folder.join("rate_maps.png"), maps)?;
    let size = lags(maps);
    let tiles = autocorrelograms.chunks(size.max(1) * size.max(1));
    let tiles: Vec<Tile<'_>> = tiles.map(|values| Tile { values, columns: size, range: [-1.0, 1.0] }).collect();
    wall(&tiles, Colours::Diverging).write(&folder.join("autocorrelograms.png"))?;
    let spectra = std::iter::once(&report.population_spectrum).chain(&report.module_spectra);
    let tiles: Vec<Tile<'_>> = spectra.map(|spectrum| Tile::own_scale(&spectrum.power, spectrum.size)).collect();
    wall(&tiles, Colours::Inferno).write(&folder.join("spectra.png"))?;
    table(&folder.join("units.csv"), &report.units)?;
    table(&folder.join("modules.csv"), &report.modules)?;
    text(&folder.join("modules.svg"), &plots::modules(report))?;
    table(&folder.join("scores.csv"), &ScoreSummary::all(&report.units, score_null))?;
    text(&folder.join("scores.svg"), &scores::histograms(report, score_null))?;
    for pair in module_nulls.into_iter().flat_map(|nulls| &nulls.pairs) {
        let name = format!("lattices_{}_{}.svg", pair.larger + 1, pair.smaller + 1);
        text(&folder.join(name), &lattices::picture(pair))?;
    }
    if let Some(path) = run.map(|run| run.join(metrics::FILE)).filter(|path| path.is_file()) {
        let samples = metrics::parse(&read_text(&path, metrics::MAX_BYTES)?, report.step);
        text(&folder.join("losses.svg"), &plots::losses(&samples))?;
    }
    if let Some(generalised) = generalised {
        far::generalisation(folder, generalised)?;
    }
    if let Some(capacity) = capacity {
        far::capacity(folder, capacity)?;
    }
    for (index, dissection) in dissections.iter().enumerate() {
        modules::dissection(folder, index + 1, dissection)?;
    }
    for (members, topology) in topologies {
        modules::topology(folder, *members, topology, maps.arena.bins)?;
    }
    Ok(())
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

fn arrays(path: &Path, maps: &RateMaps, report: &Report, autocorrelograms: &[f32]) -> Result<(), ExportError> {
    let (units, bins, size) = (maps.units, maps.arena.bins, lags(maps));
    let Spectrum { size: frequencies, step_cpm, power, .. } = &report.population_spectrum;
    let visits = if maps.visits.len() == bins * bins { maps.visits.as_slice() } else { &[] };
    let visits_shape: &[usize] = if visits.is_empty() { &[0, 0] } else { &[bins, bins] };
    Ok(write_npz(
        path,
        &[
            ("rate_maps", &[units, bins, bins], Numbers::F32(&maps.rates)),
            ("visits", visits_shape, Numbers::F32(visits)),
            ("box_m", &[], Numbers::F64(&[f64::from(maps.arena.box_m)])),
            ("step", &[], Numbers::I64(&[report.step as i64])),
            ("autocorrelograms", &[units, size, size], Numbers::F32(autocorrelograms)),
            ("population_spectrum", &[*frequencies, *frequencies], Numbers::F32(power)),
            ("spectrum_step_cpm", &[], Numbers::F64(&[*step_cpm])),
        ],
    )?)
}

fn rate_maps(path: &Path, maps: &RateMaps) -> Result<(), ExportError> {
    let tiles: Vec<Tile<'_>> = (0..maps.units).map(|unit| Tile::own_scale(maps.unit(unit), maps.arena.bins)).collect();
    wall(&tiles, Colours::Inferno).write(path)
}

fn text(path: &Path, text: &str) -> Result<(), ExportError> {
    Ok(write_atomically(path, text.as_bytes())?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyze;
    use crate::import::{MapSettings, read_cells};
    use crate::maps::Arena;

    fn maps(units: usize) -> RateMaps {
        let arena = Arena { box_m: 1.0, bins: 12 };
        let rate = |i: usize| if i.is_multiple_of(37) { f32::NAN } else { (i as f32 * 0.37).sin() + 1.0 };
        RateMaps { arena, units, rates: (0..units * 144).map(rate).collect(), visits: vec![1.0; 144] }
    }

    #[test]
    fn what_is_written_can_be_analysed_again() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let maps = maps(5);
        let report = analyze(&maps, None, 3, None);
        let what = Exported::of(&maps, &report);
        export(folder.path(), what).expect("writable");
        let again = read_cells(&folder.path().join("maps.npz"), MapSettings::default()).expect("its own maps");
        assert_eq!(again.maps.arena, maps.arena);
        let bits = |maps: &RateMaps| -> Vec<u32> { maps.rates.iter().map(|rate| rate.to_bits()).collect() };
        assert_eq!(bits(&again.maps), bits(&maps), "the same rates, holes too");
        let units = std::fs::read_to_string(folder.path().join("units.csv")).expect("written");
        assert_eq!(units.lines().count(), 6, "a row a unit: {units}");
        assert!(units.starts_with("unit,active,"), "{units}");
        for name in ["rate_maps.png", "autocorrelograms.png", "spectra.png", "modules.csv", "modules.svg", "scores.svg"]
        {
            assert!(folder.path().join(name).is_file(), "{name}");
        }
        assert!(!folder.path().join("losses.svg").exists(), "there is no run");
    }

    #[test]
    fn no_units_are_written_too() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let maps = maps(0);
        let report = analyze(&maps, None, 0, None);
        let capacity = Capacity::default();
        let what = Exported { capacity: Some(&capacity), ..Exported::of(&maps, &report) };
        export(folder.path(), what).expect("writable");
        assert!(folder.path().join("capacity.svg").is_file());
    }
}
