//! All pairs of states of two blocks, or of one block with itself.

use super::block::{SplitStates, StateBlock};
use super::settings::PairSettings;
use crate::ops::cpu::matmul::{MatrixView, multiply};
use crate::ops::cpu::simd::{LANES, exp_negative, mul_add, squared_distance, sum_lanes};
use crate::ops::cpu::split::{SplitMatrix, filled_up, multiply_split};
use crate::platform::MatrixTiles;
use pulp::{Simd, WithSimd};

/// Adds up pairs of blocks, one after the other, in memory of its own: one for each thread.
pub(crate) struct PairAdder {
    settings: PairSettings,
    /// gᵢ·gⱼ, then eᵢⱼ over far pairs.
    kernel: Vec<f32>,
    /// The same for matrix tiles.
    split_kernel: SplitMatrix,
}

impl PairAdder {
    /// For blocks of up to so many rows.
    #[must_use]
    pub(crate) fn new(settings: PairSettings, rows: usize) -> Self {
        let with_tiles = settings.matrix_tiles.is_some();
        let split_rows = if with_tiles && settings.want_gradients { rows } else { 0 };
        let rows = if with_tiles { filled_up(rows) } else { rows };
        Self { settings, kernel: vec![0.0; rows * rows], split_kernel: SplitMatrix::zeros(split_rows, split_rows) }
    }

    /// Adds up all pairs of two blocks, or of one with itself (`second` is `None`).
    pub(crate) fn add<'a>(&mut self, first: &mut StateBlock<'a>, second: Option<&mut StateBlock<'a>>) {
        let other = second.as_deref().unwrap_or(first);
        let split = first.split.zip(other.split);
        if let Some((matrix_tiles, (one, two))) = self.settings.matrix_tiles.zip(split) {
            self.add_with_tiles(matrix_tiles, [one, two], first, second);
        } else {
            self.add_with_vectors(first, second);
        }
    }

    fn add_with_vectors<'a>(&mut self, first: &mut StateBlock<'a>, mut second: Option<&mut StateBlock<'a>>) {
        let PairSettings { arch, units, want_gradients, .. } = self.settings;
        let other = second.as_deref().unwrap_or(first);
        let (rows, columns) = (first.rows(), other.rows());
        let (own, others) = (MatrixView::new(first.states, rows, units), MatrixView::new(other.states, columns, units));
        let kernel = &mut self.kernel[..rows * columns];
        multiply(kernel, own, others.transposed(), false);
        let again = second.as_deref_mut();
        arch.dispatch(Pairs { settings: self.settings, kernel, stride: columns, first, second: again });
        if want_gradients {
            let e = MatrixView::new(kernel, rows, columns);
            multiply(&mut first.attraction, e, others, true);
            if let Some(second) = second {
                multiply(&mut second.attraction, e.transposed(), own, true);
            }
        }
    }

    /// Rows and columns that fill a block up are zeros in the states, hence in all products.
    fn add_with_tiles<'a>(
        &mut self,
        matrix_tiles: MatrixTiles,
        [own, others]: [&SplitStates; 2],
        first: &mut StateBlock<'a>,
        mut second: Option<&mut StateBlock<'a>>,
    ) {
        let PairSettings { arch, want_gradients, .. } = self.settings;
        let (rows, columns) = (first.rows(), second.as_deref().unwrap_or(first).rows());
        let stride = filled_up(columns);
        let kernel = &mut self.kernel[..filled_up(rows) * stride];
        let session = matrix_tiles.session();
        multiply_split(&session, kernel, &own.states, &others.transposed, false);
        let again = second.as_deref_mut();
        arch.dispatch(Pairs { settings: self.settings, kernel, stride, first, second: again });
        if want_gradients {
            self.split_kernel.fill(arch, kernel, [rows, columns]);
            multiply_split(&session, &mut first.attraction, &self.split_kernel, &others.states, true);
            if let Some(second) = second {
                multiply_split(&session, &mut second.attraction_transposed, &own.transposed, &self.split_kernel, true);
            }
        }
    }
}

/// From the products of two blocks' states to eᵢⱼ, with the sums over both.
struct Pairs<'a, 'b> {
    settings: PairSettings,
    kernel: &'a mut [f32],
    /// From row to row of `kernel`.
    stride: usize,
    first: &'a mut StateBlock<'b>,
    second: Option<&'a mut StateBlock<'b>>,
}

