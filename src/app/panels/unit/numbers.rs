//! Every number of a unit, each with what it is.

use crate::analysis::recorded::CellMeasure;
use crate::analysis::{Score, UnitReport};
use crate::app::kit::number_or_dash;
use crate::app::kit::number_table::{Number, NumberTable, numbers_ui, with_unit};
use crate::app::kit::rate::rate;
use crate::app::kit::score::score_about;
use crate::app::view::View;
use crate::maps::RateUnit;
use crate::measure::CellMeasures;
use eframe::egui::Ui;

/// Width of a column of them, points.
const COLUMN: f32 = 120.0;

/// What is known of a unit in numbers.
#[derive(Clone, Copy)]
pub(super) struct UnitNumbers<'a> {
    /// `None` before its first analysis.
    pub entry: Option<&'a UnitReport>,
    /// What its spikes say, once that was measured.
    pub measure: Option<&'a CellMeasure>,
    pub unit_of_rates: RateUnit,
}

impl<'a> UnitNumbers<'a> {
    /// Those of a unit of the maps on screen.
    pub(super) fn of(view: &View<'a>, unit: usize, entry: Option<&'a UnitReport>) -> Self {
        let found = view.finding::<CellMeasures>(&());
        let measure = found.and_then(|CellMeasures(cells)| cells.get(unit)).filter(|cell| cell.unit == unit);
        Self { entry, measure, unit_of_rates: view.rate_unit() }
    }

    /// Draws them.
    pub(super) fn ui(&self, ui: &mut Ui, view: &View<'_>) {
        match self.entry {
            Some(entry) => numbers_ui(ui, &self.numbers(entry), COLUMN, view.theme),
            None => _ = ui.weak("Not analysed yet"),
        }
    }

    /// What they take in a panel so wide, points.
    pub(super) fn height(&self, ui: &Ui, width: f32) -> f32 {
        let count = self.entry.map_or(1, |entry| self.numbers(entry).len());
        NumberTable::of(ui, count, width, COLUMN).height()
    }

    /// The field, the grid scores, the others, and what spikes say.
    fn numbers(&self, entry: &UnitReport) -> Vec<Number> {
        let mut numbers = self.of_map(entry);
        let Some(measure) = self.measure else { return numbers };
        let mut add = |name, value: Option<f64>, decimals, unit: &str, about| {
            if value.is_some() {
                numbers.push(Number::new(name, with_unit(value, decimals, unit), about));
            }
        };
        let is_hz = self.unit_of_rates == RateUnit::Hz;
        add("Spikes", measure.spikes.map(|spikes| spikes as f64), 0, "", "Spikes in the file");
        add("Session", measure.session_rate_hz, 2, " Hz", "Mean rate over all of the tracked time, at any speed");
        add(
            "Mean rate",
            measure.mean_rate,
            2,
            if is_hz { " Hz" } else { "" },
            "Mean of the map, its bins weighted by visits",
        );
        add(
            "Info",
            measure.information_bits_per_s,
            2,
            " bits/s",
            "Spatial information a second: bits a spike times mean rate",
        );
        add("Sparsity", measure.sparsity, 2, "", "(Σ p r)² / Σ p r²: near 0 for a small field, 1 for an even rate");
        add("Selectivity", measure.selectivity, 1, "", "Peak over mean rate");
        add(
            "Coherence",
            measure.coherence,
            2,
            "",
            "Correlation of bins with their neighbours; of spikes before smoothing",
        );
        add(
            "Head vector",
            measure.head_mean_vector,
            2,
            "",
            "Length of the mean vector of the head-direction tuning curve, 0 to 1",
        );
        add("Head direction", measure.head_preferred_deg, 0, "°", "Direction of that vector, from x towards y");
        add("Speed score", measure.speed_score, 2, "", "Correlation of rate and running speed (Kropff et al. 2015)");
        add(
            "Theta index",
            measure.theta_index,
            1,
            "",
            "Power around the peak between 5 and 11 Hz over mean power, of the autocorrelogram of spike times from 24 ms to \
             0.5 s, bursts divided out; 5 or more: modulated by theta (after Langston et al. 2010)",
        );
        numbers
    }

    /// What the map says.
    fn of_map(&self, entry: &UnitReport) -> Vec<Number> {
        let number = Number::new;
        let disagree = entry.spacings_agree == Some(false);
        let fourier = with_unit(entry.fourier_spacing_m, 2, " m");
        let score = |name, score: Score| number(name, number_or_dash(score.of(entry), 2), score_about(score));
        let is_hz = self.unit_of_rates == RateUnit::Hz;
        let about_peak = if is_hz {
            "Largest rate in any bin, spikes a second"
        } else {
            "Largest mean activity in any bin; a state has length 1"
        };
        vec![
            number("Peak rate", rate(entry.peak_rate, self.unit_of_rates), about_peak),
            number(
                "Spacing",
                with_unit(entry.spacing_m, 2, " m"),
                "Lattice constant from the autocorrelogram: distance between neighbouring fields",
            ),
            Number {
                name: "Fourier",
                value: if disagree { format!("≠ {fourier}") } else { fourier },
                about: if disagree {
                    "Spacing of a hexagon with the waves of the strongest Fourier ring. It differs from that of the \
                     autocorrelogram by more than 10 %: take neither at its word"
                } else {
                    "Spacing of a hexagon with the waves of the strongest Fourier ring; it agrees with that of the \
                     autocorrelogram when they differ by less than 10 %"
                },
                doubtful: disagree,
            },
            number(
                "Orientation",
                with_unit(entry.orientation_deg, 1, "°"),
                "Direction of one lattice vector, modulo 60°",
            ),
            number(
                "Ellipse ratio",
                number_or_dash(entry.ellipse_ratio, 2),
                "Long over short axis of the ellipse through the six peaks: 1 for a regular hexagon, 1.73 for a square",
            ),
            number(
                "Fields",
                entry.fields.to_string(),
                "Connected regions above half of the peak rate, of 200 cm² or more; of a recorded unit with a spacing a, of \
                 0.06 a² or more",
            ),
            number("Grid score", String::new(), "In several versions, because no two papers use the same"),
            score("adaptive", Score::Adaptive),
            score("ellipse-corr.", Score::EllipseCorrected),
            score("mean", Score::Mean),
            score("min–max", Score::MinMax),
            score("90° score", Score::Score90),
            score("Hexagonality", Score::Hexagonality),
            score("Band score", Score::Band),
            score("Border score", Score::Border),
            number(
                if is_hz { "Bits/spike" } else { "Info. (bits)" },
                number_or_dash(entry.spatial_information_bits, 2),
                "Spatial information (Skaggs et al. 1993): what the unit's activity says of the place",
            ),
            score("Stability", Score::Stability),
        ]
    }
}
