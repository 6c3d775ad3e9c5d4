//! The columns of the table of cells.

use crate::export::CellRow;
use crate::maps::RateUnit;

/// A column of numbers.
pub(super) struct TableColumn {
    /// Its name; with the unit where rates are in Hz.
    name: &'static str,
    in_hz: &'static str,
    pub(super) about: &'static str,
    pub(super) value: fn(&CellRow) -> Option<f64>,
    pub(super) decimals: usize,
}

impl TableColumn {
    /// Its name above the numbers.
    pub(super) fn title(&self, unit: RateUnit) -> &'static str {
        if unit == RateUnit::Hz { self.in_hz } else { self.name }
    }

    /// The name that it is sorted by, whatever the unit.
    pub(super) fn key(&self) -> &'static str {
        self.name
    }

    /// The number of a cell, or a dash.
    pub(super) fn words(&self, row: &CellRow) -> String {
        match (self.value)(row) {
            // A probability has no fixed number of decimals.
            Some(value) if self.decimals == PROBABILITY && value < 0.001 => "< 0.001".to_owned(),
            Some(value) if self.decimals == PROBABILITY => format!("{value:.3}"),
            Some(value) => format!("{value:.*}", self.decimals).replace('-', "−"),
            None => "–".to_owned(),
        }
    }
}

/// Stands for the decimals of a probability.
const PROBABILITY: usize = usize::MAX;

