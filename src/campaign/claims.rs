//! What is claimed of presets, and how a run shows it: fixed before the runs that decide.

use super::counted::{STABLE, counted};
use super::outcomes::{GroupOutcome, spread_words};
use super::table::StudyTable;
use crate::analysis::topology::TorusShape;
use crate::numerics::Share;
use std::fmt::Write as _;

/// Units that have to lie in modules, in all and of those that are active.
const LEAST_ASSIGNED: f64 = 64.0;
const LEAST_ASSIGNED_SHARE: f64 = 0.6;

/// A number that a sentence quotes.
#[derive(Clone, Copy, Debug)]
struct ClaimFigure {
    /// What it is.
    name: &'static str,
    /// Digits after the point.
    digits: usize,
    /// The number of a run; NaN where it has none.
    of: fn(&Found<'_>) -> f64,
}

/// A sentence about a group of runs, and what decides it.
#[derive(Debug)]
pub struct Claim {
    /// The label of the group in the study; that of a preset's own runs is the preset's name.
    pub label: &'static str,
    /// What shows: `two modules or more`.
    pub shows: &'static str,
    /// What says how clearly.
    figure: ClaimFigure,
    holds: fn(&Found<'_>) -> bool,
}

/// What a row found.
struct Found<'a> {
    table: &'a StudyTable,
    row: usize,
}

impl Found<'_> {
    /// The number in a column; NaN, which is above and below nothing, where there is none.
    fn number(&self, column: &str) -> f64 {
        self.table.number(self.row, column).unwrap_or(f64::NAN)
    }

    /// Modules that count; `None` of a run that failed.
    fn modules(&self) -> Option<usize> {
        self.table.text(self.row, "modules_counted").parse().ok()
    }

    fn has_modules(&self, least: usize) -> bool {
        self.modules() >= Some(least)
            && self.number("assigned_units") >= LEAST_ASSIGNED
            && self.number("assigned_share") >= LEAST_ASSIGNED_SHARE
    }

    /// Spacings of the two widest modules that count, the wider one divided by the other.
    fn ratio_of_counted(&self) -> f64 {
        let of = |name| (1..=4).map(move |module| self.number(&format!("module_{module}_{name}")));
        match counted(of("units").zip(of("spacing_m")), |&module| module)[..] {
            [(_, wider_m), (_, next_m), ..] => wider_m / next_m,
            _ => f64::NAN,
        }
    }

    fn score(&self) -> f64 {
        self.number("grid_score_assigned")
    }

    /// No module, and another look at the same network finds other maps.
    fn is_untuned(&self) -> bool {
        self.modules() == Some(0) && self.table.number(self.row, "stability").is_none_or(|stability| stability < STABLE)
    }

    /// The verdict on the first module.
    fn is_torus(&self, shapes: &[TorusShape]) -> bool {
        let verdict = self.table.text(self.row, "module_1_torus");
        shapes.iter().any(|shape| verdict == shape.to_string())
    }
}

const SCORE: ClaimFigure = ClaimFigure { name: "grid score of assigned units", digits: 2, of: |f| f.score() };
const RATIO: ClaimFigure =
    ClaimFigure { name: "ratio of the spacings of the two widest that count", digits: 2, of: |f| f.ratio_of_counted() };
const MODULES: ClaimFigure = ClaimFigure { name: "modules that count", digits: 0, of: |f| f.number("modules_counted") };
const SEPARATION: ClaimFigure =
    ClaimFigure { name: "separation, measured only", digits: 3, of: |f| f.number("loss_separation") };
const ASSIGNED: ClaimFigure =
    ClaimFigure { name: "share of active units in modules", digits: 2, of: |f| f.number("assigned_share") };
const STABILITY: ClaimFigure = ClaimFigure { name: "stability", digits: 2, of: |f| f.number("stability") };
const ONE_FIELD: ClaimFigure =
    ClaimFigure { name: "share of units with one field", digits: 2, of: |f| f.number("one_field_share") };
