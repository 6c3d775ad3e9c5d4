//! Kills and full disks at every moment: what was finished is there, and the run goes on as if nothing had happened.

use super::sandbox::{Done, Sandbox, same_run};
use serde_json::Value;
use std::process::Stdio;
use std::time::Duration;

const MORE: [&str; 4] = ["--threads", "1", "--set", "units=8"];

/// Steps in three calls, with a change in each: what is done without failures.
const CALLS: [(&str, &[&str]); 3] = [
    ("5", &["--at", "3:sigma_g=0.3"]),
    ("4", &["--at", "7:capacity.enabled=false"]),
    ("3", &["--at", "10:rate.hold=true"]),
];

fn begin(sandbox: &Sandbox, out: &str, fail: Option<&str>) -> Done {
    let (steps, at) = CALLS[0];
    let args = [&MORE[..], &["--steps", steps], at].concat();
    sandbox.train_failing(out, &args, fail)
}

fn go_on(sandbox: &Sandbox, out: &str, call: usize, fail: Option<&str>) -> Done {
    let (steps, at) = CALLS[call];
    let args =
        [&["train", "--resume", out, "--device", "cpu", "--json", "--threads", "1", "--steps", steps], at].concat();
    sandbox.run_failing(&args, fail)
}

/// The whole run without a failure.
fn reference(sandbox: &Sandbox) -> Value {
    begin(sandbox, "whole", None).json();
    go_on(sandbox, "whole", 1, None).json();
    go_on(sandbox, "whole", 2, None).json()
}

/// Finishes a run that was stopped somewhere, whatever it takes, up to step 12.
fn finish(sandbox: &Sandbox, out: &str) -> Value {
    // Interventions of calls that never came so far have to be said again; those that were made are made again.
    let folder = sandbox.path(out);
    let has_begun = folder.join("preset.ron").is_file() && folder.join("run.ron").is_file();
    let state = if has_begun { gridscope::runs::find_checkpoint(&folder).ok().map(|found| found.1) } else { None };
    let step = state.as_ref().map_or(0, |state| state.step);
    let known: Vec<String> = if has_begun && folder.join("journal.ron").is_file() {
        sandbox.journal(out).into_iter().map(|entry| entry.name).collect()
    } else {
        Vec::new()
    };
    let at: Vec<&str> = CALLS
        .iter()
        .flat_map(|(_, at)| at.iter().copied())
        .filter(|text| *text != "--at" && !known.iter().any(|name| text.contains(name.as_str())))
        .flat_map(|text| ["--at", text])
        .collect();
    let steps = (12 - step).to_string();
    let args: Vec<&str> = if has_begun {
        [&["train", "--resume", out, "--device", "cpu", "--json", "--threads", "1", "--steps", &steps], &at[..]]
            .concat()
    } else {
        let begin = [&MORE[..], &["--steps", &steps], &at[..]].concat();
        return sandbox.train_failing(out, &begin, None).json();
    };
    sandbox.run_failing(&args, None).json()
}

/// Kills or fills the disk at the n-th change of files, for each n until a run passes.
fn at_each_change(how: &str) {
    let sandbox = Sandbox::new();
    let whole = reference(&sandbox);
    for call in 0..CALLS.len() {
        for n in 1.. {
            let out = format!("run-{call}-{n}");
            for earlier in 0..call {
                if earlier == 0 { begin(&sandbox, &out, None) } else { go_on(&sandbox, &out, earlier, None) }.json();
            }
            let fail = how.replace('N', &n.to_string());
            let done =
                if call == 0 { begin(&sandbox, &out, Some(&fail)) } else { go_on(&sandbox, &out, call, Some(&fail)) };
            assert!(!done.stderr.contains("panicked"), "{fail}: {done:#?}");
            let passed = done.code == Some(0);
            let rest = if passed && call == 2 { done.json() } else { finish(&sandbox, &out) };
            same_run(&sandbox, (&whole, "whole"), (&rest, &out), &format!("{fail} in call {call}"));
            std::fs::remove_dir_all(sandbox.path(&out)).expect("the sandbox can be written");
            if passed && n > 4 {
                break; // there are fewer changes than n: nothing failed
            }
            assert!(n < 200, "it ends");
        }
    }
}

#[test]
fn killed_at_any_change_of_a_file_a_run_goes_on_to_the_same_bits() {
    at_each_change("any:N:die");
}

#[test]
fn killed_in_the_middle_of_any_write_a_run_goes_on_to_the_same_bits() {
    at_each_change("write:N:half");
}

