//! What is analysed: a stored network that is walked, or cells from a file.

use super::beside::{Beside, beside};
use super::map_options::MapOptions;
use crate::analysis::{ScoreSummary, analyze_set};
use crate::cli::args::AnalyzeArgs;
use crate::cli::error::CliError;
use crate::data::{Intake, Movement};
use crate::export::{Provenance, shell_word};
use crate::import::{ReadSettings, WalkFile, read_cells};
use crate::maps::{Arena, PathIntegrator as _};
use crate::measure::{Answers, ArenaChoice, Findings, Listed, MovementChoice, Subject};
use crate::model::Compute;
use crate::numerics::Progress;
use crate::runs::find_checkpoint;
use crate::train::{StateSource as _, Trainer};
use std::path::PathBuf;
use std::sync::Arc;

/// Side of the arena unless said, metres.
const SIDE_M: f32 = 2.0;

/// Maps and what they say.
pub(super) struct Analysed {
    pub(super) subject: Subject,
    /// Of a network, not of cells from a file.
    pub(super) walked: Option<Walked>,
    /// Another session of the same cells beside this one.
    pub(super) beside: Option<Beside>,
    /// Where what is written of it is from.
    pub(super) from: Provenance,
}

/// What only a network has.
pub(super) struct Walked {
    /// How it moved: `iid`, `smooth` or a file.
    pub(super) walk: String,
    /// Factor by which a recorded trajectory was scaled to fill the arena.
    pub(super) walk_scale: Option<f64>,
    /// What was found in the file of a recorded trajectory.
    pub(super) intake: Option<Intake>,
    /// Largest distance between two states of a training batch.
    pub(super) state_spread: f64,
}

impl Analysed {
    /// What was found in the file of cells, or of the trajectory that was walked along.
    pub(super) fn intake(&self) -> Option<&Intake> {
        let of_walk = self.walked.as_ref().and_then(|walked| walked.intake.as_ref());
        of_walk.or(self.subject.set.taken_in.as_deref())
    }

    /// Each score over the active units.
    pub(super) fn scores(&self, findings: &Findings) -> Vec<ScoreSummary> {
        ScoreSummary::all(&self.subject.report.units, Answers::among(findings).and_then(Answers::one))
    }
}

/// How networks are to be walked, and in which arenas besides the first.
pub(super) fn arenas(args: &AnalyzeArgs) -> Result<ArenaChoice, CliError> {
    args.boxes.iter().try_for_each(|side_m| check_side("--boxes", *side_m))?;
    let usual = ArenaChoice::default();
    let movement = match args.walk.as_deref().map_or(usual.movement, MovementChoice::named) {
        MovementChoice::Recorded(file) => MovementChoice::Recorded(WalkFile { choice: args.read.choice(), ..file }),
        drawn => drawn,
    };
    Ok(ArenaChoice { movement, sides_m: if args.boxes.is_empty() { usual.sides_m } else { args.boxes.clone() } })
}

fn check_side(option: &str, side_m: f32) -> Result<(), CliError> {
    if Arena::SIDES_M.contains(&side_m) {
        return Ok(());
    }
    Err(CliError::Usage(format!("{option} {side_m}: valid: {} metres", Arena::sides_in_words())))
}

/// Walks a stored network.
pub(super) fn network(args: &AnalyzeArgs, choice: &MovementChoice) -> Result<Analysed, CliError> {
    if args.maps.is_given() {
        return Err(CliError::Usage(format!("{} are for spikes from a file", MapOptions::NAMES)));
    }
    if args.beside.is_some() {
        return Err(CliError::Usage("--beside is for cells from files: a network has no sessions".into()));
    }
    args.read.check_walk(matches!(choice, MovementChoice::Recorded(_)))?;
    let side_m = args.box_m.unwrap_or(SIDE_M);
    check_side("--box", side_m)?;
    let (_, state) = find_checkpoint(&args.what)?;
    let from = Provenance { command: command(args), ..Provenance::of_run("analysis", &args.what, state.head()) };
    let mut trainer = Trainer::from_state(state, Compute::cpu())?;
    let network = trainer.freeze();
    let (movement, intake) = choice.take_in(&network, &[side_m])?;
    let walk_scale = match &movement {
        Movement::Recorded(recording) => Some(recording.scale(f64::from(side_m), network.codebook())),
        Movement::Iid | Movement::Smooth => None,
    };
    let params = &trainer.preset().params;
    let subject =
        Subject::of_network(network, params, (side_m, &movement), &mut Progress::none()).expect("nobody cancels it");
    let walked = Walked { walk: choice.to_string(), walk_scale, intake, state_spread: trainer.state_spread() };
    Ok(Analysed { subject, walked: Some(walked), beside: None, from })
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
    let settings = ReadSettings { maps: args.maps.settings()?, choice: args.read.choice() };
    let set = read_cells(&args.what, &settings)?.into_set(&args.what);
    let name = args.what.file_name().map(|name| name.to_string_lossy().into_owned());
    let from = Provenance { cells: name, command: command(args), ..Provenance::here("analysis") };
    let report = analyze_set(&set, None);
    let subject = Subject::new(Arc::new(set), Arc::new(report), None);
    let compared = |other: &PathBuf| {
        beside((args.what.as_path(), subject.set.as_ref(), subject.report.as_ref()), other, &settings)
    };
    let beside = args.beside.as_ref().map(compared).transpose()?;
    Ok(Analysed { subject, walked: None, beside, from })
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
    option("beside", args.beside.as_ref().map(|path| path.display().to_string()));
    for (name, value) in args.maps.typed() {
        option(name, Some(value));
    }
    args.read.typed().into_iter().for_each(|(name, typed)| option(name, typed));
    let flags = args.measurements.0.iter().filter_map(|listed| listed.about().flag);
    words.extend(flags.map(|flag| format!("--{flag}")));
    words.iter().map(|word| shell_word(word)).collect::<Vec<_>>().join(" ")
}
