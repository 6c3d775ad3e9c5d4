//! The waves k₁ k₂ k₃ of a module, and what lattice they make.

use crate::analysis::thresholds::{HEXAGON_ANGLES_DEG, LATTICE_LENGTH_RATIO, SQUARE_LEAST_ANGLE_DEG, WAVES_CLOSURE};
use serde::Serialize;

/// What the waves of a module's mean power make together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WavePattern {
    /// No wave stands out.
    #[default]
    None,
    /// One wave: stripes.
    Band,
    /// Two waves of like length at a right angle (their sum may be seen as a third).
    Square,
    /// Three waves of like length, 60° apart, with k₁ − k₂ + k₃ = 0.
    Hexagonal,
    /// Two waves, or three with k₁ − k₂ + k₃ = 0, that are neither: a sheared lattice.
    Oblique,
    /// Three waves that belong to no common lattice.
    Unrelated,
}

/// The waves of a module.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Waves {
    /// k₁ k₂ k₃ in cycles per metre, `[x, y]`, by direction, with signs so that k₁ − k₂ + k₃ ≈ 0; fewer where fewer stand
    /// out of the mean power.
    pub waves_cpm: Vec<[f64; 2]>,
    /// Length of each wave's period, metres (√3/2 of the lattice constant of a hexagon).
    pub wavelengths_m: Vec<f64>,
    /// Angle from each wave to the next, degrees, 0 to 90; for three waves, the last is from the third to the first.
    pub angles_deg: Vec<f64>,
    /// Longest over shortest wave vector.
    pub length_ratio: Option<f64>,
    /// |k₁ − k₂ + k₃| as a share of the mean length: 0 when the three belong to one lattice.
    pub closure: Option<f64>,
    /// What they make together.
    pub pattern: WavePattern,
}

impl Waves {
    /// Looks at waves found in the spectrum of an arena (at most three are used).
    pub(super) fn of(peaks_cpm: &[[f64; 2]], box_m: f64) -> Self {
        let waves: Vec<[f64; 2]> = peaks_cpm.iter().copied().take(3).collect();
        let lengths: Vec<f64> = waves.iter().map(length).collect();
        let (shortest, longest) = lengths.iter().fold((f64::MAX, 0.0f64), |(s, l), &k| (s.min(k), l.max(k)));
        let angles_deg = match waves[..] {
            [a, b] => vec![angle_deg(a, b)],
            [a, b, c] => vec![angle_deg(a, b), angle_deg(b, c), angle_deg(c, a)],
            _ => Vec::new(),
        };
        let closure = match waves[..] {
            [a, b, c] => {
                let sum = length(&[a[0] - b[0] + c[0], a[1] - b[1] + c[1]]);
                Some(sum / (lengths.iter().sum::<f64>() / 3.0))
            }
            _ => None,
        };
        // A box of side L tells frequencies 1/L apart: closing within half of that is closing.
        let tolerance = WAVES_CLOSURE.max(0.5 * lengths.len() as f64 / (box_m * lengths.iter().sum::<f64>()));
        Self {
            pattern: pattern(&waves, closure.is_some_and(|closure| closure <= tolerance)),
            wavelengths_m: lengths.iter().map(|length| 1.0 / length).collect(),
            length_ratio: (waves.len() > 1).then_some(longest / shortest),
            waves_cpm: waves,
            angles_deg,
            closure,
        }
    }

    /// Two waves that span the lattice, by index: the first and the last.
    pub(super) fn spanning(&self) -> Option<(usize, usize)> {
        (self.waves_cpm.len() > 1).then(|| (0, self.waves_cpm.len() - 1))
    }
}

fn length(wave: &[f64; 2]) -> f64 {
    wave[0].hypot(wave[1])
}

/// Angle between two waves whose signs are free, 0 to 90.
fn angle_deg(a: [f64; 2], b: [f64; 2]) -> f64 {
    let (along, across) = (a[0] * b[0] + a[1] * b[1], a[0] * b[1] - a[1] * b[0]);
    across.abs().atan2(along.abs()).to_degrees()
}

