//! Mapping an arena with the weights of one step.

use super::engine::ArenaJob;
use crate::data::Movement;
use crate::maps::{ArenaMaps, MapSet, Origin, map_arena};
use crate::numerics::{Cancelled, Progress};
use std::sync::Arc;

/// Walks the network of a job smoothly through its arena. Takes about a second on one core for 3 m and 128 units.
///
/// # Errors
/// When it was cancelled.
pub(super) fn map_job(job: ArenaJob, progress: &mut Progress<'_>) -> Result<MapSet, Cancelled> {
    let ArenaJob { run, network, side_m } = job;
    let ArenaMaps { maps, halves } = map_arena(&network, side_m, &Movement::Smooth, progress)?;
    let set = MapSet::new(Origin::Arena(run), Some(network.step), maps);
    Ok(MapSet { halves: Some(halves), walker: Some(Arc::new(network)), ..set })
}
