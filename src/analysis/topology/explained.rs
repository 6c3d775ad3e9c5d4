//! How much of what the units do follows from where a state lies: on the torus, and in space.

use super::population::Prepared;
use crate::numerics::ends;
use std::f64::consts::TAU;

/// Cells a side that angles and places are sorted into.
const CELLS: usize = 12;

/// The cell of each state by two angles, radians.
pub(crate) fn angle_cells(angles: &[Vec<f64>; 2]) -> Vec<Option<usize>> {
    let cell = |angle: f64| angle.is_finite().then(|| index((angle / TAU).rem_euclid(1.0)));
    angles[0].iter().zip(&angles[1]).map(|(a, b)| Some(cell(*a)? * CELLS + cell(*b)?)).collect()
}

/// The cell of each state by its place, metres, in the box around all places.
pub(crate) fn place_cells(places_m: &[[f32; 2]]) -> Vec<Option<usize>> {
    let ranges = [0, 1].map(|axis| ends(places_m.iter().map(|place| f64::from(place[axis]))));
    let cell = |place: &[f32; 2], axis: usize| {
        let [low, high] = ranges[axis];
        let along = (f64::from(place[axis]) - low) / (high - low).max(f64::MIN_POSITIVE);
        along.is_finite().then(|| index(along))
    };
    places_m.iter().map(|place| Some(cell(place, 0)? * CELLS + cell(place, 1)?)).collect()
}

fn index(along: f64) -> usize {
    ((along * CELLS as f64) as usize).min(CELLS - 1)
}

/// Share of the units' variance that the cells of the states explain: every state is predicted as the mean of the others in its
/// cell, so that a cell of few states gains nothing by chance.
pub(crate) fn explained(states: &Prepared, cells: &[Option<usize>]) -> f64 {
    let mut counts = vec![0.0f64; CELLS * CELLS];
    let mut sums = vec![0.0f64; CELLS * CELLS * states.units];
    for (i, cell) in cells.iter().enumerate().filter_map(|(i, cell)| Some((i, (*cell)?))) {
        counts[cell] += 1.0;
        let sums = &mut sums[cell * states.units..(cell + 1) * states.units];
        sums.iter_mut().zip(states.state(i)).for_each(|(sum, rate)| *sum += f64::from(*rate));
    }
    let (mut missed, mut all) = (0.0, 0.0);
    for (i, cell) in cells.iter().enumerate() {
        for (unit, rate) in states.state(i).iter().map(|rate| f64::from(*rate)).enumerate() {
            let others = cell.filter(|&cell| counts[cell] > 1.0);
            let mean = others.map_or(0.0, |cell| (sums[cell * states.units + unit] - rate) / (counts[cell] - 1.0));
            missed += (rate - mean).powi(2);
            all += rate * rate;
        }
    }
    if all > 0.0 { 1.0 - missed / all } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Four units over a torus of two angles, each with noise of the same variance.
    fn states(noise: f32) -> (Prepared, [Vec<f64>; 2]) {
        let mut draws = crate::numerics::Draws::new(3, "test", 0);
        let mut angles = [Vec::new(), Vec::new()];
        let mut states = Vec::new();
        for _ in 0..4000 {
            let [a, b] = [0; 2].map(|_| f64::from(draws.symmetric(std::f32::consts::PI)));
            angles[0].push(a);
            angles[1].push(b);
            let signal = [a.cos(), a.sin(), b.cos(), b.sin()];
            states.extend(signal.map(|signal| signal as f32 + noise * draws.normal()));
        }
        (Prepared { units: 4, states, samples: (0..4000).collect() }, angles)
    }

    #[test]
    fn angles_explain_what_follows_from_them_and_nothing_else() {
        let (exact, angles) = states(0.0);
        let found = explained(&exact, &angle_cells(&angles));
        assert!(found > 0.95, "{found}");
        let (noisy, angles) = states(0.5f32.sqrt());
        let found = explained(&noisy, &angle_cells(&angles));
        assert!((found - 0.5).abs() < 0.06, "half of the variance is noise: {found}");
        let turned = [angles[1].iter().copied().rev().collect(), angles[0].clone()];
        assert!(explained(&noisy, &angle_cells(&turned)) < 0.3, "half of the angles are those of other states");
        let places: Vec<[f32; 2]> = (0..4000).map(|i| [(i % 50) as f32, (i / 50) as f32]).collect();
        assert!(explained(&noisy, &place_cells(&places)).abs() < 0.1, "places that have nothing to do with it");
        assert!(explained(&noisy, &vec![None; 4000]).abs() < 1e-9, "no cells");
        assert!(place_cells(&[[f32::NAN; 2], [1.0, 1.0]])[0].is_none(), "no place");
    }
}
