//! Whose folder it is: nothing of the user's is touched, one program writes, what is damaged is named and kept.

use super::sandbox::{Sandbox, same_run};
use gridscope::runs::{checkpoint_name, find_checkpoint, read_checkpoint, run_id, write_checkpoint};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;

/// Names and bytes of all files below a folder.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    crate::support::files_below(folder, "")
        .into_iter()
        .map(|path| {
            (path.strip_prefix(folder).expect("below").display().to_string(), std::fs::read(&path).expect("there"))
        })
        .collect()
}

const RESUME: [&str; 6] = ["train", "--device", "cpu", "--json", "--threads", "1"];

fn resume(sandbox: &Sandbox, folder: &str, steps: &str) -> super::sandbox::Done {
    sandbox.run(&[&RESUME[..], &["--resume", folder, "--steps", steps]].concat())
}

#[test]
fn a_folder_of_the_user_s_is_refused_and_left_as_it_is() {
    let sandbox = Sandbox::new();
    for (folder, files) in [
        ("weights", &["a.safetensors", "b.safetensors", "c.safetensors", "d.safetensors"][..]),
        ("presets", &["preset.ron"]),
        ("rows", &["metrics.csv"]),
        ("notes", &["notes.txt"]),
        ("hidden", &[".secret"]),
        ("other", &["run.ron", "notes.txt"]),
    ] {
        std::fs::create_dir(sandbox.path(folder)).expect("the sandbox can be written");
        for file in files {
            sandbox.write(&format!("{folder}/{file}"), "(version: 1, purpose: \"mine\")");
        }
        let before = contents(&sandbox.path(folder));
        sandbox.train(folder, &["--steps", "2"]).refused(1, &[folder]);
        assert_eq!(contents(&sandbox.path(folder)), before, "{folder}");
    }
    // A preset in the folder that is to be the run's.
    let before = contents(&sandbox.path("presets"));
    sandbox.run(&["train", "presets/preset.ron", "--device", "cpu", "--out", "presets"]).refused(1, &["preset.ron"]);
    assert_eq!(contents(&sandbox.path("presets")), before);
    sandbox.write("file", "");
    sandbox.train("file", &["--steps", "2"]).refused(1, &["file"]);
    // An empty folder is fine, and one whose run never began.
    std::fs::create_dir(sandbox.path("empty")).expect("the sandbox can be written");
    sandbox.write("empty/run.lock", "");
    sandbox.train("empty", &["--steps", "2"]).json();
}

#[test]
fn only_checkpoints_of_the_run_are_ever_removed() {
    let sandbox = Sandbox::new();
    sandbox.train("run", &["--steps", "2"]).json();
    let good = std::fs::read(sandbox.path("run").join(checkpoint_name(2))).expect("a checkpoint");
    let mine = ["a.safetensors", "best.safetensors", "checkpoint-best.safetensors", "checkpoint-1.safetensors"];
    for name in mine {
        std::fs::write(sandbox.path("run").join(name), &good).expect("writable");
    }
    // Three half files with the names of later checkpoints, from another disk for instance.
    for step in [50, 60, 70] {
        std::fs::write(sandbox.path("run").join(checkpoint_name(step)), &good[..good.len() / 2]).expect("writable");
    }
    let (found, state) = find_checkpoint(&sandbox.path("run")).expect("the good one");
    assert_eq!((found, state.step), (sandbox.path("run").join(checkpoint_name(2)), 2));
    for round in 0..14 {
        let done = resume(&sandbox, "run", "1").ok();
        assert!(round > 0 || done.stderr.contains(&checkpoint_name(70)), "the newest is named: {}", done.stderr);
        let newest = find_checkpoint(&sandbox.path("run")).expect("there is always one").1;
        assert_eq!(newest.step, 3 + round);
    }
    for name in mine {
        assert!(sandbox.path("run").join(name).is_file(), "{name} is not the run's");
    }
    let left = crate::support::files_below(&sandbox.path("run"), ".safetensors");
    let own =
        left.iter().filter(|path| read_checkpoint(path).is_ok_and(|state| path.ends_with(checkpoint_name(state.step))));
    assert_eq!(own.count(), 12, "thinned out: {left:?}");
    for step in [50, 60, 70] {
        assert!(sandbox.path("run/aside").join(checkpoint_name(step)).is_file(), "the half ones are kept aside");
    }
}

