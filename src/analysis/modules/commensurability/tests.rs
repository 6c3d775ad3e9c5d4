//! Lattices that are commensurate and lattices that are not.

use super::*;
use crate::numerics::basis::{determinant, inverse, product};
use crate::numerics::{Basis, Cancelled, Draws, Progress};
use proptest::prelude::*;
use std::sync::atomic::AtomicBool;

fn polar(length: f64, degrees: f64) -> [f64; 2] {
    let (sin, cos) = degrees.to_radians().sin_cos();
    [length * cos, length * sin]
}

fn lattice(first: (f64, f64), second: (f64, f64)) -> Basis {
    Basis::spanned_by(polar(first.0, first.1), polar(second.0, second.1)).expect("two directions")
}

fn hexagon(spacing: f64, turn_deg: f64) -> Basis {
    lattice((spacing, turn_deg), (spacing, turn_deg + 60.0))
}

fn compared(first: &Basis, second: &Basis) -> Commensurability {
    Commensurability::of([first, second], 0, 999, &Progress::none()).expect("not cancelled")
}

/// The sublattice of a lattice with these whole multiples of its vectors.
fn sublattice(of: &Basis, whole: [[f64; 2]; 2]) -> Option<Basis> {
    let [a, b] = product(whole, of.vectors());
    Basis::spanned_by(a, b)
}

#[test]
fn every_third_field_of_hexagons() {
    let finer = hexagon(0.866, 48.8);
    // As measured in a trained network: 1.50 m and 0.87 m, turned by 30°.
    let coarser = hexagon(1.499, 18.8);
    for (first, second) in [(&finer, &coarser), (&coarser, &finer)] {
        let found = compared(first, second);
        let relation = found.relation.expect("a small index");
        assert_eq!((relation.finer_index, relation.coarser_index), (1, 3), "{found:?}");
        assert!(found.claimed && relation.is_sublattice() && relation.residual < 0.001, "{found:?}");
        assert!((relation.turn_deg - 30.0).abs() < 0.1, "{found:?}");
        assert!((relation.spacing_ratio() - 3.0f64.sqrt()).abs() < 1e-12, "{found:?}");
    }
    let sentence = compared(&coarser, &finer).sentence("module 1", "module 2");
    assert!(
        sentence.starts_with("module 1 is a sublattice of module 2 with index 3: spacing ratio 1.73"),
        "{sentence}"
    );
}

#[test]
fn every_second_field_of_near_squares() {
    // Two modules of a network trained with a conformal radius of 0.12 m; they share the vector of 1.19 m.
    let coarser = lattice((1.19, 66.0), (1.25, 163.0));
    let finer = lattice((0.80, 116.0), (0.91, 24.0));
    let found = compared(&coarser, &finer);
    let relation = found.relation.expect("a small index");
    assert_eq!((relation.finer_index, relation.coarser_index), (1, 2), "{found:?}");
    assert!(found.claimed && !found.first_is_finer && relation.residual < 0.015, "{found:?}");
    assert!((relation.turn_deg - 45.0).abs() < 5.0, "{found:?}");
}

#[test]
fn both_are_sublattices_of_a_third() {
    let common = lattice((0.5, 20.0), (0.55, 95.0));
    let second = sublattice(&common, [[2.0, 0.0], [0.0, 1.0]]).expect("a lattice");
    let third = sublattice(&common, [[1.0, 1.0], [0.0, 3.0]]).expect("a lattice");
    let found = compared(&second, &third);
    let relation = found.relation.expect("small indices");
    assert_eq!((relation.finer_index, relation.coarser_index), (2, 3), "{found:?}");
    assert!(found.claimed && !relation.is_sublattice() && relation.residual < 1e-9, "{found:?}");
    assert!(strain(&relation.common, &common) < 1e-9, "the common lattice: {relation:?}");
    let sentence = found.sentence("A", "B");
    assert!(sentence.starts_with("B and A are sublattices of one lattice with indices 3 and 2"), "{sentence}");
}

#[test]
fn one_lattice_twice() {
    let found = compared(&hexagon(1.0, 10.0), &hexagon(1.001, 10.1));
    let relation = found.relation.expect("index 1");
    assert!(found.claimed && (relation.finer_index, relation.coarser_index) == (1, 1), "{found:?}");
    let sentence = compared(&hexagon(1.0, 10.1), &hexagon(1.001, 10.0)).sentence("A", "B");
    assert!(sentence.starts_with("B has the lattice of A: spacing ratio 1.00, turn 0°"), "{sentence}");
}

