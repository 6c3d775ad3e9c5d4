//! Which file takes what from which file.
//!
//! A path is followed to the file that defines the item, through every `use` and `pub use` on the way. A module by itself is
//! no item: `use crate::maps;` takes nothing, `maps::Arena` after it does.

use super::tree::{Module, Tree};
use super::uses::{At, Named, named};
use std::collections::BTreeSet;

/// A file takes something from another.
#[derive(Clone, Debug)]
pub(super) struct Import {
    /// Indices into the tree's files.
    pub from: usize,
    pub to: usize,
    /// What is taken, as it is called there.
    pub name: String,
    pub line: usize,
    /// Whether only tests take it.
    pub is_test: bool,
}

/// What a path leads to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Module(Module),
    /// An item of a file.
    Item(usize, String),
}

/// All files with what they name.
pub(super) struct Imports<'a> {
    pub tree: &'a Tree,
    named: Vec<Named>,
}

/// A name that is being looked up, so that a circle of `use` ends.
type Asked = BTreeSet<(usize, String)>;

impl<'a> Imports<'a> {
    /// Reads what every file names.
    pub(super) fn new(tree: &'a Tree) -> Self {
        Self { tree, named: tree.files.iter().map(|file| named(&file.tokens)).collect() }
    }

    /// Every import between two files, tests' among them. A re-export is none by itself; the file that passes a name on
    /// imports it only if its own code names it too.
    pub(super) fn all(&self) -> Vec<Import> {
        (0..self.tree.files.len()).flat_map(|from| self.of(from)).collect()
    }

    /// What one file takes from others.
    fn of(&self, from: usize) -> Vec<Import> {
        let Named { uses, mentions, words, .. } = &self.named[from];
        let mut imports = Vec::new();
        let mut add = |places: Vec<Place>, at: At| {
            for place in places {
                if let Place::Item(to, name) = place
                    && to != from
                {
                    imports.push(Import { from, to, name, line: at.line, is_test: at.is_test });
                }
            }
        };
        for found in uses {
            if found.is_public && !words.contains(&found.name) {
                continue;
            }
            let mut places = self.resolve(from, &found.path, found.at.depth, &mut Asked::new());
            if found.name == "*" {
                // Whatever it is that is taken, the module's own file is where it is looked for.
                places = places.into_iter().filter_map(|place| self.as_item(place, "*")).collect();
            }
            add(places, found.at);
        }
        for found in mentions {
            add(self.resolve(from, &found.path, found.at.depth, &mut Asked::new()), found.at);
        }
        imports
    }

    fn as_item(&self, place: Place, name: &str) -> Option<Place> {
        match place {
            Place::Module(module) => Some(Place::Item(self.tree.file_of(&module)?, name.to_owned())),
            item @ Place::Item(..) => Some(item),
        }
    }

    /// What a path leads to, seen from a file; nothing for other crates. A name can be a module and a function at once.
    fn resolve(&self, from: usize, path: &[String], depth: usize, asked: &mut Asked) -> Vec<Place> {
        let Some(own) = &self.tree.files[from].module else { return Vec::new() };
        let (mut places, rest) = match start(own, path, depth) {
            Some((module, rest)) => (vec![Place::Module(module)], rest),
            None => (self.look_up(own, &path[0], depth > 0, asked), &path[1..]),
        };
        for name in rest {
            let Some(module) = places.iter().find_map(|place| match place {
                Place::Module(module) => Some(module.clone()),
                Place::Item(..) => None,
            }) else {
                return places; // the rest are variants, constants and functions of the item
            };
            places = self.look_up(&module, name, false, asked);
            if places.is_empty() {
                // Made by a macro, for instance: it is looked for where the module is.
                places.extend(self.as_item(Place::Module(module), name));
            }
        }
        places
    }

    /// What a name means in a module; `inner`: or in the modules that its file holds (`mod tests { … }`).
    fn look_up(&self, module: &[String], name: &str, inner: bool, asked: &mut Asked) -> Vec<Place> {
        let mut places = Vec::new();
        let child: Module = module.iter().cloned().chain([name.to_owned()]).collect();
        if self.tree.file_of(&child).is_some() {
            places.push(Place::Module(child));
        }
        let Some(file) = self.tree.file_of(module) else { return places };
        if !asked.insert((file, name.to_owned())) {
            return places;
        }
        let Named { uses, items, .. } = &self.named[file];
        if items.contains(name) {
            places.push(Place::Item(file, name.to_owned()));
        }
        let uses = uses.iter().filter(|found| inner || found.at.depth == 0);
        for found in uses.clone().filter(|found| found.name == name) {
            places.extend(self.resolve(file, &found.path, found.at.depth, asked));
        }
        let globs = uses.filter(|found| found.name == "*" && !found.at.is_test);
        for found in globs.filter(|_| places.is_empty()).collect::<Vec<_>>() {
            for place in self.resolve(file, &found.path, found.at.depth, asked) {
                if let Place::Module(module) = place {
                    places.extend(self.look_up(&module, name, false, asked));
                }
            }
        }
        asked.remove(&(file, name.to_owned()));
        places.sort();
        places.dedup();
        places
    }

    /// The rooms that a file names as such, with lines: `crate::maps::Arena` names `maps`.
    pub(super) fn rooms_named(&self, from: usize) -> Vec<(String, usize)> {
        let Some(own) = &self.tree.files[from].module else { return Vec::new() };
        let Named { uses, mentions, .. } = &self.named[from];
        let paths = uses.iter().map(|found| (&found.path, found.at));
        let paths = paths.chain(mentions.iter().map(|found| (&found.path, found.at)));
        paths
            .filter_map(|(path, at)| {
                let (module, rest) = start(own, path, at.depth)?;
                Some((module.first().or_else(|| rest.first())?.clone(), at.line))
            })
            .collect()
    }
}

