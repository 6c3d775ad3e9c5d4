//! The talk that comes with the program, scene by scene, in the real window on a virtual display. The screenshots are left in
//! `target/talk`, each also at a quarter of its size: the size at which the last row sees it.

use crate::display::{Display, Guarded, missing_tool, wait_for};
use crate::support::{root, skip};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const SIZE: [usize; 2] = [1280, 720];
const SCENES: usize = 12;
/// A recording that plays takes half a minute, and a torus as long to be found.
const LONGEST: Duration = Duration::from_secs(150);
/// A picture that stays for so long is the scene.
const STILL: Duration = Duration::from_secs(6);

/// What is on the screen, as a file; only the pixels that it has.
pub(crate) fn shoot(display: &Display, file: &Path) -> Vec<u8> {
    let made = display.convert(&["+repage", &file.display().to_string()]).status;
    assert!(made.success(), "{} was written", file.display());
    let pixels = Command::new("convert").arg(file).args(["-depth", "8", "rgb:-"]).output().expect("installed").stdout;
    assert!(!pixels.is_empty(), "a whole screen");
    pixels
}

/// Waits for the window of a program, has it fill the screen, and gives it the keyboard: without a window manager nobody else
/// does.
pub(crate) fn fill_screen(display: &Display, program: &mut Guarded, [width, height]: [usize; 2]) {
    let window = wait_for("the window", || {
        assert!(program.0.try_wait().expect("our own child").is_none(), "the program ended early");
        display.xdotool(&["search", "--onlyvisible", "--name", "gridscope$"]).filter(|id| !id.is_empty())
    });
    display.xdotool(&["windowmove", &window, "0", "0"]).expect("it moves");
    display.xdotool(&["windowsize", &window, &width.to_string(), &height.to_string()]).expect("it fills the screen");
    display.xdotool(&["windowfocus", "--sync", &window]).expect("the window takes the keyboard");
}

/// Shoots until the picture has been still for a while.
fn shoot_still(display: &Display, file: &Path) -> Vec<u8> {
    let began = Instant::now();
    let (mut last, mut since) = (shoot(display, file), Instant::now());
    while since.elapsed() < STILL && began.elapsed() < LONGEST {
        std::thread::sleep(Duration::from_millis(700)); // between two looks
        let now = shoot(display, file);
        if now != last {
            (last, since) = (now, Instant::now());
        }
    }
    last
}

/// The share of pixels that differ.
fn difference(a: &[u8], b: &[u8]) -> f64 {
    let differing = a.chunks_exact(3).zip(b.chunks_exact(3)).filter(|(a, b)| a != b).count();
    differing as f64 / (a.len() / 3) as f64
}

#[test]
fn all_scenes_of_the_shipped_talk_play() {
    if let Some(tool) = missing_tool() {
        skip("display", &format!("{tool} is not installed"));
        return;
    }
    let list = std::fs::read_to_string(root().join("presets/talk/recordings.txt")).expect("shipped");
    let files = list.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_whitespace().next());
    for file in files.map(|file| root().join(file)) {
        assert!(file.is_file(), "{} is missing: tests/long/recordings.sh makes it", file.display());
    }
    let shots = root().join("target/talk");
    std::fs::create_dir_all(&shots).expect("writable");
    let home = tempfile::tempdir().expect("a temporary folder");
    let display = Display::of_size(SIZE);
    let program = display
        .program(home.path())
        .args(["--stage", "--device", "cpu", "--runs"])
        .arg(home.path().join("runs"))
        .spawn()
        .expect("the program is built");
    let mut program = Guarded(program);
    fill_screen(&display, &mut program, SIZE);
    let mut before: Option<Vec<u8>> = None;
    for scene in 1..=SCENES {
        let file = shots.join(format!("{scene:02}.png"));
        let pixels = shoot_still(&display, &file);
        if let Some(before) = before.replace(pixels.clone()) {
            assert!(difference(&before, &pixels) > 0.02, "scene {scene} is another picture: {}", file.display());
        }
        // White, letters, and a picture in colours.
        let colours: std::collections::HashSet<&[u8]> = pixels.chunks_exact(3).collect();
        assert!(colours.len() > 50, "scene {scene}: {} colours in {}", colours.len(), file.display());
        let quarter = shots.join(format!("{scene:02}-quarter.png"));
        let scaled = Command::new("convert").arg(&file).args(["-resize", "25%"]).arg(&quarter).status();
        assert!(scaled.expect("installed").success(), "{} was written", quarter.display());
        display.xdotool(&["key", "Next"]); // Page Down
    }
    display.xdotool(&["key", "ctrl+q"]);
    let status = wait_for("the end", || program.0.try_wait().expect("our own child"));
    assert_eq!(status.code(), Some(0), "closed by its user");
    let runs = std::fs::read_dir(home.path().join("runs")).map_or(0, Iterator::count);
    assert_eq!(runs, 0, "nothing was trained");
}
