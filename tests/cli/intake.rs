//! Recordings as people have them: what `gridscope analyze` says of each.

use super::sandbox::{Done, Sandbox};
use gridscope::files::{Numbers, write_npz};
use serde_json::Value;
use std::fmt::Write as _;

/// Ten minutes at ten samples a second through a box of 1 m, and two units that fire along the way.
#[derive(Clone)]
struct Walk {
    t: Vec<f64>,
    x: Vec<f64>,
    y: Vec<f64>,
    spike_times: Vec<f64>,
    spike_units: Vec<f64>,
}

impl Walk {
    fn new() -> Self {
        let t: Vec<f64> = (0..6000).map(|i| f64::from(i) * 0.1).collect();
        let wander = |t: f64, rate: f64| 0.5 + 0.5 * (rate * t).sin();
        let (x, y) = t.iter().map(|t| (wander(*t, 0.37), wander(*t, 0.290_3))).collect::<(Vec<f64>, Vec<f64>)>();
        let fires = |i: &usize| (12.0 * x[*i]).sin() * (11.0 * y[*i]).sin() > 0.3;
        let spike_times: Vec<f64> = (0..6000).filter(fires).map(|i| t[i] + 0.02).collect();
        let spike_units = (0..spike_times.len()).map(|i| (i % 2) as f64).collect();
        Self { t, x, y, spike_times, spike_units }
    }

    fn with(&self, change: impl Fn(&mut Self)) -> Self {
        let mut walk = self.clone();
        change(&mut walk);
        walk
    }