impl WithSimd for Pairs<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Pairs {
            settings: PairSettings { units, sigma_x, sigma_g, want_gradients, .. },
            kernel,
            stride,
            first,
            mut second,
        } = self;
        let alone = second.is_none();
        let (other, positions) = second.as_ref().map_or((first.states, first.positions), |t| (t.states, t.positions));
        let (rows, columns) = (first.positions.len(), positions.len());
        let squared = second.as_ref().map_or_else(|| first.squared.clone(), |t| t.squared.clone());
        let x: Vec<f32> = positions.iter().map(|p| p[0]).collect();
        let y: Vec<f32> = positions.iter().map(|p| p[1]).collect();
        let mut near = vec![0u8; columns.next_multiple_of(LANES)];
        let mut column_weight = vec![0.0; columns];
        let (mut separation, mut invariance, mut pairs) = (0.0f64, 0.0f64, 0u64);
        let apart = second.as_ref().is_some_and(|second| first.bounds.apart(&second.bounds, sigma_x));
        for row in 0..rows {
            let e = &mut kernel[row * stride..][..columns];
            exponentials::<S>(e, first.squared[row], &squared, sigma_g);
            let any = !apart && clear_near::<S>(e, &mut near, first.positions[row], [&x, &y], sigma_x);
            let weight = lane_sum(e);
            separation += f64::from(weight);
            first.weight[row] += weight;
            if !alone {
                for (sum, e) in column_weight.iter_mut().zip(&*e) {
                    *sum += e;
                }
            }
            if !any {
                continue;
            }
            // Within a block each unordered pair is taken once, and never a state with itself.
            let from = if alone { row + 1 } else { 0 };
            for column in set_flags(&near).filter(|column| *column >= from) {
                let g = &first.states[row * units..][..units];
                let h = &other[column * units..][..units];
                invariance += f64::from(squared_distance::<S>(g, h));
                pairs += 1;
                if want_gradients {
                    add_difference(g, h, &mut first.difference[row * units..][..units]);
                    let theirs = second.as_mut().map_or(&mut *first, |t| &mut **t);
                    add_difference(h, g, &mut theirs.difference[column * units..][..units]);
                }
            }
        }
        // A block with itself has every ordered pair in its square; two blocks only one of the two orders.
        first.separation += if alone { separation } else { 2.0 * separation };
        first.invariance += 2.0 * invariance;
        first.near += 2 * pairs;
        if let Some(second) = second {
            for (sum, weight) in second.weight.iter_mut().zip(&column_weight) {
                *sum += weight;
            }
        }
    }
}

/// From gᵢ·gⱼ to eᵢⱼ = exp(−|gᵢ − gⱼ|² / 2σ_g²), for one i.
#[inline(always)]
fn exponentials<S: Simd>(e: &mut [f32], row_squared: f32, squared: &[f32], sigma_g: f32) {
    let scale = -0.5 / (sigma_g * sigma_g);
    let n = e.len();
    let squared = &squared[..n];
    for k in 0..n {
        let d2 = mul_add::<S>(-2.0, e[k], row_squared + squared[k]).max(0.0);
        e[k] = exp_negative::<S>(scale * d2);
    }
}

/// Puts zeros where the positions `x`, `y` are no farther than σ_x, and flags there; whether there are any.
#[inline(always)]
fn clear_near<S: Simd>(e: &mut [f32], flags: &mut [u8], [xi, yi]: [f32; 2], [x, y]: [&[f32]; 2], sigma_x: f32) -> bool {
    let n = e.len();
    let (x, y, flags) = (&x[..n], &y[..n], &mut flags[..n]);
    let mut any = 0;
    for k in 0..n {
        let (dx, dy) = (xi - x[k], yi - y[k]);
        let is_near = u8::from(mul_add::<S>(dx, dx, dy * dy) <= sigma_x * sigma_x);
        flags[k] = is_near;
        any |= is_near;
        e[k] = if is_near == 1 { 0.0 } else { e[k] };
    }
    any != 0
}

/// Where flags are set; groups without any are passed over at once.
#[inline(always)]
fn set_flags(flags: &[u8]) -> impl Iterator<Item = usize> {
    let (groups, rest) = flags.as_chunks::<LANES>();
    debug_assert!(rest.is_empty(), "whole groups");
    let some = groups.iter().enumerate().filter(|(_, group)| u128::from_ne_bytes(**group) != 0);
    some.flat_map(|(i, group)| (0..LANES).filter(|lane| group[*lane] != 0).map(move |lane| i * LANES + lane))
}

/// Sum of values, in lanes.
#[inline(always)]
fn lane_sum(values: &[f32]) -> f32 {
    let n = values.len();
    let mut lanes = [0.0; LANES];
    for group in 0..n / LANES {
        let values = &values[group * LANES..][..LANES];
        for l in 0..LANES {
            lanes[l] += values[l];
        }
    }
    let mut sum = sum_lanes(lanes);
    for value in &values[n - n % LANES..] {
        sum += value;
    }
    sum
}

/// sum += a − b
#[inline(always)]
fn add_difference(a: &[f32], b: &[f32], sum: &mut [f32]) {
    let n = sum.len();
    let (a, b) = (&a[..n], &b[..n]);
    for k in 0..n {
        sum[k] += a[k] - b[k];
    }
}
