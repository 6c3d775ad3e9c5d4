//! `gridscope train`: what it prints and leaves behind, and that it is the same run again.

use super::sandbox::{Sandbox, fields, same_run, small};
use gridscope::model::TERMS;
use gridscope::runs::{checkpoint_name, read_checkpoint};
use std::path::Path;

#[test]
fn training_prints_one_object_and_leaves_a_run_folder() {
    let sandbox = Sandbox::new();
    let report = sandbox.train("run", &["--steps", "30", "--seed", "7"]).json();
    // `total_steps` is more than was asked for: steps since the run began, which `--resume` makes differ from `steps`.
    let expected = ["preset", "seed", "device", "steps", "total_steps", "seconds", "steps_per_second", "losses"];
    fields(&report, &[&expected[..], &["state_hash", "run_dir"]].concat(), "train");
    assert_eq!(
        (&report["preset"], &report["seed"], &report["steps"]),
        (&"square-modules".into(), &7.into(), &30.into())
    );
    fields(&report["losses"], &[&TERMS[..], &["total"]].concat(), "losses");
    assert!(report["device"].as_str().expect("words").starts_with("CPU"), "{report}");
    assert!(report["seconds"].as_f64().expect("a number") > 0.0, "{report}");
    assert_eq!(report["run_dir"], "run");

    let mut names: Vec<String> = std::fs::read_dir(sandbox.path("run"))
        .expect("a run folder")
        .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let (first, checkpoint) = (checkpoint_name(0), checkpoint_name(30));
    assert_eq!(names, [&first, &checkpoint, "journal.ron", "metrics.csv", "preset.ron", "run.lock", "run.ron"]);
    let state = read_checkpoint(&sandbox.path("run").join(checkpoint)).expect("a whole checkpoint");
    assert_eq!(report["state_hash"], state.hash(), "the hash is of the state that was kept");
    assert_eq!(state.step, 30);

    let text = sandbox.read("run/metrics.csv");
    let header = "step,total,separation,invariance,capacity,conformal_isometry,learning_rate,gradient_norm";
    assert_eq!(text.lines().next(), Some(header));
    let rows = sandbox.rows("run");
    assert_eq!(rows.len(), 30, "one row a step");
    for (index, row) in rows.iter().enumerate() {
        assert_eq!(row[0], (index + 1).to_string(), "steps count from 1 without a gap");
        for text in &row[1..] {
            let number: f32 = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(number.to_string(), *text, "the shortest text that reads back to the same number");
        }
    }
    for (column, term) in header.split(',').enumerate().skip(1).take(5) {
        let printed = report["losses"][term].as_f64().expect("a number") as f32;
        let written: f32 = rows[29][column].parse().expect("checked above");
        assert_eq!(printed.to_bits(), written.to_bits(), "{term} of the last step");
    }
}

#[test]
fn the_same_input_gives_the_same_run_at_any_number_of_threads() {
    let sandbox = Sandbox::new();
    // Large enough for parameters, pairs and trajectories to be shared out among threads.
    let size = ["units=48", "hidden=24", "trajectory_length=24", "trajectories=12", "accumulation=2"];
    let at = ["--at", "3:capacity.enabled=false", "--at", "6:sigma_g=0.3", "--steps", "10"];
    let mut args: Vec<&str> = size.iter().flat_map(|setting| ["--set", setting]).chain(at).collect();
    args.extend(["--threads", "1"]);
    let first = sandbox.train("first", &args).json();
    let again = sandbox.train("again", &args).json();
    same_run(&sandbox, (&first, "first"), (&again, "again"), "the same again");
    for threads in ["2", "3"] {
        *args.last_mut().expect("not empty") = threads;
        let shared = sandbox.train(threads, &args).json();
        same_run(&sandbox, (&first, "first"), (&shared, threads), "more threads");
    }
    args.extend(["--seed", "7"]);
    let other = sandbox.train("other", &args).json();
    assert_ne!(first["state_hash"], other["state_hash"], "another seed is another run");
}

