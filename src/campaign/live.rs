//! What becomes of a trained lattice when its training is changed live: whether it goes, after how many steps, and whether it
//! comes back.

use super::lattice::{from_then_on, is_tuned, looks_of_runs, step};
use super::outcomes::{GroupOutcome, groups, steps_words};
use super::study::Study;
use super::table::StudyTable;
use crate::numerics::{Share, median};
use std::fmt::Write as _;

/// A lattice is gone where its maps are not stable, or where fewer units lie in modules than this part of those that did.
const LEFT: f64 = 0.5;

/// A group whose runs are changed while they train: at one step, or from one step to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveChange {
    /// The label of the group.
    pub label: String,
    /// Steps done at the first change.
    pub step: u64,
    /// Steps done at the last, which takes it back; `None` where all is changed at once.
    pub back: Option<u64>,
}

/// What became of the lattices of a group.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LatticeFates {
    /// In how many runs the lattice went.
    pub gone: Share,
    /// Steps after the change until the first look from which on none found it, of each such run.
    pub gone_after: Vec<f64>,
    /// Of those that went, how many came back.
    pub returned: Share,
    /// Steps after the change was taken back until the first look from which on each found it, of each such run.
    pub returned_after: Vec<f64>,
    /// Median grid score of the active units of each run: at the last look before the change, before it was taken back (or at
    /// the end, where it was not), and at the end.
    pub scores: [Vec<f64>; 3],
}

/// The groups of a study that change their runs while they train.
#[must_use]
pub fn live_changes(study: &Study) -> Vec<LiveChange> {
    let of = study.groups.iter().filter_map(|group| {
        let steps = || group.journal.iter().map(|change| change.step);
        let (step, last) = (steps().min()?, steps().max()?);
        Some(LiveChange { label: group.name().to_owned(), step, back: (last > step).then_some(last) })
    });
    of.collect()
}

impl LiveChange {
    /// What the looks, of which these are the groups, found of its runs.
    #[must_use]
    pub fn fates(&self, looks: &StudyTable, groups: &[GroupOutcome]) -> LatticeFates {
        let mut fates = LatticeFates::default();
        for run in groups.iter().filter(|group| group.name == self.label).flat_map(|group| looks_of_runs(looks, group))
        {
            self.add(looks, &run, &mut fates);
        }
        fates
    }

    /// Adds what became of one run, whose looks these are in the order of their steps.
    fn add(&self, looks: &StudyTable, run: &[usize], fates: &mut LatticeFates) {
        let step = |row| step(looks, row);
        let (changed, back) = (self.step as f64, self.back.map_or(f64::INFINITY, |back| back as f64));
        let before = run.iter().copied().rfind(|&row| step(row) <= changed);
        let during: Vec<usize> = run.iter().copied().filter(|&row| step(row) > changed && step(row) <= back).collect();
        let after: Vec<usize> = run.iter().copied().filter(|&row| step(row) > back).collect();
        for (scores, row) in fates.scores.iter_mut().zip([before, during.last().copied(), run.last().copied()]) {
            scores.extend(row.and_then(|row| looks.number(row, "grid_score")));
        }
        let Some(had) = before.and_then(|row| looks.number(row, "assigned_units")) else { return };
        let has =
            |row| is_tuned(looks, row) && looks.number(row, "assigned_units").is_some_and(|units| units >= LEFT * had);
        fates.gone.trials += 1;
        let Some(gone) = from_then_on(&during, |row| !has(row)) else { return };
        fates.gone.hits += 1;
        fates.gone_after.push(step(gone) - changed);
        if after.is_empty() {
            return;
        }
        fates.returned.trials += 1;
        if let Some(returned) = from_then_on(&after, has) {
            fates.returned.hits += 1;
            fates.returned_after.push(step(returned) - back);
        }
    }
}

