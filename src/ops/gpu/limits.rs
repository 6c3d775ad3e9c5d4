//! What a device can run, and why not when it cannot.

use super::recurrence;
use super::sum;
use super::tile::Tile;
use cubecl::client::Client;
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

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

/// A device that cannot run the kernels.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{what} needs {needed} {of_what}, the adapter has {has}")]
pub struct Misfit {
    what: &'static str,
    needed: usize,
    of_what: &'static str,
    has: usize,
}

/// How the kernels run on a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Threads that work on one state, or on one trajectory.
    pub threads: usize,
    /// Largest block of the products.
    pub tile: Tile,
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "fused kernels, {} threads to a trajectory, tiles to {}", self.threads, self.tile)
    }
}

impl Limits {
    /// Buffers of the kernel that uses most.
    const BUFFERS: usize = 8;
    /// More threads would mostly wait for each other.
    const MOST_THREADS: usize = 512;
    /// Fewer are not worth it: the twin is as fast.
    const FEWEST_THREADS: usize = 32;

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

    /// How a network of `units` runs here.
    ///
    /// # Errors
    /// Naming what does not fit, and the limit.
    pub fn plan(&self, units: usize) -> Result<Plan, Misfit> {
        if self.buffers < Self::BUFFERS {
            let (what, of_what) = ("a kernel", "buffers at once");
            return Err(Misfit { what, needed: Self::BUFFERS, of_what, has: self.buffers });
        }
        if self.threads < Self::FEWEST_THREADS {
            let (what, of_what) = ("a kernel", "threads to a workgroup");
            return Err(Misfit { what, needed: Self::FEWEST_THREADS, of_what, has: self.threads });
        }
        // Powers of two: the sums over a workgroup count on it.
        let mut threads = Self::MOST_THREADS.min(1 << self.threads.ilog2());
        let bytes = |threads| recurrence::shared_floats(units, threads) * size_of::<f32>();
        while bytes(threads) > self.shared_bytes && threads > Self::FEWEST_THREADS {
            threads /= 2;
        }
        if bytes(threads) > self.shared_bytes {
            let (what, of_what) = ("the recurrence", "bytes of shared memory");
            return Err(Misfit { what, needed: bytes(threads), of_what, has: self.shared_bytes });
        }
        let smallest = Tile::ALL[Tile::ALL.len() - 1];
        let tile = Tile::ALL.into_iter().find(|tile| tile.fits(self)).ok_or({
            if smallest.workgroup() > self.threads {
                let (needed, of_what) = (smallest.workgroup(), "threads to a workgroup");
                Misfit { what: "the smallest tile", needed, of_what, has: self.threads }
            } else {
                let (needed, of_what) = (smallest.shared_floats() * size_of::<f32>(), "bytes of shared memory");
                Misfit { what: "the smallest tile", needed, of_what, has: self.shared_bytes }
            }
        })?;
        Ok(Plan { threads, tile })
    }
}
