//! The README says what is true of the program.

use crate::support::root;
use gridscope::preset::{bundled, markdown_table};
use gridscope::train::count_table;

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md")).expect("the project has a README")
}

fn section(text: &str, name: &str) -> String {
    let (begin, end) = (format!("<!-- {name}:begin -->"), format!("<!-- {name}:end -->"));
    let inside = text.split_once(&begin).and_then(|(_, rest)| rest.split_once(&end));
    inside.unwrap_or_else(|| panic!("README has a section `{name}`")).0.trim().to_owned()
}

fn presets_table() -> String {
    let rows = bundled().iter().map(|preset| format!("| `{}` | {} |", preset.name, preset.purpose));
    format!("| preset | what it shows |\n|---|---|\n{}", rows.collect::<Vec<_>>().join("\n"))
}

/// With GRIDSCOPE_WRITE_README set, the tables are written instead of checked.
#[test]
fn tables_come_from_the_program() {
    let mut text = readme();
    for (name, table) in [("parameters", markdown_table()), ("presets", presets_table()), ("counts", count_table())] {
        let (begin, end) = (format!("<!-- {name}:begin -->"), format!("<!-- {name}:end -->"));
        if std::env::var_os("GRIDSCOPE_WRITE_README").is_some() {
            let (before, rest) = text.split_once(&begin).expect("the section begins");
            let (_, after) = rest.split_once(&end).expect("the section ends");
            text = format!("{before}{begin}\n\n{}\n\n{end}{after}", table.trim());
            std::fs::write(root().join("README.md"), &text).expect("the README can be written");
        }
        assert_eq!(section(&text, name), table.trim(), "README, {name}: run the tests with GRIDSCOPE_WRITE_README=1");
    }
}

#[test]
fn pictures_exist() {
    let text = readme();
    let mut count = 0;
    for link in text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link) {
        if !link.starts_with("http") {
            assert!(root().join(link).is_file(), "README links to {link}");
            count += 1;
        }
    }
    assert!(count > 0, "the README shows a picture");
}
