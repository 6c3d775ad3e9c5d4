//! The study that is open in the window: its tables, groups, and pictures of rate maps.

use crate::campaign::{GroupOutcome, ShippedStudy, Study, StudyTable, group_name, groups};
use crate::export::{Provenance, whence, whence_csv};
use crate::files::read_bytes;
use crate::preset::Preset;
use std::path::{Path, PathBuf};

/// Looks lie beside the table under this name.
const LOOKS: &str = "looks.csv";
/// Pictures that are shown, at most …
const MOST_PICTURES: usize = 200;
/// … and the pixels along the longer side of each.
const PICTURE_SIDE: usize = 320;
/// A picture of a thousand units has some megabytes.
const MAX_BYTES: u64 = 64 << 20;

/// A picture made small: its width and height, and three bytes a pixel.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SmallPicture {
    pub(crate) size: [usize; 2],
    pub(crate) rgb: Vec<u8>,
}

/// A study that was read from a table.
pub(crate) struct OpenStudy {
    pub(crate) path: PathBuf,
    /// Where the table says that it is from.
    pub(crate) from: Provenance,
    pub(crate) runs: StudyTable,
    /// Runs that differ in their seed only.
    pub(crate) groups: Vec<GroupOutcome>,
    /// Looks while the runs trained, and their groups; `None` where there were none.
    pub(crate) looks: Option<(StudyTable, Vec<GroupOutcome>)>,
    /// Rate maps of runs: the row, and the picture.
    pub(crate) pictures: Vec<(usize, SmallPicture)>,
    /// What each row trained, where the runs are not here but can be begun; else empty.
    pub(crate) presets: Vec<Preset>,
}

impl OpenStudy {
    /// Reads a table, with the looks and pictures that lie beside it.
    ///
    /// # Errors
    /// In words, when the table or the looks cannot be read. A picture that is not there is left out.
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let runs = StudyTable::read(path).map_err(|error| error.to_string())?;
        let beside = path.with_file_name(LOOKS);
        let has_looks = beside.is_file() && beside != path;
        let looks = has_looks.then(|| StudyTable::read(&beside)).transpose().map_err(|error| error.to_string())?;
        let names = (0..runs.rows.len()).filter(|&row| !runs.text(row, "picture").is_empty()).take(MOST_PICTURES);
        let picture = |row| Some((row, picture(&beside_of(path, runs.text(row, "picture"))?)?));
        let pictures = names.filter_map(picture).collect();
        // A table that somebody has edited may have lost its first line.
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let from = whence(path).unwrap_or_else(|_| Provenance { cells: name, ..Provenance::here("study") });
        Ok(Self { pictures, ..Self::of(path, from, runs, looks) })
    }

    /// A study that comes with the program: tables without runs and pictures.
    pub(crate) fn shipped(shipped: &ShippedStudy) -> Self {
        const WHOLE: &str = "a test reads it whole";
        let [runs, looks] = shipped.tables().expect(WHOLE);
        let study = Study::from_ron(shipped.name, shipped.file).expect(WHOLE);
        let presets = study.rows(None).expect(WHOLE).into_iter().map(|row| row.preset).collect();
        let from = whence_csv(shipped.runs).expect(WHOLE);
        Self { presets, ..Self::of(Path::new(shipped.title), from, runs, Some(looks)) }
    }

    fn of(path: &Path, from: Provenance, runs: StudyTable, looks: Option<StudyTable>) -> Self {
        let looks = looks.map(|table| {
            let groups = groups(&table);
            (table, groups)
        });
        let (path, groups) = (path.to_owned(), groups(&runs));
        Self { path, from, groups, runs, looks, pictures: Vec::new(), presets: Vec::new() }
    }

    /// Whether it came with the program.
    pub(crate) fn is_shipped(&self) -> bool {
        !self.presets.is_empty()
    }

    /// The run folder of a row, if it is there.
    pub(crate) fn run_folder(&self, row: usize) -> Option<PathBuf> {
        beside_of(&self.path, self.runs.text(row, "run")).filter(|folder| folder.is_dir())
    }

    /// What a click on a run does.
    pub(crate) fn click_words(&self) -> &'static str {
        if self.is_shipped() { "Click to train it here" } else { "Click to open the run" }
    }

    /// A row in a few words: its group and seed.
    pub(crate) fn name(&self, row: usize) -> String {
        format!("{}, seed {}", group_name(&self.groups, &self.runs, row), self.runs.text(row, "seed"))
    }

    /// Columns with a number in some row, besides those that only say which run it is.
    pub(crate) fn numeric(table: &StudyTable) -> Vec<&str> {
        let is_numeric = |name: &&String| (0..table.rows.len()).any(|row| table.number(row, name).is_some());
        table.columns.iter().filter(|name| *name != "row").filter(is_numeric).map(String::as_str).collect()
    }
}

