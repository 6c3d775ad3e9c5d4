//! `gridscope bench`

use super::args::BenchArgs;
use super::{CliError, pool, preset_with, print_json, print_line};
use crate::train::{BenchReport, Breakdown, bench, breakdown, open_device};
use serde::Serialize;

/// A report, and its breakdown where one was asked for.
#[derive(Serialize)]
struct WithBreakdown {
    #[serde(flatten)]
    report: BenchReport,
    #[serde(skip_serializing_if = "Option::is_none")]
    breakdown_ms: Option<Breakdown>,
}

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
    let threads = pool(args.threads)?;
    let parts =
        if args.breakdown { Some(breakdown(preset.clone(), compute.clone(), &threads, args.steps)?) } else { None };
    let report = bench(preset, compute, &threads, args.steps)?;
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
