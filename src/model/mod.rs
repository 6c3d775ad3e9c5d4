//! The self-supervised recurrent network of Schaeffer, Khona et al. (NeurIPS 2023): velocity MLP → W(v), Norm-ReLU
//! recurrence, four losses, AdamW.
//!
//! Every state of a network has length 1:
//!
//! ```
//! use gridscope::data::Batch;
//! use gridscope::model::{Compute, Network, NetworkShape};
//! use gridscope::numerics::Velocities;
//!
//! let compute = Compute::cpu();
//! let shape = NetworkShape { units: 4, hidden: 8, layers: 2, learned_start: false };
//! let states = Network::init(shape, 1, &compute).states(&Batch::draw(1, 0, 5, 3, Velocities::square(0.15), true), &compute);
//! assert_eq!(states.dims(), [3, 5, 4]); // trajectories, steps, units
//! for state in states.into_data().try_into_vec::<f32>()?.chunks(4) {
//!     assert!((state.iter().map(|rate| rate * rate).sum::<f32>() - 1.0).abs() < 1e-5);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod compute;
mod network;
mod objective;
mod optimizer;
mod schedule;

pub use compute::Compute;
pub use network::{Network, NetworkShape};
pub use objective::{Losses, ObjectiveSettings, TERMS, evaluate_objective, losses_of_states};
pub use optimizer::{Gradients, Optimizer, StepReadout, UpdateSettings};
pub use schedule::{Plateau, RateSchedule};
