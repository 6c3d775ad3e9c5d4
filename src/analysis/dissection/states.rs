//! The population states of some units: one for each place that all of them visited.

use crate::maps::RateMaps;
use crate::numerics::dot::dot;
use crate::numerics::subset::subset;
use crate::numerics::{Cancelled, Progress};

/// Most states that are used; in finer maps, as many bins are drawn.
const MOST_STATES: usize = 4096;
/// … of populations with more units than this, no more states than units may be, or the covariance takes too long.
const MANY_UNITS: usize = 1024;

/// Mean rates of the units at each place, the mean over places taken off.
pub(super) struct States {
    pub(super) units: usize,
    /// Place of each state, metres.
    pub(super) positions_m: Vec<[f64; 2]>,
    /// `[state][unit]`.
    values: Vec<f64>,
}

impl States {
    /// The states of these units in the bins that every one of them visited, in the order of the bins.
    pub(super) fn of(maps: &RateMaps, units: &[usize], seed: u64) -> Self {
        let bins = maps.arena.bins;
        let rows: Vec<&[f32]> = units.iter().map(|&unit| maps.unit(unit)).collect();
        let visited = |bin: &usize| rows.iter().all(|row| row.get(*bin).is_some_and(|rate| rate.is_finite()));
        let places = if rows.is_empty() { 0 } else { bins * bins };
        let most = if units.len() > MANY_UNITS { MANY_UNITS } else { MOST_STATES };
        let places = subset((0..places).filter(visited).collect(), most, seed, "states");
        let mut values: Vec<f64> =
            places.iter().flat_map(|&bin| rows.iter().map(move |row| f64::from(row[bin]))).collect();
        let count = places.len().max(1) as f64;
        let mut mean = vec![0.0; units.len()];
        for state in values.chunks_exact(units.len().max(1)) {
            mean.iter_mut().zip(state).for_each(|(sum, rate)| *sum += rate / count);
        }
        for state in values.chunks_exact_mut(units.len().max(1)) {
            state.iter_mut().zip(&mean).for_each(|(rate, mean)| *rate -= mean);
        }
        let centre = |i: usize| f64::from(maps.arena.centre_m(i));
        let positions_m = places.iter().map(|bin| [centre(bin % bins), centre(bin / bins)]).collect();
        Self { units: units.len(), positions_m, values }
    }

    pub(super) fn count(&self) -> usize {
        self.positions_m.len()
    }

    pub(super) fn state(&self, index: usize) -> &[f64] {
        &self.values[index * self.units..(index + 1) * self.units]
    }

    /// Products of the columns (units) or of the rows (states), whichever are fewer: both matrices have the same
    /// eigenvalues, beside zeros.
    pub(super) fn products(&self, progress: &Progress<'_>) -> Result<Products, Cancelled> {
        let of_units = self.units <= self.count();
        let size = self.units.min(self.count());
        let column = |unit: usize| (0..self.count()).map(|i| self.state(i)[unit]).collect();
        let lines: Vec<Vec<f64>> = if of_units {
            (0..size).map(column).collect()
        } else {
            (0..size).map(|i| self.state(i).to_vec()).collect()
        };
        let mut matrix = vec![0.0; size * size];
        for row in 0..size {
            progress.check()?;
            for other in 0..=row {
                let product = dot(&lines[row], &lines[other]);
                matrix[row * size + other] = product;
                matrix[other * size + row] = product;
            }
        }
        Ok(Products { of_units, size, matrix })
    }
}

/// XᵀX or XXᵀ of the states X `[state][unit]`.
pub(super) struct Products {
    /// Whether the matrix is `[unit][unit]`, not `[state][state]`.
    pub(super) of_units: bool,
    pub(super) size: usize,
    pub(super) matrix: Vec<f64>,
}

impl Products {
    /// The matrix times a vector.
    pub(super) fn apply(&self, vector: &[f64]) -> Vec<f64> {
        self.matrix.chunks_exact(self.size.max(1)).map(|row| dot(row, vector)).collect()
    }

    /// Summed variance, times the number of states.
    pub(super) fn trace(&self) -> f64 {
        self.matrix.iter().step_by(self.size + 1).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::test_maps::{Noise, population};

    #[test]
    fn states_are_where_all_units_were() {
        let mut noise = Noise(4);
        let mut maps = vec![noise.white(6), noise.white(6)];
        maps[0][7] = f32::NAN;
        maps[1][8] = f32::INFINITY;
        let states = States::of(&population(&maps, 6, 1.2), &[0, 1], 0);
        assert_eq!((states.count(), states.units), (34, 2), "two of 36 bins are missing");
        assert!((states.positions_m[0][0] + 0.5).abs() < 1e-6 && (states.positions_m[0][1] + 0.5).abs() < 1e-6);
        let sum: f64 = (0..34).map(|i| states.state(i)[1]).sum();
        assert!(sum.abs() < 1e-12, "centred: {sum}");
        assert_eq!(States::of(&population(&maps, 6, 1.2), &[], 0).count(), 0, "no units");
        assert_eq!(States::of(&population(&maps, 6, 1.2), &[9], 0).count(), 0, "no such unit");
    }

    #[test]
    fn few_units_and_few_states_have_the_same_spectrum() {
        let mut noise = Noise(4);
        let maps: Vec<Vec<f32>> = (0..30).map(|_| noise.white(5)).collect();
        let wide = States::of(&population(&maps, 5, 1.0), &(0..30).collect::<Vec<_>>(), 0);
        let products = wide.products(&Progress::none()).expect("not cancelled");
        assert!(!products.of_units && products.size == 25, "25 states of 30 units");
        let variance: f64 = (0..25).map(|i| dot(wide.state(i), wide.state(i))).sum();
        assert!((products.trace() - variance).abs() < 1e-9 * variance, "the same variance");
    }
}
