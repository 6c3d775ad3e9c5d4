//! The scores that are compared with those of shifted spikes.

use super::own_time::{Counts, OwnTime};
use crate::analysis::recorded::{HeadOccupancy, SpeedTimeline};
use crate::analysis::thresholds::LEAST_SHIFT_S;
use crate::analysis::unit::autocorrelogram::{Mask, Workspace};
use crate::analysis::unit::border::border_score_in;
use crate::analysis::unit::grid_score::adaptive_score_alone;
use crate::analysis::unit::information::spatial_information;
use crate::analysis::unit::lattice::Lattice;
use crate::analysis::unit::stability::stability;
use crate::analysis::unit::tables::Tables;
use crate::data::ArenaShape;
use crate::maps::Arena;
use crate::numerics::Draws;
use serde::{Serialize, Serializer};

/// A score of a recorded cell that has a chance level of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ShiftedScore {
    Grid,
    Border,
    Information,
    Stability,
    HeadDirection,
    Speed,
}

impl ShiftedScore {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Grid, Self::Border, Self::Information, Self::Stability, Self::HeadDirection, Self::Speed];

    /// Its name in files: that of the same number in a [`UnitReport`](crate::analysis::UnitReport) or a
    /// [`CellMeasure`](crate::analysis::recorded::CellMeasure).
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::Grid => "grid_score_adaptive",
            Self::Border => "border_score",
            Self::Information => "spatial_information_bits",
            Self::Stability => "stability",
            Self::HeadDirection => "head_mean_vector",
            Self::Speed => "speed_score",
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
            Self::HeadDirection => "mean vector of head direction",
            Self::Speed => "speed score",
        }
    }

    /// Whether it means something along a track only: lattices and walls need two dimensions.
    #[must_use]
    pub fn is_of_tracks(self) -> bool {
        !matches!(self, Self::Grid | Self::Border)
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
    pub(super) shape: ArenaShape,
    pub(super) time: &'a OwnTime,
    /// The bins that were visited, which are those of all its maps.
    pub(super) mask: &'a Mask,
    /// Where directions of the head were recorded, those of each sample.
    pub(super) head: Option<HeadOccupancy>,
    pub(super) speed: SpeedTimeline,
    /// Which scores are wanted.
    pub(super) wanted: &'a [ShiftedScore],
}

/// The spikes of a unit, as its scores need them.
pub(super) struct Train {
    /// The moments in which it fired.
    pub(super) moments: Vec<u32>,
    /// Its smoothed rate in the steps of the track's speed.
    pub(super) rates: Vec<f64>,
}

/// How much later spikes come: moments of the own time, and steps of the track's speed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Later {
    moments: usize,
    steps: usize,
}

impl Scorer<'_> {
    /// A random shift by the least one or more.
    pub(super) fn shift(&self, draws: &mut Draws) -> Later {
        let moments = self.time.shift(draws);
        let (count, step_s) = self.speed.steps();
        let least = if step_s > 0.0 { (LEAST_SHIFT_S / step_s).ceil() as usize } else { count };
        let choices = (count + 1).saturating_sub(2 * least).clamp(1, u32::MAX as usize);
        Later { moments, steps: least + draws.below(choices as u32) as usize }
    }

    /// The scores of a spike train that comes so much later.
    pub(super) fn scores(&self, train: &Train, later: Later, work: &mut Workspace) -> Scores {
        let (moments, shift) = (&train.moments[..], later.moments);
        let counts = self.time.counts(moments, shift, self.arena.bins * self.arena.bins);
        let map = self.time.whole.rates(&counts.whole());
        ShiftedScore::ALL.map(|score| {
            if !self.wanted.contains(&score) {
                return None;
            }
            match score {
                ShiftedScore::Grid => self.grid(&map, work),
                ShiftedScore::Border => border_score_in(&map, self.arena, self.shape),
                ShiftedScore::Information => spatial_information(&map, self.time.whole.visits()),
                ShiftedScore::Stability => self.stability(&counts),
                ShiftedScore::HeadDirection => {
                    Some(self.head.as_ref()?.tuning(self.time.samples(moments, shift))?.mean_vector)
                }
                ShiftedScore::Speed => self.speed.score_of(&train.rates, later.steps),
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
