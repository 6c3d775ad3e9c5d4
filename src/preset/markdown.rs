//! The parameter table as the README shows it.

use super::spec::ParamGroup;
use super::table::TABLE;
use std::fmt::Write;

const HEADER: &str = "\
| name | symbol | default | valid | change | what it is | without it, or at its ends |
| --- | --- | --- | --- | --- | --- | --- |";

/// The table in Markdown, one section per group, ending in a line break.
#[must_use]
pub fn markdown_table() -> String {
    let mut text = String::new();
    for group in ParamGroup::ALL {
        let separator = if text.is_empty() { "" } else { "\n" };
        let _ = writeln!(text, "{separator}**{group}**\n\n{HEADER}");
        for spec in TABLE.iter().filter(|spec| spec.group == group) {
            let _ = writeln!(
                text,
                "| `{}` | {} | {} | {} | {} | {} | {} |",
                spec.name,
                spec.symbol,
                spec.default_value(),
                spec.range_text(),
                if spec.live { "live" } else { "restart" },
                spec.summary,
                spec.ablation
            );
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_has_a_whole_line() {
        let text = markdown_table();
        for spec in TABLE {
            let start = format!("| `{}` |", spec.name);
            let lines: Vec<&str> = text.lines().filter(|line| line.starts_with(&start)).collect();
            assert_eq!(lines.len(), 1, "{}", spec.name);
            assert_eq!(lines[0].matches('|').count(), 8, "{}: seven cells", spec.name);
            assert!(lines[0].contains(spec.summary), "{}", spec.name);
        }
    }
}
