//! Timed sizes as lines: those of one device that differ in one size only.

use super::sizes::{Size, Varied};
use super::timed::TimedSize;
use crate::draw::palette::{Rgb, on_paper};

/// Rows that differ in one size only: a line of a panel.
pub(super) struct SizeLine<'a> {
    pub name: String,
    pub colour: Rgb,
    /// By rising size, at least two.
    pub rows: Vec<&'a TimedSize>,
}

impl SizeLine<'_> {
    /// The best rate of its rows, 10⁹ counted operations a second.
    pub(super) fn best_rate(&self) -> f64 {
        self.rows.iter().map(|row| row.gflop_per_s).fold(0.0, f64::max)
    }

    /// What each step would take at the best rate.
    pub(super) fn by_count_ms(&self) -> Vec<f64> {
        let best = self.best_rate();
        self.rows.iter().map(|row| row.gflop / best * 1e3).collect()
    }
}

/// Lines along one size: rows that agree in everything else, as long as there are two of them.
pub(super) fn size_lines(rows: &[TimedSize], varied: Varied) -> Vec<SizeLine<'_>> {
    // The other sizes of a line: its key beside the device.
    let others = |row: &TimedSize| row.size().with(varied, 0);
    let mut groups: Vec<(&str, Size, Vec<&TimedSize>)> = Vec::new();
    for row in rows {
        let key = (row.report.device.as_str(), others(row));
        match groups.iter_mut().find(|(device, size, _)| (*device, *size) == key) {
            Some((.., group)) => group.push(row),
            None => groups.push((key.0, key.1, vec![row])),
        }
    }
    groups.retain(|(.., rows)| rows.len() > 1);
    let mut devices: Vec<&str> = rows.iter().map(|row| row.report.device.as_str()).collect();
    devices.dedup();
    let lines_of = |device: &str| groups.iter().filter(|(other, ..)| *other == device).count();
    let names: Vec<String> =
        groups.iter().map(|(device, size, _)| name(device, *size, varied, lines_of(device))).collect();
    groups
        .into_iter()
        .zip(names)
        .map(|((device, _, mut rows), name)| {
            rows.sort_by_key(|row| row.size().get(varied));
            let index = devices.iter().position(|other| *other == device).unwrap_or(0);
            SizeLine { name, colour: on_paper(index), rows }
        })
        .collect()
}

/// The name of a line: its device, and what is fixed along it where the device has several lines.
fn name(device: &str, size: Size, varied: Varied, lines_of_device: usize) -> String {
    if lines_of_device < 2 {
        return device.to_owned();
    }
    let fixed = varied.others().map(|other| format!(", {} {}", symbol(other), size.get(other)));
    fixed.fold(device.to_owned(), |name, words| name + &words)
}

/// The letter of a size in the paper.
pub(super) fn symbol(varied: Varied) -> &'static str {
    match varied {
        Varied::Units => "N",
        Varied::Trajectories => "B",
        Varied::Length => "T",
    }
}
