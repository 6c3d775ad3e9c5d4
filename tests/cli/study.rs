//! `gridscope study`: rows side by side, parts of a job array, kills, failures, and the tables made of them.

use super::sandbox::{Done, Sandbox, small};
use gridscope::campaign::{StudyTable, TALK_STUDY};
use std::time::{Duration, Instant};

/// Four rows of two hundred steps, with looks.
fn study(sandbox: &Sandbox, steps: u64) -> String {
    let set: Vec<String> = small().iter().map(|setting| setting.replacen('=', "\": ", 1)).collect();
    let set = set.iter().map(|setting| format!("\"{setting}")).collect::<Vec<_>>().join(", ");
    sandbox.write(
        "study.ron",
        &format!(
            "(
    version: 1,
    title: \"Does the width of pairs matter?\",
    seeds: [3, 4],
    arena_m: 1.0,
    look_every: 100,
    groups: [(label: \"small\", preset: \"instant\", steps: {steps}, set: {{{set}}}, vary: [(\"sigma_g\", [0.3, 0.5])])],
)"
        ),
    )
}

pub(super) fn table(sandbox: &Sandbox, name: &str) -> StudyTable {
    StudyTable::read(&sandbox.path(name)).expect("a table")
}

/// The table without what differs from call to call: device and seconds, which stand last.
pub(super) fn reproducible(table: StudyTable) -> (Vec<String>, Vec<Vec<String>>) {
    let columns = table.columns.len() - 2;
    assert_eq!(table.columns[columns..], ["device", "seconds"]);
    let rows = table.rows.into_iter().map(|row| row[..columns].to_vec()).collect();
    (table.columns[..columns].to_vec(), rows)
}

fn make(sandbox: &Sandbox, more: &[&str]) -> Done {
    sandbox.run(&[&["study", "study.ron"], more].concat())
}

#[test]
fn a_study_is_one_table_with_runs_pictures_and_a_page() {
    let sandbox = Sandbox::new();
    study(&sandbox, 200);
    let plan = make(&sandbox, &["--plan"]).ok().stdout;
    assert_eq!(plan.lines().count(), 4, "{plan}");
    assert!(
        plan.starts_with("0 small,") && plan.contains("sigma_g 0.5") && plan.contains("seed 4: 200 steps"),
        "{plan}"
    );
    assert!(!sandbox.path("study-results").exists(), "a plan makes nothing");
    let found = make(&sandbox, &["--json"]).json();
    assert_eq!((&found["rows"], &found["finished"], &found["failed"]), (&4.into(), &4.into(), &0.into()), "{found}");
    let table = table(&sandbox, "study-results/study.csv");
    let column = |name: &str| (0..4).map(|row| table.text(row, name).to_owned()).collect::<Vec<_>>();
    assert_eq!(column("row"), ["0", "1", "2", "3"]);
    assert_eq!(
        (column("sigma_g"), column("seed")),
        (["0.3", "0.3", "0.5", "0.5"].map(str::to_owned).to_vec(), ["3", "4", "3", "4"].map(str::to_owned).to_vec())
    );
    for row in 0..4 {
        assert_eq!((table.text(row, "outcome"), table.text(row, "steps")), ("done", "200"));
        assert!(table.number(row, "loss_total").is_some() && table.number(row, "active_units").is_some());
        // An ordinary run folder, which every command takes.
        let run = format!("study-results/{}", table.text(row, "run"));
        let again = sandbox.run(&["reproduce", &run, "--steps", "20", "--json"]).json();
        assert_eq!(again["verdict"], "same", "{again}");
        let analysed = sandbox.run(&["analyze", &run, "--box", "1", "--json"]).json();
        let active = analysed["units"].as_array().expect("units").iter().filter(|unit| unit["active"] == true).count();
        assert_eq!(table.number(row, "active_units"), Some(active as f64), "the same analysis");
        assert!(sandbox.path(&format!("study-results/{}", table.text(row, "picture"))).is_file());
    }
    let looks = self::table(&sandbox, "study-results/looks.csv");
    assert_eq!(looks.rows.len(), 8, "two looks a run");
    assert_eq!(looks.text(1, "step"), "200");
    assert_eq!(looks.text(1, "grid_score"), table.text(0, "grid_score"), "the last look is at the end");
    let page = sandbox.read("study-results/summary.md");
    assert!(page.starts_with("# Does the width of pairs matter?") && page.contains("4 of 4 runs"), "{page}");
    assert!(page.contains("| small, sigma_g 0.3 | 2 of 2 (0.34 to 1.00) |"), "{page}");
    assert!(page.contains("## Values that vary") && !page.contains("## Changed while they train"), "{page}");
    // Nothing is made again.
    let began = Instant::now();
    let again = make(&sandbox, &["--json"]).json();
    assert_eq!(again["finished"], 4, "in {:?}", began.elapsed());
    assert_eq!(reproducible(self::table(&sandbox, "study-results/study.csv")), reproducible(table));
}

/// What a run shows, and whether a row shows it.
type Outcome = (&'static str, &'static str, fn(&StudyTable, usize) -> bool);

/// Of the study of the talk, what is sure enough to be asked of two seeds: all ten that decide show it.
const SURE: [Outcome; 3] = [
    ("instant", "a module that counts", |table, row| table.number(row, "modules_counted") >= Some(1.0)),
    ("no-separation", "all states collapse into one", |table, row| table.text(row, "collapsed") == "true"),
    ("no-invariance", "no module", |table, row| table.text(row, "modules_counted") == "0"),
];

/// In how many rows of a label an outcome shows, and how many there are.
fn shows((label, _, shown): Outcome, table: &StudyTable) -> [usize; 2] {
    let rows: Vec<usize> = (0..table.rows.len()).filter(|&row| table.text(row, "label") == label).collect();
    [rows.iter().filter(|&&row| shown(table, row)).count(), rows.len()]
}

#[test]
fn the_talk_in_small_shows_what_it_shows_in_full() {
    let [shipped, _] = TALK_STUDY.tables().expect("its own tables");
    let sandbox = Sandbox::new();
    let groups = SURE.map(|(label, ..)| format!("(preset: \"{label}\")")).join(", ");
    sandbox.write(
        "study.ron",
        &format!("(version: 1, title: \"The talk in small\", seeds: [100, 101], groups: [{groups}])"),
    );
    make(&sandbox, &[]).ok();
    let made = table(&sandbox, "study-results/study.csv");
    for outcome in SURE {
        let (label, words, _) = outcome;
        assert_eq!(shows(outcome, &shipped), [10, 10], "the study that ships: {label}, {words}");
        assert_eq!(shows(outcome, &made), [2, 2], "{label}, {words}");
    }
}

#[test]
fn parts_of_an_array_one_of_them_killed_make_the_same_table() {
    let sandbox = Sandbox::new();
    study(&sandbox, 4000);
    make(&sandbox, &["--out", "whole", "--jobs", "2"]).ok();
    let part = |index: &str| {
        ["study", "study.ron", "--out", "parts", "--array-index", index, "--array-size", "4"].map(str::to_owned)
    };
    let run = |index: &str| {
        let words = part(index);
        sandbox.run(&words.iter().map(String::as_str).collect::<Vec<_>>())
    };
    // The third is killed in the middle, and begun again as a scheduler would.
    let words = part("2");
    let mut killed = sandbox.program(&words.iter().map(String::as_str).collect::<Vec<_>>()).spawn().expect("it starts");
    let looks = || std::fs::read_dir(sandbox.path("parts/rows")).is_ok_and(|mut files| files.next().is_some());
    let waited = Instant::now();
    while !looks() && killed.try_wait().expect("a child").is_none() {
        assert!(waited.elapsed() < Duration::from_mins(1), "no look after a minute");
        std::thread::sleep(Duration::from_millis(5));
    }
    killed.kill().expect("it can be killed");
    killed.wait().expect("it has ended");
    for index in ["3", "0", "1"] {
        run(index).ok();
    }
    make(&sandbox, &["--out", "parts", "--collect"]).refused(1, &["1 of 4 runs are missing"]);
    assert_eq!(table(&sandbox, "parts/study.csv").rows.len(), 3, "what is there is collected");
    run("2").ok();
    make(&sandbox, &["--out", "parts", "--collect"]).ok();
    for name in ["study.csv", "looks.csv"] {
        let [whole, parts] = ["whole", "parts"].map(|folder| table(&sandbox, &format!("{folder}/{name}")));
        if name == "looks.csv" {
            assert_eq!(whole, parts);
        } else {
            assert_eq!(reproducible(whole), reproducible(parts));
        }
    }
}

#[test]
fn what_is_no_study_is_refused_and_nothing_is_made() {
    let sandbox = Sandbox::new();
    sandbox.write("study.ron", "(version: 1, title: \"a\", seeds: [1], groups: [(preset: \"instnt\")])");
    make(&sandbox, &[]).refused(1, &["group 1", "`instnt`", "`instant`"]);
    sandbox.write(
        "study.ron",
        "(version: 1, title: \"a\", seeds: [1], groups: [(preset: \"instant\", vary: [(\"sigma_g\", [-1])])])",
    );
    make(&sandbox, &[]).refused(1, &["group 1", "`sigma_g` cannot be -1"]);
    sandbox.write("study.ron", "(version: 1, title: \"a\", groups: [(preset: \"instant\")])");
    make(&sandbox, &[]).refused(1, &["group 1", "no `seeds`"]);
    assert!(!sandbox.path("study-results").exists());
    study(&sandbox, 20);
    std::fs::create_dir(sandbox.path("mine")).expect("a folder");
    sandbox.write("mine/letter.txt", "dear");
    make(&sandbox, &["--out", "mine"]).refused(1, &["holds something else than a study"]);
    make(&sandbox, &["--out", "study.ron"]).refused(1, &["this is no folder"]);
    assert_eq!(sandbox.read("mine/letter.txt"), "dear");
}
