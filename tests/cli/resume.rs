//! Runs that were stopped, that broke, or that are there already.

use super::sandbox::{Sandbox, same_run};
use gridscope::model::TERMS;
use gridscope::runs::{checkpoint_name, find_checkpoint, read_checkpoint, run_id, write_checkpoint};

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
fn a_run_that_stops_being_finite_ends_with_a_whole_checkpoint() {
    let sandbox = Sandbox::new();
    sandbox.train("run", &["--steps", "5"]).json();
    let path = sandbox.path("run").join(checkpoint_name(5));
    let mut state = read_checkpoint(&path).expect("just written");
    // W(v) becomes infinite, and the norm of a state with it.
    state.weights.last_mut().expect("an output layer").fill(3e38);
    let run = run_id(&sandbox.path("run")).expect("a run folder");
    write_checkpoint(&path, &state, &run).expect("the sandbox can be written");

    let done = sandbox.run(&["train", "--resume", "run", "--device", "cpu", "--json", "--steps", "10"]);
    assert!(done.stdout.is_empty(), "no result: {}", done.stdout);
    let names = TERMS.iter().chain(&["gradient"]).any(|term| done.stderr.contains(&format!("{term} was not finite")));
    assert!(names, "it names the term: {}", done.stderr);
    done.refused(1, &["in step 6", "nothing was changed", "run"]);
    let (found, after) = find_checkpoint(&sandbox.path("run")).expect("a whole checkpoint");
    assert_eq!((found, after.hash()), (path, state.hash()), "the state before the step, to the last bit");
    assert_eq!(sandbox.rows("run").len(), 5, "the step that changed nothing has no row");
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
