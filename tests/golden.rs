//! Golden values of training steps: every file of a folder, on every engine.
//!
//! `GRIDSCOPE_GOLDEN_DIR` names another folder than the project's own.

use crate::support::{in_own_process, root, tell, vulkan};
use burn::prelude::*;
use gridscope::data::Batch;
use gridscope::model::{
    Compute, Gradients, Losses, Network, NetworkShape, ObjectiveSettings, Optimizer, StepReadout, TERMS,
    UpdateSettings, evaluate_objective,
};
use gridscope::ops::Kernels;
use safetensors::{Dtype, SafeTensors};
use std::collections::HashMap;
use std::path::PathBuf;

/// One golden file: every array in double precision, with its shape.
struct Case {
    name: String,
    arrays: HashMap<String, (Vec<usize>, Vec<f64>)>,
}

impl Case {
    fn values(&self, key: &str) -> &[f64] {
        &self.arrays.get(key).unwrap_or_else(|| panic!("{}: no array `{key}`", self.name)).1
    }
    fn scalar(&self, key: &str) -> f64 {
        self.values(key)[0]
    }
    fn singles(&self, key: &str) -> Vec<f32> {
        self.values(key).iter().map(|v| *v as f32).collect()
    }
}

fn cases() -> Vec<Case> {
    let folder =
        std::env::var_os("GRIDSCOPE_GOLDEN_DIR").map_or_else(|| root().join("tests/golden/step"), PathBuf::from);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|e| e == "safetensors"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{}: no golden file", folder.display());
    files.iter().map(read_case).collect()
}

fn read_case(path: &PathBuf) -> Case {
    let bytes = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let file = SafeTensors::deserialize(&bytes).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let arrays = file
        .tensors()
        .into_iter()
        .map(|(key, view)| {
            let eight = |b: &[u8]| <[u8; 8]>::try_from(b).expect("chunks of eight bytes");
            let values = match view.dtype() {
                Dtype::F64 => view.data().chunks(8).map(|b| f64::from_le_bytes(eight(b))).collect(),
                Dtype::I64 => view.data().chunks(8).map(|b| i64::from_le_bytes(eight(b)) as f64).collect(),
                other => panic!("{}: `{key}` has type {other:?}", path.display()),
            };
            (key, (view.shape().to_vec(), values))
        })
        .collect();
    Case { name: path.file_stem().expect("a file name").to_string_lossy().into_owned(), arrays }
}

/// A golden file's layer weights are [outputs, inputs]; ours are [inputs, outputs].
fn ours(case: &Case, prefix: &str, key: &str) -> Vec<f64> {
    let (shape, values) = &case.arrays[&format!("{prefix}{key}")];
    if !key.ends_with("weight") {
        return values.clone();
    }
    let (outputs, inputs) = (shape[0], shape[1]);
    (0..inputs).flat_map(|i| (0..outputs).map(move |o| values[o * inputs + i])).collect()
}

struct Tolerance {
    value: f64,
    gradient: f64,
}

/// Worst errors seen, for the record.
#[derive(Default)]
struct Seen {
    value: f64,
    gradient: f64,
    adamw: f64,
}

fn network(case: &Case, compute: &Compute) -> (Network, NetworkShape) {
    let units = case.values("g0").len();
    let layers = (0..64).take_while(|l| case.arrays.contains_key(&format!("mlp.{l}.weight"))).count();
    let hidden = case.values("mlp.0.bias").len();
    let shape = NetworkShape { units, hidden, layers, learned_start: false };
    let values =
        shape.parameters().iter().map(|(key, _)| ours(case, "", key).iter().map(|v| *v as f32).collect()).collect();
    (Network::from_values(shape, values, case.singles("g0"), compute), shape)
}

fn batch(case: &Case, suffix: &str) -> Batch {
    let velocities = case.singles(&format!("velocities{suffix}")).chunks(2).map(|v| [v[0], v[1]]).collect();
    let order = case.values(&format!("order{suffix}")).iter().map(|v| *v as u32).collect();
    Batch::new(velocities, order)
}

