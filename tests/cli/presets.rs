//! Presets and settings: the list of them, and how wrong ones are refused.

use super::sandbox::Sandbox;
use crate::support::root;
use gridscope::preset::bundled;

#[test]
fn presets_lists_all_of_them_and_ones_own() {
    let sandbox = Sandbox::new();
    let text = sandbox.run(&["presets"]).ok().stdout;
    let mut files = crate::support::files_below(&root().join("presets"), ".ron");
    files.retain(|file| !file.starts_with(root().join("presets/talk"))); // scenes
    assert_eq!(files.len(), bundled().len(), "every file is bundled");
    for file in files {
        let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
        let line = text.lines().find(|line| line.split_whitespace().next() == Some(&name));
        assert!(line.is_some_and(|line| line.len() > name.len() + 10), "{name} with a purpose: {text}");
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
