//! What the command does.

use super::json::json;
use super::subject::{Analysed, arenas, cells, network};
use super::words;
use crate::cli::args::AnalyzeArgs;
use crate::cli::common::{pool, print_json_text};
use crate::cli::error::CliError;
use crate::export::{Exported, OwnFolder, export, export_sessions};
use crate::files::write_atomically;
use crate::import::is_data_file;
use crate::measure::{Findings, JsonStyle, measure};

/// Analyses a network or cells from a file; writes and prints what was found.
pub(in crate::cli) fn run(args: &AnalyzeArgs) -> Result<(), CliError> {
    let out = args.out.as_deref().map(|folder| OwnFolder::new(folder, args.force)).transpose()?;
    let (analysed, findings) = pool(None)?.install(|| analyse(args))?;
    if let Some(out) = out {
        let run = analysed.walked.is_some().then_some(args.what.as_path());
        let (set, report) = (&analysed.subject.set, &analysed.subject.report);
        let text = json(&analysed, &findings, JsonStyle::Pretty).map_err(std::io::Error::other)?;
        out.fill(|folder| {
            export(folder, Exported { set, report, findings: &findings, run, from: &analysed.from })?;
            if let Some(beside) = &analysed.beside {
                export_sessions(folder, &beside.comparison, &analysed.from)?;
            }
            Ok(write_atomically(&folder.join("report.json"), text.as_bytes())?)
        })?;
    }
    if args.json {
        return print_json_text(&json(&analysed, &findings, JsonStyle::Compact).map_err(std::io::Error::other)?);
    }
    words::print(&analysed, &findings)
}

fn analyse(args: &AnalyzeArgs) -> Result<(Analysed, Findings), CliError> {
    let arenas = arenas(args)?;
    let analysed = if is_data_file(&args.what) { cells(args)? } else { network(args, &arenas.movement)? };
    let findings = measure(&args.measurements.0, &analysed.subject, &arenas)?;
    Ok((analysed, findings))
}
