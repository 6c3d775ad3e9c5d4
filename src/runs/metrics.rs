//! `metrics.csv`: one row a step, numbers in the shortest form that reads back to the same value.

use crate::files::{AppendedFile, ReadError, WriteError, open_regular, write_atomically};
use crate::platform;
use crate::stream::{LossSample, SERIES};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

/// Its name in a run folder.
pub(crate) const FILE: &str = "metrics.csv";
/// A row is well below this.
const MAX_ROW_BYTES: u64 = 1000;
/// Rows that are read: a hundred million steps.
const MAX_ROWS: usize = 100_000_000;

/// A file that is no metrics file of this program.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MetricsError {
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A line that this program would not write.
    #[error("{path}, line {line}: {reason}; valid: {valid}", path = .path.display(), valid = header().trim_end())]
    Line { path: PathBuf, line: usize, reason: String },
}

/// The rows of a file.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    /// Up to the step that was asked for; steps grow.
    pub(crate) samples: Vec<LossSample>,
    /// Where they end, bytes. What follows is of later steps, or half a row.
    pub(crate) end: u64,
    /// Bytes of the whole file.
    pub(crate) bytes: u64,
    /// The first steps that have no row although later ones have.
    pub(crate) gap: Option<std::ops::RangeInclusive<u64>>,
}

fn row(text: &mut String, sample: &LossSample) {
    let _ = write!(text, "{}", sample.step); // writing to a String cannot fail
    for value in sample.values {
        let _ = write!(text, ",{value}");
    }
    text.push('\n');
}

fn header() -> String {
    format!("step,{}\n", SERIES.map(|series| series.column).join(","))
}

/// Reads the rows up to a step. Half a row at the end (the program was killed while writing it) is left out.
///
/// # Errors
/// When the file cannot be read, has another header, or a row that is not one step's numbers in growing order.
pub(crate) fn read(path: &Path, last_step: u64) -> Result<Metrics, MetricsError> {
    let (file, bytes) = open_regular(path, MAX_ROWS as u64 * MAX_ROW_BYTES)?;
    let io = |source| ReadError::Io { path: path.to_path_buf(), source };
    let wrong =
        |line: usize, reason: &str| MetricsError::Line { path: path.to_path_buf(), line, reason: reason.to_owned() };
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let mut found = Metrics { bytes, ..Metrics::default() };
    let (mut text, mut at) = (Vec::new(), 0);
    for line in 1.. {
        text.clear();
        let read = reader.by_ref().take(MAX_ROW_BYTES).read_until(b'\n', &mut text).map_err(io)? as u64;
        let is_whole = text.ends_with(b"\n");
        if read == 0 || (!is_whole && read < MAX_ROW_BYTES) {
            if line == 1 {
                return Err(wrong(1, "there is no header"));
            }
            return Ok(found);
        }
        at += read;
        let row = std::str::from_utf8(&text)
            .ok()
            .filter(|_| is_whole)
            .ok_or_else(|| wrong(line, "this is no row of numbers"))?;
        if line == 1 {
            if row != header() {
                return Err(wrong(1, "this is another header"));
            }
            found.end = at;
            continue;
        }
        let sample = parse_row(row.trim_end_matches('\n')).ok_or_else(|| wrong(line, "this is no row of numbers"))?;
        let before = found.samples.last().map_or(sample.step.saturating_sub(1), |last| last.step);
        if sample.step <= before || found.samples.len() >= MAX_ROWS {
            return Err(wrong(line, &format!("step {} follows step {before}", sample.step)));
        }
        if sample.step > last_step {
            return Ok(found);
        }
        if sample.step > before + 1 && found.gap.is_none() {
            found.gap = Some(before + 1..=sample.step - 1);
        }
        found.samples.push(sample);
        found.end = at;
    }
    unreachable!("a file has an end")
}

fn parse_row(row: &str) -> Option<LossSample> {
    let mut fields = row.split(',');
    let step = fields.next()?.parse().ok().filter(|step| (1..u64::MAX).contains(step))?;
    let mut values = [0.0; SERIES.len()];
    for value in &mut values {
        *value = fields.next()?.parse().ok()?;
    }
    fields.next().is_none().then_some(LossSample { step, values })
}

/// The last whole row of a file, without reading those before it; `None` where there is none, or it is no row of numbers.
pub(crate) fn last_row(path: &Path) -> Option<LossSample> {
    let (mut file, bytes) = open_regular(path, MAX_ROWS as u64 * MAX_ROW_BYTES).ok()?;
    file.seek(SeekFrom::Start(bytes.saturating_sub(2 * MAX_ROW_BYTES))).ok()?;
    let mut text = Vec::new();
    file.take(2 * MAX_ROW_BYTES).read_to_end(&mut text).ok()?;
    let end = text.iter().rposition(|byte| *byte == b'\n')?;
    let begin = text[..end].iter().rposition(|byte| *byte == b'\n')? + 1;
    parse_row(std::str::from_utf8(&text[begin..end]).ok()?)
}

