//! The studies that come with the program: the talk, reproduced. Their files make them again; their tables are what they made.

use super::error::StudyError;
use super::study::Study;
use super::table::StudyTable;
use std::path::Path;

/// A study, and what it came to.
#[derive(Debug, PartialEq, Eq)]
pub struct ShippedStudy {
    /// What `gridscope study` knows it by.
    pub name: &'static str,
    /// What the window calls it …
    pub title: &'static str,
    /// … and says of it.
    pub about: &'static str,
    /// The study file.
    pub file: &'static str,
    /// `study.csv`.
    pub runs: &'static str,
    /// `looks.csv`.
    pub looks: &'static str,
}

/// The talk's claims over seeds.
pub static TALK_STUDY: ShippedStudy = ShippedStudy {
    name: "talk",
    title: "The study of the talk",
    about: "What presets and the talk's ablations show over seeds that were kept to decide",
    file: include_str!("../../assets/study/talk.ron"),
    runs: include_str!("../../assets/study/talk.csv"),
    looks: include_str!("../../assets/study/talk-looks.csv"),
};

/// What becomes of trained lattices that a loss term is taken from.
pub static LIVE_STUDY: ShippedStudy = ShippedStudy {
    name: "talk-live",
    title: "Ablated live",
    about: "What becomes of trained lattices when a term of the loss is switched off, and on again",
    file: include_str!("../../assets/study/talk-live.ron"),
    runs: include_str!("../../assets/study/talk-live.csv"),
    looks: include_str!("../../assets/study/talk-live-looks.csv"),
};

/// How modules follow the parameters.
pub static CURVES_STUDY: ShippedStudy = ShippedStudy {
    name: "talk-curves",
    title: "Dial by dial",
    about: "What becomes of the modules as one parameter after the other is changed from a cold start",
    file: include_str!("../../assets/study/talk-curves.ron"),
    runs: include_str!("../../assets/study/talk-curves.csv"),
    looks: include_str!("../../assets/study/talk-curves-looks.csv"),
};

/// All of them.
pub static SHIPPED_STUDIES: [&ShippedStudy; 3] = [&TALK_STUDY, &LIVE_STUDY, &CURVES_STUDY];

impl ShippedStudy {
    /// The tables of runs and of looks.
    ///
    /// # Errors
    /// Never, as a test sees to.
    pub fn tables(&self) -> Result<[StudyTable; 2], StudyError> {
        let read = |what: &str, text| StudyTable::from_csv(&format!("{}{what}.csv", self.name), text);
        Ok([read("", self.runs)?, read("-looks", self.looks)?])
    }
}

/// Reads a study file, or the study of the program that goes by this name where there is no such file; returns its text too.
///
/// # Errors
/// As [`Study::read`].
pub fn find_study(path: &Path) -> Result<(Study, String), StudyError> {
    let shipped = SHIPPED_STUDIES.into_iter().find(|shipped| path == Path::new(shipped.name));
    match shipped.filter(|_| !path.exists()) {
        Some(shipped) => Ok((Study::from_ron(shipped.name, shipped.file)?, shipped.file.to_owned())),
        None => Study::read(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::whence_csv;

    #[test]
    fn the_studies_of_the_talk_are_whole() {
        for shipped in SHIPPED_STUDIES {
            let (study, _) = find_study(Path::new(shipped.name)).expect("its own file");
            let rows = study.rows(None).expect("its groups");
            let [runs, looks] = shipped.tables().expect("its own tables");
            let told = |row: usize| ["label", "seed", "steps"].map(|column| runs.text(row, column).to_owned());
            let planned: Vec<_> = rows
                .iter()
                .map(|row| [row.label.clone(), row.preset.params.seed.to_string(), row.steps.to_string()])
                .collect();
            assert_eq!((0..runs.rows.len()).map(told).collect::<Vec<_>>(), planned, "{} is of its file", shipped.name);
            assert!(runs.failed().is_empty() && !looks.rows.is_empty(), "{}", shipped.name);
            let from = whence_csv(shipped.runs).expect("it says where it is from");
            assert_eq!(from.command, format!("gridscope study {}", shipped.name), "it says how it is made again");
        }
        let bytes: usize = SHIPPED_STUDIES.iter().map(|shipped| shipped.runs.len() + shipped.looks.len()).sum();
        assert!(bytes <= 2 << 20, "2 MB at most, not {bytes}");
    }
}
