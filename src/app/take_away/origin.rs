//! Where what is taken away is from.

use crate::app::kit::file_name;
use crate::app::panel::Panel as _;
use crate::app::panels::study::StudyPanel;
use crate::app::view::View;
use crate::export::{Provenance, shell_word};
use crate::maps::Origin;
use crate::preset::Preset;
use crate::stream::{Intervention, Journal};
use std::path::Path;

/// Panels that show what the run is at, and not maps of some step.
const OF_THE_RUN: [&str; 5] = ["losses", "log", "performance", "controls", "trajectories"];

/// The run as files name it.
#[derive(Clone, Copy)]
pub(crate) struct TakenRun<'a> {
    pub(crate) preset: &'a Preset,
    pub(crate) interventions: &'a [Intervention],
    pub(crate) device: &'a str,
    /// Its folder, once there is one.
    pub(crate) folder: Option<&'a Path>,
}

impl TakenRun<'_> {
    /// Where something of it is from that shows the state after so many steps.
    pub(super) fn at(self, step: u64, what: &str) -> Provenance {
        let Self { preset, interventions, device, folder } = self;
        let entries: Vec<Intervention> = interventions.iter().filter(|entry| entry.step <= step).cloned().collect();
        let (name, seed) = (&preset.name, preset.params.seed);
        let folder = folder.map(|folder| folder.display().to_string()).unwrap_or_default();
        let command = if folder.is_empty() {
            format!("gridscope train {} --seed {seed} --steps {step}", shell_word(name))
        } else {
            format!("gridscope reproduce {}", shell_word(&folder))
        };
        Provenance {
            preset: name.clone(),
            seed,
            step: Some(step),
            folder,
            journal_sha256: Journal { entries }.hash(),
            device: device.to_owned(),
            command,
            ..Provenance::here(what)
        }
    }
}

/// Where a panel's files are from: maps are of the step at which they were made, and of cells from a file the run knows nothing.
pub(super) fn of_panel(name: &str, title: &str, view: &View<'_>, folder: Option<&Path>) -> Provenance {
    if let Some(study) = view.study.filter(|_| name == StudyPanel::PANE.name) {
        return study.from.of(title);
    }
    let run = TakenRun { preset: view.preset, interventions: view.interventions, device: &view.status.device, folder };
    let set = view.set.filter(|_| !OF_THE_RUN.contains(&name));
    let from = run.at(set.and_then(|set| set.step).unwrap_or(view.status.step), title);
    match set.map(|set| &set.origin) {
        Some(Origin::File(path)) => {
            let cells = Some(file_name(path));
            Provenance {
                cells,
                step: None,
                command: format!("gridscope analyze {}", shell_word(&path.display().to_string())),
                ..from
            }
        }
        _ => from,
    }
}
