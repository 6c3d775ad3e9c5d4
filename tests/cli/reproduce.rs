//! `gridscope reproduce`: a recorded run comes out again, and what was changed since is told.

use super::sandbox::{Done, Sandbox, fields, same_run};
use gridscope::preset::Preset;
use gridscope::runs::checkpoint_name;
use gridscope::stream::Journal;
use gridscope::{EngineOptions, Foreground, RunFolders};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

/// Steps of the runs here.
const STEPS: u64 = 60;

/// What a run can be told to change, and to what.
fn change() -> impl Strategy<Value = String> {
    prop_oneof![
        (0.05..0.9).prop_map(|value: f64| format!("sigma_g={value:.4}")),
        (0.02..0.3).prop_map(|value: f64| format!("sigma_x={value:.4}")),
        (0.05..0.3).prop_map(|value: f64| format!("max_speed={value:.4}")),
        (1e-4..5e-3).prop_map(|value: f64| format!("learning_rate={value:.6}")),
        (0.0..1.0).prop_map(|value: f64| format!("capacity.weight={value:.3}")),
        any::<bool>().prop_map(|on| format!("invariance.enabled={on}")),
        any::<bool>().prop_map(|on| format!("permute={on}")),
        any::<bool>().prop_map(|hold| format!("rate.hold={hold}")),
        Just("rate.restart=true".to_owned()),
    ]
}

/// Ten interventions at steps before the last one, drawn from a seed.
fn ten_interventions(seed: u8) -> Vec<String> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), rng);
    let all = prop::collection::vec((0..STEPS - 10, change()), 10);
    let mut drawn = all.new_tree(&mut runner).expect("nothing is filtered").current();
    drawn.sort_by_key(|(step, _)| *step);
    // One that is an intervention for certain.
    "sigma_g=0.987".clone_into(&mut drawn[4].1);
    drawn.into_iter().map(|(step, change)| format!("{step}:{change}")).collect()
}

fn train(sandbox: &Sandbox, out: &str, at: &[String]) -> Value {
    let steps = STEPS.to_string();
    let mut args = vec!["--steps", steps.as_str()];
    args.extend(at.iter().flat_map(|at| ["--at", at]));
    sandbox.train(out, &args).json()
}