/// Random lattices of several kinds: hardly any may be called commensurate. The kinds are those that a method can be
/// taken in by: hexagons, one orientation for all modules (as in rats), the very ratios that sublattices have.
#[test]
fn random_lattices_are_not() {
    type Kind = fn(&mut dyn FnMut(f64, f64) -> f64) -> [Basis; 2];
    let kinds: [(&str, Kind); 5] = [
        ("any shape", |uniform| {
            let mut any = |scale: f64| {
                let (turn, open) = (uniform(0.0, 180.0), uniform(60.0, 90.0));
                lattice((scale, turn), (scale * uniform(1.0, 1.4), turn + open))
            };
            [any(1.0), any(1.7)]
        }),
        ("hexagons", |uniform| [hexagon(1.0, 0.0), hexagon(uniform(1.2, 2.2), uniform(0.0, 60.0))]),
        ("hexagons of one orientation", |uniform| [hexagon(1.0, 0.0), hexagon(uniform(1.2, 2.2), uniform(-3.0, 3.0))]),
        ("hexagons of ratio √3", |uniform| [hexagon(1.0, 0.0), hexagon(3.0f64.sqrt(), uniform(0.0, 60.0))]),
        ("squares of ratio √2", |uniform| {
            let turn = uniform(0.0, 90.0);
            let side = 2.0f64.sqrt();
            [lattice((1.0, 0.0), (1.0, 90.0)), lattice((side, turn), (side, turn + 90.0))]
        }),
    ];
    for (name, kind) in kinds {
        let mut claimed = 0;
        for index in 0..200 {
            let mut draws = Draws::new(17, "test", index);
            let mut uniform = |low: f64, high: f64| low + (high - low) * f64::from(draws.uniform());
            let [first, second] = kind(&mut uniform);
            let null = Commensurability::of([&first, &second], index, 199, &Progress::none());
            claimed += usize::from(null.expect("not cancelled").claimed);
        }
        assert!(claimed <= 10, "{name}: {claimed} of 200 pairs are called commensurate");
    }
}

#[test]
fn unclaimed_lattices_say_why() {
    let found = compared(&hexagon(1.0, 0.0), &hexagon(1.6, 11.0));
    assert!(!found.claimed && found.p_value > 0.05, "{found:?}");
    let sentence = found.sentence("A", "B");
    assert!(sentence.starts_with("No common lattice is claimed"), "{sentence}");
    let outcome = format!("p = {:.3} > α = 0.05", found.p_value);
    assert!(sentence.contains(&outcome) && sentence.contains("at most 5 %"), "both limits: {sentence}");
    assert!(found.picture(1.0).finer_m.iter().all(|point| !point.shared), "nothing is marked");
    let far = compared(&hexagon(0.1, 0.0), &hexagon(1.6, 11.0));
    assert!(far.relation.is_none() && !far.claimed && (far.p_value - 1.0).abs() < 1e-12, "{far:?}");
    assert!(far.sentence("A", "B").contains("B is too coarse"), "{}", far.sentence("A", "B"));
}

#[test]
fn holm_levels() {
    let template = compared(&hexagon(1.0, 0.0), &hexagon(3.0f64.sqrt(), 30.0));
    let claims = |p_values: &[f64]| -> Vec<bool> {
        let mut pairs: Vec<_> =
            p_values.iter().map(|&p_value| Commensurability { p_value, ..template.clone() }).collect();
        judge_together(&mut pairs.iter_mut().collect::<Vec<_>>());
        pairs.iter().map(|pair| pair.claimed).collect()
    };
    assert_eq!(claims(&[0.04, 0.01, 0.02]), [true, true, true], "1.7 %, 2.5 %, 5 %");
    assert_eq!(claims(&[0.04, 0.01, 0.03]), [false, true, false], "the second fails, and so does the third");
    assert_eq!(claims(&[0.02, 0.02, 0.02]), [false, false, false], "the first fails");
    assert_eq!(claims(&[]), [true; 0], "nothing");
}

#[test]
fn nulls_are_seeded_and_cancellable() {
    let (finer, coarser) = (hexagon(1.0, 0.0), hexagon(1.5, 7.0));
    let draw = |seed| LatticeNull::draw(&finer, &coarser, seed, 50, &Progress::none()).expect("not cancelled");
    assert_eq!(draw(3), draw(3), "same seed, same null");
    assert_ne!(draw(3), draw(4), "other seed, other null");
    let (cancel, mut nobody) = (AtomicBool::new(true), |_| ());
    let progress = Progress::new(&cancel, &mut nobody);
    assert_eq!(LatticeNull::draw(&finer, &coarser, 3, 50, &progress), Err(Cancelled));
    // A jittered spacing of a sublattice is off by up to half a spacing: the share of draws within 1 % is known.
    let coarser = hexagon(2.0, 0.0);
    let null = LatticeNull::draw(&hexagon(1.0, 0.0), &coarser, 0, 4000, &Progress::none()).expect("not cancelled");
    let p = null.p_value(0.01 * 2.0);
    // Of scales 1 ± 0.25, 1 ± 0.01 fit index 4 as well, and 0.75 to 0.7525 fit indices 4 and 9 of a common lattice.
    assert!((p - 0.045).abs() < 0.01, "{p}");
}

