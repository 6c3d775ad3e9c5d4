//! Five minutes on stage, as a speaker gives them: a run is ablated before its baseline, gone back to, changed, undone, taken
//! away, put beside a recording, saved under a name and trained from there, and trained again. In the real window on a virtual display; the screenshots are left in
//! `target/demo`.

use crate::display::{Display, Guarded, missing_tool, wait_for};
use crate::support::{files_below, root, skip};
use crate::talk::{fill_screen, shoot};
use gridscope::preset::Preset;
use gridscope::stream::{Intervention, Journal};
use std::path::{Path, PathBuf};
use std::process::Command;

const SIZE: [usize; 2] = [1280, 800];
/// A network that trains some hundred steps a second.
const SMALL: &str = r#"(
    version: 1,
    purpose: "A small network for a demonstration",
    parameters: (units: 24, hidden: 16, trajectory_length: 30, trajectories: 8, training_steps: 4000),
)"#;

/// The program on stage, and what it writes.
struct Demo {
    display: Display,
    program: Guarded,
    home: tempfile::TempDir,
    shots: PathBuf,
    taken: usize,
}

impl Demo {
    fn begin() -> Self {
        let shots = root().join("target/demo");
        std::fs::create_dir_all(&shots).expect("writable");
        let home = tempfile::tempdir().expect("a temporary folder");
        let talk = home.path().join("talk");
        std::fs::create_dir(&talk).expect("writable");
        std::fs::write(talk.join("1-small.ron"), SMALL).expect("writable");
        let recording = root().join("presets/talk/no-permutations.gsrec");
        std::fs::copy(&recording, talk.join("2-recorded.gsrec")).expect("tests/long/recordings.sh makes it");
        let display = Display::of_size(SIZE);
        let program = display
            .program(home.path())
            .args(["--stage", "--device", "cpu", "--threads", "1", "--talk"])
            .arg(&talk)
            .arg("--runs")
            .arg(home.path().join("runs"))
            .spawn()
            .expect("the program is built");
        let mut demo = Self { display, program: Guarded(program), home, shots, taken: 0 };
        fill_screen(&demo.display, &mut demo.program, SIZE);
        demo
    }

    fn key(&self, keys: &str) {
        self.display.xdotool(&["key", keys]).expect("there is a keyboard");
    }

    fn point_at(&self, x: usize, y: usize) {
        self.display.xdotool(&["mousemove", &x.to_string(), &y.to_string()]).expect("there is a mouse");
    }

    /// Sets a parameter by its name.
    fn type_into_palette(&self, text: &str) {
        self.key("ctrl+k");
        std::thread::sleep(std::time::Duration::from_millis(600)); // for the field to have the keyboard
        self.display.xdotool(&["type", "--delay", "40", text]).expect("there is a keyboard");
        std::thread::sleep(std::time::Duration::from_millis(600)); // a hand looks at what was found
        self.key("Return");
    }

    fn shoot(&mut self, name: &str) -> Vec<u8> {
        self.taken += 1;
        std::thread::sleep(std::time::Duration::from_millis(400)); // a frame, and another one
        shoot(&self.display, &self.shots.join(format!("{:02}-{name}.png", self.taken)))
    }

    /// Run folders, in the order in which they began.
    fn runs(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.home.path().join("runs")).into_iter().flatten().flatten();
        let mut found: Vec<PathBuf> =
            entries.map(|entry| entry.path()).filter(|path| path.join("run.ron").is_file()).collect();
        found.sort();
        found
    }

    /// Waits until the newest run's journal ends with this change.
    fn changed(&self, name: &str, is_so: impl Fn(&str) -> bool) -> PathBuf {
        wait_for(&format!("{name} in the journal"), || {
            let folder = self.runs().pop()?;
            let last = journal(&folder).pop()?;
            (last.name == name && is_so(&last.new)).then_some(folder)
        })
    }
}

fn journal(folder: &Path) -> Vec<Intervention> {
    let text = std::fs::read_to_string(folder.join("journal.ron")).unwrap_or_default();
    if text.is_empty() { Vec::new() } else { Journal::from_ron(&text).expect("never half a journal").entries }
}

fn rows(folder: &Path) -> usize {
    std::fs::read_to_string(folder.join("metrics.csv")).map_or(0, |text| text.lines().count())
}

/// What the program prints, and its exit code.
fn gridscope(arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_gridscope")).args(arguments).output().expect("it is built");
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    (output.status.code(), text)
}

