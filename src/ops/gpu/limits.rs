//! The limits of a device.

use super::sum;
use burn::backend::DispatchDevice;
use burn::prelude::Device;
use cubecl::client::Client;
use serde::{Deserialize, Serialize};

/// The limits of a device that kernels must keep to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Threads of a workgroup.
    pub threads: usize,
    /// Shared memory of a workgroup, bytes.
    pub shared_bytes: usize,
    /// Buffers a kernel can use at once.
    pub buffers: usize,
}

impl Limits {
    /// The limits of a device.
    #[must_use]
    pub fn of(client: &Client) -> Self {
        let hardware = &client.properties().hardware;
        Self {
            threads: hardware.max_units_per_cube.min(hardware.max_cube_dim.0) as usize,
            shared_bytes: hardware.max_shared_memory_size,
            buffers: hardware.max_bindings as usize,
        }
    }

    /// Threads of a workgroup in kernels over plain vectors: a power of two, for the sums over a workgroup.
    #[must_use]
    pub fn vector_threads(&self) -> usize {
        256.min(1 << self.threads.max(sum::FEW).ilog2())
    }
}

/// What a device can run, and the bytes of its largest buffer; `None` for a device of another kind. Opens the device.
#[must_use]
pub fn limits(device: &Device) -> Option<(Limits, u64)> {
    match device.clone().inner().as_dispatch() {
        DispatchDevice::Cube(device) => {
            let client = device.client();
            Some((Limits::of(&client), client.properties().memory.max_page_size))
        }
        _ => None,
    }
}
