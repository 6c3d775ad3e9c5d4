//! `gridscope analyze`: what it says of a run, of cells from a file, and of their modules.

use super::sandbox::{Sandbox, fields};
use gridscope::files::{Numbers, write_npz};
use serde_json::Value;
use std::collections::BTreeSet;

/// What `analyze --json` always tells.
const ANALYZE: [&str; 17] = [
    "gridscope",
    "box_m",
    "bins",
    "units",
    "modules",
    "step",
    "walk",
    "state_spread",
    "variance_share",
    "collapsed",
    "has_halves",
    "rules",
    "evidence",
    "module_nulls",
    "scores",
    "rate_unit",
    "cells",
];

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
            "lattice_score",
            "lattice_turn_deg",
            "membership",
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
        let names = ["module", "units", "spacing_m", "orientation_deg", "orientation_coherence"];
        let beside = ["orientation_coherence_chance", "grid_score_adaptive"];
        fields(module, &[&names[..], &beside[..]].concat(), "a module");
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
    let names: Vec<&str> = units.lines().nth(1).expect("a header below where it is from").split(',').collect();
    let unit = report["units"][0].as_object().expect("an object");
    assert_eq!(names.iter().copied().collect::<BTreeSet<_>>(), unit.keys().map(String::as_str).collect(), "same names");

    let again = sandbox.run(&["analyze", "found/maps.npz", "--json"]).json();
    fields(&again, &[&ANALYZE[..], &["intake"]].concat(), "cells");
    assert!(again["step"].is_null() && again["walk"].is_null() && again["state_spread"].is_null(), "no network");
    for (first, second) in
        report["units"].as_array().expect("units").iter().zip(again["units"].as_array().expect("units"))
    {
        for name in ["active", "grid_score_mean", "spacing_m", "peak_rate", "fields"] {
            assert_eq!(first[name], second[name], "{name} from the same maps");
        }
    }
    // A second analysis replaces what the first one left, and nothing else.
    sandbox.run(&["analyze", "run", "--box", "1", "--out", "found"]).ok();
    assert_ne!(sandbox.read("found/report.json"), report.to_string(), "replaced");
    let by_hand = "unit,my remarks\n";
    sandbox.write("found/units.csv", by_hand);
    let onto = ["analyze", "run", "--out", "found"];
    sandbox.run(&onto).refused(2, &["found", "units.csv", "--force"]);
    assert_eq!(sandbox.read("found/units.csv"), by_hand, "what was changed stays");
    sandbox.run(&[&onto[..], &["--force"]].concat()).ok();
    assert_ne!(sandbox.read("found/units.csv"), by_hand, "told to");
    sandbox.run(&["analyze", "run", "--force"]).refused(2, &["--out"]);

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

    // Maps have no moments.
    let maps_alone = sandbox.run(&["analyze", "cells.npz", "--json", "--topology-of-activity"]).json();
    let why = maps_alone["topology_of_activity"][0]["error"].as_str();
    assert!(why.is_some_and(|why| why.contains("spikes and a track")), "{maps_alone}");

    // Text and JSON say the same, each outcome with its level; one module has no steps.
    let text = sandbox.run(&["analyze", "cells.npz", "--dissect", "--null"]).ok().stdout;
    let discreteness = &report["module_nulls"]["discreteness"];
    assert_eq!((&discreteness["discrete"], &discreteness["modules"]), (&false.into(), &1.into()), "{discreteness}");
    for sentence in [&discreteness["verdict"], &dissection["summary"]] {
        let sentence = sentence.as_str().expect("a sentence");
        assert!(sentence.contains("α = 0.0") && text.contains(sentence), "{sentence} is not in: {text}");
    }
    assert!(text.contains("one module: nothing for it to be discrete from (p = "), "{text}");
    assert!(
        text.contains("which 99 % of random maps stay below (α = 0.01 a unit: about 0.3 of 30 would be by chance)")
    );
    let definition = topology["reasons"].as_array().and_then(|reasons| reasons.last()).and_then(|last| last.as_str());
    assert!(
        definition.is_some_and(|words| words.contains("p < α = 0.0476") && words.contains("30 units")),
        "{topology}"
    );
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

    // One cell is enough to be compared with its own spikes at other times.
    let found = sandbox.run(&["analyze", "cell.npz", "--json", "--significance", "--out", "found"]).json();
    let unit = &found["significance"]["units"][0];
    assert!(unit["shifts"].as_u64() >= Some(200), "{unit}");
    assert!(unit["scores"]["grid_score_adaptive"]["p"].is_number() && unit["class"].is_string(), "{unit}");
    assert_eq!(found["rules"], "recording");
    let rows = sandbox.read("found/significance.csv");
    assert!(rows.contains("unit,label,class,shifts,score,value,p,level_95th,level_99th"), "{rows}");
    let words = sandbox.run(&["analyze", "cell.npz", "--significance"]).ok().stdout;
    assert!(words.contains("classes, against spikes shifted by 20 s or more: 1 "), "{words}");
}

