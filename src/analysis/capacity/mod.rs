//! How much space the code can tell apart: decoding error against arena and noise, the coding range, and how the states lie.
//!
//! Where every place has a state of its own, each is decoded; guessing is off by about half the side of the box:
//!
//! ```
//! use gridscope::analysis::capacity::{PlacedStates, decoding_error};
//! use gridscope::{Arena, RateMaps};
//!
//! let arena = Arena::with_side(1.0); // 20 × 20 bins
//! let (east, north) = ((0..400).map(|bin| (bin % 20) as f32), (0..400).map(|bin| (bin / 20) as f32));
//! let maps = RateMaps { arena, units: 2, rates: east.chain(north).collect(), visits: vec![1.0; 400] };
//! let found = decoding_error(&PlacedStates::of(&maps), 1.0, 0.0, 7).ok_or("no places")?;
//! assert_eq!((found.mean_error_m, found.within_10_cm), (0.0, 1.0));
//! assert!((found.chance_error_m - 0.52).abs() < 0.01);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub(crate) mod coverage;
mod decoding;
mod measure;
pub(crate) mod metric;
mod places;
mod range;
#[cfg(test)]
mod tests;

pub use coverage::{Coverage, coverage};
pub use decoding::{DecodingError, chance_error_m, decoding_error};
pub use measure::{Capacity, Geometry, NOISE_LEVELS, capacity};
pub use metric::{Metric, metric};
pub use places::PlacedStates;
pub(crate) use places::separation_m;
pub use range::{CodingRange, coding_range};
