//! The operations for Burn's CPU backend: from its tensors to slices and back.

use super::adamw::{adamw_step, squared_norm};
use super::{affine, blend, pairs, path, unroll};
use crate::ops::adam_step::AdamStep;
use crate::ops::backend::{BackwardOps, FusedOps, UntrackedOps};
use crate::ops::unroll_shape::UnrollShape;
use burn::backend::tensor::{FloatTensor, IntTensor};
use burn::backend::{DType, Flex, TensorMetadata};
use burn::prelude::TensorData;
use burn_flex::FlexTensor;

/// The values of a contiguous float tensor.
fn floats(tensor: &FlexTensor) -> &[f32] {
    tensor.as_slice::<f32>().expect("made contiguous by the caller, and single precision throughout the model")
}

/// Indices as the kernels use them, whatever integer type the backend keeps.
fn indices(tensor: IntTensor<Flex>) -> Vec<u32> {
    let tensor = tensor.to_contiguous();
    match tensor.dtype() {
        DType::I64 => tensor.as_slice::<i64>().map(|v| v.iter().map(|i| *i as u32).collect()),
        DType::I32 => tensor.as_slice::<i32>().map(|v| v.iter().map(|i| *i as u32).collect()),
        other => unreachable!("orders are made as 32 or 64 bit integers, not {other:?}"),
    }
    .expect("made contiguous above")
}

fn tensor(values: Vec<f32>, shape: &[usize]) -> FlexTensor {
    FlexTensor::from_data(TensorData::new(values, shape.to_vec()))
}

fn unroll_shape(order: &IntTensor<Flex>, g0: &FlexTensor) -> UnrollShape {
    let (order, g0) = (order.shape(), g0.shape());
    UnrollShape { units: g0[0], length: order[1], trajectories: order[0] }
}

fn pairs(
    states: &FlexTensor,
    positions: &FlexTensor,
    sigma_x: f32,
    sigma_g: f32,
    want_gradients: bool,
) -> pairs::PairLosses {
    let (states, positions) = (states.to_contiguous(), positions.to_contiguous());
    let units = states.shape()[1];
    let (positions, _) = floats(&positions).as_chunks::<2>();
    pairs::pair_losses(floats(&states), positions, units, sigma_x, sigma_g, want_gradients)
}

fn path(states: &FlexTensor, g0: &FlexTensor, speeds: &FlexTensor, radius: f32) -> path::PathLosses {
    let (states, g0, speeds) = (states.to_contiguous(), g0.to_contiguous(), speeds.to_contiguous());
    let length = speeds.shape()[1];
    path::path_losses(floats(&states), floats(&g0), floats(&speeds), length, radius)
}

impl FusedOps for Flex {
    fn affine(x: FloatTensor<Self>, weight: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self> {
        let [x, weight, bias] = [x, weight, bias].map(|t| t.to_contiguous());
        let [rows, inputs] = [x.shape()[0], x.shape()[1]];
        let out = affine::forward(floats(&x), floats(&weight), floats(&bias), inputs);
        tensor(out, &[rows, bias.shape()[0]])
    }

    fn unroll(w: FloatTensor<Self>, order: IntTensor<Self>, g0: FloatTensor<Self>) -> FloatTensor<Self> {
        Self::unroll_with_norms(w, order, g0).0
    }

    fn pair_losses(
        states: FloatTensor<Self>,
        positions: FloatTensor<Self>,
        sigma_x: f32,
        sigma_g: f32,
    ) -> FloatTensor<Self> {
        let losses = pairs(&states, &positions, sigma_x, sigma_g, false);
        tensor(vec![losses.separation, losses.invariance], &[2])
    }

    fn path_losses(
        states: FloatTensor<Self>,
        g0: FloatTensor<Self>,
        speeds: FloatTensor<Self>,
        radius: f32,
    ) -> FloatTensor<Self> {
        let losses = path(&states, &g0, &speeds, radius);
        tensor(vec![losses.capacity, losses.isometry], &[2])
    }
}

impl BackwardOps for Flex {
    fn affine_vjp(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
        let [x, weight, gradient] = [x, weight, gradient].map(|t| t.to_contiguous());
        let shapes = [x.shape().to_vec(), weight.shape().to_vec()];
        let found = affine::backward(floats(&x), floats(&weight), floats(&gradient), shapes[0][1]);
        let [x_shape, weight_shape] = &shapes;
        (tensor(found.x, x_shape), tensor(found.weight, weight_shape), tensor(found.bias, &weight_shape[1..]))
    }