/// Nothing is said to be a grid cell, in JSON and in words; the object.
#[track_caller]
fn no_grid_cells(sandbox: &Sandbox, run: &str) -> Value {
    let report = sandbox.run(&["analyze", run, "--null", "--json"]).json();
    assert_eq!(report["modules"], serde_json::json!([]), "no module");
    assert_eq!(report["evidence"]["periodic"], serde_json::json!([]), "no grid-like unit");
    for unit in report["units"].as_array().expect("a list") {
        assert_ne!(unit["membership"], "member", "{unit}");
    }
    let scores = report["scores"].as_array().expect("a list");
    let adaptive = scores.iter().find(|score| score["score"] == "grid_score_adaptive").expect("a score");
    assert_ne!(adaptive["beyond_chance"], true, "no best cell above chance: {adaptive}");
    let words = sandbox.run(&["analyze", run]).ok().stdout;
    assert!(
        words.contains("no modules") && (words.contains("no members") || words.contains("no active unit")),
        "{words}"
    );
    report
}

#[test]
fn a_collapsed_network_has_no_grid_cells() {
    let sandbox = Sandbox::new();
    let collapse = ["--steps", "400", "--set", "separation.enabled=false", "--set", "learning_rate=0.01"];
    sandbox.train("run", &collapse).json();
    let report = no_grid_cells(&sandbox, "run");
    assert_eq!(report["collapsed"], true, "{}", report["variance_share"]);
    for unit in report["units"].as_array().expect("a list") {
        assert_eq!((&unit["active"], &unit["membership"]), (&false.into(), &"silent".into()), "{unit}");
        assert!(unit["lattice_score"].is_null() && unit["fields"] == 0, "{unit}");
    }
    assert!(sandbox.run(&["analyze", "run"]).ok().stdout.contains("collapsed: Only "), "said in words");
}

#[test]
fn an_untrained_network_has_no_grid_cells() {
    let sandbox = Sandbox::new();
    for seed in ["0", "1", "2"] {
        sandbox.run(&["train", "square-modules", "--steps", "1", "--seed", seed, "--out", seed]).ok();
        let report = no_grid_cells(&sandbox, seed);
        assert_eq!(report["collapsed"], false, "though it has learned nothing: {}", report["variance_share"]);
    }
}

#[test]
fn analyze_says_what_a_file_of_another_program_is() {
    let sandbox = Sandbox::new();
    let npy = |name: &str, shape: &str, data: &[u8]| {
        let header = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}\n");
        let length = (header.len() as u16).to_le_bytes();
        let file = [b"\x93NUMPY\x01\x00".as_slice(), &length, header.as_bytes(), data].concat();
        std::fs::write(sandbox.path(name), file).expect("the sandbox can be written");
    };
    npy("maps.npy", "(40, 50, 50)", &[]);
    let made =
        ["one NumPy array, [40, 50, 50] of float64", "numpy.savez(\"maps.npz\", rate_maps=numpy.load(\"maps.npy\")"];
    sandbox.run(&["analyze", "maps.npy"]).refused(1, &made);
    sandbox.write("session.mat", "MATLAB 5.0 MAT-file, Platform: GLNXA64");
    sandbox.run(&["analyze", "session.mat"]).refused(1, &["a MATLAB file", "it has no whole header"]);
    sandbox.write("rat.csv", "t,x,y\n0,0,0\n");
    sandbox.run(&["analyze", "rat.csv"]).refused(1, &["a trajectory", "gridscope analyze RUN --walk rat.csv"]);
    sandbox.run(&["train", "--resume", "session.mat"]).refused(1, &["no checkpoint but a MATLAB file"]);

    sandbox.train("run", &["--steps", "2"]).json();
    let rows = [[0.0, 0.0, 0.0], [1.0, 1.0, 0.5], [2.0, 0.0, 1.0f64]];
    let data: Vec<u8> = rows.as_flattened().iter().flat_map(|value| value.to_le_bytes()).collect();
    npy("walk.npy", "(3, 3)", &data);
    let report = sandbox.run(&["analyze", "run", "--walk", "walk.npy", "--json"]).json();
    assert_eq!(report["walk"], "walk.npy", "walked along it");
}
