//! What a training step costs by count: floating-point operations and bytes of each part, whatever a device makes of it.
//!
//! **Operations.** A product of an `a × b` and a `b × c` matrix is 2abc operations, an element-wise formula as many as it has
//! arithmetic signs (a root or a division is one). The element-wise work beside products is left out where it is small:
//! activations of the hidden layers, and the distance and exponential of each pair of states (about 12 operations for each
//! of the 3N of a pair's products). Work that an implementation does again, or saves, changes no count, so that rates can
//! be compared between devices and over time.
//!
//! **Bytes.** Each pass over an array that the algorithm cannot avoid, four bytes a number: what is left when everything
//! that may stay in a cache between two uses does. W(v) is the exception, and counted anew for each trajectory and step:
//! at one step the trajectories use different velocities, so that no order of work keeps the right matrices near.
//!
//! With N units, H hidden, T steps, B trajectories, M = B·T states, and W weights and P parameters of the MLP:
//!
//! | part | operations | bytes / 4 |
//! |---|---|---|
//! | MLP | forward 2TW, weight gradients 2TW, input gradients 2T(W − 2·outputs of layer 1); biases 2T per output | P forward, 2P backward, TN² written and read |
//! | unroll | forward 2MN², carry backward 2MN², dW(v) 2MN² | W(v) for each state forward and backward 2MN², dW(v) TN², states, gradients and their rows 6MN |
//! | pairs | products of unordered pairs M²N, both states' gradients 2M²N | states MN, two gradients written and read 4MN, their sum MN |
//! | paths | 8MN: mean 1, length of a step 3, its gradient 4 (for slow steps only: an upper bound) | states twice 2MN, gradient MN, its sum with the pairs' 3MN |
//! | optimiser | 17P: norm 2, scaling 1, moments 3 + 4, update 7 | norm reads P, update reads 4P and writes 3P |

use crate::preset::Params;
use serde::Serialize;
use std::fmt;
use std::ops::Add;
use std::str::FromStr;

/// Sizes that a count depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// N
    pub units: u64,
    /// H
    pub hidden: u64,
    /// Linear layers of the MLP.
    pub layers: u64,
    /// T
    pub length: u64,
    /// B
    pub trajectories: u64,
    /// Batches of a step.
    pub batches: u64,
}

impl From<&Params> for Sizes {
    fn from(params: &Params) -> Self {
        Self {
            units: params.units as u64,
            hidden: params.hidden as u64,
            layers: params.layers as u64,
            length: params.trajectory_length as u64,
            trajectories: params.trajectories as u64,
            batches: params.accumulation as u64,
        }
    }
}

/// An operation that can be counted and timed by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// The velocity network: W(v) of all velocities of a batch, and the gradients of its weights.
    Mlp,
    /// The recurrence of all trajectories and its gradients.
    Unroll,
    /// Separation and invariance of all pairs of states and their gradient.
    PairLosses,
    /// Capacity and conformal isometry and their gradient.
    PathLosses,
    /// Clipping and the update of all parameters.
    Adamw,
    /// The product of all states with each other, nothing else: the yardstick of [`Operation::PairLosses`].
    Matmul,
}

impl Operation {
    /// All operations with the names by which they are asked for.
    pub const NAMED: [(&str, Self); 6] = [
        ("mlp", Self::Mlp),
        ("unroll", Self::Unroll),
        ("pair_losses", Self::PairLosses),
        ("path_losses", Self::PathLosses),
        ("adamw", Self::Adamw),
        ("matmul", Self::Matmul),
    ];
    /// The parts of a training step.
    pub const STEP: [Self; 5] = [Self::Mlp, Self::Unroll, Self::PairLosses, Self::PathLosses, Self::Adamw];

