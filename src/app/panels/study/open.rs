//! From a dot or a picture to the run.

use crate::app::ask::Ask;
use crate::app::open_study::OpenStudy;
use crate::stream::Command;
use eframe::egui::Pos2;

/// Opens a run, begins it again where only its table is here, or says why neither can be.
pub(super) fn open_run(study: &OpenStudy, row: usize) -> Ask {
    match study.run_folder(row) {
        Some(folder) => Ask::Send(Command::Open(folder)),
        None if study.presets.len() > row => Ask::Begin(Box::new(study.presets[row].clone())),
        None => Ask::Complain(format!(
            "The run of {} is not beside the table: {} is no folder there",
            study.name(row),
            study.runs.text(row, "run")
        )),
    }
}

/// The run whose dot is nearest to the pointer, if one is near.
pub(super) fn run_at(dots: &[(usize, Pos2)], pointer: Option<Pos2>) -> Option<usize> {
    const NEAR: f32 = 12.0;
    let pointer = pointer?;
    let near = dots.iter().map(|(row, at)| (*row, at.distance(pointer))).filter(|(_, distance)| *distance <= NEAR);
    near.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(row, _)| row)
}
