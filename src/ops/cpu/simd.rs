//! Vector loops that every instruction set runs alike.
//!
//! Loops are written over fixed groups of 16 lanes and compiled for each instruction set; the widest one that the machine
//! has is chosen at run time. Sums run over the same lanes in the same order on all sets that have fused multiply-add.

use pulp::Simd;

/// Lanes of a group.
pub(crate) const LANES: usize = 16;

/// a·b + c, fused where the instruction set can (elsewhere a fused result would need a slow library call).
#[inline(always)]
pub(crate) fn mul_add<S: Simd>(a: f32, b: f32, c: f32) -> f32 {
    if S::IS_SCALAR { a * b + c } else { a.mul_add(b, c) }
}

/// Sum of a group, always in the same order.
#[inline(always)]
pub(crate) fn sum_lanes(mut lanes: [f32; LANES]) -> f32 {
    let mut width = LANES / 2;
    while width > 0 {
        for l in 0..width {
            lanes[l] += lanes[l + width];
        }
        width /= 2;
    }
    lanes[0]
}

/// Sum of a group in double precision, always in the same order.
#[inline(always)]
pub(crate) fn sum_lanes_wide(lanes: &[f32; LANES]) -> f64 {
    let mut wide = [0.0f64; LANES / 2];
    for l in 0..LANES / 2 {
        wide[l] = f64::from(lanes[l]) + f64::from(lanes[l + LANES / 2]);
    }
    let mut width = LANES / 4;
    while width > 0 {
        for l in 0..width {
            wide[l] += wide[l + width];
        }
        width /= 2;
    }
    wide[0]
}

/// Σ aᵢ bᵢ, in lanes.
#[inline(always)]
pub(crate) fn dot<S: Simd>(a: &[f32], b: &[f32]) -> f32 {
    sum_over(a, b, |a, b, sum| mul_add::<S>(a, b, sum))
}

/// |a − b|², in lanes.
#[inline(always)]
pub(crate) fn squared_distance<S: Simd>(a: &[f32], b: &[f32]) -> f32 {
    sum_over(a, b, |a, b, sum| mul_add::<S>(a - b, a - b, sum))
}

/// Adds `term` over two slices in lanes: `term` gets an element of each and the sum so far.
#[inline(always)]
fn sum_over(a: &[f32], b: &[f32], term: impl Fn(f32, f32, f32) -> f32) -> f32 {
    let n = a.len();
    let b = &b[..n];
    let mut lanes = [0.0; LANES];
    for group in 0..n / LANES {
        let (a, b) = (&a[group * LANES..][..LANES], &b[group * LANES..][..LANES]);
        for l in 0..LANES {
            lanes[l] = term(a[l], b[l], lanes[l]);
        }
    }
    let mut sum = sum_lanes(lanes);
    for k in n - n % LANES..n {
        sum = term(a[k], b[k], sum);
    }
    sum
}

/// y += a·x.
#[inline(always)]
pub(crate) fn axpy<S: Simd>(a: f32, x: &[f32], y: &mut [f32]) {
    let n = y.len();
    let x = &x[..n];
    for k in 0..n {
        y[k] = mul_add::<S>(a, x[k], y[k]);
    }
}

/// exp(x) for x ≤ 0, relative error below 3e-7 (2ⁿ times a polynomial on ±ln 2 / 2); below −87 it stays at e⁻⁸⁷.
#[inline(always)]
pub(crate) fn exp_negative<S: Simd>(x: f32) -> f32 {
    const ROUND: f32 = 12_582_912.0; // 1.5 · 2²³: adding it rounds to the nearest integer
    let x = x.max(-87.0);
    let shifted = mul_add::<S>(x, std::f32::consts::LOG2_E, ROUND);
    let n = shifted - ROUND;
    // ln 2 in two parts, the first with few bits, so that n · ln 2 is exact (Cody & Waite)
    let r = mul_add::<S>(n, -0.693_359_4, x);
    let r = mul_add::<S>(n, 2.121_944_4e-4, r);
    let mut p = 1.388_89e-3; // Taylor coefficients 1/6! … 1/0!
    for c in [8.333_333e-3, 4.166_666_6e-2, 0.166_666_67, 0.5, 1.0, 1.0] {
        p = mul_add::<S>(p, r, c);
    }
    let exponent = (shifted.to_bits().wrapping_sub(ROUND.to_bits()).wrapping_add(127)) << 23;
    p * f32::from_bits(exponent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::instruction_sets;
    use proptest::prelude::*;
    use pulp::WithSimd;

    struct Both(Vec<f32>, Vec<f32>);
    impl WithSimd for Both {
        type Output = (f32, Vec<f32>, Vec<f32>);
        #[inline(always)]
        fn with_simd<S: Simd>(self, _: S) -> Self::Output {
            let mut y = self.1.clone();
            axpy::<S>(0.5, &self.0, &mut y);
            (dot::<S>(&self.0, &self.1), y, self.0.iter().map(|x| exp_negative::<S>(-x.abs())).collect())
        }
    }

    proptest! {
        #[test]
        fn loops_agree_with_double_precision(a in prop::collection::vec(-30.0f32..30.0, 0..70)) {
            let b: Vec<f32> = a.iter().rev().map(|x| x * 0.25).collect();
            for set in instruction_sets() {
                let (sum, y, e) = set.arch.dispatch(Both(a.clone(), b.clone()));
                let exact: f64 = a.iter().zip(&b).map(|(x, y)| f64::from(*x) * f64::from(*y)).sum();
                let scale: f64 = a.iter().zip(&b).map(|(x, y)| (f64::from(*x) * f64::from(*y)).abs()).sum();
                prop_assert!((f64::from(sum) - exact).abs() <= 1e-5 * scale.max(1e-3));
                for k in 0..a.len() {
                    prop_assert!((y[k] - (0.5 * a[k] + b[k])).abs() < 1e-5);
                    let exact = (-f64::from(a[k].abs())).exp();
                    prop_assert!((f64::from(e[k]) / exact - 1.0).abs() < 3e-7, "exp({})", -a[k].abs());
                }
            }
        }
    }
}
