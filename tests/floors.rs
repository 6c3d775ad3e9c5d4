//! What keeps the house in order: floors, the platform's one place, the colours' one place, short files.

use crate::support::{files_below, root};
use std::path::Path;

/// The floors from the ground up, as `src/lib.rs` draws them. Imports only point down; rooms of one floor do not know
/// each other.
const FLOORS: [&[&str]; 9] = [
    &["files", "platform"],
    &["preset", "data"],
    &["ops"],
    &["model", "maps"],
    &["stream"],
    &["train", "analysis"],
    &["record"],
    &["cli", "app"],
    &["window"],
];

/// Lines that a file may have.
const LONGEST: usize = 450;

/// Longer files, how long they may get, and why they are one file.
const LONG_FILES: [(&str, usize, &str); 2] = [
    ("src/app/mod.rs", 520, "the window's state and the order of a frame, which every panel passes through"),
    ("src/app/tests.rs", 1000, "tests of the whole window, which share their set-up"),
];

/// A source file without its comments, line by line (a line keeps its number).
struct Source {
    name: String,
    lines: Vec<String>,
}

fn sources(folder: &str) -> Vec<Source> {
    let files = files_below(&root().join(folder), ".rs");
    assert!(!files.is_empty(), "{folder} has sources");
    files.iter().map(|path| source(path)).collect()
}

fn source(path: &Path) -> Source {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let name = path.strip_prefix(root()).expect("below the root");
    let name = name.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
    Source { name, lines: text.lines().map(without_comment).collect() }
}

/// A line up to its comment (`//` in a text is rare, and only hides the rest of that line).
fn without_comment(line: &str) -> String {
    line.split_once("//").map_or(line, |(code, _)| code).to_owned()
}

/// Whether the character could belong to a name.
fn in_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The rooms that code names after `crate::`: `crate::maps::Arena`, `crate::{maps, stream::Event}`.
fn rooms_named(code: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, found) in code.match_indices("crate::") {
        if code[..at].ends_with(in_name) {
            continue; // `my_crate::`
        }
        let rest = code[at + found.len()..].trim_start();
        let Some(group) = rest.strip_prefix('{') else {
            rooms.push(rest.chars().take_while(|c| in_name(*c)).collect());
            continue;
        };
        // The first name of each item of the outermost braces.
        let (mut depth, mut item) = (0, String::new());
        for c in group.chars() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => rooms.push(std::mem::take(&mut item)),
                _ if depth == 0 => item.push(c),
                _ => {}
            }
        }
        rooms.push(item);
    }
    let first_name = |item: String| item.trim().chars().take_while(|c| in_name(*c)).collect::<String>();
    rooms.into_iter().map(first_name).filter(|room| !room.is_empty()).collect()
}

