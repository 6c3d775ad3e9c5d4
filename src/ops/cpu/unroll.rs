//! The Norm-ReLU recurrence and its backward pass.
//!
//! Trajectories are independent: each is one task. The gradient of each distinct W(v) is one small matrix product over the
//! trajectories that used it: dW(v) = Σ_b dz_b ⊗ g_b, with dz the gradient at the output of W(v) and g the state before.

use super::instructions::in_use;
use super::matmul::{MatrixView, multiply};
use super::simd::{LANES, axpy, dot, mul_add, sum_lanes_wide};
use crate::ops::reference::NORM_EPSILON;
use crate::ops::unroll_shape::UnrollShape;
use pulp::{Simd, WithSimd};
use rayon::prelude::*;

/// States `[B, T, N]` of trajectories over W(v) `[V, N, N]`, on host memory and without gradients: see [`unroll`](crate::ops::unroll).
#[must_use]
pub fn unroll_states(shape: UnrollShape, w: &[f32], order: &[u32], g0: &[f32]) -> Vec<f32> {
    forward(shape, w, order, g0).0
}

/// States `[B, T, N]` and norms `[B, T]` before normalisation.
#[must_use]
pub(crate) fn forward(shape: UnrollShape, w: &[f32], order: &[u32], g0: &[f32]) -> (Vec<f32>, Vec<f32>) {
    let UnrollShape { units, length, trajectories } = shape;
    let mut states = vec![0.0; trajectories * length * units];
    let mut norms = vec![0.0; trajectories * length];
    let arch = in_use().arch;
    states
        .par_chunks_mut(length * units)
        .zip(norms.par_chunks_mut(length))
        .zip(order.par_chunks(length))
        .for_each(|((states, norms), order)| arch.dispatch(Forward { units, w, order, g0, states, norms }));
    (states, norms)
}

/// One trajectory forward.
struct Forward<'a> {
    units: usize,
    w: &'a [f32],
    order: &'a [u32],
    g0: &'a [f32],
    states: &'a mut [f32],
    norms: &'a mut [f32],
}

impl WithSimd for Forward<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let n = self.units;
        for (step, &velocity) in self.order.iter().enumerate() {
            let (done, rest) = self.states.split_at_mut(step * n);
            let before = if step == 0 { self.g0 } else { &done[(step - 1) * n..] };
            let z = &mut rest[..n];
            relu_product::<S>(&self.w[velocity as usize * n * n..][..n * n], &before[..n], z);
            let norm = dot::<S>(z, z).sqrt();
            let scale = 1.0 / (norm + NORM_EPSILON);
            for value in z.iter_mut() {
                *value *= scale;
            }
            self.norms[step] = norm;
        }
    }
}

/// z = relu(W g), four rows at a time so that g is read once for all of them.
///
/// Each lane adds up a sixteenth of a row in single precision; the lanes are added up in double precision, so that a long
/// recurrence gathers little more error than storing its states does.
// Plain index loops: iterator adaptors are not always inlined into code compiled for a wider instruction set.
#[inline(always)]
fn relu_product<S: Simd>(w: &[f32], g: &[f32], z: &mut [f32]) {
    let n = g.len();
    let groups = n / LANES;
    let quads = n / 4;
    for quad in 0..quads {
        let base = quad * 4 * n;
        let (w0, w1) = (&w[base..base + n], &w[base + n..base + 2 * n]);
        let (w2, w3) = (&w[base + 2 * n..base + 3 * n], &w[base + 3 * n..base + 4 * n]);
        let mut lanes = [[0.0f32; LANES]; 4];
        for group in 0..groups {
            let at = group * LANES;
            let g = &g[at..at + LANES];
            let (w0, w1, w2, w3) = (&w0[at..at + LANES], &w1[at..at + LANES], &w2[at..at + LANES], &w3[at..at + LANES]);
            for l in 0..LANES {
                lanes[0][l] = mul_add::<S>(w0[l], g[l], lanes[0][l]);
                lanes[1][l] = mul_add::<S>(w1[l], g[l], lanes[1][l]);
                lanes[2][l] = mul_add::<S>(w2[l], g[l], lanes[2][l]);
                lanes[3][l] = mul_add::<S>(w3[l], g[l], lanes[3][l]);
            }
        }
        for k in 0..4 {
            let mut sum = sum_lanes_wide(&lanes[k]);
            for column in groups * LANES..n {
                sum += f64::from(w[base + k * n + column]) * f64::from(g[column]);
            }
            z[quad * 4 + k] = sum.max(0.0) as f32;
        }
    }
    for row in quads * 4..n {
        let mut sum = 0.0;
        for column in 0..n {
            sum += f64::from(w[row * n + column]) * f64::from(g[column]);
        }
        z[row] = sum.max(0.0) as f32;
    }
}

