//! Recordings as people have them, as they are typed: what is told of each, what is asked and how it is answered, what is refused.

use super::sandbox::{Done, Sandbox};
use gridscope::ReadSettings;
use gridscope::files::{Numbers, write_npz};
use serde_json::Value;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// Ten minutes in a box of 1 m, looked at twenty times a second, and two units of which each fires where a grid cell of 0.4 m would.
struct Rat {
    t: Vec<f64>,
    x: Vec<f64>,
    y: Vec<f64>,
    times: Vec<f64>,
    units: Vec<f64>,
}

impl Rat {
    fn new() -> Self {
        let t: Vec<f64> = (0..12_000).map(|i| f64::from(i) * 0.05).collect();
        let x: Vec<f64> = t.iter().map(|t| 0.5 + 0.48 * (0.37 * t).sin()).collect();
        let y: Vec<f64> = t.iter().map(|t| 0.5 + 0.48 * (0.2903 * t + 0.4).sin()).collect();
        let k = 4.0 * std::f64::consts::PI / (3f64.sqrt() * 0.4);
        let (mut times, mut units) = (Vec::new(), Vec::new());
        for (sample, time) in t.iter().enumerate() {
            for unit in [0.0, 1.0] {
                let wave = |turn: f64| {
                    let turn = turn.to_radians();
                    (k * (turn.cos() * (x[sample] - 0.15 * unit) + turn.sin() * y[sample])).cos()
                };
                if [17.0, 77.0, 137.0].map(wave).iter().sum::<f64>() > 1.0 {
                    times.push(time + 0.01);
                    units.push(unit);
                }
            }
        }
        Self { t, x, y, times, units }
    }

    /// With places in other units, or elsewhere.
    fn moved(mut self, times: f64, plus: f64) -> Self {
        self.x.iter_mut().chain(&mut self.y).for_each(|along| *along = *along * times + plus);
        self
    }

    /// With every spike timed otherwise.
    fn timed(mut self, number: impl Fn(f64) -> f64) -> Self {
        self.times.iter_mut().for_each(|time| *time = number(*time));
        self
    }

    /// As an archive of cells.
    fn cells(&self, sandbox: &Sandbox, name: &str) {
        let (samples, spikes) = ([self.t.len()], [self.times.len()]);
        write(
            sandbox,
            name,
            &[
                ("t", &samples, Numbers::F64(&self.t)),
                ("x", &samples, Numbers::F64(&self.x)),
                ("y", &samples, Numbers::F64(&self.y)),
                ("spike_times", &spikes, Numbers::F64(&self.times)),
                ("spike_units", &spikes, Numbers::F64(&self.units)),
            ],
        );
    }

    /// As a table of the track.
    fn table(&self, sandbox: &Sandbox, name: &str) {
        let mut text = "t,x,y\n".to_owned();
        for ((t, x), y) in self.t.iter().zip(&self.x).zip(&self.y) {
            writeln!(text, "{t},{x},{y}").expect("a text takes everything");
        }
        sandbox.write(name, &text);
    }
}

type Arrays<'a> = [(&'a str, &'a [usize], Numbers<'a>)];

fn write(sandbox: &Sandbox, name: &str, arrays: &Arrays<'_>) {
    write_npz(&sandbox.path(name), arrays).expect("the sandbox can be written");
}

/// A sandbox with a small run in `run`.
fn with_run() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.train("run", &["--steps", "3"]).json();
    sandbox
}

fn analyze(sandbox: &Sandbox, file: &str, more: &[&str]) -> Done {
    sandbox.run(&[&["analyze", file], more].concat())
}

fn walk(sandbox: &Sandbox, file: &str, more: &[&str]) -> Done {
    sandbox.run(&[&["analyze", "run", "--walk", file], more].concat())
}

