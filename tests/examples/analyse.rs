//! Scores the cells of a file.
//!
//! `cargo run --release --example analyse -- CELLS.npz` (ideal grid cells unless said)

#![expect(clippy::print_stdout, reason = "an example says what it found")]

use gridscope::{Arena, RateMaps, ReadSettings, analyze, read_cells};
use std::error::Error;
use std::f32::consts::TAU;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let (maps, halves) = match std::env::args().nth(1) {
        Some(file) => {
            let cells = read_cells(Path::new(&file), &ReadSettings::default())?;
            (cells.maps, cells.halves)
        }
        None => (ideal(12), None),
    };
    let report = analyze(&maps, halves.as_ref().map(<[RateMaps; 2]>::each_ref), None);
    let or_none = |value: Option<f64>| value.map_or_else(|| "none".to_owned(), |value| format!("{value:.2}"));
    for unit in report.units.iter().filter(|unit| unit.active) {
        let (score, spacing) = (or_none(unit.grid_score_adaptive), or_none(unit.spacing_m));
        println!("unit {}: grid score {score}, spacing {spacing} m", unit.unit);
    }
    println!("{} modules", report.modules.len());
    Ok(())
}

/// Cells of one hexagonal lattice, 0.5 m apart, in a box of 2 m.
fn ideal(units: usize) -> RateMaps {
    let arena = Arena::with_side(2.0);
    let rate = |unit: usize, x: f32, y: f32| -> f32 {
        let wave = |turn: f32| {
            let (sin, cos) = turn.to_radians().sin_cos();
            (TAU * (x * cos + y * sin) / (0.5 * 0.75f32.sqrt()) + unit as f32).cos()
        };
        [0.0, 60.0, 120.0].into_iter().map(wave).sum::<f32>().max(0.0)
    };
    let places = 0..arena.bins * arena.bins;
    let at = |bin: usize| (arena.centre_m(bin % arena.bins), arena.centre_m(bin / arena.bins));
    let rates = (0..units).flat_map(|unit| places.clone().map(move |bin| (unit, at(bin))));
    let rates = rates.map(|(unit, (x, y))| rate(unit, x, y)).collect();
    RateMaps { arena, units, rates, visits: vec![1.0; arena.bins * arena.bins] }
}
