//! Signals: the step in progress is finished, all is saved, and the exit code says which signal it was.
#![cfg(unix)]

use super::sandbox::{Sandbox, same_run, small};
use gridscope::runs::find_checkpoint;
use std::io::Read as _;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Nothing here takes long; a loaded machine may.
const DEADLINE: Duration = Duration::from_mins(2);

/// A run that trains until it is told to stop.
pub(super) struct Training<'a> {
    sandbox: &'a Sandbox,
    folder: String,
    program: Child,
}

impl<'a> Training<'a> {
    /// Starts it, and waits for its first rows.
    pub(super) fn start(sandbox: &'a Sandbox, folder: &str) -> Self {
        Self::failing(sandbox, folder, None)
    }

    fn failing(sandbox: &'a Sandbox, folder: &str, fail_point: Option<&str>) -> Self {
        let settings = small();
        let mut args = vec!["train", "square-modules", "--device", "cpu", "--threads", "1", "--json", "--out", folder];
        args.extend(settings.iter().flat_map(|setting| ["--set", setting]));
        args.extend(["--steps", "100000000"]);
        let mut program = sandbox.program(&args);
        program.envs(fail_point.map(|point| ("GRIDSCOPE_FAIL_POINT", point)));
        let program = program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let training = Self { sandbox, folder: folder.to_owned(), program };
        let began = Instant::now();
        while training.rows() == 0 {
            assert!(began.elapsed() < DEADLINE, "it trains");
            std::thread::sleep(Duration::from_millis(5));
        }
        training
    }

    fn rows(&self) -> usize {
        let text = std::fs::read_to_string(self.sandbox.path(&self.folder).join("metrics.csv")).unwrap_or_default();
        text.lines().count().saturating_sub(1)
    }

    pub(super) fn signal(&self, name: &str) {
        let id = self.program.id().to_string();
        let status = Command::new("kill").args([&format!("-{name}"), &id]).status().expect("kill is everywhere");
        assert!(status.success(), "it still runs");
    }

    /// Waits for its end: the exit code, and what it said.
    pub(super) fn wait(mut self) -> (Option<i32>, String) {
        let mut text = String::new();
        self.program.stderr.take().expect("piped").read_to_string(&mut text).expect("it prints UTF-8");
        (self.program.wait().expect("it ends").code(), text)
    }

    /// Ends it by a signal.
    pub(super) fn end(self, name: &str, code: i32) -> String {
        self.signal(name);
        let (found, text) = self.wait();
        assert_eq!(found, Some(code), "SIG{name}: {text}");
        text
    }
}

impl Drop for Training<'_> {
    fn drop(&mut self) {
        let _ = self.program.kill(); // of a test that failed; it may have ended by itself
        let _ = self.program.wait();
    }
}

#[test]
fn a_signal_loses_no_step() {
    let sandbox = Sandbox::new();
    for (name, code) in [("INT", 130), ("TERM", 143), ("HUP", 129)] {
        let training = Training::start(&sandbox, name);
        let seen = training.rows() as u64;
        let text = training.end(name, code);
        let step = find_checkpoint(&sandbox.path(name)).expect("saved").1.step;
        assert!(step >= seen, "what was seen is saved");
        let words = [format!("SIG{name}"), format!("after step {step}"), format!("--resume {name}")];
        assert!(words.iter().all(|word| text.contains(word)), "{text}");
        assert_eq!(sandbox.rows(name).len() as u64, step, "a row for each step");
        // It goes on as if it had not been stopped.
        let more = ["train", "--device", "cpu", "--json", "--threads", "1", "--steps", "3", "--resume", name];
        let rest = sandbox.run(&more).json();
        let whole = format!("whole-{name}");
        let straight = sandbox.train(&whole, &["--threads", "1", "--steps", &(step + 3).to_string()]).json();
        same_run(&sandbox, (&straight, &whole), (&rest, name), "stopped by a signal");
    }
}

#[test]
fn a_second_signal_ends_at_once() {
    let sandbox = Sandbox::new();
    // A disk that hangs when the last checkpoint gets its name.
    let training = Training::failing(&sandbox, "run", Some("rename:7:hang"));
    training.signal("INT");
    std::thread::sleep(Duration::from_secs(2));
    training.signal("TERM");
    let (code, text) = training.wait();
    assert_eq!(code, Some(143), "{text}");
    assert!(!text.contains("which is saved"), "nothing is said that was not done: {text}");
    find_checkpoint(&sandbox.path("run")).expect("an earlier one");
}

#[test]
fn a_signal_that_is_to_be_ignored_is_ignored() {
    let sandbox = Sandbox::new();
    let shell = "trap '' HUP; exec \"$0\" \"$@\"";
    let program = sandbox.program(&[]);
    let settings = small();
    let mut command = Command::new("sh");
    command.args(["-c", shell]).arg(program.get_program()).current_dir(sandbox.path(""));
    command.args(["train", "square-modules", "--device", "cpu", "--out", "run", "--steps", "3000"]);
    command.args(settings.iter().flat_map(|setting| ["--set", setting.as_str()]));
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    let began = Instant::now();
    while !sandbox.path("run/metrics.csv").exists() && began.elapsed() < DEADLINE {
        std::thread::sleep(Duration::from_millis(5));
    }
    let _ = Command::new("kill").args(["-HUP", &child.id().to_string()]).status().expect("kill is everywhere");
    assert_eq!(child.wait().expect("it ends").code(), Some(0), "as under nohup");
}
