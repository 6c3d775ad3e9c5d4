//! The file of a plot, which replaces nothing but an earlier plot.

use crate::cli::CliError;
use crate::files::{checksum, create_atomically, read_text, write_atomically};
use std::io;
use std::path::Path;

/// How the first line of a plot begins; the checksum of the other lines follows.
const MARK: &str = "<!-- gridscope bench: the SHA-256 of the lines below is ";
const MARK_END: &str = " -->";
/// Most bytes of a plot.
const MAX_BYTES: u64 = 16 << 20;

/// Whether a plot may be written there: nothing is there, or a plot as it was written, or `force` is set. A folder or a
/// device is never replaced.
///
/// # Errors
/// When it may not.
pub(super) fn check(path: &Path, force: bool) -> Result<(), CliError> {
    if path.metadata().is_ok_and(|data| !data.is_file()) {
        return Err(CliError::Usage(format!("{} is no regular file; valid: another path", path.display())));
    }
    if !is_there(path) || force || is_own(path) {
        return Ok(());
    }
    let path = path.display();
    let words =
        format!("{path} is not a plot of gridscope bench, or was changed since; valid: another file, or --force");
    Err(CliError::Usage(words))
}

/// Writes a plot, if it may be written there.
///
/// # Errors
/// As [`check`], or when it cannot be written.
pub(super) fn write(path: &Path, plot: &str, force: bool) -> Result<(), CliError> {
    check(path, force)?;
    let write = if is_there(path) { write_atomically } else { create_atomically };
    Ok(write(path, marked(plot).as_bytes())?)
}

fn is_there(path: &Path) -> bool {
    !path.symlink_metadata().is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
}

fn marked(plot: &str) -> String {
    format!("{MARK}{}{MARK_END}\n{plot}", checksum(plot.as_bytes()))
}

fn is_own(path: &Path) -> bool {
    read_text(path, MAX_BYTES).is_ok_and(|text| text.split_once('\n').is_some_and(|(_, plot)| text == marked(plot)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_plot_replaces_a_plot_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("plot.svg");
        write(&path, "<svg>1</svg>\n", false).expect("nothing is there");
        write(&path, "<svg>2</svg>\n", false).expect("its own");
        let own = fs::read_to_string(&path).expect("written");
        assert!(own.starts_with("<!-- ") && own.ends_with("<svg>2</svg>\n"), "{own}");
        for other in ["<svg/>", "", &own.replace('2', "3"), &format!("{own} ")] {
            fs::write(&path, other).expect("writable");
            let error = write(&path, "<svg>4</svg>\n", false).expect_err("somebody else's");
            assert!(error.exit_code() == 2 && error.to_string().contains("plot.svg"), "{error}");
            assert!(error.to_string().contains("--force"), "{error}");
            assert_eq!(fs::read_to_string(&path).expect("still there"), other);
        }
        write(&path, "<svg>5</svg>\n", true).expect("told to");
        check(&path, false).expect("its own again");
        check(folder.path(), true).expect_err("a folder");
    }
}