#[test]
fn a_disk_that_is_full_for_a_moment_costs_nothing() {
    let sandbox = Sandbox::new();
    let whole = reference(&sandbox);
    for n in 1..40 {
        let out = format!("run-{n}");
        let done = begin(&sandbox, &out, Some(&format!("any:{n}:full")));
        assert!(!done.stderr.contains("panicked"), "{n}: {done:#?}");
        // A run that could not begin says so; one that has begun tries again.
        assert!(done.code == Some(0) || done.code == Some(1), "{n}: {done:#?}");
        assert!(
            done.code == Some(0) || done.stderr.contains("No space") || done.stderr.contains("storage"),
            "{n}: {done:#?}"
        );
        let rest = finish(&sandbox, &out);
        same_run(&sandbox, (&whole, "whole"), (&rest, &out), &format!("full at change {n}"));
    }
}

#[test]
fn a_disk_that_stays_full_is_told_and_training_goes_on() {
    let sandbox = Sandbox::new();
    // The first files and the first checkpoint get their names; nothing does after that.
    let done = begin(&sandbox, "run", Some("rename:7:full-1000000"));
    assert_eq!(done.code, Some(1), "it is told at the end: {done:#?}");
    assert!(done.stderr.contains("saved is step 0 in run"), "with what was saved: {}", done.stderr);
    let rest = finish(&sandbox, "run");
    let whole = reference(&sandbox);
    same_run(&sandbox, (&whole, "whole"), (&rest, "run"), "after there was room again");
}

#[test]
fn a_run_whose_folder_goes_away_says_so() {
    let sandbox = Sandbox::new();
    let training = super::signals::Training::start(&sandbox, "run");
    std::fs::rename(sandbox.path("run"), sandbox.path("elsewhere")).expect("the sandbox can be written");
    training.signal("TERM");
    let (code, text) = training.wait();
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("run is no longer there"), "{text}");
    assert!(!sandbox.path("run").exists(), "it is not made again in secret");
    gridscope::runs::find_checkpoint(&sandbox.path("elsewhere")).expect("what was saved before");
}

#[test]
fn killed_at_random_moments_nothing_finished_is_lost() {
    let sandbox = Sandbox::new();
    let record = ["--record", "run.gsrec", "--record-every", "5"];
    sandbox.train("run", &[&["--threads", "1", "--steps", "3"], &record[..]].concat()).json();
    let kills = std::env::var("GRIDSCOPE_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(15);
    let mut delay_ms = 3;
    for kill in 0..kills {
        let resume = ["train", "--resume", "run", "--device", "cpu", "--threads", "1", "--steps"];
        let mut program = sandbox
            .program(&[&resume[..], &["1000000"], &record].concat())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        delay_ms = delay_ms * 7 % 613; // scattered between 0 and 0.6 s
        // Of many, some live to see the checkpoint after ten seconds.
        let long_s = if kill % 20 == 19 { 9 + kill as u64 % 4 } else { 0 };
        std::thread::sleep(Duration::from_millis(delay_ms) + Duration::from_secs(long_s));
        program.kill().expect("it runs");
        program.wait().expect("it ends");
        let killed = gridscope::runs::RunRecording::open(&sandbox.path("run.gsrec")).expect("as it was, or longer");
        let damage = killed.damage().unwrap_or("not ended");
        assert!(damage.contains("cut off") || damage.contains("not ended"), "nothing before its end is lost: {damage}");
        let steps = ["1", "2", "5"][kill % 3];
        sandbox.run(&[&resume[..], &[steps, "--json"], &record].concat()).json();
    }
    let last = ["train", "--resume", "run", "--device", "cpu", "--threads", "1", "--steps", "1", "--json"];
    let last = sandbox.run(&[&last[..], &record].concat()).json();
    let steps = last["total_steps"].to_string();
    let total = last["total_steps"].as_u64().expect("a number");
    super::recordings::check_whole(&sandbox.path("run.gsrec"), total, &format!("after {kills} kills"));
    let whole = sandbox.train("whole", &["--threads", "1", "--steps", &steps]).json();
    same_run(&sandbox, (&whole, "whole"), (&last, "run"), &format!("after {kills} kills"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_run_that_does_not_fit_into_memory_is_refused_with_the_figures() {
    let sandbox = Sandbox::new();
    let program = sandbox.program(&[]);
    let mut command = std::process::Command::new("sh");
    command.args(["-c", "ulimit -v 4000000; exec \"$0\" \"$@\""]).arg(program.get_program());
    command.current_dir(sandbox.path("")).args([
        "train",
        "modules",
        "--device",
        "cpu",
        "--threads",
        "1",
        "--out",
        "run",
    ]);
    command.args(["--set", "units=1024", "--set", "hidden=512", "--steps", "1"]);
    let done = command.output().expect("it starts");
    let text = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(1), "{text}");
    assert!(text.contains("1024 units with 512 hidden ones need 10612 MiB") && text.contains("MiB free"), "{text}");
    assert!(!sandbox.path("run").exists(), "before there is a folder");
}
