//! The operations for Burn's CubeCL backend: from its tensors to buffers and back.

use super::buffer::Buffer;
use super::limits::Limits;
use super::separation::{self, Widths};
use super::tile::ProductTile;
use super::{adamw, bins, pairs, path, recurrence, transitions};
use crate::ops::adam_step::AdamStep;
use crate::ops::backend::{BackwardOps, FusedOps, UntrackedOps};
use crate::ops::unroll_shape::UnrollShape;
use burn::backend::ops::FloatTensorOps;
use burn::backend::tensor::{FloatTensor, IntTensor};
use burn::backend::{DType, TensorMetadata};
use burn::tensor::{IntDType, Shape};
use burn_cubecl::CubeBackend;
use burn_cubecl::kernel::into_contiguous;
use burn_cubecl::tensor::CubeTensor;

/// The numbers of a tensor, in order.
fn buffer(tensor: CubeTensor) -> Buffer {
    let length = tensor.shape().num_elements();
    Buffer::new(into_contiguous(tensor).handle, length)
}

/// Indices as the kernels take them.
fn indices(tensor: IntTensor<CubeBackend>) -> Buffer {
    use burn::backend::ops::IntTensorOps;
    let tensor = if tensor.dtype() == DType::I32 { tensor } else { CubeBackend::int_cast(tensor, IntDType::I32) };
    buffer(tensor)
}

/// A tensor of single precision like another one's, but for its shape.
fn tensor<const D: usize>(buffer: Buffer, shape: [usize; D], like: &CubeTensor) -> CubeTensor {
    CubeTensor::new_contiguous(
        like.client.clone(),
        like.device.clone(),
        Shape::from(shape),
        buffer.into_handle(),
        DType::F32,
    )
}

/// A tensor that may be written in place: what somebody else still reads is copied first.
fn owned(tensor: CubeTensor) -> CubeTensor {
    let tensor = into_contiguous(tensor);
    if tensor.can_mut() { tensor } else { tensor.copy() }
}

fn shape_of(order: &CubeTensor, g0: &CubeTensor) -> UnrollShape {
    let (order, g0) = (order.shape(), g0.shape());
    UnrollShape { units: g0[0], length: order[1], trajectories: order[0] }
}

/// The limits of a tensor's device, and the threads for a network of `units`.
fn planned(tensor: &CubeTensor, units: usize) -> (Limits, usize) {
    let limits = Limits::of(&tensor.client);
    let plan = limits.plan(units).expect("these kernels are chosen only for a device that can run them");
    (limits, plan.threads)
}

fn pairs(states: &CubeTensor, positions: CubeTensor, widths: Widths, with_gradients: bool) -> pairs::PairLossBuffers {
    let [samples, units] = states.shape().dims();
    let (limits, threads) = planned(states, units);
    let tile = |rows, columns, parts| {
        ProductTile::choose(&limits, rows, columns, parts).expect("a device that has a plan has a tile")
    };
    // The second product is divided along its depth as well.
    let tiles = [tile(samples, samples, 1), tile(samples, units, separation::DIVISIONS)];
    let client = states.client.clone();
    let states = buffer(states.clone());
    pairs::pair_losses(&client, (threads, tiles), &states, &buffer(positions), widths, with_gradients)
}

fn path(
    states: &CubeTensor,
    g0: CubeTensor,
    speeds: CubeTensor,
    radius: f32,
    with_gradients: bool,
) -> path::PathLossBuffers {
    let [trajectories, length, units] = states.shape().dims();
    let shape = UnrollShape { units, length, trajectories };
    let (_, threads) = planned(states, units);
    let client = states.client.clone();
    let (states, g0, speeds) = (buffer(states.clone()), buffer(g0), buffer(speeds));
    path::path_losses(&client, shape, threads, &states, &g0, &speeds, radius, with_gradients)
}

impl FusedOps for CubeBackend {
    // Burn's own products are fast on a GPU, and a bias costs next to nothing there.
    fn affine(x: FloatTensor<Self>, weight: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self> {
        let outputs = bias.shape()[0];
        let bias = CubeBackend::float_reshape(bias, Shape::from([1, outputs]));
        CubeBackend::float_add(CubeBackend::float_matmul(x, weight), bias)
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
        let losses = pairs(&states, positions, Widths { sigma_x, sigma_g }, false);
        tensor(losses.losses, [2], &states)
    }

    fn path_losses(
        states: FloatTensor<Self>,
        g0: FloatTensor<Self>,
        speeds: FloatTensor<Self>,
        radius: f32,
    ) -> FloatTensor<Self> {
        let losses = path(&states, g0, speeds, radius, false);
        tensor(losses.losses, [2], &states)
    }
}

impl BackwardOps for CubeBackend {
    fn affine_vjp(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
        let outputs = gradient.shape()[1];
        let sum = CubeBackend::float_sum_dim(gradient.clone(), 0);
        (
            CubeBackend::float_matmul(gradient.clone(), CubeBackend::float_transpose(weight)),
            CubeBackend::float_matmul(CubeBackend::float_transpose(x), gradient),
            CubeBackend::float_reshape(sum, Shape::from([outputs])),
        )
    }