    /// Its cost, forward and backward: of one batch, or of one update for [`Operation::Adamw`].
    #[must_use]
    pub fn count(self, sizes: Sizes) -> Count {
        let Sizes { units: n, length: t, trajectories: b, .. } = sizes;
        let m = b * t;
        let mlp = Mlp::new(sizes);
        let (flop, numbers) = match self {
            Self::Mlp => {
                let Mlp { weights, first_weights, outputs, .. } = mlp;
                let products = 2 * t * (weights + weights + (weights - first_weights));
                (products + 2 * t * outputs, 3 * mlp.parameters() + 2 * t * n * n)
            }
            Self::Unroll => (3 * 2 * m * n * n, 2 * m * n * n + t * n * n + 6 * m * n),
            Self::PairLosses => (m * m * n + 2 * m * m * n, 6 * m * n),
            Self::PathLosses => (8 * m * n, 6 * m * n),
            Self::Adamw => (17 * mlp.parameters(), (1 + 4 + 3) * mlp.parameters()),
            Self::Matmul => (2 * m * m * n, 2 * m * n),
        };
        Count { flop, bytes: 4 * numbers }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = Self::NAMED.iter().find(|(_, operation)| operation == self);
        f.write_str(named.map_or("", |(name, _)| name))
    }
}

impl FromStr for Operation {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let named = Self::NAMED.iter().find(|(name, _)| *name == word);
        named.map(|(_, operation)| *operation).ok_or_else(|| {
            let names: Vec<&str> = Self::NAMED.iter().map(|(name, _)| *name).collect();
            format!("`{word}` is no operation; valid: {}", names.join(", "))
        })
    }
}

/// What something costs by count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Floating-point operations.
    pub flop: u64,
    /// Bytes read or written.
    pub bytes: u64,
}

impl Count {
    /// A whole training step: every batch, one update.
    #[must_use]
    pub fn of_step(sizes: Sizes) -> Self {
        Operation::STEP.into_iter().fold(Self::default(), |sum, operation| {
            let times = if operation == Operation::Adamw { 1 } else { sizes.batches };
            let one = operation.count(sizes);
            sum + Self { flop: times * one.flop, bytes: times * one.bytes }
        })
    }

    /// 10⁹ operations.
    #[must_use]
    pub fn gflop(self) -> f64 {
        self.flop as f64 / 1e9
    }

    /// 10⁹ bytes.
    #[must_use]
    pub fn gbyte(self) -> f64 {
        self.bytes as f64 / 1e9
    }
}

impl Add for Count {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { flop: self.flop + other.flop, bytes: self.bytes + other.bytes }
    }
}

/// Numbers of the MLP's parameters.
struct Mlp {
    weights: u64,
    /// Weights of the first layer, whose inputs (velocities) need no gradient.
    first_weights: u64,
    /// Outputs of all layers: the biases.
    outputs: u64,
}

impl Mlp {
    fn new(sizes: Sizes) -> Self {
        let Sizes { units, hidden, layers, .. } = sizes;
        let last = units * units;
        match layers {
            0 | 1 => Self { weights: 2 * last, first_weights: 2 * last, outputs: last },
            _ => Self {
                weights: 2 * hidden + (layers - 2) * hidden * hidden + hidden * last,
                first_weights: 2 * hidden,
                outputs: (layers - 1) * hidden + last,
            },
        }
    }

    fn parameters(&self) -> u64 {
        self.weights + self.outputs
    }
}

/// The counts of each part at B = 16 and 130 of the default network, as a table for the README.
#[must_use]
pub fn count_table() -> String {
    let small = Sizes::from(&Params { trajectories: 16, ..Params::default() });
    let large = Sizes { trajectories: 130, ..small };
    let mut lines =
        vec!["| part | operations | bytes | B = 16 | B = 130 |".to_owned(), "|---|---|---|---|---|".to_owned()];
    for (operation, flop, bytes) in [
        (Operation::Mlp, "≈ 6·T·H·N²", "≈ 12·H·N² + 8·T·N²"),
        (Operation::Unroll, "6·B·T·N²", "≈ 8·B·T·N²"),
        (Operation::PairLosses, "3·(B·T)²·N", "24·B·T·N"),
        (Operation::PathLosses, "8·B·T·N", "24·B·T·N"),
        (Operation::Adamw, "≈ 17·H·N²", "≈ 32·H·N²"),
    ] {
        let [small, large] = [small, large].map(|sizes| cell(operation.count(sizes)));
        lines.push(format!("| `{operation}` | {flop} | {bytes} | {small} | {large} |"));
    }
    let [small, large] = [small, large].map(|sizes| cell(Count::of_step(sizes)));
    lines.push(format!("| step | | | {small} | {large} |"));
    lines.join("\n")
}

