//! The sources as files with their module paths. A tree can be read from disk, or be written down in a test.

use super::lexer::{Lexed, Token, lex};
use std::collections::BTreeMap;

/// A path of modules below the crate's root: `crate::maps::device` is `["maps", "device"]`.
pub(super) type Module = Vec<String>;

/// A source file.
pub(super) struct File {
    /// From the repository's root, with `/`.
    pub path: String,
    /// The module that it is; none for `main.rs`, `build.rs` and files outside `src`.
    pub module: Option<Module>,
    pub tokens: Vec<Token>,
    /// The lines without comments.
    pub lines: Vec<Line>,
    /// Whether the whole file is compiled for tests only.
    pub is_test: bool,
}

/// A line of code without its comment.
#[derive(Clone)]
pub(super) struct Line {
    pub text: String,
    /// Whether it is compiled for tests only.
    pub is_test: bool,
}

/// All files.
pub(super) struct Tree {
    pub files: Vec<File>,
    modules: BTreeMap<Module, usize>,
}

impl Tree {
    /// A tree of files by path and text.
    pub(super) fn new<P: Into<String>, T: AsRef<str>>(files: impl IntoIterator<Item = (P, T)>) -> Self {
        let mut files: Vec<File> = files.into_iter().map(|(path, text)| file(path.into(), text.as_ref())).collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let test_modules: Vec<Module> = files.iter().flat_map(test_modules).collect();
        for file in &mut files {
            let declared =
                file.module.as_ref().is_some_and(|own| test_modules.iter().any(|test| own.starts_with(test)));
            if declared || file.path.starts_with("tests/") {
                file.is_test = true;
                file.tokens.iter_mut().for_each(|token| token.is_test = true);
                file.lines.iter_mut().for_each(|line| line.is_test = true);
            }
        }
        let modules =
            files.iter().enumerate().filter_map(|(index, file)| Some((file.module.clone()?, index))).collect();
        Self { files, modules }
    }

    /// Which file a module is.
    pub(super) fn file_of(&self, module: &[String]) -> Option<usize> {
        self.modules.get(module).copied()
    }

    /// Files in a folder and in all folders below it.
    pub(super) fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a File> {
        self.files.iter().filter(move |file| file.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
    }
}

fn file(path: String, text: &str) -> File {
    let Lexed { tokens, lines } = lex(text);
    let mut lines: Vec<Line> = lines.into_iter().map(|text| Line { text, is_test: false }).collect();
    if text.ends_with('\n') {
        lines.pop();
    }
    for token in tokens.iter().filter(|token| token.is_test) {
        lines[token.line - 1].is_test = true;
    }
    File { module: module_of(&path), path, tokens, lines, is_test: false }
}

/// The module of a file.
fn module_of(path: &str) -> Option<Module> {
    let inside = path.strip_prefix("src/")?.strip_suffix(".rs")?;
    let mut module: Module = inside.split('/').map(str::to_owned).collect();
    match module.last().map(String::as_str) {
        Some("mod") => drop(module.pop()),
        Some("lib") if module.len() == 1 => module.clear(),
        Some("main" | "build") if module.len() == 1 => return None,
        _ => {}
    }
    Some(module)
}

/// The modules that a file declares for tests only.
fn test_modules(file: &File) -> Vec<Module> {
    let Some(own) = &file.module else { return Vec::new() };
    let declared = file.tokens.windows(3).filter(|three| three[0].text == "mod" && three[2].text == ";");
    declared
        .filter(|three| three[1].is_test)
        .map(|three| own.iter().cloned().chain([three[1].text.clone()]).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_modules() {
        let module = |path: &str| module_of(path).map(|module| module.join("::"));
        assert_eq!(module("src/lib.rs").as_deref(), Some(""));
        assert_eq!(module("src/window.rs").as_deref(), Some("window"));
        assert_eq!(module("src/app/mod.rs").as_deref(), Some("app"));
        assert_eq!(module("src/app/kit/theme.rs").as_deref(), Some("app::kit::theme"));
        assert_eq!(module("src/main.rs"), None);
        assert_eq!(module("src/build.rs"), None);
        assert_eq!(module("tests/main.rs"), None);
    }

    #[test]
    fn modules_of_tests_are_known_by_their_declaration() {
        let tree = Tree::new([
            ("src/a/mod.rs", "mod b;\n#[cfg(test)]\nmod stage;\n#[cfg(test)]\nmod tests;"),
            ("src/a/b.rs", "fn f() {}\n#[cfg(test)]\nmod tests {\n}\n"),
            ("src/a/stage.rs", "mod hands;"),
            ("src/a/stage/hands.rs", ""),
            ("src/a/tests.rs", ""),
            ("tests/main.rs", ""),
        ]);
        let is_test: Vec<bool> = tree.files.iter().map(|file| file.is_test).collect();
        assert_eq!(is_test, [false, false, true, true, true, true], "in the order of their paths");
        let lines = tree.files[0].lines.iter().map(|line| line.is_test).collect::<Vec<_>>();
        assert_eq!(lines, [false, true, true, true], "lines of b.rs");
        assert_eq!(tree.below("src/a/stage").count(), 1);
    }
}
