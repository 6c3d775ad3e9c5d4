//! Where the model runs.

use crate::ops::{Kernels, gpu};
use burn::prelude::*;

/// A device, and which implementation of the operations suits it.
#[derive(Clone, Debug)]
pub struct Compute {
    /// Device whose tensors are tracked for gradients.
    pub device: Device,
    /// Fused operations or their twins.
    pub kernels: Kernels,
    /// Tensors live in host memory: reading them is free, and the optimiser runs on slices.
    pub is_host: bool,
    /// The device in words.
    pub name: String,
    /// The operations in words: how they run, and why not better.
    pub operations: String,
}

impl Compute {
    /// The CPU with the fused operations.
    #[must_use]
    pub fn cpu() -> Self {
        Self {
            device: Device::flex().autodiff(),
            kernels: Kernels::Fused,
            is_host: true,
            operations: "fused operations".into(),
            name: format!("CPU ({})", crate::ops::cpu::instruction_set()),
        }
    }

    /// The CPU with the plain-tensor twins: slow, for comparison.
    #[must_use]
    pub fn cpu_reference() -> Self {
        Self {
            kernels: Kernels::Reference,
            name: "CPU (reference)".into(),
            operations: "plain tensor operations".into(),
            ..Self::cpu()
        }
    }

    /// A GPU, with the fused kernels where it can run them for a network of `units`, else with the plain-tensor twins.
    #[must_use]
    pub fn gpu(device: Device, name: String, units: usize) -> Self {
        let (kernels, operations) = match gpu::limits(&device).map(|(limits, _)| limits.plan(units)) {
            Some(Ok(plan)) => (Kernels::Fused, plan.to_string()),
            Some(Err(misfit)) => (Kernels::Reference, format!("plain tensor operations: {misfit}")),
            None => (Kernels::Reference, "plain tensor operations: no kernels for this kind of device".into()),
        };
        Self { device: device.autodiff(), kernels, is_host: false, name, operations }
    }

    /// A tensor of constants on this device.
    pub fn constant<const D: usize>(&self, values: Vec<f32>, shape: [usize; D]) -> Tensor<D> {
        Tensor::from_data(TensorData::new(values, shape), &self.device)
    }
}
