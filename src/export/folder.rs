//! Everything that an analysis leaves in a folder.

use super::exported::Exported;
use super::picture::{Colours, MapTile, wall};
use super::table::table;
use super::writing::{ExportError, text};
use super::{findings, maps, plots};
use crate::runs::metrics;
use std::path::Path;

/// Writes everything into a folder, which is made if need be. Files of the same names are replaced.
///
/// # Errors
/// When something cannot be written; what was written before stays.
pub fn export(folder: &Path, what: Exported<'_>) -> Result<(), ExportError> {
    let Exported { set, report, run, .. } = what;
    maps::export(folder, set, report)?;
    let spectra = std::iter::once(&report.population_spectrum).chain(&report.module_spectra);
    let tiles: Vec<MapTile<'_>> = spectra.map(|spectrum| MapTile::own_scale(&spectrum.power, spectrum.size)).collect();
    wall(&tiles, Colours::Inferno).write(&folder.join("spectra.png"))?;
    table(&folder.join("units.csv"), &report.units)?;
    table(&folder.join("modules.csv"), &report.modules)?;
    text(&folder.join("modules.svg"), &plots::modules(report))?;
    if let Some(path) = run.map(|run| run.join(metrics::FILE)).filter(|path| path.is_file()) {
        // A file that is not understood was told when the run was opened; there is just no picture of it.
        if let Ok(rows) = metrics::read(&path, set.step.unwrap_or(0)) {
            text(&folder.join("losses.svg"), &plots::losses(&rows.samples))?;
        }
    }
    findings::export(folder, what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyze;
    use crate::analysis::capacity::Capacity;
    use crate::import::{MapSettings, read_cells};
    use crate::maps::{Arena, Origin};
    use crate::maps::{MapSet, RateMaps};
    use crate::measure::Answers;
    use crate::measure::Findings;

    fn set(units: usize) -> MapSet {
        let arena = Arena { box_m: 1.0, bins: 12 };
        let rate = |i: usize| if i.is_multiple_of(37) { f32::NAN } else { (i as f32 * 0.37).sin() + 1.0 };
        let maps = RateMaps { arena, units, rates: (0..units * 144).map(rate).collect(), visits: vec![1.0; 144] };
        MapSet::new(Origin::File("cells.npz".into()), None, maps)
    }

    #[test]
    fn what_is_written_can_be_analysed_again() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let set = set(5);
        let report = analyze(&set.maps, None, None);
        let what = Exported { set: &set, report: &report, findings: &Findings::default(), run: None };
        export(folder.path(), what).expect("writable");
        let maps = &set.maps;
        let again = read_cells(&folder.path().join("maps.npz"), MapSettings::default()).expect("its own maps");
        assert_eq!(again.maps.arena, maps.arena);
        let bits = |maps: &RateMaps| -> Vec<u32> { maps.rates.iter().map(|rate| rate.to_bits()).collect() };
        assert_eq!(bits(&again.maps), bits(maps), "the same rates, holes too");
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
        let set = set(0);
        let report = analyze(&set.maps, None, None);
        let mut findings = Findings::default();
        findings.add(Box::new(Answers::One(Capacity::default())));
        export(folder.path(), Exported { set: &set, report: &report, findings: &findings, run: None })
            .expect("writable");
        assert!(folder.path().join("capacity.svg").is_file());
    }
}
