//! The table of cells: one row a unit, with everything that is known of it.

use crate::analysis::Report;
use crate::analysis::recorded::CellMeasure;
use crate::maps::MapSet;
use serde::Serialize;

/// A unit in the table of cells, in the file as on screen. Rates are in Hz where the set says so.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct CellRow {
    pub unit: usize,
    pub label: String,
    pub spikes: Option<u64>,
    pub spikes_in_map: Option<u64>,
    pub session_rate_hz: Option<f64>,
    pub mean_rate: Option<f64>,
    pub peak_rate: Option<f64>,
    pub information_bits_per_spike: Option<f64>,
    pub information_bits_per_s: Option<f64>,
    pub sparsity: Option<f64>,
    pub selectivity: Option<f64>,
    pub coherence: Option<f64>,
    pub fields: Option<usize>,
    pub grid_score: Option<f64>,
    pub spacing_m: Option<f64>,
    pub orientation_deg: Option<f64>,
    /// Counted from 1, as on screen.
    pub module: Option<usize>,
    pub border_score: Option<f64>,
    pub head_mean_vector: Option<f64>,
    pub head_preferred_deg: Option<f64>,
    pub head_rayleigh_p: Option<f64>,
    pub speed_score: Option<f64>,
    pub stability: Option<f64>,
    pub theta_index: Option<f64>,
    pub theta_frequency_hz: Option<f64>,
    /// What kind of cell it is, and by which rule; `None` where nothing has decided.
    pub class: Option<String>,
    pub class_rule: Option<String>,
}

/// The rows of a set, in the order of its maps. What was not measured stays empty; `class_of` gives the class of a unit with its
/// rule.
pub(crate) fn cell_rows(
    set: &MapSet,
    report: &Report,
    measures: &[CellMeasure],
    class_of: impl Fn(usize) -> Option<[String; 2]>,
) -> Vec<CellRow> {
    let row = |entry: &crate::analysis::UnitReport| {
        let measure = measures.get(entry.unit).filter(|measure| measure.unit == entry.unit);
        let number = |of: fn(&CellMeasure) -> Option<f64>| measure.and_then(of);
        let (class, class_rule) = class_of(entry.unit).map(|[class, rule]| (class, rule)).unzip();
        CellRow {
            unit: entry.unit,
            label: set.label(entry.unit),
            spikes: measure.and_then(|measure| measure.spikes),
            spikes_in_map: measure.and_then(|measure| measure.spikes_in_map),
            session_rate_hz: number(|measure| measure.session_rate_hz),
            mean_rate: number(|measure| measure.mean_rate),
            peak_rate: Some(entry.peak_rate),
            information_bits_per_spike: entry.spatial_information_bits.filter(|_| set.has_rates_in_hz()),
            information_bits_per_s: number(|measure| measure.information_bits_per_s),
            sparsity: number(|measure| measure.sparsity),
            selectivity: number(|measure| measure.selectivity),
            coherence: number(|measure| measure.coherence),
            fields: measure.map(|measure| measure.fields.len()),
            grid_score: entry.grid_score_adaptive,
            spacing_m: entry.spacing_m,
            orientation_deg: entry.orientation_deg,
            module: entry.module.map(|module| module + 1),
            border_score: entry.border_score,
            head_mean_vector: number(|measure| measure.head_mean_vector),
            head_preferred_deg: number(|measure| measure.head_preferred_deg),
            head_rayleigh_p: number(|measure| measure.head_rayleigh_p),
            speed_score: number(|measure| measure.speed_score),
            stability: entry.stability,
            theta_index: number(|measure| measure.theta_index),
            theta_frequency_hz: number(|measure| measure.theta_frequency_hz),
            class,
            class_rule,
        }
    };
    report.units.iter().map(row).collect()
}

/// A firing field in its file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct FieldRow {
    pub unit: usize,
    pub label: String,
    /// Counted from 1: the one with the highest rate first.
    pub field: usize,
    pub x_m: f64,
    pub y_m: f64,
    pub area_m2: f64,
    pub peak_rate: f64,
    pub mean_rate: f64,
}

/// All fields of all cells.
pub(crate) fn field_rows(measures: &[CellMeasure]) -> Vec<FieldRow> {
    let of = |measure: &CellMeasure| {
        let row = |(index, field): (usize, &crate::analysis::recorded::FiringField)| FieldRow {
            unit: measure.unit,
            label: measure.label.clone(),
            field: index + 1,
            x_m: field.x_m,
            y_m: field.y_m,
            area_m2: field.area_m2,
            peak_rate: field.peak_rate,
            mean_rate: field.mean_rate,
        };
        measure.fields.iter().enumerate().map(row).collect::<Vec<_>>()
    };
    measures.iter().flat_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyze;
    use crate::analysis::recorded::cell_measures;
    use crate::maps::{Arena, Origin, RateMaps, RateUnit};
    use crate::numerics::Progress;

    #[test]
    fn every_unit_has_a_row_with_what_is_known() {
        let rates = (0..800).map(|bin| if bin % 20 < 4 { 5.0 } else { 0.5 + (bin % 7) as f32 * 0.1 }).collect();
        let maps = RateMaps { arena: Arena { box_m: 1.0, bins: 20 }, units: 2, rates, visits: vec![1.0; 400] };
        let set = MapSet {
            labels: vec!["t3c1".into(), "t3c2".into()],
            ..MapSet::new(Origin::File("a.npz".into()), None, maps)
        };
        let set = MapSet { rate_unit: RateUnit::Hz, ..set };
        let report = analyze(&set.maps, None, None);
        let measures = cell_measures(&set, &mut Progress::none()).expect("nobody cancels");
        let rows = cell_rows(&set, &report, &measures, |unit| (unit == 1).then(|| ["border".into(), "b > 0.5".into()]));
        assert_eq!((rows.len(), rows[0].label.as_str(), rows[1].label.as_str()), (2, "t3c1", "t3c2"));
        assert_eq!((rows[0].class.as_deref(), rows[1].class_rule.as_deref()), (None, Some("b > 0.5")));
        let bits = rows[0].information_bits_per_spike.zip(rows[0].mean_rate).map(|(bits, rate)| bits * rate);
        assert!((bits.expect("Hz") - rows[0].information_bits_per_s.expect("Hz")).abs() < 1e-6);
        assert!(rows[0].fields == Some(1) && field_rows(&measures).len() == 2 && rows[0].spikes.is_none());
        let bare = cell_rows(&MapSet { rate_unit: RateUnit::Activity, ..set }, &report, &[], |_| None);
        assert!(
            bare[0].fields.is_none() && bare[0].information_bits_per_spike.is_none() && bare[0].peak_rate.is_some()
        );
    }
}
