//! Random subsets.

use super::Draws;

/// All of these, or as many as allowed, drawn at random and kept in order.
pub(crate) fn subset(mut from: Vec<usize>, most: usize, seed: u64, stream: &str) -> Vec<usize> {
    if from.len() > most {
        let order = Draws::new(seed, stream, 0).permutation(from.len());
        from = order[..most].iter().map(|&i| from[i as usize]).collect();
        from.sort_unstable();
    }
    from
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subsets_are_ordered_and_fixed_by_the_seed() {
        let all: Vec<usize> = (0..100).collect();
        assert_eq!(subset(all.clone(), 100, 1, "a"), all);
        let some = subset(all.clone(), 20, 1, "a");
        assert!(some.len() == 20 && some.is_sorted());
        assert_eq!(some, subset(all.clone(), 20, 1, "a"));
        assert_ne!(some, subset(all, 20, 2, "a"));
    }
}
