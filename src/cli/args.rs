//! What can be typed.

use super::analyze::{ChosenMeasurements, MapOptions, ReadArgs};
use super::film_size::FilmSize;
use super::study_args::StudyArgs;
use super::threads::parse_threads;
use crate::maps::Arena;
use crate::train::{DeviceChoice, Operation, RECORD_EVERY};
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;
use std::str::FromStr;

/// Live, reproducible exploration of self-supervised grid-cell networks.
#[derive(Debug, Parser)]
#[command(version, about, args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<CliCommand>,
    /// Instructions of the CPU: amx, avx512, avx2, neon or plain (the widest that the machine has unless said)
    #[arg(long, global = true, value_name = "SET")]
    pub instructions: Option<String>,
    #[command(flatten)]
    pub window: WindowArgs,
}

/// Without a command: open the window.
#[derive(Debug, Args)]
pub struct WindowArgs {
    /// A preset (bundled, your own, or a .ron file), a run folder, a checkpoint or a recording; or cells (NPZ) or a trajectory (CSV, NPZ, NPY)
    #[arg(value_name = "PRESET|RUN|FILE")]
    pub what: Option<String>,
    /// Train on: auto, cpu or gpu
    #[arg(long, default_value = "auto")]
    pub device: DeviceChoice,
    /// Training threads (one per core unless said)
    #[arg(long, value_parser = parse_threads)]
    pub threads: Option<usize>,
    /// Open the window without starting to train
    #[arg(long)]
    pub paused: bool,
    /// Folder for run folders
    #[arg(long, value_name = "DIR")]
    pub runs: Option<PathBuf>,
    /// Training steps, then pause
    #[arg(long)]
    pub steps: Option<u64>,
    /// Open on stage, with the talk that comes with the program
    #[arg(long)]
    pub stage: bool,
    /// Open on stage, with the talk in this folder
    #[arg(long, value_name = "DIR")]
    pub talk: Option<PathBuf>,
    /// Open on stage, play the talk by itself after so many seconds without a hand on the keys, and record nothing
    #[arg(long, value_name = "SECONDS", value_parser = parse_idle)]
    pub booth: Option<f64>,
    /// Open the window with default layout and settings; the old ones are kept aside
    #[arg(long)]
    pub safe: bool,
}

impl WindowArgs {
    /// Whether the window opens on stage.
    #[must_use]
    pub fn on_stage(&self) -> bool {
        self.stage || self.talk.is_some() || self.booth.is_some()
    }
}

#[derive(Debug, Subcommand)]
pub enum CliCommand {
    /// Train without a window
    Train(TrainArgs),
    /// Measure rate maps, scores and modules of a trained network
    Analyze(AnalyzeArgs),
    /// Write figures, numbers, arrays, weights, preset, journal and losses of a run into one folder
    Export(ExportArgs),
    /// Make a film of the rate maps of a recording
    Film(FilmArgs),
    /// Time training steps
    Bench(BenchArgs),
    /// Train a recorded run again from step 0, and compare: exit code 0 when it is the same to the last bit, 3 when it
    /// differs, 4 when it is near (on a GPU)
    Reproduce(ReproduceArgs),
    /// Make a study: presets × seeds × values, trained side by side and measured alike, as one table with pictures
    Study(StudyArgs),
    /// Say where an exported file is from, and the command that makes it again
    Whence(WhenceArgs),
    /// List the presets
    Presets,
    /// List the devices that training can use
    Devices,
    /// Time a preset (from standard input) on this machine's devices; used by the program itself
    #[command(hide = true)]
    Probe {
        choice: DeviceChoice,
        #[arg(long, value_parser = parse_threads)]
        threads: Option<usize>,
    },
}

/// `name=value`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    pub name: String,
    pub value: String,
}

/// All settings of a command line.
pub(crate) type SettingList = Vec<Setting>;

impl FromStr for Setting {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text.split_once('=').ok_or("write name=value, for example sigma_g=0.3")?;
        Ok(Self { name: name.trim().to_owned(), value: value.trim().to_owned() })
    }
}

/// `step:name=value`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At {
    pub step: u64,
    pub setting: Setting,
}

impl FromStr for At {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let help = "write STEP:name=value, for example 2000:capacity.enabled=false";
        let (step, setting) = text.split_once(':').ok_or(help)?;
        let step = step.trim().parse().map_err(|_| help)?;
        Ok(Self { step, setting: setting.parse().map_err(|_| help)? })
    }
}

fn parse_side(text: &str) -> Result<f32, String> {
    let side_m: f32 = text.parse().map_err(|_| "not a number".to_owned())?;
    if Arena::SIDES_M.contains(&side_m) { Ok(side_m) } else { Err(format!("valid: {} m", Arena::sides_in_words())) }
}

