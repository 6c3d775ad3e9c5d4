//! Tables of a trajectory as people have them: with or without names, quotes, decimal commas, and whatever ends their lines.

use super::choice::LengthUnit;
use super::trajectory_error::{TrajectoryError, VALID};
use crate::data::{Recording, RecordingError};
use crate::files::{printable_name, printable_names, printable_number};
use crate::numerics::count;
use std::path::Path;

/// Most columns that are looked at.
const MAX_COLUMNS: usize = 1000;
/// Rows by which columns without names are told apart.
const PROBED: usize = 100;
/// Names that a column may have.
const TIMES: &[&str] = &["t", "time", "t_s", "time_s"];
/// Names of x and y, and the unit that they say.
const PLACES: [([&str; 2], Option<LengthUnit>); 4] = [
    (["x", "y"], None),
    (["x_m", "y_m"], Some(LengthUnit::Metres)),
    (["x_cm", "y_cm"], Some(LengthUnit::Centimetres)),
    (["x_mm", "y_mm"], Some(LengthUnit::Millimetres)),
];
/// Words for a place that is not known.
const LOST: [&str; 7] = ["", "na", "n/a", "none", "null", "-", "."];

/// What stands in a table.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// Seconds `[sample]`, growing.
    pub(super) time_s: Vec<f64>,
    /// Places `[sample]`, NaN where the animal was lost.
    pub(super) position: Vec<[f64; 2]>,
    /// The unit of places, where their names say it.
    pub(super) length: Option<LengthUnit>,
    /// What was not read.
    pub(super) not_read: Vec<String>,
}

/// Where time and place stand in a row.
struct Columns {
    at: [usize; 3],
    length: Option<LengthUnit>,
    not_read: Vec<String>,
}

/// How fields are divided.
#[derive(Clone, Copy)]
enum Divider {
    At(char),
    Space,
}

/// Reads a table: an optional line of names, also in a comment, then numbers. `#` begins a comment.
pub(super) fn parse(path: &Path, text: &str) -> Result<Table, TrajectoryError> {
    let error = |line: usize, column: usize, reason: String| TrajectoryError::Line {
        path: path.to_path_buf(),
        line: line + 1,
        column: column + 1,
        reason,
    };
    let whole = |reason: String| TrajectoryError::Whole { path: path.to_path_buf(), reason };
    if text.trim_start().starts_with(['{', '[']) {
        return Err(whole(format!("is a JSON text, no table; {VALID}")));
    }
    let row = |line: &'_ str| -> usize { line.find('#').unwrap_or(line.len()) };
    let rows = || {
        let bare = lines(text).map(|line| line[..row(line)].trim()).enumerate();
        bare.filter(|(_, row)| !row.is_empty())
    };
    let Some((first_line, first)) = rows().next() else { return Ok(Table::default()) };
    let divider = divider(first);
    let begins_number = |field: &&str| field.starts_with(|c: char| "+-.0123456789".contains(c));
    let has_names = !split(first, divider).first().is_some_and(begins_number);
    let commented = || {
        let comments = lines(text).take(first_line).filter_map(|line| line.trim().strip_prefix('#'));
        comments.map(|names| named(&split(names, self::divider(names)))).filter_map(Result::ok).last()
    };
    let columns = if has_names {
        named(&split(first, divider)).map_err(|reason| error(first_line, 0, reason))?
    } else if let Some(columns) = commented() {
        columns
    } else {
        {
            let probed: Vec<Vec<&str>> = rows().map(|(_, row)| split(row, divider)).take(PROBED).collect();
            nameless(&probed, divider).map_err(whole)?
        }
    };
    let mut table = Table { length: columns.length, not_read: columns.not_read, ..Table::default() };
    for (line, row) in rows().skip(usize::from(has_names)) {
        if table.time_s.len() == Recording::MAX_SAMPLES {
            return Err(whole(RecordingError::Samples { samples: table.time_s.len() + 1 }.to_string()));
        }
        let fields = split(row, divider);
        let number = |which: usize| -> Result<f64, TrajectoryError> {
            let column = columns.at[which];
            let Some(text) = fields.get(column) else {
                return Err(error(line, column, format!("missing: the line has {}", count(fields.len(), "column"))));
            };
            if which > 0 && LOST.iter().any(|lost| text.eq_ignore_ascii_case(lost)) {
                return Ok(f64::NAN);
            }
            parsed(text).ok_or_else(|| error(line, column, format!("`{}` is not a number", printable_name(text))))
        };
        let (time, place) = (number(0)?, [number(1)?, number(2)?]);
        let before_s = table.time_s.last().copied().unwrap_or(f64::NEG_INFINITY);
        if !time.is_finite() || time <= before_s {
            let [time, before] = [time, before_s].map(printable_number);
            return Err(error(line, columns.at[0], format!("time {time} s is not after {before} s")));
        }
        table.time_s.push(time);
        table.position.push(place);
    }
    Ok(table)
}

