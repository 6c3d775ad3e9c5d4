//! The border score: does the unit fire along a wall?

use super::fields::fields;
use crate::analysis::thresholds::BORDER_FIELD_LEVEL;
use crate::maps::Arena;

/// (c − d) / (c + d) after Solstad et al. (2008), −1 to 1; above 0.5 is customary for a border cell. `None` without a
/// field, or where no bin along any wall was visited.
///
/// c is the largest share of the visited bins along one wall that one field covers; d the distance of the fields' bins
/// to the nearest wall, averaged with the rates as weights, over half a side of the box.
#[must_use]
pub fn border_score(map: &[f32], arena: Arena) -> Option<f64> {
    let bins = arena.bins;
    let fields = fields(map, arena, BORDER_FIELD_LEVEL);
    let rate = |bin: &usize| f64::from(map[*bin]);
    let total: f64 = fields.iter().flatten().map(rate).sum();
    // With a peak below 0 the "fields" would be where the unit fires least.
    if fields.is_empty() || fields.iter().flatten().any(|bin| rate(bin) <= 0.0) || total <= 0.0 {
        return None;
    }
    let at_wall: [fn(usize, usize, usize) -> bool; 4] =
        [|y, _, _| y == 0, |y, _, last| y == last, |_, x, _| x == 0, |_, x, last| x == last];
    let covered = at_wall
        .into_iter()
        .filter_map(|at_wall| covered_share(map, &fields, |bin| at_wall(bin / bins, bin % bins, bins - 1)));
    let c = covered.reduce(f64::max)?;
    let gap = |bin: &usize| {
        let (y, x) = (bin / bins, bin % bins);
        y.min(x).min(bins - 1 - y).min(bins - 1 - x) as f64 + 0.5
    };
    let d = fields.iter().flatten().map(|bin| rate(bin) * gap(bin)).sum::<f64>() / total / (bins as f64 / 2.0);
    Some((c - d) / (c + d))
}

/// The largest share of the visited bins along a wall that one field covers; `None` where none was visited.
fn covered_share(map: &[f32], fields: &[Vec<usize>], at_wall: impl Fn(usize) -> bool) -> Option<f64> {
    let visited = (0..map.len()).filter(|bin| at_wall(*bin) && map[*bin].is_finite()).count();
    let most = fields.iter().map(|field| field.iter().filter(|bin| at_wall(**bin)).count()).max();
    (visited > 0).then(|| most.unwrap_or(0) as f64 / visited as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARENA: Arena = Arena { box_m: 1.0, bins: 20 };

    fn map(rate: impl Fn(usize, usize) -> f32) -> Vec<f32> {
        (0..400).map(|i| rate(i / 20, i % 20)).collect()
    }

    #[test]
    fn walls_score_high_and_the_middle_low() {
        for turned in [false, true] {
            let wall = map(|y, x| f32::from(u8::from(if turned { x } else { 19 - y } < 2)));
            // 22 bins (with two corners) at half a bin from a wall, 18 at one and a half, of at most ten: d = 0.095.
            let want = (1.0 - 0.095) / (1.0 + 0.095);
            assert!((border_score(&wall, ARENA).expect("a field") - want).abs() < 1e-9, "a strip along one wall");
        }
        let middle = map(|y, x| f32::from(u8::from(y.abs_diff(10) < 3 && x.abs_diff(10) < 3)));
        assert!((border_score(&middle, ARENA).expect("a field") + 1.0).abs() < 1e-9, "touches no wall");
    }

    #[test]
    fn unvisited_bins_are_no_wall() {
        let half = map(|y, x| if y == 0 && x < 10 { f32::NAN } else { f32::from(u8::from(y < 2)) });
        let whole = map(|y, _| f32::from(u8::from(y < 2)));
        let [half_score, score] = [&half, &whole].map(|m| border_score(m, ARENA).expect("a field"));
        assert!((half_score - score).abs() < 0.03, "every visited bin of the wall is covered: {half_score}, {score}");
        let inside = map(|y, x| if y.min(x).min(19 - y).min(19 - x) == 0 { f32::NAN } else { (x + y) as f32 });
        assert_eq!(border_score(&inside, ARENA), None, "no wall was visited");
        assert_eq!(border_score(&map(|_, _| 1.0), ARENA), None, "constant");
        assert_eq!(border_score(&map(|y, x| -((x + y) as f32) - 1.0), ARENA), None, "never above 0");
        assert_eq!(border_score(&[], ARENA), None, "no map");
    }
}
