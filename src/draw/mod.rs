//! Drawing without a window: colours, round values, axes and charts, for exports, benchmarks and panels alike.
//!
//! An axis ends at round numbers around its values, and names those between:
//!
//! ```
//! use gridscope::draw::Axis;
//!
//! let axis = Axis::around([0.13, 0.87].into_iter(), false, "spacing (m)");
//! assert_eq!((axis.min, axis.max, axis.fraction(0.5)), (0.0, 1.0, 0.5));
//! let names: Vec<String> = axis.ticks(5).into_iter().map(|(_, name)| name).collect();
//! assert_eq!(names, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
//! ```

mod axis;
pub mod chart;
mod hue;
pub mod palette;
mod plot;
mod scale;
pub(crate) mod sheet;
pub mod svg;
pub mod ticks;

pub use axis::Axis;
pub use hue::cyclic;
pub use plot::PlotArea;
pub use scale::{AxisScale, LINEAR_WITHIN};
