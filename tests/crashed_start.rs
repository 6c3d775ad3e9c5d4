//! A start that is cut off before its first pictures, in the real window on a virtual display: the next one has the look of a
//! new window, and the old settings are kept.

use crate::display::{Display, Guarded, missing_tool, wait_for};
use crate::support::{files_below, skip};
use crate::talk::fill_screen;
use std::path::{Path, PathBuf};
use std::time::Duration;

const SIZE: [usize; 2] = [1280, 800];

/// Starts the program.
fn start(display: &Display, home: &Path) -> Guarded {
    let program = display.program(home).args(["--device", "cpu", "--threads", "1"]).spawn();
    Guarded(program.expect("the program is built"))
}

/// Waits until its window takes keys, presses them, and closes it.
fn press_and_quit(display: &Display, mut program: Guarded, keys: &[&str]) {
    fill_screen(display, &mut program, SIZE);
    std::thread::sleep(Duration::from_secs(4)); // it has drawn for long enough to have succeeded
    for key in keys.iter().chain(&["ctrl+q"]) {
        display.xdotool(&["key", key]).expect("there is a keyboard");
        std::thread::sleep(Duration::from_millis(400)); // a frame with that
    }
    let status = wait_for("the end", || program.0.try_wait().expect("our own child"));
    assert_eq!(status.code(), Some(0), "closed by its user");
}

/// The only file of this name below a folder.
fn only(folder: &Path, name: &str) -> Option<PathBuf> {
    let mut found = files_below(folder, name);
    assert!(found.len() < 2, "{found:?}");
    found.pop()
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn a_start_that_was_killed_is_followed_by_a_safe_one() {
    if let Some(tool) = missing_tool() {
        skip("display", &format!("{tool} is not installed"));
        return;
    }
    let home = tempfile::tempdir().expect("a temporary folder");
    let data = home.path().join("data");
    let display = Display::of_size(SIZE);
    // The tour of a new window, away; then light.
    press_and_quit(&display, start(&display, home.path()), &["Escape", "t"]);
    let settings = only(&data, "app.ron").expect("settings are kept");
    let old = text(&settings);
    assert!(old.contains("is_dark: false") || old.contains("is_dark:false"), "light: {old}");
    let mark = settings.with_file_name("starting");
    assert!(!mark.exists(), "that start has succeeded");

    let mut crashed = start(&display, home.path());
    wait_for("a start that is marked", || mark.exists().then_some(()));
    crashed.0.kill().expect("our own child"); // as a crash of a driver would: no last word
    crashed.0.wait().expect("our own child");
    assert!(mark.exists(), "nobody took it away");

    press_and_quit(&display, start(&display, home.path()), &[]);
    let aside = settings.with_file_name("app-aside-1.ron");
    assert_eq!(text(&aside), old, "kept aside, as they were");
    let new = text(&settings);
    assert!(new.contains("is_dark: true") || new.contains("is_dark:true"), "the look of a new window: {new}");
    assert!(!mark.exists(), "that start has succeeded");

    press_and_quit(&display, start(&display, home.path()), &[]);
    assert!(!settings.with_file_name("app-aside-2.ron").exists(), "once is enough");
}
