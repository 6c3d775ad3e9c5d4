//! Choosing a device: which adapters there are, whether a run fits, and opening one.

use super::TrainError;
use crate::model::Compute;
use crate::ops::gpu;
use crate::preset::Params;
use burn::prelude::Device;
use burn::tensor::DeviceKind;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt;
use std::pin::pin;
use std::str::FromStr;
use std::task::{Context, Poll, Waker};

/// What the user asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeviceChoice {
    /// The fastest of the CPU and the real GPUs, by a few timed steps.
    #[default]
    Auto,
    Cpu,
    /// A GPU, even a software one.
    Gpu,
}

impl fmt::Display for DeviceChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Auto => "auto",
            Self::Cpu => "cpu",
            Self::Gpu => "gpu",
        })
    }
}

impl FromStr for DeviceChoice {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        match word {
            "auto" => Ok(Self::Auto),
            "cpu" => Ok(Self::Cpu),
            "gpu" => Ok(Self::Gpu),
            _ => Err(format!("`{word}` is no device; valid: auto, cpu, gpu")),
        }
    }
}

/// A graphics adapter that training could run on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adapter {
    /// Name as the driver gives it.
    pub name: String,
    /// Graphics interface.
    pub backend: String,
    /// `discrete`, `integrated`, `virtual`, `software` or `other`.
    pub kind: String,
    /// Position among the adapters of its kind on its interface.
    pub index: usize,
    /// Largest buffer a kernel can be given, MiB.
    pub largest_binding_mib: u64,
    /// Largest buffer that can be made, MiB.
    pub largest_buffer_mib: u64,
    /// What kernels must keep to.
    pub limits: gpu::Limits,
}

impl Adapter {
    /// Whether it computes on the CPU: correct, but never faster than the CPU itself.
    #[must_use]
    pub fn is_software(&self) -> bool {
        self.kind == "software"
    }

    fn device_kind(&self) -> DeviceKind {
        match self.kind.as_str() {
            "discrete" => DeviceKind::DiscreteGpu(self.index),
            "integrated" => DeviceKind::IntegratedGpu(self.index),
            "virtual" => DeviceKind::VirtualGpu(self.index),
            "software" => DeviceKind::Cpu,
            _ => DeviceKind::DefaultDevice,
        }
    }

    /// Whether a run fits on this adapter: with the fused kernels, or with the plain-tensor twins, which hold whole pair
    /// matrices, where it cannot run those.
    ///
    /// # Errors
    /// Naming what is too large, and for which limit.
    pub fn check(&self, params: &Params) -> Result<(), TrainError> {
        let samples = (params.trajectories * params.trajectory_length) as u64;
        let (units, steps, hidden) = (params.units as u64, params.trajectory_length as u64, params.hidden as u64);
        let pairs = if self.limits.plan(params.units).is_ok() {
            [
                ("a strip of the pairs of states", gpu::strip_floats(samples as usize) as u64),
                ("all states", samples * units),
            ]
        } else {
            [
                ("the matrix of all pairs of states", samples * samples),
                ("W(v) of all steps of all trajectories", samples.div_ceil(steps) * units * units),
            ]
        };
        let network = [("W(v) of all velocities", steps * units * units), ("the output layer", hidden * units * units)];
        for (what, count) in pairs.into_iter().chain(network) {
            let needed_mib = (count * 4).div_ceil(1 << 20);
            let limits =
                [("largest kernel buffer", self.largest_binding_mib), ("largest buffer", self.largest_buffer_mib)];
            for (limit, limit_mib) in limits {
                if needed_mib > limit_mib {
                    let device = self.name.clone();
                    return Err(TrainError::TooLarge { what: what.into(), needed_mib, limit_mib, limit, device });
                }
            }
        }
        Ok(())
    }

    /// The device with the operations that run on it, for a network of `units`.
    #[must_use]
    pub fn open(&self, units: usize) -> Compute {
        #[cfg(feature = "cuda")]
        if self.backend == CUDA {
            return Compute::gpu(Device::cuda(self.index), self.to_string(), units);
        }
        Compute::gpu(Device::wgpu(self.device_kind()), self.to_string(), units)
    }
}

impl fmt::Display for Adapter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}, {})", self.name, self.kind, self.backend)
    }
}