#[test]
fn five_minutes_on_stage() {
    if let Some(tool) = missing_tool() {
        skip("display", &format!("{tool} is not installed"));
        return;
    }
    let mut demo = Demo::begin();
    let first = wait_for("a run that trains", || demo.runs().pop().filter(|folder| rows(folder) > 100));
    let trained = demo.shoot("trains");

    // Frozen and kept, then ablated.
    demo.key("b");
    demo.key("f");
    demo.key("alt+1");
    assert_eq!(demo.changed("separation.enabled", |new| new == "false"), first, "in the same run");
    let before = rows(&first);
    wait_for("steps without separation", || (rows(&first) > before + 300).then_some(()));
    let ablated = demo.shoot("ablated");
    assert_ne!(trained, ablated, "another picture");

    // Back to the kept state: a run of its own, which names where it is from.
    demo.key("shift+f");
    let second = wait_for("a run that begins from the kept state", || {
        demo.runs().into_iter().find(|folder| *folder != first && rows(folder) > 20)
    });
    let run = std::fs::read_to_string(second.join("run.ron")).expect("there");
    assert!(run.contains("parent: Some(") && run.contains("state_hash"), "it names its parent: {run}");
    assert!(journal(&second).is_empty(), "what came later there never was here");
    demo.shoot("gone-back");

    // A length scale, by its name; and undone.
    demo.type_into_palette("sigma_g 0.3");
    demo.changed("sigma_g", |new| new == "0.3");
    demo.shoot("sigma-g");

    // Kept under a name, and trained from there.
    demo.key("ctrl+s");
    std::thread::sleep(std::time::Duration::from_millis(600)); // for the name to have the keyboard
    demo.key("ctrl+a");
    demo.display.xdotool(&["type", "--delay", "40", "mine"]).expect("there is a keyboard");
    demo.shoot("save");
    demo.key("Return");
    let saved = wait_for("the preset", || files_below(&demo.home.path().join("data"), "mine.ron").pop());
    let preset = Preset::read(&saved).expect("a preset");
    assert_eq!((preset.params.units, preset.params.sigma_g), (24, 0.3), "as it trains now");
    let again = demo.home.path().join("again").display().to_string();
    let played = ["train", &saved.display().to_string(), "--device", "cpu", "--steps", "20", "--out", &again];
    let (code, text) = gridscope(&played);
    assert!(code == Some(0) && rows(Path::new(&again)) == 21, "20 steps of it: {text}");

    demo.key("ctrl+z");
    demo.changed("sigma_g", |new| new == "0.4");

    // The figure under the pointer, with its numbers and its preset.
    demo.point_at(SIZE[0] / 2, SIZE[1] / 3);
    std::thread::sleep(std::time::Duration::from_millis(300)); // a frame with the pointer there
    demo.key("ctrl+e");
    let figures = wait_for("a figure", || {
        let folder = second.join("exports");
        let found = if folder.is_dir() { files_below(&folder, ".csv") } else { Vec::new() };
        (!found.is_empty() && !files_below(&folder, ".svg").is_empty()).then_some(folder)
    });
    for ending in [".png", ".svg", ".pdf", ".csv"] {
        for file in files_below(&figures, ending) {
            let (code, text) = gridscope(&["whence", &file.display().to_string()]);
            assert!(code == Some(0) && text.contains("1-small"), "{}: {text}", file.display());
        }
    }

    // The recording beside it, map by map, and back.
    demo.key("2");
    let replay = demo.shoot("recording");
    demo.key("comma");
    let earlier = demo.shoot("earlier");
    assert_ne!(replay, earlier, "the maps before");

    // In the window again.
    demo.key("F11");
    fill_screen(&demo.display, &mut demo.program, SIZE);
    demo.shoot("window");
    demo.key("ctrl+q");
    let status = wait_for("the end", || demo.program.0.try_wait().expect("our own child"));
    assert_eq!(status.code(), Some(0), "closed by its user");

    // What was seen can be made again, from step 0 through both runs.
    let (code, text) = gridscope(&["reproduce", &second.display().to_string()]);
    assert!(code == Some(0) && text.contains("ame to the last bit"), "{text}");
    let preset = Preset::read(&second.join("preset.ron")).expect("a preset");
    assert_eq!(preset.params.units, 24, "as it was trained");
}
