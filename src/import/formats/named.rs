//! Recordings as arrays under names: the dictionaries of Gardner et al. 2022 and of CANNs, and the histories of RatInABox,
//! in an NPZ file, or all of them in one pickled dictionary.

use super::fault::Fault;
use super::npz_values::Named;
use super::value::Value;
use super::{canns, gardner, ratinabox};
use crate::import::choice::ReadChoice;
use crate::import::raw::{RawCells, RawNames, RawRecording};
use std::path::Path;

/// A layout of arrays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NamedLayout {
    Gardner,
    Canns,
    RatInABox,
    /// Times and places, and no spikes.
    Track,
}

impl NamedLayout {
    /// By the names that are there; `None` where they fit none.
    pub(super) fn of(names: &[String]) -> Option<Self> {
        let has = |name: &str| names.iter().any(|own| own == name);
        let has_track = has("t") && (has("x") && has("y") || has("pos"));
        match () {
            () if !has_track => None,
            () if names.iter().any(|name| gardner::module(name).is_some()) => Some(Self::Gardner),
            () if has("spike") => Some(Self::Canns),
            () if has("spikes") || has("firingrate") => Some(Self::RatInABox),
            () => Some(Self::Track),
        }
    }

    /// Reads a recording.
    ///
    /// # Errors
    /// When arrays do not belong together, or hold what is not valid; and with a question where sessions are to be chosen from.
    pub(super) fn read(self, path: &Path, named: &dyn Named, choice: &ReadChoice) -> Result<RawCells, Fault> {
        let track = track(named)?;
        match self {
            Self::Gardner => gardner::read(path, named, track, choice),
            Self::Canns => canns::read(named, track),
            Self::RatInABox => ratinabox::read(named, track),
            Self::Track => Ok(RawCells::Track(track)),
        }
    }
}

/// Times and places: `t` with `x` and `y`, or with `pos` `[samples, 2]`.
fn track(named: &dyn Named) -> Result<RawRecording, Fault> {
    let time_s = named.list("t")?;
    let (position, name) = if named.has("x") && named.has("y") {
        let (x, y) = (named.list("x")?, named.list("y")?);
        for (name, own) in [("x", &x), ("y", &y)] {
            if own.len() != time_s.len() {
                return Err(Fault::length(name, own.len(), time_s.len()));
            }
        }
        (x.into_iter().zip(y).map(|(x, y)| [x, y]).collect(), "x")
    } else {
        (places(&named.value("pos")?, time_s.len()).map_err(|reason| Fault::field("pos", reason))?, "pos")
    };
    Ok(RawRecording {
        read_as: "arrays of a track".into(),
        time_s,
        position,
        names: RawNames { time: "t".into(), position: name.into(), arena: name.into(), units: String::new() },
        ..RawRecording::default()
    })
}

/// Places `[samples, 2]`.
fn places(value: &Value, samples: usize) -> Result<Vec<[f64; 2]>, String> {
    match value {
        Value::Numbers(array) if array.shape == [samples, 2] => Ok(array.values.as_chunks::<2>().0.to_vec()),
        // A history is a list of places.
        Value::List(items) if items.len() == samples => {
            let place = |item: &Value| match item.list()?[..] {
                [x, y] => Ok([x, y]),
                _ => Err("a place without two coordinates".to_owned()),
            };
            items.iter().map(place).collect()
        }
        other => {
            Err(format!("holds {}, and `t` {samples} samples; valid: [samples, 2], a place a time", other.words()))
        }
    }
}