/// What became of every lattice whose training was changed, in Markdown. `None` where none was, or nobody looked.
#[must_use]
pub fn live_markdown(study: &Study, looks: &StudyTable) -> Option<String> {
    let mut text = "| runs | the lattice goes in | after so many steps | comes back in | after so many steps | median grid score of active units: before, changed, at the end |\n|---|---|---|---|---|---|\n"
        .to_owned();
    let (groups, mut changed_runs) = (groups(looks), 0);
    for change in live_changes(study) {
        let LatticeFates { gone, gone_after, returned, returned_after, scores } = change.fates(looks, &groups);
        if gone.trials == 0 {
            continue;
        }
        changed_runs += gone.trials;
        let returned = if returned.trials == 0 { "–".to_owned() } else { returned.to_string() };
        let [before, changed, end] = scores.map(score_words);
        let _ = writeln!(
            text,
            "| {} | {gone} | {} | {returned} | {} | {before}, {changed}, {end} |",
            change.label,
            steps_words(gone_after),
            steps_words(returned_after),
        ); // a String takes all
    }
    (changed_runs > 0).then_some(text)
}

/// `1.15 (n = 5)`.
fn score_words(scores: Vec<f64>) -> String {
    let n = scores.len();
    median(scores).map_or_else(|| "–".to_owned(), |middle| format!("{middle:.2} (n = {n})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lattice_is_gone_when_no_later_look_finds_it_and_back_when_every_later_one_does() {
        let study = Study::from_ron(
            "study.ron",
            r#"(version: 1, title: "a", seeds: [1], groups: [(preset: "instant"), (label: "x", preset: "instant",
                journal: [(step: 600, name: "capacity.enabled", value: true), (step: 200, name: "capacity.enabled", value: false)]),
                (label: "y", preset: "instant", journal: [(step: 200, name: "capacity.enabled", value: false)])])"#,
        )
        .expect("a study");
        let changes = live_changes(&study);
        let x = LiveChange { label: "x".into(), step: 200, back: Some(600) };
        assert_eq!(changes, [x, LiveChange { label: "y".into(), step: 200, back: None }]);
        let mut text = "row,label,preset,seed,step,collapsed,stability,assigned_units,grid_score\n".to_owned();
        // Of the first the lattice goes, comes and goes, and comes back; of the second it stays; the third collapses for good.
        for (seed, looks) in [
            (
                0,
                [
                    "0.9,40,1",
                    "0.9,50,1.1",
                    "0.3,50,0",
                    "0.9,50,0.1",
                    "0.9,10,0.2",
                    "0.4,40,0.3",
                    "0.2,9,0.4",
                    "0.9,26,1.2",
                ],
            ),
            (
                1,
                [
                    "0.9,40,1",
                    "0.9,50,1.3",
                    "0.9,30,1",
                    "0.2,10,1",
                    "0.9,26,1",
                    "0.9,25,0.9",
                    "0.9,25,0.9",
                    "0.9,25,1.0",
                ],
            ),
            (2, ["0.9,40,1", "0.9,50,1.2", ",0,", ",0,", ",0,", ",0,", ",0,", ",0,"]),
        ] {
            for (index, look) in looks.into_iter().enumerate() {
                let collapsed = seed == 2 && index > 1;
                let _ = writeln!(text, "{seed},x,instant,{seed},{},{collapsed},{look}", 100 * (index + 1));
            }
        }
        let looks = StudyTable::from_csv("looks.csv", &text).expect("a table");
        let fates = changes[0].fates(&looks, &groups(&looks));
        assert_eq!((fates.gone, &*fates.gone_after), (Share { hits: 2, trials: 3 }, &[300.0, 100.0][..]));
        assert_eq!((fates.returned, &*fates.returned_after), (Share { hits: 1, trials: 2 }, &[200.0][..]));
        assert_eq!(fates.scores, [vec![1.1, 1.3, 1.2], vec![0.3, 0.9], vec![1.2, 1.0]]);
        let page = live_markdown(&study, &looks).expect("runs that were changed");
        assert!(
            page.ends_with(
                "| x | 2 of 3 (0.21 to 0.94) | 200 (100 to 300) | 1 of 2 (0.09 to 0.91) | 200 (200 to 200) | 1.20 (n = 3), 0.60 (n = 2), 1.10 (n = 2) |\n"
            ),
            "{page}"
        );
    }
}
