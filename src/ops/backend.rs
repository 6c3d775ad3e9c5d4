//! What a backend must do for the fused operations.

use super::adam_step::AdamStep;
use burn::backend::tensor::{FloatTensor, IntTensor};
use burn::backend::{Backend, backend_extension};

/// The operations that are differentiated, by backward passes written by hand.
#[backend_extension(Cube, Flex, Autodiff)]
pub trait FusedOps: Backend {
    /// See [`super::affine`].
    fn affine(x: FloatTensor<Self>, weight: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self>;

    /// See [`super::unroll`].
    fn unroll(w: FloatTensor<Self>, order: IntTensor<Self>, g0: FloatTensor<Self>) -> FloatTensor<Self>;

    /// See [`super::pair_losses`].
    fn pair_losses(
        states: FloatTensor<Self>,
        positions: FloatTensor<Self>,
        sigma_x: f32,
        sigma_g: f32,
    ) -> FloatTensor<Self>;

    /// See [`super::path_losses`].
    fn path_losses(
        states: FloatTensor<Self>,
        g0: FloatTensor<Self>,
        speeds: FloatTensor<Self>,
        radius: f32,
    ) -> FloatTensor<Self>;
}

/// What the backward passes are made of. They are of first order: nothing here is differentiated again.
pub trait BackwardOps: FusedOps {
    /// Gradients with respect to `x`, `weight` and `bias`, given the gradient with respect to the output.
    fn affine_vjp(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>);

    /// `weights[0] · first + weights[1] · second` in one pass; `first` may be one row that every row of `second` shares.
    fn blend(first: FloatTensor<Self>, second: FloatTensor<Self>, weights: FloatTensor<Self>) -> FloatTensor<Self>;

    /// States and, for the backward pass, the norms `[B, T]` before normalisation.
    fn unroll_with_norms(
        w: FloatTensor<Self>,
        order: IntTensor<Self>,
        g0: FloatTensor<Self>,
    ) -> (FloatTensor<Self>, FloatTensor<Self>);

    /// Gradients with respect to `w` and `g0`, given the gradient with respect to the states.
    fn unroll_vjp(
        w: FloatTensor<Self>,
        order: IntTensor<Self>,
        g0: FloatTensor<Self>,
        states: FloatTensor<Self>,
        norms: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
    ) -> (FloatTensor<Self>, FloatTensor<Self>);

    /// The losses `[2]` and the gradient of each with respect to the states.
    fn pair_losses_with_gradients(
        states: FloatTensor<Self>,
        positions: FloatTensor<Self>,
        sigma_x: f32,
        sigma_g: f32,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>);

    /// The losses `[2]`, the gradient of capacity (the same `[N]` for every state), and the gradients of conformal isometry
    /// with respect to the states and g₀.
    fn path_losses_with_gradients(
        states: FloatTensor<Self>,
        g0: FloatTensor<Self>,
        speeds: FloatTensor<Self>,
        radius: f32,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>);
}

/// Operations on tensors without gradients: pictures and the optimiser.
#[backend_extension(Cube, Flex)]
pub trait UntrackedOps: Backend {
    /// See [`super::add_visits`].
    fn add_visits(
        sums: FloatTensor<Self>,
        states: FloatTensor<Self>,
        samples: IntTensor<Self>,
        bins: IntTensor<Self>,
        weight: f32,
    ) -> FloatTensor<Self>;

    /// See [`super::squared_norm`].
    fn squared_norm(values: FloatTensor<Self>) -> FloatTensor<Self>;

    /// See [`super::adamw`].
    fn adamw(
        parameter: FloatTensor<Self>,
        first: FloatTensor<Self>,
        second: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        control: FloatTensor<Self>,
        step: AdamStep,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>);
}
