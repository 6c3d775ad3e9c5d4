//! The kernels of a GPU against the operations of the CPU, at sizes that are multiples of nothing.

use crate::support::{in_own_process, tell, vulkan};
use burn::prelude::*;
use gridscope::data::Batch;
use gridscope::model::Compute;
use gridscope::numerics::{Draws, Velocities};
use gridscope::ops::{self, AdamStep, Kernels};

/// Units, trajectories, steps: so that every size of tile, whole and cut off, and more than one strip of pairs come up.
const SIZES: [[usize; 3]; 7] =
    [[2, 1, 1], [33, 5, 7], [130, 2, 32], [40, 25, 30], [16, 25, 60], [130, 35, 60], [8, 70, 60]];
/// Results agree to this, relative to their size.
const TOLERANCE: f64 = 2e-5;

/// Inputs of the three operations.
struct Inputs {
    units: usize,
    batch: Batch,
    w: Vec<f32>,
    g0: Vec<f32>,
    /// Weights of a sum over all states, whose gradient is asked for.
    weights: Vec<f32>,
}

impl Inputs {
    fn draw([units, trajectories, length]: [usize; 3]) -> Self {
        let batch = Batch::draw(3, 0, length, trajectories, Velocities::square(0.15), true);
        let mut draws = Draws::new(3, "kernels", units as u64);
        let noise = 0.5 / (units as f32).sqrt();
        let w = (0..length * units * units)
            .map(|at| f32::from(u8::from(at % (units * units) % (units + 1) == 0)) + draws.symmetric(noise))
            .collect();
        let g0 = (0..units).map(|_| draws.uniform() / (units as f32 / 3.0).sqrt()).collect();
        let weights = (0..trajectories * length * units).map(|_| draws.symmetric(1.0)).collect();
        Self { units, batch, w, g0, weights }
    }
}

type Results = Vec<(&'static str, Vec<f32>)>;

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec().expect("single precision")
}

/// Everything the operations give on a device; `states` are those of the CPU for all but the first operation.
fn results(inputs: &Inputs, compute: &Compute, states: Option<&[f32]>) -> Results {
    let Inputs { units, batch, .. } = inputs;
    let (trajectories, length) = (batch.trajectories(), batch.length());
    let samples = trajectories * length;
    let w = compute.constant(inputs.w.clone(), [length, *units, *units]).require_grad();
    let g0 = compute.constant(inputs.g0.clone(), [*units]).require_grad();
    let order: Vec<i32> = batch.order.iter().map(|v| *v as i32).collect();
    let order = Tensor::<2, Int>::from_data(TensorData::new(order, [trajectories, length]), &compute.device);
    let unrolled = ops::unroll(compute.kernels, w.clone(), order, g0.clone());
    let sum = (unrolled.clone() * compute.constant(inputs.weights.clone(), [trajectories, length, *units])).sum();
    let gradients = sum.backward();
    let gradient = |tensor: Option<Tensor<3>>| values(tensor.expect("it takes part"));
    let mut results = vec![
        ("states", values(unrolled)),
        ("d states / d W", gradient(w.grad(&gradients))),
        ("d states / d g0", values(g0.grad(&gradients).expect("it takes part"))),
    ];

    let states = states.map_or_else(|| results[0].1.clone(), <[f32]>::to_vec);
    // A backward pass uses its inputs up.
    let leaves = || {
        let states = compute.constant(states.clone(), [trajectories, length, *units]).require_grad();
        (states, compute.constant(inputs.g0.clone(), [*units]).require_grad())
    };
    let positions = compute.constant(batch.positions_m.as_flattened().to_vec(), [samples, 2]);
    for (index, names) in [("separation", "d separation"), ("invariance", "d invariance")].into_iter().enumerate() {
        let (states, _) = leaves();
        let flat = states.clone().reshape([samples, *units]);
        let losses = ops::pair_losses(compute.kernels, flat, positions.clone(), 0.05, 0.4);
        let gradients = losses.clone().narrow(0, index, 1).sum().backward();
        results.push((names.0, values(losses.narrow(0, index, 1))));
        results.push((names.1, gradient(states.grad(&gradients))));
    }
    let speed = |velocity: u32| {
        let [x, y] = batch.velocities[velocity as usize];
        x.hypot(y)
    };
    let speeds = compute.constant(batch.order.iter().map(|v| speed(*v)).collect(), [trajectories, length]);
    for (index, names) in [("capacity", "d capacity"), ("isometry", "d isometry")].into_iter().enumerate() {
        let (states, g0) = leaves();
        let losses = ops::path_losses(compute.kernels, states.clone(), g0.clone(), speeds.clone(), 0.12);
        let gradients = losses.clone().narrow(0, index, 1).sum().backward();
        results.push((names.0, values(losses.narrow(0, index, 1))));
        results.push((names.1, gradient(states.grad(&gradients))));
        results.push(("d isometry / d g0", values(g0.grad(&gradients).expect("it takes part"))));
    }
    results
}

