//! How much space the code can tell apart: decoding error against arena and noise, the coding range, and how the states lie.

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
