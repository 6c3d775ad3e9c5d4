//! The study that comes with the program: the talk, reproduced. Its file makes it again; its tables are what it made.

use super::error::StudyError;
use super::study::Study;
use super::table::StudyTable;
use std::path::Path;

/// A study, and what it came to.
#[derive(Debug)]
pub struct ShippedStudy {
    /// What `gridscope study` knows it by.
    pub name: &'static str,
    /// The study file.
    pub file: &'static str,
    /// `study.csv`.
    pub runs: &'static str,
    /// `looks.csv`.
    pub looks: &'static str,
}

/// The talk's claims over seeds.
pub const TALK_STUDY: ShippedStudy = ShippedStudy {
    name: "talk",
    file: include_str!("../../assets/study/talk.ron"),
    runs: include_str!("../../assets/study/talk.csv"),
    looks: include_str!("../../assets/study/talk-looks.csv"),
};

impl ShippedStudy {
    /// The tables of runs and of looks.
    ///
    /// # Errors
    /// Never, as a test sees to.
    pub fn tables(&self) -> Result<[StudyTable; 2], StudyError> {
        Ok([StudyTable::from_csv("talk.csv", self.runs)?, StudyTable::from_csv("talk-looks.csv", self.looks)?])
    }
}

/// Reads a study file, or the study of the program that goes by this name where there is no such file; returns its text too.
///
/// # Errors
/// As [`Study::read`].
pub fn find_study(path: &Path) -> Result<(Study, String), StudyError> {
    if path == Path::new(TALK_STUDY.name) && !path.exists() {
        return Ok((Study::from_ron(TALK_STUDY.name, TALK_STUDY.file)?, TALK_STUDY.file.to_owned()));
    }
    Study::read(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::whence_csv;

    #[test]
    fn the_study_of_the_talk_is_whole() {
        let (study, _) = find_study(Path::new("talk")).expect("its own file");
        let rows = study.rows(None).expect("its groups");
        let [runs, looks] = TALK_STUDY.tables().expect("its own tables");
        let told =
            |row: usize| [runs.text(row, "label"), runs.text(row, "seed"), runs.text(row, "steps")].map(str::to_owned);
        let planned: Vec<_> = rows
            .iter()
            .map(|row| [row.label.clone(), row.preset.params.seed.to_string(), row.steps.to_string()])
            .collect();
        assert_eq!((0..runs.rows.len()).map(told).collect::<Vec<_>>(), planned, "the table is that of the file");
        assert!(runs.failed().is_empty() && !looks.rows.is_empty());
        assert!(TALK_STUDY.runs.len() + TALK_STUDY.looks.len() <= 2 << 20, "2 MB at most");
        let from = whence_csv(TALK_STUDY.runs).expect("it says where it is from");
        assert_eq!(from.command, "gridscope study talk", "it says how it is made again");
    }
}