const ANGLE: ClaimFigure =
    ClaimFigure { name: "angle between its loops in degrees", digits: 0, of: |f| f.number("module_1_angle_deg") };

/// All of them.
pub const CLAIMS: &[Claim] = &[
    Claim { label: "modules", shows: "two modules or more", figure: RATIO, holds: |f| f.has_modules(2) },
    Claim { label: "modules", shows: "three modules or more", figure: MODULES, holds: |f| f.has_modules(3) },
    Claim { label: "modules", shows: "hexagons (median grid score 0.8)", figure: SCORE, holds: |f| f.score() >= 0.8 },
    Claim { label: "hexagons", shows: "hexagons (median grid score 1.0)", figure: SCORE, holds: |f| f.score() >= 1.0 },
    Claim { label: "instant", shows: "hexagons (median grid score 0.9)", figure: SCORE, holds: |f| f.score() >= 0.9 },
    Claim {
        label: "wide steps, nothing ablated",
        shows: "a lattice (a module, stability above 0.5)",
        figure: STABILITY,
        holds: |f| f.modules() >= Some(1) && f.number("stability") > STABLE,
    },
    Claim {
        label: "no-separation",
        shows: "all states collapse into one",
        figure: SEPARATION,
        holds: |f| f.table.text(f.row, "collapsed") == "true",
    },
    Claim { label: "no-invariance", shows: "no spatial tuning", figure: STABILITY, holds: |f| f.is_untuned() },
    Claim { label: "no-permutations", shows: "no spatial tuning", figure: STABILITY, holds: |f| f.is_untuned() },
    Claim {
        label: "no-conformal-isometry",
        shows: "lattices that are no hexagons (median grid score below 0.5)",
        figure: SCORE,
        holds: |f| f.modules() >= Some(1) && f.score() < 0.5,
    },
    Claim {
        label: "no-capacity",
        shows: "one module",
        figure: ASSIGNED,
        holds: |f| f.modules() == Some(1) && f.number("assigned_share") >= LEAST_ASSIGNED_SHARE,
    },
    Claim {
        label: "no-capacity",
        shows: "a torus",
        figure: ANGLE,
        holds: |f| f.is_torus(&[TorusShape::Twisted, TorusShape::Square, TorusShape::Unclear]),
    },
    Claim {
        label: "no-capacity",
        shows: "a twisted torus",
        figure: ANGLE,
        holds: |f| f.is_torus(&[TorusShape::Twisted]),
    },
    Claim {
        label: "no-capacity-sigma-g-0.1",
        shows: "place cells (half of the active units or more have one field)",
        figure: ONE_FIELD,
        holds: |f| f.modules() == Some(0) && f.number("one_field_share") >= 0.5,
    },
    Claim {
        label: "no-capacity-sigma-g-0.2",
        shows: "no modules",
        figure: ONE_FIELD,
        holds: |f| f.modules() == Some(0),
    },
];

impl Claim {
    /// In how many runs of its group it holds; `None` where the table has no such group.
    #[must_use]
    pub fn share(&self, table: &StudyTable, groups: &[GroupOutcome]) -> Option<Share> {
        let group = self.group(groups)?;
        Some(group.share(|row| (self.holds)(&Found { table, row })))
    }

    fn group<'a>(&self, groups: &'a [GroupOutcome]) -> Option<&'a GroupOutcome> {
        groups.iter().find(|group| group.name == self.label)
    }

    /// What says how clearly: `grid score of assigned units 1.05 (0.63 to 1.28, n = 3)`.
    fn figure_words(&self, table: &StudyTable, group: &GroupOutcome) -> String {
        let ClaimFigure { name, digits, of } = self.figure;
        let numbers = group.rows.iter().map(|&row| of(&Found { table, row }));
        format!("{name} {}", spread_words(numbers.filter(|number| number.is_finite()).collect(), digits))
    }

    /// `two modules or more in 9 of 10 (0.60 to 0.98); ratio of the spacings of the two widest that count 1.73 (1.70 to 1.75, n = 10)`.
    #[must_use]
    pub fn words(&self, table: &StudyTable, groups: &[GroupOutcome]) -> Option<String> {
        let figure = self.figure_words(table, self.group(groups)?);
        Some(format!("{} in {}; {figure}", self.shows, self.share(table, groups)?))
    }
}

