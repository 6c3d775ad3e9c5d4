//! Dissection of one module: its waves, the phases of its units, rings, dimension and the shape of its state space
//! (Schaeffer et al. 2023, figure 6; Sorscher et al. 2023; Gardner et al. 2022).
//!
//! Everything starts from rate maps alone, so that a trained network, a recording and another model are taken apart in
//! the same way.

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
