//! What persistent cohomology finds, as plain data.

use serde::Serialize;

/// A class of cohomology: the distances at which it appears and vanishes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bar {
    /// Distance at which the class appears.
    pub birth: f64,
    /// Distance at which it vanishes; none if it lives on at the largest distance.
    pub death: Option<f64>,
}

impl Bar {
    /// How long the class lives, at least: one without a death is followed up to `threshold`.
    #[must_use]
    pub fn lifetime(&self, threshold: f64) -> f64 {
        self.death.unwrap_or(threshold) - self.birth
    }
}

/// A class of dimension 1: what it assigns to edges.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cocycle {
    /// Edges as (larger point, smaller point, value modulo 47); all other edges have the value 0. The value belongs to
    /// the way from the larger to the smaller point.
    pub terms: Vec<(u32, u32, u8)>,
}
