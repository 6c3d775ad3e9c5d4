//! The wide output layer of the velocity MLP: x · weight + bias, and its backward pass.
//!
//! Few rows (one a velocity), very many columns (one an entry of W(v)): memory decides, not arithmetic. Each pass reads the
//! large matrices once, a block of columns at a time.

use super::matmul::{MatrixView, multiply, multiply_wide};

/// Gradients with respect to x `[V, H]`, weight `[H, M]` and bias `[M]`.
pub(crate) struct AffineGradients {
    pub x: Vec<f32>,
    pub weight: Vec<f32>,
    pub bias: Vec<f32>,
}

/// x `[V, H]` · weight `[H, M]` + bias `[M]`
#[must_use]
pub(crate) fn forward(x: &[f32], weight: &[f32], bias: &[f32], inputs: usize) -> Vec<f32> {
    let (x, weight) = (MatrixView::new(x, x.len() / inputs, inputs), MatrixView::new(weight, inputs, bias.len()));
    multiply_wide(x, weight, Some(bias), |_| ()).0
}

/// Gradients, given the gradient `[V, M]` with respect to the output.
#[must_use]
pub(crate) fn backward(x: &[f32], weight: &[f32], gradient: &[f32], inputs: usize) -> AffineGradients {
    let rows = x.len() / inputs;
    let columns = weight.len() / inputs;
    let (weight, outer) = (MatrixView::new(weight, inputs, columns), MatrixView::new(gradient, rows, columns));
    let (weight_gradient, blocks) =
        multiply_wide(MatrixView::new(x, rows, inputs).transposed(), outer, None, |range| {
            let mut x = vec![0.0; rows * inputs];
            multiply(&mut x, outer.columns(range.clone()), weight.columns(range.clone()).transposed(), false);
            let mut bias = vec![0.0; range.len()];
            for row in gradient.chunks_exact(columns) {
                for (sum, value) in bias.iter_mut().zip(&row[range.clone()]) {
                    *sum += value;
                }
            }
            (x, bias)
        });
    let mut gradients = AffineGradients { x: vec![0.0; rows * inputs], weight: weight_gradient, bias: Vec::new() };
    for (x, bias) in blocks {
        for (sum, value) in gradients.x.iter_mut().zip(x) {
            *sum += value;
        }
        gradients.bias.extend(bias);
    }
    gradients
}
