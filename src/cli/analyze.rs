//! `gridscope analyze`

use super::args::AnalyzeArgs;
use super::{CliError, pool, print_json, print_line};
use crate::analysis::capacity::{Capacity, capacity};
use crate::analysis::generalisation::Generalisation;
use crate::analysis::{ModuleReport, Report, UnitReport, analyze};
use crate::data::Motion;
use crate::files::write_atomically;
use crate::maps::RateMaps;
use crate::model::Compute;
use crate::record::{
    BOXES_M, Exported, GeneraliseJob, GeneraliseSettings, Generalised, MapSettings, export, is_npz, read_cells,
    read_trajectory,
};
use crate::train::{Trainer, find_checkpoint};
use serde::Serialize;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// What `--json` prints.
#[derive(Serialize)]
struct AnalyzeReport<'a> {
    /// Training steps done; `null` for cells from a file.
    step: Option<u64>,
    box_m: f64,
    bins: usize,
    /// How the evaluation walks moved; `null` for cells from a file.
    walk: Option<&'a str>,
    /// Largest distance between two states of a training batch; `null` for cells from a file.
    state_spread: Option<f64>,
    units: &'a [UnitReport],
    modules: &'a [ModuleReport],
    #[serde(skip_serializing_if = "Option::is_none")]
    generalisation: Option<&'a Generalisation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    capacity: Option<&'a Capacity>,
}

/// Everything that was measured.
struct Analysed<'a> {
    maps: RateMaps,
    report: Report,
    /// Of a network, not of cells from a file.
    network: Option<Network<'a>>,
    capacity: Option<Capacity>,
}

/// What only a network has.
struct Network<'a> {
    walk: &'a str,
    state_spread: f64,
    generalised: Option<Generalised>,
}

pub(super) fn run(args: &AnalyzeArgs) -> Result<(), CliError> {
    let analysed = pool(None)?.install(|| if is_npz(&args.what) { cells(args) } else { network(args) })?;
    let report = analysed.json();
    if let Some(folder) = &args.out {
        let what = Exported {
            maps: &analysed.maps,
            report: &analysed.report,
            run: analysed.network.is_some().then_some(args.what.as_path()),
            generalised: analysed.generalised(),
            capacity: analysed.capacity.as_ref(),
        };
        export(folder, what)?;
        let text = serde_json::to_string_pretty(&report).map_err(std::io::Error::other)?;
        write_atomically(&folder.join("report.json"), text.as_bytes())?;
    }
    if args.json { print_json(&report) } else { analysed.print() }
}

/// Walks a stored network.
fn network(args: &AnalyzeArgs) -> Result<Analysed<'_>, CliError> {
    if args.bin.is_some() || args.smoothing.is_some() {
        return Err(CliError::Usage("--bin and --smoothing are for spikes from an NPZ file".into()));
    }
    let box_m = args.box_m.unwrap_or(2.0);
    check_box("--box", box_m)?;
    let boxes_m = if args.boxes.is_empty() { BOXES_M.to_vec() } else { args.boxes.clone() };
    boxes_m.iter().try_for_each(|box_m| check_box("--boxes", *box_m))?;
    let walk = args.walk.as_deref().unwrap_or("smooth");
    let motion = match walk {
        "iid" => Motion::Iid,
        "smooth" => Motion::Smooth,
        file => Motion::Recorded(read_trajectory(Path::new(file))?),
    };
    let (_, state) = find_checkpoint(&args.what)?;
    let step = state.step;
    let mut trainer = Trainer::from_state(state, Compute::cpu())?;
    let evaluation = trainer.motion_job(box_m, &motion).run();
    let [first, second] = &evaluation.halves;
    let report = analyze(&evaluation.maps, Some([first, second]), step, None);
    let generalised = args.generalisation.then(|| {
        let job = GeneraliseJob::new(&mut trainer, GeneraliseSettings { motion: &motion, boxes_m: &boxes_m });
        job.run(&AtomicBool::new(false), &|_| ()).expect("nobody cancels it")
    });
    let capacity = args.capacity.then(|| match &generalised {
        // The arenas are there already.
        Some(generalised) => generalised.capacity.clone(),
        None => capacity(&[&evaluation.maps], trainer.preset().params.seed),
    });
    let network = Network { walk, state_spread: trainer.state_spread(), generalised };
    Ok(Analysed { maps: evaluation.maps, report, network: Some(network), capacity })
}

fn check_box(option: &str, box_m: f32) -> Result<(), CliError> {
    if (0.5..=20.0).contains(&box_m) {
        return Ok(());
    }
    Err(CliError::Usage(format!("{option} {box_m}: valid: 0.5 to 20 metres")))
}

/// Reads the maps of recorded cells, or of another model's units.
fn cells(args: &AnalyzeArgs) -> Result<Analysed<'_>, CliError> {
    for (given, option) in
        [(args.box_m.is_some(), "--box"), (args.walk.is_some(), "--walk"), (args.generalisation, "--generalisation")]
    {
        if given {
            return Err(CliError::Usage(format!("{option} is for networks: cells from a file cannot be walked again")));
        }
    }
    let usual = MapSettings::default();
    let settings = MapSettings {
        bin_m: args.bin.unwrap_or(usual.bin_m),
        smoothing_m: args.smoothing.unwrap_or(usual.smoothing_m),
    };
    for (option, value, least) in [("--bin", settings.bin_m, 0.001), ("--smoothing", settings.smoothing_m, 0.0)] {
        if !(least..=10.0).contains(&value) {
            return Err(CliError::Usage(format!("{option} {value}: valid: {least} to 10 metres")));
        }
    }
    let cells = read_cells(&args.what, settings)?;
    let halves = cells.halves.as_ref().map(|[first, second]| [first, second]);
    let report = analyze(&cells.maps, halves, 0, None);
    let capacity = args.capacity.then(|| capacity(&[&cells.maps], 0));
    Ok(Analysed { maps: cells.maps, report, network: None, capacity })
}

