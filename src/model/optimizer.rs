//! AdamW with clipping, gated by a finite flag: a step whose loss or gradient is not finite changes nothing.
//!
//! In host memory it is one pass over slices; on a device one kernel for each parameter, and the flag stays on the device,
//! so that no step waits for a read-back. The flag is sticky: after the first bad step nothing changes until it is cleared.

use super::{Compute, Network};
use crate::ops::cpu::{adamw_step, squared_norm};
use crate::ops::{self, AdamStep};
use burn::module::{ModuleMapper, ModuleVisitor, Param};
use burn::prelude::*;
use burn::tensor::Gradients as BurnGradients;

/// The gradient of every parameter, flattened, in the network's order.
pub enum Gradients {
    Host(Vec<Vec<f32>>),
    Device(Vec<Tensor<1>>),
}

impl Gradients {
    /// Takes the gradients of a network out of a backward pass.
    #[must_use]
    pub fn take(network: &Network, gradients: &mut BurnGradients, compute: &Compute) -> Self {
        let mut collector = Collector { gradients, found: Vec::new() };
        network.visit(&mut collector);
        let found = collector.found;
        if compute.is_host { Self::Host(found.into_iter().map(host_values).collect()) } else { Self::Device(found) }
    }

    /// Adds the gradients of another batch.
    pub fn add(&mut self, other: Self) {
        match (self, other) {
            (Self::Host(sums), Self::Host(values)) => {
                for (sum, value) in sums.iter_mut().flatten().zip(values.iter().flatten()) {
                    *sum += value;
                }
            }
            (Self::Device(sums), Self::Device(values)) => {
                for (sum, value) in sums.iter_mut().zip(values) {
                    *sum = sum.clone() + value;
                }
            }
            _ => unreachable!("one run stays on one device"),
        }
    }
}

/// Host values of a tensor; no copy when nothing else holds it.
fn host_values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec::<f32>().expect("tensors of the model are single precision")
}

struct Collector<'a> {
    gradients: &'a mut BurnGradients,
    found: Vec<Tensor<1>>,
}

impl ModuleVisitor for Collector<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let value = param.val();
        let size = value.shape().num_elements();
        let gradient = value.grad_remove(self.gradients).unwrap_or_else(|| value.inner().zeros_like());
        self.found.push(gradient.reshape([size]));
    }
}

/// How one update is made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UpdateSettings {
    pub learning_rate: f64,
    /// The norm of all gradients together is cut to this.
    pub clip_norm: f64,
    pub weight_decay: f64,
    pub epsilon: f64,
    /// Batches whose gradients were added up; the update takes their mean.
    pub batches: usize,
}

/// What is known of an update.
#[expect(clippy::large_enum_variant, reason = "made once a step and read at once")]
pub enum StepReadout {
    /// Norm of the gradient before clipping, and whether the update was made.
    Host { gradient_norm: f64, applied: bool },
    /// The same two numbers `[2]`, still on the device.
    Device(Tensor<1>),
}

/// Moments of every parameter.
#[expect(clippy::large_enum_variant, reason = "one per run")]
enum Moments {
    Host(Vec<[Vec<f32>; 2]>),
    Device { moments: Vec<[Tensor<1>; 2]>, alive: Tensor<1> },
}

/// AdamW (Loshchilov & Hutter 2019) with β = (0.9, 0.999).
pub struct Optimizer {
    moments: Moments,
    updates: u64,
}

impl Optimizer {
    /// Moments of zero for parameters of these sizes.
    #[must_use]
    pub fn new(sizes: &[usize], compute: &Compute) -> Self {
        Self::from_values(sizes.iter().map(|size| [vec![0.0; *size], vec![0.0; *size]]).collect(), 0, compute)
    }

    /// An optimiser that goes on from stored moments after `updates` updates.
    #[must_use]
    pub fn from_values(moments: Vec<[Vec<f32>; 2]>, updates: u64, compute: &Compute) -> Self {
        let moments = if compute.is_host {
            Moments::Host(moments)
        } else {
            let device = compute.device.clone().inner();
            let tensor = |values: Vec<f32>| {
                let size = values.len();
                Tensor::from_data(TensorData::new(values, [size]), &device)
            };
            let moments = moments.into_iter().map(|pair| pair.map(tensor)).collect();
            Moments::Device { moments, alive: Tensor::ones([1], &device) }
        };
        Self { moments, updates }
    }

    /// First and second moment of every parameter (reads a device back).
    #[must_use]
    pub fn values(&self) -> Vec<[Vec<f32>; 2]> {
        match &self.moments {
            Moments::Host(moments) => moments.clone(),
            Moments::Device { moments, .. } => moments.iter().map(|pair| pair.clone().map(host_values)).collect(),
        }
    }

    /// Hands over the first and second moment of every parameter, one after the other (reads a device back).
    ///
    /// # Errors
    /// The first one of `take`.
    pub fn each_value<E>(&self, take: &mut dyn FnMut(&[f32]) -> Result<(), E>) -> Result<(), E> {
        match &self.moments {
            Moments::Host(moments) => moments.iter().flatten().try_for_each(|moment| take(moment)),
            Moments::Device { moments, .. } => {
                moments.iter().flatten().try_for_each(|moment| take(&host_values(moment.clone())))
            }
        }
    }