/// The intake part of what was found in a file of cells, the same in the printed object, `report.json` and `intake.json`; and the
/// side of the arena.
#[track_caller]
fn intake(sandbox: &Sandbox, file: &str, more: &[&str]) -> (Value, f64) {
    let report = analyze(sandbox, file, &[more, &["--json", "--out", "found", "--force"]].concat()).json();
    let [kept, alone] = ["report", "intake"]
        .map(|name| -> Value { serde_json::from_str(&sandbox.read(&format!("found/{name}.json"))).expect("JSON") });
    assert_eq!(kept["intake"], report["intake"], "{file}: what was printed");
    for (name, value) in report["intake"].as_object().expect("an object") {
        assert_eq!(&alone[name], value, "{file}: {name} beside the maps");
    }
    assert_eq!(alone["gridscope"]["cells"], file, "it says where it is from");
    (report["intake"].clone(), report["box_m"].as_f64().expect("a side"))
}

/// The same of a track that is walked along.
#[track_caller]
fn walked(sandbox: &Sandbox, file: &str, more: &[&str]) -> Value {
    let report = walk(sandbox, file, &[more, &["--json"]].concat()).json();
    assert!(report["walk_scale"].as_f64() > Some(0.0), "{file}: {}", report["walk_scale"]);
    report["intake"].clone()
}

fn texts<'a>(intake: &'a Value, name: &str) -> Vec<&'a str> {
    intake[name].as_array().expect("a list").iter().filter_map(Value::as_str).collect()
}

/// One of the texts of a list says this.
#[track_caller]
fn says(intake: &Value, name: &str, words: &str) {
    assert!(texts(intake, name).iter().any(|text| text.contains(words)), "`{words}` among {name}: {intake}");
}

#[track_caller]
fn number(intake: &Value, name: &str) -> f64 {
    intake[name].as_f64().unwrap_or_else(|| panic!("{name}: {intake}"))
}

#[test]
fn a_clean_recording_is_told_and_nothing_is_implausible() {
    let sandbox = with_run();
    let rat = Rat::new();
    rat.cells(&sandbox, "cells.npz");
    rat.table(&sandbox, "rat.csv");
    let (of_cells, _) = intake(&sandbox, "cells.npz", &[]);
    let of_walk = walked(&sandbox, "rat.csv", &[]);
    for intake in [&of_cells, &of_walk] {
        assert_eq!(intake["warnings"], serde_json::json!([]));
        assert!(
            (number(intake, "duration_s") - 599.95).abs() < 1e-6 && (number(intake, "sampling_hz") - 20.0).abs() < 0.5
        );
        assert!((intake["extent_m"][0].as_f64().expect("metres") - 0.96).abs() < 0.001, "{intake}");
        for name in ["gaps", "gaps_s", "lost_share", "errant_share"] {
            assert!(number(intake, name) == 0.0, "{name}: {intake}");
        }
        assert!(number(intake, "speed_median_m_s") < number(intake, "speed_99th_m_s"), "{intake}");
    }
    assert_eq!((&of_cells["units"], &of_cells["units_without_spikes"]), (&2.into(), &0.into()));
    assert_eq!((&of_cells["spikes"], &of_cells["spikes_on_track_share"]), (&rat.times.len().into(), &1.0.into()));
    let [cells, walk] = [analyze(&sandbox, "cells.npz", &[]), walk(&sandbox, "rat.csv", &[])].map(|done| done.ok());
    for done in [&cells, &walk] {
        assert!(done.stdout.contains("track: 600.0 s, 20 Hz, 0.96 m by 0.96 m") && done.stderr.is_empty(), "{done:?}");
        assert!(!done.stdout.contains("implausible"), "{}", done.stdout);
    }
    assert!(cells.stdout.contains("read as: NPZ with a track and spikes\n"), "{}", cells.stdout);
    assert!(cells.stdout.contains("100 % of them on the track"), "{}", cells.stdout);
    assert!(walk.stdout.contains("read as: table with a track\n"), "{}", walk.stdout);
    assert!(walk.stdout.contains("the trajectory was scaled ×") && walk.stdout.contains("to fill the arena"));
}

