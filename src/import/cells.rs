//! Other people's cells: rate maps, or positions and spikes, from a file.

use super::bounds::{MAX_BINS, check_memory};
use super::cells_error::CellsError;
use super::choice::ReadSettings;
use super::foreign::{no_cells, only_a_track};
use super::formats;
use super::intake::{TakenIn, take_in};
use super::npz_cells;
use super::raw::{RawCells, RawMaps};
use super::trajectory::table_track;
use crate::data::Intake;
use crate::maps::{Arena, MapSet, Origin, RateMaps, RateUnit, RecordedSet, SpikeMapper};
use std::path::Path;
use std::sync::Arc;

/// Rate maps of cells from a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Cells {
    /// All maps.
    pub maps: RateMaps,
    /// Maps of the first and the second half of a recording, where the file has spikes.
    pub halves: Option<[RateMaps; 2]>,
    /// What the maps were made of, where the file has spikes.
    pub recorded: Option<Arc<RecordedSet>>,
    /// What the file calls the units; empty where it does not say.
    pub labels: Vec<String>,
    /// What was found in the file.
    pub intake: Intake,
    /// What the rates are in.
    pub rate_unit: RateUnit,
}

impl Cells {
    /// The maps as a set.
    #[must_use]
    pub fn into_set(self, path: &Path) -> MapSet {
        let Self { maps, halves, recorded, labels, intake, rate_unit } = self;
        let taken_in = Some(Arc::new(intake));
        MapSet {
            rate_unit,
            halves,
            recorded,
            labels,
            taken_in,
            ..MapSet::new(Origin::File(path.to_path_buf()), None, maps)
        }
    }
}

