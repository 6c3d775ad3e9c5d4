//! `gridscope analyze`

use super::args::AnalyzeArgs;
use super::{CliError, pool, print_json, print_line};
use crate::analysis::{Report, UnitReport, analyze};
use crate::model::Compute;
use crate::train::{Trainer, find_checkpoint};
use serde::Serialize;

/// What `--json` prints.
#[derive(Serialize)]
struct AnalyzeReport<'a> {
    step: u64,
    box_m: f64,
    bins: usize,
    /// Largest distance between two states of a training batch.
    state_spread: f64,
    units: &'a [UnitReport],
    modules: &'a [crate::analysis::ModuleReport],
}

pub(super) fn run(args: &AnalyzeArgs) -> Result<(), CliError> {
    if !(0.5..=20.0).contains(&args.box_m) {
        return Err(CliError::Usage(format!("--box {}: valid: 0.5 to 20 metres", args.box_m)));
    }
    let (_, state) = find_checkpoint(&args.run)?;
    let step = state.step;
    pool(None)?.install(|| {
        let mut trainer = Trainer::from_state(state, Compute::cpu())?;
        let evaluation = trainer.evaluation_job(args.box_m).run();
        let [first, second] = &evaluation.halves;
        let report = analyze(&evaluation.maps, Some([first, second]), step, None);
        let state_spread = trainer.state_spread();
        if args.json {
            let Report { step, box_m, bins, units, modules, .. } = &report;
            return print_json(&AnalyzeReport {
                step: *step,
                box_m: *box_m,
                bins: *bins,
                state_spread,
                units,
                modules,
            });
        }
        print_summary(&report, state_spread)
    })
}

fn print_summary(report: &Report, state_spread: f64) -> Result<(), CliError> {
    let active: Vec<&UnitReport> = report.units.iter().filter(|unit| unit.active).collect();
    let median = |pick: fn(&UnitReport) -> Option<f64>| {
        let mut values: Vec<f64> = active.iter().filter_map(|unit| pick(unit)).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).map_or_else(|| "none".to_owned(), |value| format!("{value:.2}"))
    };
    print_line(&format!(
        "step {}, {} m arena, {} bins a side\n{} of {} units active, largest distance between states {state_spread:.2}",
        report.step,
        report.box_m,
        report.bins,
        active.len(),
        report.units.len(),
    ))?;
    print_line(&format!(
        "medians of active units: grid score {} (mean), {} (min–max), {} (adaptive ring); 90° score {}; stability {}; \
         spacing {} m",
        median(|u| u.grid_score_mean),
        median(|u| u.grid_score_min_max),
        median(|u| u.grid_score_adaptive),
        median(|u| u.score_90),
        median(|u| u.stability),
        median(|u| u.spacing_m),
    ))?;
    if report.modules.is_empty() {
        return print_line("no modules");
    }
    for module in &report.modules {
        print_line(&format!(
            "module {}: {} units, spacing {:.3} m, orientation {:.1}°",
            module.module + 1,
            module.units,
            module.spacing_m,
            module.orientation_deg
        ))?;
    }
    Ok(())
}
