//! What keeps the house in order: floors, no circles, one name a type, short files, one place for the platform and one for
//! colours.
//!
//! Each check is a function of a [`Tree`] of sources. Here it is asked about this crate's, and in its own file about small
//! trees that are wrong.

mod circles;
mod floors;
mod imports;
mod lengths;
mod lexer;
mod locks;
mod names;
mod places;
mod plans;
mod tree;
mod uses;

use crate::support::{files_below, root};
use imports::Imports;
use plans::{ANALYSIS, APP, HOUSE, Plan};
use std::path::Path;
use tree::Tree;

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// This crate's sources, and its tests'.
fn house() -> Tree {
    let paths = ["src", "tests"].map(|folder| files_below(&root().join(folder), ".rs"));
    assert!(paths.iter().all(|paths| paths.len() > 10), "sources are found");
    Tree::new(paths.iter().flatten().map(|path| {
        let name = path.strip_prefix(root()).expect("below the root");
        let name: Vec<_> = name.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        (name.join("/"), read(path))
    }))
}

#[track_caller]
fn none(wrong: &[String], what: &str) {
    assert!(wrong.is_empty(), "{what}:\n{}", wrong.join("\n"));
}

#[test]
fn imports_only_point_down() {
    let tree = house();
    let (wrong, seen) = floors::rooms_named_wrongly(&tree, &HOUSE);
    none(&wrong, "rooms import only from floors below their own");
    assert!(seen > 100, "imports are found: {seen}");
    none(&floors::broken_floors(&tree, &HOUSE), "rooms import only from floors below their own");
    none(&floors::modules_without_floor(&tree, &HOUSE), "every module has a floor");
}

#[test]
fn imports_inside_the_analysis_only_point_down() {
    none(&floors::broken_floors(&house(), &ANALYSIS), "rooms of the analysis import only from floors below their own");
}

#[test]
fn imports_inside_the_window_only_point_down() {
    none(&floors::broken_floors(&house(), &APP), "rooms of the window import only from floors below their own");
}

#[test]
fn every_room_is_there() {
    let tree = house();
    for plan in [&HOUSE, &ANALYSIS, &APP] {
        none(&floors::empty_rooms(&tree, plan), "rooms of a plan");
    }
}

#[test]
fn drawings_show_the_same_floors() {
    let drawings: [(&str, &Plan); 3] =
        [("src/lib.rs", &HOUSE), ("src/analysis/mod.rs", &ANALYSIS), (".github/CONTRIBUTING.md", &HOUSE)];
    for (path, plan) in drawings {
        let wrong = floors::wrong_drawing(&read(&root().join(path)), plan);
        assert_eq!(wrong, None, "the table in {path}");
    }
}

#[test]
fn no_file_needs_itself() {
    let tree = house();
    let seen = Imports::new(&tree).all().len();
    assert!(seen > 500, "imports are found: {seen}");
    none(&circles::circles(&tree), "circles of imports");
}

#[test]
fn no_type_name_is_given_twice() {
    none(&names::doubled(&house()), "type names given twice");
}

#[test]
fn files_are_short() {
    none(&lengths::too_long(&house()), "one concept a file");
}

#[test]
fn the_lock_of_the_fuzz_targets_keeps_to_the_projects() {
    let [manifest, own, other] =
        ["Cargo.toml", "Cargo.lock", "tests/fuzz/Cargo.lock"].map(|name| read(&root().join(name)));
    none(&locks::apart(&manifest, &own, &other), "cargo update --workspace --manifest-path tests/fuzz/Cargo.toml");
}

#[test]
fn one_place_depends_on_the_platform() {
    let [home, others] = places::platform_lines(&house());
    assert!(!home.is_empty(), "the scanner sees src/platform");
    none(&others, "only src/platform may");
}

#[test]
fn colours_have_one_place() {
    for name in places::COLOUR_FILES {
        assert!(root().join(name).is_file(), "{name} is where colours are");
    }
    none(&places::stray_colours(&house()), "colours belong into theme.rs or colour.rs");
}

#[test]
fn fields_for_numbers_are_in_their_place() {
    none(&places::stray_number_fields(&house()), "fields for numbers belong into number_field.rs");
}
