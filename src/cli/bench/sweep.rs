//! Many sizes, on one device after the other. Each is timed in a process of its own, so that its peak memory is its own and
//! a driver that fails takes only one size down.

use super::own_plot;
use super::plot::scaling_plot;
use super::sizes::Size;
use super::timed::{TimedSize, memory};
use crate::cli::args::BenchArgs;
use crate::cli::{CliError, print_json, print_line, say};
use crate::export::{Provenance, shell_word, stamped_svg};
use crate::numerics::count;
use crate::preset::Preset;
use crate::train::{BenchReport, Count, DeviceChoice, Sizes};
use serde::Serialize;
use std::path::Path;
use std::process::{Command, Stdio};

/// Timed seconds of a size unless said.
const SECONDS: f64 = 10.0;

/// A size that could not be timed.
#[derive(Debug, Serialize)]
struct Failure {
    /// The device asked for.
    device: String,
    #[serde(flatten)]
    size: Size,
    reason: String,
}

/// What `--json` prints.
#[derive(Serialize)]
struct SweepReport<'a> {
    preset: &'a str,
    rows: &'a [TimedSize],
    failed: &'a [Failure],
}

pub(super) fn run(preset: &Preset, sizes: &[Size], args: &BenchArgs) -> Result<(), CliError> {
    // Before an hour of timing, too.
    args.svg.as_ref().map_or(Ok(()), |path| own_plot::check(path, args.force))?;
    let program = std::env::current_exe()?;
    let (mut rows, mut failed) = (Vec::new(), Vec::new());
    tell(&header(), args.json)?;
    for device in &args.device {
        for size in sizes {
            match in_child(&program, *size, *device, args) {
                Ok(report) => {
                    let gflop = Count::of_step(Sizes::from(&size.of(preset)?.params)).gflop();
                    let row = TimedSize { gflop, gflop_per_s: gflop / report.median_ms * 1e3, report };
                    tell(&line(&row), args.json)?;
                    rows.push(row);
                }
                Err(reason) => {
                    let Size { units, trajectories, trajectory_length } = size;
                    tell(&format!("{units:>5}{trajectories:>5}{trajectory_length:>5}  {device}: {reason}"), args.json)?;
                    failed.push(Failure { device: device.to_string(), size: *size, reason });
                }
            }
        }
    }
    if let (true, Some(failure)) = (rows.is_empty(), failed.first()) {
        return Err(CliError::Sweep(failure.reason.clone()));
    }
    if let Some(path) = &args.svg {
        own_plot::write(path, &stamped_svg(&scaling_plot(&rows), &from(preset, args)), args.force)?;
        tell(&format!("plot: {}", path.display()), args.json)?;
    }
    if args.json {
        return print_json(&SweepReport { preset: &preset.name, rows: &rows, failed: &failed });
    }
    Ok(())
}

/// Where the plot is from.
fn from(preset: &Preset, args: &BenchArgs) -> Provenance {
    let device = args.device.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    let command = format!("gridscope bench --preset {} --device {device} --sweep", shell_word(&args.preset));
    let (preset, seed) = (preset.name.clone(), preset.params.seed);
    Provenance { preset, seed, device, command, ..Provenance::here("time of training steps") }
}

/// A line of the table: on standard output, or beside it where that is for JSON.
fn tell(line: &str, json: bool) -> Result<(), CliError> {
    if json {
        say(line);
        return Ok(());
    }
    print_line(line)
}

/// Times one size in a child process: this program itself with `bench --json`.
fn in_child(program: &Path, size: Size, device: DeviceChoice, args: &BenchArgs) -> Result<BenchReport, String> {
    let mut command = Command::new(program);
    command.args([
        "bench",
        "--instructions",
        crate::ops::cpu::instruction_set(),
        "--json",
        "--preset",
        &args.preset,
        "--device",
        &device.to_string(),
    ]);
    let settings = args.set.iter().map(|setting| format!("{}={}", setting.name, setting.value));
    for setting in settings.chain(size.settings().map(|(name, value)| format!("{name}={value}"))) {
        command.args(["--set", &setting]);
    }
    command.args(["--steps", &args.steps.to_string(), "--seconds", &args.seconds.unwrap_or(SECONDS).to_string()]);
    if let Some(threads) = args.threads {
        command.args(["--threads", &threads.to_string()]);
    }
    let done = command.stdin(Stdio::null()).output().map_err(|error| format!("cannot be started: {error}"))?;
    let last = |bytes: &[u8]| String::from_utf8_lossy(bytes).lines().last().unwrap_or_default().to_owned();
    if !done.status.success() {
        let words = last(&done.stderr);
        let words = words.strip_prefix("gridscope: ").unwrap_or(&words);
        return Err(if words.is_empty() { format!("ended early ({})", done.status) } else { words.to_owned() });
    }
    serde_json::from_str(&last(&done.stdout)).map_err(|error| format!("its answer cannot be read: {error}"))
}

fn header() -> String {
    format!(
        "{:>5}{:>5}{:>5}{:>11}{:>11}{:>11}{:>7}{:>10}{:>10}{:>10}  device",
        "N", "B", "T", "median ms", "min", "max", "steps", "GFLOP", "GFLOP/s", "memory"
    )
}

fn line(row: &TimedSize) -> String {
    let TimedSize { report, gflop, gflop_per_s } = row;
    format!(
        "{:>5}{:>5}{:>5}{:>11.2}{:>11.2}{:>11.2}{:>7}{gflop:>10.3}{gflop_per_s:>10.1}{:>10}  {}, {}",
        report.units,
        report.trajectories,
        report.trajectory_length,
        report.median_ms,
        report.min_ms,
        report.max_ms,
        report.timed_steps,
        memory(report.peak_rss_mib),
        report.device,
        count(report.threads, "thread"),
    )
}
