//! What is written.

use super::provenance::Provenance;
use crate::analysis::Report;
use crate::maps::MapSet;
use crate::measure::Findings;
use std::path::{Path, PathBuf};

/// An analysis to write.
#[derive(Clone, Copy)]
pub struct Exported<'a> {
    pub set: &'a MapSet,
    /// What the maps say.
    pub report: &'a Report,
    /// What measurements found of them.
    pub findings: &'a Findings,
    /// The run folder, whose loss curves are drawn.
    pub run: Option<&'a Path>,
    /// Where it is from, which every file says; what each shows is added.
    pub from: &'a Provenance,
}

/// The folder for figures of runs that have none of their own: `gridscope` among the user's pictures, or in the data folder.
#[must_use]
pub fn exports_folder() -> Option<PathBuf> {
    let pictures = directories::UserDirs::new().and_then(|dirs| Some(dirs.picture_dir()?.join("gridscope")));
    let data = || directories::ProjectDirs::from("", "", "gridscope").map(|dirs| dirs.data_dir().join("exports"));
    pictures.or_else(data)
}