/// The module where a path with `crate`, `self` or `super` begins, and the rest of the path.
fn start<'p>(own: &[String], path: &'p [String], depth: usize) -> Option<(Module, &'p [String])> {
    if path[0] == "crate" {
        return Some((Vec::new(), &path[1..]));
    }
    let ups = path.iter().skip(usize::from(path[0] == "self")).take_while(|name| *name == "super").count();
    let said = ups + usize::from(path[0] == "self");
    let up = own.len().saturating_sub(ups.saturating_sub(depth)); // out of the file's own modules first
    (said > 0).then(|| (own[..up].to_vec(), &path[said..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Imports as `from -> to: name`, without `src/` and `.rs`.
    fn imports(files: &[(&str, &str)]) -> Vec<String> {
        let tree = Tree::new(files.iter().copied());
        let short = |index: usize| tree.files[index].path.replace("src/", "").replace(".rs", "");
        let all = Imports::new(&tree).all();
        let mut said: Vec<String> =
            all.iter().map(|found| format!("{} -> {}: {}", short(found.from), short(found.to), found.name)).collect();
        said.sort();
        said.dedup();
        said
    }

    const MAPS: [(&str, &str); 3] = [
        ("src/lib.rs", "pub mod maps; pub mod user;"),
        ("src/maps/mod.rs", "mod arena; mod bins; pub use arena::Arena; pub use bins::*; pub fn own() {}"),
        ("src/maps/arena.rs", "pub struct Arena;"),
    ];

    /// What `src/user.rs` or another file imports beside [`MAPS`].
    fn with(path: &str, code: &str) -> Vec<String> {
        let bins = ("src/maps/bins.rs", "pub struct Bins; pub enum Side { Left }");
        imports(&[&MAPS[..], &[bins, (path, code)]].concat())
    }

    #[test]
    fn names_are_followed_to_the_file_that_defines_them() {
        assert_eq!(with("src/user.rs", "use crate::maps::Arena;"), ["user -> maps/arena: Arena"]);
        assert_eq!(
            with("src/user.rs", "use crate::maps::{Bins, own};"),
            ["user -> maps/bins: Bins", "user -> maps/mod: own"]
        );
        assert_eq!(with("src/user.rs", "use super::maps::Side::Left;"), ["user -> maps/bins: Side"]);
        assert_eq!(with("src/user.rs", "fn f() { crate::maps::Arena::new() }"), ["user -> maps/arena: Arena"]);
        assert_eq!(with("src/user.rs", "use crate::maps as m; fn f(_: m::Arena) {}"), ["user -> maps/arena: Arena"]);
        assert_eq!(with("src/user.rs", "use crate::maps; use std::fmt; use burn::prelude::*;"), [""; 0]);
        assert_eq!(with("src/user.rs", "use crate::maps::made_by_a_macro;"), ["user -> maps/mod: made_by_a_macro"]);
        assert_eq!(
            with("src/maps/x.rs", "use super::{Arena, own};"),
            ["maps/x -> maps/arena: Arena", "maps/x -> maps/mod: own"]
        );
        assert_eq!(with("src/maps/x.rs", "use super::*;"), ["maps/x -> maps/mod: *"]);
    }

    #[test]
    fn own_modules_and_children_are_known() {
        let inner = "mod tests { use super::arena_of; use super::super::own; fn f() { self::g() } }";
        assert_eq!(with("src/maps/x.rs", inner), ["maps/x -> maps/mod: own"]);
        let files = [
            (
                "src/panel/mod.rs",
                "mod figures; use figures::Bar; pub(super) use figures::Line; fn f() { figures::draw() }",
            ),
            ("src/panel/figures.rs", "pub struct Bar; pub struct Line; pub fn draw() {} use super::f;"),
        ];
        assert_eq!(
            imports(&files),
            ["panel/figures -> panel/mod: f", "panel/mod -> panel/figures: Bar", "panel/mod -> panel/figures: draw"]
        );
    }

    #[test]
    fn passing_a_name_on_is_no_import_unless_it_is_used() {
        let child = ("src/a/b.rs", "pub struct B; pub fn c() {}");
        assert_eq!(imports(&[("src/a/mod.rs", "mod b; pub use b::{B, c};"), child]), [""; 0]);
        let used = ("src/a/mod.rs", "mod b; pub use b::{B, c}; fn f(_: B) { x.c() }");
        assert_eq!(imports(&[used, child]), ["a/mod -> a/b: B"]);
        let circle = [
            ("src/a.rs", "pub use crate::b::X;"),
            ("src/b.rs", "pub use crate::a::X;"),
            ("src/c.rs", "pub use crate::b::X as Y;"),
        ];
        assert_eq!(imports(&circle), [""; 0], "a circle of re-exports ends");
    }

    #[test]
    fn rooms_are_named_however_they_are_written() {
        let tree = Tree::new([("src/a/b.rs", "use super::super::c::D; fn f() { crate::e::g(); super::h() }")]);
        let rooms: Vec<String> = Imports::new(&tree).rooms_named(0).into_iter().map(|(room, _)| room).collect();
        assert_eq!(rooms, ["c", "e", "a"]);
    }
}
