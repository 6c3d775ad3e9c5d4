//! `gridscope bench`: steps, sizes and single operations.

use super::sandbox::{Sandbox, fields, small};
use gridscope::train::{Operation, Sizes};
use serde_json::Value;

#[test]
fn bench_prints_one_object() {
    let sandbox = Sandbox::new();
    let settings = small();
    let mut args = vec!["bench", "--preset", "instant", "--trajectories", "5", "--steps", "4", "--device", "cpu"];
    args.extend(settings.iter().flat_map(|setting| ["--set", setting]));
    let report = sandbox.run(&[&args[..], &["--threads", "1", "--json"]].concat()).json();
    let asked =
        ["device", "units", "hidden", "trajectory_length", "trajectories", "timed_steps", "median_ms", "min_ms"];
    // `threads` and `picture_share` are more than was asked for.
    fields(&report, &[&asked[..], &["max_ms", "peak_rss_mib", "threads", "picture_share"]].concat(), "bench");
    let count = |name: &str| report[name].as_u64().expect("a number");
    assert_eq!([count("units"), count("hidden"), count("trajectory_length")], [12, 6, 8]);
    assert_eq!([count("trajectories"), count("timed_steps"), count("threads")], [5, 4, 1]);
    let [min, median, max] = ["min_ms", "median_ms", "max_ms"].map(|name| report[name].as_f64().expect("a number"));
    assert!(0.0 < min && min <= median && median <= max, "{report}");
    assert!((0.0..=1.0).contains(&report["picture_share"].as_f64().expect("a number")), "{report}");
    assert!(report["peak_rss_mib"].is_null() || report["peak_rss_mib"].as_f64() > Some(1.0), "{report}");
    assert!(sandbox.run(&args).ok().stdout.contains("median"), "words without --json");
    let parts = sandbox.run(&[&args[..], &["--breakdown", "--json"]].concat()).json()["breakdown_ms"].clone();
    let names = ["draw", "mlp", "unroll", "pairs", "paths", "rest_of_gradients", "optimizer", "pictures", "read_back"];
    fields(&parts, &names, "breakdown_ms");
    let ms = |name: &str| parts[name].as_f64().expect("a number");
    assert!(["mlp", "unroll", "pairs", "paths", "optimizer"].into_iter().all(|name| ms(name) > 0.0), "{parts}");
}

