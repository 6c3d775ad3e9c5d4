//! Files that ask for more than there is, or never end: refused in words.

use super::sandbox::Sandbox;
use gridscope::files::{Numbers, write_npz};
use std::process::Command;

type Arrays<'a> = [(&'a str, &'a [usize], Numbers<'a>)];

fn archive(sandbox: &Sandbox, name: &str, arrays: &Arrays<'_>) {
    write_npz(&sandbox.path(name), arrays).expect("the sandbox can be written");
}

#[test]
fn cells_that_ask_for_too_much_are_refused() {
    let sandbox = Sandbox::new();
    let (t, place) = ([0.0, 1.0, 2.0, 3.0], [0.0, 1.0, 0.5, 0.2]);
    let samples = &[4usize][..];
    let track =
        [("t", samples, Numbers::F64(&t)), ("x", samples, Numbers::F64(&place)), ("y", samples, Numbers::F64(&place))];
    let spike = ("spike_times", &[1usize][..], Numbers::F64(&[1.0]));
    let gap = [spike, ("spike_units", &[1usize][..], Numbers::I64(&[99_999]))];
    archive(&sandbox, "gap.npz", &[&track[..], &gap].concat());
    assert!(sandbox.run(&["analyze", "gap.npz"]).ok().stdout.contains("0 of 1 unit active"), "only units that occur");
    let (times, units): (Vec<f64>, Vec<i64>) = (0..2000).map(|unit| (1.0, unit)).unzip();
    let many = [
        ("box_m", &[][..], Numbers::F64(&[50.0])),
        ("spike_times", &[2000usize][..], Numbers::F64(&times)),
        ("spike_units", &[2000usize][..], Numbers::I64(&units)),
    ];
    archive(&sandbox, "many.npz", &[&track[..], &many].concat());
    sandbox.run(&["analyze", "many.npz", "--unit", "m"]).refused(1, &["many.npz", "2000 units", "MiB", "valid"]);
    let last = ("spikes_18446744073709551615", &[1usize][..], Numbers::F64(&[1.0]));
    archive(&sandbox, "last.npz", &[&track[..], &[last]].concat());
    sandbox.run(&["analyze", "last.npz"]).refused(1, &["last.npz", "valid: units from 0 to 999999999"]);
    let first = ("spikes_0", &[1usize][..], Numbers::F64(&[1.0]));
    let far = [("t", samples, Numbers::F64(&[-1e308, 0.0, 1.0, 1e308])), track[1], track[2], first];
    archive(&sandbox, "far.npz", &far);
    sandbox.run(&["analyze", "far.npz"]).refused(1, &["far.npz", "`t`", "inf s", "valid: up to 100000000 s"]);
    archive(&sandbox, "red.npz", &[("\u{1b}[31m", &[1], Numbers::F64(&[1.0]))]);
    let red = sandbox.run(&["analyze", "red.npz"]);
    assert!(!red.stderr.contains('\u{1b}') && red.stderr.contains(r"\u{1b}[31m"), "{}", red.stderr);
    red.refused(1, &["red.npz"]);
}

#[test]
fn walks_that_cannot_be_are_refused() {
    let sandbox = Sandbox::new();
    sandbox.train("run", &["--steps", "1", "--set", "max_speed=0.001"]).json();
    let analyze = |walk: &str| sandbox.run(&["analyze", "run", "--box", "20", "--walk", walk]);
    // Corner to corner, a thousand times: 20 m in steps of a millimetre each.
    let rows = (0..1000).map(|i| format!("{i},{0},{0}\n", i % 2));
    sandbox.write("noisy.csv", &rows.collect::<String>());
    let words = ["noisy.csv", "steps", "0.001 m", "arena of 20 m", "valid: up to 1000000"];
    analyze("noisy.csv").refused(1, &words);
    sandbox
        .run(&["analyze", "run", "--generalisation", "--boxes", "0.5,20", "--walk", "noisy.csv", "--box", "0.5"])
        .refused(1, &words[..1]);
    sandbox.write("far.csv", "-1e308,0,0\n0,1,1\n1e308,0,1\n");
    analyze("far.csv").refused(1, &["far.csv", "inf s", "valid: up to 100000000 s"]);
}

#[test]
fn what_is_no_regular_file_is_not_waited_for() {
    let sandbox = Sandbox::new();
    sandbox.train("run", &["--steps", "1"]).json();
    let mut paths = vec![".".to_owned()];
    let pipe = |name: &str| Command::new("mkfifo").arg(sandbox.path(name)).status();
    // Not every system has pipes of this kind.
    let are_made = ["pipe.csv", "pipe.npz"].iter().all(|name| pipe(name).is_ok_and(|status| status.success()));
    if are_made {
        paths.push("pipe.csv".to_owned());
        sandbox.run(&["analyze", "pipe.npz"]).refused(1, &["pipe.npz", "valid: a regular file"]);
    }
    if std::path::Path::new("/dev/zero").exists() {
        paths.push("/dev/zero".to_owned());
    }
    for path in paths {
        sandbox.run(&["analyze", "run", "--walk", &path]).refused(1, &[&path, "valid: a regular file"]);
    }
}