const fn column(
    [name, in_hz]: [&'static str; 2],
    decimals: usize,
    value: fn(&CellRow) -> Option<f64>,
    about: &'static str,
) -> TableColumn {
    TableColumn { name, in_hz, about, value, decimals }
}

const fn score(
    name: &'static str,
    decimals: usize,
    value: fn(&CellRow) -> Option<f64>,
    about: &'static str,
) -> TableColumn {
    column([name, name], decimals, value, about)
}

/// All of them, after the name and the class of a cell. Those without a number in any cell are left out on screen.
pub(super) const COLUMNS: [TableColumn; 23] = [
    score("Spikes", 0, |row| row.spikes.map(|spikes| spikes as f64), "Spikes in the file"),
    score(
        "In the map",
        0,
        |row| row.spikes_in_map.map(|spikes| spikes as f64),
        "Spikes that count in the map: in the arena, at the speed that maps ask for",
    ),
    score(
        "Session Hz",
        2,
        |row| row.session_rate_hz,
        "Spikes a second (Hz) over all of the tracked time, at any speed",
    ),
    column(
        ["Mean rate", "Mean Hz"],
        2,
        |row| row.mean_rate,
        "Mean rate of the map, its bins weighted by visits; in Hz where rates are of spikes",
    ),
    column(
        ["Peak rate", "Peak Hz"],
        2,
        |row| row.peak_rate,
        "Largest rate in any bin of the map; in Hz where rates are of spikes",
    ),
    score(
        "Bits/spike",
        2,
        |row| row.information_bits_per_spike,
        "Spatial information in bits a spike: Σ p (r/m) log₂(r/m) over bins, p their shares of the visits, r their rates and m the mean rate (Skaggs et al. 1993)",
    ),
    score(
        "Bits/s",
        2,
        |row| row.information_bits_per_s,
        "Spatial information in bits a second: bits a spike times mean rate",
    ),
    score(
        "Sparsity",
        2,
        |row| row.sparsity,
        "(Σ p r)² / Σ p r² over bins, p their shares of the visits and r their rates: near 0 for a small field, 1 for an even rate (Skaggs et al. 1996)",
    ),
    score("Selectivity", 1, |row| row.selectivity, "Peak over mean rate (Skaggs et al. 1996)"),
    score(
        "Coherence",
        2,
        |row| row.coherence,
        "Correlation of each bin with the mean of its neighbours (Muller & Kubie 1989); of spikes before smoothing, of maps from a file as they are",
    ),
    score(
        "Fields",
        0,
        |row| row.fields.map(|fields| fields as f64),
        "Connected regions of 200 cm² or more above half of the peak rate",
    ),
    score(
        "Grid score",
        2,
        |row| row.grid_score,
        "Adaptive: min(C60, C120) − max(C30, C90, C150) on the ring from 0.5 to 1.5 spacings of the autocorrelogram",
    ),
    score("Spacing m", 2, |row| row.spacing_m, "Lattice constant from the autocorrelogram, metres"),
    score(
        "Orientation °",
        1,
        |row| row.orientation_deg,
        "Direction of one lattice vector in degrees from the x axis, modulo 60°",
    ),
    score("Module", 0, |row| row.module.map(|module| module as f64), "The module that the cell is in"),
    score(
        "Border score",
        2,
        |row| row.border_score,
        "(c − d)/(c + d) of wall coverage and distance from the wall, −1 to 1 (Solstad et al. 2008)",
    ),
    score(
        "Head vector",
        2,
        |row| row.head_mean_vector,
        "Length of the mean vector of the head-direction tuning curve in bins of 6°, 0 to 1",
    ),
    score(
        "Head °",
        0,
        |row| row.head_preferred_deg,
        "Preferred direction of the head in degrees, from the x axis towards the y axis",
    ),
    score(
        "Rayleigh p",
        PROBABILITY,
        |row| row.head_rayleigh_p,
        "Rayleigh's test of the mean vector; spikes of one run are not independent, shuffles are stricter",
    ),
    score(
        "Speed score",
        2,
        |row| row.speed_score,
        "Correlation of rate and running speed, −1 to 1 (Kropff et al. 2015)",
    ),
    score("Stability", 2, |row| row.stability, "Correlation of the maps of both halves, −1 to 1"),
    score(
        "Theta index",
        1,
        |row| row.theta_index,
        "Power within 1 Hz of the peak between 5 and 11 Hz over mean power to 125 Hz, of the autocorrelogram of spike times from 24 ms to 0.5 s, bursts divided out; 5 or more: modulated (after Langston et al. 2010)",
    ),
    score("Theta Hz", 2, |row| row.theta_frequency_hz, "Where the peak of the theta index is, in Hz"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::recorded::{HEAD_BINS, THETA_MODULATED};
    use crate::analysis::thresholds::{FIELD_AREA_M2, FIELD_LEVEL};

    #[test]
    fn numbers_are_rounded_where_they_are_read() {
        let row = CellRow { head_rayleigh_p: Some(1e-9), grid_score: Some(-0.456), ..CellRow::default() };
        let words = |key: &str| COLUMNS.iter().find(|column| column.key() == key).expect("a column").words(&row);
        assert_eq!([words("Rayleigh p"), words("Grid score"), words("Spikes")], ["< 0.001", "−0.46", "–"]);
        let names: std::collections::BTreeSet<&str> = COLUMNS.iter().map(TableColumn::key).collect();
        assert_eq!(names.len(), COLUMNS.len());
        assert!(COLUMNS.iter().any(|column| column.title(RateUnit::Hz) == "Peak Hz"));
    }

    #[test]
    fn what_a_column_is_says_its_unit() {
        for column in &COLUMNS {
            let title = column.title(RateUnit::Hz);
            let units = [
                ("Hz", "Hz"),
                ("Bits/spike", "bits a spike"),
                ("Bits/s", "bits a second"),
                (" m", "metres"),
                ("°", "degrees"),
            ];
            for (_, unit) in units.iter().filter(|(end, _)| title.ends_with(end)) {
                assert!(column.about.contains(unit), "{title}: {}", column.about);
            }
        }
        let about = |key: &str| COLUMNS.iter().find(|column| column.key() == key).expect("a column").about;
        assert!(
            about("Fields").contains(&format!("{} cm²", (1e4 * FIELD_AREA_M2).round()))
                && (FIELD_LEVEL - 0.5).abs() < 1e-12
        );
        assert!(about("Theta index").contains(&format!("; {THETA_MODULATED} or more")));
        assert!(about("Head vector").contains(&format!("bins of {}°", 360 / HEAD_BINS)));
    }
}
