//! The backward passes of the fused operations, by hand, for any backend that has the forward passes. First order only.

use super::backend::{BackwardOps, FusedOps};
use super::profile::{Part, timed};
use burn::backend::tensor::{FloatTensor, IntTensor};
use burn::backend::{Autodiff, TensorMetadata};
use burn_autodiff::checkpoint::base::Checkpointer;
use burn_autodiff::checkpoint::strategy::CheckpointStrategy;
use burn_autodiff::grads::Gradients;
use burn_autodiff::ops::{Backward, Ops, OpsKind};

/// What the forward pass of `unroll` keeps: W, order, g₀, states, norms.
type UnrollState<B> = (FloatTensor<B>, IntTensor<B>, FloatTensor<B>, FloatTensor<B>, FloatTensor<B>);
/// What the output layer keeps: x and weight.
type AffineState<B> = (FloatTensor<B>, FloatTensor<B>);
/// Gradients of `path_losses`: capacity `[N]`, conformal isometry `[B, T, N]`, its gradient for g₀ `[N]`.
type PathState<B> = (FloatTensor<B>, FloatTensor<B>, FloatTensor<B>);

#[derive(Debug)]
struct AffineBackward;
#[derive(Debug)]
struct UnrollBackward;
#[derive(Debug)]
struct PairBackward;
#[derive(Debug)]
struct PathBackward;

impl<B: BackwardOps> Backward<B, 3> for AffineBackward {
    type State = AffineState<B>;

    fn backward(self, ops: Ops<Self::State, 3>, grads: &mut Gradients, _: &mut Checkpointer) {
        let gradient = grads.consume::<B>(&ops.node);
        let (x, weight) = ops.state;
        let device = gradient.device();
        let (x, weight, bias) = timed::<B, _>(Part::Mlp, &device, || B::affine_vjp(x, weight, gradient));
        for (node, gradient) in ops.parents.into_iter().zip([x, weight, bias]) {
            if let Some(node) = node {
                grads.register::<B>(node.id, gradient);
            }
        }
    }
}

impl<B: BackwardOps> Backward<B, 2> for UnrollBackward {
    type State = UnrollState<B>;

    fn backward(self, ops: Ops<Self::State, 2>, grads: &mut Gradients, _: &mut Checkpointer) {
        let [w_node, g0_node] = ops.parents;
        let gradient = grads.consume::<B>(&ops.node);
        let (w, order, g0, states, norms) = ops.state;
        let device = gradient.device();
        let (w_gradient, g0_gradient) =
            timed::<B, _>(Part::Unroll, &device, || B::unroll_vjp(w, order, g0, states, norms, gradient));
        if let Some(node) = w_node {
            grads.register::<B>(node.id, w_gradient);
        }
        if let Some(node) = g0_node {
            grads.register::<B>(node.id, g0_gradient);
        }
    }
}

impl<B: BackwardOps> Backward<B, 1> for PairBackward {
    type State = (FloatTensor<B>, FloatTensor<B>);

    fn backward(self, ops: Ops<Self::State, 1>, grads: &mut Gradients, _: &mut Checkpointer) {
        let [node] = ops.parents;
        let gradient = grads.consume::<B>(&ops.node);
        let (separation, invariance) = ops.state;
        if let Some(node) = node {
            let device = gradient.device();
            let blended = timed::<B, _>(Part::Pairs, &device, || B::blend(separation, invariance, gradient));
            grads.register::<B>(node.id, blended);
        }
    }
}

impl<B: BackwardOps> Backward<B, 2> for PathBackward {
    type State = PathState<B>;

    fn backward(self, ops: Ops<Self::State, 2>, grads: &mut Gradients, _: &mut Checkpointer) {
        let [states_node, g0_node] = ops.parents;
        let gradient = grads.consume::<B>(&ops.node);
        let (capacity, isometry, isometry_g0) = ops.state;
        if let Some(node) = states_node {
            let device = gradient.device();
            let blended = timed::<B, _>(Part::Paths, &device, || B::blend(capacity, isometry, gradient.clone()));
            grads.register::<B>(node.id, blended);
        }
        if let Some(node) = g0_node {
            let second = B::float_slice(gradient, &[burn::tensor::Slice::from(1..2)]);
            grads.register::<B>(node.id, B::float_mul(isometry_g0, second));
        }
    }
}

impl<B: BackwardOps, C: CheckpointStrategy> FusedOps for Autodiff<B, C> {
    fn affine(x: FloatTensor<Self>, weight: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self> {
        let (x, x_node) = x.into_parts();
        let (weight, weight_node) = weight.into_parts();
        let (bias, bias_node) = bias.into_parts();
        match AffineBackward.prepare::<C>([x_node, weight_node, bias_node]).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => {
                let device = x.device();
                let out = timed::<B, _>(Part::Mlp, &device, || B::affine(x.clone(), weight.clone(), bias));
                prepared.finish((x, weight), out)
            }
            OpsKind::UnTracked(prepared) => prepared.finish(B::affine(x, weight, bias)),
        }
    }

    fn unroll(w: FloatTensor<Self>, order: IntTensor<Self>, g0: FloatTensor<Self>) -> FloatTensor<Self> {
        let (w, w_node) = w.into_parts();
        let (g0, g0_node) = g0.into_parts();
        match UnrollBackward.prepare::<C>([w_node, g0_node]).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => {
                let device = w.device();
                let (states, norms) =
                    timed::<B, _>(Part::Unroll, &device, || B::unroll_with_norms(w.clone(), order.clone(), g0.clone()));
                prepared.finish((w, order, g0, states.clone(), norms), states)
            }
            OpsKind::UnTracked(prepared) => prepared.finish(B::unroll(w, order, g0)),
        }
    }

    fn pair_losses(
        states: FloatTensor<Self>,
        positions: FloatTensor<Self>,
        sigma_x: f32,
        sigma_g: f32,
    ) -> FloatTensor<Self> {
        let (states, node) = states.into_parts();
        let (positions, _) = positions.into_parts();
        match PairBackward.prepare::<C>([node]).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => {
                let device = states.device();
                let (losses, separation, invariance) = timed::<B, _>(Part::Pairs, &device, || {
                    B::pair_losses_with_gradients(states, positions, sigma_x, sigma_g)
                });
                prepared.finish((separation, invariance), losses)
            }
            OpsKind::UnTracked(prepared) => prepared.finish(B::pair_losses(states, positions, sigma_x, sigma_g)),
        }
    }

    fn path_losses(
        states: FloatTensor<Self>,
        g0: FloatTensor<Self>,
        speeds: FloatTensor<Self>,
        radius: f32,
    ) -> FloatTensor<Self> {
        let (states, states_node) = states.into_parts();
        let (g0, g0_node) = g0.into_parts();
        let (speeds, _) = speeds.into_parts();
        match PathBackward.prepare::<C>([states_node, g0_node]).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => {
                let device = states.device();
                let (losses, capacity, isometry, isometry_g0) =
                    timed::<B, _>(Part::Paths, &device, || B::path_losses_with_gradients(states, g0, speeds, radius));
                prepared.finish((capacity, isometry, isometry_g0), losses)
            }
            OpsKind::UnTracked(prepared) => prepared.finish(B::path_losses(states, g0, speeds, radius)),
        }
    }
}
