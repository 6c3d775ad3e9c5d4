//! How well a name answers what was typed.

/// Points of a word of the query in a text: the whole word, its beginning, its inside, its letters in order, misspelt.
const WHOLE: u32 = 100;
const BEGINNING: u32 = 80;
const INSIDE: u32 = 55;
const LETTERS: u32 = 30;
const MISSPELT: u32 = 25;
/// Words of fewer letters are not looked for misspelt.
const LONG_ENOUGH: usize = 4;

/// Lower case, with spaces where names have points, strokes and bars.
#[must_use]
pub(super) fn plain(text: &str) -> String {
    let letter = |c: char| if ".-/,…:()".contains(c) { ' ' } else { c };
    text.chars().map(letter).flat_map(char::to_lowercase).collect()
}

/// How well a name, or else the words about it, answers a query; `None` where a word of the query is in neither. Both
/// and the query are [`plain`].
#[must_use]
pub(super) fn score(query: &str, name: &str, about: &str) -> Option<u32> {
    let mut points = 0;
    for word in query.split_whitespace() {
        let in_name = points_of(word, name).map(|points| 2 * points);
        points += in_name.or_else(|| points_of(word, about).filter(|points| *points >= INSIDE))?;
    }
    // Of two names with the same words the shorter one says less beside them.
    Some(10 * points + 60u32.saturating_sub(name.chars().count() as u32))
}

/// How well one word is found in a text.
fn points_of(word: &str, text: &str) -> Option<u32> {
    text.split_whitespace().filter_map(|own| points_in_word(word, own)).max().or_else(|| {
        let initials: String = text.split_whitespace().filter_map(|own| own.chars().next()).collect();
        (word.chars().count() > 1 && initials.starts_with(word)).then_some(LETTERS)
    })
}

fn points_in_word(word: &str, own: &str) -> Option<u32> {
    // `sigma_g` is found as a whole and by its parts.
    let parts = own.split('_');
    if own == word || parts.clone().any(|part| part == word) {
        Some(WHOLE)
    } else if own.starts_with(word) || parts.clone().any(|part| part.starts_with(word)) {
        Some(BEGINNING)
    } else if word.chars().count() > 1 && own.contains(word) {
        Some(INSIDE)
    } else if has_letters(word, own) {
        Some(LETTERS)
    } else {
        let length = word.chars().count();
        let allowed = 1 + usize::from(length >= 8);
        let is_near = length >= LONG_ENOUGH && strsim::damerau_levenshtein(word, own) <= allowed;
        is_near.then_some(MISSPELT)
    }
}

/// Whether a word begins with the first letter of another and has the rest of them in order.
fn has_letters(word: &str, own: &str) -> bool {
    let mut letters = own.chars();
    let mut wanted = word.chars();
    if word.chars().count() < 3 || wanted.next() != letters.next() {
        return false;
    }
    wanted.all(|letter| letters.any(|own| own == letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best<'a>(query: &str, names: &[&'a str]) -> Option<&'a str> {
        let scored = names.iter().filter_map(|name| Some((score(&plain(query), &plain(name), "")?, *name)));
        scored.max_by_key(|(points, _)| *points).map(|(_, name)| name)
    }

    #[test]
    fn what_was_meant_comes_first() {
        let names = ["Map the arena", "Colour map", "capacity weight", "capacity enabled", "Reset", "Reset layout"];
        for (typed, meant) in [
            ("arena", "Map the arena"),
            ("capacity weight", "capacity weight"),
            ("cap wei", "capacity weight"),
            ("weigth capacity", "capacity weight"),
            ("cpct enabled", "capacity enabled"),
            ("reset", "Reset"),
            ("rl", "Reset layout"),
            ("RESET LAY", "Reset layout"),
        ] {
            assert_eq!(best(typed, &names), Some(meant), "{typed}");
        }
        assert_eq!(best("quantum", &names), None, "nothing of the kind");
    }

    #[test]
    fn a_name_counts_more_than_the_words_about_it() {
        let by_name = score("losses", "losses", "").expect("found");
        let by_words = score("losses", "log axis", "axis of the losses").expect("found");
        assert!(by_name > by_words);
        assert!(score("g", "σ_g sigma_g", "").is_some(), "a part of a symbol");
        assert_eq!(score("zzz", "losses", "axis of the losses"), None);
    }
}
