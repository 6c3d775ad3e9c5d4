//! The maps of a stored network, for commands that do more than measure it.

use super::map_options::MapOptions;
use super::subject::network;
use super::{ChosenMeasurements, ReadArgs};
use crate::cli::args::AnalyzeArgs;
use crate::cli::error::CliError;
use crate::measure::{MovementChoice, Subject};
use std::path::Path;

/// Walks the newest state of a run smoothly through an arena of `side_m` metres.
pub(in crate::cli) fn stored_network(run: &Path, side_m: Option<f32>) -> Result<Subject, CliError> {
    let args = AnalyzeArgs {
        what: run.to_path_buf(),
        box_m: side_m,
        walk: None,
        measurements: ChosenMeasurements(Vec::new()),
        boxes: Vec::new(),
        maps: MapOptions::default(),
        beside: None,
        read: ReadArgs::default(),
        out: None,
        force: false,
        json: false,
    };
    Ok(network(&args, &MovementChoice::Smooth)?.subject)
}