fn alike(a: &[f64; 2], b: &[f64; 2]) -> bool {
    let ratio = length(a) / length(b);
    (1.0 / LATTICE_LENGTH_RATIO..=LATTICE_LENGTH_RATIO).contains(&ratio)
}

fn pattern(waves: &[[f64; 2]], closed: bool) -> WavePattern {
    let square = |a: &[f64; 2], b: &[f64; 2]| angle_deg(*a, *b) >= SQUARE_LEAST_ANGLE_DEG && alike(a, b);
    let sixty = |a: &[f64; 2], b: &[f64; 2]| HEXAGON_ANGLES_DEG.contains(&angle_deg(*a, *b)) && alike(a, b);
    match waves {
        [] => WavePattern::None,
        [_] => WavePattern::Band,
        [a, b] if square(a, b) => WavePattern::Square,
        [_, _] => WavePattern::Oblique,
        [a, b, c] => {
            if !closed {
                WavePattern::Unrelated
            } else if sixty(a, b) && sixty(b, c) && sixty(c, a) {
                WavePattern::Hexagonal
            } else if square(a, b) || square(b, c) || square(c, a) {
                WavePattern::Square
            } else {
                WavePattern::Oblique
            }
        }
        _ => WavePattern::Unrelated,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use WavePattern::{Band, Hexagonal, None, Oblique, Square, Unrelated};

    fn polar(length: f64, angle_deg: f64) -> [f64; 2] {
        let (sin, cos) = angle_deg.to_radians().sin_cos();
        [length * cos, length * sin]
    }

    #[test]
    fn patterns() {
        let of = |waves: &[[f64; 2]]| Waves::of(waves, 3.0).pattern;
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[polar(2.0, 10.0)]), Band);
        assert_eq!(of(&[polar(2.0, 10.0), polar(2.1, 97.0)]), Square);
        assert_eq!(of(&[polar(2.0, 10.0), polar(2.1, 70.0)]), Oblique, "two waves are no hexagon");
        assert_eq!(of(&[polar(2.0, 10.0), polar(2.0, 70.0), polar(2.0, 130.0)]), Hexagonal);
        assert_eq!(of(&[polar(2.0, 0.0), polar(8f64.sqrt(), 45.0), polar(2.0, 90.0)]), Square, "with its diagonal");
        assert_eq!(of(&[polar(2.0, 10.0), polar(2.0, 70.0), polar(3.0, 130.0)]), Unrelated);
        assert_eq!(of(&[[2.0, 0.0], [3.0, 1.5], [1.0, 1.5]]), Oblique, "closed, but sheared");
        let nearly = [polar(0.8, 10.0), polar(0.8, 70.0), polar(1.0, 130.0)];
        assert_eq!([1.5, 6.0].map(|box_m| Waves::of(&nearly, box_m).pattern), [Hexagonal, Unrelated], "resolution");
        // As drawn in the paper's dissection: (3, −1), (2, 2), (−1, 3) cycles a panel.
        assert_eq!(of(&[[3.0, -1.0], [2.0, 2.0], [-1.0, 3.0]]), Hexagonal);
    }

    #[test]
    fn measures() {
        let waves = Waves::of(&[polar(2.0, 10.0), polar(2.0, 70.0), polar(2.0, 130.0)], 3.0);
        assert!(waves.closure.expect("three waves") < 1e-12);
        assert!(waves.angles_deg.iter().all(|angle| (angle - 60.0).abs() < 1e-9), "{:?}", waves.angles_deg);
        assert!((waves.length_ratio.expect("three waves") - 1.0).abs() < 1e-12);
        assert!(waves.wavelengths_m.iter().all(|period| (period - 0.5).abs() < 1e-12));
        assert_eq!(waves.spanning(), Some((0, 2)));
        assert_eq!((Waves::of(&[], 3.0), Waves::of(&[[1.0, 0.0]], 3.0).spanning()), (Waves::default(), Option::None));
    }
}