/// Reads cells. The settings of maps matter for spikes only: maps keep their bins.
///
/// # Errors
/// When the file is of no format that is read, lacks something, or holds what is not valid, naming the field and valid
/// values; and when it has to be said how it is meant.
pub fn read_cells(path: &Path, settings: &ReadSettings) -> Result<Cells, CellsError> {
    let cells = match formats::read(path, &settings.choice, &table_track) {
        Some(cells) => cells?,
        None => match no_cells(path) {
            Some(foreign) => return Err(foreign.into()),
            None => npz_cells::read(path, &settings.choice)?,
        },
    };
    let raw = match cells {
        RawCells::Track(_) => return Err(only_a_track(path).into()),
        RawCells::Maps(RawMaps { maps, halves, labels, rate_unit }) => {
            let intake = Intake { read_as: "rate maps".into(), units: maps.units, ..Intake::default() };
            return Ok(Cells { maps, halves, recorded: None, labels, intake, rate_unit });
        }
        RawCells::Recording(raw) => raw,
    };
    let units_name = raw.names.units.clone();
    let TakenIn { cells, side_m, intake } = take_in(path, raw, &settings.choice)?;
    let bins = ((side_m / settings.maps.bin_m).round() as usize).clamp(1, MAX_BINS);
    let arena = Arena { box_m: side_m as f32, bins };
    check_memory(cells.units.len(), bins, 3).map_err(|reason| CellsError::Refused {
        path: path.to_path_buf(),
        field: units_name,
        reason,
    })?;
    let mapper = SpikeMapper::new(&cells.track, arena, settings.maps);
    let (maps, halves) = mapper.maps_and_halves(&cells.units);
    let labels = cells.units.iter().map(|unit| unit.label.clone()).collect();
    let recorded = Arc::new(RecordedSet { cells, settings: settings.maps });
    Ok(Cells { maps, halves: Some(halves), recorded: Some(recorded), labels, intake, rate_unit: RateUnit::Hz })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{Numbers, write_npz};
    use crate::import::{LengthUnit, ReadChoice};
    use crate::maps::MapSettings;

    type Arrays<'a> = [(&'a str, &'a [usize], Numbers<'a>)];

    fn read(arrays: &Arrays<'_>) -> Result<Cells, String> {
        read_so(arrays, ReadChoice::default())
    }

    fn read_so(arrays: &Arrays<'_>, choice: ReadChoice) -> Result<Cells, String> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("cells.npz");
        write_npz(&path, arrays).expect("writable");
        let settings =
            ReadSettings { maps: MapSettings { bin_m: 0.5, smoothing_m: 0.0, ..MapSettings::default() }, choice };
        read_cells(&path, &settings).map_err(|error| error.to_string())
    }

    const RATES: Numbers<'_> = Numbers::F64(&[1.0, 2.0, 3.0, f64::NAN, 5.0, 6.0]);

    #[test]
    fn maps_are_taken_as_they_are_and_padded_to_a_square() {
        let cells = read(&[("rate_maps", &[1, 2, 3], RATES), ("box_m", &[], Numbers::F64(&[1.5]))]).expect("maps");
        assert_eq!((cells.maps.arena, cells.maps.units), (Arena { box_m: 1.5, bins: 3 }, 1));
        assert_eq!(cells.maps.unit(0)[..3], [1.0, 2.0, 3.0], "the odd row of padding is above");
        assert!(cells.maps.unit(0)[3].is_nan() && cells.maps.unit(0)[6..].iter().all(|rate| rate.is_nan()));
        assert_eq!(cells.maps.visits, [1.0, 1.0, 1.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0]);
        let sides =
            read(&[("rate_maps", &[2, 3], RATES), ("box_m", &[2], Numbers::F64(&[1.5, 1.0]))]).expect("one map");
        assert_eq!(sides.maps.arena, cells.maps.arena, "width and height");
        let narrow = read(&[("rate_maps", &[2, 3, 1], RATES), ("box_m", &[1], Numbers::F64(&[3.0]))]).expect("columns");
        assert_eq!(narrow.maps.unit(0).iter().filter(|rate| rate.is_finite()).count(), 3);
        assert_eq!(narrow.maps.unit(1)[4].to_bits(), 5f32.to_bits(), "the column stands in the middle");
    }

    /// A track through the four bins of a 1 m box, off centre, one sample a second.
    fn square(extra: &Arrays<'_>) -> Result<Cells, String> {
        square_so(extra, ReadChoice::default())
    }

    fn square_so(extra: &Arrays<'_>, choice: ReadChoice) -> Result<Cells, String> {
        let t: Vec<f64> = (0..40).map(f64::from).collect();
        let x: Vec<f64> = (0..40).map(|i| if i % 2 == 0 { 3.0 } else { 4.0 }).collect();
        let y: Vec<f64> = (0..40).map(|i| if i % 4 < 2 { 0.0 } else { 1.0 }).collect();
        let shape = [40];
        let own = [
            ("t", &shape[..], Numbers::F64(&t)),
            ("x", &shape[..], Numbers::F64(&x)),
            ("y", &shape[..], Numbers::F64(&y)),
        ];
        read_so(&[&own[..], extra].concat(), choice)
    }

    #[test]
    fn spikes_become_maps_in_both_spellings() {
        // Unit 0 fires in the lower left corner, unit 2 in the upper right one; there is no unit 1.
        let (times, units) = ([0.5, 4.5, 8.5, 3.5, 7.5], [0, 0, 0, 2, 2]);
        let flat = square(&[("spike_times", &[5], Numbers::F64(&times)), ("spike_units", &[5], Numbers::I64(&units))])
            .expect("cells");
        let each =
            square(&[("spikes_0", &[3], Numbers::F64(&times[..3])), ("spikes_2", &[2], Numbers::F64(&times[3..]))]);
        assert_eq!(each.as_ref(), Ok(&flat));
        assert_eq!((flat.maps.arena.bins, flat.maps.units), (2, 2));
        assert_eq!(flat.labels, ["0", "2"], "what the file calls them");
        for (unit, expected) in [(0, [0.3, 0.0, 0.0, 0.0]), (1, [0.0, 0.0, 0.0, 0.2])] {
            for (rate, expected) in flat.maps.unit(unit).iter().zip(expected) {
                assert!((rate - expected).abs() < 1e-6, "unit {unit}: {:?}", flat.maps.unit(unit));
            }
        }
        let [first, second] = flat.halves.expect("spikes have halves");
        assert!(first.unit(0)[0] > 0.5 && second.unit(0)[0] == 0.0, "all spikes are early");
    }

    #[test]
    fn what_is_not_valid_is_named() {
        let side = ("box_m", &[1usize][..], Numbers::F64(&[1.0]));
        let spikes = ("spike_times", &[1usize][..], Numbers::F64(&[1.0]));
        let unit = |units: &'static [f64]| ("spike_units", &[1usize][..], Numbers::F64(units));
        for (result, words) in [
            (read(&[side]), &["box_m", "`rate_maps`", "`spike_units`"][..]),
            (read(&[("rate_maps", &[1, 2, 3], RATES)]), &["`box_m`", "missing"]),
            (read(&[("rate_maps", &[6], RATES), side]), &["`rate_maps`", "[6]", "[units, ny, nx]"]),
            (read(&[("rate_maps", &[0, 0, 0], Numbers::F64(&[])), side]), &["`rate_maps`", "1 to 400"]),
            (
                read(&[("rate_maps", &[1, 2, 3], RATES), ("box_m", &[2], Numbers::F64(&[1.0, 1.0]))]),
                &["`box_m`", "square bins"],
            ),
            (
                read(&[("rate_maps", &[1, 2, 3], RATES), ("box_m", &[], Numbers::F64(&[f64::NAN]))]),
                &["`box_m`", "NaN", "0.1 to 100"],
            ),
            (square(&[spikes]), &["`spike_units`", "missing"]),
            (square(&[spikes, unit(&[0.5])]), &["`spike_units`", "0.5", "whole numbers"]),
            (square(&[spikes, unit(&[1e12])]), &["`spike_units`", "0 to 999999999"]),
            (square(&[spikes, unit(&[-1.0])]), &["`spike_units`", "names no unit"]),
            (square(&[spikes, unit(&[-2.0])]), &["`spike_units`", "-1 for spikes of no unit"]),
            (square(&[spikes, unit(&[0.0]), ("box_m", &[], Numbers::F64(&[0.5]))]), &["`box_m`", "0.5 m", "1 m"]),
            (
                square(&[("spikes_18446744073709551615", &[1], Numbers::F64(&[1.0]))]),
                &["spikes_184467", "0 to 999999999"],
            ),
            (
                square(&[("spikes_18446744073709551616", &[1], Numbers::F64(&[1.0]))]),
                &["spikes_184467", "0 to 999999999"],
            ),
            (
                square(&[("spikes_7", &[1], Numbers::F64(&[1.0])), ("spikes_007", &[1], Numbers::F64(&[1.0]))]),
                &["`spikes_7`", "`spikes_007`"],
            ),
            (square(&[("spikes_0", &[1], Numbers::F64(&[f64::NAN]))]), &["`spikes_0`", "NaN", "seconds"]),
            (square(&[spikes, unit(&[f64::NAN])]), &["`spike_units`", "NaN", "whole numbers"]),
            (square(&[spikes, unit(&[0.0]), ("box_m", &[], Numbers::F64(&[1e308]))]), &["`box_m`", "0.1 to 100"]),
            (square(&[spikes, unit(&[0.0]), ("box_m", &[3], Numbers::F64(&[1.0; 3]))]), &["`box_m`", "[3]", "side"]),
            (
                read(&[("rate_maps", &[1, 2, 3], Numbers::F64(&[1e308; 6])), ("box_m", &[], Numbers::F64(&[1.5]))]),
                &["`rate_maps`", "1e308 in unit 0", "1e9"],
            ),
        ] {
            let error = result.expect_err(words[0]);
            for word in words.iter().chain(&["cells.npz"]) {
                assert!(error.contains(word), "{word}: {error}");
            }
        }
    }
    /// Three samples with these times and places, and a spike.
    fn three(t: [f64; 3], x: [f64; 3]) -> Result<Cells, String> {
        let shape = &[3usize][..];
        let y = [0.0, 0.5, 1.0];
        let spikes = ("spikes_0", &[1usize][..], Numbers::F64(&[0.5]));
        read(&[("t", shape, Numbers::F64(&t)), ("x", shape, Numbers::F64(&x)), ("y", shape, Numbers::F64(&y)), spikes])
    }

    #[test]
    fn tracks_that_cannot_be_are_refused_in_words() {
        let (good, nan, inf) = ([0.0, 1.0, 2.0], f64::NAN, f64::INFINITY);
        assert!(three(good, [0.0, 1.0, 0.0]).is_ok());
        assert!(three(good, [nan, 1.0, inf]).is_ok(), "lost, but for one sample");
        for (result, words) in [
            (three([-1e308, 0.0, 1e308], good), &["`t`", "inf s", "up to 100000000 s"][..]),
            (three([0.0, nan, 2.0], good), &["`t`", "sample 1", "finite times"]),
            (three([0.0, 1.0, inf], good), &["`t`", "sample 2", "finite times"]),
            (three([0.0, 1.0, 1.0], good), &["`t`", "sample 2", "not after 1 s"]),
            (three(good, [-1e308, 0.0, 1e308]), &["`x`", "inf m", "0.1 to 100"]),
            (three(good, [nan; 3]), &["`x`", "no sample has a position"]),
        ] {
            let error = result.expect_err(words[1]);
            for word in words.iter().chain(&["cells.npz"]) {
                assert!(error.contains(word), "{word}: {error}");
            }
        }
        let soon = three([0.0, 1e-300, 2e-300], good).expect("growing times, however quickly");
        assert!(soon.maps.rates.iter().all(|rate| !rate.is_infinite()), "no rate is infinite: {:?}", soon.maps.rates);
    }

    #[test]
    fn memory_is_bounded_before_it_is_taken() {
        // Two thousand units in an arena of 100 m.
        let wide = ("box_m", &[][..], Numbers::F64(&[100.0]));
        let (times, units): (Vec<f64>, Vec<i64>) = (0..2000).map(|unit| (1.0, 1000 * unit)).unzip();
        let many = [
            ("spike_times", &[2000usize][..], Numbers::F64(&times)),
            ("spike_units", &[2000usize][..], Numbers::I64(&units)),
        ];
        let asked = square(&[&[wide][..], &many].concat()).expect_err("a hundred metres, perhaps");
        assert!(asked.contains("`box_m`") && asked.contains("--unit cm (centimetres: 1 m by 1 m)"), "{asked}");
        let metres = ReadChoice { unit: Some(LengthUnit::Metres), ..ReadChoice::default() };
        let error = square_so(&[&[wide][..], &many].concat(), metres.clone()).expect_err("a gigabyte of maps");
        for word in ["`spike_units`", "2000 units of 200 by 200 bins", "915 MiB; valid: up to 512 MiB"] {
            assert!(error.contains(word), "{word}: {error}");
        }
        // A column of 400 bins a unit becomes a square of 160 000.
        let rates = vec![1.0f32; 400 * 900];
        let error = read_so(&[("rate_maps", &[900, 400, 1], Numbers::F32(&rates)), wide], metres).expect_err("padding");
        assert!(error.contains("900 units of 400 by 400 bins") && error.contains("549 MiB"), "{error}");
    }
}