    fn blend(first: FloatTensor<Self>, second: FloatTensor<Self>, weights: FloatTensor<Self>) -> FloatTensor<Self> {
        let [first, second, weights] = [first, second, weights].map(|t| t.to_contiguous());
        let shape = second.shape().to_vec();
        tensor(blend::blend(floats(&first), floats(&second), [floats(&weights)[0], floats(&weights)[1]]), &shape)
    }

    fn unroll_with_norms(
        w: FloatTensor<Self>,
        order: IntTensor<Self>,
        g0: FloatTensor<Self>,
    ) -> (FloatTensor<Self>, FloatTensor<Self>) {
        let shape = unroll_shape(&order, &g0);
        let (w, g0) = (w.to_contiguous(), g0.to_contiguous());
        let (states, norms) = unroll::forward(shape, floats(&w), &indices(order), floats(&g0));
        let UnrollShape { units, length, trajectories } = shape;
        (tensor(states, &[trajectories, length, units]), tensor(norms, &[trajectories, length]))
    }

    fn unroll_vjp(
        w: FloatTensor<Self>,
        order: IntTensor<Self>,
        g0: FloatTensor<Self>,
        states: FloatTensor<Self>,
        norms: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
    ) -> (FloatTensor<Self>, FloatTensor<Self>) {
        let shape = unroll_shape(&order, &g0);
        let w_shape = w.shape().to_vec();
        let [w, g0, states, norms, gradient] = [w, g0, states, norms, gradient].map(|t| t.to_contiguous());
        let (dw, dg0) = unroll::backward(
            shape,
            floats(&w),
            &indices(order),
            floats(&g0),
            floats(&states),
            floats(&norms),
            floats(&gradient),
        );
        (tensor(dw, &w_shape), tensor(dg0, &[shape.units]))
    }

    fn pair_losses_with_gradients(
        states: FloatTensor<Self>,
        positions: FloatTensor<Self>,
        sigma_x: f32,
        sigma_g: f32,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
        let losses = pairs(&states, &positions, sigma_x, sigma_g, true);
        let shape = states.shape().to_vec();
        (
            tensor(vec![losses.separation, losses.invariance], &[2]),
            tensor(losses.separation_gradient, &shape),
            tensor(losses.invariance_gradient, &shape),
        )
    }

    fn path_losses_with_gradients(
        states: FloatTensor<Self>,
        g0: FloatTensor<Self>,
        speeds: FloatTensor<Self>,
        radius: f32,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
        let losses = path(&states, &g0, &speeds, radius);
        let (shape, units) = (states.shape().to_vec(), g0.shape()[0]);
        (
            tensor(vec![losses.capacity, losses.isometry], &[2]),
            tensor(losses.capacity_gradient, &[1, 1, units]),
            tensor(losses.isometry_gradient, &shape),
            tensor(losses.isometry_g0_gradient, &[units]),
        )
    }
}

impl UntrackedOps for Flex {
    fn add_visits(
        sums: FloatTensor<Self>,
        states: FloatTensor<Self>,
        samples: IntTensor<Self>,
        bins: IntTensor<Self>,
        weight: f32,
    ) -> FloatTensor<Self> {
        let (sums, states) = (sums.to_contiguous(), states.to_contiguous());
        let shape = sums.shape().to_vec();
        let units = shape[1];
        let mut new = floats(&sums).to_vec();
        for (sample, bin) in indices(samples).into_iter().zip(indices(bins)) {
            let state = &floats(&states)[sample as usize * units..][..units];
            for (sum, rate) in new[bin as usize * units..][..units].iter_mut().zip(state) {
                *sum += weight * rate;
            }
        }
        tensor(new, &shape)
    }

    fn squared_norm(values: FloatTensor<Self>) -> FloatTensor<Self> {
        tensor(vec![squared_norm(floats(&values.to_contiguous())) as f32], &[1])
    }

    fn adamw(
        parameter: FloatTensor<Self>,
        first: FloatTensor<Self>,
        second: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        control: FloatTensor<Self>,
        step: AdamStep,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
        let [parameter, first, second, gradient, control] =
            [parameter, first, second, gradient, control].map(|t| t.to_contiguous());
        let mut new = [&parameter, &first, &second].map(|t| floats(t).to_vec());
        if let &[factor, applied] = floats(&control)
            && applied > 0.0
        {
            let step = AdamStep { gradient_scale: step.gradient_scale * f64::from(factor), ..step };
            let [parameter, first, second] = &mut new;
            adamw_step(parameter, first, second, floats(&gradient), step);
        }
        let [parameter, first, second] = new.map(|values| {
            let length = values.len();
            tensor(values, &[length])
        });
        (parameter, first, second)
    }
}