/// Bins that are visited on a walk along these places, `[y][x]`.
fn visited(sandbox: &Sandbox, file: &str) -> Vec<bool> {
    walk(sandbox, file, &["--out", "found"]).ok();
    let maps =
        gridscope::read_cells(&sandbox.path("found/maps.npz"), &ReadSettings::default()).expect("its own maps").maps;
    maps.visits.iter().map(|visits| *visits > 0.0).collect()
}

#[test]
fn pauses_and_gaps_lead_nowhere_and_are_told() {
    let sandbox = with_run();
    // Five rounds on a circle in 160 s.
    let place = |t: f64| [0.5 * (0.196_35 * t).cos(), 0.5 * (0.196_35 * t).sin()];
    let run: Vec<[f64; 3]> = (0..1600).map(|i| f64::from(i) * 0.1).map(|t| [t, place(t)[0], place(t)[1]]).collect();
    let [_, x, y] = run[1599];
    let rest = (1..36_001).map(|i| [159.9 + f64::from(i) * 0.1, x, y]);
    let later = run.iter().map(|[t, x, y]| [t + 36_160.0, -x, -y]);
    let table = |name: &str, rows: &[[f64; 3]]| {
        let lines: Vec<String> = rows.iter().map(|[t, x, y]| format!("{t:.2},{x:.4},{y:.4}\n")).collect();
        sandbox.write(name, &format!("t,x,y\n{}", lines.concat()));
    };
    table("run.csv", &run);
    table("rest.csv", &run.iter().copied().chain(rest).collect::<Vec<_>>());
    table("gap.csv", &run.iter().copied().chain(later).collect::<Vec<_>>());
    let of_run = visited(&sandbox, "run.csv");
    assert!(of_run.iter().filter(|visited| **visited).count() > 50, "a whole circle");
    for name in ["rest.csv", "gap.csv"] {
        let found = visited(&sandbox, name);
        // Steps end elsewhere on the circle, in the bin beside one of the run at most.
        let side = of_run.len().isqrt();
        let is_near = |bin: usize| {
            let apart = |run: usize| (run % side).abs_diff(bin % side).max((run / side).abs_diff(bin / side));
            (0..of_run.len()).any(|run| of_run[run] && apart(run) <= 1)
        };
        let elsewhere = (0..found.len()).filter(|&bin| found[bin] && !is_near(bin)).count();
        assert_eq!(elsewhere, 0, "{name}: bins where the animal never was");
    }
    let rest = walked(&sandbox, "rest.csv", &[]);
    assert_eq!((&rest["gaps"], &rest["warnings"]), (&0.into(), &serde_json::json!([])), "who rests is looked at");
    let gap = walked(&sandbox, "gap.csv", &[]);
    assert!(gap["gaps"] == 1 && (number(&gap, "gaps_s") - 36_000.1).abs() < 0.01, "{gap}");
    says(&gap, "notes", "the track has 1 gap, 36000.1 s in all: nothing counts there");
    says(&gap, "warnings", "99 % of the time lie in gaps of the track");
    let words = walk(&sandbox, "gap.csv", &[]).ok().stdout;
    assert!(words.contains("implausible: 99 % of the time lie in gaps"), "{words}");
}

