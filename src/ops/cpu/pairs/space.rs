//! An order in which positions next to each other are close in space.

use rayon::prelude::*;
use std::cmp::Ordering;

/// Indices of the positions such that every `rows` of them in a row lie in a small region: upright stripes, each with its
/// positions from below (sort-tile-recursive packing, Leutenegger, Lopez & Edgington 1997).
#[must_use]
pub(crate) fn order_in_space(positions: &[[f32; 2]], rows: usize) -> Vec<u32> {
    let regions = positions.len().div_ceil(rows.max(1));
    let stripe = rows.max(1) * (regions as f64).sqrt().ceil().max(1.0) as usize;
    let mut order: Vec<u32> = (0..positions.len() as u32).collect();
    order.par_sort_unstable_by(|a, b| along(0, positions, *a, *b));
    order.par_chunks_mut(stripe).for_each(|stripe| stripe.sort_unstable_by(|a, b| along(1, positions, *a, *b)));
    order
}

/// Which of two positions comes first along an axis; of equal ones the one with the smaller index.
fn along(axis: usize, positions: &[[f32; 2]], a: u32, b: u32) -> Ordering {
    let [a_m, b_m] = [a, b].map(|index| positions[index as usize][axis]);
    a_m.total_cmp(&b_m).then(a.cmp(&b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_position_has_its_place(
            positions in prop::collection::vec(prop::array::uniform2(-1.0f32..1.0), 0..300), rows in 1usize..50,
        ) {
            let mut order = order_in_space(&positions, rows);
            order.sort_unstable();
            prop_assert_eq!(order, (0..positions.len() as u32).collect::<Vec<_>>());
        }
    }

    #[test]
    fn neighbours_are_close() {
        let positions: Vec<[f32; 2]> = (0..6400).map(|k| [(k * 37 % 80) as f32, (k / 80) as f32]).collect();
        for region in order_in_space(&positions, 64).chunks(64) {
            for axis in [0, 1] {
                let along = region.iter().map(|index| positions[*index as usize][axis]);
                let (low, high) = along.fold((f32::MAX, f32::MIN), |(low, high), v| (low.min(v), high.max(v)));
                assert!(high - low < 12.0, "a hundred regions of a square of 80: {low} to {high}");
            }
        }
    }
}
