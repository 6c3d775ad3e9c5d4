//! The film of a recording: as what, how far it is, and where it lies.

use super::names;
use super::newest_file::NewestFile;
use crate::app::ask::Ask;
use crate::app::chrome::strip::strip_ui;
use crate::app::kit::file_name;
use crate::app::view::View;
use crate::export::{FilmError, FilmKind, FilmLook, FilmUnits, FilmWish, free_name, write_film};
use crate::numerics::count;
use crate::runs::RunRecording;
use crate::stream::{Background, BackgroundFailed, Priority, Severity, Wake};
use eframe::egui::{RichText, Ui};
use std::path::{Path, PathBuf};

/// What is said of one that was cancelled.
const CANCELLED: &str = "cancelled";

/// A film that is written: where, and of how many pictures.
type Film = (PathBuf, usize);

/// The film on its way.
pub(super) struct FilmTaking {
    working: Background<Film>,
    /// It is asked as what.
    is_asking: bool,
}

impl FilmTaking {
    /// Nothing is filmed.
    pub(super) const fn new() -> Self {
        Self { working: Background::new("gridscope-film", Priority::Low), is_asking: false }
    }

    /// Asks as what.
    pub(super) fn ask(&mut self) {
        self.is_asking = true;
    }

    /// Draws the film of a recording, the one that comes with the program without a path, into a folder.
    pub(super) fn begin(&mut self, wake: Wake, recording: Option<PathBuf>, folder: PathBuf, kind: FilmKind) {
        self.is_asking = false;
        self.working.begin(wake, move |progress| {
            let film = |error: &dyn std::fmt::Display| BackgroundFailed(error.to_string());
            let opened = recording.as_deref().map_or_else(RunRecording::bundled, RunRecording::open);
            let recording = opened.map_err(|error| film(&error))?;
            let (preset, step) = (recording.preset(), recording.steps()[1]);
            let stem = names::stem(&preset.name, preset.params.seed, step, "film");
            let out = free_name(&folder, &stem, kind);
            let (look, units) = (FilmLook::default(), FilmUnits::All);
            let wish = FilmWish { out: out.clone(), kind, look, units, every: 1 };
            match write_film(&recording, &wish, progress) {
                Ok(pictures) => Ok((out, pictures)),
                Err(FilmError::Cancelled(_)) => Err(BackgroundFailed(CANCELLED.to_owned())),
                Err(error) => Err(film(&error)),
            }
        });
    }

    /// Takes in a film that is done: what is to be said of it, and where it lies.
    pub(super) fn poll(&mut self, now_s: f64) -> Option<(Severity, String, Option<NewestFile>)> {
        Some(match self.working.take()? {
            Ok((path, pictures)) => {
                let pictures = count(pictures, "picture");
                let said = format!("Saved a film of {pictures}: {}", path.display());
                let words = format!("Saved {}, {pictures}", file_name(&path));
                (Severity::Info, said, Some(NewestFile { words, path, since_s: now_s }))
            }
            Err(BackgroundFailed(text)) => (Severity::Warning, format!("There is no film: {text}"), None),
        })
    }

    /// The strip that asks as what, or tells how far it is.
    pub(super) fn strip_ui(&mut self, ui: &mut Ui, view: &View<'_>) -> Option<Ask> {
        if let Some(share) = self.working.progress() {
            let is_cancelled = strip_ui(ui, view.theme.accent, |ui| {
                ui.spinner();
                ui.label(format!("Drawing the film, {:.0} %", 100.0 * share));
                ui.button("Cancel the film").on_hover_text("Draw no further; nothing of it is kept").clicked()
            });
            if is_cancelled {
                self.working.cancel();
            }
            return None;
        }
        if !self.is_asking {
            return None;
        }
        let mut asked = None;
        strip_ui(ui, view.theme.accent, |ui| {
            ui.label(RichText::new("A film of the rate maps, from the recording").strong());
            for (kind, words, about) in [
                (FilmKind::Gif, "As GIF", "Plays everywhere, in 256 colours"),
                (FilmKind::Apng, "As moving PNG", "Plays in browsers"),
                (
                    FilmKind::Pictures,
                    "As pictures",
                    "A folder with a PNG file a picture, for a program that cuts films",
                ),
                (FilmKind::Mp4, "As MP4", "Needs ffmpeg, which is another program"),
            ] {
                if ui.button(words).on_hover_text(about).clicked() {
                    asked = Some(Ask::MakeFilm(kind));
                }
            }
            if ui.button("No film").clicked() {
                self.is_asking = false;
            }
        });
        asked
    }
}

/// Where the film of a recording goes, whose run has this folder.
pub(super) fn film_folder(recording: Option<&Path>, own: Option<PathBuf>) -> Option<PathBuf> {
    // Beside a recording that was opened; what comes with the program lies nowhere.
    own.or_else(|| recording.and_then(Path::parent).map(Path::to_path_buf))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn a_film_of_a_broken_recording_says_why_there_is_none() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let broken = folder.path().join("a.gsrec");
        std::fs::write(&broken, "no recording").expect("writable");
        let mut film = FilmTaking::new();
        let wake: Wake = Arc::new(|| {});
        film.begin(wake, Some(broken.clone()), folder.path().to_path_buf(), FilmKind::Gif);
        let said = std::iter::repeat_with(|| {
            std::thread::sleep(std::time::Duration::from_millis(1));
            film.poll(0.0)
        });
        let (severity, words, written) = said.flatten().next().expect("it ends");
        assert!(severity == Severity::Warning && words.contains("a.gsrec") && written.is_none(), "{words}");
        assert_eq!(film_folder(Some(&broken), None).as_deref(), Some(folder.path()));
    }
}
