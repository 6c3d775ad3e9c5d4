//! The valid name that a misspelt one most resembles.

/// Characters of a name that are compared.
const LONGEST: usize = 100;

/// The candidate nearest to `name` by edit distance (adjacent swaps count one), the first of equals; `None` if there is
/// no candidate. Of a name that is longer than any could be, the beginning counts.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Distances take time and memory that grow with the length.
    let name: String = name.chars().take(LONGEST).flat_map(char::to_lowercase).collect();
    candidates.into_iter().min_by_key(|candidate| strsim::damerau_levenshtein(&name, candidate))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let names = ["units", "sigma_x", "sigma_g", "separation.weight"];
        for (typed, meant) in [("unit", "units"), ("sgima_g", "sigma_g"), ("Separation.wieght", "separation.weight")] {
            assert_eq!(nearest(typed, names), Some(meant), "typed {typed}");
        }
        assert_eq!(nearest("units", []), None, "nothing to choose from");
    }
}
