//! What a file names: its `use` declarations, the paths in its code, and the items that it defines.

use super::lexer::{Kind, Token};
use std::collections::BTreeSet;

/// One name that a `use` brings in; `use a::{b, c}` are two.
#[derive(Clone, Debug)]
pub(super) struct Use {
    /// As written: `["super", "figures", "Bar"]`. Of a glob, what stands before the star.
    pub path: Vec<String>,
    /// The name that it binds: `*` for a glob, `_` for none.
    pub name: String,
    /// Whether others may take the name from here.
    pub is_public: bool,
    pub at: At,
}

/// A path in code: `super::ink(…)`, `theme::INK`, `crate::maps::Arena::new(…)`.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    pub path: Vec<String>,
    pub at: At,
}

/// Where something stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    pub line: usize,
    /// How many modules of the file's own it is in (`mod tests { … }`).
    pub depth: usize,
    /// Whether it is compiled for tests only.
    pub is_test: bool,
}

/// What a file names.
#[derive(Default)]
pub(super) struct Named {
    pub uses: Vec<Use>,
    pub mentions: Vec<Mention>,
    /// Items that the file defines, those of its own modules among them.
    pub items: BTreeSet<String>,
    /// Names in the code outside of `use` and outside of tests, without fields and methods.
    pub words: BTreeSet<String>,
}

/// Keywords before the name of an item.
const ITEMS: [&str; 9] = ["fn", "struct", "enum", "trait", "type", "const", "static", "union", "mod"];

/// Keywords that may stand between: `const unsafe fn`.
const NO_NAMES: [&str; 5] = ["fn", "unsafe", "async", "extern", "mut"];

/// Reads what a file names.
pub(super) fn named(tokens: &[Token]) -> Named {
    let mut named = Named::default();
    let mut blocks: Vec<bool> = Vec::new(); // open brackets; true for those of a module
    let mut at = 0;
    while at < tokens.len() {
        let token = &tokens[at];
        let depth = blocks.iter().filter(|is_module| **is_module).count();
        let here = At { line: token.line, depth, is_test: token.is_test };
        match token.text.as_str() {
            "(" | "[" | "{" => blocks.push(token.text == "{" && before(tokens, at, 2) == "mod"),
            ")" | "]" | "}" => drop(blocks.pop()),
            // (`use<'a>` in a bound says what a type captures)
            "use" if next(tokens, at, 1) != "<" => {
                let mut reader = UseReader { tokens, at: at + 1, is_public: is_public(tokens, at), here };
                reader.tree(&mut Vec::new(), &mut named.uses);
                at = reader.at;
                continue;
            }
            _ if token.kind == Kind::Word => {
                let previous = before(tokens, at, 1);
                // (`mod a;` is the file's child, which the tree knows)
                let is_item = ITEMS.contains(&previous) && (previous != "mod" || next(tokens, at, 1) == "{")
                    || previous == "mut" && before(tokens, at, 2) == "static";
                let is_macro = previous == "!" && before(tokens, at, 2) == "macro_rules";
                if (is_item || is_macro) && depth == blocks.len() && !NO_NAMES.contains(&token.text.as_str()) {
                    named.items.insert(token.text.clone());
                }
                if !token.is_test && previous != "." && previous != "mod" {
                    named.words.insert(token.text.clone());
                }
                if next(tokens, at, 1) == "::" && !["::", "."].contains(&previous) {
                    let (path, end) = path(tokens, at);
                    named.mentions.push(Mention { path, at: here });
                    at = end;
                    continue;
                }
            }
            _ => {}
        }
        at += 1;
    }
    named
}

fn before(tokens: &[Token], at: usize, by: usize) -> &str {
    at.checked_sub(by).map_or("", |index| tokens[index].text.as_str())
}

fn next(tokens: &[Token], at: usize, by: usize) -> &str {
    tokens.get(at + by).map_or("", |token| token.text.as_str())
}

/// The path that begins here, and where it ends: `a::b::<T>::c` up to `b`.
fn path(tokens: &[Token], mut at: usize) -> (Vec<String>, usize) {
    let mut path = vec![tokens[at].text.clone()];
    at += 1;
    while next(tokens, at, 0) == "::"
        && let Some(word) = tokens.get(at + 1).and_then(Token::word)
    {
        path.push(word.to_owned());
        at += 2;
    }
    (path, at)
}

