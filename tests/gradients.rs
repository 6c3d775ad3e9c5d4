//! The fused operations against their plain-tensor twins, and both against finite differences.

use burn::prelude::*;
use gridscope::data::Batch;
use gridscope::model::{Compute, Gradients, Network, NetworkShape, ObjectiveSettings, TERMS, evaluate_objective};
use gridscope::numerics::Velocities;
use gridscope::ops::{self, Kernels};
use proptest::prelude::*;

/// A batch of any size, and the seed of everything that is drawn for it.
#[derive(Clone, Debug)]
struct Case {
    units: usize,
    length: usize,
    trajectories: usize,
    seed: u64,
    permute: bool,
    /// Whether some states are dead.
    dead: bool,
}

fn cases() -> impl Strategy<Value = Case> {
    // Sizes on both sides of the widths of vectors and tiles.
    (1usize..40, 1usize..23, 1usize..9, any::<u64>(), any::<bool>(), any::<bool>()).prop_map(
        |(units, length, trajectories, seed, permute, dead)| Case { units, length, trajectories, seed, permute, dead },
    )
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Draws of a test, by name.
struct Values(u64);

impl Values {
    fn symmetric(&self, name: &str, count: usize, limit: f32) -> Vec<f32> {
        let mut draws = gridscope::numerics::Draws::new(self.0, name, 0);
        (0..count).map(|_| draws.symmetric(limit)).collect()
    }
}

fn host<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    let values: Vec<f32> = tensor.into_data().try_into_vec().expect("single precision");
    values.into_iter().map(f64::from).collect()
}

/// |got − reference| as a share of the reference's size, or of the floor where the reference is smaller.
fn distance(got: &[f64], reference: &[f64], floor: f64) -> f64 {
    assert_eq!(got.len(), reference.len(), "sizes agree");
    if got.iter().any(|value| !value.is_finite()) {
        return f64::INFINITY;
    }
    let norm = |values: &mut dyn Iterator<Item = f64>| values.map(|v| v * v).sum::<f64>().sqrt();
    let size = norm(&mut reference.iter().copied());
    norm(&mut got.iter().zip(reference).map(|(a, b)| a - b)) / size.max(floor)
}

impl Case {
    fn batch(&self) -> Batch {
        Batch::draw(self.seed, 0, self.length, self.trajectories, Velocities::square(0.15), self.permute)
    }

    fn order(&self, compute: &Compute) -> Tensor<2, Int> {
        let order: Vec<i32> = self.batch().order.iter().map(|step| *step as i32).collect();
        Tensor::from_data(TensorData::new(order, [self.trajectories, self.length]), &compute.device)
    }

    /// W(v) `[T, N, N]`; where states may die, one W drives every unit below zero.
    fn transitions(&self) -> Vec<f32> {
        let size = self.units * self.units;
        let mut w = Values(self.seed).symmetric("W", self.length * size, 0.5);
        for (index, value) in w.iter_mut().enumerate() {
            if self.dead && index / size == self.length / 2 {
                *value = -value.abs();
            } else if (index % size).is_multiple_of(self.units + 1) {
                *value += 1.0;
            }
        }
        w
    }

    fn start(&self) -> Vec<f32> {
        Network::random_start(self.units, self.seed)
    }

    /// States `[B, T, N]` as a network would make them: non-negative, of length 1, or 0 for dead ones.
    fn states(&self) -> Vec<f32> {
        let count = self.length * self.trajectories;
        let mut states = Values(self.seed).symmetric("states", count * self.units, 1.0);
        for (index, state) in states.chunks_mut(self.units).enumerate() {
            let alive = !(self.dead && index % 4 == 1);
            let norm = state.iter().map(|g| g.max(0.0).powi(2)).sum::<f32>().sqrt().max(1e-6);
            for g in state {
                *g = if alive { g.max(0.0) / norm } else { 0.0 };
            }
        }
        states
    }
}

/// Takes the gradient of an operation's input out of a backward pass.
type Parent<'a> = &'a dyn Fn(&burn::tensor::Gradients) -> Option<Vec<f64>>;

