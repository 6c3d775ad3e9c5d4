//! Long numbers in groups of three digits.

/// A number with `between` before each group of three digits: `12 000`.
pub(crate) fn grouped(number: u64, between: &str) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 2);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push_str(between);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn groups_have_three_digits() {
        let of = |number| grouped(number, "_");
        assert_eq!([of(0), of(999), of(1000), of(1_234_567)], ["0", "999", "1_000", "1_234_567"]);
    }
}
