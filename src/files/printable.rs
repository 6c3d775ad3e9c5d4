//! Words that somebody else wrote, as they may be shown: in one line of bounded length, and without what a terminal obeys.

use std::fmt::Write as _;

/// Most characters of a name or a value that is shown.
const NAME: usize = 60;
/// Most names of a list that are shown.
const NAMES: usize = 20;
/// Most characters of a whole message.
const MESSAGE: usize = 4000;

/// A name or a value out of a file or a command line, as an error may show it: control characters and those that turn the
/// direction of writing are escaped (`\u{1b}`), and of more than 60 characters the middle is left out (`…`).
pub(crate) fn printable_name(name: &str) -> String {
    escaped(&cut(name, NAME), |_| false)
}

/// Names with commas between them, each as [`printable_name`] shows it; of more than 20 the rest is counted.
pub(crate) fn printable_names<N: AsRef<str>>(names: impl IntoIterator<Item = N>) -> String {
    let mut names = names.into_iter();
    let mut shown: Vec<String> = names.by_ref().take(NAMES).map(|name| printable_name(name.as_ref())).collect();
    let rest = names.count();
    if rest > 0 {
        shown.push(format!("… and {rest} more"));
    }
    shown.join(", ")
}

/// A number as an error may show it: with an exponent where it would fill lines with digits.
pub(crate) fn printable_number(number: f64) -> String {
    let size = number.abs();
    if size == 0.0 || (1e-6..1e15).contains(&size) { number.to_string() } else { format!("{number:e}") }
}

/// A length to the millimetre: one that is known by where an animal was has no end of digits.
pub(crate) fn to_the_millimetre(length_m: f64) -> f64 {
    (length_m * 1e3).round() / 1e3
}

/// A whole message as a terminal may get it: control characters and those that turn the direction of writing are escaped
/// (`\u{1b}`), line breaks and tabs stay, and of more than 4000 characters the middle is left out.
///
/// ```
/// use gridscope::files::printable_message;
///
/// assert_eq!(printable_message("two\nlines\u{7}"), "two\nlines\\u{7}");
/// ```
#[must_use]
pub fn printable_message(message: &str) -> String {
    escaped(&cut(message, MESSAGE), is_layout)
}

/// A JSON text with the escapes of JSON for all that a terminal would obey. Such characters stand in its strings only.
pub(crate) fn printable_json(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        if is_obeyed(c) && !is_layout(c) {
            // All of them have at most four digits.
            write!(safe, "\\u{:04x}", u32::from(c)).expect("a text takes everything");
        } else {
            safe.push(c);
        }
    }
    safe
}

fn is_layout(c: char) -> bool {
    matches!(c, '\n' | '\t')
}

/// Control characters, and the marks of Unicode that turn the direction of writing or break lines.
fn is_obeyed(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn escaped(text: &str, is_kept: impl Fn(char) -> bool) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if is_obeyed(c) && !is_kept(c) {
            safe.extend(c.escape_default());
        } else {
            safe.push(c);
        }
    }
    safe
}

/// At most so many characters: two thirds of them from the beginning, the rest from the end.
fn cut(text: &str, most: usize) -> String {
    if text.len() <= most || text.chars().count() <= most {
        return text.to_owned();
    }
    let head = 2 * most / 3;
    let tail = most - 1 - head;
    let end = text.char_indices().nth(head).map_or(text.len(), |(at, _)| at);
    let start = text.char_indices().rev().nth(tail - 1).map_or(0, |(at, _)| at);
    format!("{}…{}", &text[..end], &text[start..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_a_terminal_obeys_is_escaped() {
        for (text, shown) in [
            ("\u{1b}]0;title\u{7}", r"\u{1b}]0;title\u{7}"),
            ("\u{9b}31m", r"\u{9b}31m"),
            ("a\u{202e}b\u{2066}c\u{2028}", r"a\u{202e}b\u{2066}c\u{2028}"),
            ("a\r\n\tb\0", r"a\r\n\tb\u{0}"),
        ] {
            assert_eq!(printable_name(text), shown);
        }
        assert_eq!(printable_message("a\r\n\tb"), "a\\r\n\tb", "layout stays");
        let json = printable_json("{\n \"name\": \"a\u{9b}\u{202e}é\"}");
        assert_eq!(json, "{\n \"name\": \"a\\u009b\\u202eé\"}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&json).expect("still JSON")["name"], "a\u{9b}\u{202e}é");
    }

    #[test]
    fn numbers_stay_short() {
        for (number, shown) in [(0.5, "0.5"), (2.0, "2"), (-1e308, "-1e308"), (5e-324, "5e-324"), (f64::NAN, "NaN")] {
            assert_eq!(printable_number(number), shown);
        }
    }

    #[test]
    fn long_words_lose_their_middle() {
        let long: String = ('a'..='z').cycle().take(100).collect();
        let shown = printable_name(&long);
        assert!(shown.starts_with("abcdef") && shown.ends_with("tuv") && shown.contains('…'), "{shown}");
        assert_eq!(printable_name(&"é".repeat(60)), "é".repeat(60), "characters count, not bytes");
        assert_eq!(printable_message(&"ü".repeat(5000)).chars().count(), 4000);
        assert_eq!(printable_names(["t", "x"]), "t, x");
        let many: Vec<String> = (0..5000).map(|i| format!("unit{i}")).collect();
        assert!(printable_names(&many).ends_with("unit18, unit19, … and 4980 more"));
    }

    proptest! {
        #[test]
        fn no_text_gets_through(text in any::<String>(), times in 1usize..40) {
            let text = text.repeat(times);
            for shown in [printable_name(&text), printable_names([&text, &text])] {
                prop_assert!(!shown.contains(is_obeyed), "{}", shown);
            }
            prop_assert!(!printable_message(&text).contains(|c| is_obeyed(c) && !is_layout(c)));
        }
    }
}
