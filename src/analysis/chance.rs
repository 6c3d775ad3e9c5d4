//! Outcomes of tests in words: always the p-value, the level that it is compared with, and how many were tested.
//!
//! A test that rejects nothing has not shown the contrary. Sentences say "is not told from", never "is".

/// A p-value beside the level α that it must not exceed: `p = 0.011 > α = 0.01`.
#[must_use]
pub(crate) fn p_against(p: f64, level: f64) -> String {
    let sign = if p <= level { '≤' } else { '>' };
    format!("p = {p:.3} {sign} α = {}", level_words(level))
}

/// A level with as many decimals as it has, at most four: 0.05, 0.0167.
#[must_use]
pub(crate) fn level_words(level: f64) -> String {
    let text = format!("{level:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// How many of several values lie above the level that a share of random ones stays below, and how many would by chance.
#[must_use]
pub(crate) fn above_chance(above: usize, units: usize, level: f64, share: f64) -> String {
    let alpha = 1.0 - share;
    format!(
        "{above} of {units} units above {level:.2}, which {:.0} % of random maps stay below (α = {} a unit: about {:.1} of \
         {units} would be by chance)",
        100.0 * share,
        level_words(alpha),
        alpha * units as f64,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_p_value_is_never_without_its_level() {
        assert_eq!(p_against(0.011, 0.01), "p = 0.011 > α = 0.01");
        assert_eq!(p_against(0.01, 0.01), "p = 0.010 ≤ α = 0.01", "as the test decides");
        assert_eq!(p_against(0.001, 0.05 / 3.0), "p = 0.001 ≤ α = 0.0167");
        assert_eq!(level_words(1.0), "1");
        let words = above_chance(3, 93, 0.418, 0.99);
        assert_eq!(
            words,
            "3 of 93 units above 0.42, which 99 % of random maps stay below (α = 0.01 a unit: about 0.9 of 93 would be by \
             chance)"
        );
    }
}
