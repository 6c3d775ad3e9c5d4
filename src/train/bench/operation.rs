//! Time of one operation by itself: forward and backward, on the numbers of a first training step.

use super::matmul::{fastest_tile, product};
use super::{Job, Operation, Sizes, Timing};
use crate::data::Batch;
use crate::model::{Compute, Gradients, Network, ObjectiveSettings, Optimizer, UpdateSettings};
use crate::ops;
use crate::preset::Params;
use crate::train::state::{network_shape, training_batch};
use crate::train::{TrainError, TrainingPool};
use burn::prelude::*;
use serde::Serialize;
use std::time::Instant;

/// What the benchmark of one operation measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OperationReport {
    pub operation: Operation,
    pub device: String,
    pub units: usize,
    pub hidden: usize,
    pub layers: usize,
    pub trajectory_length: usize,
    pub trajectories: usize,
    pub threads: usize,
    pub timed_runs: usize,
    pub median_ms: f64,
    pub min_ms: f64,
    pub max_ms: f64,
    /// Counted operations, 10⁹.
    pub gflop: f64,
    /// Counted bytes, 10⁹.
    pub gbyte: f64,
    /// Counted operations by the median time.
    pub gflop_per_s: f64,
    /// Counted bytes by the median time.
    pub gbyte_per_s: f64,
    /// What a plain matrix product of the same shape reached in the same run ([`Operation::PairLosses`] only).
    pub matmul_gflop_per_s: Option<f64>,
    /// `gflop_per_s / matmul_gflop_per_s`
    pub share_of_matmul: Option<f64>,
    /// Largest memory the program had, MiB; absent where the system does not tell.
    pub peak_rss_mib: Option<f64>,
}

/// Times one operation at the sizes of `params`, with the gradients that training takes, after a few untimed runs.
///
/// # Errors
/// When a parameter is out of range, or the device fails.
pub fn bench_operation(
    operation: Operation,
    params: &Params,
    compute: &Compute,
    pool: &TrainingPool,
    timing: Timing,
) -> Result<OperationReport, TrainError> {
    params.check()?;
    pool.install(|| {
        let fixture = Fixture::new(params, compute);
        let sizes = Sizes::from(params);
        let count = operation.count(sizes);
        let mut job = fixture.job(operation);
        let (times, matmul) = if operation == Operation::PairLosses {
            // Both in turn, so that they meet the same machine.
            let [times, matmul] = timing.in_turn([&mut *job, &mut *fixture.matmul()])?;
            (times, Some(Operation::Matmul.count(sizes).gflop() / matmul.median_s()))
        } else {
            let [times] = timing.in_turn([&mut *job])?;
            (times, None)
        };
        let gflop_per_s = count.gflop() / times.median_s();
        Ok(OperationReport {
            operation,
            device: compute.name.clone(),
            units: params.units,
            hidden: params.hidden,
            layers: params.layers,
            trajectory_length: params.trajectory_length,
            trajectories: params.trajectories,
            threads: pool.threads(),
            timed_runs: times.runs,
            median_ms: times.median_ms,
            min_ms: times.min_ms,
            max_ms: times.max_ms,
            gflop: count.gflop(),
            gbyte: count.gbyte(),
            gflop_per_s,
            gbyte_per_s: count.gbyte() / times.median_s(),
            matmul_gflop_per_s: matmul,
            share_of_matmul: matmul.map(|rate| gflop_per_s / rate),
            peak_rss_mib: crate::platform::peak_memory_mib(),
        })
    })
}

/// Something an operation is differentiated by.
fn leaf<const D: usize>(values: Tensor<D>) -> Tensor<D> {
    Tensor::from_inner(values.inner()).require_grad()
}

/// What the operations work on: the first batch of a new network.
struct Fixture<'a> {
    params: &'a Params,
    compute: &'a Compute,
    batch: Batch,
    network: Network,
}

impl<'a> Fixture<'a> {
    fn new(params: &'a Params, compute: &'a Compute) -> Self {
        let batch = training_batch(params, 0);
        Self { params, compute, batch, network: Network::init(network_shape(params), params.seed, compute) }
    }

