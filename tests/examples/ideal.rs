//! Is a network in the best lattice? The loss of trained networks beside that of ideal codes, on the same batches.
//!
//! `cargo run --release --example ideal -- RUN…` (run folders or checkpoints of one recipe)
//!
//! A unit of an ideal code is a rectified sum of the lowest cosines of its lattice; the phases of a module cover its unit cell
//! evenly, and all states have norm 1. Spacing, width of the fields and the modules' shares are those of the lowest loss.

#![expect(clippy::print_stdout, reason = "an example says what it found")]

use burn::prelude::*;
use gridscope::data::Batch;
use gridscope::model::{Compute, Network, ObjectiveSettings, TERMS, evaluate_objective, losses_of_states};
use gridscope::preset::Params;
use gridscope::train::{network_shape, training_batch};
use gridscope::{TrainState, find_checkpoint};
use std::error::Error;
use std::f64::consts::{FRAC_1_SQRT_2, TAU};
use std::path::Path;

/// Batches over which losses are averaged, of a seed that no run has.
const BATCHES: u64 = 6;
const SEED: u64 = 1 << 40;
/// Phases of a module along each axis of its unit cell.
const PHASES: usize = 8;
/// Spacings from which the best one is looked for, metres.
const FIRST_SPACINGS_M: [f64; 3] = [0.9, 1.3, 1.9];

/// A module of an ideal code.
struct IdealModule {
    /// Angle between the axes, degrees.
    angle_deg: f64,
    /// Spacing as a share of the widest module's.
    scale: f64,
    turn_deg: f64,
}

/// Ideal codes by name.
const CODES: [(&str, &[IdealModule]); 7] = [
    ("hexagon", &[HEXAGON]),
    ("square", &[SQUARE]),
    ("hexagons, √3", &[HEXAGON, IdealModule { scale: 0.577_35, turn_deg: 30.0, ..HEXAGON }]),
    ("hexagons, 2", &[HEXAGON, IdealModule { scale: 0.5, ..HEXAGON }]),
    ("hexagons, 1.41, turned by 4°", &[HEXAGON, IdealModule { scale: 0.709_22, turn_deg: 4.0, ..HEXAGON }]),
    ("squares, √2", &[SQUARE, IdealModule { scale: FRAC_1_SQRT_2, turn_deg: 45.0, ..SQUARE }]),
    (
        "hexagons, √3 and 3",
        &[
            HEXAGON,
            IdealModule { scale: 0.577_35, turn_deg: 30.0, ..HEXAGON },
            IdealModule { scale: 0.333_33, ..HEXAGON },
        ],
    ),
];
const HEXAGON: IdealModule = IdealModule { angle_deg: 60.0, scale: 1.0, turn_deg: 0.0 };
const SQUARE: IdealModule = IdealModule { angle_deg: 90.0, ..HEXAGON };

/// What is free in a code: the logarithm of the spacing, the width of the fields, and the logarithms of the shares of all
/// modules but the first.
type Free = Vec<f64>;

/// Losses by term, unweighted.
type Terms = [f64; 4];

fn main() -> Result<(), Box<dyn Error>> {
    let compute = Compute::cpu();
    let read = |path: String| Ok((find_checkpoint(Path::new(&path))?.1, path));
    let runs: Vec<(TrainState, String)> = std::env::args().skip(1).map(read).collect::<Result<_, Box<dyn Error>>>()?;
    let params = &runs.first().ok_or("say at least one run folder or checkpoint")?.0.preset.params;
    let batches: Vec<Batch> =
        (0..BATCHES).map(|index| training_batch(&Params { seed: SEED, ..params.clone() }, index)).collect();
    let settings = ObjectiveSettings::from(params);

    println!("| code | loss | {} | spacing, m | shares |\n|---|---|---|---|---|---|---|---|", TERMS.join(" | "));
    for (state, name) in &runs {
        let own = &state.preset.params;
        let start = Network::random_start(own.units, own.seed);
        let network = Network::from_values(network_shape(own), state.weights.clone(), start, &compute);
        let of = |batch: &Batch| host(evaluate_objective(&network, batch, &settings, &compute).terms);
        row(name, &settings, mean(batches.iter().map(of)), "", "");
    }
    for (name, modules) in CODES {
        let evaluate = |free: &Free| {
            let losses = batches.iter().map(|batch| ideal_terms(modules, free, batch, &settings, &compute));
            mean(losses)
        };
        let begin = |spacing_m: &f64| {
            let first = [vec![spacing_m.ln(), -0.5], vec![0.0; modules.len() - 1]].concat();
            lowest(first, &|free| weighted(&settings, &evaluate(free)))
        };
        let found =
            FIRST_SPACINGS_M.iter().map(begin).min_by(|a, b| a.0.total_cmp(&b.0)).expect("there is a first one");
        let free = found.1;
        let shares: Vec<String> = shares(modules, &free).iter().map(|share| format!("{share:.2}")).collect();
        row(name, &settings, evaluate(&free), &format!("{:.2}", free[0].exp()), &shares.join(", "));
    }
    Ok(())
}

