//! A whole run in one folder: figures and numbers of all panels, arrays, weights, preset, journal, losses.

use super::names::new_folder;
use super::work::{DrawnPanel, with_run};
use crate::analysis::Report;
use crate::app::figure_look::PanelForm;
use crate::export::{Exported, FileWords, Provenance, RunParts, export, run_parts};
use crate::files::{create_atomically, disk};
use crate::maps::MapSet;
use crate::measure::Findings;
use crate::preset::Preset;
use crate::stream::Journal;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// What lies in the folder besides what of the run goes with its figures.
const OTHERS: [FileWords; 5] = [
    ("figures/*.png", "every panel as pixels"),
    ("figures/*.svg", "every panel as vectors"),
    ("figures/*.pdf", "every panel as a page of vectors"),
    ("numbers/*.csv", "what every panel shows as numbers; the first line of each is a comment"),
    (
        "arrays/",
        "rate maps, autocorrelograms and spectra as NPZ and PNG; scores of every unit as CSV; of cells from a file what \
         was found in it as JSON",
    ),
];

/// The run that is written, and where.
pub(crate) struct WholeRun {
    /// Folder that its folder is made in, and the beginning of that one's name.
    pub(super) parent: PathBuf,
    pub(super) stem: String,
    pub(super) run: Option<PathBuf>,
    pub(super) preset: Preset,
    pub(super) journal: Journal,
    pub(super) from: Provenance,
    /// The maps on screen, and what they say.
    pub(super) maps: Option<(Arc<MapSet>, Arc<Report>)>,
    /// Its own folder, once it is made.
    pub(super) folder: Mutex<Option<PathBuf>>,
}

impl WholeRun {
    /// The folder, which is made when it is wanted first.
    fn folder(&self) -> Result<PathBuf, String> {
        let mut folder = self.folder.lock().map_err(|_| "an earlier part has failed".to_owned())?;
        if let Some(folder) = folder.as_ref() {
            return Ok(folder.clone());
        }
        let made = new_folder(&self.parent, &self.stem)?;
        Ok(folder.insert(made).clone())
    }

    fn part(&self, name: &str) -> Result<PathBuf, String> {
        let folder = self.folder()?.join(name);
        disk::create_folders(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(folder)
    }

    /// Writes the figures and numbers of a panel.
    pub(super) fn add_panel(&self, drawn: &DrawnPanel) -> Result<(), String> {
        let (figures, numbers) = (self.part("figures")?, self.part("numbers")?);
        for (ending, bytes) in drawn.files(PanelForm::Everything, self.run.as_deref())? {
            let folder = if has_ending(&ending, "csv") { &numbers } else { &figures };
            let path = folder.join(format!("{}{ending}", drawn.stem));
            create_atomically(&path, &bytes).map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    /// Writes everything else; where it all lies.
    pub(super) fn finish(&self) -> Result<PathBuf, String> {
        let folder = self.folder()?;
        let from = with_run(&self.from, self.run.as_deref());
        if let Some((set, report)) = &self.maps {
            let findings = Findings::default();
            let what = Exported { set, report, findings: &findings, run: self.run.as_deref(), from: &from };
            let arrays = self.part("arrays")?;
            export(&arrays, what).map_err(|error| error.to_string())?;
        }
        let parts = RunParts { preset: &self.preset, journal: &self.journal, run: self.run.as_deref(), from: &from };
        run_parts(&folder, parts, &OTHERS).map_err(|error| error.to_string())?;
        Ok(folder)
    }
}

fn has_ending(name: &str, ending: &str) -> bool {
    Path::new(name).extension().is_some_and(|own| own == ending) || name == format!(".{ending}")
}
