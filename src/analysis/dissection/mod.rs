//! Dissection of one module: its waves, the phases of its units, rings, dimension and the shape of its state space
//! (Schaeffer et al. 2023, figure 6; Sorscher et al. 2023; Gardner et al. 2022).
//!
//! Everything starts from rate maps alone, so that a trained network, a recording and another model are taken apart in
//! the same way.
//!
//! Units with stripes of one wavelength, each shifted a little, share bands and nothing more:
//!
//! ```
//! use gridscope::analysis::dissection::{Finding, dissect};
//! use gridscope::{Arena, Progress, RateMaps};
//!
//! let arena = Arena::with_side(2.0); // 40 × 40 bins
//! let rate = |i: usize| (12.57 * arena.centre_m(i % 40) + (i / 1600) as f32).cos(); // 0.5 m, unit by unit
//! let maps = RateMaps { arena, units: 5, rates: (0..8000).map(rate).collect(), visits: vec![1.0; 1600] };
//! let found = dissect(&maps, &[0, 1, 2, 3, 4], 0, &mut Progress::none())?;
//! assert_eq!(found.finding, Finding::Bands);
//! assert!((found.waves.wavelengths_m[0] - 0.5).abs() < 0.01);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod dimension;
mod dissect;
mod finding;
mod histogram;
mod phases;
mod report;
mod rings;
mod state_space;
mod states;
#[cfg(test)]
mod tests;
mod uniformity;
mod verdict;
mod view;
mod waves;

pub use dimension::Dimension;
pub use dissect::dissect;
pub use finding::Finding;
pub use histogram::{Lattices, ModuleHistogram};
pub use phases::{Closure, UnitPhases};
pub use report::Dissection;
pub use rings::Ring;
pub use state_space::{Embedding, PhaseTorus, turned};
pub use uniformity::{Spread, Uniformity};
pub use waves::{WavePattern, Waves};
