//! Which part of a file of others is meant, and what belongs to it: options of the command line.

use crate::import::ReadChoice;
use clap::Args;
use std::path::PathBuf;

/// What a file of another program does not say itself.
#[derive(Clone, Debug, Default, PartialEq, Args)]
pub struct FileArgs {
    /// Which of several sessions, series, probes or parts of the body in a file, as it calls them; several words with commas
    #[arg(long, value_name = "NAME")]
    pub session: Option<String>,
    /// File with the positions, for spikes that stand alone (a folder of phy, pynapple, CellExplorer)
    #[arg(long, value_name = "FILE")]
    pub track: Option<PathBuf>,
    /// Pictures a second of the video in which DeepLabCut has found positions
    #[arg(long, value_name = "N")]
    pub frames_per_second: Option<f64>,
}

impl FileArgs {
    /// What else was said about a file, with this.
    pub(super) fn over(&self, choice: ReadChoice) -> ReadChoice {
        ReadChoice {
            session: self.session.clone(),
            track: self.track.clone(),
            frames_per_s: self.frames_per_second,
            ..choice
        }
    }

    /// What was typed, option by option.
    pub(super) fn typed(&self) -> [(&'static str, Option<String>); 3] {
        [
            ("session", self.session.clone()),
            ("track", self.track.as_ref().map(|track| track.display().to_string())),
            ("frames-per-second", self.frames_per_second.map(|rate| rate.to_string())),
        ]
    }
}
