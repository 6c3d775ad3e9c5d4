//! How the real window ends: by a signal, with its display. In each case what was trained is saved.

use crate::display::{Display, Guarded, missing_tool};
use crate::support::skip;
use gridscope::runs::find_checkpoint;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const DEADLINE: Duration = Duration::from_mins(2);
const PRESET: &str = r#"(
    version: 1,
    purpose: "A small network for a test",
    parameters: (units: 16, hidden: 8, trajectory_length: 20, trajectories: 4),
)"#;

/// The window, training a small network.
fn open(home: &Path, display: &Display) -> Guarded {
    let preset = home.join("small.ron");
    std::fs::write(&preset, PRESET).expect("writable");
    let program = Command::new(env!("CARGO_BIN_EXE_gridscope"))
        .arg(&preset)
        .args(["--device", "cpu", "--threads", "1", "--runs"])
        .arg(home.join("runs"))
        .env("DISPLAY", &display.name)
        .env_remove("WAYLAND_DISPLAY")
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .env("HOME", home)
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_CONFIG_HOME", home.join("config"))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn();
    Guarded(program.expect("the program can be started"))
}

fn rows(home: &Path) -> u64 {
    let text = std::fs::read_to_string(run(home).join("metrics.csv")).unwrap_or_default();
    (text.lines().count() as u64).saturating_sub(1)
}

fn run(home: &Path) -> PathBuf {
    home.join("runs/small-seed0-001")
}

/// Trains until there are rows, ends the window somehow, and looks at what is there.
fn ends(how: impl FnOnce(&mut Display, u32)) -> Option<(Option<i32>, String)> {
    if let Some(tool) = missing_tool() {
        skip("display", &format!("{tool} is not installed"));
        return None;
    }
    let home = tempfile::tempdir().expect("a temporary folder");
    let mut display = Display::open();
    let mut program = open(home.path(), &display);
    let began = Instant::now();
    while rows(home.path()) == 0 {
        assert!(began.elapsed() < DEADLINE, "it trains");
        std::thread::sleep(Duration::from_millis(20));
    }
    let seen = rows(home.path());
    how(&mut display, program.0.id());
    let code = loop {
        if let Some(status) = program.0.try_wait().expect("it can be asked") {
            break status.code();
        }
        assert!(began.elapsed() < DEADLINE, "it ends");
        std::thread::sleep(Duration::from_millis(20));
    };
    let mut text = String::new();
    program.0.stderr.take().expect("piped").read_to_string(&mut text).expect("it prints UTF-8");
    let state = find_checkpoint(&run(home.path())).expect("it is saved").1;
    assert!(state.step >= seen, "step {} is saved, step {seen} was seen: {text}", state.step);
    assert_eq!(rows(home.path()), state.step, "a row for each step that is saved");
    Some((code, text))
}

#[cfg(unix)]
#[test]
fn a_signal_closes_the_window_and_says_where_the_run_lies() {
    let signal = |_: &mut Display, id: u32| {
        let status = Command::new("kill").args(["-TERM", &id.to_string()]).status().expect("kill is everywhere");
        assert!(status.success());
    };
    let Some((code, text)) = ends(signal) else { return };
    assert_eq!(code, Some(143), "{text}");
    assert!(!text.contains("panicked"), "{text}");
    assert!(text.contains("stopped by SIGTERM") && text.contains("small-seed0-001"), "{text}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_display_that_goes_away_takes_no_step_with_it() {
    let Some((code, text)) = ends(|display, _| display.server.0.kill().expect("it runs")) else { return };
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("is saved in"), "it says where: {text}");
}
