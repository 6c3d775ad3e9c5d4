//! What rate maps of recorded cells were made of.

use super::MapSettings;
use crate::data::RecordedCells;

/// A recording behind rate maps: whoever has it can make other maps, of other times or of shifted spikes.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedSet {
    /// The track, and the spikes of each unit of the maps.
    pub cells: RecordedCells,
    /// How the maps were made of them.
    pub settings: MapSettings,
}