/// What follows the first bytes of a file, of at most `max_bytes`.
pub(crate) fn tail(path: &Path, from: u64, max_bytes: u64) -> Result<Vec<u8>, WriteError> {
    let read = || {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::new();
        file.take(max_bytes).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    read().map_err(|error| WriteError::io(path, error))
}

/// Appends rows.
pub(crate) struct Writer(AppendedFile);

impl Writer {
    /// A new file without rows, where none is or in place of one.
    pub(crate) fn create(path: &Path) -> Result<Self, WriteError> {
        write_atomically(path, header().as_bytes())?;
        Self::at(path, header().len() as u64)
    }

    /// Goes on in a file after so many bytes; what followed them goes.
    pub(crate) fn at(path: &Path, bytes: u64) -> Result<Self, WriteError> {
        AppendedFile::at(path, bytes).map(Self)
    }

    /// Whether the file is still the one that was written, and nobody else has written into it.
    pub(crate) fn is_untouched(&self) -> bool {
        let bytes = |file: &File| file.metadata().map(|data| data.len());
        let there = File::open(self.0.path()).ok().filter(|there| platform::same_file(there, self.0.file()));
        there.is_some_and(|there| self.0.is_torn() || bytes(&there).is_ok_and(|bytes| bytes == self.0.bytes()))
    }

    /// Appends rows: all of them, or none.
    pub(crate) fn append(&mut self, samples: &[LossSample]) -> Result<(), WriteError> {
        let mut text = String::with_capacity(samples.len() * 80);
        for sample in samples {
            row(&mut text, sample);
        }
        self.0.append(text.as_bytes())
    }

    /// Everything to the disk.
    pub(crate) fn sync(&self) -> Result<(), WriteError> {
        self.0.sync()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &str, last_step: u64) -> Result<Metrics, String> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join(FILE);
        std::fs::write(&path, text).expect("writable");
        read(&path, last_step).map_err(|error| error.to_string())
    }

    fn rows(samples: &[LossSample]) -> String {
        let mut text = header();
        for sample in samples {
            row(&mut text, sample);
        }
        text
    }

    fn sample(step: u64) -> LossSample {
        LossSample { step, values: [0.5; SERIES.len()] }
    }

    proptest! {
        #[test]
        fn rows_read_back_to_the_same_bits(bits in prop::collection::vec(any::<u32>(), SERIES.len()), step in 1u64..1_000_000) {
            let values: Vec<f32> = bits.into_iter().map(f32::from_bits).map(|v| if v.is_nan() { 0.5 } else { v }).collect();
            let sample = LossSample { step, values: values.try_into().expect("one value a curve") };
            let text = rows(&[sample]);
            prop_assert_eq!(of(&text, step).expect("its own").samples, vec![sample]);
            prop_assert_eq!(of(&text, step - 1).expect("its own").samples, vec![]);
            let half = of(&text[..text.len() - 1], step).expect("killed while writing");
            prop_assert!(half.samples.is_empty() && half.end == header().len() as u64, "half a row does not count");
        }
    }

    #[test]
    fn what_is_not_understood_is_named_and_not_guessed() {
        let good = rows(&[sample(1), sample(2)]);
        for (text, words) in [
            (good.replace(',', ";"), &["line 1", "header"][..]),
            (good.replace('\n', "\r\n"), &["line 1", "header"]),
            (good.replacen("step", "\"step\"", 1), &["line 1", "header"]),
            (good.replace("0.5\n", "0.5,1\n"), &["line 2", "no row"]),
            (good.replace("2,0.5,", "2,\"0.5\","), &["line 3", "no row"]),
            (rows(&[sample(2), sample(2)]), &["line 3", "step 2 follows step 2"]),
            (format!("{good}{}", "9".repeat(5000)), &["line 4", "no row"]),
            (String::new(), &["no header"]),
        ] {
            let error = of(&text, 9).expect_err(&text);
            for word in words.iter().chain(&[FILE, "step,"]) {
                assert!(error.contains(word), "{word}: {error}");
            }
        }
        let found = of(&rows(&[sample(4), sample(5), sample(9)]), 9).expect("steps grow");
        assert_eq!((found.samples.len(), found.gap), (3, Some(6..=8)), "missing rows are told");
    }

    #[test]
    fn the_last_row_is_found_without_the_others() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join(FILE);
        let samples: Vec<LossSample> = (1..=900).map(sample).collect();
        for (text, last) in [
            (rows(&samples), Some(900)),
            (format!("{}901,0.5", rows(&samples)), Some(900)),
            (rows(&samples[..1]), Some(1)),
            (rows(&[]), None),
            (String::new(), None),
        ] {
            std::fs::write(&path, text).expect("writable");
            assert_eq!(last_row(&path).map(|sample| sample.step), last);
        }
    }

    #[test]
    fn rows_are_appended_whole_after_what_was_good() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join(FILE);
        let mut writer = Writer::create(&path).expect("writable");
        writer.append(&[sample(1), sample(2)]).expect("writable");
        writer.0.tear(); // as after half a row
        std::fs::write(&path, format!("{}3,0.5", rows(&[sample(1), sample(2)]))).expect("writable");
        writer.append(&[sample(3)]).expect("writable");
        assert_eq!(std::fs::read_to_string(&path).expect("there"), rows(&[sample(1), sample(2), sample(3)]));
        writer.sync().expect("writable");
        let rows_of_one = rows(&[sample(1)]).len() as u64;
        let mut writer = Writer::at(&path, rows_of_one).expect("writable");
        writer.append(&[sample(2)]).expect("writable");
        assert_eq!(std::fs::read_to_string(&path).expect("there"), rows(&[sample(1), sample(2)]), "what followed went");
    }
}