fn parse_rate(text: &str) -> Result<f64, String> {
    let rate: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.5..=60.0).contains(&rate) { Ok(rate) } else { Err("valid: 0.5 to 60".into()) }
}

fn parse_idle(text: &str) -> Result<f64, String> {
    let seconds = parse_seconds(text)?;
    if seconds >= 1.0 { Ok(seconds) } else { Err("valid: 1 to 1000000".into()) }
}

fn parse_seconds(text: &str) -> Result<f64, String> {
    let seconds: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=1e6).contains(&seconds) { Ok(seconds) } else { Err("valid: 0 to 1000000".into()) }
}

#[derive(Debug, Args)]
pub struct TrainArgs {
    /// A preset: bundled, your own, or a .ron file
    #[arg(required_unless_present = "resume")]
    pub preset: Option<String>,
    /// Training steps done in this call (the rest of the schedule unless said; the schedule stays the preset's)
    #[arg(long)]
    pub steps: Option<u64>,
    /// Seed of all random streams
    #[arg(long)]
    pub seed: Option<u64>,
    /// Change a parameter before the run begins
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub set: Vec<Setting>,
    /// Train on: auto, cpu or gpu
    #[arg(long, default_value = "auto")]
    pub device: DeviceChoice,
    /// Training threads (one per core unless said)
    #[arg(long, value_parser = parse_threads)]
    pub threads: Option<usize>,
    /// Change a parameter when STEP steps are done, as by hand in the window; also rate.hold=true and rate.restart=true
    #[arg(long = "at", value_name = "STEP:NAME=VALUE")]
    pub at: Vec<At>,
    /// Run folder (a new one in your data folder unless said)
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Go on with a run folder
    #[arg(long, value_name = "DIR", conflicts_with_all = ["preset", "seed", "set", "out"])]
    pub resume: Option<PathBuf>,
    /// Record the run for a replay in the window; a recording of this run that is there goes on
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
    /// Record the rate maps every so many steps
    #[arg(long, value_name = "STEPS", requires = "record", default_value_t = RECORD_EVERY, value_parser = clap::value_parser!(u64).range(1..))]
    pub record_every: u64,
    /// Record arenas of these sides, too: before each change (--at) and at the end
    #[arg(long, value_name = "METRES,…", value_delimiter = ',', requires = "record", value_parser = parse_side)]
    pub record_arena: Vec<f32>,
    /// Print the result as one JSON object
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct ReproduceArgs {
    /// A run folder; nothing is written there
    #[arg(value_name = "RUN")]
    pub run: PathBuf,
    /// Only so many steps
    #[arg(long)]
    pub steps: Option<u64>,
    /// Train on: auto, cpu or gpu (what it was trained on unless said)
    #[arg(long)]
    pub device: Option<DeviceChoice>,
    /// Training threads (one per core unless said); their number changes no bit
    #[arg(long, value_parser = parse_threads)]
    pub threads: Option<usize>,
    /// Print the result as one JSON object
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct WhenceArgs {
    /// A figure (PNG, SVG, PDF), a table (CSV), arrays (NPZ), weights (safetensors), the JSON of an analysis or a recording
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Print the result as one JSON object
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct AnalyzeArgs {
    /// A run folder, a checkpoint, or cells: an NPZ file with `rate_maps` and `box_m`, or `t`, `x`, `y`, `spike_times` and
    /// `spike_units`; or NWB, MATLAB, pynapple, RatInABox, a folder of phy
    #[arg(value_name = "RUN|FILE")]
    pub what: PathBuf,
    /// Side of the arena, metres (2 unless said)
    #[arg(long = "box", value_name = "METRES")]
    pub box_m: Option<f32>,
    /// Walk with velocities as in training, smoothly (unless said), or along a recorded trajectory (CSV, NPZ or NPY with t,
    /// x, y in seconds and metres)
    #[arg(long, value_name = "iid|smooth|FILE")]
    pub walk: Option<String>,
    #[command(flatten)]
    pub measurements: ChosenMeasurements,
    /// Sides of the arenas for --generalisation, metres (2,3,4 unless said)
    #[arg(long, value_name = "METRES,…", value_delimiter = ',', requires = "generalisation")]
    pub boxes: Vec<f32>,
    #[command(flatten)]
    pub maps: MapOptions,
    /// Compare with another session of the same cells: those that both files call the same
    #[arg(long, value_name = "FILE")]
    pub beside: Option<PathBuf>,
    #[command(flatten)]
    pub read: ReadArgs,
    /// Write pictures (PNG, SVG), numbers (CSV, JSON) and arrays (NPZ) into this folder; files of an earlier analysis there
    /// are replaced
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Let --out replace files that are not of an analysis, or were changed since
    #[arg(long, requires = "out")]
    pub force: bool,
    /// Print the result as one JSON object
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct ExportArgs {
    /// A run folder
    #[arg(value_name = "RUN")]
    pub run: PathBuf,
    /// The folder that is written
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Side of the arena that is mapped, metres (2 unless said)
    #[arg(long = "box", value_name = "METRES")]
    pub box_m: Option<f32>,
    /// Replace files that are not of an export, or were changed since
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct FilmArgs {
    /// A recording
    #[arg(value_name = "FILE.gsrec")]
    pub file: PathBuf,
    /// What is written, by its ending: .gif, .png (moving), .mp4 (needs ffmpeg), or a folder of single pictures
    #[arg(long, value_name = "FILE|DIR")]
    pub out: PathBuf,
    /// Show the best so many units, by the last maps (all unless said)
    #[arg(long, value_name = "N", conflicts_with = "units")]
    pub best: Option<usize>,
    /// Show these units
    #[arg(long, value_name = "UNIT,…", value_delimiter = ',')]
    pub units: Vec<usize>,
    /// Columns and rows of pixels
    #[arg(long, value_name = "WIDTHxHEIGHT", default_value = "960x720")]
    pub size: FilmSize,
    /// Pictures a second
    #[arg(long, value_name = "N", default_value_t = 12.0, value_parser = parse_rate)]
    pub fps: f64,
    /// Take every so manyth of the recorded maps
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub every: usize,
    /// Blend neighbouring bins
    #[arg(long)]
    pub smooth: bool,
    /// Replace a file that is there
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "flags that are typed, each for itself")]
pub struct BenchArgs {
    /// A preset: bundled, your own, or a .ron file
    #[arg(long, default_value = "square-modules")]
    pub preset: String,
    /// Change a parameter
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub set: Vec<Setting>,
    /// Units of the network; a list (64,128,256) times each size
    #[arg(long, value_name = "N,…", value_delimiter = ',')]
    pub units: Vec<usize>,
    /// Trajectories per batch; a list times each size
    #[arg(long, value_name = "B,…", value_delimiter = ',')]
    pub trajectories: Vec<usize>,
    /// Steps of a trajectory; a list times each size
    #[arg(long, value_name = "T,…", value_delimiter = ',')]
    pub length: Vec<usize>,
    /// Vary units, trajectories and length one at a time; those that are not listed over their usual range
    #[arg(long, conflicts_with = "op")]
    pub sweep: bool,
    /// Time every combination of the listed sizes
    #[arg(long, conflicts_with = "op")]
    pub full: bool,
    /// Save a plot of time against size (several sizes only)
    #[arg(long, value_name = "FILE", conflicts_with = "op")]
    pub svg: Option<PathBuf>,
    /// Let --svg replace a file that is not a plot of an earlier call, or was changed since
    #[arg(long, requires = "svg")]
    pub force: bool,
    /// Time one operation: mlp, unroll, pair_losses, path_losses, adamw or matmul
    #[arg(long, value_name = "NAME")]
    pub op: Option<Operation>,
    /// Timed steps
    #[arg(long, default_value_t = 20)]
    pub steps: usize,
    /// Say where the time of a step goes (each operation is waited for: slower than training)
    #[arg(long)]
    pub breakdown: bool,
    /// Begin no further timed step after this time (no limit for one size, 10 for each of several)
    #[arg(long, value_name = "SECONDS", value_parser = parse_seconds)]
    pub seconds: Option<f64>,
    /// Time on: auto, cpu or gpu; a list (cpu,gpu) times on each
    #[arg(long, default_value = "auto", value_delimiter = ',')]
    pub device: Vec<DeviceChoice>,
    /// Training threads (one per core unless said)
    #[arg(long, value_parser = parse_threads)]
    pub threads: Option<usize>,
    /// Print the result as one JSON object
    #[arg(long)]
    pub json: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_stage_is_asked_for_in_three_ways() {
        let on =
            |words: &[&str]| Cli::try_parse_from([&["gridscope"], words].concat()).map(|cli| cli.window.on_stage());
        for words in [&["--stage"][..], &["--talk", "here"], &["--booth", "60"], &["hexagons", "--stage"]] {
            assert!(on(words).expect("valid"), "{words:?}");
        }
        assert!(!on(&["hexagons"]).expect("valid"));
        assert!(on(&["--booth", "0.5"]).is_err() && on(&["--talk"]).is_err());
    }

    #[test]
    fn settings_and_interventions_are_read() {
        let at: At = "2000:capacity.enabled=false".parse().expect("valid");
        assert_eq!((at.step, at.setting.name.as_str()), (2000, "capacity.enabled"));
        assert!("2000".parse::<At>().is_err() && "x:a=b".parse::<At>().is_err() && "a".parse::<Setting>().is_err());
    }
}
