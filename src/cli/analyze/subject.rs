//! What is analysed: a stored network that is walked, or cells from a file.

use crate::analysis::{ScoreSummary, analyze_set};
use crate::cli::args::AnalyzeArgs;
use crate::cli::error::CliError;
use crate::data::Movement;
use crate::export::{Provenance, shell_word};
use crate::import::read_cells;
use crate::maps::{Arena, MapSet, MapSettings, Origin, PathIntegrator as _, RunId, map_arena};
use crate::measure::{Answers, ArenaChoice, Findings, Listed, MovementChoice, Subject};
use crate::model::Compute;
use crate::numerics::Progress;
use crate::runs::find_checkpoint;
use crate::train::{StateSource as _, Trainer};
use std::sync::Arc;

/// Side of the arena unless said, metres.
const SIDE_M: f32 = 2.0;

/// Maps and what they say.
pub(super) struct Analysed {
    pub(super) subject: Subject,
    /// Of a network, not of cells from a file.
    pub(super) walked: Option<Walked>,
    /// Where what is written of it is from.
    pub(super) from: Provenance,
}

/// What only a network has.
pub(super) struct Walked {
    /// How it moved: `iid`, `smooth` or a file.
    pub(super) walk: String,
    /// Factor by which a recorded trajectory was scaled to fill the arena.
    pub(super) walk_scale: Option<f64>,
    /// Largest distance between two states of a training batch.
    pub(super) state_spread: f64,
}

impl Analysed {
    /// Each score over the active units.
    pub(super) fn scores(&self, findings: &Findings) -> Vec<ScoreSummary> {
        ScoreSummary::all(&self.subject.report.units, Answers::among(findings).and_then(Answers::one))
    }
}

/// How networks are to be walked, and in which arenas besides the first.
pub(super) fn arenas(args: &AnalyzeArgs) -> Result<ArenaChoice, CliError> {
    args.boxes.iter().try_for_each(|side_m| check_side("--boxes", *side_m))?;
    let usual = ArenaChoice::default();
    Ok(ArenaChoice {
        movement: args.walk.as_deref().map_or(usual.movement, MovementChoice::named),
        sides_m: if args.boxes.is_empty() { usual.sides_m } else { args.boxes.clone() },
    })
}

fn check_side(option: &str, side_m: f32) -> Result<(), CliError> {
    if Arena::SIDES_M.contains(&side_m) {
        return Ok(());
    }
    Err(CliError::Usage(format!("{option} {side_m}: valid: {} metres", Arena::sides_in_words())))
}

/// Walks a stored network.
pub(super) fn network(args: &AnalyzeArgs, choice: &MovementChoice) -> Result<Analysed, CliError> {
    if args.bin.is_some() || args.smoothing.is_some() {
        return Err(CliError::Usage("--bin and --smoothing are for spikes from an NPZ file".into()));
    }
    let side_m = args.box_m.unwrap_or(SIDE_M);
    check_side("--box", side_m)?;
    let (_, state) = find_checkpoint(&args.what)?;
    let step = state.step;
    let from = Provenance { command: command(args), ..Provenance::of_run("analysis", &args.what, state.head()) };
    let mut trainer = Trainer::from_state(state, Compute::cpu())?;
    let network = trainer.freeze();
    let movement = choice.read(&network, &[side_m])?;
    let walk_scale = match &movement {
        Movement::Recorded(recording) => Some(recording.scale(f64::from(side_m), network.codebook())),
        Movement::Iid | Movement::Smooth => None,
    };
    let found = map_arena(&network, side_m, &movement, &mut Progress::none()).expect("nobody cancels it");
    let set = MapSet::new(Origin::Arena(RunId::fresh()), Some(step), found.maps);
    let set = MapSet { halves: Some(found.halves), walker: Some(Arc::new(network)), ..set };
    let walked = Walked { walk: choice.to_string(), walk_scale, state_spread: trainer.state_spread() };
    Ok(Analysed { subject: subject(set, Some(&trainer)), walked: Some(walked), from })
}

/// Reads the maps of recorded cells, or of another model's units.
pub(super) fn cells(args: &AnalyzeArgs) -> Result<Analysed, CliError> {
    let of_networks = args.measurements.0.iter().map(Listed::about).filter(|about| about.is_of_networks);
    let flags = of_networks.filter_map(|about| about.flag);
    let given = [("box", args.box_m.is_some()), ("walk", args.walk.is_some())];
    let given = given.into_iter().filter(|(_, given)| *given).map(|(option, _)| option);
    if let Some(option) = given.chain(flags).next() {
        return Err(CliError::Usage(format!("--{option} is for networks: cells from a file cannot be walked again")));
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
    let set = read_cells(&args.what, &settings.into())?.into_set(&args.what);
    let name = args.what.file_name().map(|name| name.to_string_lossy().into_owned());
    let from = Provenance { cells: name, command: command(args), ..Provenance::here("analysis") };
    Ok(Analysed { subject: subject(set, None), walked: None, from })
}

/// The command that finds the same again. Where it writes to, and how, changes nothing of it.
fn command(args: &AnalyzeArgs) -> String {
    let what = args.what.canonicalize().unwrap_or_else(|_| args.what.clone());
    let mut words = vec!["gridscope".to_owned(), "analyze".to_owned(), what.display().to_string()];
    let mut option = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            words.extend([format!("--{name}"), value]);
        }
    };
    let sides: Vec<String> = args.boxes.iter().map(ToString::to_string).collect();
    option("box", args.box_m.map(|side_m| side_m.to_string()));
    option("walk", args.walk.clone());
    option("boxes", (!sides.is_empty()).then(|| sides.join(",")));
    option("bin", args.bin.map(|width_m| width_m.to_string()));
    option("smoothing", args.smoothing.map(|width_m| width_m.to_string()));
    let flags = args.measurements.0.iter().filter_map(|listed| listed.about().flag);
    words.extend(flags.map(|flag| format!("--{flag}")));
    words.iter().map(|word| shell_word(word)).collect::<Vec<_>>().join(" ")
}

fn subject(set: MapSet, run: Option<&Trainer>) -> Subject {
    let report = analyze_set(&set, None);
    Subject::new(Arc::new(set), Arc::new(report), run.map(|run| &run.preset().params))
}
