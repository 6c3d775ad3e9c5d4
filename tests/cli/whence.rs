//! `gridscope whence`: every exported file says which run it is of.

use super::sandbox::Sandbox;
use gridscope::runs::{FrameKind, RunRecording, run_id};
use serde_json::Value;

#[test]
fn every_kind_of_file_names_its_run_and_the_command_that_makes_it_again() {
    let sandbox = Sandbox::new();
    sandbox.train("run", &["--steps", "12", "--seed", "7", "--at", "3:sigma_g=0.3"]).json();
    sandbox.run(&["analyze", "run", "--box", "1.5", "--out", "found"]).ok();
    let id = run_id(&sandbox.path("run")).expect("a run");
    for name in ["rate_maps.png", "modules.svg", "losses.svg", "units.csv", "maps.npz", "report.json"] {
        let from = sandbox.run(&["whence", &format!("found/{name}"), "--json"]).json();
        assert_eq!(from["run"], id, "{name}: {from}");
        assert_eq!(
            (&from["preset"], &from["seed"], &from["step"]),
            (&"square-modules".into(), &7.into(), &12.into()),
            "{name}"
        );
        let device = from["device"].as_str().expect("words");
        assert!(device.starts_with("CPU") && from["cells"] == Value::Null, "{name}: {from}");
        assert_eq!(from["journal_sha256"].as_str().map(str::len), Some(64), "{name}: {from}");
        let command = from["command"].as_str().expect("words");
        let run = sandbox.path("run").canonicalize().expect("there").display().to_string();
        assert_eq!(command, format!("gridscope analyze {run} --box 1.5"), "{name}");
        let stem = name.split_once('.').expect("an ending").0;
        assert_eq!(from["what"], if stem == "report" { "analysis" } else { stem });
    }
    let words = sandbox.run(&["whence", "found/rate_maps.png"]).ok().stdout;
    for word in ["gridscope ", "square-modules", &id, "make it again", "gridscope analyze"] {
        assert!(words.contains(word), "{word}: {words}");
    }
    // The hash is that of the run's journal.
    let journal = sandbox.read("run/journal.ron");
    let from = sandbox.run(&["whence", "found/units.csv", "--json"]).json();
    assert!(journal.contains(from["journal_sha256"].as_str().expect("digits")), "{journal}");

    // Cells from a file: what was exported is analysed again.
    sandbox.run(&["analyze", "found/maps.npz", "--out", "again"]).ok();
    let from = sandbox.run(&["whence", "again/units.csv", "--json"]).json();
    assert_eq!((&from["cells"], &from["run"], &from["step"]), (&"maps.npz".into(), &"".into(), &Value::Null));
}

#[test]
fn a_recording_names_its_run_and_the_command_records_it_again() {
    let sandbox = Sandbox::new();
    let more = ["--seed", "7", "--set", "sigma_g=0.3", "--at", "3:sigma_g=0.4", "--at", "5:capacity.enabled=false"];
    let record = ["--steps", "12", "--record", "a.gsrec", "--record-every", "4", "--record-arena", "0.5,1"];
    sandbox.train("run", &[&more[..], &record].concat()).json();
    let from = sandbox.run(&["whence", "a.gsrec", "--json"]).json();
    assert_eq!(from["run"], run_id(&sandbox.path("run")).expect("a run"));
    assert_eq!((&from["preset"], &from["seed"], &from["step"]), (&"square-modules".into(), &7.into(), &12.into()));
    assert!(sandbox.read("run/journal.ron").contains(from["journal_sha256"].as_str().expect("digits")), "{from}");

    let command = from["command"].as_str().expect("words").to_owned();
    let words = command.strip_prefix("gridscope ").expect("this program");
    let again: Vec<&str> = words.split(' ').map(|word| if word == "a.gsrec" { "b.gsrec" } else { word }).collect();
    sandbox.run(&[&again[..], &["--out", "again"]].concat()).ok();
    let open = |name: &str| RunRecording::open(&sandbox.path(name)).expect("a recording");
    let (first, second) = (open("a.gsrec"), open("b.gsrec"));
    assert_eq!((first.preset().params.clone(), first.losses()), (second.preset().params.clone(), second.losses()));
    assert_eq!(first.interventions(), second.interventions());
    let sides = |recording: &RunRecording| -> Vec<FrameKind> {
        let kinds = recording.frames().iter().map(|frame| frame.kind);
        kinds.filter(|kind| *kind != FrameKind::Live).collect()
    };
    assert_eq!(sides(&first), sides(&second), "{command}");
    let from = sandbox.run(&["whence", "b.gsrec", "--json"]).json();
    assert_eq!(from["command"].as_str(), Some(command.replace("a.gsrec", "b.gsrec").as_str()));

    let bytes = std::fs::read(sandbox.path("a.gsrec")).expect("a file");
    std::fs::write(sandbox.path("cut.gsrec"), &bytes[..30]).expect("writable");
    sandbox.run(&["whence", "cut.gsrec"]).refused(1, &["cut.gsrec"]);
}

#[test]
fn files_that_do_not_say_it_are_refused_in_words() {
    let sandbox = Sandbox::new();
    sandbox.train("run", &["--steps", "2"]).json();
    sandbox.run(&["whence", "run/metrics.csv"]).refused(1, &["metrics.csv", "does not say where it is from"]);
    sandbox.run(&["whence", "run/run.ron"]).refused(1, &["run.ron", "PNG, SVG, PDF, CSV, NPZ"]);
    sandbox.run(&["whence", "run"]).refused(1, &["a folder"]);
    sandbox.run(&["whence", "absent.png"]).refused(1, &["absent.png"]);
}
