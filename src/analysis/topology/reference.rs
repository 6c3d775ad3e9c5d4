//! The readable twin of `cohomology`: every simplex is written down and the whole boundary matrix reduced, as in any
//! textbook (Edelsbrunner and Harer 2010, §VII.1). For tests, and for few points only.

use super::bars::Bar;
use super::distances::Distances;
use std::collections::BTreeMap;

const P: i64 = 47;

/// Bars of each dimension up to `highest`, without those of length 0.
pub(super) fn bars(distances: &Distances, highest: usize) -> Vec<Vec<Bar>> {
    let mut simplices: Vec<(f32, Vec<usize>)> = Vec::new();
    let mut grown: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..highest + 2 {
        let larger = |simplex: &Vec<usize>| {
            let first = simplex.last().map_or(0, |last| last + 1);
            let simplex = simplex.clone();
            (first..distances.points()).map(move |v| [simplex.as_slice(), &[v]].concat())
        };
        grown = grown.iter().flat_map(larger).collect();
        simplices.extend(grown.iter().map(|simplex| (diameter(distances, simplex), simplex.clone())));
    }
    let threshold = distances.last_event();
    simplices.retain(|(diameter, _)| *diameter <= threshold);
    simplices.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.len().cmp(&b.1.len())).then(a.1.cmp(&b.1)));
    let place: BTreeMap<&[usize], usize> = simplices.iter().enumerate().map(|(i, s)| (s.1.as_slice(), i)).collect();

    let mut ended = vec![false; simplices.len()];
    let mut starts = Vec::new();
    let mut reduced: BTreeMap<usize, BTreeMap<usize, i64>> = BTreeMap::new(); // by their last row
    let mut bars = vec![Vec::new(); highest + 1];
    for (index, (diameter, simplex)) in simplices.iter().enumerate() {
        let mut column: BTreeMap<usize, i64> = BTreeMap::new();
        if simplex.len() > 1 {
            for without in 0..simplex.len() {
                let mut face = simplex.clone();
                face.remove(without);
                column.insert(place[face.as_slice()], if without % 2 == 0 { 1 } else { P - 1 });
            }
        }
        while let Some((&low, &value)) = column.last_key_value() {
            let Some(other) = reduced.get(&low) else { break };
            let factor = (P - value) * inverse(other[&low]) % P;
            for (&row, &entry) in other {
                let sum = (column.get(&row).copied().unwrap_or(0) + factor * entry) % P;
                if sum == 0 {
                    column.remove(&row)
                } else {
                    column.insert(row, sum)
                };
            }
        }
        if let Some((&low, _)) = column.last_key_value() {
            ended[low] = true;
            let (birth, born) = &simplices[low];
            if diameter > birth && born.len() <= highest + 1 {
                bars[born.len() - 1].push(Bar { birth: f64::from(*birth), death: Some(f64::from(*diameter)) });
            }
            reduced.insert(low, column);
        } else {
            starts.push(index);
        }
    }
    for index in starts {
        let (birth, born) = &simplices[index];
        if !ended[index] && born.len() <= highest + 1 {
            bars[born.len() - 1].push(Bar { birth: f64::from(*birth), death: None });
        }
    }
    bars
}

fn diameter(distances: &Distances, simplex: &[usize]) -> f32 {
    let from = |&i: &usize| simplex.iter().map(move |&j| distances.row(i)[j]);
    simplex.iter().flat_map(from).fold(0.0, f32::max)
}

/// a⁴⁵ = 1/a (Fermat).
fn inverse(a: i64) -> i64 {
    (0..P - 2).fold(1, |power, _| power * a % P)
}
