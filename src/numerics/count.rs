//! Numbers with their nouns.

/// A count with its noun, which is given in the singular.
///
/// ```
/// use gridscope::numerics::count;
///
/// assert_eq!([1, 3].map(|number| count(number, "unit")), ["1 unit", "3 units"]);
/// assert_eq!(count(0, "box"), "0 boxes");
/// assert_eq!(count(2, "active trajectory"), "2 active trajectories");
/// ```
#[must_use]
pub fn count(number: usize, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else if let Some(stem) = noun.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
        format!("{number} {stem}ies")
    } else if noun.ends_with(['s', 'x']) {
        format!("{number} {noun}es")
    } else {
        format!("{number} {noun}s")
    }
}
