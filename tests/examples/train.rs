//! Trains a tiny network for a few steps, changes a loss term on the way, and writes a run folder.
//!
//! `cargo run --release --example train -- FOLDER` (a temporary folder unless said)

#![expect(clippy::print_stdout, reason = "an example says what it found")]

use gridscope::preset::Value;
use gridscope::{Command, EngineOptions, Event, Foreground, RunFolders, Source as _, resolve};
use std::error::Error;
use std::path::PathBuf;

const STEPS: u64 = 50;

fn main() -> Result<(), Box<dyn Error>> {
    let temporary = tempfile::tempdir()?;
    let folder = std::env::args().nth(1).map_or_else(|| temporary.path().join("run"), PathBuf::from);
    let mut preset = resolve("instant", None)?;
    for (name, value) in [("units", "16"), ("hidden", "8"), ("trajectories", "4"), ("trajectory_length", "10")] {
        preset.params.set_text(name, value)?;
    }
    let records = Box::new(RunFolders::Exactly(folder));
    let options = EngineOptions { run_at_once: true, records, ..EngineOptions::new(preset) };
    let mut run = Foreground::begin(options, 1)?;
    while run.status().step < STEPS {
        if run.status().step == STEPS / 2 {
            run.send(Command::Set { name: "capacity.enabled".into(), value: Value::Switch(false) })?;
        }
        run.step();
    }
    run.finish();
    while let Some(event) = run.next_event() {
        if let Event::Applied(change) = event {
            println!("{} changed from {} to {} after step {}", change.name, change.old, change.new, change.step);
        }
    }
    let history = run.history();
    let history = history.read().map_err(|_| "somebody panicked while writing")?;
    for sample in history.recent().step_by(10) {
        println!("step {:>3}: loss {:.4}", sample.step, sample.values[0]);
    }
    Ok(())
}
