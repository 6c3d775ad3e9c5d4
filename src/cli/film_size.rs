//! The size of a film, as it is typed.

use std::str::FromStr;

/// Columns and rows of a film, as `960x720`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FilmSize {
    pub width: usize,
    pub height: usize,
}

impl FromStr for FilmSize {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let help = "write WIDTHxHEIGHT, each from 160 to 4096, for example 1280x720";
        let (width, height) = text.split_once('x').ok_or(help)?;
        let side = |text: &str| text.trim().parse().ok().filter(|side| (160..=4096).contains(side)).ok_or(help);
        Ok(Self { width: side(width)?, height: side(height)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read() {
        assert_eq!("1280x720".parse(), Ok(FilmSize { width: 1280, height: 720 }));
        for wrong in ["1280", "10x10", "9999x720", "ax3"] {
            wrong.parse::<FilmSize>().expect_err(wrong);
        }
    }
}
