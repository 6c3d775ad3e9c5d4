//! Files are short: one concept each.

use super::tree::Tree;

/// Lines that a file may have, its own tests included.
pub(super) const LONGEST: usize = 400;
/// Lines that a file of tests may have.
pub(super) const LONGEST_TESTS: usize = 600;

/// Files that are too long.
pub(super) fn too_long(tree: &Tree) -> Vec<String> {
    let mut wrong = Vec::new();
    for file in &tree.files {
        let limit = if file.is_test { LONGEST_TESTS } else { LONGEST };
        let lines = file.lines.len();
        if lines > limit {
            wrong.push(format!("{}: {lines} lines, at most {limit}", file.path));
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str, lines: usize) -> usize {
        let text = "// a line\n".repeat(lines);
        too_long(&Tree::new([("src/a/mod.rs", "#[cfg(test)] mod b_tests; mod c;"), (path, &text)])).len()
    }

    #[test]
    fn long_files_are_told() {
        assert_eq!([400, 401].map(|lines| of("src/a/c.rs", lines)), [0, 1]);
        assert_eq!([600, 601].map(|lines| of("src/a/b_tests.rs", lines)), [0, 1]);
        assert_eq!([600, 601].map(|lines| of("tests/cli/train.rs", lines)), [0, 1]);
    }
}