/// Values of an operation and the gradients of a weighted sum of them.
fn differentiate<const D: usize>(
    values: Tensor<D>,
    weights: Vec<f32>,
    parents: &[Parent<'_>],
    compute: &Compute,
) -> Vec<Vec<f64>> {
    let shape = values.dims();
    let loss = (values.clone() * compute.constant(weights, shape)).sum();
    let gradients = loss.backward();
    let found = parents.iter().map(|parent| parent(&gradients).expect("every parent has a gradient"));
    std::iter::once(host(values.inner())).chain(found).collect()
}

fn unrolled(case: &Case, kernels: Kernels) -> Vec<Vec<f64>> {
    let compute = Compute::cpu();
    let w = compute.constant(case.transitions(), [case.length, case.units, case.units]).require_grad();
    let g0 = compute.constant(case.start(), [case.units]).require_grad();
    let states = ops::unroll(kernels, w.clone(), case.order(&compute), g0.clone());
    let weights = Values(case.seed).symmetric("weights", case.trajectories * case.length * case.units, 1.0);
    differentiate(states, weights, &[&|g| w.grad(g).map(host), &|g| g0.grad(g).map(host)], &compute)
}

fn paired(case: &Case, kernels: Kernels, sigma_x: f32, sigma_g: f32) -> Vec<Vec<f64>> {
    let compute = Compute::cpu();
    let samples = case.length * case.trajectories;
    let states = compute.constant(case.states(), [samples, case.units]).require_grad();
    let positions = compute.constant(case.batch().positions_m.as_flattened().to_vec(), [samples, 2]);
    let losses = ops::pair_losses(kernels, states.clone(), positions, sigma_x, sigma_g);
    differentiate(losses, vec![0.7, -1.3], &[&|g| states.grad(g).map(host)], &compute)
}

fn affine(case: &Case, outputs: usize, kernels: Kernels) -> Vec<Vec<f64>> {
    let compute = Compute::cpu();
    let (rows, inputs) = (case.length, case.units);
    let draw = |name: &str, count: usize| Values(case.seed).symmetric(name, count, 1.0);
    let x = compute.constant(draw("x", rows * inputs), [rows, inputs]).require_grad();
    let weight = compute.constant(draw("weight", inputs * outputs), [inputs, outputs]).require_grad();
    let bias = compute.constant(draw("bias", outputs), [outputs]).require_grad();
    let out = ops::affine(kernels, x.clone(), weight.clone(), bias.clone()).reshape([rows * outputs]);
    let along = draw("along", rows * outputs);
    let parents: [Parent<'_>; 3] =
        [&|g| x.grad(g).map(host), &|g| weight.grad(g).map(host), &|g| bias.grad(g).map(host)];
    differentiate(out, along, &parents, &compute)
}

fn pathed(case: &Case, kernels: Kernels, radius: f32) -> Vec<Vec<f64>> {
    let compute = Compute::cpu();
    let shape = [case.trajectories, case.length, case.units];
    let states = compute.constant(case.states(), shape).require_grad();
    let g0 = compute.constant(case.start(), [case.units]).require_grad();
    let batch = case.batch();
    let speed = |step: &u32| {
        let [x, y] = batch.velocities[*step as usize];
        x.hypot(y)
    };
    let speeds = compute.constant(batch.order.iter().map(speed).collect(), [case.trajectories, case.length]);
    let losses = ops::path_losses(kernels, states.clone(), g0.clone(), speeds, radius);
    differentiate(losses, vec![0.7, 0.01], &[&|g| states.grad(g).map(host), &|g| g0.grad(g).map(host)], &compute)
}

fn agree(fused: &[Vec<f64>], twin: &[Vec<f64>], values: f64, gradients: f64) -> Result<(), TestCaseError> {
    agree_above(1e-2, fused, twin, values, gradients)
}

/// The same for gradients that are no smaller than `floor`, or compared as if they were not.
fn agree_above(
    floor: f64,
    fused: &[Vec<f64>],
    twin: &[Vec<f64>],
    values: f64,
    gradients: f64,
) -> Result<(), TestCaseError> {
    for (index, (got, reference)) in fused.iter().zip(twin).enumerate() {
        let (tolerance, floor, what) =
            if index == 0 { (values, 1e-2, "values") } else { (gradients, floor, "gradients") };
        let error = distance(got, reference, floor);
        prop_assert!(error <= tolerance, "{what} {index}: {error:.1e}, {got:?} and {reference:?}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(24))]

    #[test]
    fn unroll_agrees_with_its_twin(case in cases()) {
        let [fused, twin] = [Kernels::Fused, Kernels::Reference].map(|kernels| unrolled(&case, kernels));
        // A single unit is normalised to 1 whatever it was: its gradients are rounding alone.
        let floor = if case.units == 1 { 0.1 } else { 1e-2 };
        agree_above(floor, &fused, &twin, 1e-5, 1e-4)?;
    }

    #[test]
    fn the_output_layer_agrees_with_its_twin(case in cases(), outputs in 1usize..1200) {
        agree(&affine(&case, outputs, Kernels::Fused), &affine(&case, outputs, Kernels::Reference), 1e-5, 1e-4)?;
    }

    #[test]
    fn pair_losses_agree_with_their_twin(case in cases(), sigma_x in 0.001f32..1.0, sigma_g in 0.05f32..2.0) {
        agree(
            &paired(&case, Kernels::Fused, sigma_x, sigma_g),
            &paired(&case, Kernels::Reference, sigma_x, sigma_g),
            1e-5,
            1e-4,
        )?;
    }

    #[test]
    fn path_losses_agree_with_their_twin(case in cases(), radius in 0.001f32..0.3) {
        // Two slow steps that are equal but for rounding have a gradient of rounding alone: 2 ε / v² of each number, weighed
        // with 0.01 and divided here by the tolerance.
        let speeds = case.batch().velocities.into_iter().map(|[x, y]| f64::from(x.hypot(y)));
        let slowest = speeds.filter(|v| *v > 0.0 && *v < f64::from(radius)).fold(1.0, f64::min);
        let rounding = 0.01 * 2.0 * f64::from(f32::EPSILON) / slowest.powi(2) * (4.0 * case.units as f64).sqrt();
        agree_above(
            (rounding / 1e-4).max(1e-2),
            &pathed(&case, Kernels::Fused, radius),
            &pathed(&case, Kernels::Reference, radius),
            1e-5,
            1e-4,
        )?;
    }
}

/// More states than a small batch has: in another order, and on matrix tiles where the machine has some.
#[test]
fn large_batches_agree_with_the_twin() {
    for (units, seed, sigma_x, sigma_g, dead) in
        [(33, 1, 0.05, 0.4, false), (64, 2, 0.3, 0.1, true), (7, 3, 1e-4, 0.4, false)]
    {
        let case = Case { units, length: 41, trajectories: 28, seed, permute: true, dead };
        let [fused, twin] = [Kernels::Fused, Kernels::Reference].map(|k| paired(&case, k, sigma_x, sigma_g));
        agree(&fused, &twin, 1e-5, 1e-4).unwrap_or_else(|error| panic!("{units} units: {error}"));
    }
}

/// A small network at a point that is not special, with everything learned.
fn network(compute: &Compute, learned_start: bool, seed: u64) -> (NetworkShape, Vec<Vec<f32>>, Network) {
    let shape = NetworkShape { units: 10, hidden: 5, layers: 3, learned_start };
    let values = Network::init(shape, seed, compute).values();
    let start = Network::random_start(shape.units, seed);
    let network = Network::from_values(shape, values.clone(), start, compute);
    (shape, values, network)
}

fn settings(weights: [f32; 4]) -> ObjectiveSettings {
    ObjectiveSettings { weights, sigma_x_m: 0.15, sigma_g: 0.4, conformal_radius_m: 0.12 }
}

/// The derivative of the total loss along its own gradient, by backward pass and by central differences.
fn slopes(compute: &Compute, learned_start: bool, permute: bool, weights: [f32; 4], seed: u64) -> (f64, f64) {
    let (shape, values, net) = network(compute, learned_start, seed);
    let batch = Batch::draw(seed, 0, 9, 4, Velocities::square(0.15), permute);
    let settings = settings(weights);
    let losses = evaluate_objective(&net, &batch, &settings, compute);
    let Gradients::Host(gradients) = Gradients::take(&net, &mut losses.total.backward(), compute) else {
        panic!("the CPU's gradients are on the host");
    };
    let norm = gradients.iter().flatten().map(|g| f64::from(*g).powi(2)).sum::<f64>().sqrt();
    let total = |step: f64| {
        let moved = values.iter().zip(&gradients).map(|(value, gradient)| {
            value.iter().zip(gradient).map(|(v, g)| (f64::from(*v) + step * f64::from(*g) / norm) as f32).collect()
        });
        let moved = Network::from_values(shape, moved.collect(), Network::random_start(shape.units, seed), compute);
        // Summed in double precision: the total itself has only single precision.
        let terms = host(evaluate_objective(&moved, &batch, &settings, compute).terms.inner());
        terms.iter().zip(weights).map(|(term, weight)| term * f64::from(weight)).sum::<f64>()
    };
    let step = 2e-3;
    (norm, (total(step) - total(-step)) / (2.0 * step))
}

#[test]
fn gradients_are_slopes() {
    for compute in [Compute::cpu(), Compute::cpu_reference()] {
        for (index, term) in TERMS.iter().enumerate() {
            for (learned_start, permute) in [(false, true), (true, true), (true, false)] {
                let mut weights = [0.0; 4];
                weights[index] = 1.0;
                let (gradient, slope) = slopes(&compute, learned_start, permute, weights, 3);
                let error = (gradient - slope).abs() / gradient.abs().max(1e-3);
                let what = format!("{term}, {}, learned start {learned_start}, permuted {permute}", compute.name);
                assert!(error < 2e-2, "{what}: gradient {gradient:.6}, slope {slope:.6}");
                // Without permutations all trajectories are one: still something to learn from.
                assert!(gradient > 1e-4, "{what}: there is a slope");
            }
        }
    }
}

#[test]
fn a_learned_start_gets_a_gradient_and_a_fixed_one_does_not() {
    let compute = Compute::cpu();
    let batch = Batch::draw(1, 0, 7, 3, Velocities::square(0.15), true);
    for learned in [false, true] {
        let (shape, _, net) = network(&compute, learned, 1);
        assert_eq!(shape.parameters().iter().any(|(name, _)| name == "g0"), learned);
        let losses = evaluate_objective(&net, &batch, &settings([1.0; 4]), &compute);
        let Gradients::Host(gradients) = Gradients::take(&net, &mut losses.total.backward(), &compute) else {
            panic!("the CPU's gradients are on the host");
        };
        assert_eq!(gradients.len(), shape.parameters().len(), "one gradient a parameter");
        assert!(gradients.iter().all(|g| g.iter().any(|v| *v != 0.0)), "and none of them is zero");
    }
}

#[test]
fn without_permutations_all_trajectories_are_one() {
    for compute in [Compute::cpu(), Compute::cpu_reference()] {
        let (_, _, net) = network(&compute, false, 2);
        let (many, one) = (
            Batch::draw(2, 0, 9, 4, Velocities::square(0.15), false),
            Batch::draw(2, 0, 9, 1, Velocities::square(0.15), false),
        );
        let states = |batch: &Batch| host(net.states(batch, &compute).inner());
        let (many, one) = (states(&many), states(&one));
        assert!(many.chunks(one.len()).all(|path| path == one), "{}", compute.name);
    }
}

#[test]
fn a_network_whose_states_are_all_dead_stays_finite_and_has_no_gradient() {
    for compute in [Compute::cpu(), Compute::cpu_reference()] {
        let (shape, mut values, _) = network(&compute, true, 4);
        // W(v) is minus one everywhere: every unit is driven below zero at the first step.
        let bias = shape.parameters().iter().position(|(name, _)| name == "mlp.2.bias").expect("the output layer");
        values[bias].fill(-1.0);
        values[bias - 1].fill(0.0);
        let net = Network::from_values(shape, values, Network::random_start(shape.units, 4), &compute);
        let batch = Batch::draw(4, 0, 9, 4, Velocities::square(0.15), true);
        let losses = evaluate_objective(&net, &batch, &settings([1.0; 4]), &compute);
        assert!(host(losses.states.clone().inner()).iter().all(|g| *g == 0.0), "{}: all dead", compute.name);
        let terms = host(losses.terms.clone().inner());
        assert!(terms.iter().all(|term| term.is_finite()), "{}: {terms:?}", compute.name);
        assert!((terms[0] - 1.0).abs() < 1e-6, "{}: dead states are not apart: {terms:?}", compute.name);
        let Gradients::Host(gradients) = Gradients::take(&net, &mut losses.total.backward(), &compute) else {
            panic!("the CPU's gradients are on the host");
        };
        assert!(gradients.iter().flatten().all(|g| g.is_finite()), "{}", compute.name);
        assert!(gradients[..=bias].iter().flatten().all(|g| *g == 0.0), "{}: nothing to learn from", compute.name);
    }
}
