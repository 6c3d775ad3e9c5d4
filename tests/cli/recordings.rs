//! Recordings for a replay: what `train --record` leaves, whatever stops it.

use super::sandbox::{Done, Sandbox};
use gridscope::runs::{FrameKind, RunRecording};
use std::path::Path;

const FILE: &str = "run.gsrec";
const RECORD: [&str; 4] = ["--record", FILE, "--record-every", "4"];

fn begin(sandbox: &Sandbox, out: &str, steps: &str, more: &[&str], fail: Option<&str>) -> Done {
    let args = [&["--threads", "1", "--steps", steps], &RECORD[..], more].concat();
    sandbox.train_failing(out, &args, fail)
}

fn go_on(sandbox: &Sandbox, out: &str, steps: &str, fail: Option<&str>) -> Done {
    let args = ["train", "--resume", out, "--device", "cpu", "--json", "--threads", "1", "--steps", steps];
    sandbox.run_failing(&[&args[..], &RECORD].concat(), fail)
}

/// Steps of the live maps of a recording, in order.
fn live_steps(recording: &RunRecording) -> Vec<u64> {
    let live = recording.frames().iter().filter(|frame| frame.kind == FrameKind::Live);
    live.map(|frame| frame.step).collect()
}

/// Every loss of a run of so many steps is there, its last maps, and all can be read.
#[track_caller]
pub(super) fn check_whole(path: &Path, steps: u64, why: &str) -> RunRecording {
    let recording = RunRecording::open(path).unwrap_or_else(|error| panic!("{why}: {error}"));
    assert_eq!(recording.damage(), None, "{why}");
    let rows: Vec<u64> = recording.losses().iter().map(|row| row.step).collect();
    assert_eq!(rows, (1..=steps).collect::<Vec<_>>(), "every step once: {why}");
    let maps = live_steps(&recording);
    // Between, some may be skipped where the machine has much to do.
    assert!(maps.windows(2).all(|pair| pair[0] <= pair[1]) && maps.last() == Some(&steps), "{maps:?}: {why}");
    for frame in 0..recording.frames().len() {
        recording.maps(frame).unwrap_or_else(|error| panic!("{why}: {error}"));
    }
    recording
}

#[test]
fn a_run_is_recorded_with_all_that_happened_and_goes_on() {
    let sandbox = Sandbox::new();
    let more = ["--at", "6:sigma_g=0.3", "--record-arena", "0.5,1"];
    begin(&sandbox, "run", "10", &more, None).json();
    let recording = check_whole(&sandbox.path(FILE), 10, "recorded");
    assert_eq!(live_steps(&recording).first(), Some(&0), "it begins with the untrained network");
    assert_eq!(recording.interventions(), sandbox.journal("run"));
    let sides: Vec<(u64, f32)> = recording
        .frames()
        .iter()
        .filter_map(|frame| match frame.kind {
            FrameKind::Arena { side_m } => Some((frame.step, side_m)),
            FrameKind::Live => None,
        })
        .collect();
    assert_eq!(sides, [(6, 0.5), (6, 1.0), (10, 0.5), (10, 1.0)], "before the change and at the end");
    assert_eq!(recording.head().run, gridscope::runs::run_id(&sandbox.path("run")).expect("it has a name"));
    assert_eq!(recording.head().first_step, 0);

    go_on(&sandbox, "run", "7", None).json();
    let longer = check_whole(&sandbox.path(FILE), 17, "gone on with");
    assert_eq!(longer.interventions(), sandbox.journal("run"));
    let args = ["--threads", "1", "--steps", "1", "--record", FILE];
    sandbox.train("other", &args).refused(2, &["cannot record", FILE, "another run"]);
    sandbox.train("third", &["--record", "x.gsrec", "--record-arena", "99"]).refused(2, &["99", "0.5 to 20"]);
}

#[test]
fn recorded_or_not_a_run_is_the_same() {
    let sandbox = Sandbox::new();
    let plain = sandbox.train("plain", &["--threads", "1", "--steps", "12"]).json();
    let recorded = begin(&sandbox, "recorded", "12", &["--record-arena", "1"], None).json();
    super::sandbox::same_run(&sandbox, (&plain, "plain"), (&recorded, "recorded"), "recorded");
}

#[test]
fn killed_at_any_change_of_a_file_no_finished_maps_are_lost() {
    for how in ["any:N:die", "write:N:half"] {
        let sandbox = Sandbox::new();
        for n in 1..200 {
            let out = format!("run-{n}");
            let fail = how.replace('N', &n.to_string());
            let first = begin(&sandbox, &out, "9", &["--at", "5:sigma_g=0.3"], Some(&fail));
            assert!(!first.stderr.contains("panicked"), "{fail}: {first:#?}");
            let path = sandbox.path(FILE);
            let before = path.exists().then(|| RunRecording::open(&path).expect("whole from its first moment on"));
            let damage = before.as_ref().and_then(|before| before.damage().map(str::to_owned));
            assert!(damage.is_none_or(|words| words.contains("cut off") || words.contains("not ended")), "{fail}");
            // Whatever is left, the run goes on, and its recording with it.
            let folder = sandbox.path(&out);
            let is_run = folder.join("run.ron").is_file() && folder.join("preset.ron").is_file();
            let is_done = first.code == Some(0);
            let state = gridscope::runs::find_checkpoint(&folder);
            let step = state.map_or(0, |found| found.1.step);
            if is_run {
                let steps = (12 - step).to_string();
                go_on(&sandbox, &out, &steps, None).json();
            } else {
                begin(&sandbox, &out, "12", &[], None).json();
            }
            let whole = check_whole(&path, 12, &fail);
            assert_eq!(whole.interventions(), sandbox.journal(&out), "{fail}");
            // What stood in the file of the history that goes on still stands there; where a thread had not written its
            // first maps yet when the process died, they begin with the state that was saved.
            let left = before.as_ref().map(live_steps).unwrap_or_default();
            let kept: Vec<u64> = left.into_iter().filter(|&written| written <= step).collect();
            let now = live_steps(&whole);
            assert!(now.starts_with(&kept), "{fail}: {kept:?} of the first process, now {now:?}");
            std::fs::remove_file(&path).expect("the sandbox can be written");
            std::fs::remove_dir_all(folder).expect("the sandbox can be written");
            if is_done && n > 4 {
                break; // there are fewer changes than n: nothing failed
            }
            assert!(n < 199, "it ends");
        }
    }
}

#[test]
fn a_disk_that_is_full_for_a_moment_costs_no_losses_and_no_preset() {
    let sandbox = Sandbox::new();
    for n in 1..40 {
        let out = format!("run-{n}");
        let done = begin(&sandbox, &out, "9", &[], Some(&format!("any:{n}:full")));
        assert!(!done.stderr.contains("panicked"), "{n}: {done:#?}");
        assert!(
            done.code == Some(0) || done.stderr.contains("No space") || done.stderr.contains("storage"),
            "{done:#?}"
        );
        if done.code == Some(0) {
            let recording = check_whole(&sandbox.path(FILE), 9, &format!("full at change {n}"));
            assert_eq!(recording.preset().params.seed, 0);
        }
        let _ = std::fs::remove_file(sandbox.path(FILE)); // where it could not begin there is none
    }
}