fn cell(count: Count) -> String {
    format!("{:.3} GFLOP, {:.0} MB", count.gflop(), count.gbyte() * 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::NetworkShape;
    use proptest::prelude::*;

    fn published(trajectories: u64) -> Sizes {
        Sizes { units: 128, hidden: 64, layers: 3, length: 60, trajectories, batches: 1 }
    }

    #[track_caller]
    fn near(value: f64, expected: f64, tolerance: f64) {
        assert!((value - expected).abs() <= tolerance, "{value} is {expected} ± {tolerance}");
    }

    #[test]
    fn a_step_of_the_published_sizes() {
        near(Count::of_step(published(16)).gflop(), 1.0, 0.2);
        near(Count::of_step(published(130)).gflop(), 24.5, 0.1);
        let pairs = Operation::PairLosses.count(published(130)).gflop();
        near(pairs, 23.4, 0.05);
        near(pairs / 3.0, 7.8, 0.02); // products of unordered pairs, the rest is their gradient
        near(Operation::Matmul.count(published(130)).gflop(), 15.6, 0.05);
    }

    #[test]
    fn counts_by_hand_for_a_tiny_network() {
        // N 3, H 5, two layers, T 4, B 2: 10 + 45 weights, 5 + 9 biases, 8 states.
        let sizes = Sizes { units: 3, hidden: 5, layers: 2, length: 4, trajectories: 2, batches: 1 };
        let mlp = 2 * 4 * (55 + 55 + 45) + 2 * 4 * 14;
        let expected = [
            (Operation::Mlp, mlp, 3 * 69 + 2 * 36),
            (Operation::Unroll, 6 * 8 * 9, 2 * 8 * 9 + 36 + 6 * 24),
            (Operation::PairLosses, 3 * 64 * 3, 6 * 24),
            (Operation::PathLosses, 8 * 24, 6 * 24),
            (Operation::Adamw, 17 * 69, 8 * 69),
        ];
        for (operation, flop, numbers) in expected {
            assert_eq!(operation.count(sizes), Count { flop, bytes: 4 * numbers }, "{operation}");
        }
        let batch: u64 = expected[..4].iter().map(|(_, flop, _)| flop).sum();
        assert_eq!(Count::of_step(sizes).flop, batch + 17 * 69);
        let three = Sizes { batches: 3, ..sizes };
        assert_eq!(Count::of_step(three).flop, 3 * batch + 17 * 69, "three batches, one update");
    }

    proptest! {
        #[test]
        fn parameters_are_those_of_the_network(units in 2u64..20, hidden in 1u64..20, layers in 1u64..=6) {
            let sizes = Sizes { units, hidden, layers, length: 2, trajectories: 1, batches: 1 };
            let shape = NetworkShape {
                units: units as usize,
                hidden: hidden as usize,
                layers: layers as usize,
                learned_start: false,
            };
            let number: usize = shape.parameters().iter().map(|(_, dims)| dims.iter().product::<usize>()).sum();
            prop_assert_eq!(Mlp::new(sizes).parameters(), number as u64);
        }

        #[test]
        fn the_largest_sizes_do_not_overflow(batches in 1u64..=64) {
            let sizes = Sizes { units: 1024, hidden: 512, layers: 6, length: 500, trajectories: 1040, batches };
            prop_assert!(Count::of_step(sizes).flop > 8e14 as u64);
        }
    }

    #[test]
    fn operations_go_by_their_names() {
        for (name, operation) in Operation::NAMED {
            assert_eq!(name.parse(), Ok(operation));
            assert_eq!(operation.to_string(), name);
            assert_eq!(serde_json::to_value(operation).expect("a word"), name, "the same name in JSON");
        }
        assert!("pairs".parse::<Operation>().expect_err("no such operation").contains("pair_losses"));
    }
}
