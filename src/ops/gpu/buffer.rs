//! Numbers on a device, as kernels take them.

use cubecl::client::Client;
use cubecl::prelude::{BufferArg, CubeCount};
use cubecl::server::Handle;

/// A contiguous run of 32-bit numbers on a device.
#[derive(Clone)]
pub(crate) struct Buffer {
    handle: Handle,
    length: usize,
}

impl Buffer {
    /// Room for `length` numbers, not initialised.
    #[must_use]
    pub(crate) fn empty(client: &Client, length: usize) -> Self {
        Self::new(client.empty(length * size_of::<f32>()), length)
    }

    /// The `length` 32-bit numbers behind a handle.
    #[must_use]
    pub(crate) fn new(handle: Handle, length: usize) -> Self {
        Self { handle, length }
    }

    /// Numbers in it.
    #[must_use]
    pub(crate) fn length(&self) -> usize {
        self.length
    }

    /// Gives up the handle.
    #[must_use]
    pub(crate) fn into_handle(self) -> Handle {
        self.handle
    }

    /// The buffer as an argument of a kernel.
    #[must_use]
    pub(crate) fn argument(&self) -> BufferArg {
        // SAFETY: the length is the one the memory was made with, or that of the tensor it belongs to.
        unsafe { BufferArg::from_raw_parts(self.handle.clone(), self.length) }
    }
}

/// At least `count` workgroups, in two dimensions where one is too short (a device has 65 535 at least). Kernels leave
/// those out that are too many.
#[must_use]
pub(crate) fn workgroups(count: usize) -> CubeCount {
    const LONGEST: usize = 65_535;
    let rows = count.div_ceil(LONGEST).max(1);
    CubeCount::Static(count.div_ceil(rows).max(1) as u32, rows as u32, 1)
}
