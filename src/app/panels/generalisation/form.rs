//! How to walk, and where: what the user fills in.

use crate::app::kit::file_name;
use crate::app::kit::number_field::number_in;
use crate::app::kit::refusal::{refusable_ui, refusal_ui};
use crate::import::WalkFile;
use crate::maps::Arena;
use crate::measure::{BOXES_M, MovementChoice};
use eframe::egui::{Label, TextEdit, Ui};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// More boxes than can be compared at a glance.
const MOST_BOXES: usize = 6;
/// Room for the field of the boxes and its name, which stay on one line, points.
const BOXES_ROOM: f32 = 185.0;

/// Kinds of walks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum MovementKind {
    #[default]
    Smooth,
    Iid,
    Recorded,
}

/// What was filled in.
#[derive(Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Form {
    kind: MovementKind,
    /// Sides of the arenas as they were typed.
    boxes: String,
    /// File of the recorded trajectory.
    #[serde(skip)]
    path: String,
    /// The file that was opened, with what was said about it. It holds as long as its path stands in the field.
    #[serde(skip)]
    opened: Option<WalkFile>,
    /// The file that is read first because somebody wants to walk along it, and why it could not be.
    #[serde(skip)]
    wanted: Option<PathBuf>,
    #[serde(skip)]
    refused: Option<(PathBuf, String)>,
}

impl Default for Form {
    fn default() -> Self {
        Self {
            kind: MovementKind::default(),
            boxes: BOXES_M.map(|side| side.to_string()).join(", "),
            path: String::new(),
            opened: None,
            wanted: None,
            refused: None,
        }
    }
}

impl Form {
    /// A recorded trajectory from now on; whether somebody waits for it to walk along it.
    pub(super) fn follow(&mut self, file: &WalkFile) -> bool {
        self.kind = MovementKind::Recorded;
        self.path = file.path.to_string_lossy().into_owned();
        self.opened = Some(file.clone());
        self.refused = None;
        self.wanted.take().is_some_and(|wanted| wanted == file.path)
    }

    /// Walking along a file that nobody has read yet is wanted: it has to be read first, where it may be asked how it is meant.
    pub(super) fn want(&mut self) -> Option<WalkFile> {
        let file = self.file();
        let is_unread = self.kind == MovementKind::Recorded && self.opened.as_ref() != Some(&file);
        self.refused = None;
        self.wanted = is_unread.then(|| file.path.clone());
        is_unread.then_some(file)
    }

    /// Nobody waits for this file any more, which could not be read for a reason, or need not be.
    pub(super) fn give_up(&mut self, path: &Path, reason: Option<&str>) {
        if self.wanted.take_if(|wanted| wanted == path).is_some() {
            self.refused = reason.map(|reason| (path.to_path_buf(), reason.to_owned()));
        }
    }

    /// Why the file of the field could not be read.
    fn refusal(&self) -> Option<&str> {
        let (path, reason) = self.refused.as_ref()?;
        (path.as_os_str() == self.path.trim()).then_some(reason.as_str())
    }

    /// The file of the recorded trajectory.
    fn file(&self) -> WalkFile {
        let path = PathBuf::from(self.path.trim());
        self.opened.clone().filter(|opened| opened.path == path).unwrap_or_else(|| path.into())
    }

    /// How the network moves; `None` as long as no file is named.
    pub(super) fn movement(&self) -> Option<MovementChoice> {
        match self.kind {
            MovementKind::Smooth => Some(MovementChoice::Smooth),
            MovementKind::Iid => Some(MovementChoice::Iid),
            MovementKind::Recorded if self.path.trim().is_empty() => None,
            MovementKind::Recorded => Some(MovementChoice::Recorded(self.file())),
        }
    }

    /// The sides of the arenas as they were typed, metres; `None` while that is none.
    pub(super) fn sides_m(&self) -> Option<Vec<f32>> {
        sides(&self.boxes).ok()
    }

    /// The choice of the walk, within a row.
    pub(super) fn walk_ui(&mut self, ui: &mut Ui) {
        ui.label("Walk");
        let smooth = ui.selectable_value(&mut self.kind, MovementKind::Smooth, "Smooth");
        smooth.on_hover_text("Direction and speed change slowly, and walls are avoided: as a rat moves");
        let iid = ui.selectable_value(&mut self.kind, MovementKind::Iid, "I.i.d.");
        iid.on_hover_text("Velocities drawn independently, as in training; steps into a wall are drawn again");
        let recorded = ui.selectable_value(&mut self.kind, MovementKind::Recorded, "Recorded");
        recorded.on_hover_text(
            "Along a trajectory from a file, CSV, NPZ or NPY with t, x, y in seconds and metres; it is scaled to fill each box",
        );
        if self.kind == MovementKind::Recorded {
            let label = ui.label("File");
            let refusal = self.refusal().map(str::to_owned);
            let edit = TextEdit::singleline(&mut self.path).desired_width(210.0);
            let edit = edit.hint_text("drop a CSV, NPZ or NPY here");
            let edit = refusable_ui(ui, refusal.is_some(), |ui| ui.add(edit)).labelled_by(label.id);
            if let Some(refusal) = refusal {
                refusal_ui(ui, &edit, &refusal);
            } else if !self.path.is_empty() {
                edit.on_hover_text(&self.path);
            }
        }
    }

