//! The scores that are compared with those of shifted spikes.

use super::own_time::{Counts, OwnTime};
use crate::analysis::unit::autocorrelogram::{Mask, Workspace};
use crate::analysis::unit::border::border_score;
use crate::analysis::unit::grid_score::adaptive_score_alone;
use crate::analysis::unit::information::spatial_information;
use crate::analysis::unit::lattice::Lattice;
use crate::analysis::unit::stability::stability;
use crate::analysis::unit::tables::Tables;
use crate::maps::Arena;
use serde::{Serialize, Serializer};

/// A score of a recorded cell that has a chance level of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ShiftedScore {
    Grid,
    Border,
    Information,
    Stability,
}

impl ShiftedScore {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Grid, Self::Border, Self::Information, Self::Stability];

    /// Its name in files: that of the same score in a [`UnitReport`](crate::analysis::UnitReport).
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::Grid => "grid_score_adaptive",
            Self::Border => "border_score",
            Self::Information => "spatial_information_bits",
            Self::Stability => "stability",
        }
    }

    /// What it is called in a sentence.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Grid => "grid score",
            Self::Border => "border score",
            Self::Information => "spatial information",
            Self::Stability => "stability",
        }
    }

    /// Whether it means something along a track only: lattices and walls need two dimensions.
    #[must_use]
    pub fn is_of_tracks(self) -> bool {
        matches!(self, Self::Information | Self::Stability)
    }
}

impl Serialize for ShiftedScore {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.field())
    }
}

/// The scores of one spike train, in the order of [`ShiftedScore::ALL`].
pub(super) type Scores = [Option<f64>; ShiftedScore::ALL.len()];

/// Scores spike trains on one track.
pub(super) struct Scorer<'a> {
    pub(super) tables: &'a Tables,
    pub(super) arena: Arena,
    pub(super) time: &'a OwnTime,
    /// The bins that were visited, which are those of all its maps.
    pub(super) mask: &'a Mask,
    /// Which scores are wanted.
    pub(super) wanted: &'a [ShiftedScore],
}

impl Scorer<'_> {
    /// The scores of a unit's moments, so many moments later.
    pub(super) fn scores(&self, moments: &[u32], shift: usize, work: &mut Workspace) -> Scores {
        let counts = self.time.counts(moments, shift, self.arena.bins * self.arena.bins);
        let map = self.time.whole.rates(&counts.whole());
        ShiftedScore::ALL.map(|score| {
            if !self.wanted.contains(&score) {
                return None;
            }
            match score {
                ShiftedScore::Grid => self.grid(&map, work),
                ShiftedScore::Border => border_score(&map, self.arena),
                ShiftedScore::Information => spatial_information(&map, self.time.whole.visits()),
                ShiftedScore::Stability => self.stability(&counts),
            }
        })
    }

    fn stability(&self, counts: &Counts) -> Option<f64> {
        let [first, second] = [0, 1].map(|half| self.time.halves[half].rates(&counts.halves[half]));
        stability(&first, &second)
    }

    /// The adaptive grid score.
    fn grid(&self, map: &[f32], work: &mut Workspace) -> Option<f64> {
        let (autocorrelogram, _) = self.tables.correlator.with_transform(map, self.mask, work)?;
        let lattice = Lattice::of(&autocorrelogram)?;
        adaptive_score_alone(&autocorrelogram, &self.tables.rotations, self.tables.bins, lattice.spacing_bins)
    }
}