    /// The operation, ready to run: what is prepared here is not timed.
    fn job(&self, operation: Operation) -> Box<Job<'_>> {
        match operation {
            Operation::Mlp => self.mlp(),
            Operation::Unroll => self.unroll(),
            Operation::PairLosses => self.pair_losses(),
            Operation::PathLosses => self.path_losses(),
            Operation::Adamw => self.adamw(),
            Operation::Matmul => self.matmul(),
        }
    }

    /// Times `work` until the device has done it.
    fn timed<'b>(&'b self, mut work: impl FnMut() + 'b) -> Box<Job<'b>> {
        Box::new(move || {
            self.sync()?;
            let began = Instant::now();
            work();
            self.sync()?;
            Ok(began.elapsed())
        })
    }

    fn sync(&self) -> Result<(), TrainError> {
        let Compute { device, name, .. } = self.compute;
        device.sync().map_err(|error| TrainError::NoDevice(format!("{name} failed: {error}")))
    }

    fn velocities(&self) -> Tensor<2> {
        self.compute.constant(self.batch.velocities.as_flattened().to_vec(), [self.batch.length(), 2])
    }

    /// States `[B, T, N]` of the batch.
    fn states(&self) -> Tensor<3> {
        self.network.states(&self.batch, self.compute)
    }

    // A tensor's `backward` begins with a gradient of ones: as much work as any other.

    fn mlp(&self) -> Box<Job<'_>> {
        let velocities = self.velocities();
        self.timed(move || {
            let mut gradients = self.network.transition(velocities.clone(), self.compute).backward();
            drop(Gradients::take(&self.network, &mut gradients, self.compute));
        })
    }

    fn unroll(&self) -> Box<Job<'_>> {
        let w = leaf(self.network.transition(self.velocities(), self.compute));
        let order: Vec<i32> = self.batch.order.iter().map(|velocity| *velocity as i32).collect();
        let shape = [self.batch.trajectories(), self.batch.length()];
        let order = Tensor::<2, Int>::from_data(TensorData::new(order, shape), &self.compute.device);
        let start = self.network.start();
        self.timed(move || {
            let states = ops::unroll(self.compute.kernels, w.clone(), order.clone(), start.clone());
            drop(w.grad_remove(&mut states.backward()));
        })
    }

    fn pair_losses(&self) -> Box<Job<'_>> {
        let samples = self.batch.order.len();
        let states = leaf(self.states().reshape([samples, self.params.units]));
        let positions = self.compute.constant(self.batch.positions_m.as_flattened().to_vec(), [samples, 2]);
        let ObjectiveSettings { sigma_x_m, sigma_g, .. } = ObjectiveSettings::from(self.params);
        self.timed(move || {
            let kernels = self.compute.kernels;
            let losses = ops::pair_losses(kernels, states.clone(), positions.clone(), sigma_x_m, sigma_g);
            drop(states.grad_remove(&mut losses.backward()));
        })
    }

    fn path_losses(&self) -> Box<Job<'_>> {
        let states = leaf(self.states());
        let speeds = self.batch.order.iter().map(|velocity| {
            let [x, y] = self.batch.velocities[*velocity as usize];
            x.hypot(y)
        });
        let speeds = self.compute.constant(speeds.collect(), [self.batch.trajectories(), self.batch.length()]);
        let start = self.network.start();
        let radius_m = ObjectiveSettings::from(self.params).conformal_radius_m;
        self.timed(move || {
            let kernels = self.compute.kernels;
            let losses = ops::path_losses(kernels, states.clone(), start.clone(), speeds.clone(), radius_m);
            drop(states.grad_remove(&mut losses.backward()));
        })
    }

    /// Updates of the network by the same gradients again and again.
    fn adamw(&self) -> Box<Job<'_>> {
        const GRADIENT: f32 = 1e-3;
        let shape = network_shape(self.params);
        let sizes: Vec<usize> = shape.parameters().iter().map(|(_, dims)| dims.iter().product()).collect();
        let mut optimizer = Optimizer::new(&sizes, self.compute);
        let mut network = Some(self.network.clone());
        let settings = UpdateSettings {
            learning_rate: self.params.learning_rate,
            clip_norm: self.params.clip_norm,
            weight_decay: self.params.weight_decay,
            epsilon: self.params.adam_epsilon,
            batches: 1,
        };
        let device = self.compute.device.clone().inner();
        Box::new(move || {
            let gradients = if self.compute.is_host {
                Gradients::Host(sizes.iter().map(|size| vec![GRADIENT; *size]).collect())
            } else {
                Gradients::Device(sizes.iter().map(|size| Tensor::full([*size], GRADIENT, &device)).collect())
            };
            let before = network.take().expect("put back after every update");
            self.sync()?;
            let began = Instant::now();
            network = Some(optimizer.update(before, gradients, &[], settings).0);
            self.sync()?;
            Ok(began.elapsed())
        })
    }

    fn matmul(&self) -> Box<Job<'_>> {
        let states = self.states().inner().into_data().try_into_vec().expect("states are single precision");
        let tile_rows = fastest_tile(&states, self.params.units);
        self.timed(product(states, self.params.units, tile_rows, self.compute))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn small() -> Params {
        Params { units: 12, hidden: 6, trajectory_length: 8, trajectories: 3, ..Params::default() }
    }

    #[test]
    fn every_operation_is_timed_with_either_kind_of_kernels() {
        let timing = Timing { runs: 3, limit: Duration::MAX };
        let pool = TrainingPool::new(Some(2)).expect("two threads");
        for compute in [Compute::cpu(), Compute::cpu_reference()] {
            for (name, operation) in Operation::NAMED {
                let report = bench_operation(operation, &small(), &compute, &pool, timing).expect(name);
                assert_eq!((report.operation, report.timed_runs, report.threads), (operation, 3, 2));
                assert!(0.0 < report.min_ms && report.min_ms <= report.median_ms, "{report:?}");
                assert!(report.median_ms <= report.max_ms, "{report:?}");
                let per_s = report.gflop / report.median_ms * 1e3;
                assert!((report.gflop_per_s / per_s - 1.0).abs() < 1e-9, "{report:?}");
                assert_eq!(report.share_of_matmul.is_some(), operation == Operation::PairLosses, "{report:?}");
            }
        }
    }

    #[test]
    fn sizes_out_of_range_are_refused() {
        let params = Params { units: 1, ..small() };
        let timing = Timing { runs: 1, limit: Duration::MAX };
        let pool = TrainingPool::new(Some(1)).expect("a thread");
        let error = bench_operation(Operation::Unroll, &params, &Compute::cpu(), &pool, timing);
        assert!(error.expect_err("one unit is too few").to_string().contains("units"));
    }
}
