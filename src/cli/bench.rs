//! `gridscope bench`

use super::args::BenchArgs;
use super::{CliError, pool, preset_with, print_json, print_line};
use crate::train::{bench, open_device};

pub(super) fn run(args: BenchArgs) -> Result<(), CliError> {
    let mut preset = preset_with(&args.preset, &args.set, None)?;
    if let Some(trajectories) = args.trajectories {
        preset.params.set_text("trajectories", &trajectories.to_string())?;
    }
    let program = std::env::current_exe().ok();
    let (compute, lines) = open_device(&preset, args.device, args.threads, program.as_deref())?;
    for line in lines {
        eprintln!("{line}");
    }
    let report = bench(preset, compute, &pool(args.threads)?, args.steps)?;
    if args.json {
        return print_json(&report);
    }
    print_line(&format!(
        "{}, {} threads: N {} H {} T {} B {}: median {:.2} ms a step (min {:.2}, max {:.2}, {} steps), pictures {:.1} %, \
         peak memory {}",
        report.device,
        report.threads,
        report.units,
        report.hidden,
        report.trajectory_length,
        report.trajectories,
        report.median_ms,
        report.min_ms,
        report.max_ms,
        report.timed_steps,
        100.0 * report.picture_share,
        report.peak_rss_mib.map_or_else(|| "unknown".into(), |mib| format!("{mib:.0} MiB")),
    ))
}
