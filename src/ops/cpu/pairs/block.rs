//! A block of states, and what it gathers.

use super::settings::PairSettings;
use crate::ops::cpu::simd::dot;
use crate::ops::cpu::split::{SplitMatrix, filled_up, squared_norm_of_parts};
use pulp::{Arch, Simd, WithSimd};

/// The states of a block `[rows, N]` for matrix tiles.
pub(crate) struct SplitStates {
    pub states: SplitMatrix,
    pub transposed: SplitMatrix,
}

impl SplitStates {
    /// Of a row-major matrix.
    #[must_use]
    pub(crate) fn of(arch: Arch, states: &[f32], units: usize) -> Self {
        let states = SplitMatrix::of(arch, states, units);
        Self { transposed: states.transposed(), states }
    }
}

/// The rectangle that holds the positions of a block, metres.
pub(crate) struct Bounds {
    low: [f32; 2],
    high: [f32; 2],
}

impl Bounds {
    fn of(positions: &[[f32; 2]]) -> Self {
        let along = |pick: fn(f32, f32) -> f32, start: f32| {
            [0, 1].map(|axis| positions.iter().map(|p| p[axis]).fold(start, pick))
        };
        Self { low: along(f32::min, f32::INFINITY), high: along(f32::max, f32::NEG_INFINITY) }
    }

    /// Whether no place of one is within `distance_m` of a place of the other, rounding included.
    pub(crate) fn apart(&self, other: &Self, distance_m: f32) -> bool {
        let gap = |axis: usize| (self.low[axis] - other.high[axis]).max(other.low[axis] - self.high[axis]);
        gap(0).max(gap(1)) > distance_m * 1.001
    }
}

/// What a block of states gathers over the pairs of blocks it is in. Sums are over ordered pairs, not yet divided by their number.
pub(crate) struct StateBlock<'a> {
    pub states: &'a [f32],
    pub positions: &'a [[f32; 2]],
    pub bounds: Bounds,
    /// The states once more, where matrix tiles multiply them.
    pub split: Option<&'a SplitStates>,
    /// |gᵢ|², with matrix tiles of what they see of gᵢ: so |gᵢ − gⱼ|² of states that are alike comes out as small as it is
    pub squared: Vec<f32>,
    /// Σⱼ eᵢⱼ gⱼ over far pairs `[rows, N]`; filled up where matrix tiles add it up
    pub attraction: Vec<f32>,
    /// With matrix tiles, the part of it from pairs in which this block came second `[N, rows]`, filled up
    pub attraction_transposed: Vec<f32>,
    /// Σⱼ eᵢⱼ over far pairs
    pub weight: Vec<f32>,
    /// Σⱼ (gᵢ − gⱼ) over near pairs
    pub difference: Vec<f32>,
    /// Σ eᵢⱼ, Σ |gᵢ − gⱼ|² and the number of near pairs, of the pairs of blocks in which this block came first
    pub separation: f64,
    pub invariance: f64,
    pub near: u64,
}

impl<'a> StateBlock<'a> {
    /// A block before its first pair.
    pub(crate) fn new(
        settings: &PairSettings,
        states: &'a [f32],
        positions: &'a [[f32; 2]],
        split: Option<&'a SplitStates>,
    ) -> Self {
        let gradients = if settings.want_gradients { states.len() } else { 0 };
        let filled = if settings.want_gradients { filled_up(positions.len()) * filled_up(settings.units) } else { 0 };
        let [attraction, transposed] = if split.is_some() { [filled, filled] } else { [gradients, 0] };
        Self {
            states,
            positions,
            bounds: Bounds::of(positions),
            split,
            squared: settings.arch.dispatch(SquaredNorms { states, units: settings.units, of_parts: split.is_some() }),
            attraction: vec![0.0; attraction],
            attraction_transposed: vec![0.0; transposed],
            weight: vec![0.0; positions.len()],
            difference: vec![0.0; gradients],
            separation: 0.0,
            invariance: 0.0,
            near: 0,
        }
    }

    pub(crate) fn rows(&self) -> usize {
        self.positions.len()
    }

    /// Σⱼ (eᵢⱼ gᵢ − eᵢⱼ gⱼ) over far pairs, times `scale`, into `out` `[rows, N]`.
    pub(crate) fn separation_gradient(&self, units: usize, scale: f32, out: &mut [f32]) {
        let filled_rows = filled_up(self.rows());
        let stride = if self.split.is_some() { filled_up(units) } else { units };
        for (row, ((out, g), weight)) in
            out.chunks_mut(units).zip(self.states.chunks(units)).zip(&self.weight).enumerate()
        {
            for (out, pull) in out.iter_mut().zip(&self.attraction[row * stride..]) {
                *out = *pull;
            }
            for (out, pull) in out.iter_mut().zip(self.attraction_transposed[..].iter().skip(row).step_by(filled_rows))
            {
                *out += pull;
            }
            for (out, g) in out.iter_mut().zip(g) {
                *out = scale * (weight * g - *out);
            }
        }
    }
}

/// |gᵢ|² of every row, of single precision or of what two parts keep of it.
struct SquaredNorms<'a> {
    states: &'a [f32],
    units: usize,
    of_parts: bool,
}

impl WithSimd for SquaredNorms<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> Vec<f32> {
        let mut scratch = vec![0.0; self.units];
        let norm = |g: &[f32]| {
            if self.of_parts { squared_norm_of_parts::<S>(g, &mut scratch) } else { dot::<S>(g, g) }
        };
        self.states.chunks(self.units).map(norm).collect()
    }
}
