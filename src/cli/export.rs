//! A run in one folder: figures, numbers, arrays, weights, preset, journal and losses.

use super::analyze::stored_network;
use super::args::ExportArgs;
use super::common::{pool, print_line};
use super::error::CliError;
use crate::export::{Exported, FileWords, OwnFolder, Provenance, RunParts, export, run_parts};
use crate::measure::Findings;
use crate::runs::find_checkpoint;
use crate::train::StateSource as _;

/// What an analysis leaves beside the parts of the run.
const OTHERS: [FileWords; 6] = [
    ("maps.npz", "rate maps [unit][y][x], visits, autocorrelograms, mean spectrum, box_m"),
    ("*.png", "all units row by row from the upper left; Fourier power of the population, then of each module"),
    ("units.csv", "every score of every unit"),
    ("modules.csv", "the modules that were found; modules.svg shows spacing and orientation"),
    ("scores.csv", "each score over the active units; scores.svg shows them"),
    ("losses.svg", "loss curves"),
];

/// Maps the arena with the newest state of a run, and writes everything.
pub(super) fn run(args: &ExportArgs) -> Result<(), CliError> {
    if !args.run.is_dir() {
        return Err(CliError::Usage(format!("{}: valid: a run folder", args.run.display())));
    }
    let out = OwnFolder::new(&args.out, args.force)?;
    let (_, state) = find_checkpoint(&args.run)?;
    let subject = pool(None)?.install(|| stored_network(&args.run, args.box_m))?;
    let from = Provenance::of_run("run", &args.run, state.head());
    out.fill(|folder| {
        let what = Exported {
            set: &subject.set,
            report: &subject.report,
            findings: &Findings::default(),
            run: Some(&args.run),
            from: &from,
        };
        export(folder, what)?;
        let parts = RunParts { preset: &state.preset, journal: &state.journal, run: Some(&args.run), from: &from };
        run_parts(folder, parts, &OTHERS)
    })?;
    print_line(&format!("{}: README.txt says what each file is", args.out.display()))
}