#[test]
fn one_program_writes_and_the_others_are_told_who() {
    let sandbox = Sandbox::new();
    let whole = sandbox.train("whole", &["--steps", "60"]).json();
    sandbox.train("run", &["--steps", "10"]).json();
    // Ten at once: each step is trained once, whoever gets to it.
    let args = [&RESUME[..], &["--resume", "run", "--steps", "5"]].concat();
    let start = || {
        let mut program = sandbox.program(&args);
        program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts")
    };
    let programs: Vec<_> = (0..10).map(|_| start()).collect();
    let done: Vec<_> = programs.into_iter().map(|program| program.wait_with_output().expect("it ends")).collect();
    let succeeded = done.iter().filter(|done| done.status.success()).count();
    assert!(succeeded > 0, "{done:?}");
    for done in done.iter().filter(|done| !done.status.success()) {
        let text = String::from_utf8_lossy(&done.stderr);
        assert!(text.contains("is being written by") || text.contains("another program has gone on"), "{text}");
    }
    let step = find_checkpoint(&sandbox.path("run")).expect("a checkpoint").1.step;
    assert_eq!(step, 10 + 5 * succeeded as u64, "nothing that was said to be done is lost");
    let rest = resume(&sandbox, "run", &(60 - step).to_string()).json();
    same_run(&sandbox, (&whole, "whole"), (&rest, "run"), "as if there had been one program");
}

#[test]
fn a_run_that_is_being_trained_can_be_read_but_not_gone_on_with() {
    let sandbox = Sandbox::new();
    let owner = super::signals::Training::start(&sandbox, "run");
    let before = sandbox.read("run/run.ron");
    resume(&sandbox, "run", "5").refused(1, &["is being written by process"]);
    sandbox.train("run", &["--steps", "2"]).refused(1, &["--resume"]);
    sandbox.run(&["analyze", "run"]).ok();
    assert_eq!(sandbox.read("run/run.ron"), before);
    owner.end("TERM", 143);
    let rows = sandbox.rows("run");
    let steps: Vec<u64> = rows.iter().map(|row| row[0].parse().expect("a step")).collect();
    assert_eq!(steps, (1..=steps.len() as u64).collect::<Vec<_>>(), "one row a step");
    assert_eq!(find_checkpoint(&sandbox.path("run")).expect("saved").1.step, steps.len() as u64);
}

#[test]
fn opening_changes_nothing_and_what_is_damaged_is_kept_aside() {
    let sandbox = Sandbox::new();
    let whole = sandbox.train("whole", &["--steps", "30", "--at", "14:sigma_g=0.3", "--at", "24:permute=false"]).json();
    sandbox.train("run", &["--steps", "10"]).json();
    resume(&sandbox, "run", "1").json();
    sandbox.run(&[&RESUME[..], &["--resume", "run", "--steps", "9", "--at", "14:sigma_g=0.3"]].concat()).json();
    let path = sandbox.path("run").join(checkpoint_name(20));
    let mut bytes = std::fs::read(&path).expect("a checkpoint");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, bytes).expect("writable");
    let before = contents(&sandbox.path("run"));
    sandbox.run(&["analyze", "run"]).ok();
    let none = resume(&sandbox, "run", "0");
    assert!(none.stderr.contains("not used") && none.stderr.contains(&checkpoint_name(20)), "{}", none.stderr);
    sandbox.run(&[&RESUME[..], &["--resume", "run", "--at", "3:sigma_g=1"]].concat()).refused(2, &["step 11"]);
    assert_eq!(contents(&sandbox.path("run")).get("metrics.csv"), before.get("metrics.csv"), "opening changes nothing");

    // From step 11 on, with what was changed at step 14 changed again.
    let rest = [&RESUME[..], &["--resume", "run", "--steps", "19", "--at", "24:permute=false"]].concat();
    let done = sandbox.run(&rest).ok();
    assert!(done.stderr.contains("step 11") || done.stderr.contains("will be made again"), "{}", done.stderr);
    same_run(&sandbox, (&whole, "whole"), (&done.json(), "run"), "as if nothing had been damaged");
    let aside = contents(&sandbox.path("run/aside"));
    assert!(aside.contains_key(&checkpoint_name(20)), "{:?}", aside.keys());
    let rows = aside.get("metrics-after-step-11.csv").expect("the rows after the checkpoint");
    let old = String::from_utf8(before["metrics.csv"].clone()).expect("text");
    assert!(old.ends_with(std::str::from_utf8(rows).expect("text")) && rows.starts_with(b"12,"));
    let journal = aside.get("journal-after-step-11.ron").expect("what was changed after it");
    assert!(String::from_utf8_lossy(journal).contains("sigma_g"));
}

#[test]
fn what_is_said_of_a_run_is_kept_in_its_folder() {
    let sandbox = Sandbox::new();
    sandbox.train("run", &["--steps", "3"]).json();
    let id = run_id(&sandbox.path("run")).expect("its name");
    assert!(id.len() == 32, "{id}");
    let resumed = [&RESUME[..], &["--instructions", "plain", "--resume", "run", "--steps", "2"]].concat();
    sandbox.run(&resumed).json();
    let text = sandbox.read("run/run.ron");
    let [began, later] = text.split_once("resumed: [").map(<[&str; 2]>::from).expect("a list");
    assert!(began.contains(&id) && !began.contains("\"plain\""), "{text}");
    for words in ["first_step: 3", "instruction_set: \"plain\"", "threads: 1", "device: \"CPU"] {
        assert!(later.contains(words), "{words}: {text}");
    }
    // A checkpoint of another run in this folder is not taken for one of its own.
    sandbox.train("other", &["--steps", "9"]).json();
    let other = checkpoint_name(9);
    std::fs::copy(sandbox.path("other").join(&other), sandbox.path("run").join(&other)).expect("writable");
    let done = resume(&sandbox, "run", "1").ok();
    assert!(done.stderr.contains("another run") && done.stderr.contains(&other), "{}", done.stderr);
    assert_eq!(done.json()["total_steps"], 6);
}