    fn cells(&self, sandbox: &Sandbox, args: &[&str]) -> Done {
        let (samples, spikes) = ([self.t.len()], [self.spike_times.len()]);
        let arrays: [(&str, &[usize], Numbers<'_>); 5] = [
            ("t", &samples, Numbers::F64(&self.t)),
            ("x", &samples, Numbers::F64(&self.x)),
            ("y", &samples, Numbers::F64(&self.y)),
            ("spike_times", &spikes, Numbers::F64(&self.spike_times)),
            ("spike_units", &spikes, Numbers::F64(&self.spike_units)),
        ];
        write_npz(&sandbox.path("cells.npz"), &arrays).expect("the sandbox can be written");
        sandbox.run(&[&["analyze", "cells.npz"], args].concat())
    }

    /// Along it, as a table, by the network that the sandbox has.
    fn walk(&self, sandbox: &Sandbox, args: &[&str]) -> Done {
        let mut text = "t,x,y\n".to_owned();
        for ((t, x), y) in self.t.iter().zip(&self.x).zip(&self.y) {
            writeln!(text, "{t},{x},{y}").expect("a text takes everything");
        }
        sandbox.write("rat.csv", &text);
        sandbox.run(&[&["analyze", "run", "--walk", "rat.csv"], args].concat())
    }
}

/// The scores that say whether two recordings were read alike.
fn numbers(report: &Value) -> Vec<(f64, u64)> {
    let units = report["units"].as_array().expect("a list");
    let of =
        |unit: &Value| (unit["spatial_information_bits"].as_f64().unwrap_or(0.0), unit["fields"].as_u64().unwrap_or(0));
    units.iter().map(of).collect()
}

#[track_caller]
fn alike(report: &Value, clean: &Value) {
    let near = |(a, b): (&(f64, u64), &(f64, u64))| (a.0 - b.0).abs() < 0.02;
    assert!(numbers(report).iter().zip(&numbers(clean)).all(near), "{:?} {:?}", numbers(report), numbers(clean));
}

#[test]
fn recordings_are_told_asked_about_or_refused() {
    let sandbox = Sandbox::new();
    let walk = Walk::new();
    let clean = walk.cells(&sandbox, &["--json"]).json();
    let intake = &clean["intake"];
    assert_eq!((&intake["units"], &intake["warnings"]), (&2.into(), &serde_json::json!([])), "{intake}");
    assert!((intake["sampling_hz"].as_f64().expect("a rate") - 10.0).abs() < 1e-6, "{intake}");
    let words = walk.cells(&sandbox, &["--out", "found"]).ok().stdout;
    assert!(words.contains("2 units, ") && words.contains("10 Hz") && !words.contains("implausible"), "{words}");
    let exported: Value = serde_json::from_str(&sandbox.read("found/report.json")).expect("an object");
    assert_eq!(&exported["intake"], intake, "exported, too");

    let errant = walk.with(|walk| walk.x[3000] = 4.2);
    let report = errant.cells(&sandbox, &["--json"]).json();
    alike(&report, &clean);
    assert!((report["box_m"].as_f64().expect("a side") - 1.0).abs() < 0.01, "{}", report["box_m"]);
    let words = errant.cells(&sandbox, &[]).ok().stdout;
    assert!(words.contains("implausible: 1 of 6000 samples") && words.contains("sample 3000 at 300 s"), "{words}");

    let centimetres = walk.with(|walk| walk.x.iter_mut().chain(&mut walk.y).for_each(|x| *x *= 100.0));
    centimetres.cells(&sandbox, &[]).refused(1, &["are they metres?", "--unit cm (centimetres: 1 m by 1 m)"]);
    alike(&centimetres.cells(&sandbox, &["--unit", "cm", "--json"]).json(), &clean);
    alike(&centimetres.cells(&sandbox, &["--pixels-per-metre", "100", "--json"]).json(), &clean);
    walk.cells(&sandbox, &["--unit", "px"]).refused(2, &["--pixels-per-metre"]);

    let samples = walk.with(|walk| walk.spike_times.iter_mut().for_each(|t| *t *= 3e4));
    samples.cells(&sandbox, &[]).refused(1, &["% of the spikes lie off the track", "--spike-clock 30000hz (sample"]);
    alike(&samples.cells(&sandbox, &["--spike-clock", "30000hz", "--json"]).json(), &clean);

    let sorted = walk.with(|walk| walk.spike_units.iter_mut().for_each(|unit| *unit = 9.0 + 49_990.0 * *unit));
    assert_eq!(numbers(&sorted.cells(&sandbox, &["--json"]).json()), numbers(&clean), "units up to 49 999");
    let noise = walk.with(|walk| walk.spike_units.fill(-1.0));
    noise.cells(&sandbox, &[]).refused(1, &["`spike_units`", "names no unit"]);
    walk.cells(&sandbox, &["--arena", "0.4x0.4"]).refused(1, &["`--arena`", "an arena that holds them"]);
    let circle = walk.cells(&sandbox, &["--arena", "circle:1.2", "--json"]).json();
    assert!((circle["box_m"].as_f64().expect("a side") - 1.2).abs() < 1e-6, "{}", circle["box_m"]);
}

#[test]
fn walks_are_told_and_asked_about_in_the_same_way() {
    let sandbox = Sandbox::new();
    sandbox.train("run", &["--steps", "2"]).json();
    let walk = Walk::new();
    let clean = walk.walk(&sandbox, &["--json"]).json();
    assert_eq!(clean["intake"]["warnings"], serde_json::json!([]), "{}", clean["intake"]);
    let words = walk.walk(&sandbox, &[]).ok().stdout;
    assert!(words.contains("the trajectory was scaled ×1.") && words.contains("track: 599.9 s, 10 Hz"), "{words}");
    let errant = walk.with(|walk| walk.x[3000] = 4.2);
    let report = errant.walk(&sandbox, &["--json"]).json();
    assert_eq!(report["walk_scale"], clean["walk_scale"], "no box of 4 m");
    assert!(report["intake"]["warnings"][0].as_str().is_some_and(|words| words.contains("sample 3000")), "{report}");
    let millimetres = walk.with(|walk| walk.x.iter_mut().chain(&mut walk.y).for_each(|x| *x *= 1000.0));
    millimetres.walk(&sandbox, &[]).refused(1, &["rat.csv", "are they metres?", "--unit mm (millimetres: 1 m by 1 m)"]);
    let read = millimetres.walk(&sandbox, &["--unit", "mm", "--json"]).json();
    let scale = |report: &Value| report["walk_scale"].as_f64().expect("a factor");
    assert!((scale(&read) - scale(&clean)).abs() < 1e-3, "{read}");
    sandbox.run(&["analyze", "run", "--unit", "cm"]).refused(2, &["--unit", "how a file is meant"]);
    sandbox.run(&["analyze", "run", "--walk", "rat.csv", "--spike-clock", "ms"]).refused(2, &["--spike-clock"]);

    // A walk on a circle, and an hour at rest: nothing is visited where the animal was not.
    let round = |rest: usize| {
        let turn = |i: usize| std::f64::consts::TAU * (i.min(1600) as f64) / 320.0;
        let (x, y) = (0..1600 + rest).map(|i| (0.5 * turn(i).cos(), 0.5 * turn(i).sin())).collect();
        Walk { t: (0..1600 + rest).map(|i| 0.1 * i as f64).collect(), x, y, spike_times: vec![], spike_units: vec![] }
    };
    let visited = |walk: &Walk| {
        walk.walk(&sandbox, &["--out", "found", "--force"]).ok();
        let maps = gridscope::files::Npz::read(&sandbox.path("found/maps.npz")).expect("just written");
        let visits = maps.array("visits").expect("how often").values;
        visits.into_iter().map(|visits| visits > 0.0).collect::<Vec<bool>>()
    };
    let (run, rested) = (visited(&round(0)), visited(&round(36_000)));
    let more = run.iter().zip(&rested).filter(|(run, rested)| **rested && !**run).count();
    assert!(more <= 2 && run.iter().filter(|is| **is).count() > 40, "{more} bins more");
}

#[test]
fn tables_are_read_as_people_write_them() {
    let sandbox = Sandbox::new();
    sandbox.train("run", &["--steps", "2"]).json();
    let place = |i: u32| {
        let t = 0.1 * f64::from(i);
        (t, 0.5 + 0.4 * (0.37 * t).sin(), 0.5 + 0.3 * (0.29 * t).sin())
    };
    let table = |begin: &str, end: &str, row: &dyn Fn(u32, f64, f64, f64) -> String| {
        let rows = (0..2000).map(|i| {
            let (t, x, y) = place(i);
            row(i, t, x, y) + end
        });
        begin.to_owned() + &rows.collect::<String>()
    };
    let scale = |name: &str, text: &str| {
        sandbox.write(name, text);
        sandbox.run(&["analyze", "run", "--walk", name, "--json"]).json()["walk_scale"].clone()
    };
    let clean = scale("clean.csv", &table("t,x,y\n", "\n", &|_, t, x, y| format!("{t:.2},{x:.4},{y:.4}")));
    for (name, text) in [
        ("index.csv", table("", "\n", &|i, t, x, y| format!("{i},{t:.2},{x:.4},{y:.4}"))),
        ("comment.txt", table("# t y x\n", "\n", &|_, t, x, y| format!("{t:.2} {y:.4} {x:.4}"))),
        ("mac.csv", table("t,x,y\r", "\r", &|_, t, x, y| format!("{t:.2}, {x:.4}, {y:.4}"))),
        ("comma.csv", table("t;x;y\n", "\n", &|_, t, x, y| format!("{t:.2};{x:.4};{y:.4}").replace('.', ","))),
    ] {
        assert_eq!(scale(name, &text), clean, "{name}");
    }
    let commas = table("", "\n", &|i, _, x, y| format!("{i},{x:.2},{y:.2}").replace('.', ","));
    sandbox.write("commas.csv", &commas);
    sandbox.run(&["analyze", "run", "--walk", "commas.csv"]).refused(1, &["commas cannot both divide", "semicolons"]);
    let json = format!("{{\"t\": [{}]}}", "0.1, ".repeat(300_000));
    sandbox.write("json.txt", &json);
    let done = sandbox.run(&["analyze", "run", "--walk", "json.txt"]);
    assert!(done.stderr.len() < 600 && done.stderr.contains("a JSON text, no table"), "{}", done.stderr.len());
}