#[test]
fn errant_samples_and_lost_frames_are_named_and_left_out() {
    let sandbox = with_run();
    Rat::new().cells(&sandbox, "clean.npz");
    let (_, clean_m) = intake(&sandbox, "clean.npz", &[]);
    let mut errant = Rat::new();
    errant.x[6000] = 4.2;
    let mut zeros = Rat::new().moved(1.0, 0.3);
    for sample in (0..zeros.t.len()).filter(|sample| sample / 30 % 33 == 5) {
        (zeros.x[sample], zeros.y[sample]) = (0.0, 0.0);
    }
    for (name, rat, share, words) in [
        (
            "errant",
            errant,
            1.0 / 12_000.0,
            "1 of 12 000 samples lies where the animal cannot have been, left out: sample 6000 at 300 s, (4.2, ",
        ),
        ("zeros", zeros, 0.03, "stand at (0, 0), reached and left by jumps: lost frames, left out"),
    ] {
        let [cells, table] = [format!("{name}.npz"), format!("{name}.csv")];
        rat.cells(&sandbox, &cells);
        rat.table(&sandbox, &table);
        let (of_cells, side_m) = intake(&sandbox, &cells, &[]);
        assert!((side_m - clean_m).abs() < 0.005 * clean_m, "{name}: a box of {side_m} m and not of {clean_m} m");
        for intake in [of_cells, walked(&sandbox, &table, &[])] {
            says(&intake, "warnings", words);
            assert!((number(&intake, "errant_share") - share).abs() < 0.001 * share.max(1.0), "{intake}");
            assert!(intake["extent_m"][0].as_f64() < Some(0.97), "{intake}");
        }
        let text = analyze(&sandbox, &cells, &[]).ok().stdout;
        assert!(text.contains("implausible: ") && text.contains("of the samples errant"), "{text}");
    }
}

