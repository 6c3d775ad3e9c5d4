//! What differs between the maps of a unit in two networks: a map of it, and how alike both are.

use crate::analysis::stability;
use crate::app::kit::map_texture::peak;
use crate::maps::{MapKey, MapSet, RateMaps};

/// Differences of two sets of maps, worked out unit by unit as they come into sight.
#[derive(Default)]
pub(super) struct Deltas {
    /// What is subtracted from what.
    of: Option<[MapKey; 2]>,
    /// As maps from 0 to 1, where ½ is no difference.
    maps: Option<RateMaps>,
    /// Of every unit, once it was worked out: how alike its maps are.
    alike: Vec<Option<Alike>>,
}

/// How alike two maps are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Alike {
    /// Pearson's correlation; `None` where one of both is constant, or too little was visited in both.
    pub correlation: Option<f64>,
}

/// Whether the maps of two sets can be subtracted: of as many units, in the same box with the same bins.
pub(super) fn can_subtract(from: &MapSet, to: &MapSet) -> bool {
    let (a, b) = (from.maps.arena, to.maps.arena);
    from.maps.units == to.maps.units && a.bins == b.bins && (a.box_m - b.box_m).abs() < 1e-4
}

/// Second less first, in units of the larger peak of both, moved from −1 … 1 to 0 … 1; NaN where one was not visited.
fn difference(from: &[f32], to: &[f32]) -> impl Iterator<Item = f32> {
    let scale = peak(from).max(peak(to));
    let scale = if scale > 0.0 { 1.0 / scale } else { 0.0 };
    from.iter().zip(to).map(move |(a, b)| 0.5 + 0.5 * ((b - a) * scale).clamp(-1.0, 1.0))
}

impl Deltas {
    /// Works out what is missing of these units.
    pub(super) fn update(&mut self, from: &MapSet, to: &MapSet, units: &[usize]) -> &RateMaps {
        let of = [from.key, to.key];
        let size = from.maps.arena.bins * from.maps.arena.bins;
        let fits = |maps: &RateMaps| maps.arena == from.maps.arena && maps.units == from.maps.units;
        let mut maps = self.maps.take().filter(fits).unwrap_or_else(|| RateMaps {
            arena: from.maps.arena,
            units: from.maps.units,
            rates: vec![0.5; from.maps.units * size],
            visits: Vec::new(),
        });
        if self.of.replace(of) != Some(of) || self.alike.len() != maps.units {
            self.alike = vec![None; maps.units];
        }
        for &unit in units {
            let Some(alike @ None) = self.alike.get_mut(unit) else { continue };
            let (a, b) = (from.maps.unit(unit), to.maps.unit(unit));
            if let Some(own) = maps.rates.get_mut(unit * size..(unit + 1) * size) {
                own.iter_mut().zip(difference(a, b)).for_each(|(own, new)| *own = new);
            }
            *alike = Some(Alike { correlation: stability(a, b) });
        }
        self.maps.insert(maps)
    }

    /// How alike the maps of a unit are that was worked out.
    pub(super) fn correlation(&self, unit: usize) -> Option<f64> {
        self.alike.get(unit).copied().flatten().and_then(|alike| alike.correlation)
    }

    /// Nothing is known any more.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::maps::{Arena, Origin};

    fn set(maps: &[Vec<f32>], box_m: f32) -> MapSet {
        let arena = Arena { box_m, bins: 5 };
        let maps = RateMaps { arena, units: maps.len(), rates: maps.concat(), visits: vec![1.0; 25] };
        MapSet::new(Origin::File("a.npz".into()), None, maps)
    }

    fn ramp(scale: f32) -> Vec<f32> {
        (0..25).map(|i| scale * i as f32).collect()
    }

    #[test]
    fn a_difference_is_centred_and_scaled_by_the_larger_peak() {
        let found: Vec<f32> = difference(&[0.0, 4.0, 1.0, f32::NAN], &[2.0, 0.0, 1.0, 1.0]).collect();
        assert_eq!(found[..3], [0.75, 0.0, 0.5], "half of the larger peak more, all of it less, nothing");
        assert!(found[3].is_nan(), "not visited in both");
        assert!(difference(&[0.0; 3], &[0.0; 3]).all(|value| (value - 0.5).abs() < 1e-9), "silent in both");
    }

    #[test]
    fn units_are_compared_with_themselves() {
        let from = set(&[ramp(1.0), ramp(1.0), vec![0.0; 25]], 1.0);
        let to = set(&[ramp(2.0), ramp(-1.0), ramp(1.0)], 1.0);
        let mut deltas = Deltas::default();
        let maps = deltas.update(&from, &to, &[0, 2]);
        assert!((maps.unit(0)[24] - 0.75).abs() < 1e-6, "24 of 48 more");
        assert!((maps.unit(1)[24] - 0.5).abs() < 1e-9, "out of sight: not worked out");
        assert!(deltas.correlation(0).is_some_and(|r| (r - 1.0).abs() < 1e-6), "the same pattern");
        assert_eq!(deltas.correlation(2), None, "of a constant map there is none");
        deltas.update(&from, &to, &[1]);
        assert!(deltas.correlation(1).is_some_and(|r| (r + 1.0).abs() < 1e-6), "the opposite");
        let later = set(&[ramp(1.0), ramp(1.0), ramp(1.0)], 1.0);
        deltas.update(&from, &later, &[0]);
        assert!(deltas.correlation(1).is_none(), "of other maps nothing is known yet");
    }

    #[test]
    fn only_maps_of_one_box_are_subtracted() {
        let (a, b) = (set(&[ramp(1.0)], 1.0), set(&[ramp(1.0)], 2.0));
        assert!(can_subtract(&a, &a) && !can_subtract(&a, &b));
        assert!(!can_subtract(&a, &set(&[ramp(1.0), ramp(1.0)], 1.0)), "units do not correspond");
    }
}
