//! The optimiser step on host memory: one pass over each parameter.

use super::instructions::in_use;
use super::simd::mul_add;
use crate::ops::adam_step::AdamStep;
use pulp::{Simd, WithSimd};
use rayon::prelude::*;

/// Elements a task updates: fixed, so that sums do not depend on the number of threads.
const BLOCK: usize = 1 << 14;

/// Sum of squares, in a fixed order, in double precision across blocks.
#[must_use]
pub fn squared_norm(values: &[f32]) -> f64 {
    let arch = in_use().arch;
    let blocks: Vec<f64> = values.par_chunks(BLOCK).map(|block| arch.dispatch(Squares(block))).collect();
    blocks.iter().sum()
}

struct Squares<'a>(&'a [f32]);
impl WithSimd for Squares<'_> {
    type Output = f64;
    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> f64 {
        // Runs of 1024: short enough for single precision to lose nothing that matters.
        self.0.chunks(1024).map(|run| f64::from(super::simd::dot::<S>(run, run))).sum()
    }
}

/// One AdamW update (Loshchilov & Hutter 2019) of a parameter and its two moments, in place.
pub fn adamw_step(parameter: &mut [f32], first: &mut [f32], second: &mut [f32], gradient: &[f32], step: AdamStep) {
    let arch = in_use().arch;
    parameter
        .par_chunks_mut(BLOCK)
        .zip(first.par_chunks_mut(BLOCK))
        .zip(second.par_chunks_mut(BLOCK))
        .zip(gradient.par_chunks(BLOCK))
        .for_each(|(((parameter, first), second), gradient)| {
            arch.dispatch(Update { parameter, first, second, gradient, step });
        });
}

struct Update<'a> {
    parameter: &'a mut [f32],
    first: &'a mut [f32],
    second: &'a mut [f32],
    gradient: &'a [f32],
    step: AdamStep,
}

impl WithSimd for Update<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let (rate, root) = self.step.corrections();
        let (rate, root, epsilon) = (rate as f32, root as f32, self.step.epsilon as f32);
        let (beta1, beta2) = (AdamStep::BETAS.0 as f32, AdamStep::BETAS.1 as f32);
        let keep = self.step.kept() as f32;
        let scale = self.step.gradient_scale as f32;
        let inverse_root = 1.0 / root;
        let n = self.gradient.len();
        let (p, m, v, g) = (&mut self.parameter[..n], &mut self.first[..n], &mut self.second[..n], self.gradient);
        for k in 0..n {
            let g = g[k] * scale;
            m[k] = mul_add::<S>(beta1, m[k], (1.0 - beta1) * g);
            v[k] = mul_add::<S>(beta2, v[k], (1.0 - beta2) * g * g);
            p[k] = mul_add::<S>(-rate, m[k] / mul_add::<S>(v[k].sqrt(), inverse_root, epsilon), keep * p[k]);
        }
    }
}
