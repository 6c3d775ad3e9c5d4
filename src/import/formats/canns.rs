//! The arrays that CANNs analyses: `t`, `x`, `y` and `spike`, a dictionary or a list of times, or counts `[samples, units]`.

use super::fault::Fault;
use super::npz_values::Named;
use super::unit_spikes::{times_of_units, units_of_counts};
use super::value::Value;
use crate::import::raw::{RawCells, RawNames, RawRecording};

/// Adds the spikes to a track.
///
/// # Errors
/// When they are none, or do not belong to the track.
pub(super) fn read(named: &dyn Named, track: RawRecording) -> Result<RawCells, Fault> {
    let value = named.value("spike")?;
    let units = match &value {
        Value::Numbers(counts) => units_of_counts(counts, &track.time_s),
        other => times_of_units(other, 0),
    };
    let units = units.map_err(|reason| Fault::field("spike", reason))?;
    let names = RawNames { units: "spike".into(), ..track.names };
    Ok(RawCells::Recording(RawRecording { read_as: "the arrays of CANNs".into(), units, names, ..track }))
}
