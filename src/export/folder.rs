//! Everything that an analysis leaves in a folder.

use super::exported::Exported;
use super::picture::{Colours, MapTile, wall};
use super::stamped_folder::StampedFolder;
use super::writing::ExportError;
use super::{findings, maps, plots};
use crate::runs::metrics;
use std::path::Path;

/// Writes everything into a folder, which is made if need be. Files of the same names are replaced.
///
/// # Errors
/// When something cannot be written; what was written before stays.
pub fn export(folder: &Path, what: Exported<'_>) -> Result<(), ExportError> {
    let Exported { set, report, run, from, .. } = what;
    let stamped = StampedFolder { folder, from };
    maps::export(stamped, set, report)?;
    let spectra = std::iter::once(&report.population_spectrum).chain(&report.module_spectra);
    let tiles: Vec<MapTile<'_>> = spectra.map(|spectrum| MapTile::own_scale(&spectrum.power, spectrum.size)).collect();
    stamped.picture("spectra.png", &wall(&tiles, Colours::Inferno))?;
    stamped.table_of_rates("units.csv", &report.units, set.rate_unit)?;
    stamped.table("modules.csv", &report.modules)?;
    if let Some(intake) = &set.taken_in {
        stamped.json("intake.json", intake.as_ref())?;
    }
    stamped.svg("modules.svg", &plots::modules(report))?;
    if let Some(path) = run.map(|run| run.join(metrics::FILE)).filter(|path| path.is_file()) {
        // A file that is not understood was told when the run was opened; there is just no picture of it.
        if let Ok(rows) = metrics::read(&path, set.step.unwrap_or(0)) {
            stamped.svg("losses.svg", &plots::losses(&rows.samples))?;
        }
    }
    findings::export(stamped, what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyze;
    use crate::analysis::capacity::Capacity;
    use crate::data::Intake;
    use crate::export::{Provenance, whence};
    use crate::import::{ReadSettings, read_cells};
    use crate::maps::{Arena, Origin};
    use crate::maps::{MapSet, RateMaps, RateUnit};
    use crate::measure::Answers;
    use crate::measure::Findings;
    use std::sync::Arc;

    fn set(units: usize) -> MapSet {
        let arena = Arena { box_m: 1.0, bins: 12 };
        let rate = |i: usize| if i.is_multiple_of(37) { f32::NAN } else { (i as f32 * 0.37).sin() + 1.0 };
        let maps = RateMaps { arena, units, rates: (0..units * 144).map(rate).collect(), visits: vec![1.0; 144] };
        MapSet::new(Origin::File("cells.npz".into()), None, maps)
    }

    #[test]
    fn what_is_written_can_be_analysed_again() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let intake = Intake { read_as: "rate maps".into(), units: 5, ..Intake::default() };
        let set = MapSet { taken_in: Some(Arc::new(intake)), ..set(5) };
        let report = analyze(&set.maps, None, None);
        let from = Provenance { cells: Some("cells.npz".into()), ..Provenance::here("") };
        let what = Exported { set: &set, report: &report, findings: &Findings::default(), run: None, from: &from };
        export(folder.path(), what).expect("writable");
        let maps = &set.maps;
        let again = read_cells(&folder.path().join("maps.npz"), &ReadSettings::default()).expect("its own maps");
        assert_eq!(again.maps.arena, maps.arena);
        let bits = |maps: &RateMaps| -> Vec<u32> { maps.rates.iter().map(|rate| rate.to_bits()).collect() };
        assert_eq!(bits(&again.maps), bits(maps), "the same rates, holes too");
        let units = std::fs::read_to_string(folder.path().join("units.csv")).expect("written");
        let units: Vec<&str> = units.lines().skip(1).collect();
        assert!(units.len() == 6 && units[0].starts_with("unit,active,"), "a row a unit: {units:?}");
        for name in ["rate_maps.png", "autocorrelograms.png", "spectra.png", "modules.csv", "modules.svg", "scores.svg"]
        {
            assert!(folder.path().join(name).is_file(), "{name}");
        }
        let intake = std::fs::read_to_string(folder.path().join("intake.json")).expect("written");
        assert!(intake.contains("\"read_as\": \"rate maps\"") && intake.contains("\"units\": 5"), "{intake}");
        for entry in std::fs::read_dir(folder.path()).expect("readable").flatten() {
            let stem = entry.path().file_stem().expect("a name").to_string_lossy().into_owned();
            assert_eq!(whence(&entry.path()).expect("it says so"), from.of(&stem));
        }
        assert!(!folder.path().join("losses.svg").exists(), "there is no run");
    }

    #[test]
    fn what_is_read_back_gives_the_same_numbers() {
        // Uneven visits and two halves: information weighs visits, modules need stability.
        let visits = |seed: usize| (0..144).map(|i| ((i * 7 + seed) % 5 + 1) as f32).collect::<Vec<f32>>();
        let of = |seed: usize, shift: f32| {
            let rate = |i: usize| if i.is_multiple_of(37) { f32::NAN } else { ((i as f32 + shift) * 0.37).sin() + 1.0 };
            RateMaps {
                arena: Arena { box_m: 1.0, bins: 12 },
                units: 3,
                rates: (0..432).map(rate).collect(),
                visits: visits(seed),
            }
        };
        let halves = Some([of(1, 0.0), of(2, 0.2)]);
        let labels = vec!["t3c1".to_owned(), "17".into(), "β, left".into()];
        let set = MapSet {
            halves,
            labels,
            rate_unit: RateUnit::Hz,
            ..MapSet::new(Origin::File("a.npz".into()), None, of(3, 0.1))
        };
        let folder = tempfile::tempdir().expect("a temporary folder");
        let report = analyze(&set.maps, set.both_halves(), None);
        let from = Provenance::here("");
        let what = Exported { set: &set, report: &report, findings: &Findings::default(), run: None, from: &from };
        export(folder.path(), what).expect("writable");
        let path = folder.path().join("maps.npz");
        let again = read_cells(&path, &ReadSettings::default()).expect("its own maps").into_set(&path);
        assert_eq!((&again.maps.visits, again.rate_unit), (&set.maps.visits, RateUnit::Hz));
        assert_eq!(again.labels, set.labels, "called the same");
        let read = analyze(&again.maps, again.both_halves(), None);
        assert!(read.units[0].stability.is_some() && read.units[0].spatial_information_bits.is_some());
        assert_eq!((read.units, read.modules, read.evidence), (report.units, report.modules, report.evidence));
    }

    #[test]
    fn no_units_are_written_too() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let set = set(0);
        let report = analyze(&set.maps, None, None);
        let mut findings = Findings::default();
        findings.add(Box::new(Answers::One(Capacity::default())));
        let what = Exported { set: &set, report: &report, findings: &findings, run: None, from: &Provenance::here("") };
        export(folder.path(), what).expect("writable");
        assert!(folder.path().join("capacity.svg").is_file());
    }
}