fn settings(case: &Case) -> ObjectiveSettings {
    ObjectiveSettings {
        weights: TERMS.map(|term| case.scalar(&format!("weight.{term}")) as f32),
        sigma_x_m: case.scalar("sigma_x") as f32,
        sigma_g: case.scalar("sigma_g") as f32,
        conformal_radius_m: case.scalar("conformal_radius") as f32,
    }
}

fn host<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    let values: Vec<f32> = tensor.into_data().try_into_vec().expect("single precision");
    values.into_iter().map(f64::from).collect()
}

/// Relative error; where the reference is below 1e-2, the absolute error as a share of 1e-2 (so that a tolerance of 1e-5
/// means 1e-7 there).
fn value_error(got: f64, reference: f64) -> f64 {
    if got.is_finite() { (got - reference).abs() / reference.abs().max(1e-2) } else { f64::INFINITY }
}

fn relative_distance(got: &[f64], reference: &[f64]) -> f64 {
    assert_eq!(got.len(), reference.len(), "sizes agree");
    let size = reference.iter().map(|v| v * v).sum::<f64>().sqrt();
    got.iter().zip(reference).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt() / size
}

fn check_case(case: &Case, compute: &Compute, tolerance: &Tolerance, seen: &mut Seen) {
    let (net, shape) = network(case, compute);
    let data = batch(case, "");
    let settings = settings(case);
    let Losses { terms, states, .. } = evaluate_objective(&net, &data, &settings, compute);

    // W(v) is an intermediate value: compared as a whole. States are compared number by number.
    let transition = host(net.transition(velocity_tensor(&data, compute), compute));
    let error = relative_distance(&transition, case.values("W"));
    assert!(error <= tolerance.value, "{}: W is off by {error:.1e}", case.name);
    let states = host(states);
    assert_eq!(states.len(), case.values("states").len(), "{}: number of states", case.name);
    for (got, reference) in states.iter().zip(case.values("states")) {
        let error = value_error(*got, *reference);
        assert!(error <= tolerance.value, "{}: state {got} instead of {reference}", case.name);
        seen.value = seen.value.max(error);
    }
    let got_terms = host(terms);
    for (term, got) in TERMS.iter().zip(&got_terms) {
        let reference = case.scalar(&format!("loss.{term}"));
        let error = value_error(*got, reference);
        assert!(error <= tolerance.value, "{}: {term} {got} instead of {reference}", case.name);
        seen.value = seen.value.max(error);
    }

    for (index, term) in TERMS.iter().copied().chain(["total"]).enumerate() {
        let Losses { terms, total, .. } = evaluate_objective(&net, &data, &settings, compute);
        let loss = if index < 4 { terms.narrow(0, index, 1).sum() } else { total };
        let gradients = flat(Gradients::take(&net, &mut loss.backward(), compute));
        for ((key, _), got) in shape.parameters().iter().zip(gradients) {
            let reference = ours(case, &format!("grad.{term}."), key);
            let norm = |values: &mut dyn Iterator<Item = f64>| values.map(|v| v * v).sum::<f64>().sqrt();
            let size = norm(&mut reference.iter().copied());
            let difference = norm(&mut got.iter().zip(&reference).map(|(a, b)| a - b));
            if size == 0.0 {
                assert!(difference <= 1e-6, "{}: gradient of {term} at {key} is {difference}, not zero", case.name);
            } else {
                let error = difference / size;
                // A gradient that is rounding noise beside the values it is made of is compared absolutely.
                let ok = error <= tolerance.gradient || difference <= 1e-6 * tolerance.gradient / 1e-4;
                assert!(ok, "{}: gradient of {term} at {key}: relative error {error:.2e}, size {size:.2e}", case.name);
                if difference > 1e-6 {
                    seen.gradient = seen.gradient.max(error);
                }
            }
        }
    }
    if case.arrays.contains_key("rate") {
        check_updates(case, net, shape, compute, &settings, seen);
    }
}