/// All adapters the system shows. Drivers run inside the calling process: see `probe` for a safe way to ask.
#[must_use]
pub fn adapters() -> Vec<Adapter> {
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor {
        backends: wgpu::Backends::PRIMARY,
        ..wgpu::InstanceDescriptor::new_without_display_handle()
    });
    // Outside a browser the answer is there at once: one poll is enough.
    let future = pin!(instance.enumerate_adapters(wgpu::Backends::PRIMARY));
    let Poll::Ready(found) = future.poll(&mut Context::from_waker(Waker::noop())) else {
        return Vec::new();
    };
    let mut counts: HashMap<(String, &str), usize> = HashMap::new();
    let others = found.iter().map(|adapter| {
        let (info, limits) = (adapter.get_info(), adapter.limits());
        let kind = match info.device_type {
            wgpu::DeviceType::DiscreteGpu => "discrete",
            wgpu::DeviceType::IntegratedGpu => "integrated",
            wgpu::DeviceType::VirtualGpu => "virtual",
            wgpu::DeviceType::Cpu => "software",
            wgpu::DeviceType::Other => "other",
        };
        let backend = info.backend.to_string();
        let next = counts.entry((backend.clone(), kind)).or_default();
        let index = *next;
        *next += 1;
        Adapter {
            name: info.name,
            backend,
            kind: kind.into(),
            index,
            largest_binding_mib: limits.max_storage_buffer_binding_size >> 20,
            largest_buffer_mib: limits.max_buffer_size >> 20,
            limits: gpu::Limits {
                threads: limits.max_compute_invocations_per_workgroup.min(limits.max_compute_workgroup_size_x) as usize,
                shared_bytes: limits.max_compute_workgroup_storage_size as usize,
                // The interface takes one for itself.
                buffers: limits.max_storage_buffers_per_shader_stage.saturating_sub(1) as usize,
            },
        }
    });
    cuda_adapters().into_iter().chain(others).collect()
}

/// The graphics interface of devices that are driven through CUDA.
#[cfg(feature = "cuda")]
const CUDA: &str = "cuda";

/// The cards that CUDA knows; none where it is not installed.
#[cfg(feature = "cuda")]
fn cuda_adapters() -> Vec<Adapter> {
    let devices = Device::enumerate(burn::tensor::DeviceType::Cuda);
    let adapters = devices.iter().enumerate().filter_map(|(index, device)| {
        let (limits, largest_buffer) = gpu::limits(device)?;
        Some(Adapter {
            name: device.identity().map_or_else(|| format!("CUDA device {index}"), |identity| identity.name),
            backend: CUDA.into(),
            kind: "discrete".into(),
            index,
            largest_binding_mib: largest_buffer >> 20,
            largest_buffer_mib: largest_buffer >> 20,
            limits,
        })
    });
    adapters.collect()
}

#[cfg(not(feature = "cuda"))]
fn cuda_adapters() -> Vec<Adapter> {
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Adapter {
        Adapter {
            name: "Test".into(),
            backend: "vulkan".into(),
            kind: "discrete".into(),
            index: 0,
            largest_binding_mib: 128,
            largest_buffer_mib: 256,
            limits: gpu::Limits { threads: 256, shared_bytes: 0, buffers: 8 },
        }
    }

    #[test]
    fn a_run_that_does_not_fit_is_refused_with_the_limit() {
        assert!(small().check(&Params::default()).is_ok(), "960² pairs take 4 MiB");
        let large = Params { trajectories: 130, ..Params::default() };
        let error = small().check(&large).expect_err("7800² pairs take 233 MiB").to_string();
        for part in ["pairs", "233 MiB", "128 MiB", "largest kernel buffer", "use the CPU"] {
            assert!(error.contains(part), "`{part}` in: {error}");
        }
        let able = Adapter { limits: gpu::Limits { shared_bytes: 16 << 10, ..small().limits }, ..small() };
        assert!(able.check(&large).is_ok(), "the kernels never hold all pairs");
    }

    #[test]
    fn choices_are_words() {
        assert_eq!("auto".parse(), Ok(DeviceChoice::Auto));
        assert!("tpu".parse::<DeviceChoice>().expect_err("no such device").contains("auto, cpu, gpu"));
    }
}
