//! Drawing without a window: colours, round values, axes and charts, for exports, benchmarks and panels alike.

mod axis;
pub mod chart;
mod hue;
pub mod palette;
mod plot;
mod scale;
pub mod svg;
pub mod ticks;

pub use axis::Axis;
pub use hue::cyclic;
pub use plot::PlotArea;
pub use scale::{AxisScale, LINEAR_WITHIN};
