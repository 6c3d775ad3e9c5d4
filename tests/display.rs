//! The real program in a real window on a virtual display, under a real mouse.

use crate::support::skip;
use crate::window::Window;
use eframe::egui::{Rect, Role, Vec2};
use egui_kittest::kittest::Queryable as _;
use gridscope::app::{Folders, Theme};
use gridscope::preset::{Preset, default_preset};
use gridscope::stream::{Intervention, Journal, RunState};
use gridscope::train::EngineOptions;
use std::collections::HashSet;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

const DEADLINE: Duration = Duration::from_mins(2);
const SIZE: [usize; 2] = [1280, 800];
/// The test harness draws into a panel with a margin, the window does without.
const MARGIN: Vec2 = Vec2::splat(-8.0);
const PRESET: &str = r#"(
    version: 1,
    purpose: "A small network for a test",
    parameters: (units: 24, hidden: 16, trajectory_length: 40, trajectories: 8),
)"#;

/// A child that does not outlive the test.
pub(crate) struct Guarded(pub(crate) Child);

impl Drop for Guarded {
    fn drop(&mut self) {
        let _ = self.0.kill(); // it may have ended by itself
        let _ = self.0.wait();
    }
}

/// A virtual display and what is on it.
pub(crate) struct Display {
    pub(crate) name: String,
    pub(crate) server: Guarded,
}

impl Display {
    pub(crate) fn open() -> Self {
        Self::of_size(SIZE)
    }

    /// A display of this size, pixels.
    pub(crate) fn of_size([width, height]: [usize; 2]) -> Self {
        let screen = format!("{width}x{height}x24");
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", &screen, "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is installed");
        let mut number = String::new();
        let output = server.stdout.take().expect("piped");
        let server = Guarded(server);
        BufReader::new(output).read_line(&mut number).expect("Xvfb says which display it took");
        assert!(!number.trim().is_empty(), "Xvfb found no free display");
        Self { name: format!(":{}", number.trim()), server }
    }

    pub(crate) fn xdotool(&self, arguments: &[&str]) -> Option<String> {
        let output = Command::new("xdotool").args(arguments).env("DISPLAY", &self.name).output().expect("installed");
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// The program, to be given arguments: at home in a folder, drawn without a graphics card.
    pub(crate) fn program(&self, home: &Path) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_gridscope"));
        program
            .env("DISPLAY", &self.name)
            .env_remove("WAYLAND_DISPLAY")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env("WINIT_X11_SCALE_FACTOR", "1")
            .env("HOME", home)
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_CACHE_HOME", home.join("cache"));
        program
    }

    /// What is on the screen, as ImageMagick gives it out: `rgb:-` for bytes, or the name of a file.
    pub(crate) fn convert(&self, to: &[&str]) -> Output {
        let mut dump = Command::new("xwd")
            .args(["-root", "-silent"])
            .env("DISPLAY", &self.name)
            .stdout(Stdio::piped())
            .spawn()
            .expect("installed");
        let pixels = dump.stdout.take().expect("piped");
        let dump = Guarded(dump);
        let output = Command::new("convert").arg("xwd:-").args(to).stdin(pixels).output();
        drop(dump);
        output.expect("installed")
    }

    fn look(&self) -> Picture {
        let output = self.convert(&["-depth", "8", "rgb:-"]);
        assert_eq!(output.stdout.len(), SIZE[0] * SIZE[1] * 3, "{}", String::from_utf8_lossy(&output.stderr));
        Picture { rgb: output.stdout }
    }
}

/// What is on the screen.
struct Picture {
    rgb: Vec<u8>,
}

impl Picture {
    fn pixels(&self, part: Rect) -> impl Iterator<Item = [u8; 3]> {
        let columns = part.left().max(0.0) as usize..(part.right() as usize).min(SIZE[0]);
        let rows = part.top().max(0.0) as usize..(part.bottom() as usize).min(SIZE[1]);
        rows.flat_map(move |y| columns.clone().map(move |x| 3 * (y * SIZE[0] + x)))
            .map(|at| [self.rgb[at], self.rgb[at + 1], self.rgb[at + 2]])
    }

    fn colours(&self, part: Rect) -> usize {
        self.pixels(part).collect::<HashSet<_>>().len()
    }

    /// Pixels close to a colour: smoothed letters hold few of exactly it.
    fn count_near(&self, part: Rect, [r, g, b]: [u8; 3]) -> usize {
        self.pixels(part).filter(|p| p[0].abs_diff(r) + p[1].abs_diff(g) / 2 + p[2].abs_diff(b) < 40).count()
    }

    fn changed(&self, other: &Self, part: Rect) -> usize {
        self.pixels(part).zip(other.pixels(part)).filter(|(a, b)| a != b).count()
    }
}

/// Tries until something is there.
pub(crate) fn wait_for<T>(what: &str, mut attempt: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = attempt() {
            return found;
        }
        assert!(began.elapsed() < DEADLINE, "waited for {what}");
        std::thread::sleep(Duration::from_millis(50)); // between two looks; the conditions do not depend on it
    }
}

