//! Changes in the middle of a run: `--at`.

use super::sandbox::Sandbox;
use gridscope::runs::find_checkpoint;

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
