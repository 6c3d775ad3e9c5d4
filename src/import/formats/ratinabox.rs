//! The histories of RatInABox under their own names: `t`, `pos` `[samples, 2]` in metres, `spikes` `[samples, neurons]`.

use super::fault::Fault;
use super::npz_values::Named;
use super::unit_spikes::units_of_counts;
use super::value::Value;
use crate::files::Array;
use crate::import::choice::LengthUnit;
use crate::import::raw::{RawCells, RawNames, RawRecording};

/// Adds the spikes to a track.
///
/// # Errors
/// When there are none, or they do not belong to the track.
pub(super) fn read(named: &dyn Named, track: RawRecording) -> Result<RawCells, Fault> {
    if !named.has("spikes") {
        let reason =
            "has the rates of neurons and no spikes; valid: with spikes=numpy.array(neurons.history[\"spikes\"])";
        return Err(Fault::field("firingrate", reason));
    }
    let value = named.value("spikes")?;
    let samples = |items: &[Value]| {
        let rows: Vec<Vec<f64>> = items.iter().map(Value::list).collect::<Result<_, String>>()?;
        let shape = vec![rows.len(), rows.first().map_or(0, Vec::len)];
        if rows.iter().any(|row| row.len() != shape[1]) {
            return Err("has rows of different lengths; valid: [samples, neurons]".to_owned());
        }
        Ok(Array { shape, values: rows.concat() })
    };
    let units = match &value {
        Value::Numbers(counts) => units_of_counts(counts, &track.time_s),
        Value::List(items) => samples(items).and_then(|counts| units_of_counts(&counts, &track.time_s)),
        other => Err(format!("holds {}; valid: [samples, neurons]", other.words())),
    };
    let units = units.map_err(|reason| Fault::field("spikes", reason))?;
    let names = RawNames { units: "spikes".into(), ..track.names };
    let not_read = if named.has("firingrate") { vec!["`firingrate`".to_owned()] } else { Vec::new() };
    let (read_as, length) = ("histories of RatInABox".into(), Some(LengthUnit::Metres));
    Ok(RawCells::Recording(RawRecording { read_as, length, units, not_read, names, ..track }))
}
