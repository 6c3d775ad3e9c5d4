//! Where the model runs.

use crate::ops::Kernels;
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
}

impl Compute {
    /// The CPU with the fused operations.
    #[must_use]
    pub fn cpu() -> Self {
        Self {
            device: Device::flex().autodiff(),
            kernels: Kernels::Fused,
            is_host: true,
            name: format!("CPU ({})", crate::ops::cpu::instruction_set()),
        }
    }

    /// The CPU with the plain-tensor twins: slow, for comparison.
    #[must_use]
    pub fn cpu_reference() -> Self {
        Self { kernels: Kernels::Reference, name: "CPU (reference)".into(), ..Self::cpu() }
    }

    /// A GPU, with the plain-tensor twins.
    #[must_use]
    pub fn gpu(device: Device, name: String) -> Self {
        Self { device: device.autodiff(), kernels: Kernels::Reference, is_host: false, name }
    }

    /// A tensor of constants on this device.
    pub fn constant<const D: usize>(&self, values: Vec<f32>, shape: [usize; D]) -> Tensor<D> {
        Tensor::from_data(TensorData::new(values, shape), &self.device)
    }
}
