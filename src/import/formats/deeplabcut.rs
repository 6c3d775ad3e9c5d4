//! Tables of DeepLabCut, which SLEAP writes too: three rows of names (scorer, bodyparts, coords), then a picture a row, with
//! x, y and likelihood of each part of the body in pixels. How many pictures a second there are, and how many pixels a
//! metre, stands nowhere in them.

use super::fault::{Fault, one_of};
use crate::files::{printable_name, printable_number, read_text};
use crate::import::cells_error::CellsError;
use crate::import::choice::{ImportAnswer, ImportQuestion, ReadChoice};
use crate::import::intake::PIXELS_PER_M;
use crate::import::raw::{RawNames, RawRecording};
use crate::numerics::ends;
use std::io::Read as _;
use std::path::Path;

/// Most bytes of a table.
const MAX_BYTES: u64 = 1 << 29;
/// Places that are less likely are none: what DeepLabCut itself leaves out of its pictures (`pcutoff`).
const LEAST_LIKELIHOOD: f64 = 0.6;
/// Usual numbers of pictures a second.
const FRAMES_PER_S: [f64; 6] = [25.0, 30.0, 50.0, 60.0, 100.0, 120.0];
/// Usual sides of arenas, metres.
const SIDES_M: [f64; 4] = [0.5, 1.0, 1.5, 2.0];

/// Whether a file begins like such a table.
pub(super) fn is_such(path: &Path) -> bool {
    let mut start = [0; 7];
    let file = crate::files::open_regular(path, MAX_BYTES);
    file.is_ok_and(|(mut file, _)| file.read_exact(&mut start).is_ok()) && start == *b"scorer,"
}

/// Reads the track of one part of the body.
///
/// # Errors
/// When the table is damaged; with a question for part, pictures a second, and scale.
pub(super) fn read(path: &Path, choice: &ReadChoice) -> Result<RawRecording, Fault> {
    let text = read_text(path, MAX_BYTES).map_err(|error| Fault::Said(CellsError::Read(error)))?;
    let mut lines = text.lines();
    let mut names = |wanted: &str| {
        let row: Vec<&str> = lines.next().unwrap_or_default().split(',').map(str::trim).collect();
        let refused = || Fault::field(wanted, "missing; valid: three rows of names (scorer, bodyparts, coords)");
        if row[0] == wanted { Ok(row) } else { Err(refused()) }
    };
    let (_, parts, kinds) = (names("scorer")?, names("bodyparts")?, names("coords")?);
    let column =
        |part: &str, kind: &str| (1..parts.len()).find(|at| parts[*at] == part && kinds.get(*at) == Some(&kind));
    let mut all: Vec<String> = Vec::new();
    for part in parts.iter().skip(1) {
        if !all.iter().any(|known| known == part) && column(part, "x").is_some() && column(part, "y").is_some() {
            all.push((*part).to_owned());
        }
    }
    if all.is_empty() {
        return Err(Fault::field("coords", "names no part with x and y; valid: x, y, likelihood of each part"));
    }
    let part = &all[one_of("parts of the body", &all, choice)?];
    let (x, y) = (column(part, "x").unwrap_or(0), column(part, "y").unwrap_or(0));
    let likelihood = column(part, "likelihood");
    let (mut pictures, mut pixels) = (Vec::new(), Vec::new());
    for (index, line) in lines.enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let fields: Vec<&str> = line.split(',').map(str::trim).collect();
        let number = |column: usize| match fields.get(column) {
            None => Err(Fault::field(&format!("line {}", index + 4), format!("has {} columns", fields.len()))),
            Some(&"") => Ok(f64::NAN),
            Some(text) => text.parse().map_err(|_| {
                Fault::field(&format!("line {}", index + 4), format!("`{}` is not a number", printable_name(text)))
            }),
        };
        let is_likely = likelihood.map(&number).transpose()?.is_none_or(|share| share >= LEAST_LIKELIHOOD);
        let place = [number(x)?, number(y)?];
        pictures.push(number(0)?);
        pixels.push(if is_likely { place } else { [f64::NAN; 2] });
    }
    let (frames_per_s, pixels_per_m) = scale(&pixels, choice)?;
    let others = all.iter().filter(|other| *other != part);
    Ok(RawRecording {
        read_as: format!(
            "DeepLabCut, {}, {} pictures a second, {} pixels a metre, places of a likelihood from {LEAST_LIKELIHOOD}",
            printable_name(part),
            printable_number(frames_per_s),
            printable_number(pixels_per_m)
        ),
        time_s: pictures.into_iter().map(|picture: f64| picture / frames_per_s).collect(),
        position: pixels, // the intake makes metres of them
        not_read: others.map(|other| printable_name(other)).collect(),
        names: RawNames {
            time: "bodyparts".into(),
            position: printable_name(part),
            arena: printable_name(part),
            ..RawNames::default()
        },
        ..RawRecording::default()
    })
}

/// Pictures a second and pixels a metre.
///
/// # Errors
/// With the question for the one that was not said, or the field of the one that cannot be.
fn scale(pixels: &[[f64; 2]], choice: &ReadChoice) -> Result<(f64, f64), Fault> {
    let ask = |text: String, answers: Vec<ImportAnswer>| {
        Fault::Question(ImportQuestion { text, answers, takes_pixels: false })
    };
    let Some(frames_per_s) = choice.frames_per_s else {
        let answers = FRAMES_PER_S.iter().map(|rate| ImportAnswer {
            label: format!("{rate} pictures a second"),
            option: format!("--frames-per-second {rate}"),
            choice: ReadChoice { frames_per_s: Some(*rate), ..choice.clone() },
        });
        let text = "a table of DeepLabCut, which does not say how many pictures a second the video has";
        return Err(ask(text.into(), answers.collect()));
    };
    let Some(pixels_per_m) = choice.pixels_per_m else {
        let along = [0, 1].map(|axis| ends(pixels.iter().map(|place| place[axis])));
        let side = along.map(|[low, high]| high - low).into_iter().fold(0.0, f64::max);
        let answers = SIDES_M.iter().filter(|_| side.is_finite() && side > 0.0).map(|side_m| {
            let scale = (side / side_m).round().max(1.0);
            ImportAnswer {
                label: format!("the arena is {side_m} m wide"),
                option: format!("--pixels-per-metre {scale}"),
                choice: ReadChoice { pixels_per_m: Some(scale), ..choice.clone() },
            }
        });
        let text = format!(
            "a table of DeepLabCut, whose places extend over {} pixels: how many are a metre?",
            printable_number(side)
        );
        return Err(ask(text, answers.collect()));
    };
    for (field, value, valid) in
        [("frames-per-second", frames_per_s, 1e-3..=1e6), ("pixels-per-metre", pixels_per_m, PIXELS_PER_M)]
    {
        if !valid.contains(&value) {
            let (low, high) = (valid.start(), valid.end());
            return Err(Fault::field(field, format!("is {}; valid: {low} to {high}", printable_number(value))));
        }
    }
    Ok((frames_per_s, pixels_per_m))
}
