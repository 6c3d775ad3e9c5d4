//! The README says what is true of the program.

use crate::support::root;
use gridscope::analysis::significance::{CellClass, Shifts};
use gridscope::analysis::thresholds::LEAST_SHIFT_S;
use gridscope::app::{keys_table, panel_titles};
use gridscope::campaign::{
    CLAIMS, CURVES_STUDY, LIVE_STUDY, StudyTable, TALK_STUDY, claims_markdown, curves_markdown, find_study, groups,
    live_markdown,
};
use gridscope::preset::{bundled, markdown_table};
use gridscope::train::count_table;

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md")).expect("the project has a README")
}

/// Checks that the sections of a page are these tables. With GRIDSCOPE_WRITE_README set, they are written instead.
fn check_tables(page: &str, tables: &[(&str, String)]) {
    let path = root().join(page);
    let mut text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{page}: {error}"));
    for (name, table) in tables {
        let (begin, end) = (format!("<!-- {name}:begin -->"), format!("<!-- {name}:end -->"));
        let (before, rest) = text.split_once(&begin).unwrap_or_else(|| panic!("{page} has a section `{name}`"));
        let (inside, after) = rest.split_once(&end).expect("the section ends");
        if std::env::var_os("GRIDSCOPE_WRITE_README").is_none() {
            assert_eq!(inside.trim(), table.trim(), "{page}, {name}: run the tests with GRIDSCOPE_WRITE_README=1");
            continue;
        }
        text = format!("{before}{begin}\n\n{}\n\n{end}{after}", table.trim());
        std::fs::write(&path, &text).expect("the page can be written");
    }
}

fn presets_table() -> String {
    let rows = bundled().iter().map(|preset| format!("| `{}` | {} |", preset.name, preset.purpose));
    format!("| preset | what it shows |\n|---|---|\n{}", rows.collect::<Vec<_>>().join("\n"))
}

/// What came of the study that ships.
fn study() -> StudyTable {
    let [runs, _] = TALK_STUDY.tables().expect("its own tables");
    runs
}

#[test]
fn tables_come_from_the_program() {
    let tables = [
        ("parameters", markdown_table()),
        ("presets", presets_table()),
        ("counts", count_table()),
        ("keys", keys_table()),
        ("study", claims_markdown(&study(), &groups(&study()))),
    ];
    check_tables("README.md", &tables);
}

#[test]
fn the_talk_in_numbers_is_what_its_studies_found() {
    let (study, _) = find_study(LIVE_STUDY.name.as_ref()).expect("its own file");
    let [_, looks] = LIVE_STUDY.tables().expect("its own tables");
    let live = live_markdown(&study, &looks).expect("terms are switched");
    let [runs, looks] = CURVES_STUDY.tables().expect("its own tables");
    let curves = curves_markdown([&runs, &looks], &groups(&runs)).expect("values vary");
    check_tables("assets/guide/the-talk-in-numbers.md", &[("live", live), ("curves", curves)]);
}

/// What a preset says of seeds is what the study found.
#[test]
fn presets_quote_the_study() {
    let runs = study();
    let groups = groups(&runs);
    for group in &groups {
        assert!(CLAIMS.iter().any(|claim| claim.label == group.name), "{} decides no claim", group.name);
    }
    for claim in CLAIMS {
        let Some(words) = claim.words(&runs, &groups) else { continue };
        if (0..runs.rows.len()).all(|row| runs.text(row, "preset") != claim.label) {
            continue; // a control, which is no preset of its own
        }
        let preset = bundled().iter().find(|preset| preset.name == claim.label);
        let notes = &preset.unwrap_or_else(|| panic!("a preset {}", claim.label)).notes;
        let notes = notes.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(notes.contains(&words), "the notes of {} say: {words}\n{notes}", claim.label);
    }
}

/// A heading as links name it.
fn anchor(heading: &str) -> String {
    let words = heading.trim_start_matches('#').trim().to_lowercase();
    words
        .chars()
        .filter(|c| c.is_alphanumeric() || " -_".contains(*c))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

#[test]
fn pictures_and_links_exist() {
    let text = readme();
    let links = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    let images = text.split("src=\"").skip(1).filter_map(|rest| rest.split_once('"'));
    let headings: Vec<String> = text.lines().filter(|line| line.starts_with('#')).map(anchor).collect();
    let mut files = 0;
    for (link, _) in links.chain(images).filter(|(link, _)| !link.starts_with("http")) {
        if let Some(section) = link.strip_prefix('#') {
            assert!(headings.iter().any(|heading| heading == section), "README links to {link}");
        } else {
            assert!(root().join(link).is_file(), "README links to {link}");
            files += 1;
        }
    }
    assert!(files > 0, "the README shows a picture");
}

#[test]
fn every_panel_has_a_row() {
    let text = readme();
    for title in panel_titles() {
        let row = format!("| {title} |");
        assert!(text.contains(&row), "README: no row for the panel {title}");
    }
}

#[test]
fn shifted_spikes_are_told_with_their_numbers_and_classes() {
    let text = readme().split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, told) = text.split_once("`--significance` scores").expect("what the option does");
    let Shifts { least, decisive } = Shifts::default();
    for words in [
        format!("by {LEAST_SHIFT_S} s or more, {least} times, and {decisive}"),
        CellClass::ALL.map(CellClass::name).join(", "),
    ] {
        assert!(told.contains(&words), "README: {words}");
    }
    assert!(text.contains("gridscope analyze cells.npz --significance"));
}
