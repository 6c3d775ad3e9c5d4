//! What the panel of runs keeps.

use crate::app::kit::sheet::SheetPictures;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// A page of the panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum RunsPage {
    #[default]
    List,
    Outcomes,
}

/// What is being done to the run that is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum RunEdit {
    #[default]
    Nothing,
    /// Its folder gets this name.
    Rename(String),
    /// This is noted about it.
    Note(String),
    /// It was asked whether it is to be deleted.
    Delete,
}

/// State of the panel of runs.
#[derive(Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct RunsPanel {
    /// Small pictures are made of the runs on screen.
    pub(super) has_pictures: bool,
    #[serde(skip)]
    pub(super) page: RunsPage,
    #[serde(skip)]
    pub(super) search: String,
    /// The run whose buttons are shown.
    #[serde(skip)]
    pub(super) open: Option<PathBuf>,
    /// What is being done to it.
    #[serde(skip)]
    pub(super) edit: RunEdit,
    /// The column that sorts the table, and whether its largest values come first.
    #[serde(skip)]
    pub(super) sorted_by: Option<(String, bool)>,
    #[serde(skip)]
    pub(super) pictures: SheetPictures,
    /// The list was asked for.
    #[serde(skip)]
    pub(super) has_asked: bool,
}

impl Default for RunsPanel {
    fn default() -> Self {
        Self {
            has_pictures: true,
            page: RunsPage::default(),
            search: String::new(),
            open: None,
            edit: RunEdit::default(),
            sorted_by: None,
            pictures: SheetPictures::default(),
            has_asked: false,
        }
    }
}
