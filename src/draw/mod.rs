//! Drawing without a window: vector pictures and colours, for exports, benchmarks and panels alike.

mod hue;
pub mod svg;

pub use hue::cyclic;
