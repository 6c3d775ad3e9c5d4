//! How many threads can be asked for.

/// Reads a number of threads.
///
/// # Errors
/// In words, when it is none.
pub(super) fn parse_threads(text: &str) -> Result<usize, String> {
    let threads = text.parse().map_err(|_| "not a whole number".to_owned())?;
    if (1..=1024).contains(&threads) { Ok(threads) } else { Err("valid: 1 to 1024".into()) }
}
