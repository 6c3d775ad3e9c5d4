//! `gridscope bench`: one size, one operation, or a sweep over sizes and devices.

mod lines;
mod own_plot;
mod plot;
mod sizes;
mod sweep;
mod timed;

use super::args::BenchArgs;
use super::{CliError, pool, preset_with, print_json, print_line, say};
use crate::numerics::count;
use crate::preset::Preset;
use crate::train::{
    BenchReport, Breakdown, OperationReport, Timing, bench_operation, bench_within, breakdown, open_device,
};
use serde::Serialize;
use sizes::plan;
use std::time::Duration;
use timed::memory;

pub(super) fn run(args: BenchArgs) -> Result<(), CliError> {
    let preset = preset_with(&args.preset, &args.set, None)?;
    let sizes = plan(&preset.params, &args);
    let presets = sizes.iter().map(|size| size.of(&preset)).collect::<Result<Vec<_>, _>>()?;
    match (args.op, &presets[..], &args.device[..]) {
        (Some(_), [preset], [_]) => one_operation(preset, &args),
        (Some(_), ..) => Err(CliError::Usage("--op takes one size and one device".into())),
        (None, [preset], [_]) if args.svg.is_none() => one_size(preset.clone(), &args),
        (None, ..) if args.breakdown => Err(CliError::Usage("--breakdown takes one size and one device".into())),
        (None, [_], [_]) => {
            Err(CliError::Usage("--svg needs several sizes: --sweep, or a list like --units 64,128".into()))
        }
        (None, ..) => sweep::run(&preset, &sizes, &args),
    }
}

/// Runs and time limit of each measurement.
fn timing(args: &BenchArgs) -> Timing {
    Timing { runs: args.steps, limit: args.seconds.map_or(Duration::MAX, Duration::from_secs_f64) }
}

fn open(preset: &Preset, args: &BenchArgs) -> Result<crate::model::Compute, CliError> {
    let program = std::env::current_exe().ok();
    let device = args.device.first().copied().unwrap_or_default();
    let (compute, lines) = open_device(preset, device, args.threads, program.as_deref())?;
    for line in lines {
        say(&line);
    }
    Ok(compute)
}

fn one_size(preset: Preset, args: &BenchArgs) -> Result<(), CliError> {
    let compute = open(&preset, args)?;
    let threads = pool(args.threads)?;
    let parts =
        if args.breakdown { Some(breakdown(preset.clone(), compute.clone(), &threads, args.steps)?) } else { None };
    let report = bench_within(preset, compute, &threads, timing(args))?;
    if args.json {
        return print_json(&WithBreakdown { report, breakdown_ms: parts });
    }
    if let Some(parts) = parts {
        let total: f64 = parts.parts().iter().map(|(_, ms)| ms).sum();
        for (name, ms) in parts.parts() {
            print_line(&format!("{name:18} {ms:8.3} ms {:5.1} %", 100.0 * ms / total))?;
        }
        print_line(&format!("{:18} {total:8.3} ms", "sum"))?;
    }
    print_line(&in_words(&report))
}

/// A report, and its breakdown where one was asked for.
#[derive(Serialize)]
struct WithBreakdown {
    #[serde(flatten)]
    report: BenchReport,
    #[serde(skip_serializing_if = "Option::is_none")]
    breakdown_ms: Option<Breakdown>,
}

/// Sizes in the letters of the paper: units, hidden units, steps of a trajectory, trajectories.
fn sizes_in_words([units, hidden, length, trajectories]: [usize; 4]) -> String {
    format!("N {units} H {hidden} T {length} B {trajectories}")
}

fn in_words(report: &BenchReport) -> String {
    let sizes = [report.units, report.hidden, report.trajectory_length, report.trajectories];
    format!(
        "{}, {}: {}: median {:.2} ms a step (min {:.2}, max {:.2}, {} steps), pictures {:.1} %, \
         peak memory {}",
        report.device,
        count(report.threads, "thread"),
        sizes_in_words(sizes),
        report.median_ms,
        report.min_ms,
        report.max_ms,
        report.timed_steps,
        100.0 * report.picture_share,
        memory(report.peak_rss_mib),
    )
}

fn one_operation(preset: &Preset, args: &BenchArgs) -> Result<(), CliError> {
    let Some(operation) = args.op else { return Ok(()) };
    let compute = open(preset, args)?;
    let report = bench_operation(operation, &preset.params, &compute, &pool(args.threads)?, timing(args))?;
    if args.json { print_json(&report) } else { print_line(&operation_in_words(&report)) }
}

fn operation_in_words(report: &OperationReport) -> String {
    let share = report.share_of_matmul.zip(report.matmul_gflop_per_s).map_or_else(String::new, |(share, rate)| {
        format!("; {:.0} % of a plain matrix product of the same shape ({rate:.1} GFLOP/s)", 100.0 * share)
    });
    let sizes = [report.units, report.hidden, report.trajectory_length, report.trajectories];
    format!(
        "{} on {}, {}: {}: median {:.3} ms (min {:.3}, max {:.3}, {} runs), {:.4} GFLOP and \
         {:.4} GB by count: {:.1} GFLOP/s, {:.1} GB/s{share}",
        report.operation,
        report.device,
        count(report.threads, "thread"),
        sizes_in_words(sizes),
        report.median_ms,
        report.min_ms,
        report.max_ms,
        report.timed_runs,
        report.gflop,
        report.gbyte,
        report.gflop_per_s,
        report.gbyte_per_s,
    )
}
