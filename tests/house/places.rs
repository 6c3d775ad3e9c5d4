//! Some things have one place: what depends on the platform, colours, and fields for numbers.

use super::tree::{File, Line, Tree};

/// The folder of what depends on the platform.
const PLATFORM: &str = "src/platform";

/// Signs of code that depends on the system or the processor.
const PLATFORM_WORDS: [&str; 14] = [
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

/// Where the window's colours are.
pub(super) const COLOUR_FILES: [&str; 2] = ["src/app/kit/theme.rs", "src/app/kit/colour.rs"];

/// Ways to make a colour.
const COLOUR_WORDS: [&str; 7] =
    ["from_rgb", "from_rgba", "from_gray", "from_black_alpha", "from_white_alpha", "hex_color!", "Rgba::"];

/// White and transparent are tints that leave a picture as it is.
const NEUTRAL: [&str; 3] = ["Color32::WHITE", "Color32::TRANSPARENT", "Color32::PLACEHOLDER"];

/// Lines of a file that are so, as `file:line: text`.
fn lines_of(file: &File, is_so: impl Fn(&Line) -> bool) -> Vec<String> {
    let lines = file.lines.iter().enumerate().filter(|(_, line)| is_so(line));
    lines.map(|(index, line)| format!("{}:{}: {}", file.path, index + 1, line.text.trim())).collect()
}

/// Lines that depend on the platform: inside `src/platform`, where they belong, and elsewhere. Tests count too.
pub(super) fn platform_lines(tree: &Tree) -> [Vec<String>; 2] {
    let is_so = |line: &Line| PLATFORM_WORDS.iter().any(|word| line.text.contains(word));
    let is_at_home = |file: &&File| file.path.starts_with(&format!("{PLATFORM}/"));
    let (home, others): (Vec<&File>, Vec<&File>) = tree.below("src").partition(is_at_home);
    [home, others].map(|files| files.into_iter().flat_map(|file| lines_of(file, is_so)).collect())
}

/// Lines of the window that make a colour where none belongs. Tests make colours as they like.
pub(super) fn stray_colours(tree: &Tree) -> Vec<String> {
    let files = tree.below("src/app").filter(|file| !COLOUR_FILES.contains(&file.path.as_str()));
    files.flat_map(|file| lines_of(file, |line| !line.is_test && makes_colour(&line.text))).collect()
}

/// Where a field for numbers is drawn, which refuses what is none of its own.
const NUMBER_FIELD: &str = "src/app/kit/number_field.rs";

/// Lines of the window that draw a field for numbers which takes the nearest one for what was typed.
pub(super) fn stray_number_fields(tree: &Tree) -> Vec<String> {
    let files = tree.below("src/app").filter(|file| file.path != NUMBER_FIELD);
    files.flat_map(|file| lines_of(file, |line| line.text.contains("DragValue"))).collect()
}

fn makes_colour(line: &str) -> bool {
    let line = NEUTRAL.iter().fold(line.to_owned(), |line, neutral| line.replace(neutral, ""));
    let is_constant = |rest: &str| rest.starts_with(|c: char| c.is_ascii_uppercase());
    COLOUR_WORDS.iter().any(|word| line.contains(word)) || line.split("Color32::").skip(1).any(is_constant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_platform_has_one_place() {
        for code in ["#[cfg(target_os = \"linux\")]", "let x = \"/proc/self\";", "if cfg!(unix) {}", "extern \"C\" {}"]
        {
            let at = |path: &str| platform_lines(&Tree::new([(path, code)])).map(|lines| lines.len());
            assert_eq!(at("src/platform/mod.rs"), [1, 0], "{code}");
            assert_eq!(at("src/app/mod.rs"), [0, 1], "{code}");
            assert_eq!(at("tests/window.rs"), [0, 0], "{code}");
        }
        assert_eq!(platform_lines(&Tree::new([("src/app/mod.rs", "// cfg(unix)")]))[1], [""; 0]);
    }

    #[test]
    fn fields_for_numbers_have_one_place() {
        let count = |path: &str| stray_number_fields(&Tree::new([(path, "ui.add(DragValue::new(&mut x))")])).len();
        assert_eq!([count(NUMBER_FIELD), count("src/app/panels/unit.rs")], [0, 1]);
    }

    #[test]
    fn colours_have_one_place() {
        for code in ["Color32::from_rgb(1, 2, 3)", "x(Color32::RED)", "hex_color!(\"#abc\")", "Rgba::BLACK"] {
            let at = |path: &str, code: &str| stray_colours(&Tree::new([(path, code)])).len();
            assert_eq!(at("src/app/panels/unit.rs", code), 1, "{code}");
            for path in COLOUR_FILES.into_iter().chain(["src/draw/hue.rs", "tests/window.rs"]) {
                assert_eq!(at(path, code), 0, "{code} in {path}");
            }
            assert_eq!(at("src/app/x.rs", &format!("#[cfg(test)]\nmod tests {{ fn f() {{ {code} }} }}")), 0, "{code}");
            assert_eq!(at("src/app/x.rs", &format!("#[cfg(test)]\nmod tests {{}}\nfn f() {{ {code} }}")), 1, "{code}");
        }
        let neutral = "tint(Color32::WHITE); let c: Color32 = x; // Color32::RED";
        assert_eq!(stray_colours(&Tree::new([("src/app/x.rs", neutral)])), [""; 0]);
    }
}