/// Every integer matrix of small entries, tried one by one.
fn best_sublattice_by_search(finer: &Basis, coarser: &Basis) -> Option<(u32, f64)> {
    let entries = || -5i32..=5;
    let mut best: Option<(u32, f64)> = None;
    for a in entries() {
        for b in entries() {
            for c in entries() {
                for d in entries() {
                    let whole = [[a, b], [c, d]].map(|row| row.map(f64::from));
                    let index = determinant(whole);
                    let exact = product(whole, finer.vectors());
                    let Some(back) = inverse(coarser.vectors()) else { continue };
                    let map = product(back, exact);
                    let off = [map[0][0] - 1.0, map[0][1], map[1][0], map[1][1] - 1.0];
                    let residual = (off.iter().map(|x| x * x).sum::<f64>() / 2.0).sqrt();
                    let misfit = residual * index.abs().sqrt();
                    if (1.0..=9.0).contains(&index) && best.is_none_or(|(_, least)| misfit < least) {
                        best = Some((index as u32, misfit));
                    }
                }
            }
        }
    }
    best
}

fn any_lattice(scale: f64) -> impl Strategy<Value = Basis> {
    (0.0f64..180.0, 62.0f64..118.0, 1.0f64..1.4)
        .prop_map(move |(turn, open, ratio)| lattice((scale, turn), (scale * ratio, turn + open)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Against the search, and never worse than it, because common lattices are tried too.
    #[test]
    fn relations_are_the_best_there_are(finer in any_lattice(1.0), coarser in any_lattice(1.6)) {
        prop_assume!(finer.area() < coarser.area());
        let searched = best_sublattice_by_search(&finer, &coarser);
        let found = relation(&finer, &coarser);
        if let (Some((index, misfit)), Some(found)) = (searched, found) {
            if found.is_sublattice() && misfit < 0.1 {
                prop_assert_eq!(index, found.coarser_index);
                prop_assert!((misfit - found.misfit()).abs() < 1e-9, "{} and {:?}", misfit, found);
            }
            // Rounding each vector by itself is exact only for good fits; three times what is ever claimed is one.
            prop_assert!(found.misfit() < misfit + 1e-9 || misfit > 0.15, "{} and {:?}", misfit, found);
        }
    }

    /// A true sublattice is found whatever the lattice, the basis and the turn.
    #[test]
    fn sublattices_are_found(
        finer in any_lattice(0.7),
        whole in (1i32..4, -3i32..4, 1i32..4),
        turn in 0.0f64..180.0,
    ) {
        let (a, b, d) = whole;
        prop_assume!(a * d <= 9);
        let Some(coarser) = sublattice(&finer, [[f64::from(a), f64::from(b)], [0.0, f64::from(d)]]) else {
            return Ok(());
        };
        let found = relation(&finer.turned(turn, 1.3), &coarser.turned(turn, 1.3)).expect("a small index");
        prop_assert_eq!((found.finer_index, found.coarser_index), (1, (a * d) as u32));
        prop_assert!(found.residual < 1e-9, "{:?}", found);
    }

    /// The picture marks exactly the points that lie on both lattices.
    #[test]
    fn shared_points_are_marked(common in any_lattice(0.5), p in 1i32..4, q in 1i32..5, shift in 0i32..4) {
        let part = |n: i32, c: i32| sublattice(&common, [[1.0, f64::from(c)], [0.0, f64::from(n)]]);
        let (Some(first), Some(second)) = (part(p, 0), part(q, shift)) else { return Ok(()) };
        let found = Commensurability::of([&first, &second], 0, 99, &Progress::none()).expect("not cancelled");
        prop_assume!(found.claimed);
        let picture = found.picture(1.0);
        let near = |a: &LatticePoint, all: &[LatticePoint], tolerance: f64| {
            all.iter().any(|b| (a.at[0] - b.at[0]).hypot(a.at[1] - b.at[1]) < tolerance)
        };
        for (own, other) in [
            (&picture.finer_m, &picture.coarser_m),
            (&picture.coarser_m, &picture.finer_m),
            (&picture.finer_cpm, &picture.coarser_cpm),
            (&picture.coarser_cpm, &picture.finer_cpm),
        ] {
            // At least the origin and the eight points around it.
            prop_assert!(own.len() >= 9 && own[0].shared, "the origin is shared");
            for point in own {
                // At the rim the other lattice's point may be just outside.
                let rim = point.at.iter().any(|x| {
                    let reach = if std::ptr::eq(own, &raw const picture.finer_m)
                        || std::ptr::eq(own, &raw const picture.coarser_m) { picture.reach_m } else { picture.reach_cpm };
                    x.abs() > reach * (1.0 - 1e-6)
                });
                prop_assert!(rim || point.shared == near(point, other, 1e-6), "{:?}", point);
            }
        }
    }
}
