//! What becomes of a trained lattice when a part of the training is taken away: whether it goes, and after how many steps.

use super::outcomes::groups;
use super::study::Study;
use super::table::StudyTable;
use crate::numerics::{Share, ends, median};
use std::fmt::Write as _;

/// A lattice is gone where halves of the maps agree less than this …
const STABLE: f64 = 0.5;
/// … or where fewer units lie in modules than this part of those that did.
const LEFT: f64 = 0.5;

/// Runs from which something is taken, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenAway {
    /// The label of its group.
    pub label: String,
    /// Steps that are done when it is taken.
    pub step: u64,
}

/// The groups of a study whose last change switches something off.
#[must_use]
pub fn taken_away(study: &Study) -> Vec<TakenAway> {
    let of = study.groups.iter().filter_map(|group| {
        let last = group.journal.iter().max_by_key(|change| change.step)?;
        let label = group.label.clone().unwrap_or_else(|| group.preset.clone());
        (last.value.0 == "false").then_some(TakenAway { label, step: last.step })
    });
    of.collect()
}

impl TakenAway {
    /// In how many runs the lattice goes, and in each of these the steps until a look does not find it any more.
    #[must_use]
    pub fn gone(&self, looks: &StudyTable) -> (Share, Vec<f64>) {
        let all = groups(looks);
        let Some(group) = all.iter().find(|group| group.name == self.label) else {
            return (Share::default(), Vec::new());
        };
        let mut runs: Vec<(&str, Vec<usize>)> = Vec::new();
        for &row in &group.rows {
            let seed = looks.text(row, "seed");
            match runs.iter_mut().find(|(own, _)| *own == seed) {
                Some((_, rows)) => rows.push(row),
                None => runs.push((seed, vec![row])),
            }
        }
        let after: Vec<f64> = runs.iter().filter_map(|(_, rows)| self.gone_after(looks, rows)).collect();
        (Share { hits: after.len(), trials: runs.len() }, after)
    }

    /// Steps until the first look from which on no look finds the lattice; `None` where the last one finds it.
    fn gone_after(&self, looks: &StudyTable, rows: &[usize]) -> Option<f64> {
        let step = |row: usize| looks.number(row, "step").unwrap_or_default();
        let taken = self.step as f64;
        let had = rows.iter().rfind(|row| step(**row) <= taken).and_then(|row| looks.number(*row, "assigned_units"))?;
        let has = |row: usize| {
            looks.text(row, "collapsed") != "true"
                && looks.number(row, "stability").is_some_and(|stability| stability >= STABLE)
                && looks.number(row, "assigned_units").is_some_and(|units| units >= LEFT * had)
        };
        let after = rows.iter().copied().filter(|row| step(*row) > taken);
        let since = after.collect::<Vec<_>>().into_iter().rev().take_while(|row| !has(*row)).last()?;
        Some(step(since) - taken)
    }
}

/// What became of every lattice that something was taken from, in Markdown.
#[must_use]
pub fn taken_away_markdown(study: &Study, runs: &StudyTable, looks: &StudyTable) -> String {
    let mut text = "| runs | the lattice goes in | after so many steps | grid score of active units at the end |\n|---|---|---|---|\n"
        .to_owned();
    let ends_of = groups(runs);
    for taken in taken_away(study) {
        let Some(group) = ends_of.iter().find(|group| group.name == taken.label) else { continue };
        let (share, after) = taken.gone(looks);
        let _ = writeln!(
            text,
            "| {} | {share} | {} | {} |",
            taken.label,
            steps_words(after),
            group.median_words(runs, "grid_score", 2)
        ); // a String takes all
    }
    text
}

/// `1000 (500 to 2500)`: median, lowest and highest.
fn steps_words(steps: Vec<f64>) -> String {
    let [low, high] = ends(steps.iter().copied());
    median(steps).map_or_else(|| "none".to_owned(), |middle| format!("{middle:.0} ({low:.0} to {high:.0})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lattice_is_gone_when_no_later_look_finds_it() {
        let study = Study::from_ron(
            "study.ron",
            r#"(version: 1, title: "a", seeds: [1], groups: [(preset: "instant"), (label: "x", preset: "instant",
                journal: [(step: 200, name: "capacity.enabled", value: false)])])"#,
        )
        .expect("a study");
        let taken = taken_away(&study);
        assert_eq!(taken, [TakenAway { label: "x".into(), step: 200 }]);
        let mut text = "row,label,preset,seed,step,collapsed,stability,assigned_units\n".to_owned();
        // Of the first the lattice goes and comes and goes; of the second it stays; the third collapses at once.
        for (seed, looks) in [
            (0, ["0.9,40", "0.9,50", "0.3,50", "0.9,50", "0.9,10", "0.4,40"]),
            (1, ["0.9,40", "0.9,50", "0.9,30", "0.2,10", "0.9,26", "0.9,25"]),
            (2, ["0.9,40", "0.9,50", ",0", ",0", ",0", ",0"]),
        ] {
            for (index, look) in looks.into_iter().enumerate() {
                let collapsed = seed == 2 && index > 1;
                let _ = writeln!(text, "{seed},x,instant,{seed},{},{collapsed},{look}", 100 * (index + 1));
            }
        }
        let looks = StudyTable::from_csv("looks.csv", &text).expect("a table");
        let (share, after) = taken[0].gone(&looks);
        assert_eq!((share, after), (Share { hits: 2, trials: 3 }, vec![300.0, 100.0]));
        let runs = "row,label,preset,seed,grid_score\n0,x,instant,0,0.5\n1,x,instant,1,1.0\n2,x,instant,2,\n";
        let page = taken_away_markdown(&study, &StudyTable::from_csv("study.csv", runs).expect("a table"), &looks);
        assert!(
            page.ends_with("| x | 2 of 3 (0.21 to 0.94) | 200 (100 to 300) | 0.75 (0.50 to 1.00, n = 2) |\n"),
            "{page}"
        );
    }
}
