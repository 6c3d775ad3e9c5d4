//! What becomes of the modules as a value varies.

use super::lattice::steps_until_it_stands;
use super::outcomes::{GroupOutcome, groups, steps_words};
use super::table::StudyTable;
use crate::numerics::Share;
use std::fmt::Write as _;

/// What became of the modules where a value varies within a label, in Markdown: one line for each value. `None` where none
/// does.
#[must_use]
pub fn curves_markdown([runs, looks]: [&StudyTable; 2], of_runs: &[GroupOutcome]) -> Option<String> {
    let mut text = "| runs | a lattice stands in | after so many steps | modules | widest spacing, m | its lattice angle, ° | grid score of assigned units |\n|---|---|---|---|---|---|---|\n"
        .to_owned();
    let varies = |group: &&GroupOutcome| group.rows.iter().any(|&row| runs.text(row, "label") != group.name);
    let (varied, of_looks): (Vec<&GroupOutcome>, _) = (of_runs.iter().filter(varies).collect(), groups(looks));
    for group in &varied {
        let own_looks = of_looks.iter().find(|own| own.name == group.name);
        let stands = own_looks.map(|own| steps_until_it_stands(looks, own)).unwrap_or_default();
        let words = |column, digits| group.median_words(runs, column, digits);
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} |",
            group.name,
            Share { hits: stands.len(), trials: group.rows.len() },
            steps_words(stands),
            words("modules_counted", 0),
            words("module_1_spacing_m", 2),
            words("module_1_lattice_angle_deg", 0),
            words("grid_score_assigned", 2),
        ); // a String takes all
    }
    (!varied.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_varies_has_a_line_with_when_its_lattice_stands() {
        let runs = "row,label,preset,sigma_g,seed,outcome,modules_counted\n\
                    0,a,instant,0.1,0,done,0\n1,a,instant,0.2,0,done,1\n2,b,instant,0.2,0,done,1\n";
        let looks = "row,label,preset,sigma_g,seed,step,collapsed,stability,modules_counted\n\
                     1,a,instant,0.2,0,500,false,0.9,1\n0,a,instant,0.1,0,500,false,0.9,0\n";
        let table = |text| StudyTable::from_csv("study.csv", text).expect("a table");
        let (runs, looks) = (table(runs), table(looks));
        let curves = curves_markdown([&runs, &looks], &groups(&runs)).expect("sigma_g varies");
        assert_eq!(curves_markdown([&runs, &looks], &[]), None);
        let line = "| a, sigma_g 0.2 | 1 of 1 (0.21 to 1.00) | 500 (500 to 500) | 1 (n = 1) | none (n = 0) | none (n = 0) | none (n = 0) |";
        assert!(curves.lines().any(|own| own == line) && curves.lines().count() == 4, "{curves}");
    }
}