/// The lines of a text, whichever characters end them.
fn lines(text: &str) -> Box<dyn Iterator<Item = &str> + '_> {
    if text.contains('\n') { Box::new(text.lines()) } else { Box::new(text.split('\r')) }
}

/// A number, with a decimal comma where the divider left one.
fn parsed(text: &str) -> Option<f64> {
    text.parse().ok().or_else(|| {
        let is_decimal = text.matches(',').count() == 1 && !text.contains('.');
        is_decimal.then(|| text.replace(',', ".").parse().ok()).flatten()
    })
}

/// What divides the fields of a row: a comma only where nothing else can.
fn divider(row: &str) -> Divider {
    let has = |divider: &char| row.contains(*divider);
    if let Some(divider) = [';', '\t'].into_iter().find(has) {
        return Divider::At(divider);
    }
    let words: Vec<&str> = row.split_whitespace().take(MAX_COLUMNS).collect();
    let is_decimal = words.len() > 2 && words.iter().all(|word| !word.ends_with(',') && parsed(word).is_some());
    if has(&',') && !is_decimal { Divider::At(',') } else { Divider::Space }
}

/// The fields of a row, as far as they are looked at, without quotes around them. What divides fields does not do so in
/// quotes.
fn split(row: &str, divider: Divider) -> Vec<&str> {
    let mut is_quoted = false;
    let divides = |c: char| {
        is_quoted ^= c == '"';
        !is_quoted
            && match divider {
                Divider::At(divider) => c == divider,
                Divider::Space => c.is_whitespace(),
            }
    };
    let fields = row.split(divides).map(|field| field.trim().trim_matches('"').trim());
    match divider {
        Divider::At(_) => fields.take(MAX_COLUMNS).collect(),
        Divider::Space => fields.filter(|field| !field.is_empty()).take(MAX_COLUMNS).collect(),
    }
}

/// The columns by their names.
fn named(names: &[&str]) -> Result<Columns, String> {
    let names: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    let place = |known: &[&str]| names.iter().position(|name| known.contains(&name.as_str()));
    let missing = |name: &str| format!("no column `{name}` among {}", printable_names(&names));
    let time = place(TIMES).ok_or_else(|| missing("t"))?;
    for ([x, y], length) in PLACES {
        if let (Some(x), Some(y)) = (place(&[x]), place(&[y])) {
            let not_read: Vec<&String> =
                names.iter().enumerate().filter(|(at, _)| ![time, x, y].contains(at)).map(|(_, name)| name).collect();
            let words = || format!("columns {}", printable_names(&not_read));
            let not_read = if not_read.is_empty() { Vec::new() } else { vec![words()] };
            return Ok(Columns { at: [time, x, y], length, not_read });
        }
    }
    let has_x = names.iter().any(|name| PLACES.iter().any(|([x, _], _)| name == x));
    Err(missing(if has_x { "y" } else { "x" }))
}