/// Whether `pub` in any width stands before the token.
pub(super) fn is_public(tokens: &[Token], at: usize) -> bool {
    if before(tokens, at, 1) != ")" {
        return before(tokens, at, 1) == "pub";
    }
    let open = tokens[..at].iter().rposition(|token| token.text == "(");
    open.is_some_and(|open| before(tokens, open, 1) == "pub")
}

struct UseReader<'a> {
    tokens: &'a [Token],
    at: usize,
    is_public: bool,
    here: At,
}

impl UseReader<'_> {
    /// One branch of a `use`, with what stands before it.
    fn tree(&mut self, prefix: &mut Vec<String>, uses: &mut Vec<Use>) {
        let Some(token) = self.tokens.get(self.at) else { return };
        let text = token.text.clone();
        self.at += 1;
        match text.as_str() {
            "{" => {
                while !["}", ""].contains(&next(self.tokens, self.at, 0)) {
                    self.tree(prefix, uses);
                    if next(self.tokens, self.at, 0) == "," {
                        self.at += 1;
                    }
                }
                self.at += 1;
            }
            "*" => self.leaf(prefix.clone(), "*".to_owned(), uses),
            _ => {
                let is_leading = text == "::";
                prefix.push(text.clone());
                if is_leading || next(self.tokens, self.at, 0) == "::" {
                    self.at += usize::from(!is_leading);
                    self.tree(prefix, uses);
                } else {
                    let is_self = text == "self" && prefix.len() > 1;
                    let path = &prefix[..prefix.len() - usize::from(is_self)];
                    let mut name = path.last().cloned().unwrap_or_default();
                    if next(self.tokens, self.at, 0) == "as" {
                        next(self.tokens, self.at, 1).clone_into(&mut name);
                        self.at += 2;
                    }
                    self.leaf(path.to_vec(), name, uses);
                }
                prefix.pop();
            }
        }
    }

    fn leaf(&self, path: Vec<String>, name: String, uses: &mut Vec<Use>) {
        uses.push(Use { path, name, is_public: self.is_public, at: self.here });
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexer::lex;
    use super::*;

    fn uses(code: &str) -> Vec<String> {
        let uses = named(&lex(code).tokens).uses;
        uses.iter().map(|found| format!("{}={}", found.path.join("::"), found.name)).collect()
    }

    #[test]
    fn trees_of_use_are_read() {
        assert_eq!(uses("use crate::maps::Arena;"), ["crate::maps::Arena=Arena"]);
        assert_eq!(
            uses("use crate::{maps::{self, Bins as B}, stream, };"),
            ["crate::maps=maps", "crate::maps::Bins=B", "crate::stream=stream"]
        );
        assert_eq!(
            uses("pub(super) use figures::*; use x as _; use ::std::fmt;"),
            ["figures=*", "x=_", "::::std::fmt=fmt"]
        );
        assert_eq!(uses("fn f() -> impl Fn() + use<'a> { use E::{A, B}; }"), ["E::A=A", "E::B=B"]);
    }

    #[test]
    fn paths_in_code_are_read() {
        let code =
            "fn f(x: crate::maps::Arena) { super::g::<u8>(); x.h(theme::INK); <T as U>::V; ::std::w(); a::b!() }";
        let mentions: Vec<String> =
            named(&lex(code).tokens).mentions.iter().map(|found| found.path.join("::")).collect();
        assert_eq!(mentions, ["crate::maps::Arena", "super::g", "theme::INK", "a::b"]);
    }

    #[test]
    fn items_publicity_and_depth_are_read() {
        let code = "pub struct A { b: u8 } impl A { fn c() {} } pub(in crate::x) use d::e; use f::g;
            mod h { pub const fn i() {} use super::j; } macro_rules! k { () => {} } static mut L: u8 = 0;
            #[cfg(test)] mod tests { use super::*; fn m() { n.o() } }";
        let named = named(&lex(code).tokens);
        assert_eq!(named.items.iter().map(String::as_str).collect::<Vec<_>>(), ["A", "L", "h", "i", "k", "m", "tests"]);
        let publicity: Vec<(bool, usize, bool)> =
            named.uses.iter().map(|found| (found.is_public, found.at.depth, found.at.is_test)).collect();
        assert_eq!(publicity, [(true, 0, false), (false, 0, false), (false, 1, false), (false, 1, true)]);
        assert!(named.words.contains("A") && !named.words.contains("e") && !named.words.contains("n"));
    }
}
