//! The self-supervised recurrent network of Schaeffer, Khona et al. (NeurIPS 2023): velocity MLP → W(v), Norm-ReLU
//! recurrence, four losses, AdamW.

mod compute;
mod network;
mod objective;
mod optimizer;
mod schedule;

pub use compute::Compute;
pub use network::{Network, NetworkShape};
pub use objective::{Losses, ObjectiveSettings, TERMS, evaluate_objective};
pub use optimizer::{Gradients, Optimizer, StepReadout, UpdateSettings};
pub use schedule::{Plateau, RateSchedule};
