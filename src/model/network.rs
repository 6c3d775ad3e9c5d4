//! The velocity MLP and the shared initial state.

use super::Compute;
use crate::data::Batch;
use crate::numerics::Draws;
use crate::ops;
use burn::module::{ModuleVisitor, Param};
use burn::prelude::*;

/// Sizes that fix the parameters of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NetworkShape {
    /// N, units of the recurrent state.
    pub units: usize,
    /// H, width of the hidden layers.
    pub hidden: usize,
    /// Linear layers of the MLP, the output layer included.
    pub layers: usize,
    /// Whether g₀ is learned.
    pub learned_start: bool,
}

impl NetworkShape {
    /// Inputs and outputs of each linear layer.
    fn sizes(&self) -> Vec<(usize, usize)> {
        (0..self.layers)
            .map(|layer| {
                let inputs = if layer == 0 { 2 } else { self.hidden };
                let outputs = if layer + 1 == self.layers { self.units * self.units } else { self.hidden };
                (inputs, outputs)
            })
            .collect()
    }

    /// Name and shape of every parameter, in the order in which they are visited. Weights are `[inputs, outputs]`.
    #[must_use]
    pub fn parameters(&self) -> Vec<(String, Vec<usize>)> {
        let mut list = Vec::new();
        for (layer, (inputs, outputs)) in self.sizes().into_iter().enumerate() {
            list.push((format!("mlp.{layer}.weight"), vec![inputs, outputs]));
            list.push((format!("mlp.{layer}.bias"), vec![outputs]));
        }
        if self.learned_start {
            list.push(("g0".into(), vec![self.units]));
        }
        list
    }
}

/// A linear layer, weight `[inputs, outputs]`.
#[derive(Module, Debug)]
struct Affine {
    weight: Param<Tensor<2>>,
    bias: Param<Tensor<1>>,
}

/// W(v) = MLP(v), and g₀.
#[derive(Module, Debug)]
pub struct Network {
    mlp: Vec<Affine>,
    /// Raw g₀ when it is learned: the state is its Norm-ReLU.
    learned_start: Option<Param<Tensor<1>>>,
    #[module(skip)]
    fixed_start: Tensor<1>,
    #[module(skip)]
    units: usize,
}

impl Network {
    /// A network as every run begins: hidden layers uniform ±1/√inputs, output weights uniform ±1/√H, output bias the
    /// identity matrix (so that W(v) starts near "stay where you are"), g₀ uniform in [0, 1) and normalised.
    #[must_use]
    pub fn init(shape: NetworkShape, seed: u64, compute: &Compute) -> Self {
        let mut draws = Draws::new(seed, "weights", 0);
        let mut values: Vec<Vec<f32>> = Vec::new();
        for (layer, (inputs, outputs)) in shape.sizes().into_iter().enumerate() {
            let limit = 1.0 / (inputs as f32).sqrt();
            values.push((0..inputs * outputs).map(|_| draws.symmetric(limit)).collect());
            values.push(if layer + 1 == shape.layers {
                (0..outputs).map(|i| f32::from(u8::from(i % (shape.units + 1) == 0))).collect()
            } else {
                (0..outputs).map(|_| draws.symmetric(limit)).collect()
            });
        }
        let start = Self::random_start(shape.units, seed);
        if shape.learned_start {
            values.push(start.clone());
        }
        Self::from_values(shape, values, start, compute)
    }

    /// g₀ of a seed: uniform in [0, 1), normalised.
    #[must_use]
    pub fn random_start(units: usize, seed: u64) -> Vec<f32> {
        let mut draws = Draws::new(seed, "initial state", 0);
        let start: Vec<f32> = (0..units).map(|_| draws.uniform()).collect();
        let norm = start.iter().map(|g| f64::from(*g).powi(2)).sum::<f64>().sqrt().max(1e-12);
        start.into_iter().map(|g| (f64::from(g) / norm) as f32).collect()
    }

