//! A place where the program runs by itself, and what it left there.

use crate::support::TINY;
use gridscope::stream::{Intervention, Journal};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A folder for one test: its runs, its presets, and a home of its own.
pub(super) struct Sandbox(TempDir);

/// What a finished program left.
#[derive(Debug)]
pub(super) struct Done {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Done {
    #[track_caller]
    pub(super) fn ok(self) -> Self {
        assert_eq!(self.code, Some(0), "it succeeds: {self:#?}");
        self
    }

    /// The object on the last line of standard output.
    #[track_caller]
    pub(super) fn json(self) -> Value {
        let done = self.ok();
        let line = done.stdout.lines().last().unwrap_or_default();
        serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
    }

    /// It failed with this code, and says all of these on standard error.
    #[track_caller]
    pub(super) fn refused(self, code: i32, words: &[&str]) {
        assert_eq!(self.code, Some(code), "exit code: {self:#?}");
        for word in words {
            assert!(self.stderr.contains(word), "`{word}` is said: {}", self.stderr);
        }
        assert!(!self.stderr.contains("panicked"), "it does not panic: {}", self.stderr);
    }
}

impl Sandbox {
    pub(super) fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The program in this sandbox, without a display.
    pub(super) fn program(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gridscope"));
        command.args(args).current_dir(self.0.path()).stdin(Stdio::null());
        for name in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"] {
            command.env(name, self.0.path());
        }
        for name in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "RUST_LOG"] {
            command.env_remove(name);
        }
        command
    }

    pub(super) fn run(&self, args: &[&str]) -> Done {
        self.run_failing(args, None)
    }

    /// Runs it with a change of files that fails (`src/files/disk.rs` says how).
    pub(super) fn run_failing(&self, args: &[&str], fail_point: Option<&str>) -> Done {
        let mut program = self.program(args);
        if let Some(fail_point) = fail_point {
            program.env("GRIDSCOPE_FAIL_POINT", fail_point);
        }
        let output = program.output().expect("the program can be started");
        let text = |bytes| String::from_utf8(bytes).expect("it prints UTF-8");
        Done { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// `train PRESET` on the CPU with a small network.
    pub(super) fn train(&self, out: &str, more: &[&str]) -> Done {
        self.train_failing(out, more, None)
    }

    pub(super) fn train_failing(&self, out: &str, more: &[&str], fail_point: Option<&str>) -> Done {
        let settings = small();
        let mut args = vec!["train", "square-modules", "--device", "cpu", "--json", "--out", out];
        args.extend(settings.iter().flat_map(|setting| ["--set", setting]));
        args.extend(more);
        self.run_failing(&args, fail_point)
    }

    pub(super) fn read(&self, name: &str) -> String {
        let path = self.path(name);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    pub(super) fn journal(&self, out: &str) -> Vec<Intervention> {
        Journal::from_ron(&self.read(&format!("{out}/journal.ron"))).expect("its own journal").entries
    }

    /// Step and values of each row of a run's metrics, as they are written.
    pub(super) fn rows(&self, out: &str) -> Vec<Vec<String>> {
        let text = self.read(&format!("{out}/metrics.csv"));
        text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
    }

    pub(super) fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.path(name), text).expect("the sandbox can be written");
        name.to_owned()
    }
}

pub(super) fn small() -> Vec<String> {
    TINY.iter().map(|(name, value)| format!("{name}={value}")).collect()
}

#[track_caller]
pub(super) fn fields(object: &Value, expected: &[&str], what: &str) {
    let found: BTreeSet<&str> = object.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(found, expected.iter().copied().collect(), "fields of {what}");
}

/// Two runs that are the same to the last bit.
#[track_caller]
pub(super) fn same_run(sandbox: &Sandbox, a: (&Value, &str), b: (&Value, &str), why: &str) {
    assert_eq!(a.0["state_hash"], b.0["state_hash"], "same state: {why}");
    let metrics = |out: &str| sandbox.read(&format!("{out}/metrics.csv"));
    assert_eq!(metrics(a.1), metrics(b.1), "same losses: {why}");
    assert_eq!(sandbox.journal(a.1), sandbox.journal(b.1), "same journal: {why}");
}