#[test]
fn other_units_of_length_are_asked_for_everywhere_and_said_by_options() {
    let sandbox = with_run();
    Rat::new().cells(&sandbox, "clean.npz");
    let (_, clean_m) = intake(&sandbox, "clean.npz", &[]);
    for (name, times, option, note) in [
        ("cm", 100.0, &["--unit", "cm"][..], "places were read as centimetres"),
        ("mm", 1000.0, &["--unit", "mm"], "places were read as millimetres"),
        ("px", 320.0, &["--pixels-per-metre", "320"], "places were read as pixels, 320 a metre"),
    ] {
        let [cells, table] = [format!("{name}.npz"), format!("{name}.csv")];
        let rat = Rat::new().moved(times, 7.0);
        rat.cells(&sandbox, &cells);
        rat.table(&sandbox, &table);
        let asked = [
            "the positions extend over ",
            " m: are they metres? Say which: --unit ",
            if name == "mm" { "--unit mm (millimetres: 0.96 m by 0.96 m)" } else { "--unit cm (centimetres: " },
            "--pixels-per-metre N (pixels, N a metre)",
        ];
        for done in [analyze(&sandbox, &cells, &["--json"]), walk(&sandbox, &table, &["--json"])] {
            assert!(done.stderr.contains(&format!("{name}.")) && done.stdout.is_empty(), "{done:?}");
            done.refused(1, &asked);
        }
        let (of_cells, side_m) = intake(&sandbox, &cells, option);
        assert!((side_m - clean_m).abs() < 1e-4, "{name}: {side_m} m");
        for intake in [of_cells, walked(&sandbox, &table, option)] {
            says(&intake, "notes", note);
            assert_eq!(intake["warnings"], serde_json::json!([]), "{name}");
            assert!((intake["extent_m"][1].as_f64().expect("metres") - 0.96).abs() < 0.001, "{intake}");
        }
    }
    // Maps have the same question.
    let rates: Vec<f64> = (0..800).map(|i| f64::from(i % 17)).collect();
    let arrays: [(&str, &[usize], Numbers<'_>); 2] =
        [("rate_maps", &[2, 20, 20], Numbers::F64(&rates)), ("box_m", &[], Numbers::F64(&[100.0]))];
    write(&sandbox, "maps.npz", &arrays);
    let asked =
        ["`box_m` says that the sides extend over 100 m: are they metres?", "--unit cm (centimetres: 1 m by 1 m)"];
    analyze(&sandbox, "maps.npz", &[]).refused(1, &asked);
    assert_eq!(analyze(&sandbox, "maps.npz", &["--unit", "cm", "--json"]).json()["box_m"], 1.0);
    // What was said is taken: a flight over three hundred metres is one.
    Rat::new().moved(300.0, 0.0).table(&sandbox, "bat.csv");
    walk(&sandbox, "bat.csv", &[]).refused(1, &["are they metres?", "--unit cm (centimetres: 2.88 m by 2.88 m)"]);
    let flight = walked(&sandbox, "bat.csv", &["--unit", "m"]);
    assert!((flight["extent_m"][0].as_f64().expect("metres") - 288.0).abs() < 0.1, "{flight}");
    // What cannot be said is refused by the command line.
    analyze(&sandbox, "cm.npz", &["--unit", "inch"]).refused(2, &["--unit", "m, cm or mm"]);
    analyze(&sandbox, "cm.npz", &["--unit", "cm", "--pixels-per-metre", "3"]).refused(2, &["cannot be used with"]);
}

#[test]
fn spikes_by_another_clock_are_asked_for_and_read_by_the_one_that_fits() {
    let sandbox = Sandbox::new();
    let mut late = Rat::new();
    late.t.iter_mut().for_each(|t| *t += 36_000.0);
    for (name, rat, clock) in [
        ("ms.npz", Rat::new().timed(|t| 1e3 * t), "ms"),
        ("samples.npz", Rat::new().timed(|t| 3e4 * t), "30000hz"),
        ("late.npz", late, "s+36000"),
    ] {
        rat.cells(&sandbox, name);
        let option = format!("--spike-clock {clock} (");
        let asked = [
            name,
            "100 % of the spikes lie off the track",
            "By which clock are they timed?",
            &option,
            "100 % on the track)",
        ];
        analyze(&sandbox, name, &["--json"]).refused(1, &asked);
        let (intake, _) = intake(&sandbox, name, &["--spike-clock", clock]);
        assert!(number(&intake, "spikes_on_track_share") > 1.0 - 1e-9, "{intake}");
        says(&intake, "notes", &format!("spikes were timed by the clock {clock}"));
        assert_eq!(intake["warnings"], serde_json::json!([]));
    }
    // Most by no usual clock: refused with what could be said.
    Rat::new().timed(|t| t / 7.0 - 1e6).cells(&sandbox, "strange.npz");
    let refused = [
        "strange.npz, `spike_units`",
        "100 % of the spikes lie off the track, which lasts from 0 to 599.95 s",
        "--spike-clock",
        "30000hz",
    ];
    analyze(&sandbox, "strange.npz", &[]).refused(1, &refused);
    analyze(&sandbox, "strange.npz", &["--spike-clock", "fortnight"]).refused(2, &["--spike-clock", "ms+12.5"]);
    // Some of them: counted and told.
    Rat::new().timed(|t| t + 180.0).cells(&sandbox, "some.npz");
    let (some, _) = intake(&sandbox, "some.npz", &[]);
    assert!((number(&some, "spikes_on_track_share") - 0.7).abs() < 0.02, "{some}");
    says(&some, "warnings", "% of the spikes lie off the track, where nothing counts");
    assert!(analyze(&sandbox, "some.npz", &[]).ok().stdout.contains("% of them on the track\n"));
}

#[test]
fn stacks_with_the_units_last_are_asked_for() {
    let sandbox = Sandbox::new();
    let rates: Vec<f64> = (0..1200).map(|i| f64::from(i % 3) + f64::from(i / 3 % 20) / 9.0).collect();
    let arrays: [(&str, &[usize], Numbers<'_>); 2] =
        [("rate_maps", &[20, 20, 3], Numbers::F64(&rates)), ("box_m", &[], Numbers::F64(&[1.0]))];
    write(&sandbox, "maps.npz", &arrays);
    let asked = [
        "maps.npz: `rate_maps` has the shape [20, 20, 3]: which axis is that of the units?",
        "--axes units-last (3 units of 20 by 20 bins)",
        "--axes units-first (20 units of 3 by 20 bins)",
    ];
    analyze(&sandbox, "maps.npz", &["--json"]).refused(1, &asked);
    for (axes, units) in [("units-last", 3), ("units-first", 20)] {
        let report = analyze(&sandbox, "maps.npz", &["--axes", axes, "--json"]).json();
        assert_eq!((&report["intake"]["units"], &report["intake"]["read_as"]), (&units.into(), &"rate maps".into()));
    }
    analyze(&sandbox, "maps.npz", &["--axes", "last"]).refused(2, &["--axes", "units-last ([ny, nx, units])"]);
}

#[test]
fn tables_are_read_as_people_write_them_or_refused_in_few_words() {
    let sandbox = with_run();
    let rows: Vec<[f64; 3]> = (0..300)
        .map(|i| f64::from(i) * 0.1)
        .map(|t| [t, 0.5 + 0.3 * (0.7 * t).sin(), 0.4 + 0.2 * (0.53 * t).cos()])
        .collect();
    let table = |line: &dyn Fn(usize, [String; 3]) -> String| -> String {
        rows.iter().enumerate().map(|(i, row)| line(i, row.map(|value| format!("{value:.4}")))).collect()
    };
    sandbox.write("plain.csv", &format!("t,x,y\n{}", table(&|_, [t, x, y]| format!("{t},{x},{y}\n"))));
    let plain = walked(&sandbox, "plain.csv", &[]);
    let comma = |text: String| text.replace('.', ",");
    for (name, text, not_read) in [
        ("index.csv", table(&|i, [t, x, y]| format!("{i},{t},{x},{y}\n")), &["the first column, a row number"][..]),
        ("named.csv", format!("# a rat\n# y t x\n{}", table(&|_, [t, x, y]| format!("{y} {t} {x}\n"))), &[]),
        (
            "quotes.csv",
            format!("\"t\",\"x\",\"y\"\n{}", table(&|_, [t, x, y]| format!("\"{t}\",\"{x}\",\"{y}\"\n"))),
            &[],
        ),
        ("comma.csv", format!("t;x;y\n{}", table(&|_, row| comma(format!("{};{};{}\n", row[0], row[1], row[2])))), &[]),
        ("cr.csv", format!("t,x,y\r{}", table(&|_, [t, x, y]| format!("{t}, {x}, {y}\r"))), &[]),
        ("more.csv", format!("t,x,y,hd\n{}", table(&|_, [t, x, y]| format!("{t},{x},{y},1\n"))), &["columns hd"]),
    ] {
        sandbox.write(name, &text);
        let intake = walked(&sandbox, name, &[]);
        for field in ["duration_s", "extent_m", "sampling_hz", "speed_median_m_s", "warnings"] {
            assert_eq!(intake[field], plain[field], "{name}: {field}");
        }
        assert_eq!(texts(&intake, "not_read"), not_read, "{name}");
        for what in not_read {
            let words = walk(&sandbox, name, &[]).ok().stdout;
            assert!(words.contains(&format!("not read: {what}\n")), "{words}");
        }
    }
    let lost = table(&|i, [t, x, y]| if i % 10 == 4 { format!("{t},NA,NA\n") } else { format!("{t},{x},{y}\n") });
    sandbox.write("lost.csv", &format!("t,x,y\n{lost}"));
    assert!((number(&walked(&sandbox, "lost.csv", &[]), "lost_share") - 0.1).abs() < 1e-9);
    // Commas cannot both divide and be decimal.
    let both = table(&|i, [_, x, y]| comma(format!("{i},{x},{y}\n")));
    sandbox.write("both.csv", &both);
    walk(&sandbox, "both.csv", &[]).refused(1, &["both.csv", "decimal", "semicolons"]);
    sandbox.write("json.txt", "{\"t\": [0, 1, 2]}");
    walk(&sandbox, "json.txt", &[]).refused(1, &["json.txt", "a JSON text, no table"]);
    // What is quoted of a file is short, however long it is there.
    let long = "9".repeat(1_600_000);
    sandbox.write("long.csv", &format!("t,x,y\n0,0,0\n1,{long}z,0\n"));
    let refused = walk(&sandbox, "long.csv", &[]);
    assert!(refused.stderr.len() < 500, "{} bytes", refused.stderr.len());
    refused.refused(1, &["long.csv, line 3, column 2", "is not a number"]);
}

#[test]
fn units_of_a_sorter_are_those_that_occur_and_none_is_refused() {
    let sandbox = Sandbox::new();
    let mut rat = Rat::new();
    rat.units.iter_mut().for_each(|unit| *unit = [1003.0, 49_999.0][*unit as usize]);
    rat.units.extend([-1.0; 9]);
    rat.times.extend([5.0; 9]);
    rat.cells(&sandbox, "ids.npz");
    let began = Instant::now();
    let report = analyze(&sandbox, "ids.npz", &["--json"]).json();
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}: no maps of units that do not occur", began.elapsed());
    assert_eq!(report["labels"], serde_json::json!(["1003", "49999"]));
    assert_eq!((&report["intake"]["units"], report["units"].as_array().map(Vec::len)), (&2.into(), Some(2)));
    assert_eq!(texts(&report["intake"], "not_read"), ["9 spikes of unit -1: of no unit"]);
    assert!(analyze(&sandbox, "ids.npz", &[]).ok().stdout.contains("not read: 9 spikes of unit -1: of no unit\n"));

    let rat = Rat::new();
    let samples = [rat.t.len()];
    let of_unit = |unit: f64| -> Vec<f64> {
        rat.times.iter().zip(&rat.units).filter(|(_, own)| (**own - unit).abs() < 0.5).map(|(time, _)| *time).collect()
    };
    let [first, second] = [of_unit(0.0), of_unit(1.0)];
    let [firsts, seconds] = [[first.len()], [second.len()]];
    let track: [(&str, &[usize], Numbers<'_>); 3] = [
        ("t", &samples, Numbers::F64(&rat.t)),
        ("x", &samples, Numbers::F64(&rat.x)),
        ("y", &samples, Numbers::F64(&rat.y)),
    ];
    let units: [(&str, &[usize], Numbers<'_>); 3] = [
        ("spikes_00", &firsts, Numbers::F64(&first)),
        ("spikes_01", &seconds, Numbers::F64(&second)),
        ("spikes_02", &[0], Numbers::F64(&[])),
    ];
    write(&sandbox, "padded.npz", &[&track[..], &units].concat());
    let report = analyze(&sandbox, "padded.npz", &["--json"]).json();
    assert_eq!(report["labels"], serde_json::json!(["00", "01", "02"]));
    assert_eq!((&report["intake"]["units"], &report["intake"]["units_without_spikes"]), (&3.into(), &1.into()));
    assert!(analyze(&sandbox, "padded.npz", &[]).ok().stdout.contains("1 unit without spikes\n"));

    // No unit at all.
    let mut noise = Rat::new();
    noise.units.fill(-1.0);
    noise.cells(&sandbox, "noise.npz");
    let none = ["`spike_units`", "names no unit; valid: at least one unit with its spikes"];
    analyze(&sandbox, "noise.npz", &[]).refused(1, &none);
    (noise.times, noise.units) = (Vec::new(), Vec::new());
    noise.cells(&sandbox, "empty.npz");
    analyze(&sandbox, "empty.npz", &[]).refused(1, &none);
    write(&sandbox, "track.npz", &track);
    analyze(&sandbox, "track.npz", &[]).refused(1, &["track.npz", "a track without spikes is a trajectory"]);
}

#[test]
fn another_session_is_taken_in_as_well() {
    let sandbox = Sandbox::new();
    Rat::new().cells(&sandbox, "first.npz");
    let mut errant = Rat::new();
    errant.x[6000] = 4.2;
    errant.cells(&sandbox, "second.npz");
    let beside = ["--beside", "second.npz"];
    let report = analyze(&sandbox, "first.npz", &[&beside[..], &["--json"]].concat()).json();
    assert_eq!(report["intake"]["warnings"], serde_json::json!([]));
    says(&report["intake_beside"], "warnings", "sample 6000 at 300 s");
    let words = analyze(&sandbox, "first.npz", &beside).ok().stdout;
    assert!(
        words.contains("second.npz: read as: NPZ") && words.contains("second.npz: implausible: 1 of 12 000"),
        "{words}"
    );
}
