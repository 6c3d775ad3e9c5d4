//! Rooms stand on floors: what is in a room may take from rooms below it and from itself, from nothing else.

use super::imports::Imports;
use super::plans::{Plan, Stand, room_in};
use super::tree::{File, Tree};
use std::collections::BTreeSet;

/// What one room may not take from another.
fn forbidden(own: &Stand, other: &Stand) -> Option<String> {
    (own.room != other.room && other.floor >= own.floor)
        .then(|| format!("`{}` may not import `{}`, which is not below it", own.room, other.room))
}

/// Files without a floor, and imports that do not point down.
pub(super) fn broken_floors(tree: &Tree, plan: &Plan) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut told = BTreeSet::new();
    let inside = |file: &File| plan.inside(file).map(str::to_owned);
    for file in tree.below(plan.folder).filter(|file| plan.tests_too || !file.is_test) {
        if inside(file).is_some_and(|inside| !plan.is_above(&inside) && plan.stand(&inside).is_none()) {
            wrong.push(format!("{}: it has no floor in {}", file.path, plan.folder));
        }
    }
    let imports = Imports::new(tree).all();
    for import in imports.iter().filter(|import| plan.tests_too || !import.is_test) {
        let [from, to] = [import.from, import.to].map(|index| &tree.files[index]);
        let (Some(own), Some(other)) = (inside(from), inside(to)) else { continue };
        let (Some(own_stand), Some(other_stand)) = (plan.stand(&own), plan.stand(&other)) else { continue };
        if plan.is_above(&own) {
            continue;
        }
        if let Some(why) = forbidden(&own_stand, &other_stand)
            && told.insert((import.from, import.to, &import.name))
        {
            wrong.push(format!("{}:{}: `{}` of {}: {why}", from.path, import.line, import.name, to.path));
        }
    }
    wrong
}

/// Rooms of the house that are named in the code and are not below it, whatever is taken from them; and how many names of
/// rooms were looked at.
pub(super) fn rooms_named_wrongly(tree: &Tree, plan: &Plan) -> (Vec<String>, usize) {
    let imports = Imports::new(tree);
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for (index, file) in tree.files.iter().enumerate() {
        let Some(inside) = plan.inside(file).filter(|inside| !plan.is_above(inside)) else { continue };
        let Some(own) = plan.stand(inside) else { continue };
        for (room, line) in imports.rooms_named(index) {
            seen += 1;
            let why = match plan.stand(&room) {
                Some(other) => forbidden(&own, &other),
                None => Some(format!("`{room}` is no room of the house")),
            };
            wrong.extend(why.map(|why| format!("{}:{line}: {why}", file.path)));
        }
    }
    (wrong, seen)
}

/// Rooms of the plan, or parts of one, that no file is in.
pub(super) fn empty_rooms(tree: &Tree, plan: &Plan) -> Vec<String> {
    let inside: Vec<&str> = tree.files.iter().filter_map(|file| plan.inside(file)).collect();
    let is_there = |place: &str| inside.iter().any(|inside| room_in(inside, place, "").is_some());
    let places = plan.floors.iter().flat_map(|rooms| rooms.iter()).flat_map(|room| room.split(' '));
    places.filter(|place| !is_there(place)).map(|place| format!("{}: there is no `{place}`", plan.folder)).collect()
}

/// Compares a table in a text with the floors, row by row from the top: the names in backquotes of a row's second cell.
pub(super) fn wrong_drawing(text: &str, plan: &Plan) -> Option<String> {
    let rows = text.lines().map(|line| line.trim_start_matches("//!").trim_start());
    let cells = rows.filter(|row| row.starts_with('|')).filter_map(|row| row.split('|').nth(2));
    let names = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<BTreeSet<_>>();
    let drawn: Vec<BTreeSet<String>> = cells.map(names).filter(|names| !names.is_empty()).collect();
    let expected = plan.names();
    (drawn != expected).then(|| format!("the floors of {} are {expected:?}, drawn are {drawn:?}", plan.folder))
}