/// Gradients `(dW [T, N, N], dg0 [N])`, given the gradient with respect to the states.
#[must_use]
pub(crate) fn backward(
    shape: UnrollShape,
    w: &[f32],
    order: &[u32],
    g0: &[f32],
    states: &[f32],
    norms: &[f32],
    gradient: &[f32],
) -> (Vec<f32>, Vec<f32>) {
    let UnrollShape { units, length, trajectories } = shape;
    let arch = in_use().arch;
    let mut dz = vec![0.0; trajectories * length * units];
    let mut dg0_each = vec![0.0; trajectories * units];
    dz.par_chunks_mut(length * units).zip(dg0_each.par_chunks_mut(units)).enumerate().for_each(|(b, (dz, carry))| {
        let steps = b * length..(b + 1) * length;
        let values = b * length * units..(b + 1) * length * units;
        arch.dispatch(Backward {
            units,
            w,
            order: &order[steps.clone()],
            states: &states[values.clone()],
            norms: &norms[steps],
            gradient: &gradient[values],
            dz,
            carry,
        });
    });

    // For each velocity the (trajectory, step) pairs that took it, in order.
    let velocities = w.len() / (units * units);
    let mut users = vec![Vec::with_capacity(trajectories); velocities];
    for (index, &velocity) in order.iter().enumerate() {
        users[velocity as usize].push(index);
    }
    let mut dw = vec![0.0; w.len()];
    dw.par_chunks_mut(units * units).zip(&users).for_each(|(dw, users)| {
        let mut z_rows = Vec::with_capacity(users.len() * units);
        let mut g_rows = Vec::with_capacity(users.len() * units);
        for &index in users {
            z_rows.extend_from_slice(&dz[index * units..][..units]);
            let before = if index % length == 0 { g0 } else { &states[(index - 1) * units..][..units] };
            g_rows.extend_from_slice(before);
        }
        let (z, g) = (MatrixView::new(&z_rows, users.len(), units), MatrixView::new(&g_rows, users.len(), units));
        multiply(dw, z.transposed(), g, false);
    });

    let mut dg0 = vec![0.0; units];
    for each in dg0_each.chunks(units) {
        for (sum, value) in dg0.iter_mut().zip(each) {
            *sum += value;
        }
    }
    (dw, dg0)
}

/// One trajectory backward: fills `dz` and leaves the gradient at g₀ in `carry`.
struct Backward<'a> {
    units: usize,
    w: &'a [f32],
    order: &'a [u32],
    states: &'a [f32],
    norms: &'a [f32],
    gradient: &'a [f32],
    dz: &'a mut [f32],
    carry: &'a mut [f32],
}

impl WithSimd for Backward<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let n = self.units;
        self.carry.fill(0.0);
        for step in (0..self.order.len()).rev() {
            let g = &self.states[step * n..][..n];
            let gradient = &self.gradient[step * n..][..n];
            let dz = &mut self.dz[step * n..][..n];
            let carry = &self.carry[..n];
            for k in 0..n {
                dz[k] = carry[k] + gradient[k];
            }
            // g = z / (|z| + ε):  dz = a / (|z| + ε) − g (a·g) / |z|, where z > 0
            let norm = self.norms[step];
            let scale = 1.0 / (norm + NORM_EPSILON);
            let along = if norm > 0.0 { dot::<S>(dz, g) / norm } else { 0.0 };
            for k in 0..n {
                let value = mul_add::<S>(-along, g[k], dz[k] * scale);
                dz[k] = if g[k] > 0.0 { value } else { 0.0 };
            }
            let w = &self.w[self.order[step] as usize * n * n..][..n * n];
            self.carry.fill(0.0);
            for row in 0..n {
                if dz[row] != 0.0 {
                    axpy::<S>(dz[row], &w[row * n..][..n], self.carry);
                }
            }
        }
    }
}