    /// The sides of the arenas, within a row; `None` while what is typed is none, which is said at the field.
    pub(super) fn boxes_ui(&mut self, ui: &mut Ui) -> Option<Vec<f32>> {
        if ui.available_size_before_wrap().x < BOXES_ROOM {
            ui.end_row();
        }
        let label = ui.add(Label::new("Boxes (m)").extend());
        let sides = sides(&self.boxes);
        let edit = refusable_ui(ui, sides.is_err(), |ui| {
            ui.add(TextEdit::singleline(&mut self.boxes).desired_width(90.0)).labelled_by(label.id)
        });
        match &sides {
            Ok(_) => drop(edit.on_hover_text("Sides of the boxes; the smallest is what the others are compared with")),
            Err(text) => refusal_ui(ui, &edit, text),
        }
        sides.ok()
    }
}

/// The sides in a text, smallest first.
fn sides(text: &str) -> Result<Vec<f32>, String> {
    let mut sides: Vec<f32> = Vec::new();
    for word in words_of_list(text)? {
        let side = number_in(&word).map(|side| side as f32).filter(|side| Arena::SIDES_M.contains(side));
        sides.push(side.ok_or_else(|| format!("`{word}` is no box. Valid: {} m", Arena::sides_in_words()))?);
    }
    sides.sort_by(f32::total_cmp);
    sides.dedup();
    match sides.len() {
        0 => Err(format!("Name at least one box, for example 2, 3, 4. Valid: {} m", Arena::sides_in_words())),
        1..=MOST_BOXES => Ok(sides),
        _ => Err(format!("At most {MOST_BOXES} boxes")),
    }
}

/// The words of a list that semicolons, spaces, and commas divide. A comma within a word is a decimal one where something
/// else divides the words, and divides them where it cannot be one.
fn words_of_list(text: &str) -> Result<Vec<String>, String> {
    let words = text.split(|c: char| c == ';' || c.is_whitespace()).map(|word| word.trim_matches(','));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    match words[..] {
        [word] if word.matches(',').count() == 1 => {
            let (point, list) = (word.replace(',', "."), word.replace(',', "; "));
            let valid = Arena::sides_in_words();
            Err(format!("`{word}` may be {point} or {list}: write which. Valid: {valid} m"))
        }
        _ => Ok(words.iter().flat_map(|word| parts(word)).collect()),
    }
}

/// A word of a list, or its parts where it has more than one comma.
fn parts(word: &str) -> Vec<String> {
    if word.matches(',').count() > 1 { word.split(',').map(str::to_owned).collect() } else { vec![word.to_owned()] }
}

/// Words for a walk.
pub(super) fn words(movement: &MovementChoice) -> String {
    match movement {
        MovementChoice::Iid => "i.i.d. velocities, as in training".to_owned(),
        MovementChoice::Smooth => "smooth walks that avoid the walls".to_owned(),
        MovementChoice::Recorded(file) => {
            format!("recorded trajectory {}, scaled to fill each box", file_name(&file.path))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_are_read_as_people_write_them() {
        assert_eq!(sides("2, 3, 4"), Ok(vec![2.0, 3.0, 4.0]));
        assert_eq!(sides(" 4;2  2.5 2,"), Ok(vec![2.0, 2.5, 4.0]), "sorted, each once");
        assert_eq!(sides("2,3,4"), Ok(vec![2.0, 3.0, 4.0]));
        assert_eq!(sides("2,5; 3"), Ok(vec![2.5, 3.0]), "a decimal comma");
        assert_eq!(sides("2,5, 3,5"), Ok(vec![2.5, 3.5]), "and commas that divide");
        for bad in ["", "  ", "two", "0.4", "21", "-2", "NaN", "inf", "0,7", "2,5", "1e9", "1e-400", "2 m", "2,,3"] {
            let text = sides(bad).expect_err(bad);
            assert!(text.contains("0.5 to 20 m"), "{bad}: {text}");
        }
        assert!(sides("1 2 3 4 5 6 7").is_err());
        assert_eq!(sides(&Form::default().boxes), Ok(BOXES_M.to_vec()));
    }

    #[test]
    fn a_recorded_walk_needs_a_file() {
        let mut form = Form { kind: MovementKind::Recorded, ..Form::default() };
        assert_eq!(form.movement(), None);
        form.follow(&"rat.csv".into());
        assert_eq!(form.movement(), Some(MovementChoice::Recorded("rat.csv".into())));
    }
}
