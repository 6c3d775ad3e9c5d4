//! Ring projections: the states of a module seen along the axes that the phases of its units give (Sorscher et al. 2023).

use super::phases::UnitPhases;
use super::states::States;
use super::waves::Waves;
use crate::numerics::transform::C64;
use serde::Serialize;
use std::f64::consts::TAU;

/// The states projected on one wave.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Ring {
    /// Mean over standard deviation of |z|: large for a thin ring, about 1.9 for a shapeless cloud, 4 to 8 for modules of
    /// trained recurrent networks. `None` where nothing varies.
    pub quality: Option<f64>,
    /// Circular correlation (Fisher and Lee 1983) of arg z with k·x: 1 when the ring shows the position.
    pub position_correlation: Option<f64>,
    /// z = Σ_u (g_u − ḡ_u) e^(iφ_u) for each state, `[re, im]`, in the order of `positions_m`.
    #[serde(skip)]
    pub points: Vec<[f32; 2]>,
    /// k·x of each state, radians, 0 to 2π: its colour.
    #[serde(skip)]
    pub position_rad: Vec<f32>,
    /// arg z of each state, radians.
    #[serde(skip)]
    pub(super) angles_rad: Vec<f64>,
}

/// One ring a wave. The states are those of the same units in the same order.
pub(super) fn rings(states: &States, units: &[UnitPhases], waves: &Waves) -> Vec<Ring> {
    let axis = |index: usize| units.iter().map(|unit| C64::cis(unit.phases_rad[index])).collect::<Vec<C64>>();
    waves.waves_cpm.iter().enumerate().map(|(index, wave)| ring(states, &axis(index), *wave)).collect()
}

/// The states projected on an axis `[unit]`, beside the phase of a wave (cycles per metre) at their places.
fn ring(states: &States, axis: &[C64], wave: [f64; 2]) -> Ring {
    let project = |state: usize| states.state(state).iter().zip(axis).map(|(rate, axis)| axis * rate).sum::<C64>();
    let projected: Vec<C64> = (0..states.count()).map(project).collect();
    let angles_rad: Vec<f64> = projected.iter().map(|z| z.arg()).collect();
    let turn = |[x, y]: &[f64; 2]| (wave[0] * x + wave[1] * y).rem_euclid(1.0) * TAU;
    let position_rad: Vec<f64> = states.positions_m.iter().map(turn).collect();
    Ring {
        quality: quality(&projected),
        position_correlation: circular_correlation(&angles_rad, &position_rad),
        points: projected.iter().map(|z| [z.re as f32, z.im as f32]).collect(),
        position_rad: position_rad.iter().map(|&angle| angle as f32).collect(),
        angles_rad,
    }
}

/// Mean over standard deviation of the radius.
fn quality(points: &[C64]) -> Option<f64> {
    let count = points.len() as f64;
    let mean = points.iter().map(|z| z.norm()).sum::<f64>() / count;
    let variance = points.iter().map(|z| (z.norm() - mean).powi(2)).sum::<f64>() / count;
    (mean > 0.0).then(|| mean / variance.sqrt().max(1e-12 * mean))
}

/// Fisher and Lee's correlation of two sets of angles, Biometrika 70:327, in the form that needs one pass; unlike others
/// it is at its best where the angles are uniform.
fn circular_correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let sum = |f: &dyn Fn(f64, f64) -> f64| a.iter().zip(b).map(|(&a, &b)| f(a, b)).sum::<f64>();
    let products = sum(&|a, b| a.cos() * b.cos()) * sum(&|a, b| a.sin() * b.sin())
        - sum(&|a, b| a.cos() * b.sin()) * sum(&|a, b| a.sin() * b.cos());
    let count = a.len() as f64;
    let spread = |cos: f64, sin: f64| count * count - cos * cos - sin * sin;
    let first = spread(sum(&|a, _| (2.0 * a).cos()), sum(&|a, _| (2.0 * a).sin()));
    let second = spread(sum(&|_, b| (2.0 * b).cos()), sum(&|_, b| (2.0 * b).sin()));
    let least = 1e-9 * count * count;
    (first > least && second > least).then(|| (4.0 * products / (first * second).sqrt()).clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numerics::Draws;

    #[test]
    fn circles_and_clouds() {
        let circle: Vec<C64> = (0..100).map(|i| C64::from_polar(2.0, f64::from(i))).collect();
        assert!(quality(&circle).expect("a circle") > 1e6);
        let mut draws = Draws::new(2, "test", 0);
        let cloud: Vec<C64> =
            (0..20_000).map(|_| C64::new(f64::from(draws.normal()), f64::from(draws.normal()))).collect();
        let found = quality(&cloud).expect("a cloud");
        let rayleigh = (std::f64::consts::PI / (4.0 - std::f64::consts::PI)).sqrt();
        assert!((found - rayleigh).abs() < 0.05, "{found} instead of {rayleigh}");
        assert_eq!(quality(&[C64::new(0.0, 0.0); 3]), None);
        assert_eq!(quality(&[]), None);
    }

    /// The definition: over all pairs, Σ sin(aᵢ − aⱼ) sin(bᵢ − bⱼ) / √(Σ sin²(aᵢ − aⱼ) Σ sin²(bᵢ − bⱼ)).
    fn over_pairs(a: &[f64], b: &[f64]) -> f64 {
        let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
        for i in 0..a.len() {
            for j in 0..i {
                let (x, y) = ((a[i] - a[j]).sin(), (b[i] - b[j]).sin());
                ab += x * y;
                aa += x * x;
                bb += y * y;
            }
        }
        ab / (aa * bb).sqrt()
    }

    #[test]
    fn correlation_is_that_of_all_pairs() {
        let mut draws = Draws::new(3, "test", 0);
        let a: Vec<f64> = (0..60).map(|_| TAU * f64::from(draws.uniform())).collect();
        let noisy: Vec<f64> = a.iter().map(|a| a + f64::from(draws.normal()) * 0.6).collect();
        let found = circular_correlation(&a, &noisy).expect("they vary");
        assert!((found - over_pairs(&a, &noisy)).abs() < 1e-12 && (0.3..0.95).contains(&found), "{found}");
        let turned: Vec<f64> = a.iter().map(|a| a + 1.0).collect();
        assert!((circular_correlation(&a, &turned).expect("they vary") - 1.0).abs() < 1e-12);
        let mirrored: Vec<f64> = a.iter().map(|a| -a).collect();
        assert!((circular_correlation(&a, &mirrored).expect("they vary") + 1.0).abs() < 1e-12);
        assert_eq!(circular_correlation(&[1.0; 5], &[2.0; 5]), None, "nothing varies");
        assert_eq!(circular_correlation(&[], &[]), None);
    }
}