fn row(name: &str, settings: &ObjectiveSettings, terms: Terms, spacing: &str, shares: &str) {
    let by_term = terms.map(|term| format!("{term:.4}")).join(" | ");
    println!("| {name} | {:.4} | {by_term} | {spacing} | {shares} |", weighted(settings, &terms));
}

fn weighted(settings: &ObjectiveSettings, terms: &Terms) -> f64 {
    settings.weights.iter().zip(terms).map(|(weight, term)| f64::from(*weight) * term).sum()
}

fn mean(losses: impl Iterator<Item = Terms>) -> Terms {
    let (mut sum, mut count) = ([0.0; 4], 0.0);
    for terms in losses {
        sum.iter_mut().zip(terms).for_each(|(sum, term)| *sum += term);
        count += 1.0;
    }
    sum.map(|sum| sum / count)
}

fn host(terms: Tensor<1>) -> Terms {
    let values: Vec<f32> = terms.into_data().try_into_vec().expect("single precision");
    std::array::from_fn(|term| f64::from(values[term]))
}

/// Shares of the modules in the square of the norm.
fn shares(modules: &[IdealModule], free: &Free) -> Vec<f64> {
    let weights: Vec<f64> = (0..modules.len()).map(|m| if m == 0 { 1.0 } else { free[1 + m].exp() }).collect();
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / sum).collect()
}

/// Losses of an ideal code on a batch; the terms are the program's own.
fn ideal_terms(
    modules: &[IdealModule],
    free: &Free,
    batch: &Batch,
    settings: &ObjectiveSettings,
    compute: &Compute,
) -> Terms {
    let start = ideal_state(modules, free, [0.0; 2]);
    let units = start.len();
    let along = batch.positions_m.iter().flat_map(|&[x, y]| ideal_state(modules, free, [f64::from(x), f64::from(y)]));
    let states = compute.constant(along.collect(), [batch.trajectories(), batch.length(), units]);
    host(losses_of_states(states, compute.constant(start, [units]), batch, settings, compute).terms)
}

/// The state at a place, of norm 1: each module with its share.
fn ideal_state(modules: &[IdealModule], free: &Free, [x, y]: [f64; 2]) -> Vec<f32> {
    let mut state = Vec::with_capacity(modules.len() * PHASES * PHASES);
    for (module, share) in modules.iter().zip(shares(modules, free)) {
        let spacing_m = free[0].exp() * module.scale;
        let (angle, turn) = (module.angle_deg.to_radians(), module.turn_deg.to_radians());
        // Where the place lies in the unit cell: axes at 0 and `angle`, turned.
        let (u, v) = (x * turn.cos() + y * turn.sin(), y * turn.cos() - x * turn.sin());
        let (along, across) = ((u - v / angle.tan()) / spacing_m, v / angle.sin() / spacing_m);
        let has_third = (module.angle_deg - 60.0).abs() < 1.0; // of a hexagon, the third cosine is as low as the two
        let rate = |first: f64, second: f64| {
            let third = if has_third { (TAU * (first + second)).cos() } else { 0.0 };
            (free[1] + (TAU * first).cos() + (TAU * second).cos() + third).max(0.0)
        };
        let phase = |index: usize| index as f64 / PHASES as f64;
        let cells = (0..PHASES * PHASES).map(|cell| rate(along - phase(cell / PHASES), across - phase(cell % PHASES)));
        let rates: Vec<f64> = cells.collect();
        let norm = rates.iter().map(|rate| rate * rate).sum::<f64>().sqrt().max(1e-9);
        state.extend(rates.iter().map(|rate| (share.sqrt() * rate / norm) as f32));
    }
    state
}

/// Walks downhill along each axis in turn, in steps that become shorter, and says how low and where.
fn lowest(mut at: Free, loss: &dyn Fn(&Free) -> f64) -> (f64, Free) {
    let (mut best, mut step) = (loss(&at), 0.2);
    while step > 0.01 {
        let before = best;
        for axis in 0..at.len() {
            for way in [step, -step] {
                let mut next = at.clone();
                next[axis] += way;
                let found = loss(&next);
                if found < best {
                    (best, at) = (found, next);
                    break;
                }
            }
        }
        if best >= before - 1e-6 {
            step /= 2.0;
        }
    }
    (best, at)
}
