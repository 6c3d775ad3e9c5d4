//! Twisted or square: how the units' rates vary over the two decoded angles, and how the angles vary through space.

use super::explained::{angle_cells, explained, place_cells};
use super::population::Prepared;
use super::report::{ShapeEvidence, TorusShape};
use super::stripes::stripe;

/// A twist at least this large is that of a twisted torus …
pub const TWISTED: f64 = 0.5;
/// … and one below this that of a square torus.
pub const SQUARE: f64 = 0.25;
/// Stripes of a hexagonal lattice meet at 60° within this (Gardner et al. 2022), those of a square one at 90°.
pub const ANGLE_TOLERANCE_DEG: f64 = 10.0;
/// … and differ in length by less than this (Gardner et al. 2022).
pub const LENGTH_TOLERANCE: f64 = 0.25;
/// … and no lattice of units is so sheared that they differ by this factor.
pub const IRREGULAR: f64 = 2.0;
/// Stripes that fit worse than this are none: the angles do not advance evenly through space.
pub const STRIPE_FIT: f64 = 0.5;

/// Waves over the two angles, one of each pair ±(m, n). A class may wind along a diagonal, so these go up to 2.
const WAVES: [(i32, i32); 8] = [(1, 0), (0, 1), (1, 1), (1, -1), (2, 1), (1, 2), (2, -1), (1, -2)];

/// Signs of the shape. `angles` belong to the states; `places_m` too, or are empty where places are not known.
#[must_use]
pub(crate) fn evidence(states: &Prepared, angles: &[Vec<f64>; 2], places_m: &[[f32; 2]]) -> ShapeEvidence {
    let along = |(m, n): (i32, i32)| -> Vec<f64> {
        angles[0].iter().zip(&angles[1]).map(|(a, b)| f64::from(m) * a + f64::from(n) * b).collect()
    };
    let power = |wave: (i32, i32)| power(states, &along(wave));
    let mut waves: Vec<((i32, i32), f64)> = WAVES.iter().map(|&wave| (wave, power(wave))).collect();
    waves.sort_by(|a, b| b.1.total_cmp(&a.1));
    let (first, strongest) = waves[0];
    // The second spans all classes together with the first.
    let basis = |(wave, _): &&((i32, i32), f64)| (first.0 * wave.1 - first.1 * wave.0).abs() == 1;
    let (second, next) = waves.iter().find(basis).copied().unwrap_or(((0, 0), 0.0));
    let sum = power((first.0 + second.0, first.1 + second.1));
    let difference = power((first.0 - second.0, first.1 - second.1));
    let wave_shares = [strongest, next, sum.max(difference), sum.min(difference)];
    let share = |power: f64| if strongest > 0.0 { power / strongest } else { 0.0 };
    let twist = if next > 0.0 { (wave_shares[2] - wave_shares[3]) / next } else { 0.0 };
    let explained_by_angles = explained(states, &angle_cells(angles));
    let explained_by_place = (!places_m.is_empty()).then(|| explained(states, &place_cells(places_m)));
    let stripes = [first, second].map(|wave| stripe(&along(wave), places_m).filter(|_| !places_m.is_empty()));
    let [Some(a), Some(b)] = stripes else {
        let wave_shares = wave_shares.map(share);
        return ShapeEvidence {
            wave_shares,
            twist,
            waves_cpm: None,
            angle_deg: None,
            length_ratio: None,
            stripe_fit: None,
            explained_by_angles,
            explained_by_place,
        };
    };
    let stripe_fit = a.fit.min(b.fit);
    let waves_cpm = (stripe_fit >= STRIPE_FIT).then(|| reduced(a.wave_cpm, b.wave_cpm));
    let waves_cpm = waves_cpm.filter(|[a, _]| length(*a) > 0.0);
    ShapeEvidence {
        wave_shares: wave_shares.map(share),
        twist,
        waves_cpm,
        angle_deg: waves_cpm.map(|[a, b]| (dot(a, b) / (length(a) * length(b))).clamp(-1.0, 1.0).acos().to_degrees()),
        length_ratio: waves_cpm.map(|[a, b]| length(b) / length(a)),
        stripe_fit: Some(stripe_fit),
        explained_by_angles,
        explained_by_place,
    }
}

/// Power of all units at the wave whose phase is given for each state.
fn power(states: &Prepared, phases: &[f64]) -> f64 {
    let mut sums = vec![[0.0; 2]; states.units];
    for (i, phase) in phases.iter().enumerate() {
        let (sin, cos) = phase.sin_cos();
        for (sum, rate) in sums.iter_mut().zip(states.state(i)) {
            sum[0] += cos * f64::from(*rate);
            sum[1] += sin * f64::from(*rate);
        }
    }
    sums.iter().map(|[cos, sin]| cos * cos + sin * sin).sum()
}

fn dot(a: [f64; 2], b: [f64; 2]) -> f64 {
    a[0] * b[0] + a[1] * b[1]
}

fn length(a: [f64; 2]) -> f64 {
    dot(a, a).sqrt()
}

