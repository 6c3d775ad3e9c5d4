//! `gridscope analyze` and `--walk` with files of other programs, as they lie in `tests/formats`.

use super::sandbox::Sandbox;
use crate::support::root;

fn sample(name: &str) -> String {
    root().join("tests/formats").join(name).display().to_string()
}

#[test]
fn files_of_other_programs_are_analysed_as_they_are() {
    let sandbox = Sandbox::new();
    let units = |arguments: &[&str]| {
        let report = sandbox.run(&[&["analyze"], arguments, &["--json"]].concat()).json();
        report["units"].as_array().expect("a list").len()
    };
    for (name, count) in [
        ("nwb/one.nwb", 3),
        ("sargolini/10073-17010302_T1C1.mat", 3),
        ("hafting/11015-07020405_POS.mat", 3),
        ("cellexplorer/rat1.spikes.cellinfo.mat", 3),
        ("cellexplorer73/rat2.spikes.cellinfo.mat", 3),
        ("canns/dictionary.npz", 3),
        ("pynapple/spikes.npz", 3),
        ("ratinabox/box.npz", 4),
        ("phy", 3),
    ] {
        assert_eq!(units(&[&sample(name)]), count, "{name}");
    }
    assert_eq!(units(&[&sample("nwb/two_probes.nwb"), "--session", "probe1"]), 2);
    assert_eq!(units(&[&sample("gardner/rat_q_grid_modules_1_2.npz"), "--session", "open_field_1,mod1"]), 2);
}

#[test]
fn what_has_to_be_said_is_asked_with_its_options() {
    let sandbox = Sandbox::new();
    let words = ["two_series.nwb", "2 series of places: led1, led2", "which of them?"];
    sandbox.run(&["analyze", &sample("nwb/two_series.nwb")]).refused(1, &words);
}

#[test]
fn a_network_is_walked_along_the_track_of_a_recording() {
    let sandbox = Sandbox::new();
    sandbox.train("run", &["--steps", "3"]).json();
    for name in ["nwb/one.nwb", "hafting/11015-07020405_POS.mat", "phy"] {
        let report = sandbox.run(&["analyze", "run", "--walk", &sample(name), "--json"]).json();
        assert!(report["walk"].as_str().is_some_and(|walk| walk.ends_with(name)), "{name}: {}", report["walk"]);
    }
}
