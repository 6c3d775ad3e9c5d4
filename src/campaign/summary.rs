//! A page about a study: what was asked, what came of it, with pictures.

use super::counted::{LEAST_RATIO, LEAST_UNITS};
use super::curves::curves_markdown;
use super::error::StudyError;
use super::folder::StudyFolder;
use super::live::live_markdown;
use super::outcomes::{GroupOutcome, group_name, groups};
use super::study::Study;
use super::table::StudyTable;
use crate::draw::chart::{Chart, PointSet, column};
use crate::draw::palette::on_paper;
use crate::export::{Provenance, stamped_csv, stamped_svg};
use crate::files::write_atomically;
use crate::numerics::{count, median};
use std::fmt::Write as _;

/// Pictures of rate maps that the page shows, at most.
const MOST_PICTURES: usize = 200;

/// Writes both tables, the page and its charts. Returns the names of the files.
///
/// # Errors
/// When one of them cannot be written.
pub fn write_results(
    study: &Study,
    [runs, looks]: [&StudyTable; 2],
    rows: usize,
    folder: &StudyFolder,
    from: &Provenance,
) -> Result<Vec<&'static str>, StudyError> {
    let mut written = Vec::new();
    let mut write = |name: &'static str, text: String| {
        written.push(name);
        write_atomically(&folder.path().join(name), text.as_bytes())
    };
    write("study.csv", stamped_csv(&runs.to_csv(), &from.of("study")))?;
    let groups = groups(runs);
    let mut pictures = Vec::new();
    if let Some(svg) = scores_chart(runs, &groups) {
        write("grid_scores.svg", stamped_svg(&svg, &from.of("grid scores of a study")))?;
        pictures.push(("grid_scores.svg", "Median adaptive grid score of each run"));
    }
    if !looks.rows.is_empty() {
        write("looks.csv", stamped_csv(&looks.to_csv(), &from.of("looks of a study")))?;
        write("looks.svg", stamped_svg(&looks_chart(looks), &from.of("looks of a study")))?;
        pictures.push(("looks.svg", "Grid score and modules while training, medians over seeds"));
    }
    write("summary.md", page(study, [runs, looks], rows, &groups, &pictures))?;
    Ok(written)
}

fn page(
    study: &Study,
    [runs, looks]: [&StudyTable; 2],
    rows: usize,
    groups: &[GroupOutcome],
    pictures: &[(&str, &str)],
) -> String {
    let mut page = format!("# {}\n\n", study.title);
    if !study.notes.is_empty() {
        let _ = writeln!(page, "{}\n", study.notes.trim()); // a String takes all
    }
    let _ = writeln!(
        page,
        "{} of {} are in the table (`study.csv`). Networks were walked in an arena of {} m unless `arena_m` says otherwise. \
         A module counts from {LEAST_UNITS} units, and where its spacing is at least {LEAST_RATIO} times that of the next. Shares have their 95 % interval \
         (Wilson), medians their lowest and highest value and the number of runs.\n",
        runs.rows.len(),
        count(rows, "run"),
        study.arena_m,
    );
    page.push_str(
        "| runs | done | two modules | three modules | grid score of assigned units | assigned units | seconds |\n",
    );
    page.push_str("|---|---|---|---|---|---|---|\n");
    for group in groups {
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} | {} | {} | {} |",
            group.name.replace('|', "\\|"),
            group.done(runs),
            group.with_modules(runs, 2),
            group.with_modules(runs, 3),
            group.median_words(runs, "grid_score_assigned", 2),
            group.median_words(runs, "assigned_units", 0),
            group.median_words(runs, "seconds", 0),
        );
    }
    page.push('\n');
    if let Some(curves) = curves_markdown([runs, looks], groups) {
        let _ = writeln!(page, "## Values that vary\n\n{curves}");
    }
    if let Some(changed) = live_markdown(study, looks) {
        let _ = writeln!(page, "## Changed while they train\n\n{changed}");
    }
    for (file, words) in pictures {
        let _ = writeln!(page, "![{words}]({file})\n");
    }
    let name = |row| format!("{}, seed {}", group_name(groups, runs, row), runs.text(row, "seed"));
    failures(&mut page, runs, &name);
    page.push_str("## Rate maps\n");
    for row in (0..runs.rows.len()).filter(|&row| !runs.text(row, "picture").is_empty()).take(MOST_PICTURES) {
        let (name, picture) = (name(row), runs.text(row, "picture"));
        let _ = writeln!(page, "\n{name} (row {}):\n\n![{name}]({picture})", runs.text(row, "row"));
    }
    page
}

fn failures(page: &mut String, runs: &StudyTable, name: &dyn Fn(usize) -> String) {
    let failed = runs.failed();
    if failed.is_empty() {
        return;
    }
    page.push_str("## Runs that failed\n\n");
    for row in failed {
        let [index, reason] = ["row", "reason"].map(|column| runs.text(row, column));
        let _ = writeln!(page, "- row {index}, {}: {}", name(row), reason.replace('\n', " "));
    }
    page.push('\n');
}

/// A column of dots for each group; `None` where no run has a score.
fn scores_chart(runs: &StudyTable, groups: &[GroupOutcome]) -> Option<String> {
    let dots = |(index, group): (usize, &GroupOutcome)| {
        let scores = group.numbers(runs, "grid_score_assigned");
        let points = scores.iter().map(|&score| [(index + 1) as f64, score]).collect();
        PointSet::dots(format!("{} {}", index + 1, group.name), on_paper(index), points)
    };
    let sets: Vec<PointSet> = groups.iter().enumerate().map(dots).collect();
    let title = "Grid score of units in modules".to_owned();
    let chart = Chart { title, axes: ["group", "median adaptive grid score"], sets, from_zero: false };
    chart.sets.iter().any(|set| !set.points.is_empty()).then(|| column(&[chart], "Grid scores of a study"))
}

/// Medians over the runs of each label, step by step.
fn looks_chart(looks: &StudyTable) -> String {
    let of = groups(looks);
    let chart = |title: &str, axis: &'static str, name: &str| {
        let sets = of.iter().enumerate().map(|(index, group)| {
            let points = group
                .by_step(looks, name)
                .into_iter()
                .filter_map(|(step, values)| Some([step as f64, median(values)?]));
            PointSet::line(group.name.clone(), index, points.collect())
        });
        Chart { title: title.into(), axes: ["steps", axis], sets: sets.collect(), from_zero: false }
    };
    let charts = [
        chart("Grid score of active units", "median adaptive grid score", "grid_score"),
        chart("Modules", "modules that count", "modules_counted"),
    ];
    column(&charts, "A study while it trains")
}
