//! `gridscope analyze`

mod modules;
mod words;

use super::args::AnalyzeArgs;
use super::{CliError, pool, print_json};
use crate::analysis::capacity::{Capacity, capacity};
use crate::analysis::generalisation::Generalisation;
use crate::analysis::{
    ModuleEvidence, ModuleNulls, ModuleReport, Report, SURROGATES, ScoreNull, ScoreSummary, UnitReport, analyze,
    module_nulls, score_null,
};
use crate::data::Motion;
use crate::export::{Exported, export};
use crate::files::write_atomically;
use crate::import::{MapSettings, is_npz, read_cells, read_trajectory};
use crate::maps::RateMaps;
use crate::measure::{BOXES_M, GeneraliseJob, GeneraliseSettings, Generalised};
use crate::model::Compute;
use crate::train::{Trainer, find_checkpoint};
use modules::{ModuleDissection, ModuleTopology, dissect_modules, module_topologies};
use serde::Serialize;
use std::path::Path;
use std::sync::Arc;
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
    /// Factor by which a recorded trajectory was scaled to fill the arena.
    #[serde(skip_serializing_if = "Option::is_none")]
    walk_scale: Option<f64>,
    /// Largest distance between two states of a training batch; `null` for cells from a file.
    state_spread: Option<f64>,
    units: &'a [UnitReport],
    /// Each score over the active units, and how many of them lie beyond chance.
    scores: Vec<ScoreSummary>,
    /// The scores of random maps.
    #[serde(skip_serializing_if = "Option::is_none")]
    score_null: Option<&'a ScoreNull>,
    modules: &'a [ModuleReport],
    /// What the modules rest on.
    evidence: &'a ModuleEvidence,
    /// Spacings and lattices of the modules against random ones.
    module_nulls: &'a ModuleNulls,
    #[serde(skip_serializing_if = "Option::is_none")]
    dissection: Option<&'a [ModuleDissection]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    topology: Option<&'a [ModuleTopology]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    generalisation: Option<&'a Generalisation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    capacity: Option<&'a Capacity>,
}

/// Random populations that modules are compared with: p-values in steps of a thousandth, in a fraction of a second.
const NULL_DRAWS: usize = 999;

/// Everything that was measured.
struct Analysed<'a> {
    maps: RateMaps,
    report: Report,
    score_null: Option<ScoreNull>,
    module_nulls: ModuleNulls,
    dissection: Option<Vec<ModuleDissection>>,
    topology: Option<Vec<ModuleTopology>>,
    /// Of a network, not of cells from a file.
    network: Option<Network<'a>>,
    capacity: Option<Capacity>,
}

/// What only a network has.
struct Network<'a> {
    walk: &'a str,
    walk_scale: Option<f64>,
    state_spread: f64,
    generalised: Option<Generalised>,
}

pub(super) fn run(args: &AnalyzeArgs) -> Result<(), CliError> {
    let analysed = pool(None)?.install(|| if is_npz(&args.what) { cells(args) } else { network(args) })?;
    let report = analysed.json();
    if let Some(folder) = &args.out {
        let dissections: Vec<_> = analysed.dissection.iter().flatten().map(|found| &found.dissection).collect();
        let found = |found: &ModuleTopology| Some((found.members(), found.topology.clone()?));
        let topologies: Vec<_> = analysed.topology.iter().flatten().filter_map(found).collect();
        let what = Exported {
            score_null: analysed.score_null.as_ref(),
            module_nulls: Some(&analysed.module_nulls),
            run: analysed.network.is_some().then_some(args.what.as_path()),
            generalised: analysed.generalised(),
            capacity: analysed.capacity.as_ref(),
            dissections: &dissections,
            topologies: &topologies,
            ..Exported::of(&analysed.maps, &analysed.report)
        };
        export(folder, what)?;
        let text = serde_json::to_string_pretty(&report).map_err(std::io::Error::other)?;
        write_atomically(&folder.join("report.json"), text.as_bytes())?;
    }
    if args.json { print_json(&report) } else { words::print(&analysed) }
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
    let explorer = Arc::new(trainer.explorer());
    let evaluation = explorer.measure(box_m, &motion);
    let report = analyze(&evaluation.maps, evaluation.both_halves(), step, None);
    let generalised = args.generalisation.then(|| {
        let settings = GeneraliseSettings { motion: &motion, boxes_m: &boxes_m };
        let job = GeneraliseJob::new(Arc::clone(&explorer), &trainer.preset().params, settings);
        job.run(&AtomicBool::new(false), &mut |_| ()).expect("nobody cancels it")
    });
    let capacity = args.capacity.then(|| match &generalised {
        // The arenas are there already.
        Some(generalised) => generalised.capacity.clone(),
        None => capacity_of(&evaluation.maps, trainer.preset().params.seed),
    });
    let walk_scale = match &motion {
        Motion::Recorded(recording) => Some(recording.scale(f64::from(box_m), &explorer.codebook)),
        Motion::Iid | Motion::Smooth => None,
    };
    let network = Network { walk, walk_scale, state_spread: trainer.state_spread(), generalised };
    let seed = trainer.preset().params.seed;
    Ok(Analysed::new(args, seed, evaluation.maps, report, Some(network), capacity))
}

fn capacity_of(maps: &RateMaps, seed: u64) -> Capacity {
    capacity(&[maps], seed, &AtomicBool::new(false), &mut |_| ()).expect("nobody cancels it")
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
    let capacity = args.capacity.then(|| capacity_of(&cells.maps, 0));
    Ok(Analysed::new(args, 0, cells.maps, report, None, capacity))
}

impl<'a> Analysed<'a> {
    /// Adds what is measured of modules, whoever's they are.
    fn new(
        args: &AnalyzeArgs,
        seed: u64,
        maps: RateMaps,
        report: Report,
        network: Option<Network<'a>>,
        capacity: Option<Capacity>,
    ) -> Self {
        let never = AtomicBool::new(false);
        let module_nulls =
            module_nulls(&report.evidence, seed, NULL_DRAWS, &never, &mut |_| ()).expect("nobody cancels it");
        let score_null =
            args.null.then(|| score_null(&maps, SURROGATES, seed, &never, &mut |_| ()).expect("nobody cancels it"));
        let dissection = args.dissect.then(|| dissect_modules(&maps, &report, seed));
        let topology = args.topology.then(|| module_topologies(&maps, &report, seed));
        Self { maps, report, score_null, module_nulls, dissection, topology, network, capacity }
    }

    fn generalised(&self) -> Option<&Generalised> {
        self.network.as_ref().and_then(|network| network.generalised.as_ref())
    }

    fn scores(&self) -> Vec<ScoreSummary> {
        ScoreSummary::all(&self.report.units, self.score_null.as_ref())
    }

    fn json(&self) -> AnalyzeReport<'_> {
        let Report { step, box_m, bins, units, modules, evidence, .. } = &self.report;
        AnalyzeReport {
            step: self.network.is_some().then_some(*step),
            box_m: *box_m,
            bins: *bins,
            walk: self.network.as_ref().map(|network| network.walk),
            walk_scale: self.network.as_ref().and_then(|network| network.walk_scale),
            state_spread: self.network.as_ref().map(|network| network.state_spread),
            units,
            scores: self.scores(),
            score_null: self.score_null.as_ref(),
            modules,
            evidence,
            module_nulls: &self.module_nulls,
            dissection: self.dissection.as_deref(),
            topology: self.topology.as_deref(),
            generalisation: self.generalised().map(|generalised| &generalised.generalisation),
            capacity: self.capacity.as_ref(),
        }
    }
}