#[test]
fn a_large_batch_is_the_same_at_any_number_of_threads() {
    let sandbox = Sandbox::new();
    let size = ["units=24", "hidden=16", "trajectory_length=26", "trajectories=45"];
    let args: Vec<&str> = size.iter().flat_map(|setting| ["--set", setting]).chain(["--steps", "4"]).collect();
    for instructions in [&[][..], &["--instructions", "plain"]] {
        let train = |threads: &str| {
            let name = format!("{threads}-{}", instructions.len());
            let done = sandbox.train(&name, &[&args, instructions, &["--threads", threads]].concat()).json();
            (done, name)
        };
        let [(one, first), (three, other)] = ["1", "3"].map(train);
        same_run(&sandbox, (&one, &first), (&three, &other), "more threads");
    }
}

#[test]
fn instructions_can_be_forced_and_are_recorded() {
    let sandbox = Sandbox::new();
    let steps = ["--steps", "6", "--instructions"];
    let size = ["--set", "units=40", "--set", "hidden=32", "--set", "trajectory_length=32", "--set", "trajectories=8"];
    let train = |name: &str| sandbox.train(name, &[&size[..], &steps[..], &[name]].concat());
    let plain = train("plain").json();
    assert_eq!(plain["device"], "CPU (plain)");
    assert!(sandbox.read("plain/run.ron").contains("\"plain\""), "{}", sandbox.read("plain/run.ron"));
    train("abacus").refused(2, &["abacus", "plain"]);
    // Sums run over the same lanes in the same order on every set with fused multiply-add, except in the smallest matrices.
    // Matrix tiles are for batches larger than those of the presets.
    let mut runs = Vec::new();
    for name in ["avx2", "avx512", "amx"] {
        let done = train(name);
        if done.code == Some(0) {
            runs.push((name, done.json()));
        } else {
            done.refused(2, &[name, "plain"]);
        }
    }
    for pair in runs.windows(2) {
        same_run(&sandbox, (&pair[0].1, pair[0].0), (&pair[1].1, pair[1].0), "a wider set");
    }
}

#[test]
fn a_term_that_is_off_and_a_weight_of_zero_are_the_same_run() {
    let sandbox = Sandbox::new();
    let plain = sandbox.train("plain", &["--steps", "8"]).json();
    for term in TERMS {
        let off = format!("{term}.enabled=false");
        let zero = format!("{term}.weight=0");
        let (off_run, zero_run) = (format!("{term}-off"), format!("{term}-zero"));
        let a = sandbox.train(&off_run, &["--steps", "8", "--set", &off]).json();
        let b = sandbox.train(&zero_run, &["--steps", "8", "--set", &zero]).json();
        same_run(&sandbox, (&a, &off_run), (&b, &zero_run), term);
        assert_ne!(a["state_hash"], plain["state_hash"], "{term} makes a difference");
    }
    let a = sandbox.train("later-off", &["--steps", "8", "--at", "3:separation.enabled=false"]).json();
    let b = sandbox.train("later-zero", &["--steps", "8", "--at", "3:separation.weight=0"]).json();
    assert_eq!(a["state_hash"], b["state_hash"], "also while a run goes on");
}

#[test]
fn a_run_s_own_preset_is_the_same_run_again() {
    let sandbox = Sandbox::new();
    let first = sandbox.train("first", &["--steps", "6", "--seed", "3", "--set", "sigma_g=0.123456789"]).json();
    let args = ["train", "first/preset.ron", "--device", "cpu", "--json", "--steps", "6", "--out", "second"];
    let second = sandbox.run(&args).json();
    same_run(&sandbox, (&first, "first"), (&second, "second"), "from the run folder's preset");
}

#[test]
fn without_a_place_a_run_gets_a_numbered_folder_of_its_own() {
    let sandbox = Sandbox::new();
    let settings = small();
    let mut args = vec!["train", "no-capacity-sigma-g-0.1", "--device", "cpu", "--json", "--steps", "1"];
    args.extend(settings.iter().flat_map(|setting| ["--set", setting]));
    if !cfg!(target_os = "linux") {
        return crate::support::skip("display", "the home folder is set by an environment variable on Linux only");
    }
    let folders = [(); 2].map(|()| sandbox.run(&args).json()["run_dir"].as_str().expect("a path").to_owned());
    for (folder, number) in folders.iter().zip(["001", "002"]) {
        assert!(Path::new(folder).starts_with(sandbox.path("")), "{folder} is in the sandbox's home");
        assert!(folder.ends_with(&format!("no-capacity-sigma-g-0.1-seed100-{number}")), "{folder}");
        assert!(Path::new(folder).join(checkpoint_name(1)).is_file(), "{folder} has a checkpoint");
    }
}