fn velocity_tensor(data: &Batch, compute: &Compute) -> Tensor<2> {
    compute.constant(data.velocities.as_flattened().to_vec(), [data.length(), 2])
}

fn flat(gradients: Gradients) -> Vec<Vec<f64>> {
    match gradients {
        Gradients::Host(values) => values.into_iter().map(|v| v.into_iter().map(f64::from).collect()).collect(),
        Gradients::Device(values) => values.into_iter().map(host).collect(),
    }
}

/// Two AdamW steps: the change of every parameter within 1e-3 of the reference's change.
fn check_updates(
    case: &Case,
    mut net: Network,
    shape: NetworkShape,
    compute: &Compute,
    settings: &ObjectiveSettings,
    seen: &mut Seen,
) {
    let sizes: Vec<usize> = shape.parameters().iter().map(|(_, dims)| dims.iter().product()).collect();
    let mut optimizer = Optimizer::new(&sizes, compute);
    for suffix in ["", ".1"] {
        let Losses { terms, total, .. } = evaluate_objective(&net, &batch(case, suffix), settings, compute);
        let gradients = Gradients::take(&net, &mut total.backward(), compute);
        let update = UpdateSettings {
            learning_rate: case.scalar("rate"),
            clip_norm: case.scalar("clip"),
            weight_decay: 0.0,
            epsilon: 1e-8,
            batches: 1,
        };
        let (next, readout) = optimizer.update(net, gradients, &[terms], update);
        net = next;
        match readout {
            StepReadout::Host { applied, .. } => assert!(applied, "a finite step is applied"),
            StepReadout::Device(values) => assert!((host(values)[1] - 1.0).abs() < 1e-6, "a finite step is applied"),
        }
    }
    for ((key, _), got) in shape.parameters().iter().zip(net.values()) {
        let (before, after) = (ours(case, "", key), ours(case, "after.", key));
        let change: f64 = before.iter().zip(&after).map(|(a, b)| (b - a).powi(2)).sum::<f64>().sqrt();
        let error: f64 = got.iter().zip(&after).map(|(a, b)| (f64::from(*a) - b).powi(2)).sum::<f64>().sqrt();
        assert!(error <= 1e-3 * change, "{}: {key} changed by {change:.3e}, off by {error:.3e}", case.name);
        seen.adamw = seen.adamw.max(error / change);
    }
}

fn check_all(compute: &Compute, tolerance: &Tolerance) {
    let mut seen = Seen::default();
    for case in cases() {
        check_case(&case, compute, tolerance, &mut seen);
    }
    tell(&format!(
        "golden values on {}: worst error of states and losses {:.1e}, gradients {:.1e}, AdamW {:.1e}",
        compute.name, seen.value, seen.gradient, seen.adamw
    ));
}

#[test]
fn golden_values_of_the_cpu_engine() {
    check_all(&Compute::cpu(), &Tolerance { value: 1e-5, gradient: 1e-4 });
}

#[test]
fn golden_values_of_the_plain_tensor_twin() {
    check_all(&Compute::cpu_reference(), &Tolerance { value: 1e-5, gradient: 1e-4 });
}

/// The kernels of a Vulkan device. A driver may take the program down: the test runs in a process of its own.
#[test]
fn golden_values_of_the_kernels_on_vulkan() {
    if !in_own_process("golden::golden_values_of_the_kernels_on_vulkan") {
        return;
    }
    let Some(compute) = vulkan(128) else { return };
    assert_eq!(compute.kernels, Kernels::Fused, "{}", compute.operations);
    check_all(&compute, &Tolerance { value: 1e-4, gradient: 1e-3 });
}

#[test]
fn golden_values_of_the_twin_on_vulkan() {
    if !in_own_process("golden::golden_values_of_the_twin_on_vulkan") {
        return;
    }
    let Some(compute) = vulkan(128) else { return };
    let compute = Compute { kernels: Kernels::Reference, name: format!("{}, twin", compute.name), ..compute };
    check_all(&compute, &Tolerance { value: 1e-4, gradient: 1e-3 });
}
