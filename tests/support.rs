//! What tests share.

use gridscope::model::Compute;
use gridscope::preset::{Params, Preset};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Whether `.ci/run` insists on something that a plain machine may lack (`display`, `vulkan`, `python`, `slurm`).
pub(crate) fn required(what: &str) -> bool {
    std::env::var("GRIDSCOPE_REQUIRE").is_ok_and(|list| list.split(',').any(|item| item.trim() == what))
}

/// Says that a test cannot run here; fails where the environment insists on it.
pub(crate) fn skip(what: &str, why: &str) {
    assert!(!required(what), "{what} is required here, but {why}");
    tell(&format!("skipped: {why}"));
}

/// A line on standard error also of a test that passes: the test harness hides only what the print macros write.
pub(crate) fn tell(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}"); // nobody is there to tell
}

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Files of a folder and of all folders in it, sorted, whose names end like this.
pub(crate) fn files_below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for path in entries.map(|entry| entry.expect("a readable folder").path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// A Vulkan device, opened for a network of `units`; says so where there is none.
pub(crate) fn vulkan(units: usize) -> Option<Compute> {
    let adapters = gridscope::train::adapters();
    let found = adapters.iter().find(|adapter| adapter.backend == "vulkan");
    if found.is_none() {
        skip("vulkan", "there is no Vulkan driver, not even a software one");
    }
    found.map(|adapter| adapter.open(units))
}

/// A preset with some parameters changed.
pub(crate) fn preset(settings: &[(&str, &str)]) -> Preset {
    let mut params = Params::default();
    for (name, value) in settings {
        params.set_text(name, value).unwrap_or_else(|error| panic!("{error}"));
    }
    Preset::new("test", params)
}

/// Settings of a network that does thousands of steps a second.
pub(crate) const TINY: [(&str, &str); 6] = [
    ("units", "12"),
    ("hidden", "6"),
    ("trajectory_length", "8"),
    ("trajectories", "3"),
    ("training_steps", "200"),
    ("warmup_steps", "20"),
];

/// Runs a test in a process of its own, because it measures its memory or calls a driver that may take the process down:
/// `true` in that process, `false` in the first one after the other has passed. `test` is the test's full name.
pub(crate) fn in_own_process(test: &str) -> bool {
    const REPORTS: [&str; 4] = ["skipped: ", "golden values on", "kernels on", "mutants of"];
    const INSIDE: &str = "GRIDSCOPE_TEST_IN_OWN_PROCESS";
    if std::env::var(INSIDE).is_ok_and(|name| name == test) {
        return true;
    }
    let program = std::env::current_exe().expect("a running test has a program");
    let output = Command::new(program)
        .args([test, "--exact", "--nocapture"])
        .env(INSIDE, test)
        .stdin(Stdio::null())
        .output()
        .expect("the test program can be started");
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    eprintln!("{text}");
    text.lines().filter(|line| REPORTS.iter().any(|begin| line.starts_with(begin))).for_each(tell);
    assert!(output.status.success(), "{test} failed in its own process ({})", output.status);
    assert!(text.contains("1 passed"), "there is no test {test}");
    false
}