pub(crate) fn missing_tool() -> Option<&'static str> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let is_there = |tool: &&str| std::env::split_paths(&path).any(|folder| folder.join(tool).is_file());
    ["Xvfb", "xdotool", "xwd", "convert"].into_iter().find(|tool| !is_there(tool))
}

/// Where things stand in a window of this size, from the same window drawn without a display.
struct Places {
    slider: Rect,
    wall: Rect,
    badge: Rect,
}

fn places(preset: &Preset) -> Places {
    let mut options = EngineOptions::new(preset.clone());
    options.threads = Some(1);
    let units = preset.params.units;
    let mut twin = Window::open(options, Folders::default());
    twin.until("the first maps", |app| app.status().state == RunState::Paused);
    let tile = |unit: usize| twin.harness.get_by_label(&format!("unit {unit}")).rect();
    Places {
        slider: twin.harness.get_by_role_and_label(Role::Slider, "sigma g").rect().translate(MARGIN),
        wall: (0..units).map(tile).reduce(Rect::union).expect("there are units"),
        badge: twin.harness.get_by_label("PAUSED").rect().expand(30.0),
    }
}

fn journal_of(runs: &Path) -> Option<(PathBuf, Vec<Intervention>)> {
    let folder = std::fs::read_dir(runs).ok()?.next()?.ok()?.path();
    let text = std::fs::read_to_string(folder.join("journal.ron")).ok()?;
    Some((folder, Journal::from_ron(&text).expect("never half a journal").entries))
}

#[test]
fn the_real_window_trains_and_obeys_the_mouse() {
    if let Some(tool) = missing_tool() {
        skip("display", &format!("{tool} is not installed"));
        return;
    }
    let home = tempfile::tempdir().expect("a temporary folder");
    let runs = home.path().join("runs");
    let preset = home.path().join("small.ron");
    std::fs::write(&preset, PRESET).expect("writable");
    let places = places(&Preset::read(&preset).expect("valid"));

    let display = Display::open();
    let program = display
        .program(home.path())
        .arg(&preset)
        .args(["--device", "cpu", "--threads", "1", "--runs"])
        .arg(&runs)
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program is built");
    let mut program = Guarded(program);
    let window = wait_for("the window", || {
        if let Ok(Some(status)) = program.0.try_wait() {
            let mut text = String::new();
            let _ = std::io::Read::read_to_string(program.0.stderr.as_mut().expect("piped"), &mut text);
            panic!("the program ended early with {status}: {text}");
        }
        display.xdotool(&["search", "--onlyvisible", "--name", " gridscope$"]).filter(|id| !id.is_empty())
    });

    let live = Theme::dark().live.to_array();
    let live = [live[0], live[1], live[2]];
    wait_for("the LIVE badge", || (display.look().count_near(places.badge, live) > 30).then_some(()));
    wait_for("rate maps", || (display.look().colours(places.wall) > 100).then_some(()));
    let before = display.look();
    let total = places.wall.area() as usize;
    wait_for("maps that change", || (display.look().changed(&before, places.wall) > total / 20).then_some(()));

    // The button goes down at the right of the rail and up at its left, each when what came before has been felt: a hand
    // sees what it does, too.
    let (rail, y) = (places.slider, places.slider.center().y.round().to_string());
    let at = |part: f32| (rail.left() + part * rail.width()).round().to_string();
    let value_of = |entries: &[Intervention]| entries.last().and_then(|entry| entry.new.parse::<f64>().ok());
    let journal_with = |what: &str, is_so: &dyn Fn(f64) -> bool| {
        wait_for(what, || journal_of(&runs).filter(|(_, entries)| value_of(entries).is_some_and(is_so)))
    };
    let default = default_preset().params.sigma_g;
    display.xdotool(&["mousemove", &at(0.9), &y]).expect("there is a mouse");
    display.xdotool(&["mousedown", "1"]).expect("with a button");
    journal_with(&format!("the first value of the drag at {}, {y}", at(0.9)), &|value| value > default);
    for part in [0.7, 0.5, 0.3] {
        display.xdotool(&["mousemove", &at(part), &y]).expect("there is a mouse");
    }
    let (folder, entries) = journal_with("the last value of the drag", &|value| value < default);
    display.xdotool(&["mouseup", "1"]).expect("with a button");
    assert!(entries.iter().all(|entry| entry.name == "sigma_g"), "nothing else was touched: {entries:?}");
    assert!(entries.iter().all(|entry| entry.step > 0), "while it trained: {entries:?}");

    // Without a window manager nobody gives the window the keyboard, and nobody closes it.
    display.xdotool(&["windowfocus", "--sync", &window]).expect("the window takes the keyboard");
    display.xdotool(&["key", "ctrl+q"]);
    let status = wait_for("the end", || program.0.try_wait().expect("our own child"));
    assert_eq!(status.code(), Some(0), "closed by its user");
    let saved = std::fs::read_dir(folder).expect("there").flatten().map(|entry| entry.path());
    assert!(
        saved.into_iter().any(|path| path.extension().is_some_and(|e| e == "safetensors")),
        "the last state is kept"
    );
}
