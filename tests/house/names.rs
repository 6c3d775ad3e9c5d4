//! One name, one type.

use super::tree::Tree;
use super::uses::is_public;
use std::collections::BTreeMap;

/// Names of types that others can see and that are given twice, with the places. Tests name theirs as they like.
pub(super) fn doubled(tree: &Tree) -> Vec<String> {
    let mut places: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for file in &tree.files {
        for (at, pair) in file.tokens.windows(2).enumerate() {
            let is_type = ["struct", "enum", "trait", "type", "union"].contains(&pair[0].text.as_str());
            let Some(name) = pair[1].word().filter(|_| is_type && !pair[0].is_test) else { continue };
            let is_unsafe = at > 0 && file.tokens[at - 1].text == "unsafe";
            if is_public(&file.tokens, at - usize::from(is_unsafe)) {
                places.entry(name).or_default().push(format!("{}:{}", file.path, pair[0].line));
            }
        }
    }
    let doubled = places.into_iter().filter(|(_, places)| places.len() > 1);
    doubled.map(|(name, places)| format!("{name}: {}", places.join(", "))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(a: &str, b: &str) -> Vec<String> {
        doubled(&Tree::new([("src/a.rs", a), ("src/b.rs", b)]))
    }

    #[test]
    fn a_name_given_twice_is_told_with_both_places() {
        let kinds =
            ["pub struct N;", "pub(crate) enum N {}", "pub(super) unsafe trait N {}", "pub(in crate::x) type N = u8;"];
        for kind in kinds {
            assert_eq!(of("\npub struct N<T>(T);", kind), ["N: src/a.rs:2, src/b.rs:1"], "{kind}");
        }
        assert_eq!(of("pub struct N; mod inner { pub enum N {} }", "").len(), 1, "twice in one file");
    }

    #[test]
    fn private_names_tests_and_other_things_may_share_one() {
        let test = "#[cfg(test)] mod tests { pub struct N; }";
        for other in [
            "struct N;",
            test,
            "pub fn n(n: N) {}",
            "impl T for A { type N = u8; }",
            "// pub struct N;",
            "pub use c::N;",
        ] {
            assert_eq!(of("pub struct N;", other), [""; 0], "{other}");
        }
    }
}
