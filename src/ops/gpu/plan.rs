//! How the kernels run on a device, and why not when they cannot.

use super::limits::Limits;
use super::recurrence;
use super::tile::ProductTile;
use std::fmt;
use thiserror::Error;

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
    pub tile: ProductTile,
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "fused kernels, {} threads to a trajectory, tiles to {}", self.threads, self.tile)
    }
}

impl Limits {
    /// Buffers of the kernel that uses most.
    const BUFFERS: usize = 7;
    /// More threads would mostly wait for each other.
    const MOST_THREADS: usize = 512;
    /// Fewer are not worth it: the twin is as fast.
    const FEWEST_THREADS: usize = 32;

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
        let smallest = ProductTile::ALL[ProductTile::ALL.len() - 1];
        let tile = ProductTile::ALL.into_iter().find(|tile| tile.fits(self)).ok_or({
            if smallest.workgroup() > self.threads {
                let (needed, of_what) = (smallest.workgroup(), "threads to a workgroup");
                Misfit { what: "the smallest tile", needed, of_what, has: self.threads }
            } else {
                let (needed, of_what) = (smallest.shared_bytes(), "bytes of shared memory");
                Misfit { what: "the smallest tile", needed, of_what, has: self.shared_bytes }
            }
        })?;
        Ok(Plan { threads, tile })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What every WebGPU adapter offers; one buffer of eight is taken by the interface.
    const LEAST: Limits = Limits { threads: 256, shared_bytes: 16 << 10, buffers: 7 };

    #[test]
    fn every_webgpu_adapter_runs_every_network() {
        for units in 2..=1024 {
            let plan = LEAST.plan(units).unwrap_or_else(|error| panic!("{units} units: {error}"));
            let bytes = recurrence::shared_floats(units, plan.threads) * size_of::<f32>();
            assert!(bytes <= LEAST.shared_bytes && plan.tile.fits(&LEAST), "{units} units: {plan}");
        }
    }

    #[test]
    fn tiles_shrink_with_the_device_and_then_words_say_why() {
        let words = |limits: Limits| limits.plan(128).map_or_else(|error| error.to_string(), |plan| plan.to_string());
        assert!(words(Limits { threads: 1024, ..LEAST }).contains("512 threads"), "no more than are of use");
        assert!(words(LEAST).contains("tiles to 128×128"));
        assert!(words(Limits { threads: 128, ..LEAST }).contains("tiles to 32×32"));
        assert_eq!(
            words(Limits { threads: 32, ..LEAST }),
            "the smallest tile needs 64 threads to a workgroup, the adapter has 32"
        );
        let small = words(Limits { shared_bytes: 4 << 10, ..LEAST });
        assert!(small.starts_with("the recurrence needs") && small.ends_with("the adapter has 4096"), "{small}");
        assert_eq!(words(Limits { buffers: 4, ..LEAST }), "a kernel needs 7 buffers at once, the adapter has 4");
    }

    #[test]
    fn small_products_are_cut_into_small_blocks() {
        let side = |rows, columns, products| ProductTile::choose(&LEAST, rows, columns, products).map(|tile| tile.side);
        assert_eq!(side(7800, 7800, 1), Some(128));
        assert_eq!(side(960, 960, 1), Some(64));
        assert_eq!(side(100, 100, 1), Some(32));
        assert_eq!(side(7800, 33, 4), Some(64), "not mostly outside the product");
        assert_eq!(ProductTile::choose(&Limits { threads: 8, ..LEAST }, 100, 100, 1), None);
    }
}
