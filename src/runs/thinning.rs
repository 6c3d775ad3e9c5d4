//! Which checkpoints stay: the first, the newest, and of those between fewer the older they are.

/// Newest checkpoints that always stay.
pub(crate) const NEWEST: usize = 3;
/// Checkpoints of a run, at most.
const MOST: usize = 12;
/// … and their bytes together, as long as more than the newest are there.
const MOST_BYTES: u64 = 2 << 30;

/// The step of a checkpoint that may go, of those at these steps (growing), each of so many bytes; `None` when all may stay.
///
/// Goes the one whose neighbours are nearest for its age, so that what stays is spaced by ratios of age.
pub(crate) fn surplus(steps: &[u64], bytes: u64) -> Option<u64> {
    let fits = steps.len() <= MOST && bytes.saturating_mul(steps.len() as u64) <= MOST_BYTES;
    if fits || steps.len() <= NEWEST {
        return None;
    }
    let newest = *steps.last()?;
    let inner = 1..steps.len() - NEWEST;
    if inner.is_empty() {
        return Some(steps[0]);
    }
    let closeness = |&index: &usize| {
        let [before, after] = [steps[index - 1], steps[index + 1]];
        (after - before) as f64 / (newest - before).max(1) as f64
    };
    inner.min_by(|a, b| closeness(a).total_cmp(&closeness(b))).map(|index| steps[index])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_ones_are_spaced_by_ratios() {
        let mut steps = Vec::new();
        for step in (0..=100_000).step_by(100) {
            steps.push(step);
            while let Some(gone) = surplus(&steps, 1000) {
                steps.retain(|step| *step != gone);
            }
            let newest: Vec<u64> = steps.iter().rev().take(NEWEST).copied().collect();
            assert!(newest.windows(2).all(|pair| pair[0] - pair[1] == 100), "the newest stay: {steps:?}");
        }
        assert_eq!((steps.len(), steps[0]), (MOST, 0), "the first one stays: {steps:?}");
        let ages: Vec<f64> = steps[..MOST - NEWEST].iter().map(|step| 100_000.0 - *step as f64).collect();
        assert!(ages.windows(2).all(|pair| pair[0] / pair[1] < 6.0), "no large hole: {steps:?}");
    }

    #[test]
    fn large_ones_leave_the_newest() {
        assert_eq!(surplus(&[0, 10, 20, 30], 7 << 30), Some(0));
        assert_eq!(surplus(&[0, 20, 30, 40], 1 << 20), None);
        assert_eq!(surplus(&[20, 30, 40], 7 << 30), None, "the newest three stay, however large");
    }
}
