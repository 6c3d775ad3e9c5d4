//! The program as it is typed: what it prints, leaves behind, refuses, and how it ends.

use crate::support::{TINY, root};
use gridscope::files::{Numbers, write_npz};
use gridscope::model::TERMS;
use gridscope::preset::bundled;
use gridscope::stream::{Intervention, Journal};
use gridscope::train::{Operation, Sizes, checkpoint_name, find_checkpoint, read_checkpoint, write_checkpoint};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A folder for one test: its runs, its presets, and a home of its own.
struct Sandbox(TempDir);

/// What a finished program left.
#[derive(Debug)]
struct Done {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Done {
    #[track_caller]
    fn ok(self) -> Self {
        assert_eq!(self.code, Some(0), "it succeeds: {self:#?}");
        self
    }

    /// The object on the last line of standard output.
    #[track_caller]
    fn json(self) -> Value {
        let done = self.ok();
        let line = done.stdout.lines().last().unwrap_or_default();
        serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
    }

    /// It failed with this code, and says all of these on standard error.
    #[track_caller]
    fn refused(self, code: i32, words: &[&str]) {
        assert_eq!(self.code, Some(code), "exit code: {self:#?}");
        for word in words {
            assert!(self.stderr.contains(word), "`{word}` is said: {}", self.stderr);
        }
        assert!(!self.stderr.contains("panicked"), "it does not panic: {}", self.stderr);
    }
}

impl Sandbox {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The program in this sandbox, without a display.
    fn program(&self, args: &[&str]) -> Command {
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

    fn run(&self, args: &[&str]) -> Done {
        let output = self.program(args).output().expect("the program can be started");
        let text = |bytes| String::from_utf8(bytes).expect("it prints UTF-8");
        Done { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// `train PRESET` on the CPU with a small network.
    fn train(&self, out: &str, more: &[&str]) -> Done {
        let settings = small();
        let mut args = vec!["train", "instant", "--device", "cpu", "--json", "--out", out];
        args.extend(settings.iter().flat_map(|setting| ["--set", setting]));
        args.extend(more);
        self.run(&args)
    }

    fn read(&self, name: &str) -> String {
        let path = self.path(name);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    fn journal(&self, out: &str) -> Vec<Intervention> {
        Journal::from_ron(&self.read(&format!("{out}/journal.ron"))).expect("its own journal").entries
    }

    /// Step and values of each row of a run's metrics, as they are written.
    fn rows(&self, out: &str) -> Vec<Vec<String>> {
        let text = self.read(&format!("{out}/metrics.csv"));
        text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
    }

    fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.path(name), text).expect("the sandbox can be written");
        name.to_owned()
    }
}

fn small() -> Vec<String> {
    TINY.iter().map(|(name, value)| format!("{name}={value}")).collect()
}

#[track_caller]
fn fields(object: &Value, expected: &[&str], what: &str) {
    let found: BTreeSet<&str> = object.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(found, expected.iter().copied().collect(), "fields of {what}");
}

/// Two runs that are the same to the last bit.
#[track_caller]
fn same_run(sandbox: &Sandbox, a: (&Value, &str), b: (&Value, &str), why: &str) {
    assert_eq!(a.0["state_hash"], b.0["state_hash"], "same state: {why}");
    let metrics = |out: &str| sandbox.read(&format!("{out}/metrics.csv"));
    assert_eq!(metrics(a.1), metrics(b.1), "same losses: {why}");
    assert_eq!(sandbox.journal(a.1), sandbox.journal(b.1), "same journal: {why}");
}

#[test]
fn training_prints_one_object_and_leaves_a_run_folder() {
    let sandbox = Sandbox::new();
    let report = sandbox.train("run", &["--steps", "30", "--seed", "7"]).json();
    // `total_steps` is more than was asked for: steps since the run began, which `--resume` makes differ from `steps`.
    let expected = ["preset", "seed", "device", "steps", "total_steps", "seconds", "steps_per_second", "losses"];
    fields(&report, &[&expected[..], &["state_hash", "run_dir"]].concat(), "train");
    assert_eq!((&report["preset"], &report["seed"], &report["steps"]), (&"instant".into(), &7.into(), &30.into()));
    fields(&report["losses"], &[&TERMS[..], &["total"]].concat(), "losses");
    assert!(report["device"].as_str().expect("words").starts_with("CPU"), "{report}");
    assert!(report["seconds"].as_f64().expect("a number") > 0.0, "{report}");
    assert_eq!(report["run_dir"], "run");

    let mut names: Vec<String> = std::fs::read_dir(sandbox.path("run"))
        .expect("a run folder")
        .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let checkpoint = checkpoint_name(30);
    assert_eq!(names, [&checkpoint, "journal.ron", "metrics.csv", "preset.ron", "run.ron"]);
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
fn a_run_goes_on_after_a_stop_as_if_it_had_not_stopped() {
    let sandbox = Sandbox::new();
    let early = ["--at", "4:capacity.enabled=false"];
    let late = ["--at", "17:rate.hold=true", "--at", "20:rate.hold=false", "--at", "24:rate.restart=true"];
    let last = ["--at", "27:sigma_g=0.3", "--at", "30:permute=false"];
    for (name, more) in [
        ("plain", &[][..]),
        ("accumulated", &["--set", "accumulation=3"][..]),
        ("plateau", &["--set", "schedule=plateau", "--set", "plateau_patience=2", "--set", "warmup_steps=3"][..]),
        ("learned", &["--set", "initial_state=learned", "--set", "weight_decay=0.01"][..]),
    ] {
        let whole_args = [&["--steps", "30"], more, &early, &late, &last].concat();
        let whole = sandbox.train(&format!("{name}-whole"), &whole_args).json();
        let parts = format!("{name}-parts");
        sandbox.train(&parts, &[&["--steps", "11"], more, &early].concat()).json();
        if name == "plain" {
            // As if it had been killed later: rows that the checkpoint does not know of, and half a row.
            let text = sandbox.read(&format!("{parts}/metrics.csv"));
            let row = "0.5,0.5,0.5,0.5,0.5,0.5,0.5";
            sandbox.write(&format!("{parts}/metrics.csv"), &format!("{text}12,{row}\n13,{row}\n14,0.5,0."));
        }
        let resume = ["train", "--resume", &parts, "--device", "cpu", "--json", "--threads", "2"];
        sandbox.run(&[&resume[..], &["--steps", "5"]].concat()).json();
        let rest = sandbox.run(&[&resume[..], &["--steps", "14"], &late, &last].concat()).json();
        assert_eq!((&rest["steps"], &rest["total_steps"]), (&14.into(), &30.into()));
        assert_eq!(sandbox.journal(&parts).len(), 6, "all interventions are in the journal");
        same_run(&sandbox, (&whole, &format!("{name}-whole")), (&rest, &parts), name);
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
fn an_intervention_is_felt_from_the_step_after_it() {
    /// Column of the learning rate.
    const RATE: usize = 6;
    let sandbox = Sandbox::new();
    let base = "learning_rate=0.004";
    sandbox.train("plain", &["--steps", "12", "--set", base]).json();
    let at = [
        "--set",
        base,
        "--at",
        "5:learning_rate=0.001",
        "--at",
        "12:sigma_g=0.7",
        "--at",
        "0:max_speed=0.15",
        "--steps",
        "12",
    ];
    sandbox.train("changed", &at).json();
    let (plain, changed) = (sandbox.rows("plain"), sandbox.rows("changed"));
    assert_eq!(plain[..5], changed[..5], "steps 1 to 5 do not know of it");
    let rate = |row: &[String]| row[RATE].parse::<f64>().expect("a number");
    assert!((rate(&changed[5]) / rate(&plain[5]) - 0.25).abs() < 1e-4, "step 6 has a quarter of the rate 0.004");
    assert_eq!(plain[5][1], changed[5][1], "the loss of step 6 is of the weights before its update");
    assert_ne!(plain[6][1], changed[6][1], "step 7 has other weights");
    let entries = sandbox.journal("changed");
    let found: Vec<(u64, &str, &str)> = entries.iter().map(|e| (e.step, e.name.as_str(), e.new.as_str())).collect();
    assert_eq!(found.len(), 2, "a value that it had already is no intervention: {found:?}");
    assert_eq!((found[0].0, found[0].1, found[1]), (5, "learning_rate", (12, "sigma_g", "0.7")));
    let state = find_checkpoint(&sandbox.path("changed")).expect("a checkpoint").1;
    assert!((state.preset.params.sigma_g - 0.7).abs() < 1e-12, "also one after the last step");
}

#[test]
fn interventions_that_cannot_be_carried_out_are_refused_before_the_first_step() {
    let sandbox = Sandbox::new();
    for (at, code, words) in [
        ("13:sigma_g=0.3", 2, &["13", "step 0", "step 12"][..]),
        ("nonsense", 2, &["STEP:name=value"]),
        ("x:sigma_g=0.3", 2, &["STEP:name=value"]),
        ("9:sigmag=0.3", 1, &["sigmag", "sigma_g"]),
        ("9:sigma_g=99", 1, &["sigma_g", "99", "0.01 to 3"]),
        ("9:units=32", 1, &["units", "restart"]),
        ("9:rate.hold=maybe", 1, &["rate.hold", "maybe", "true or false"]),
    ] {
        sandbox.train(&format!("run-{code}"), &["--steps", "12", "--at", at]).refused(code, words);
        let rows = std::fs::read_to_string(sandbox.path(&format!("run-{code}/metrics.csv"))).unwrap_or_default();
        assert!(rows.lines().count() <= 1, "{at}: no step was done");
        let _ = std::fs::remove_dir_all(sandbox.path(&format!("run-{code}")));
    }
}

#[test]
fn a_run_that_stops_being_finite_ends_with_a_whole_checkpoint() {
    let sandbox = Sandbox::new();
    sandbox.train("run", &["--steps", "5"]).json();
    let path = sandbox.path("run").join(checkpoint_name(5));
    let mut state = read_checkpoint(&path).expect("just written");
    // W(v) becomes infinite, and the norm of a state with it.
    state.weights.last_mut().expect("an output layer").fill(3e38);
    write_checkpoint(&path, &state).expect("the sandbox can be written");

    let done = sandbox.run(&["train", "--resume", "run", "--device", "cpu", "--json", "--steps", "10"]);
    assert!(done.stdout.is_empty(), "no result: {}", done.stdout);
    let names = TERMS.iter().chain(&["gradient"]).any(|term| done.stderr.contains(&format!("{term} was not finite")));
    assert!(names, "it names the term: {}", done.stderr);
    done.refused(1, &["in step 6", "nothing was changed", "run"]);
    let (found, after) = find_checkpoint(&sandbox.path("run")).expect("a whole checkpoint");
    assert_eq!((found, after.hash()), (path, state.hash()), "the state before the step, to the last bit");
    assert_eq!(sandbox.rows("run").len(), 5, "the step that changed nothing has no row");
}

/// What `analyze --json` always tells.
const ANALYZE: [&str; 10] =
    ["box_m", "bins", "units", "modules", "step", "walk", "state_spread", "evidence", "module_nulls", "scores"];

#[test]
fn analyze_prints_one_object() {
    let sandbox = Sandbox::new();
    sandbox.train("run", &["--steps", "20"]).json();
    let report = sandbox.run(&["analyze", "run", "--json"]).json();
    // The rest is more than was asked for; `state_spread` is 0 when all states have collapsed into one.
    fields(&report, &ANALYZE, "analyze");
    assert_eq!((&report["box_m"], &report["step"]), (&2.0.into(), &20.into()), "2 m unless said");
    assert_eq!(report["walk"], "smooth", "unless said");
    let units = report["units"].as_array().expect("a list");
    assert_eq!(units.len(), 12);
    for (index, unit) in units.iter().enumerate() {
        let scores = ["grid_score_mean", "grid_score_min_max", "grid_score_adaptive", "score_90", "stability"];
        let rest = ["unit", "active", "spacing_m", "orientation_deg", "module", "peak_rate", "fields"];
        // More than was asked for at first:
        let more = [
            "grid_score_ellipse_corrected",
            "ellipse_ratio",
            "ellipse_tilt_deg",
            "band_score",
            "border_score",
            "spatial_information_bits",
            "fourier_hexagonality",
            "fourier_squareness",
            "fourier_spacing_m",
            "spacings_agree",
        ];
        fields(unit, &[&scores[..], &rest[..], &more[..]].concat(), "a unit");
        assert_eq!(unit["unit"], index);
        for name in scores.iter().chain(&["spacing_m", "orientation_deg"]) {
            assert!(unit[name].is_null() || unit[name].as_f64().is_some_and(f64::is_finite), "{name}: {unit}");
        }
        if unit["active"] == false {
            assert!(
                unit["grid_score_adaptive"].is_null() && unit["module"].is_null(),
                "nothing is said of a silent unit"
            );
        }
    }
    assert!(units.iter().any(|unit| unit["active"] == true && unit["stability"].is_number()), "some unit is active");
    for module in report["modules"].as_array().expect("a list") {
        fields(module, &["module", "units", "spacing_m", "orientation_deg", "orientation_coherence"], "a module");
    }

    let larger = sandbox.run(&["analyze", "run/checkpoint-000000020.safetensors", "--box", "3", "--json"]).json();
    assert_eq!(larger["box_m"], 3.0);
    assert!(larger["bins"].as_u64() > report["bins"].as_u64(), "bins keep their size");
    let words = sandbox.run(&["analyze", "run"]).ok().stdout;
    assert!(words.contains("of 12 units active") && words.contains("grid score"), "{words}");
    sandbox.run(&["analyze", "run", "--box", "0"]).refused(2, &["--box", "0.5 to 20"]);
    sandbox.run(&["analyze", "nothing"]).refused(1, &["nothing"]);
}

#[test]
fn analyze_walks_as_it_is_told() {
    let sandbox = Sandbox::new();
    sandbox.train("run", &["--steps", "20"]).json();
    let analyze = |walk: &str| sandbox.run(&["analyze", "run", "--walk", walk, "--json"]);
    let [smooth, iid] = ["smooth", "iid"].map(|walk| analyze(walk).json());
    assert_ne!(smooth["units"], iid["units"], "other walks, other samples");
    let rows = (0..2000).map(|i| {
        let t = f64::from(i) * 0.05;
        format!("{t},{},{}\n", 0.4 * (0.7 * t).sin(), 0.4 * (1.1 * t).cos())
    });
    sandbox.write("rat.csv", &rows.collect::<String>());
    let rat = analyze("rat.csv").json();
    assert_eq!(rat["walk"], "rat.csv");
    assert!((rat["walk_scale"].as_f64().expect("a factor") - 2.4).abs() < 0.05, "0.8 m to nearly 2 m");
    assert!(rat["units"].as_array().expect("a list").iter().any(|unit| unit["active"] == true), "{rat}");
    sandbox.write("bad.csv", "t,x,y\n0,0,0\n1,1,north\n");
    analyze("bad.csv").refused(1, &["bad.csv", "line 3", "column 3", "`north`", "metres"]);
    analyze("absent.csv").refused(1, &["absent.csv"]);
}

#[test]
fn analyze_measures_generalisation_and_capacity() {
    let sandbox = Sandbox::new();
    sandbox.train("run", &["--steps", "20"]).json();
    let args = ["analyze", "run", "--generalisation", "--boxes", "1,2", "--capacity"];
    let report = sandbox.run(&[&args[..], &["--json", "--out", "found"]].concat()).json();
    let general = &report["generalisation"];
    fields(general, &["boxes", "distance", "separation", "path_integration", "permuted_paths"], "generalisation");
    let boxes: Vec<&Value> = general["boxes"].as_array().expect("a list").iter().map(|arena| &arena["box_m"]).collect();
    assert_eq!(boxes, [1.0, 2.0]);
    let list = |value: &Value| value.as_array().expect("a list").len();
    assert_eq!(list(&general["path_integration"]["mean_error_m"]), list(&general["path_integration"]["steps"]));
    assert_eq!(list(&general["permuted_paths"]), 4);
    fields(&report["capacity"], &["decoding", "ranges", "geometry"], "capacity");
    assert_eq!((list(&report["capacity"]["decoding"]), list(&report["capacity"]["ranges"])), (10, 2), "two arenas");
    for name in [
        "boxes.csv",
        "path_integration.csv",
        "permuted_paths.csv",
        "decoding.csv",
        "ranges.csv",
        "geometry.csv",
        "losses.svg",
        "units_2m.csv",
    ] {
        assert!(sandbox.read(&format!("found/{name}")).lines().count() > 1, "{name}");
    }
    for name in [
        "rate_maps_1m.png",
        "rate_maps_2m.png",
        "distance.png",
        "separation.png",
        "coverage_2m.png",
        "distance.npz",
        "separation.npz",
        "geometry_1m.npz",
    ] {
        assert!(sandbox.path("found").join(name).is_file(), "{name}");
    }
    assert!(sandbox.run(&args).ok().stdout.contains("in other orders"), "words without --json");
    let again = sandbox.run(&["analyze", "found/maps_2m.npz", "--json"]).json();
    assert_eq!(again["box_m"], 2.0, "the maps of a box can be analysed again");
    sandbox.run(&["analyze", "run", "--boxes", "2"]).refused(2, &["--generalisation"]);
    sandbox.run(&["analyze", "run", "--generalisation", "--boxes", "2,99"]).refused(2, &["--boxes", "0.5 to 20"]);
}

#[test]
fn analyze_leaves_files_that_can_be_analysed_again() {
    let sandbox = Sandbox::new();
    sandbox.train("run", &["--steps", "20"]).json();
    let report = sandbox.run(&["analyze", "run", "--json", "--out", "found"]).json();
    let kept: Value = serde_json::from_str(&sandbox.read("found/report.json")).expect("JSON");
    assert_eq!(kept, report, "the file is what was printed");
    let units = sandbox.read("found/units.csv");
    let names: Vec<&str> = units.lines().next().expect("a header").split(',').collect();
    let unit = report["units"][0].as_object().expect("an object");
    assert_eq!(names.iter().copied().collect::<BTreeSet<_>>(), unit.keys().map(String::as_str).collect(), "same names");

    let again = sandbox.run(&["analyze", "found/maps.npz", "--json"]).json();
    fields(&again, &ANALYZE, "cells");
    assert!(again["step"].is_null() && again["walk"].is_null() && again["state_spread"].is_null(), "no network");
    for (first, second) in
        report["units"].as_array().expect("units").iter().zip(again["units"].as_array().expect("units"))
    {
        for name in ["active", "grid_score_mean", "spacing_m", "peak_rate", "fields"] {
            assert_eq!(first[name], second[name], "{name} from the same maps");
        }
    }
    sandbox.run(&["analyze", "found/maps.npz", "--box", "3"]).refused(2, &["--box", "networks"]);
    sandbox.run(&["analyze", "run", "--bin", "0.05"]).refused(2, &["--bin", "spikes"]);
    sandbox.write("text.npz", "not an archive");
    sandbox.run(&["analyze", "text.npz"]).refused(1, &["text.npz", "numpy.savez"]);
}

#[test]
fn analyze_takes_modules_apart() {
    let sandbox = Sandbox::new();
    // One module of 30 ideal cells: hexagonal lattice of 0.5 m, phases all over the unit cell.
    let k = 4.0 * std::f64::consts::PI / (3f64.sqrt() * 0.5);
    let centre = |i: usize| (i as f64 + 0.5) * 0.05 - 1.0;
    let cell = |unit: usize| {
        let phase = [0.5 * (unit as f64 * 0.618_034), 0.5 * (unit as f64 * 0.414_214)];
        (0..1600).map(move |bin| {
            let [x, y] = [centre(bin % 40) - phase[0], centre(bin / 40) - phase[1]];
            let wave = |turn: f64| (k * (turn.to_radians().cos() * x + turn.to_radians().sin() * y)).cos();
            [20.0, 80.0, 140.0].map(wave).iter().sum::<f64>().max(-0.5)
        })
    };
    let rates: Vec<f64> = (0..30).flat_map(cell).collect();
    let arrays: [(&str, &[usize], Numbers<'_>); 2] =
        [("rate_maps", &[30, 40, 40], Numbers::F64(&rates)), ("box_m", &[], Numbers::F64(&[2.0]))];
    write_npz(&sandbox.path("cells.npz"), &arrays).expect("the sandbox can be written");
    let report = sandbox.run(&["analyze", "cells.npz", "--json", "--dissect", "--topology", "--capacity"]).json();
    let [dissection, topology] = ["dissection", "topology"].map(|name| &report[name][0]);
    assert_eq!((&dissection["module"], &topology["module"]), (&0.into(), &0.into()), "{}", report["modules"]);
    assert!(dissection["closure"]["median_rad"].as_f64() < Some(0.05), "{dissection}");
    assert_eq!((&topology["verdict"], &topology["shape"]), (&"torus".into(), &"twisted".into()), "{topology}");
    assert_eq!(report["capacity"]["geometry"][0]["coverage"]["units"], 30);
}

#[test]
fn analyze_reads_positions_and_spikes() {
    let sandbox = Sandbox::new();
    // An animal that runs through a 1 m box for 20 minutes, and a grid cell of 0.4 m spacing that fires along its way.
    let t: Vec<f64> = (0..24_000).map(|i| f64::from(i) * 0.05).collect();
    let place = |t: f64| [0.5 * (0.37 * t).sin(), 0.5 * (0.2903 * t + 0.4).sin()];
    let rate = |[x, y]: [f64; 2]| -> f64 {
        let k = 4.0 * std::f64::consts::PI / (3f64.sqrt() * 0.4);
        let wave = |turn: f64| (k * (turn.cos() * x + turn.sin() * y)).cos();
        [17.0f64, 77.0, 137.0].into_iter().map(f64::to_radians).map(wave).sum()
    };
    let spikes: Vec<f64> = t.iter().filter(|t| rate(place(**t)) > 1.0).map(|t| t + 0.01).collect();
    let [x, y] = [0, 1].map(|axis| t.iter().map(|t| place(*t)[axis]).collect::<Vec<f64>>());
    let (samples, count) = ([t.len()], [spikes.len()]);
    let arrays: [(&str, &[usize], Numbers<'_>); 4] = [
        ("t", &samples, Numbers::F64(&t)),
        ("x", &samples, Numbers::F64(&x)),
        ("y", &samples, Numbers::F64(&y)),
        ("spikes_0", &count, Numbers::F64(&spikes)),
    ];
    write_npz(&sandbox.path("cell.npz"), &arrays).expect("the sandbox can be written");
    let report = sandbox.run(&["analyze", "cell.npz", "--json", "--bin", "0.025", "--smoothing", "0.03"]).json();
    let unit = &report["units"][0];
    assert_eq!(report["bins"], 40);
    assert!((unit["spacing_m"].as_f64().expect("six peaks") - 0.4).abs() < 0.02, "{unit}");
    assert!(unit["grid_score_mean"].as_f64() > Some(0.8) && unit["stability"].as_f64() > Some(0.8), "{unit}");
    sandbox.run(&["analyze", "cell.npz", "--bin", "0"]).refused(2, &["--bin", "0.001 to 10"]);
}

#[test]
fn bench_prints_one_object() {
    let sandbox = Sandbox::new();
    let settings = small();
    let mut args = vec!["bench", "--preset", "instant", "--trajectories", "5", "--steps", "4", "--device", "cpu"];
    args.extend(settings.iter().flat_map(|setting| ["--set", setting]));
    let report = sandbox.run(&[&args[..], &["--threads", "1", "--json"]].concat()).json();
    let asked =
        ["device", "units", "hidden", "trajectory_length", "trajectories", "timed_steps", "median_ms", "min_ms"];
    // `threads` and `picture_share` are more than was asked for.
    fields(&report, &[&asked[..], &["max_ms", "peak_rss_mib", "threads", "picture_share"]].concat(), "bench");
    let count = |name: &str| report[name].as_u64().expect("a number");
    assert_eq!([count("units"), count("hidden"), count("trajectory_length")], [12, 6, 8]);
    assert_eq!([count("trajectories"), count("timed_steps"), count("threads")], [5, 4, 1]);
    let [min, median, max] = ["min_ms", "median_ms", "max_ms"].map(|name| report[name].as_f64().expect("a number"));
    assert!(0.0 < min && min <= median && median <= max, "{report}");
    assert!((0.0..=1.0).contains(&report["picture_share"].as_f64().expect("a number")), "{report}");
    assert!(report["peak_rss_mib"].is_null() || report["peak_rss_mib"].as_f64() > Some(1.0), "{report}");
    assert!(sandbox.run(&args).ok().stdout.contains("median"), "words without --json");
    let parts = sandbox.run(&[&args[..], &["--breakdown", "--json"]].concat()).json()["breakdown_ms"].clone();
    let names = ["draw", "mlp", "unroll", "pairs", "paths", "rest_of_gradients", "optimizer", "pictures", "read_back"];
    fields(&parts, &names, "breakdown_ms");
    let ms = |name: &str| parts[name].as_f64().expect("a number");
    assert!(["mlp", "unroll", "pairs", "paths", "optimizer"].into_iter().all(|name| ms(name) > 0.0), "{parts}");
}

#[test]
fn bench_goes_over_sizes_and_devices() {
    let sandbox = Sandbox::new();
    let settings = small();
    let mut args = vec!["bench", "--preset", "instant", "--steps", "3", "--device", "cpu", "--threads", "1"];
    args.extend(settings.iter().flat_map(|setting| ["--set", setting]));
    let lists = ["--units", "6,24", "--trajectories", "3,5,12", "--svg", "plot.svg"];
    let report = sandbox.run(&[&args[..], &lists, &["--json"]].concat()).json();
    fields(&report, &["preset", "rows", "failed"], "a sweep");
    assert_eq!((&report["preset"], report["failed"].as_array().map(Vec::len)), (&"instant".into(), Some(0)));
    let rows = report["rows"].as_array().expect("a list");
    let size = |row: &Value| ["units", "trajectories", "trajectory_length"].map(|name| row[name].as_u64());
    let sizes: Vec<_> = rows.iter().map(size).collect();
    let expected = [[6, 3, 8], [24, 3, 8], [12, 3, 8], [12, 5, 8], [12, 12, 8]];
    assert_eq!(sizes, expected.map(|size| size.map(Some)), "one list at a time, the preset's own size otherwise");
    for row in rows {
        let [gflop, rate, median] = ["gflop", "gflop_per_s", "median_ms"].map(|name| row[name].as_f64());
        let [gflop, rate, median] = [gflop, rate, median].map(|number| number.expect("a number"));
        assert!(gflop > 0.0 && (rate * median / 1e3 / gflop - 1.0).abs() < 1e-9, "{row}");
        assert_eq!((row["timed_steps"].as_u64(), row["threads"].as_u64()), (Some(3), Some(1)));
    }
    assert!(rows[4]["gflop"].as_f64() > rows[3]["gflop"].as_f64(), "more trajectories are more operations");
    let plot = sandbox.read("plot.svg");
    for words in ["<svg", "units N", "trajectories B", "time per step / ms", "CPU"] {
        assert!(plot.contains(words), "{words} in {plot}");
    }

    let words = sandbox.run(&[&args[..], &["--units", "6,24", "--length", "4,8", "--full"]].concat()).ok().stdout;
    assert_eq!(words.lines().count(), 1 + 4, "a table of all combinations: {words}");
    assert!(words.lines().next().is_some_and(|line| line.contains("median ms") && line.contains("GFLOP/s")), "{words}");

    sandbox.run(&[&args[..], &["--units", "6,2000"]].concat()).refused(1, &["units", "2000", "2 to 1024"]);
    sandbox.run(&[&args[..], &["--svg", "one.svg"]].concat()).refused(2, &["--svg", "several sizes"]);
    sandbox.run(&[&args[..], &["--op", "mlp", "--units", "6,24"]].concat()).refused(2, &["--op", "one size"]);
    sandbox.run(&[&args[..], &["--op", "mlp", "--sweep"]].concat()).refused(2, &["--op", "--sweep"]);
    assert!(!sandbox.path("one.svg").exists(), "nothing was written");
}

#[test]
fn bench_times_single_operations() {
    let sandbox = Sandbox::new();
    let settings = small();
    let mut args = vec!["bench", "--preset", "instant", "--steps", "4", "--device", "cpu", "--threads", "2"];
    args.extend(settings.iter().flat_map(|setting| ["--set", setting]));
    for (name, operation) in Operation::NAMED {
        let report = sandbox.run(&[&args[..], &["--op", name, "--json"]].concat()).json();
        let sizes =
            ["operation", "device", "units", "hidden", "layers", "trajectory_length", "trajectories", "threads"];
        let times = ["timed_runs", "median_ms", "min_ms", "max_ms", "gflop", "gbyte", "gflop_per_s", "gbyte_per_s"];
        let more = ["matmul_gflop_per_s", "share_of_matmul", "peak_rss_mib"];
        fields(&report, &[&sizes[..], &times, &more].concat(), name);
        assert_eq!((&report["operation"], &report["timed_runs"]), (&name.into(), &4.into()));
        let sizes = Sizes { units: 12, hidden: 6, layers: 3, length: 8, trajectories: 3, batches: 1 };
        assert_eq!(report["gflop"].as_f64(), Some(operation.count(sizes).gflop()), "{name} is counted");
        let share = report["share_of_matmul"].as_f64();
        assert_eq!(share.is_some_and(|share| share > 0.0), name == "pair_losses", "{report}");
    }
    let words = sandbox.run(&[&args[..], &["--op", "pair_losses"]].concat()).ok().stdout;
    assert!(words.contains("GFLOP/s") && words.contains("of a plain matrix product"), "{words}");
    sandbox.run(&[&args[..], &["--op", "pairs"]].concat()).refused(2, &["pairs", "pair_losses"]);
}

#[test]
fn presets_lists_all_of_them_and_ones_own() {
    let sandbox = Sandbox::new();
    let text = sandbox.run(&["presets"]).ok().stdout;
    let files = crate::support::files_below(&root().join("presets"), ".ron");
    assert_eq!(files.len(), bundled().len(), "every file is bundled");
    for file in files {
        let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
        let line = text.lines().find(|line| line.split_whitespace().next() == Some(&name));
        assert!(line.is_some_and(|line| line.len() > name.len() + 10), "{name} with a purpose: {text}");
    }
}

#[test]
fn devices_never_crashes() {
    let sandbox = Sandbox::new();
    let text = sandbox.run(&["devices"]).ok().stdout;
    assert!(text.contains(" threads, ") && text.contains(" instructions\n") && text.contains("auto takes"), "{text}");
    // No driver at all, and one that cannot be loaded.
    let broken = sandbox.write("broken.json", "{ this is no driver");
    for driver in ["", &broken] {
        let mut command = sandbox.program(&["devices"]);
        command.env("VK_DRIVER_FILES", driver).env("VK_ICD_FILENAMES", driver);
        let output = command.output().expect("the program can be started");
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && text.contains("auto takes: CPU"), "driver `{driver}`: {text}");
    }
}

#[test]
fn bad_presets_are_refused_where_they_are_wrong_and_left_as_they_are() {
    let sandbox = Sandbox::new();
    for (name, text, words) in [
        (
            "range",
            "(\n    version: 1,\n    parameters: (\n        units: 5000,\n    ),\n)",
            &["4:16", "units", "2 to 1024"][..],
        ),
        (
            "name",
            "(\n    version: 1,\n    parameters: (\n        sigmag: 0.3,\n    ),\n)",
            &["4:9", "sigmag", "`sigma_g`"],
        ),
        (
            "inner",
            "(\n    version: 1,\n    parameters: (capacity: (wight: 0.3)),\n)",
            &["3:", "wight", "capacity.weight"],
        ),
        ("number", "(\n    version: 1,\n    parameters: (sigma_g: NaN),\n)", &["3:", "sigma_g", "0.01 to 3"]),
        ("kind", "(\n    version: 1,\n    parameters: (permute: 3),\n)", &["3:", "permute", "true or false"]),
        ("twice", "(\n    version: 1,\n    parameters: (units: 8, units: 9),\n)", &["3:", "units", "twice"]),
        ("newer", "(\n    version: 99,\n)", &["2:", "99", "newer"]),
        ("older", "(\n    purpose: \"no version\",\n)", &["version", "missing"]),
        ("syntax", "(\n    version: 1,\n    parameters: (units: 8\n", &["syntax.ron:"]),
        ("empty", "", &["empty.ron:"]),
    ] {
        let file = sandbox.write(&format!("{name}.ron"), text);
        let done = sandbox.run(&["train", &file, "--steps", "1", "--device", "cpu", "--out", "never"]);
        done.refused(1, &[&[file.as_str()], words].concat());
        assert_eq!(sandbox.read(&file), text, "{name} is left as it is");
    }
    assert!(!sandbox.path("never").exists(), "no run folder is made for a run that cannot begin");
    let done = sandbox.run(&["train", "modulus", "--out", "never"]);
    done.refused(1, &["modulus", "`modules`", "hexagons", "no-capacity-sigma-g-0.1"]);
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
fn bad_settings_are_refused() {
    let sandbox = Sandbox::new();
    for (setting, code, words) in [
        ("sigmag=0.3", 1, &["sigmag", "`sigma_g`"][..]),
        ("sigma_g=wide", 1, &["sigma_g", "wide", "0.01 to 3"]),
        ("sigma_g=", 1, &["sigma_g", "0.01 to 3"]),
        ("units=1", 1, &["units", "2 to 1024"]),
        ("units=1e9999", 1, &["units", "2 to 1024"]),
        ("warmup_steps=5000", 1, &["warmup_steps", "training_steps"]),
        ("sigma_g", 2, &["name=value"]),
    ] {
        sandbox.train("never", &["--steps", "1", "--set", setting]).refused(code, words);
    }
    for args in [&["--device", "tpu"][..], &["--threads", "0"], &["--steps", "many"], &["--seed", "x"], &["--nonsense"]]
    {
        sandbox.train("never", args).refused(2, &[args[0]]);
    }
    assert!(!sandbox.path("never").exists(), "no run folder is made for a run that cannot begin");
}

#[test]
fn run_folders_are_neither_guessed_nor_overwritten() {
    let sandbox = Sandbox::new();
    let first = sandbox.train("run", &["--steps", "3"]).json();
    let before = sandbox.read("run/metrics.csv");
    sandbox.train("run", &["--steps", "3"]).refused(1, &["run", "--resume"]);
    assert_eq!(sandbox.read("run/metrics.csv"), before, "the run that was there is left as it is");
    let state = find_checkpoint(&sandbox.path("run")).expect("a checkpoint").1;
    assert_eq!(first["state_hash"], state.hash(), "the run that was there is left as it is");

    std::fs::create_dir(sandbox.path("empty")).expect("the sandbox can be written");
    for folder in ["nothing", "empty"] {
        sandbox.run(&["train", "--resume", folder, "--device", "cpu"]).refused(1, &[folder]);
    }
    sandbox.run(&["train", "--resume", "run", "--seed", "3"]).refused(2, &["--seed"]);
    sandbox.run(&["train"]).refused(2, &["PRESET"]);

    let half = |name: &str| {
        let bytes = std::fs::read(sandbox.path("run").join(checkpoint_name(3))).expect("a checkpoint");
        std::fs::write(sandbox.path(name), &bytes[..bytes.len() / 2]).expect("the sandbox can be written");
    };
    half("half.safetensors");
    sandbox.run(&["analyze", "half.safetensors"]).refused(1, &["half.safetensors"]);
}

#[test]
fn a_window_without_a_display_is_refused_with_what_to_run_instead() {
    let sandbox = Sandbox::new();
    if !cfg!(all(unix, not(target_os = "macos"))) {
        return crate::support::skip("display", "this system always has a display");
    }
    sandbox.run(&[]).refused(2, &["no display", "gridscope train modules"]);
    sandbox.run(&["hexagons"]).refused(2, &["no display", "gridscope train hexagons"]);
    assert!(std::fs::read_dir(sandbox.path("")).expect("the sandbox").next().is_none(), "nothing was written");
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
        assert!(folder.ends_with(&format!("no-capacity-sigma-g-0.1-seed0-{number}")), "{folder}");
        assert!(Path::new(folder).join(checkpoint_name(1)).is_file(), "{folder} has a checkpoint");
    }
}