impl Analysed<'_> {
    fn generalised(&self) -> Option<&Generalised> {
        self.network.as_ref().and_then(|network| network.generalised.as_ref())
    }

    fn json(&self) -> AnalyzeReport<'_> {
        let Report { step, box_m, bins, units, modules, .. } = &self.report;
        AnalyzeReport {
            step: self.network.as_ref().map(|_| *step),
            box_m: *box_m,
            bins: *bins,
            walk: self.network.as_ref().map(|network| network.walk),
            state_spread: self.network.as_ref().map(|network| network.state_spread),
            units,
            modules,
            generalisation: self.generalised().map(|generalised| &generalised.generalisation),
            capacity: self.capacity.as_ref(),
        }
    }

    fn print(&self) -> Result<(), CliError> {
        let Report { step, box_m, bins, units, modules, .. } = &self.report;
        let active: Vec<&UnitReport> = units.iter().filter(|unit| unit.active).collect();
        let arena = format!("{box_m} m arena, {bins} bins a side");
        let counts = format!("{} of {} units active", active.len(), units.len());
        print_line(&match &self.network {
            Some(Network { walk, state_spread, .. }) => format!(
                "step {step}, {arena}, {walk} walks\n{counts}, largest distance between states {state_spread:.2}"
            ),
            None => format!("{arena}\n{counts}"),
        })?;
        let median = |pick: fn(&UnitReport) -> Option<f64>| {
            let mut values: Vec<f64> = active.iter().filter_map(|unit| pick(unit)).collect();
            values.sort_by(f64::total_cmp);
            values.get(values.len() / 2).map_or_else(|| "none".to_owned(), |value| format!("{value:.2}"))
        };
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
        if modules.is_empty() {
            print_line("no modules")?;
        }
        for module in modules {
            print_line(&format!(
                "module {}: {} units, spacing {:.3} m, orientation {:.1}°",
                module.module + 1,
                module.units,
                module.spacing_m,
                module.orientation_deg
            ))?;
        }
        if let Some(generalised) = self.generalised() {
            print_generalisation(&generalised.generalisation)?;
        }
        self.capacity.as_ref().map_or(Ok(()), print_capacity)
    }
}

fn or_none(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(|| "none".to_owned(), |value| format!("{value:.digits$}"))
}

fn print_generalisation(found: &Generalisation) -> Result<(), CliError> {
    for arena in &found.boxes {
        print_line(&format!(
            "{} m arena: {} of {} active units periodic, median spacing {} m, {} of that in the first arena ({} units compared)",
            arena.box_m,
            arena.periodic_units,
            arena.active_units,
            or_none(arena.median_spacing_m, 3),
            or_none(arena.median_spacing_ratio, 3),
            arena.compared_units,
        ))?;
    }
    if let Some(distance) = &found.distance {
        print_line(&format!(
            "distance from the state of the start: {} far away, half of that at {} m",
            or_none(distance.plateau, 2),
            or_none(distance.half_rise_m, 2)
        ))?;
    }
    if let Some(separation) = &found.separation {
        print_line(&format!(
            "distance between states: {} at the same place ({} after a long time), {} elsewhere",
            or_none(separation.same_place, 3),
            or_none(separation.same_place_late, 3),
            or_none(separation.other_place, 3)
        ))?;
    }
    if let Some(drift) = &found.path_integration {
        let last = drift.steps.len().saturating_sub(1);
        let at = |moment: usize| {
            Some((drift.steps.get(moment)?, drift.mean_error_m.get(moment)?, drift.local_error_m.get(moment)?))
        };
        for (steps, mean, local) in [at(0), at(last)].into_iter().flatten() {
            print_line(&format!(
                "after {steps} steps the place is told {mean:.3} m off ({local:.3} m within 0.3 m; guessing {:.2} m)",
                drift.chance_error_m
            ))?;
        }
    }
    for paths in &found.permuted_paths {
        print_line(&format!(
            "{} steps in other orders: end states {:.3} apart, other ends {:.3}",
            paths.length, paths.mean_distance, paths.between_distance
        ))?;
    }
    Ok(())
}

fn print_capacity(found: &Capacity) -> Result<(), CliError> {
    for error in &found.decoding {
        print_line(&format!(
            "decoding in {} m with noise {}: mean error {:.3} m, median {:.3} m, {:.0} % within 0.1 m (guessing {:.2} m)",
            error.box_m,
            error.noise,
            error.mean_error_m,
            error.median_error_m,
            100.0 * error.within_10_cm,
            error.chance_error_m
        ))?;
    }
    for range in &found.ranges {
        print_line(&format!(
            "coding range in {} m: states repeat after {} m (median), {:.0} % of places have no double",
            range.box_m,
            or_none(range.median_range_m, 2),
            100.0 * range.unambiguous_share
        ))?;
    }
    Ok(())
}
