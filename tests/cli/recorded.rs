//! `gridscope analyze` on spikes: how maps are made of them, the table of cells, sessions beside each other.

use super::sandbox::Sandbox;
use gridscope::files::{Numbers, write_npz};
use serde_json::Value;

/// An animal that runs through a 1 m box for twenty minutes, then rests for ten; a grid cell of this spacing, one that fires where
/// x is above 0.2 m, and one that fires in its sleep too.
fn record(sandbox: &Sandbox, name: &str, spacing_m: f64, reach_m: f64) {
    let t: Vec<f64> = (0..36_000).map(|i| f64::from(i) * 0.05).collect();
    let place = |t: f64| {
        let t = t.min(1200.0);
        [reach_m * (0.37 * t).sin(), reach_m * (0.2903 * t + 0.4).sin()]
    };
    let k = 4.0 * std::f64::consts::PI / (3f64.sqrt() * spacing_m);
    let grid = |[x, y]: [f64; 2]| -> f64 {
        let wave = |turn: f64| (k * (turn.cos() * x + turn.sin() * y)).cos();
        [17.0f64, 77.0, 137.0].into_iter().map(f64::to_radians).map(wave).sum()
    };
    let spikes = |fires: &dyn Fn(f64) -> bool| t.iter().filter(|t| fires(**t)).map(|t| t + 0.01).collect::<Vec<f64>>();
    let cells = [
        spikes(&|t| t < 1200.0 && grid(place(t)) > 1.0),
        spikes(&|t| t < 1200.0 && place(t)[0] > 0.2),
        spikes(&|t| ((t * 20.0).round() as u64).is_multiple_of(7)),
    ];
    let [x, y] = [0, 1].map(|axis| t.iter().map(|t| place(*t)[axis]).collect::<Vec<f64>>());
    let samples = [t.len()];
    let counts = cells.each_ref().map(|spikes| [spikes.len()]);
    // The head looks where the animal goes.
    let head: Vec<f64> =
        (0..t.len()).map(|i| (y[(i + 1).min(t.len() - 1)] - y[i]).atan2(x[(i + 1).min(t.len() - 1)] - x[i])).collect();
    let arrays: [(&str, &[usize], Numbers<'_>); 7] = [
        ("t", &samples, Numbers::F64(&t)),
        ("x", &samples, Numbers::F64(&x)),
        ("y", &samples, Numbers::F64(&y)),
        ("head_rad", &samples, Numbers::F64(&head)),
        ("spikes_0", &counts[0], Numbers::F64(&cells[0])),
        ("spikes_1", &counts[1], Numbers::F64(&cells[1])),
        ("spikes_2", &counts[2], Numbers::F64(&cells[2])),
    ];
    write_npz(&sandbox.path(name), &arrays).expect("the sandbox can be written");
}

/// The number of a cell.
fn number(report: &Value, cell: usize, name: &str) -> f64 {
    report["cells"][cell][name].as_f64().unwrap_or_else(|| panic!("{name} of {}", report["cells"][cell]))
}

#[test]
fn how_maps_are_made_is_said_and_chosen() {
    let sandbox = Sandbox::new();
    record(&sandbox, "cells.npz", 0.4, 0.5);
    let report = sandbox.run(&["analyze", "cells.npz", "--json"]).json();
    let usual = serde_json::json!({ "bin_m": 0.025, "smoothing_m": 0.05, "smoothed": "spikes_and_seconds",
        "speed_gate_m_s": 0.025, "least_occupancy_s": 0.0 });
    assert_eq!((&report["maps_of_spikes"], &report["rate_unit"]), (&usual, &"Hz".into()));
    let words = sandbox.run(&["analyze", "cells.npz"]).ok().stdout;
    assert!(words.contains("while the animal moves at 2.5 cm/s or faster") && words.contains("bits/spike"), "{words}");

    // The third cell fires alike at rest, which lasts for a third of the time: only with a gate do its spikes not count.
    let all = sandbox.run(&["analyze", "cells.npz", "--json", "--speed-gate", "0"]).json();
    let [spikes, gated, any] =
        [number(&report, 2, "spikes"), number(&report, 2, "spikes_in_map"), number(&all, 2, "spikes_in_map")];
    assert!(gated < 0.67 * spikes && any > 0.99 * spikes, "{gated} and {any} of {spikes}");
    let ratio = sandbox.run(&["analyze", "cells.npz", "--json", "--smooth", "ratio", "--occupancy", "0.06"]).json();
    assert_eq!(ratio["maps_of_spikes"]["smoothed"], "rate");
    assert_ne!(ratio["units"][0]["peak_rate"], report["units"][0]["peak_rate"]);

    sandbox.run(&["analyze", "cells.npz", "--speed-gate=-1"]).refused(2, &["--speed-gate", "0 to 10"]);
    sandbox.run(&["analyze", "cells.npz", "--smooth", "both"]).refused(2, &["apart", "ratio"]);
}

#[test]
fn the_table_of_cells_is_written_and_maps_give_the_same_numbers_again() {
    let sandbox = Sandbox::new();
    record(&sandbox, "cells.npz", 0.4, 0.5);
    let report = sandbox.run(&["analyze", "cells.npz", "--json", "--out", "found"]).json();
    let cells = sandbox.read("found/cells.csv");
    let lines: Vec<&str> = cells.lines().skip(1).collect();
    assert!(lines.len() == 4 && lines[0].starts_with("unit,label,spikes,spikes_in_map,session_rate_hz,mean_rate_hz,"));
    let fields = sandbox.read("found/fields.csv");
    assert!(fields.lines().count() > 5 && fields.contains("peak_rate_hz"), "{fields}");
    assert!(sandbox.read("found/units.csv").contains(",peak_rate_hz,"));
    let grid = &report["cells"][0];
    assert!(grid["fields"].as_array().is_some_and(|fields| fields.len() >= 2), "{grid}");
    assert!(number(&report, 0, "information_bits_per_spike") > 0.5, "{grid}");
    assert!((0.0..0.6).contains(&number(&report, 0, "head_mean_vector")), "no cell of one direction: {grid}");

    let again = sandbox.run(&["analyze", "found/maps.npz", "--json"]).json();
    assert_eq!(again["rate_unit"], "Hz");
    for name in ["modules", "evidence"] {
        assert_eq!(again[name], report[name], "{name}");
    }
    // Fields and activity follow rules for recordings where there is one; what is read off the maps is the same.
    for unit in 0..2 {
        for name in ["spacing_m", "orientation_deg", "grid_score_mean", "peak_rate", "stability"] {
            assert_eq!(again["units"][unit][name], report["units"][unit][name], "{name} of {unit}");
        }
    }
}

#[test]
fn sessions_stand_beside_each_other() {
    let sandbox = Sandbox::new();
    record(&sandbox, "first.npz", 0.4, 0.5);
    record(&sandbox, "second.npz", 0.44, 0.52);
    let args = ["analyze", "first.npz", "--json", "--sessions", "--beside", "second.npz", "--out", "found"];
    let report = sandbox.run(&args).json();
    let sessions = report["sessions"].as_array().expect("a list");
    let names: Vec<&str> = sessions.iter().filter_map(|session| session["first"].as_str()).collect();
    assert_eq!(names, ["first half", "odd minutes"]);
    for session in sessions {
        assert!(session["cells"][0]["map_correlation"].as_f64() > Some(0.7), "{session}");
        assert!((session["cells"][0]["spacing_ratio"].as_f64().expect("a lattice") - 1.0).abs() < 0.05, "{session}");
    }
    assert!(sandbox.read("found/sessions_odd_minutes_and_even_minutes.csv").lines().count() == 5);
    let beside = &report["beside"];
    assert_eq!((&beside["first"], &beside["second"]), (&"first.npz".into(), &"second.npz".into()));
    assert!((beside["cells"][0]["spacing_ratio"].as_f64().expect("a lattice") - 1.1).abs() < 0.05, "{beside}");
    let table = sandbox.read("found/sessions.csv");
    let mut rows = table.lines().skip(1);
    assert_eq!(rows.next(), Some("unit,label,map_correlation,rate_ratio,spacing_ratio,turn_deg"));
    assert!(rows.clone().count() == 3 && rows.next().is_some_and(|row| row.starts_with("0,0,0.")), "{table}");
    let words = sandbox.run(&["analyze", "first.npz", "--beside", "second.npz"]).ok().stdout;
    assert!(words.contains("first.npz and second.npz: correlation of population vectors"), "{words}");
    sandbox.run(&["analyze", "first.npz", "--beside", "none.npz"]).refused(1, &["none.npz"]);
}