#[test]
fn bench_goes_over_sizes_and_devices() {
    let sandbox = Sandbox::new();
    let settings = small();
    let mut args = vec!["bench", "--preset", "instant", "--steps", "3", "--device", "cpu", "--threads", "1"];
    args.extend(settings.iter().flat_map(|setting| ["--set", setting]));
    let lists = ["--units", "6,24", "--trajectories", "3,5,12", "--svg", "plot.svg"];
    let report = sandbox.run(&[&args[..], &lists, &["--json"]].concat()).json();
    fields(&report, &["preset", "rows", "failed"], "a sweep");
    assert_eq!((&report["preset"], report["failed"].as_array().map(Vec::len)), (&"instant".into(), Some(0)));
    let rows = report["rows"].as_array().expect("a list");
    let size = |row: &Value| ["units", "trajectories", "trajectory_length"].map(|name| row[name].as_u64());
    let sizes: Vec<_> = rows.iter().map(size).collect();
    let expected = [[6, 3, 8], [24, 3, 8], [12, 3, 8], [12, 5, 8], [12, 12, 8]];
    assert_eq!(sizes, expected.map(|size| size.map(Some)), "one list at a time, the preset's own size otherwise");
    for row in rows {
        let [gflop, rate, median] = ["gflop", "gflop_per_s", "median_ms"].map(|name| row[name].as_f64());
        let [gflop, rate, median] = [gflop, rate, median].map(|number| number.expect("a number"));
        assert!(gflop > 0.0 && (rate * median / 1e3 / gflop - 1.0).abs() < 1e-9, "{row}");
        assert_eq!((row["timed_steps"].as_u64(), row["threads"].as_u64()), (Some(3), Some(1)));
    }
    assert!(rows[4]["gflop"].as_f64() > rows[3]["gflop"].as_f64(), "more trajectories are more operations");
    let plot = sandbox.read("plot.svg");
    sandbox.write("mine.svg", "<svg/>");
    let onto = ["--units", "6,24", "--svg", "mine.svg"];
    sandbox.run(&[&args[..], &onto].concat()).refused(2, &["mine.svg", "--force"]);
    assert_eq!(sandbox.read("mine.svg"), "<svg/>", "somebody else's picture stays");
    sandbox.run(&[&args[..], &onto, &["--force"]].concat()).ok();
    sandbox.run(&[&args[..], &onto].concat()).ok();
    sandbox.run(&[&args[..], &["--units", "6,24", "--force"]].concat()).refused(2, &["--svg"]);
    for words in ["<svg", "units N", "trajectories B", "time per step / ms", "CPU"] {
        assert!(plot.contains(words), "{words} in {plot}");
    }

    let words = sandbox.run(&[&args[..], &["--units", "6,24", "--length", "4,8", "--full"]].concat()).ok().stdout;
    assert_eq!(words.lines().count(), 1 + 4, "a table of all combinations: {words}");
    assert!(words.lines().next().is_some_and(|line| line.contains("median ms") && line.contains("GFLOP/s")), "{words}");

    sandbox.run(&[&args[..], &["--units", "6,2000"]].concat()).refused(1, &["units", "2000", "2 to 1024"]);
    sandbox.run(&[&args[..], &["--svg", "one.svg"]].concat()).refused(2, &["--svg", "several sizes"]);
    sandbox.run(&[&args[..], &["--op", "mlp", "--units", "6,24"]].concat()).refused(2, &["--op", "one size"]);
    sandbox.run(&[&args[..], &["--op", "mlp", "--sweep"]].concat()).refused(2, &["--op", "--sweep"]);
    assert!(!sandbox.path("one.svg").exists(), "nothing was written");
}

#[test]
fn bench_times_single_operations() {
    let sandbox = Sandbox::new();
    let settings = small();
    let mut args = vec!["bench", "--preset", "instant", "--steps", "4", "--device", "cpu", "--threads", "2"];
    args.extend(settings.iter().flat_map(|setting| ["--set", setting]));
    for (name, operation) in Operation::NAMED {
        let report = sandbox.run(&[&args[..], &["--op", name, "--json"]].concat()).json();
        let sizes =
            ["operation", "device", "units", "hidden", "layers", "trajectory_length", "trajectories", "threads"];
        let times = ["timed_runs", "median_ms", "min_ms", "max_ms", "gflop", "gbyte", "gflop_per_s", "gbyte_per_s"];
        let more = ["matmul_gflop_per_s", "share_of_matmul", "peak_rss_mib"];
        fields(&report, &[&sizes[..], &times, &more].concat(), name);
        assert_eq!((&report["operation"], &report["timed_runs"]), (&name.into(), &4.into()));
        let sizes = Sizes { units: 12, hidden: 6, layers: 3, length: 8, trajectories: 3, batches: 1 };
        assert_eq!(report["gflop"].as_f64(), Some(operation.count(sizes).gflop()), "{name} is counted");
        let share = report["share_of_matmul"].as_f64();
        assert_eq!(share.is_some_and(|share| share > 0.0), name == "pair_losses", "{report}");
    }
    let words = sandbox.run(&[&args[..], &["--op", "pair_losses"]].concat()).ok().stdout;
    assert!(words.contains("GFLOP/s") && words.contains("of a plain matrix product"), "{words}");
    sandbox.run(&[&args[..], &["--op", "pairs"]].concat()).refused(2, &["pairs", "pair_losses"]);
}