    /// A network with given parameters, in the order of [`NetworkShape::parameters`]; `start` is g₀ unless it is learned.
    ///
    /// # Panics
    /// If the number or sizes of the parameters do not fit the shape (callers check what they read from files).
    #[must_use]
    pub fn from_values(shape: NetworkShape, values: Vec<Vec<f32>>, start: Vec<f32>, compute: &Compute) -> Self {
        let mut values = values.into_iter();
        let mut next = || values.next().expect("one vector of values for each parameter");
        let mlp = shape
            .sizes()
            .into_iter()
            .map(|(inputs, outputs)| Affine {
                weight: Param::from_tensor(compute.constant(next(), [inputs, outputs])),
                bias: Param::from_tensor(compute.constant(next(), [outputs])),
            })
            .collect();
        let learned_start = shape.learned_start.then(|| Param::from_tensor(compute.constant(next(), [shape.units])));
        let fixed_start = compute.constant(start, [shape.units]);
        Self { mlp, learned_start, fixed_start, units: shape.units }
    }

    /// Every parameter, in the order of [`NetworkShape::parameters`] (reads a device back).
    #[must_use]
    pub fn values(&self) -> Vec<Vec<f32>> {
        let mut values = Vec::new();
        self.each_value(&mut |array| values.push(array.to_vec()));
        values
    }

    /// Hands over every parameter, one after the other (reads a device back).
    pub fn each_value(&self, take: &mut dyn FnMut(&[f32])) {
        struct Each<'a>(&'a mut dyn FnMut(&[f32]));
        impl ModuleVisitor for Each<'_> {
            fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
                let data = param.val().into_data();
                (self.0)(data.as_slice().expect("parameters are single precision"));
            }
        }
        self.visit(&mut Each(take));
    }

    /// W(v) `[V, N, N]` of velocities `[V, 2]` in metres per step.
    #[must_use]
    pub fn transition(&self, velocities: Tensor<2>, compute: &Compute) -> Tensor<3> {
        let [count, _] = velocities.dims();
        let mut h = velocities;
        for (index, layer) in self.mlp.iter().enumerate() {
            let (weight, bias) = (layer.weight.val(), layer.bias.val());
            h = ops::affine(compute.kernels, h, weight, bias);
            if index + 1 < self.mlp.len() {
                h = gelu(h);
            }
        }
        h.reshape([count, self.units, self.units])
    }

    /// g₀ `[N]`.
    #[must_use]
    pub fn start(&self) -> Tensor<1> {
        match &self.learned_start {
            None => self.fixed_start.clone(),
            Some(raw) => {
                let z = burn::tensor::activation::relu(raw.val());
                let norm = z.clone().powi_scalar(2).sum().sqrt().add_scalar(ops::reference::NORM_EPSILON);
                z / norm
            }
        }
    }

    /// States `[B, T, N]` of a batch, g₀ not included.
    #[must_use]
    pub fn states(&self, batch: &Batch, compute: &Compute) -> Tensor<3> {
        let velocities = compute.constant(batch.velocities.as_flattened().to_vec(), [batch.length(), 2]);
        let order: Vec<i32> = batch.order.iter().map(|v| *v as i32).collect();
        let order = Tensor::<2, Int>::from_data(
            TensorData::new(order, [batch.trajectories(), batch.length()]),
            &compute.device,
        );
        ops::unroll(compute.kernels, self.transition(velocities, compute), order, self.start())
    }
}

/// GELU, tanh approximation (Hendrycks & Gimpel 2016): x/2 · (1 + tanh(√(2/π) (x + 0.044715 x³))).
fn gelu(x: Tensor<2>) -> Tensor<2> {
    let cubic = x.clone().powi_scalar(3).mul_scalar(0.044_715);
    let inner = (x.clone() + cubic).mul_scalar((2.0 / std::f64::consts::PI).sqrt());
    x.mul_scalar(0.5) * inner.tanh().add_scalar(1.0)
}
