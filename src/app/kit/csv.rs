//! Tables that several panels show as pictures.

use crate::analysis::Spectrum;
use crate::export::CsvTable;
use crate::maps::{RateMaps, RateUnit};

/// Maps of some units, a row a bin; bins never visited have no rate.
pub(crate) fn maps_table(maps: &RateMaps, units: impl IntoIterator<Item = usize>, unit: RateUnit) -> CsvTable {
    let mut table = CsvTable::new("maps", &["unit", "x_m", "y_m", "rate"]);
    let bins = maps.arena.bins;
    for index_of_unit in units {
        for (bin, rate) in maps.unit(index_of_unit).iter().enumerate() {
            let [x_m, y_m] = [bin % bins, bin / bins].map(|index| maps.arena.centre_m(index));
            table.push(&[&index_of_unit, &x_m, &y_m, rate]);
        }
    }
    table.in_unit(unit)
}

/// Fourier power, a row a frequency; `None` stands for the whole population.
pub(crate) fn spectra_table<'a>(spectra: impl IntoIterator<Item = (Option<usize>, &'a Spectrum)>) -> CsvTable {
    let mut table = CsvTable::new("spectra", &["module", "kx_cycles_per_m", "ky_cycles_per_m", "power"]);
    for (module, spectrum) in spectra {
        let size = spectrum.size.max(1);
        let frequency = |index: usize| (index as f64 - (size / 2) as f64) * spectrum.step_cpm;
        for (index, power) in spectrum.power.iter().enumerate() {
            table.push(&[&module, &frequency(index % size), &frequency(index / size), power]);
        }
    }
    table
}

/// Wave vectors, a row each; `None` stands for the whole population.
pub(crate) fn waves_table<'a>(waves: impl IntoIterator<Item = (Option<usize>, &'a [[f64; 2]])>) -> CsvTable {
    let mut table = CsvTable::new("waves", &["module", "wave", "kx_cycles_per_m", "ky_cycles_per_m"]);
    for (module, waves) in waves {
        for (index, [x, y]) in waves.iter().enumerate() {
            table.push(&[&module, &(index + 1), x, y]);
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::maps::Arena;

    #[test]
    fn every_bin_has_its_place() {
        let arena = Arena { box_m: 2.0, bins: 2 };
        let maps = RateMaps { arena, units: 2, rates: (0..8).map(|i| i as f32).collect(), visits: vec![1.0; 4] };
        let table = maps_table(&maps, [1], RateUnit::Activity);
        assert_eq!(table.to_csv(), "unit,x_m,y_m,rate\n1,-0.5,-0.5,4\n1,0.5,-0.5,5\n1,-0.5,0.5,6\n1,0.5,0.5,7\n");
    }

    #[test]
    fn the_middle_of_a_spectrum_is_frequency_0() {
        let spectrum = Spectrum { size: 3, step_cpm: 0.5, power: vec![1.0; 9], peaks_cpm: Vec::new() };
        let table = spectra_table([(None, &spectrum)]);
        assert_eq!(table.to_csv().lines().nth(5), Some(",0,0,1"));
    }
}
