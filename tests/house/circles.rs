//! No file may need itself through others.

use super::imports::{Import, Imports};
use super::tree::Tree;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// For each file, the files that it imports, with one import for each.
type Graph<'a> = BTreeMap<usize, BTreeMap<usize, &'a Import>>;

/// Circles of imports between files, each as `a.rs (line 3: Name) → b.rs (line 1: Other) → a.rs`. Of the circles through an
/// import only the shortest is told. What tests import does not count.
pub(super) fn circles(tree: &Tree) -> Vec<String> {
    let imports = Imports::new(tree).all();
    let mut graph = Graph::new();
    for import in imports.iter().filter(|import| !import.is_test) {
        graph.entry(import.from).or_default().entry(import.to).or_insert(import);
    }
    let steps = graph.iter().flat_map(|(from, others)| others.keys().map(|to| (*from, *to)));
    let found: BTreeSet<Vec<usize>> = steps.filter_map(|(from, to)| circle_through(&graph, from, to)).collect();
    found.iter().map(|circle| said(tree, &graph, circle)).collect()
}

/// The shortest circle that begins with this step, from its lowest file on.
fn circle_through(graph: &Graph<'_>, from: usize, to: usize) -> Option<Vec<usize>> {
    let mut came_from = BTreeMap::from([(to, from)]);
    let mut queue = VecDeque::from([to]);
    while let Some(file) = queue.pop_front() {
        for next in graph.get(&file).into_iter().flat_map(BTreeMap::keys) {
            if *next == from {
                let mut circle = vec![file];
                while circle.last() != Some(&from) {
                    circle.push(came_from[circle.last().expect("not empty")]);
                }
                circle.reverse();
                let lowest = circle.iter().enumerate().min_by_key(|(_, file)| **file).map_or(0, |(at, _)| at);
                circle.rotate_left(lowest);
                return Some(circle);
            }
            if !came_from.contains_key(next) {
                came_from.insert(*next, file);
                queue.push_back(*next);
            }
        }
    }
    None
}

fn said(tree: &Tree, graph: &Graph<'_>, circle: &[usize]) -> String {
    let step = |(at, file): (usize, &usize)| {
        let import = graph[file][&circle[(at + 1) % circle.len()]];
        format!("{} (line {}: {}) → ", tree.files[*file].path, import.line, import.name)
    };
    circle.iter().enumerate().map(step).chain([tree.files[circle[0]].path.clone()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        circles(&Tree::new(files.iter().copied()))
    }

    const CHILD: (&str, &str) = ("src/a/b.rs", "use super::f; pub struct B;");

    #[test]
    fn circles_are_named() {
        let parent = ("src/a/mod.rs", "mod b;\nuse b::B;\npub fn f(_: B) {}");
        assert_eq!(found(&[parent, CHILD]), ["src/a/b.rs (line 1: f) → src/a/mod.rs (line 2: B) → src/a/b.rs"]);
        let inline = ("src/a/mod.rs", "mod b; pub fn f(_: b::B) {}");
        assert_eq!(found(&[inline, CHILD]).len(), 1, "paths in code count");
        let three = [
            ("src/a.rs", "use crate::b::B; pub struct A;"),
            ("src/b.rs", "use crate::c::C; pub struct B;"),
            ("src/c.rs", "pub struct C; fn f(_: crate::a::A) {}"),
            ("src/d.rs", "use crate::a::A;"),
        ];
        let names = "src/a.rs (line 1: B) → src/b.rs (line 1: C) → src/c.rs (line 1: A) → src/a.rs";
        assert_eq!(found(&three), [names]);
    }

    #[test]
    fn circles_through_a_re_export_are_found() {
        let files = [
            ("src/a/mod.rs", "mod b; mod c; pub use b::B; pub use c::C;"),
            ("src/a/b.rs", "use super::C; pub struct B;"),
            ("src/a/c.rs", "use crate::a::B; pub struct C;"),
        ];
        assert_eq!(found(&files), ["src/a/b.rs (line 1: C) → src/a/c.rs (line 1: B) → src/a/b.rs"]);
    }

    #[test]
    fn passing_on_and_tests_make_no_circle() {
        let list = ("src/a/mod.rs", "mod b; mod c; pub use b::B; pub fn f() {}");
        assert_eq!(found(&[list, CHILD, ("src/a/c.rs", "use super::B;")]), [""; 0]);
        let tested = ("src/a/mod.rs", "mod b; pub fn f() {} #[cfg(test)] mod tests { use super::b::B; }");
        assert_eq!(found(&[tested, CHILD]), [""; 0]);
        let declared = ("src/a/mod.rs", "#[cfg(test)] mod b; use b::B; pub fn f() {}");
        assert_eq!(found(&[declared, CHILD]), [""; 0]);
    }
}