    /// Updates made so far; those that a device left out count until they are taken back.
    #[must_use]
    pub fn updates(&self) -> u64 {
        self.updates
    }

    /// Takes back updates that a sticky flag kept from happening, and clears the flag.
    pub fn rewind(&mut self, updates: u64) {
        self.updates = updates;
        if let Moments::Device { alive, .. } = &mut self.moments {
            *alive = alive.ones_like();
        }
    }

    /// Updates the network unless a loss or gradient is not finite. `losses` are the terms of all batches.
    #[must_use]
    pub fn update(
        &mut self,
        network: Network,
        gradients: Gradients,
        losses: &[Tensor<1>],
        settings: UpdateSettings,
    ) -> (Network, StepReadout) {
        match (&mut self.moments, gradients) {
            (Moments::Host(moments), Gradients::Host(gradients)) => {
                let squared: f64 = gradients.iter().map(|g| squared_norm(g)).sum();
                let gradient_norm = squared.sqrt() / settings.batches as f64;
                let losses_finite = losses.iter().all(|t| host_values(t.clone().inner()).iter().all(|v| v.is_finite()));
                if !(gradient_norm.is_finite() && losses_finite) {
                    return (network, StepReadout::Host { gradient_norm, applied: false });
                }
                self.updates += 1;
                let step = AdamStep {
                    learning_rate: settings.learning_rate,
                    gradient_scale: clip_factor(gradient_norm, settings.clip_norm) / settings.batches as f64,
                    weight_decay: settings.weight_decay,
                    epsilon: settings.epsilon,
                    update: self.updates,
                };
                let network =
                    network.map(&mut HostUpdate { moments: moments.iter_mut(), gradients: gradients.iter(), step });
                (network, StepReadout::Host { gradient_norm, applied: true })
            }
            (Moments::Device { moments, alive }, Gradients::Device(gradients)) => {
                self.updates += 1;
                let batches = settings.batches as f64;
                let squared = gradients.iter().map(|g| ops::squared_norm(g.clone()));
                let norm = squared.reduce(|a, b| a + b).expect("a network has parameters").sqrt() / batches;
                // x − x is 0 for finite numbers and NaN for all others.
                let mut probe = norm.clone() - norm.clone();
                for terms in losses {
                    let terms = terms.clone().inner();
                    probe = probe + (terms.clone() - terms).sum();
                }
                *alive = alive.clone() * probe.equal_elem(0.0).float();
                let factor =
                    norm.clone().add_scalar(CLIP_EPSILON).recip().mul_scalar(settings.clip_norm).clamp_max(1.0);
                let step = AdamStep {
                    learning_rate: settings.learning_rate,
                    gradient_scale: 1.0 / batches,
                    weight_decay: settings.weight_decay,
                    epsilon: settings.epsilon,
                    update: self.updates,
                };
                let control = Tensor::cat(vec![factor, alive.clone()], 0);
                let mut update =
                    DeviceUpdate { moments: moments.iter_mut(), gradients: gradients.into_iter(), step, control };
                let network = network.map(&mut update);
                (network, StepReadout::Device(Tensor::cat(vec![norm, alive.clone()], 0)))
            }
            _ => unreachable!("one run stays on one device"),
        }
    }
}

/// As in PyTorch's `clip_grad_norm_`, so that runs can be compared.
const CLIP_EPSILON: f64 = 1e-6;

fn clip_factor(norm: f64, limit: f64) -> f64 {
    (limit / (norm + CLIP_EPSILON)).min(1.0)
}

struct HostUpdate<'a> {
    moments: std::slice::IterMut<'a, [Vec<f32>; 2]>,
    gradients: std::slice::Iter<'a, Vec<f32>>,
    step: AdamStep,
}

impl ModuleMapper for HostUpdate<'_> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let (id, value, mapper) = param.consume();
        let (shape, device) = (value.shape(), value.device());
        let mut values = host_values(value.inner());
        let [first, second] = self.moments.next().expect("moments for each parameter");
        adamw_step(
            &mut values,
            first,
            second,
            self.gradients.next().expect("a gradient for each parameter"),
            self.step,
        );
        let value = Tensor::from_data(TensorData::new(values, shape), &device).require_grad();
        Param::from_mapped_value(id, value, mapper)
    }
}

struct DeviceUpdate<'a> {
    moments: std::slice::IterMut<'a, [Tensor<1>; 2]>,
    gradients: std::vec::IntoIter<Tensor<1>>,
    step: AdamStep,
    /// Factor that cuts the gradient, and whether the update is made `[2]`.
    control: Tensor<1>,
}

impl ModuleMapper for DeviceUpdate<'_> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let (id, value, mapper) = param.consume();
        let shape = value.shape();
        let size = shape.num_elements();
        let old = value.inner().reshape([size]);
        let [first, second] = self.moments.next().expect("moments for each parameter");
        let gradient = self.gradients.next().expect("a gradient for each parameter");
        let (new, [new_first, new_second]) =
            ops::adamw(old, [first.clone(), second.clone()], gradient, self.control.clone(), self.step);
        (*first, *second) = (new_first, new_second);
        let value = Tensor::from_inner(new.reshape(shape)).require_grad();
        Param::from_mapped_value(id, value, mapper)
    }
}