    fn blend(first: FloatTensor<Self>, second: FloatTensor<Self>, weights: FloatTensor<Self>) -> FloatTensor<Self> {
        let rank = second.shape().num_dims();
        let weight = |index: usize| {
            let one = CubeBackend::float_slice(weights.clone(), &[burn::tensor::Slice::from(index..index + 1)]);
            CubeBackend::float_reshape(one, Shape::from(vec![1; rank]))
        };
        let first = CubeBackend::float_mul(first, weight(0));
        CubeBackend::float_add(CubeBackend::float_mul(second, weight(1)), first)
    }

    fn unroll_with_norms(
        w: FloatTensor<Self>,
        order: IntTensor<Self>,
        g0: FloatTensor<Self>,
    ) -> (FloatTensor<Self>, FloatTensor<Self>) {
        let shape = shape_of(&order, &g0);
        let UnrollShape { units, length, trajectories } = shape;
        let (_, threads) = planned(&w, units);
        let like = w.clone();
        let (states, norms) =
            recurrence::forward(&like.client, shape, threads, &buffer(w), &indices(order), &buffer(g0));
        (tensor(states, [trajectories, length, units], &like), tensor(norms, [trajectories, length], &like))
    }

    fn unroll_vjp(
        w: FloatTensor<Self>,
        order: IntTensor<Self>,
        g0: FloatTensor<Self>,
        states: FloatTensor<Self>,
        norms: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
    ) -> (FloatTensor<Self>, FloatTensor<Self>) {
        let shape = shape_of(&order, &g0);
        let units = shape.units;
        let velocities = w.shape()[0];
        let (limits, threads) = planned(&w, units);
        let tile = ProductTile::choose(&limits, units, units, velocities).expect("a device that has a plan has a tile");
        let (like, client) = (w.clone(), w.client.clone());
        let [w, g0, states, norms, gradient] = [w, g0, states, norms, gradient].map(buffer);
        let order = indices(order);
        let (dz, dg0_each) = recurrence::backward(&client, shape, threads, &w, &order, &states, &norms, &gradient);
        let dw = transitions::gradient(&client, shape, velocities, (threads, tile), &dz, &states, &g0, &order);
        let dg0 = transitions::sum_rows(&client, threads, &dg0_each, units);
        (tensor(dw, [velocities, units, units], &like), tensor(dg0, [units], &like))
    }

    fn pair_losses_with_gradients(
        states: FloatTensor<Self>,
        positions: FloatTensor<Self>,
        sigma_x: f32,
        sigma_g: f32,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
        let pairs::PairLossBuffers { losses, separation, invariance } =
            pairs(&states, positions, Widths { sigma_x, sigma_g }, true);
        let shape = states.shape().dims::<2>();
        (tensor(losses, [2], &states), tensor(separation, shape, &states), tensor(invariance, shape, &states))
    }

    fn path_losses_with_gradients(
        states: FloatTensor<Self>,
        g0: FloatTensor<Self>,
        speeds: FloatTensor<Self>,
        radius: f32,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
        let path::PathLossBuffers { losses, capacity, isometry, isometry_g0 } = path(&states, g0, speeds, radius, true);
        let shape = states.shape().dims::<3>();
        let units = shape[2];
        (
            tensor(losses, [2], &states),
            tensor(capacity, [1, 1, units], &states),
            tensor(isometry, shape, &states),
            tensor(isometry_g0, [units], &states),
        )
    }
}

impl UntrackedOps for CubeBackend {
    fn add_visits(
        sums: FloatTensor<Self>,
        states: FloatTensor<Self>,
        samples: IntTensor<Self>,
        bins: IntTensor<Self>,
        weight: f32,
    ) -> FloatTensor<Self> {
        let units = sums.shape()[1];
        let shape = sums.shape().dims::<2>();
        let (_, threads) = planned(&sums, units);
        let sums = owned(sums);
        let like = sums.clone();
        let [sums, states] = [sums, states].map(buffer);
        let visits = [indices(samples), indices(bins)];
        bins::add_visits(&like.client, (threads, units), &sums, &states, visits.each_ref(), weight);
        tensor(sums, shape, &like)
    }

    fn squared_norm(values: FloatTensor<Self>) -> FloatTensor<Self> {
        let like = values.clone();
        let threads = Limits::of(&like.client).vector_threads();
        tensor(adamw::squared_norm(&like.client, threads, &buffer(values)), [1], &like)
    }

    fn adamw(
        parameter: FloatTensor<Self>,
        first: FloatTensor<Self>,
        second: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        control: FloatTensor<Self>,
        step: AdamStep,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
        let like = gradient.clone();
        let threads = Limits::of(&like.client).vector_threads();
        let parameter = owned(parameter);
        let inputs = [parameter, first, second, gradient, control].map(buffer);
        let length = inputs[0].length();
        let [first, second] = adamw::update(&like.client, threads, inputs.each_ref(), step);
        let [parameter, ..] = inputs;
        let [parameter, first, second] = [parameter, first, second].map(|new| tensor(new, [length], &like));
        (parameter, first, second)
    }
}
