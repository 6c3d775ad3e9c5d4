//! Long computations about one map set.

mod generalise;

pub use generalise::{BOXES_M, GeneraliseJob, GeneraliseSettings, Generalised};