/// The shortest vectors that span the same lattice, shorter first, 60° to 90° apart (Lagrange's reduction).
fn reduced(mut a: [f64; 2], mut b: [f64; 2]) -> [[f64; 2]; 2] {
    const ROUNDS: usize = 64;
    for _ in 0..ROUNDS {
        if length(a) > length(b) {
            std::mem::swap(&mut a, &mut b);
        }
        let factor = if length(a) > 0.0 { (dot(a, b) / dot(a, a)).round() } else { 0.0 };
        if factor == 0.0 {
            break;
        }
        b = [b[0] - factor * a[0], b[1] - factor * a[1]];
    }
    if dot(a, b) < 0.0 { [a, [-b[0], -b[1]]] } else { [a, b] }
}

/// The shape, and a sentence for each sign of it.
#[must_use]
pub(crate) fn shape(evidence: &ShapeEvidence) -> (TorusShape, Vec<String>) {
    let [_, second, third, fourth] = evidence.wave_shares;
    let by_waves = if evidence.twist >= TWISTED {
        TorusShape::Twisted
    } else if evidence.twist <= SQUARE {
        TorusShape::Square
    } else {
        TorusShape::Unclear
    };
    let mut reasons = vec![format!(
        "over the two angles, units follow a second wave at {:.0} % of the power of the first, and sum and difference of \
         these waves at {:.0} % and {:.0} %: {}",
        100.0 * second,
        100.0 * third,
        100.0 * fourth,
        match by_waves {
            TorusShape::Twisted => "three waves, as on a twisted torus",
            TorusShape::Square => "two waves, as on a square torus",
            TorusShape::Unclear => "between a twisted and a square torus",
        }
    )];
    let (Some(angle), Some(ratio)) = (evidence.angle_deg, evidence.length_ratio) else {
        if let Some(fit) = evidence.stripe_fit {
            reasons.push(format!("in space, the angles do not follow plane waves (fit {fit:.2})"));
        }
        return (by_waves, reasons);
    };
    let regular = ratio - 1.0 < LENGTH_TOLERANCE;
    let hexagonal = regular && (angle - 60.0).abs() <= ANGLE_TOLERANCE_DEG;
    let square = regular && (angle - 90.0).abs() <= ANGLE_TOLERANCE_DEG;
    reasons.push(format!(
        "in space, stripes of equal angle meet at {angle:.0}° and their frequencies differ by a factor of {ratio:.2}: {}",
        match (hexagonal, square) {
            (true, _) => "a hexagonal lattice",
            (_, true) => "a square lattice",
            _ if ratio < IRREGULAR => "a sheared lattice",
            _ => "no lattice of one scale",
        }
    ));
    let contradiction = ratio >= IRREGULAR
        || (by_waves == TorusShape::Twisted && square)
        || (by_waves == TorusShape::Square && hexagonal);
    (if contradiction { TorusShape::Unclear } else { by_waves }, reasons)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reduction_finds_the_angle_of_a_lattice() {
        let [a, b] = reduced([1.0, 0.0], [7.5, 0.75f64.sqrt()]);
        assert!((length(a) - 1.0).abs() < 1e-9 && (length(b) - 1.0).abs() < 1e-9, "{a:?} {b:?}");
        assert!((dot(a, b) - 0.5).abs() < 1e-9, "60 degrees");
        let [a, b] = reduced([3.0, 2.0], [4.0, 3.0]);
        assert!((length(a) * length(b) - 1.0).abs() < 1e-9 && dot(a, b).abs() < 1e-9, "the square lattice");
        assert_eq!(reduced([0.0; 2], [0.0; 2]), [[0.0; 2]; 2], "no lattice");
    }

    #[test]
    fn contradicting_signs_are_unclear() {
        let evidence = |twist: f64, angle: Option<f64>| ShapeEvidence {
            wave_shares: [1.0, 1.0, twist, 0.0],
            twist,
            waves_cpm: angle.map(|_| [[1.0, 0.0], [0.0, 1.0]]),
            angle_deg: angle,
            length_ratio: angle.map(|_| 1.1),
            stripe_fit: Some(0.9),
            explained_by_angles: 0.9,
            explained_by_place: Some(0.9),
        };
        for (twist, angle, wanted) in [
            (0.9, Some(62.0), TorusShape::Twisted),
            (0.9, Some(75.0), TorusShape::Twisted),
            (0.9, Some(90.0), TorusShape::Unclear),
            (0.9, None, TorusShape::Twisted),
            (0.4, Some(60.0), TorusShape::Unclear),
            (0.1, Some(88.0), TorusShape::Square),
            (0.1, Some(60.0), TorusShape::Unclear),
        ] {
            let (found, reasons) = shape(&evidence(twist, angle));
            assert_eq!(found, wanted, "twist {twist}, angle {angle:?}");
            assert_eq!(reasons.len(), 2, "a sentence for each sign");
        }
        let irregular = ShapeEvidence { length_ratio: Some(30.0), ..evidence(0.1, Some(88.0)) };
        assert_eq!(shape(&irregular).0, TorusShape::Unclear, "stripes of very different width");
    }
}