#[test]
fn unfinished_files_of_dead_programs_are_cleared() {
    let sandbox = Sandbox::new();
    sandbox.train("run", &["--steps", "3"]).json();
    let [old, held, other] =
        [".gridscope-a.tmp", ".gridscope-b.tmp", ".other.tmp"].map(|name| sandbox.path("run").join(name));
    let an_hour_ago = std::time::SystemTime::now() - std::time::Duration::from_hours(1);
    let make = |path: &Path| {
        let file = std::fs::File::create(path).expect("writable");
        file.set_modified(an_hour_ago).expect("a time");
        file
    };
    let [_, held_file, _] = [&old, &held, &other].map(|path| make(path));
    held_file.lock().expect("nobody has it");
    resume(&sandbox, "run", "1").json();
    assert!(!old.exists(), "its writer is dead");
    assert!(held.exists() && other.exists(), "its writer lives; not ours");
}

#[test]
fn metrics_that_are_not_understood_are_never_overwritten() {
    let sandbox = Sandbox::new();
    for (name, change) in [
        ("semicolons", (|text| text.replace(',', ";")) as fn(String) -> String),
        ("quotes", |text| text.replacen("step", "\"step\"", 1)),
        ("line-ends", |text| text.replace('\n', "\r\n")),
        ("column", |text| text.replace('\n', ",x\n")),
    ] {
        sandbox.train(name, &["--steps", "4"]).json();
        let changed = change(sandbox.read(&format!("{name}/metrics.csv")));
        sandbox.write(&format!("{name}/metrics.csv"), &changed);
        let done = resume(&sandbox, name, "2").ok();
        assert!(done.stderr.contains("metrics.csv, line 1"), "{name}: {}", done.stderr);
        assert_eq!(sandbox.read(&format!("{name}/aside/metrics.csv")), changed, "{name}: all of it is there");
        assert_eq!(sandbox.rows(name).first().map(|row| row[0].clone()), Some("5".into()), "{name}");
    }
    sandbox.train("gone", &["--steps", "4"]).json();
    std::fs::remove_file(sandbox.path("gone/metrics.csv")).expect("there");
    let done = resume(&sandbox, "gone", "2").ok();
    assert!(done.stderr.contains("metrics.csv is missing"), "{}", done.stderr);
    assert_eq!(sandbox.rows("gone").len(), 2);
}

#[test]
fn runs_of_the_version_before_go_on() {
    let sandbox = Sandbox::new();
    let whole = sandbox.train("whole", &["--steps", "9"]).json();
    sandbox.train("run", &["--steps", "4"]).json();
    // As version 1 left it: no name, no lock, no hashes.
    let folder = sandbox.path("run");
    let state = find_checkpoint(&folder).expect("a checkpoint").1;
    let text = sandbox.read("run/run.ron");
    let text: Vec<&str> = text.lines().filter(|line| !line.contains("id:") && !line.contains("resumed")).collect();
    sandbox.write("run/run.ron", &text.join("\n"));
    std::fs::remove_file(folder.join("run.lock")).expect("there");
    for step in [0, 4] {
        std::fs::remove_file(folder.join(checkpoint_name(step))).expect("there");
    }
    write_checkpoint(&folder.join("new"), &state, "").expect("writable");
    let new = std::fs::read(folder.join("new")).expect("there");
    std::fs::remove_file(folder.join("new")).expect("there");
    std::fs::write(folder.join(checkpoint_name(4)), as_version_1(&new)).expect("writable");
    let rest = resume(&sandbox, "run", "5").json();
    same_run(&sandbox, (&whole, "whole"), (&rest, "run"), "from an older checkpoint");
    assert_eq!(run_id(&folder).expect("it has a name now").len(), 32);
}

/// A checkpoint without the two hashes at its end.
fn as_version_1(file: &[u8]) -> Vec<u8> {
    let (length, rest) = file.split_first_chunk::<8>().expect("a length");
    let (header, data) = rest.split_at(u64::from_le_bytes(*length) as usize);
    let mut header: serde_json::Value = serde_json::from_slice(header).expect("JSON");
    let fields = header.as_object_mut().expect("an object");
    fields.retain(|name, _| !name.starts_with("gridscope."));
    fields["__metadata__"]["gridscope.version"] = "1".into();
    fields["__metadata__"].as_object_mut().expect("an object").remove("gridscope.run");
    let header = header.to_string();
    [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &data[..data.len() - 64]].concat()
}