/// A path that a table names, if it stays in the table's own folder.
fn beside_of(table: &Path, name: &str) -> Option<PathBuf> {
    let name = Path::new(name);
    let stays = name.components().all(|part| matches!(part, std::path::Component::Normal(_)));
    (stays && !name.as_os_str().is_empty()).then(|| table.with_file_name("").join(name))
}

/// A picture, made small; `None` where it cannot be read.
fn picture(path: &Path) -> Option<SmallPicture> {
    let bytes = read_bytes(path, MAX_BYTES).ok()?;
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().ok()?;
    let mut pixels = vec![0; reader.output_buffer_size()?];
    let info = reader.next_frame(&mut pixels).ok()?;
    if info.color_type != png::ColorType::Rgb || info.bit_depth != png::BitDepth::Eight {
        return None; // none of this program's
    }
    Some(smaller(&pixels, [info.width as usize, info.height as usize]))
}

/// Means over squares of pixels, so that the longer side is no longer than [`PICTURE_SIDE`].
fn smaller(rgb: &[u8], [width, height]: [usize; 2]) -> SmallPicture {
    let step = width.max(height).div_ceil(PICTURE_SIDE).max(1);
    let size = [width / step, height / step].map(|side| side.max(1));
    let mut small = Vec::with_capacity(3 * size[0] * size[1]);
    for y in 0..size[1] {
        for x in 0..size[0] {
            for channel in 0..3 {
                let rows = (y * step)..((y + 1) * step).min(height);
                let columns = (x * step)..((x + 1) * step).min(width);
                let count = (rows.len() * columns.len()).max(1) as u32;
                let sum: u32 = rows
                    .flat_map(|row| columns.clone().map(move |column| 3 * (row * width + column) + channel))
                    .map(|at| u32::from(rgb[at]))
                    .sum();
                small.push((sum / count) as u8);
            }
        }
    }
    SmallPicture { size, rgb: small }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_names_nothing_outside_its_folder() {
        let table = Path::new("/a/study.csv");
        assert_eq!(beside_of(table, "runs/x"), Some(PathBuf::from("/a/runs/x")));
        for name in ["", "../x", "/etc", "runs/../../x"] {
            assert_eq!(beside_of(table, name), None, "{name}");
        }
    }

    #[test]
    fn large_pictures_become_small() {
        let [width, height] = [2 * PICTURE_SIDE, 4];
        let rgb: Vec<u8> = (0..width * height).flat_map(|pixel| [if pixel % 2 == 0 { 0 } else { 100 }; 3]).collect();
        let small = smaller(&rgb, [width, height]);
        assert_eq!(small.size, [PICTURE_SIDE, 2]);
        assert!(small.rgb.len() == 3 * PICTURE_SIDE * 2 && small.rgb.iter().all(|byte| *byte == 50));
        assert_eq!(smaller(&[7; 12], [2, 2]).size, [2, 2], "small ones stay");
    }
}
