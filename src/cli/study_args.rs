//! What can be typed after `gridscope study`.

use super::error::CliError;
use super::threads::parse_threads;
use crate::campaign::StudyPart;
use crate::train::DeviceChoice;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct StudyArgs {
    /// The study: a RON file with presets, seeds and what varies; or `talk`, the one that comes with the program
    #[arg(value_name = "FILE.ron")]
    pub file: PathBuf,
    /// Folder for runs, tables and pictures (FILE-results beside the file unless said); what is finished there is not made
    /// again
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Runs at a time (as many as cores and memory have room for unless said)
    #[arg(long, value_parser = parse_threads)]
    pub jobs: Option<usize>,
    /// Training threads of each run; their number changes no bit
    #[arg(long, value_parser = parse_threads, default_value = "1")]
    pub threads: usize,
    /// Train on: auto, cpu or gpu
    #[arg(long, default_value = "cpu")]
    pub device: DeviceChoice,
    /// List the runs, and make none
    #[arg(long, conflicts_with_all = ["collect", "array_index", "retry_failed"])]
    pub plan: bool,
    /// Make the runs I, I + N, I + 2 N, … only, counted from 0: one task of a job array of N
    #[arg(long, value_name = "I", requires = "array_size", conflicts_with = "collect")]
    pub array_index: Option<usize>,
    /// Tasks of the job array
    #[arg(long, value_name = "N", requires = "array_index")]
    pub array_size: Option<usize>,
    /// Make no run, but tables and pictures of all that are finished
    #[arg(long)]
    pub collect: bool,
    /// Make runs that failed again, from their newest checkpoint
    #[arg(long)]
    pub retry_failed: bool,
    /// Print the result as one JSON object
    #[arg(long)]
    pub json: bool,
}

impl StudyArgs {
    /// Which runs are made here.
    ///
    /// # Errors
    /// When the array has no such task.
    pub(super) fn part(&self) -> Result<StudyPart, CliError> {
        match (self.array_index, self.array_size) {
            (Some(index), Some(of)) if index < of => Ok(StudyPart { index, of }),
            (Some(index), Some(of)) => {
                let valid = if of == 0 { "an --array-size of 1 or more".into() } else { format!("0 to {}", of - 1) };
                Err(CliError::Usage(format!("--array-index {index}: valid: {valid}")))
            }
            _ => Ok(StudyPart::WHOLE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use crate::cli::args::CliCommand;
    use clap::Parser as _;

    fn part(words: &[&str]) -> Option<Result<StudyPart, String>> {
        let cli = Cli::try_parse_from([&["gridscope", "study", "a.ron"], words].concat()).ok()?;
        let Some(CliCommand::Study(args)) = cli.command else { return None };
        Some(args.part().map_err(|error| error.to_string()))
    }

    #[test]
    fn a_task_of_an_array_names_itself_and_all() {
        assert_eq!(part(&[]), Some(Ok(StudyPart::WHOLE)));
        assert_eq!(part(&["--array-index", "1", "--array-size", "4"]), Some(Ok(StudyPart { index: 1, of: 4 })));
        assert_eq!(part(&["--array-index", "1"]), None, "of how many?");
        assert_eq!(part(&["--array-index", "1", "--array-size", "4", "--collect"]), None);
        for (index, of, words) in [("4", "4", "valid: 0 to 3"), ("0", "0", "--array-size of 1 or more")] {
            let refused =
                part(&["--array-index", index, "--array-size", of]).expect("parsed").expect_err("no such task");
            assert!(refused.contains(words), "{refused}");
        }
        let rows = |part: StudyPart| (0..6).filter(|row| part.has(*row)).collect::<Vec<_>>();
        assert_eq!(rows(StudyPart { index: 1, of: 4 }), [1, 5]);
        assert_eq!(rows(StudyPart::WHOLE).len(), 6);
    }
}