/// The optimiser's operations on a device: made, and held back.
fn optimizer_results(compute: &Compute) -> Results {
    const LENGTH: usize = 10_007;
    let device = compute.device.clone().inner();
    let mut draws = Draws::new(4, "optimizer", 0);
    let mut vector = |scale: f32| -> Tensor<1> {
        let values: Vec<f32> = (0..LENGTH).map(|_| draws.uniform() * scale).collect();
        Tensor::from_data(TensorData::new(values, [LENGTH]), &device)
    };
    let (parameter, first, second, gradient) = (vector(1.0), vector(1e-2), vector(1e-4), vector(1e-1));
    let step = AdamStep { learning_rate: 1e-2, gradient_scale: 0.5, weight_decay: 0.1, epsilon: 1e-8, update: 3 };
    let mut results = vec![("squared norm", values(ops::squared_norm(gradient.clone())))];
    for (control, names) in [
        ([0.3, 1.0], ["AdamW", "first moment", "second moment"]),
        ([0.3, 0.0], ["AdamW held back", "first moment held back", "second moment held back"]),
    ] {
        let control = Tensor::from_data(TensorData::new(control.to_vec(), [2]), &device);
        let moments = [first.clone(), second.clone()];
        let (new, [new_first, new_second]) = ops::adamw(parameter.clone(), moments, gradient.clone(), control, step);
        results.extend(names.into_iter().zip([new, new_first, new_second].map(values)));
    }
    // What others still hold has not changed.
    results.push(("parameter before", values(parameter)));
    results
}

/// Live maps of a few batches on a device: sums by bins, every bin with another number of samples.
fn map_results(compute: &Compute) -> Results {
    let device = compute.device.clone().inner();
    let mut draws = Draws::new(5, "maps", 0);
    [(2, 3, 1), (33, 50, 7), (130, 900, 300), (300, 20, 4)]
        .into_iter()
        .map(|(units, samples, bins)| {
            let mut floats = |rows: usize| -> Tensor<2> {
                let values: Vec<f32> = (0..rows * units).map(|_| draws.uniform()).collect();
                Tensor::from_data(TensorData::new(values, [rows, units]), &device)
            };
            let (sums, states) = (floats(bins), floats(samples));
            let mut visited: Vec<i32> = (0..samples).map(|_| (draws.uniform() * bins as f32) as i32).collect();
            visited.sort_unstable();
            let order: Vec<i32> = (0..samples as i32).rev().collect();
            let index = |values: Vec<i32>| Tensor::<1, Int>::from_data(TensorData::new(values, [samples]), &device);
            let new = ops::add_visits(compute.kernels, sums.clone(), states, index(order), index(visited), 0.7);
            // What others still hold has not changed.
            ("live maps", [values(new), values(sums)].concat())
        })
        .collect()
}

/// Difference of two vectors relative to the size of the second; absolute where that is next to nothing.
fn difference(got: &[f32], reference: &[f32]) -> f64 {
    assert_eq!(got.len(), reference.len(), "sizes agree");
    let norm = |values: &mut dyn Iterator<Item = f64>| values.map(|v| v * v).sum::<f64>().sqrt();
    let size = norm(&mut reference.iter().map(|v| f64::from(*v)));
    let distance = norm(&mut got.iter().zip(reference).map(|(a, b)| f64::from(*a) - f64::from(*b)));
    if got.iter().all(|v| v.is_finite()) { distance / size.max(1e-3) } else { f64::INFINITY }
}

#[test]
fn kernels_agree_with_the_cpu_at_odd_sizes_and_give_the_same_bits_twice() {
    if !in_own_process("kernels::kernels_agree_with_the_cpu_at_odd_sizes_and_give_the_same_bits_twice") {
        return;
    }
    let Some(compute) = vulkan(1024) else { return };
    assert_eq!(compute.kernels, Kernels::Fused, "{}", compute.operations);
    let reference = optimizer_results(&Compute::cpu());
    for ((name, got), (_, reference)) in optimizer_results(&compute).iter().zip(&reference) {
        let error = difference(got, reference);
        assert!(error <= 1e-6, "{name} is off by {error:.1e}");
    }
    let [reference, once, again] = [&Compute::cpu(), &compute, &compute].map(map_results);
    for (((name, got), (_, again)), (_, reference)) in once.iter().zip(&again).zip(&reference) {
        let error = difference(got, reference);
        assert!(error <= 1e-6, "{name} are off by {error:.1e}");
        assert_eq!(got, again, "the same bits twice");
    }
    let mut worst = (0.0, "", [0; 3]);
    for size in SIZES {
        let inputs = Inputs::draw(size);
        let reference = results(&inputs, &Compute::cpu(), None);
        let once = results(&inputs, &compute, Some(&reference[0].1));
        for ((name, got), (_, reference)) in once.iter().zip(&reference) {
            let error = difference(got, reference);
            assert!(error <= TOLERANCE, "{name} at {size:?} is off by {error:.1e}");
            if error > worst.0 {
                worst = (error, *name, size);
            }
        }
        let again = results(&inputs, &compute, Some(&reference[0].1));
        for ((name, once), (_, again)) in once.iter().zip(&again) {
            let same = once.iter().zip(again).all(|(a, b)| a.to_bits() == b.to_bits());
            assert!(same, "{name} at {size:?} has other bits the second time");
        }
    }
    let (error, name, [units, trajectories, length]) = worst;
    tell(&format!(
        "kernels on {} ({}): worst difference from the CPU {error:.1e}, in {name} at N {units}, B {trajectories}, T {length}",
        compute.name, compute.operations
    ));
}