/// The room of a file: `src/maps/mod.rs` and `src/maps/arena.rs` are in `maps`, `src/window.rs` in `window`.
fn room(name: &str) -> &str {
    let inside = name.strip_prefix("src/").expect("a file of src");
    inside.split(['/', '.']).next().unwrap_or(inside)
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

#[test]
fn the_scanner_sees_imports() {
    assert_eq!(rooms_named("use crate::maps::Arena;"), ["maps"]);
    assert_eq!(rooms_named("use crate::{maps::{Arena, Bins}, stream, };"), ["maps", "stream"]);
    assert_eq!(rooms_named("let x = crate::train::Trainer::new(crate::ops::X);"), ["train", "ops"]);
    assert_eq!(rooms_named("pub(crate) use burn::x; my_crate::y()"), [""; 0]);
    assert_eq!(without_comment("a // crate::app"), "a ");
}

#[test]
fn imports_only_point_down() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for source in sources("src") {
        if ["src/main.rs", "src/lib.rs"].contains(&source.name.as_str()) {
            continue;
        }
        let own = room(&source.name);
        let own_floor = floor(own).unwrap_or_else(|| panic!("{}: `{own}` has no floor in this test", source.name));
        // Imports may go over several lines: the file is searched as a whole.
        for other in rooms_named(&source.lines.join("\n")) {
            seen += 1;
            match floor(&other) {
                Some(other_floor) if other == own || other_floor < own_floor => {}
                Some(_) => wrong.push(format!("{}: `{own}` imports `{other}`, which is not below it", source.name)),
                None => wrong.push(format!("{}: `{other}` has no floor in this test", source.name)),
            }
        }
    }
    assert!(seen > 100, "imports are found: {seen}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn lib_rs_draws_the_same_floors() {
    let text = std::fs::read_to_string(root().join("src/lib.rs")).expect("the library's root");
    let sorted = |mut rooms: Vec<String>| {
        rooms.sort_unstable();
        rooms
    };
    let drawn: Vec<Vec<String>> = text
        .lines()
        .filter(|line| line.starts_with("//! |") && line.contains("[`"))
        .map(|line| {
            sorted(line.split("[`").skip(1).filter_map(|part| Some(part.split('`').next()?.to_owned())).collect())
        })
        .collect();
    let expected: Vec<Vec<String>> =
        FLOORS.iter().rev().map(|rooms| sorted(rooms.iter().map(ToString::to_string).collect())).collect();
    assert_eq!(drawn, expected, "the table at the top of src/lib.rs");
    let modules: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert!(modules.iter().all(|module| floor(module).is_some()), "every module has a floor: {modules:?}");
}

/// Lines of code that contain one of these words, as `file:line: text`.
fn found(sources: &[Source], words: &[&str]) -> Vec<String> {
    let lines = sources
        .iter()
        .flat_map(|source| source.lines.iter().enumerate().map(move |(index, line)| (&source.name, index + 1, line)));
    lines
        .filter(|(_, _, line)| words.iter().any(|word| line.contains(word)))
        .map(|(name, number, line)| format!("{name}:{number}: {}", line.trim()))
        .collect()
}

#[test]
fn one_place_depends_on_the_platform() {
    let words = [
        "target_os",
        "target_arch",
        "asm!",
        "target_family",
        "cfg(unix",
        "cfg(windows",
        "cfg!(unix",
        "cfg!(windows",
        "std::os::",
        "/proc",
        "/sys/",
        "libc::",
        "winapi",
        "extern \"C\"",
    ];
    let all = sources("src");
    assert!(!found(&all, &words).is_empty(), "the scanner sees src/platform");
    let others: Vec<Source> = all.into_iter().filter(|source| !source.name.starts_with("src/platform/")).collect();
    let wrong = found(&others, &words);
    assert!(wrong.is_empty(), "only src/platform may: {wrong:#?}");
}

#[test]
fn colours_have_one_place() {
    // White and transparent are tints that leave a picture as it is.
    const NEUTRAL: [&str; 3] = ["Color32::WHITE", "Color32::TRANSPARENT", "Color32::PLACEHOLDER"];
    let colour_code = ["src/app/theme.rs", "src/app/panels/colour.rs"];
    for name in colour_code {
        assert!(root().join(name).is_file(), "{name} is where colours are");
    }
    let mut wrong = Vec::new();
    for mut source in sources("src/app") {
        if colour_code.contains(&source.name.as_str()) || source.name.ends_with("tests.rs") {
            continue;
        }
        // Tests at the end of a file make colours as they like.
        let code = source.lines.iter().position(|line| line.trim() == "#[cfg(test)]").unwrap_or(source.lines.len());
        source.lines.truncate(code);
        for line in &mut source.lines {
            for neutral in NEUTRAL {
                *line = line.replace(neutral, "");
            }
        }
        let words =
            ["from_rgb", "from_rgba", "from_gray", "from_black_alpha", "from_white_alpha", "hex_color!", "Rgba::"];
        wrong.extend(found(std::slice::from_ref(&source), &words));
        let named = |line: &str| {
            let mut constants = line.split("Color32::").skip(1);
            constants.any(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
        };
        let lines = source.lines.iter().enumerate().filter(|(_, line)| named(line));
        wrong.extend(lines.map(|(index, line)| format!("{}:{}: {}", source.name, index + 1, line.trim())));
    }
    assert!(wrong.is_empty(), "colours belong into theme.rs or colour.rs: {wrong:#?}");
}

#[test]
fn files_are_short() {
    let mut wrong = Vec::new();
    for source in sources("src") {
        let long = LONG_FILES.iter().find(|(name, ..)| *name == source.name);
        let limit = long.map_or(LONGEST, |(_, limit, _)| *limit);
        if source.lines.len() > limit {
            wrong.push(format!("{}: {} lines, at most {limit}", source.name, source.lines.len()));
        }
    }
    for (name, _, reason) in LONG_FILES {
        assert!(root().join(name).is_file(), "{name} ({reason}) is an exception that is no longer there");
    }
    assert!(wrong.is_empty(), "one concept a file: {wrong:#?}");
}
