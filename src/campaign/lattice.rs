//! When a lattice stands: what the looks at a run say.

use super::counted::STABLE;
use super::outcomes::GroupOutcome;
use super::table::StudyTable;

/// The looks at each run of a group of looks, in the order of their steps.
pub(super) fn looks_of_runs(looks: &StudyTable, group: &GroupOutcome) -> Vec<Vec<usize>> {
    let mut runs: Vec<(&str, Vec<usize>)> = Vec::new();
    for &row in &group.rows {
        let seed = looks.text(row, "seed");
        match runs.iter_mut().find(|(own, _)| *own == seed) {
            Some((_, rows)) => rows.push(row),
            None => runs.push((seed, vec![row])),
        }
    }
    runs.into_iter().map(|(_, rows)| rows).collect()
}

/// Steps done at a look.
pub(super) fn step(looks: &StudyTable, row: usize) -> f64 {
    looks.number(row, "step").unwrap_or_default()
}

/// Whether the states of a look lie apart, and its maps are [`STABLE`].
pub(super) fn is_tuned(looks: &StudyTable, row: usize) -> bool {
    looks.text(row, "collapsed") != "true"
        && looks.number(row, "stability").is_some_and(|stability| stability >= STABLE)
}

/// The first of these looks from which on each one is so.
pub(super) fn from_then_on(run: &[usize], is_so: impl Fn(usize) -> bool) -> Option<usize> {
    run.iter().rev().copied().take_while(|&row| is_so(row)).last()
}

/// Steps until the first look from which on every one finds a module that counts in stable maps, of each run of a group of
/// looks in which there is such a look.
pub(super) fn steps_until_it_stands(looks: &StudyTable, group: &GroupOutcome) -> Vec<f64> {
    let stands =
        |row| is_tuned(looks, row) && looks.number(row, "modules_counted").is_some_and(|modules| modules >= 1.0);
    let runs = looks_of_runs(looks, group);
    runs.iter().filter_map(|run| Some(step(looks, from_then_on(run, stands)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::groups;
    use std::fmt::Write as _;

    #[test]
    fn a_lattice_stands_from_the_look_on_after_which_it_is_always_there() {
        let mut text = "row,label,preset,seed,step,collapsed,stability,modules_counted\n".to_owned();
        for (seed, looks) in [
            (1, ["false,0.9,1", "false,0.4,1", "false,0.9,2", "false,0.6,1"]), // stable, not stable, stands from 300 on
            (2, ["false,0.9,1", "false,0.9,1", "false,0.9,1", "false,0.9,0"]), // gone at the end
            (3, ["false,0.9,1", "false,0.9,1", "true,,", "false,0.9,1"]),      // collapsed between
        ] {
            for (index, look) in looks.into_iter().enumerate() {
                let _ = writeln!(text, "0,a,instant,{seed},{},{look}", 100 * (index + 1)); // a String takes all
            }
        }
        let looks = StudyTable::from_csv("looks.csv", &text).expect("a table");
        assert_eq!(steps_until_it_stands(&looks, &groups(&looks)[0]), [300.0, 400.0]);
    }
}
