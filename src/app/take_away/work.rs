//! What is done on a thread of its own: pixels and files of what was drawn.

use super::names::write_new;
use crate::app::figure_look::PanelForm;
use crate::draw::sheet::{PixelImage, Sheet};
use crate::export::{CsvTable, Provenance, stamped_csv, stamped_png, stamped_svg};
use crate::runs::run_id;
use std::path::{Path, PathBuf};

/// A panel that was drawn.
pub(super) struct DrawnPanel {
    pub(super) sheet: Option<Sheet>,
    pub(super) tables: Vec<CsvTable>,
    pub(super) from: Provenance,
    /// Beginning of its files' names.
    pub(super) stem: String,
    /// The preset as a file, where it is written too.
    pub(super) preset: Option<String>,
}

/// Adds what is not at hand while drawing: who the run is, as its folder tells.
pub(super) fn with_run(from: &Provenance, run: Option<&Path>) -> Provenance {
    let id = run.and_then(|folder| run_id(folder).ok()).unwrap_or_default();
    Provenance { run: if from.run.is_empty() { id } else { from.run.clone() }, ..from.clone() }
}

impl DrawnPanel {
    /// The picture for the clipboard.
    pub(super) fn pixels(&self) -> Result<PixelImage, String> {
        self.sheet.as_ref().map(Sheet::pixels).ok_or_else(|| "nothing was drawn".to_owned())
    }

    /// Its files in these forms, by their endings.
    pub(super) fn files(&self, form: PanelForm, run: Option<&Path>) -> Result<Vec<(String, Vec<u8>)>, String> {
        let from = with_run(&self.from, run);
        let mut files = Vec::new();
        if let Some(sheet) = &self.sheet {
            if form.has_png() {
                files.push((".png".to_owned(), stamped_png(&sheet.pixels().png()?, &from)));
            }
            if form.has_svg() {
                files.push((".svg".to_owned(), stamped_svg(&sheet.svg(&from.what), &from).into_bytes()));
            }
            if form.has_pdf() {
                files.push((".pdf".to_owned(), sheet.pdf(&from.what, (Provenance::KEY, &from.to_line()))?));
            }
        }
        if form.has_csv() {
            for (index, table) in self.tables.iter().enumerate() {
                let ending = if index == 0 { ".csv".to_owned() } else { format!("_{}.csv", table.name) };
                let what = if index == 0 { from.what.clone() } else { format!("{}, {}", from.what, table.name) };
                let from = Provenance { what, ..from.clone() };
                files.push((ending, stamped_csv(table.to_csv(), &from).into_bytes()));
            }
        }
        if let Some(preset) = self.preset.as_ref().filter(|_| form == PanelForm::Everything) {
            files.push((".ron".to_owned(), preset.clone().into_bytes()));
        }
        if files.is_empty() { Err(format!("{}: there are no numbers yet", self.from.what)) } else { Ok(files) }
    }

    /// Writes them under a name that is not taken yet.
    pub(super) fn write(&self, folder: &Path, form: PanelForm, run: Option<&Path>) -> Result<Vec<PathBuf>, String> {
        write_new(folder, &self.stem, &self.files(form, run)?)
    }
}