/// Every claim of a table's groups, in Markdown.
#[must_use]
pub fn claims_markdown(table: &StudyTable, groups: &[GroupOutcome]) -> String {
    let mut text =
        "| runs | show | in so many seeds (95 %) | figure: median (lowest to highest) |\n|---|---|---|---|\n"
            .to_owned();
    for claim in CLAIMS {
        let (Some(group), Some(share)) = (claim.group(groups), claim.share(table, groups)) else { continue };
        let figure = claim.figure_words(table, group);
        let _ = writeln!(text, "| `{}` | {} | {share} | {figure} |", claim.label, claim.shows); // a String takes all
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::groups;

    const TABLE: &str = "row,label,preset,seed,outcome,modules_counted,assigned_units,assigned_share,grid_score_assigned,module_1_units,module_1_spacing_m,module_2_units,module_2_spacing_m,module_3_units,module_3_spacing_m,stability,collapsed,module_1_torus,variance_share
0,modules,modules,0,done,2,90,0.9,1.1,30,1.74,11,1.3,40,1.0,0.9,false,,0.1
1,modules,modules,1,done,3,50,0.5,1.2,20,1.7,20,1.0,,,0.9,false,,0.1
2,modules,modules,2,failed,,,,,,,,,,,,,,
3,no-invariance,no-invariance,0,done,0,0,0,,,,,,,,0.2,false,,0.1
4,no-invariance,no-invariance,1,done,0,0,0,,,,,,,,0.7,false,,0.1
5,no-separation,no-separation,0,done,0,0,,,,,,,,,,true,,0.00001
6,no-capacity,no-capacity,0,done,1,80,0.9,0.2,,,,,,,0.9,false,twisted torus,0.1
7,no-capacity,no-capacity,1,done,1,80,0.9,0.2,,,,,,,0.9,false,torus of unclear shape,0.1
8,no-capacity,no-capacity,2,done,2,80,0.9,0.2,,,,,,,0.9,false,no torus found,0.1
9,other,instant,2,done,2,80,0.9,0.2,,,,,,,0.9,false,no torus found,0.1
";

    #[test]
    fn each_claim_counts_the_runs_that_show_it() {
        let table = StudyTable::from_csv("study.csv", TABLE).expect("a table");
        let groups = groups(&table);
        let shares: Vec<String> = CLAIMS
            .iter()
            .filter_map(|claim| {
                let share = claim.share(&table, &groups)?;
                Some(format!("{}: {} {} of {}", claim.label, claim.shows, share.hits, share.trials))
            })
            .collect();
        assert_eq!(
            shares,
            [
                "modules: two modules or more 1 of 3", // the second has too few units in modules, the third failed
                "modules: three modules or more 0 of 3",
                "modules: hexagons (median grid score 0.8) 2 of 3",
                "no-separation: all states collapse into one 1 of 1",
                "no-invariance: no spatial tuning 1 of 2",
                "no-capacity: one module 2 of 3",
                "no-capacity: a torus 2 of 3",
                "no-capacity: a twisted torus 1 of 3",
            ]
        );
        let words = CLAIMS[0].words(&table, &groups).expect("it has such runs");
        assert_eq!(
            words,
            "two modules or more in 1 of 3 (0.06 to 0.79); ratio of the spacings of the two widest that count 1.72 (1.70 to 1.74, n = 2)"
        );
        let page = claims_markdown(&table, &groups);
        assert!(
            page.lines().count() == 10 && page.contains("| `no-invariance` | no spatial tuning | 1 of 2"),
            "{page}"
        );
    }
}