/// What it printed as JSON, whatever its exit code.
fn printed(done: &Done) -> Value {
    let line = done.stdout.lines().last().unwrap_or_default();
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {done:#?}"))
}

fn reproduce(sandbox: &Sandbox, more: &[&str]) -> Done {
    sandbox.run(&[&["reproduce", "run", "--json"], more].concat())
}

#[test]
fn runs_with_ten_random_interventions_are_the_same_to_the_last_bit() {
    for seed in 0..3 {
        let sandbox = Sandbox::new();
        let at = ten_interventions(seed);
        train(&sandbox, "run", &at);
        let before = sandbox.read("run/run.ron");
        let found = reproduce(&sandbox, &["--threads", "2"]).json();
        assert_eq!((&found["verdict"], &found["steps"]), (&"same".into(), &STEPS.into()), "{at:?}: {found}");
        assert!(found["checkpoints"].as_u64().is_some_and(|count| count >= 2), "{found}");
        assert_eq!(found["interventions"], sandbox.journal("run").len(), "{found}");
        let words = sandbox.run(&["reproduce", "run"]).ok().stdout;
        assert!(words.contains("same to the last bit: 60 steps and "), "{words}");
        assert_eq!(sandbox.read("run/run.ron"), before, "nothing is written there");
        let few = reproduce(&sandbox, &["--steps", "7"]).json();
        assert_eq!((&few["verdict"], &few["steps"]), (&"same".into(), &7.into()), "{few}");
    }
}

#[test]
fn what_is_printed_has_these_fields() {
    let sandbox = Sandbox::new();
    train(&sandbox, "run", &["9:sigma_g=0.3".into()]);
    let found = reproduce(&sandbox, &[]).json();
    let whose = ["verdict", "run", "folder", "preset", "seed", "device", "instruction_set"];
    let counts = ["interventions", "steps", "checkpoints"];
    let rest = ["first_losses", "first_state", "largest_share", "journal_faults", "reasons", "notes"];
    fields(&found, &[&whose[..], &counts, &rest].concat(), "reproduce");
    sandbox.run(&["reproduce", "nowhere"]).refused(1, &["nowhere"]);
    std::fs::create_dir(sandbox.path("empty")).expect("writable");
    sandbox.run(&["reproduce", "empty"]).refused(1, &["empty", "run.ron"]);
}

/// Where a run whose journal was rewritten first differs from the recorded one.
fn first_difference(sandbox: &Sandbox, journal: &str) -> Value {
    sandbox.write("run/journal.ron", journal);
    let done = reproduce(sandbox, &[]);
    let found = printed(&done);
    assert_eq!(found["verdict"], "differs", "{found}");
    assert!(found["journal_faults"][0].as_str().is_some_and(|fault| fault.contains("SHA-256")), "{found}");
    let step = found["first_losses"]["step"].to_string();
    done.refused(3, &["not the same run", &step]);
    found
}

#[test]
fn a_changed_value_or_step_of_the_journal_is_told_by_the_first_step_and_checkpoint() {
    let sandbox = Sandbox::new();
    train(&sandbox, "run", &["20:sigma_g=0.3".into(), "40:capacity.enabled=false".into()]);
    let journal = sandbox.read("run/journal.ron");
    let last = checkpoint_name(STEPS);

    let found = first_difference(&sandbox, &journal.replace("new:\"0.3\"", "new:\"0.31\""));
    assert_eq!(found["first_losses"]["step"], 21, "the first that felt it: {found}");
    let curves = found["first_losses"]["curves"].as_array().expect("a list");
    assert!(!curves.is_empty() && found["first_losses"]["curve"] == curves[0], "{found}");
    assert!(found["first_losses"]["recorded"] != found["first_losses"]["again"], "{found}");
    let state = &found["first_state"];
    assert!(state["recorded"] != state["again"] && state["recorded"].as_str().is_some_and(|hash| hash.len() == 64));
    let kept: Vec<u64> =
        (21..=STEPS).filter(|step| sandbox.path("run").join(checkpoint_name(*step)).exists()).collect();
    assert_eq!(state["step"], kept[0], "the first checkpoint behind it: {found}");

    let found = first_difference(&sandbox, &journal.replace("step:40", "step:41"));
    assert_eq!(found["first_losses"]["step"], 41, "the first that did not feel it: {found}");
    assert!(found["first_state"]["checkpoint"].as_str().is_some_and(|path| path.ends_with(&last)), "{found}");
    assert!(found["reasons"][0].as_str().is_some_and(|reason| reason.contains("journal")), "{found}");

    let words = sandbox.run(&["reproduce", "run"]);
    for word in ["differs from step 41 on", "the first step whose losses differ is step 41", "by ", "that of step 60"] {
        assert!(words.stdout.contains(word), "{word}: {words:#?}");
    }
}

#[test]
fn a_journal_that_is_no_journal_is_named_and_the_checkpoints_is_taken() {
    let sandbox = Sandbox::new();
    train(&sandbox, "run", &["20:sigma_g=0.3".into()]);
    let journal = sandbox.read("run/journal.ron");
    sandbox.write("run/journal.ron", "(entries: [(step: 20, nam");
    let done = reproduce(&sandbox, &[]);
    let found = printed(&done);
    assert_eq!(found["verdict"], "same", "what the newest checkpoint knows of was made: {found}");
    done.refused(3, &["not the same run", "journal.ron", "checkpoint of step 60"]);
    std::fs::remove_file(sandbox.path("run/journal.ron")).expect("there");
    reproduce(&sandbox, &[]).refused(3, &["journal.ron"]);

    // As an older version wrote it: no hash, no complaint.
    let entries = Journal::from_ron(&journal).expect("its own").entries;
    let older: Vec<String> = entries
        .iter()
        .map(|e| format!("(step:{},name:{:?},old:{:?},new:{:?})", e.step, e.name, e.old, e.new))
        .collect();
    sandbox.write("run/journal.ron", &format!("(entries: [{}])", older.join(",")));
    assert_eq!(reproduce(&sandbox, &[]).json()["verdict"], "same");
}

#[test]
fn what_else_was_changed_differs_and_why_is_said() {
    let sandbox = Sandbox::new();
    train(&sandbox, "run", &[]);
    let rows = sandbox.read("run/metrics.csv");
    let mut changed: Vec<String> = rows.lines().map(str::to_owned).collect();
    changed[30] = changed[31].replacen("31,", "30,", 1);
    sandbox.write("run/metrics.csv", &(changed.join("\n") + "\n"));
    let done = reproduce(&sandbox, &[]);
    let found = printed(&done);
    assert_eq!((&found["first_losses"]["step"], &found["first_state"]), (&30.into(), &Value::Null), "{found}");
    assert!(found["reasons"][0].as_str().is_some_and(|reason| reason.contains("metrics.csv")), "{found}");
    done.refused(3, &["differs from step 30 on"]);
    sandbox.write("run/metrics.csv", &rows);

    let file = sandbox.read("run/run.ron");
    let now = concat!("gridscope ", env!("CARGO_PKG_VERSION"));
    sandbox.write("run/run.ron", &file.replace(now, "gridscope 0.0.1"));
    let preset = sandbox.read("run/preset.ron");
    sandbox.write("run/preset.ron", &preset.replace("sigma_x: ", "sigma_x: 0.01 + ").replace("0.01 + 0.05", "0.06"));
    let done = reproduce(&sandbox, &[]);
    let found = printed(&done);
    assert_eq!(found["first_losses"]["step"], 1, "{found}");
    assert!(found["reasons"][0].as_str().is_some_and(|reason| reason.contains("gridscope 0.0.1")), "{found}");
    done.refused(3, &["differs from step 1 on"]);
}

#[test]
fn a_run_that_was_gone_on_with_is_reproduced_as_a_whole() {
    let sandbox = Sandbox::new();
    sandbox.train("run", &["--steps", "20", "--at", "11:sigma_g=0.3"]).json();
    sandbox.run(&["train", "--resume", "run", "--steps", "15", "--device", "cpu", "--at", "25:rate.hold=true"]).ok();
    let found = reproduce(&sandbox, &[]).json();
    assert_eq!((&found["verdict"], &found["steps"], &found["interventions"]), (&"same".into(), &35.into(), &2.into()));
}

/// Goes on from the last checkpoint of a run of 20 steps as a run of its own.
fn train_child(sandbox: &Sandbox, parent: &str, child: &str) {
    let options = EngineOptions {
        open: Some(sandbox.path(parent).join(checkpoint_name(20))),
        falls_back: false,
        run_at_once: true,
        records: Box::new(RunFolders::Exactly(sandbox.path(child))),
        ..EngineOptions::new(gridscope::resolve("square-modules", None).expect("bundled"))
    };
    let mut run = Foreground::begin(options, 1).expect("a checkpoint");
    for _ in 0..15 {
        run.step();
    }
    run.finish();
}

#[test]
fn a_run_that_was_taken_from_another_is_followed_back_to_step_0() {
    let sandbox = Sandbox::new();
    let at = ["--at", "5:learning_rate=0.001", "--at", "11:sigma_g=0.3"];
    sandbox.train("parent", &[&["--steps", "20"], &at[..]].concat()).json();
    train_child(&sandbox, "parent", "run");
    let same = |steps: u64, why: &str| {
        let found = reproduce(&sandbox, &[]).json();
        assert_eq!((&found["verdict"], &found["steps"]), (&"same".into(), &steps.into()), "{why}: {found}");
        found["notes"].to_string()
    };
    same(35, "where it was");
    std::fs::rename(sandbox.path("parent"), sandbox.path("renamed")).expect("nobody writes it");
    same(35, "beside its child");
    std::fs::remove_dir_all(sandbox.path("renamed")).expect("there");
    // What it began with is undone from what it has.
    let notes = same(15, "nowhere");
    assert!(notes.contains("at step 20") && notes.contains("is not there"), "{notes}");
}

/// A preset with a script, of the size of the sandbox's runs.
fn scripted(sandbox: &Sandbox, name: &str, script: &[(u64, &str, &str)]) {
    let settings = super::sandbox::small();
    let mut preset = gridscope::resolve("square-modules", None).expect("bundled");
    for setting in &settings {
        let (name, value) = setting.split_once('=').expect("name=value");
        preset.params.set_text(name, value).expect("in range");
    }
    preset.name = "square-modules".into();
    let change = |(step, name, value): &(u64, &str, &str)| gridscope::preset::ScriptedChange {
        step: *step,
        name: (*name).into(),
        value: (*value).into(),
    };
    preset.script = script.iter().map(change).collect();
    sandbox.write(name, &preset.to_ron());
}

const SCRIPT: [(u64, &str, &str); 5] = [
    (7, "sigma_g", "0.3"),
    (7, "rate.hold", "true"),
    (15, "sigma_g", "0.3"),
    (20, "rate.hold", "false"),
    (31, "capacity.enabled", "false"),
];

#[test]
fn a_script_trains_the_same_bits_as_the_same_changes_by_hand() {
    let sandbox = Sandbox::new();
    let at: Vec<String> = SCRIPT.iter().map(|(step, name, value)| format!("{step}:{name}={value}")).collect();
    let by_hand = train(&sandbox, "by-hand", &at);
    scripted(&sandbox, "mine.ron", &SCRIPT);
    let train = |out: &str, more: &[&str]| {
        let args = ["train", "mine.ron", "--device", "cpu", "--json", "--out", out, "--steps"];
        sandbox.run(&[&args, more].concat())
    };
    let scripted_run = train("run", &["60"]);
    assert!(scripted_run.stderr.contains("scripted: 4 interventions"), "it is said: {scripted_run:#?}");
    same_run(&sandbox, (&by_hand, "by-hand"), (&scripted_run.json(), "run"), "the script");
    assert_eq!(reproduce(&sandbox, &[]).json()["verdict"], "same");

    // Stopped in the middle and gone on with: made once, and all of them.
    train("parts", &["10"]).json();
    let parts = sandbox.run(&["train", "--resume", "parts", "--steps", "50", "--device", "cpu", "--json"]).json();
    same_run(&sandbox, (&by_hand, "by-hand"), (&parts, "parts"), "in two parts");

    // The run's own preset is the experiment again.
    let own = sandbox.run(&["train", "run/preset.ron", "--device", "cpu", "--json", "--out", "own", "--steps", "60"]);
    let own = own.json();
    same_run(&sandbox, (&by_hand, "by-hand"), (&own, "own"), "its own preset");

    // What is typed adds to it, also after the last step.
    let more = train("more", &["40", "--at", "25:sigma_x=0.1", "--at", "40:sigma_x=0.2"]).json();
    let plus = [&at[..4], &["25:sigma_x=0.1".into()], &at[4..], &["40:sigma_x=0.2".into()]].concat();
    let args: Vec<&str> = plus.iter().flat_map(|at| ["--at", at]).chain(["--steps", "40"]).collect();
    let both = sandbox.train("both", &args).json();
    same_run(&sandbox, (&both, "both"), (&more, "more"), "added to the script");
    train("never", &["40", "--at", "41:sigma_x=0.1"]).refused(2, &["41"]);
    train("never", &["40", "--at", "4:training_steps=1"]).refused(1, &["step 4", "warmup_steps"]);
    assert!(!sandbox.path("never").exists());
}

#[test]
fn a_schedule_that_a_script_begins_again_is_trained_to_its_new_end() {
    let sandbox = Sandbox::new();
    let script = [(4, "warmup_steps", "2"), (4, "training_steps", "30"), (20, "rate.restart", "true")];
    scripted(&sandbox, "again.ron", &script);
    let train = |args: &[&str]| sandbox.run(&[&["train"], args, &["--device", "cpu", "--json"]].concat()).json();
    assert_eq!(train(&["again.ron", "--out", "whole"])["steps"], 50, "30 more after step 20");
    train(&["again.ron", "--out", "parts", "--steps", "10"]);
    assert_eq!(train(&["--resume", "parts"])["steps"], 40, "what is left, with what is still to come");
}

#[test]
fn a_script_that_cannot_be_played_is_refused_where_it_is_wrong() {
    let sandbox = Sandbox::new();
    let text = "(\n    version: 1,\n    journal: [\n        (step: 9, name: \"sigmag\", value: 0.3),\n    ],\n)";
    sandbox.write("bad.ron", text);
    sandbox.run(&["train", "bad.ron", "--out", "never"]).refused(1, &["bad.ron:4:25", "sigmag", "`sigma_g`"]);
    assert!(!sandbox.path("never").exists());
    std::fs::create_dir_all(sandbox.path("gridscope/presets")).expect("writable");
    scripted(&sandbox, "gridscope/presets/mine.ron", &SCRIPT[..1]);
    let list = sandbox.run(&["presets"]).ok().stdout;
    assert!(list.contains("scripted: 1 intervention)"), "{list}");
    assert_eq!(Preset::read(&sandbox.path("gridscope/presets/mine.ron")).expect("valid").script.len(), 1);
}
