//! Long computations about one map set, each a [`Measurement`], in one list.
//!
//! Window, command line and export go over [`MEASUREMENTS`]: another measurement is a file of its own, its `mod` line, and
//! its place in the list.
//!
//! Any of them measures a set, or says why it cannot: cells of a file cannot be walked again, and of maps alone no spikes are
//! known.
//!
//! ```
//! use gridscope::measure::{ArenaChoice, measure};
//! use gridscope::{Arena, MEASUREMENTS, MapSet, Origin, RateMaps, Subject, analyze};
//! # let rates = (0..144).map(|bin| (bin as f32).sin()).collect();
//! # let maps = RateMaps { arena: Arena { box_m: 1.0, bins: 12 }, units: 1, rates, visits: vec![1.0; 144] };
//!
//! let report = analyze(&maps, None, None);
//! let set = MapSet::new(Origin::File("cells.npz".into()), None, maps);
//! let subject = Subject::new(set.into(), report.into(), None);
//! for listed in MEASUREMENTS {
//!     let found = measure(&[*listed], &subject, &ArenaChoice::default());
//!     let about = listed.about();
//!     assert!(found.is_ok() || about.is_of_networks || about.is_of_recordings, "{}", about.name);
//! }
//! ```

mod about;
mod activity_topology;
mod answers;
mod capacity;
mod cell_measures;
mod dissection;
mod findings;
mod generalisation;
mod lane;
mod lanes;
mod listed;
mod measurement;
mod module_nulls;
mod movement;
mod sessions;
mod significance;
mod subject;
mod surrogates;
#[cfg(test)]
pub(crate) mod testing;
mod topology;

pub use about::{About, Words};
pub use activity_topology::ActivityTopology;
pub use answers::Answers;
pub use cell_measures::CellMeasures;
pub use findings::{AnyAnswers, Findings, JsonStyle};
pub use generalisation::{Generalised, WalkedArena};
pub use lane::{Displaced, Lane, Topic};
pub use lanes::{MeasurementAsk, Measurements};
pub use listed::{Listed, measure};
pub use measurement::{Inputs, Measurement, Unmeasured};
pub use movement::{ArenaChoice, BOXES_M, MovementChoice};
pub use sessions::{SessionSplit, SplitKind};
pub use subject::Subject;
pub use topology::ArenaTopology;

use crate::analysis::capacity::Capacity;
use crate::analysis::dissection::Dissection;
use crate::analysis::recorded::SessionComparison;
use crate::analysis::{ModuleNulls, ScoreNull, Significance};

/// Every measurement that the program offers. Later ones may use what earlier ones have found.
pub const MEASUREMENTS: &[Listed] = &[
    Listed::of::<ScoreNull>(),
    Listed::of::<ModuleNulls>(),
    Listed::of::<CellMeasures>(),
    Listed::of::<SessionComparison>(),
    Listed::of::<Dissection>(),
    Listed::of::<ArenaTopology>(),
    Listed::of::<ActivityTopology>(),
    Listed::of::<Generalised>(),
    Listed::of::<Capacity>(),
    Listed::of::<Significance>(),
];