/// Modules of the crate's root that have no floor.
pub(super) fn modules_without_floor(tree: &Tree, plan: &Plan) -> Vec<String> {
    let root = tree.files.iter().find(|file| file.path == "src/lib.rs");
    let tokens = root.map_or(&[][..], |file| &file.tokens);
    let declared = tokens.windows(3).filter(|three| three[0].text == "mod" && three[2].text == ";");
    declared.map(|three| three[1].text.clone()).filter(|module| plan.stand(module).is_none()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Plan = Plan {
        folder: "src/app",
        floors: &[&["kit/theme kit/format", "words"], &["kit"], &["panels/*"], &["panels"], &["mod"]],
        tests_too: false,
        above: &[],
    };

    fn wrong(path: &str, code: &str) -> Vec<String> {
        let tree = Tree::new([
            ("src/app/kit/theme.rs", "pub struct Theme;"),
            ("src/app/kit/format.rs", "use super::theme::Theme;"),
            ("src/app/kit/mod.rs", "pub mod theme; pub mod format; pub mod chart; pub use theme::Theme;"),
            ("src/app/kit/chart.rs", "pub struct Chart; use super::Theme;"),
            ("src/app/words.rs", "pub struct Ask;"),
            ("src/app/panels/mod.rs", "pub mod unit; pub mod cells; use unit::UnitPanel;"),
            ("src/app/panels/unit/mod.rs", "mod polar; pub struct UnitPanel; use super::super::kit::chart::Chart;"),
            ("src/app/panels/unit/polar.rs", "use super::UnitPanel;"),
            ("src/app/mod.rs", "mod kit; mod panels; mod words; pub struct App; use panels::unit::UnitPanel;"),
            (path, code),
        ]);
        broken_floors(&tree, &SMALL)
    }

    #[test]
    fn imports_that_point_down_are_right() {
        assert_eq!(
            wrong("src/app/panels/cells.rs", "use crate::app::words::Ask; use crate::app::kit::Theme;"),
            [""; 0]
        );
        let test = "#[cfg(test)] mod tests { use crate::app::App; }";
        assert_eq!(wrong("src/app/panels/cells.rs", test), [""; 0], "tests go where they like");
    }

    #[test]
    fn imports_that_do_not_are_wrong() {
        let file = "src/app/panels/cells.rs";
        for (path, code, what) in [
            (file, "use crate::app::App;", "`panels/cells` may not import `mod`"),
            (file, "fn f() { super::unit::UnitPanel::new() }", "`panels/cells` may not import `panels/unit`"),
            ("src/app/kit/theme.rs", "use super::chart::Chart;", "`kit/theme kit/format` may not import `kit`"),
            ("src/app/words.rs", "use super::kit::Theme;", "`words` may not import `kit/theme kit/format`"),
            ("src/app/new.rs", "", "it has no floor"),
        ] {
            let wrong = wrong(path, code);
            assert!(wrong.len() == 1 && wrong[0].contains(what) && wrong[0].starts_with(path), "{what}: {wrong:?}");
        }
    }

    #[test]
    fn rooms_that_are_named_have_to_be_below() {
        const ROOMS: Plan = Plan {
            folder: "src",
            floors: &[&["files", "platform"], &["maps"], &["app"]],
            tests_too: true,
            above: &["lib", "main"],
        };
        let check = |code: &str| {
            let lib = "pub mod files; pub mod platform; pub mod maps; pub mod app; pub use maps::Arena;";
            let tree =
                Tree::new([("src/lib.rs", lib), ("src/maps/mod.rs", code), ("src/files.rs", "pub fn read() {}")]);
            assert_eq!(modules_without_floor(&tree, &ROOMS), [""; 0]);
            let wrong = rooms_named_wrongly(&tree, &ROOMS).0;
            assert!(broken_floors(&tree, &ROOMS).len() <= wrong.len());
            wrong
        };
        assert_eq!(check("use crate::files::read; use super::files; pub struct Arena;"), [""; 0]);
        for (code, what) in [
            ("use crate::{files, app::App};", "`maps` may not import `app`"),
            ("fn f() { super::app::g() }", "`maps` may not import `app`"),
            ("#[cfg(test)] mod tests { use crate::app; }", "`maps` may not import `app`"),
            ("use crate::Arena;", "`Arena` is no room"),
        ] {
            let wrong = check(code);
            assert!(wrong.len() == 1 && wrong[0].contains(what), "{what}: {wrong:?}");
        }
        let tree = Tree::new([("src/files.rs", "use crate::platform;"), ("src/lib.rs", "mod attic;")]);
        assert_eq!(rooms_named_wrongly(&tree, &ROOMS).0.len(), 1, "rooms of one floor do not know each other");
        assert_eq!(modules_without_floor(&tree, &ROOMS), ["attic"]);
        assert_eq!(empty_rooms(&tree, &ROOMS).len(), 3, "of four rooms");
    }

    #[test]
    fn a_drawing_has_to_agree() {
        let drawing = "//! | floor | rooms |\n//! |---|---|\n//! | top | `mod` |\n//! | list | `panels` |\n\
            | each | `panels/*` |\n| kit | [`kit`](x) |\n| ground | [`words`], `kit/format`, `kit/theme` |\n";
        assert_eq!(wrong_drawing(drawing, &SMALL), None);
        assert!(wrong_drawing(&drawing.replace("`words`", "`swords`"), &SMALL).is_some());
        assert!(wrong_drawing(&drawing.replace("| kit | [`kit`](x) |\n", ""), &SMALL).is_some());
    }
}
