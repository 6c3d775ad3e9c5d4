//! The backward passes of the fused operations, by hand, for any backend that has the forward passes. First order only.

use super::{AdamStep, FusedOps};
use burn::backend::tensor::{FloatTensor, IntTensor};
use burn::backend::{Autodiff, Backend};
use burn_autodiff::checkpoint::base::Checkpointer;
use burn_autodiff::checkpoint::strategy::CheckpointStrategy;
use burn_autodiff::grads::Gradients;
use burn_autodiff::ops::{Backward, Ops, OpsKind};

/// What the forward pass of `unroll` keeps: W, order, g₀, states, norms.
type UnrollState<B> = (FloatTensor<B>, IntTensor<B>, FloatTensor<B>, FloatTensor<B>, FloatTensor<B>);
/// Gradients of `path_losses`: capacity `[N]`, conformal isometry `[B, T, N]`, its gradient for g₀ `[N]`.
type PathState<B> = (FloatTensor<B>, FloatTensor<B>, FloatTensor<B>);

/// One element of a rank-1 tensor, as a tensor of the given rank that broadcasts.
fn pick<B: Backend>(values: FloatTensor<B>, index: usize, rank: usize) -> FloatTensor<B> {
    let one = B::float_slice(values, &[burn::tensor::Slice::from(index..index + 1)]);
    B::float_reshape(one, burn::tensor::Shape::from(vec![1; rank]))
}

#[derive(Debug)]
struct UnrollBackward;
#[derive(Debug)]
struct PairBackward;
#[derive(Debug)]
struct PathBackward;

impl<B: FusedOps> Backward<B, 2> for UnrollBackward {
    type State = UnrollState<B>;

    fn backward(self, ops: Ops<Self::State, 2>, grads: &mut Gradients, _: &mut Checkpointer) {
        let [w_node, g0_node] = ops.parents;
        let gradient = grads.consume::<B>(&ops.node);
        let (w, order, g0, states, norms) = ops.state;
        let (w_gradient, g0_gradient) = B::unroll_vjp(w, order, g0, states, norms, gradient);
        if let Some(node) = w_node {
            grads.register::<B>(node.id, w_gradient);
        }
        if let Some(node) = g0_node {
            grads.register::<B>(node.id, g0_gradient);
        }
    }
}

impl<B: FusedOps> Backward<B, 1> for PairBackward {
    type State = (FloatTensor<B>, FloatTensor<B>);

    fn backward(self, ops: Ops<Self::State, 1>, grads: &mut Gradients, _: &mut Checkpointer) {
        let [node] = ops.parents;
        let gradient = grads.consume::<B>(&ops.node);
        let (separation, invariance) = ops.state;
        if let Some(node) = node {
            let separation = B::float_mul(separation, pick::<B>(gradient.clone(), 0, 2));
            let invariance = B::float_mul(invariance, pick::<B>(gradient, 1, 2));
            grads.register::<B>(node.id, B::float_add(separation, invariance));
        }
    }
}

impl<B: FusedOps> Backward<B, 2> for PathBackward {
    type State = PathState<B>;

    fn backward(self, ops: Ops<Self::State, 2>, grads: &mut Gradients, _: &mut Checkpointer) {
        let [states_node, g0_node] = ops.parents;
        let gradient = grads.consume::<B>(&ops.node);
        let (capacity, isometry, isometry_g0) = ops.state;
        if let Some(node) = states_node {
            let isometry = B::float_mul(isometry, pick::<B>(gradient.clone(), 1, 3));
            let capacity = B::float_mul(capacity, pick::<B>(gradient.clone(), 0, 3));
            grads.register::<B>(node.id, B::float_add(isometry, capacity));
        }
        if let Some(node) = g0_node {
            grads.register::<B>(node.id, B::float_mul(isometry_g0, pick::<B>(gradient, 1, 1)));
        }
    }
}

impl<B: FusedOps, C: CheckpointStrategy> FusedOps for Autodiff<B, C> {
    fn unroll(w: FloatTensor<Self>, order: IntTensor<Self>, g0: FloatTensor<Self>) -> FloatTensor<Self> {
        let (w, w_node) = w.into_parts();
        let (g0, g0_node) = g0.into_parts();
        match UnrollBackward.prepare::<C>([w_node, g0_node]).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => {
                let (states, norms) = B::unroll_with_norms(w.clone(), order.clone(), g0.clone());
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
                let (losses, separation, invariance) =
                    B::pair_losses_with_gradients(states, positions, sigma_x, sigma_g);
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
                let (losses, capacity, isometry, isometry_g0) =
                    B::path_losses_with_gradients(states, g0, speeds, radius);
                prepared.finish((capacity, isometry, isometry_g0), losses)
            }
            OpsKind::UnTracked(prepared) => prepared.finish(B::path_losses(states, g0, speeds, radius)),
        }
    }

    fn unroll_with_norms(
        _: FloatTensor<Self>,
        _: IntTensor<Self>,
        _: FloatTensor<Self>,
    ) -> (FloatTensor<Self>, FloatTensor<Self>) {
        unreachable!("part of a backward pass: first order only")
    }

    fn unroll_vjp(
        _: FloatTensor<Self>,
        _: IntTensor<Self>,
        _: FloatTensor<Self>,
        _: FloatTensor<Self>,
        _: FloatTensor<Self>,
        _: FloatTensor<Self>,
    ) -> (FloatTensor<Self>, FloatTensor<Self>) {
        unreachable!("part of a backward pass: first order only")
    }

    fn pair_losses_with_gradients(
        _: FloatTensor<Self>,
        _: FloatTensor<Self>,
        _: f32,
        _: f32,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
        unreachable!("part of a backward pass: first order only")
    }

    fn path_losses_with_gradients(
        _: FloatTensor<Self>,
        _: FloatTensor<Self>,
        _: FloatTensor<Self>,
        _: f32,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
        unreachable!("part of a backward pass: first order only")
    }

    fn squared_norm(_: FloatTensor<Self>) -> FloatTensor<Self> {
        unreachable!("part of the optimiser, which works on tensors without gradients")
    }

    fn adamw(
        _: FloatTensor<Self>,
        _: FloatTensor<Self>,
        _: FloatTensor<Self>,
        _: FloatTensor<Self>,
        _: FloatTensor<Self>,
        _: AdamStep,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
        unreachable!("part of the optimiser, which works on tensors without gradients")
    }
}