/// The columns of rows without names: t, x, y, after a row number where the first column is one.
fn nameless(rows: &[Vec<&str>], divider: Divider) -> Result<Columns, String> {
    let width = rows.iter().map(Vec::len).min().unwrap_or(0);
    let has_no_points = || rows.iter().flatten().all(|field| !field.contains('.'));
    if width > 4 && matches!(divider, Divider::At(',')) && has_no_points() {
        return Err(format!(
            "has {width} columns without names, and no point in any number: commas cannot both divide numbers and be \
             decimal; valid: points, or semicolons between numbers"
        ));
    }
    let column = |at: usize| -> Vec<f64> {
        rows.iter().map(|row| row.get(at).and_then(|text| parsed(text)).unwrap_or(f64::NAN)).collect()
    };
    let grows = |numbers: &[f64]| numbers.windows(2).all(|pair| pair[0] < pair[1]);
    let [first, second] = [0, 1].map(column);
    let is_index = rows.len() > 1
        && first.iter().all(|number| number.fract() == 0.0)
        && first.windows(2).all(|pair| (pair[1] - pair[0] - 1.0).abs() < 1e-9);
    if width > 3 && is_index && grows(&second) {
        let mut not_read = vec!["the first column, a row number".to_owned()];
        not_read.extend((width > 4).then(|| "columns after the fourth, which have no names".to_owned()));
        return Ok(Columns { at: [1, 2, 3], length: None, not_read });
    }
    let not_read = if width > 3 { vec!["columns after the third, which have no names".to_owned()] } else { Vec::new() };
    Ok(Columns { at: [0, 1, 2], length: None, not_read })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Result<Table, String> {
        parse(Path::new("rat.csv"), text).map_err(|error| error.to_string())
    }

    fn rows(text: &str) -> Vec<[f64; 3]> {
        let table = read(text).unwrap_or_else(|error| panic!("{error}: {text}"));
        table.time_s.iter().zip(&table.position).map(|(t, [x, y])| [*t, *x, *y]).collect()
    }

    #[test]
    fn tables_are_read_as_people_write_them() {
        let expected = [[0.0, 0.25, 0.5], [0.5, 0.75, 1.5]];
        for text in [
            "# t y x\n0 0.5 0.25\n0.5 1.5 0.75\n",
            "# a rat\n# time, y, x\n0,0.5,0.25\n0.5,1.5,0.75\n",
            "t,x,y\r0,0.25,0.5\r0.5,0.75,1.5\r",
            "t;x;y\n0;0,25;0,5\n0,5;0,75;1,5\n",
            "0,0 0,25 0,5\n0,5 0,75 1,5\n",
            "\"t\",\"x\",\"y\"\n\"0\",\"0,25\",\"0,5\"\n\"0,5\",\"0,75\",\"1,5\"\n",
            ",t,x,y\n0,0,0.25,0.5\n1,0.5,0.75,1.5\n",
            "0,0,0.25,0.5\n1,0.5,0.75,1.5\n",
            "7\t0\t0.25\t0.5\t9\n8\t0.5\t0.75\t1.5\t9\n",
        ] {
            assert_eq!(rows(text), expected, "{text}");
        }
        let lost = rows("t,x,y\n0,NA,NA\n1,n/a,None\n2,,null\n3,nan,NaN\n4,0.5,0.5\n");
        assert!(lost.iter().take(4).all(|[_, x, y]| x.is_nan() && y.is_nan()) && lost.len() == 5, "{lost:?}");
        assert_eq!(read("t,x_cm,y_cm,hd\n0,1,2,3\n").map(|table| (table.length, table.not_read)), {
            Ok((Some(LengthUnit::Centimetres), vec!["columns hd".to_owned()]))
        });
    }

    #[test]
    fn what_cannot_be_told_is_refused_in_few_words() {
        let long = "1".repeat(1 << 20);
        for (text, word) in [
            ("0,0,20,0,20\n1,0,21,0,19\n", "decimal"),
            ("{\"t\": [0, 1]}", "JSON"),
            (&format!("t,x,y\n0,{long}z,0\n"), "is not a number"),
            ("t,x_cm,y_mm\n0,1,2\n", "no column `y`"),
        ] {
            let error = read(text).expect_err(text);
            assert!(error.contains(word) && error.len() < 400, "{word}: {error}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_a_panic(text in "[0-9a-z,;.#\"\\r\\n\\t -]{0,120}") {
            let _ = parse(Path::new("x.csv"), &text);
        }
    }
}
