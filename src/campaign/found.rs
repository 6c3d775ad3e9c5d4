//! What a row tells of its network: columns out of a report and the findings of measurements.

use super::cell::RowCells;
use super::counted::counted_modules;
use crate::analysis::topology::Verdict;
use crate::analysis::{Members, ModuleNulls, Report, Score, ScoreNull, UnitReport};
use crate::measure::{Answers, ArenaTopology, Findings, Generalised, Unmeasured};
use crate::numerics::median;

/// Modules with columns of their own, largest spacing first.
const MODULES: usize = 4;

/// What a look tells, too: units, scores, and how many modules there are.
pub(super) fn report_cells(report: &Report, cells: &mut RowCells) {
    let active: Vec<&UnitReport> = report.units.iter().filter(|unit| unit.active).collect();
    let assigned: Vec<&UnitReport> = report.units.iter().filter(|unit| unit.module.is_some()).collect();
    let counted = counted_modules(report);
    let of = |units: &[&UnitReport], score: Score| median(units.iter().filter_map(|unit| score.of(unit)).collect());
    cells.push("active_units", active.len());
    cells.push("silent_units", report.units.len() - active.len());
    cells.push("variance_share", report.variance_share);
    cells.push("collapsed", report.collapsed);
    cells.push("stability", of(&active, Score::Stability));
    cells.push("grid_score", of(&active, Score::Adaptive));
    cells.push("fields", median(active.iter().map(|unit| unit.fields as f64).collect()));
    let with_one_field = active.iter().filter(|unit| unit.fields == 1).count();
    cells.push("one_field_share", (!active.is_empty()).then(|| with_one_field as f64 / active.len() as f64));
    cells.push("assigned_units", assigned.len());
    cells.push("assigned_share", (!active.is_empty()).then(|| assigned.len() as f64 / active.len() as f64));
    cells.push("grid_score_assigned", of(&assigned, Score::Adaptive));
    cells.push("hexagonality_assigned", of(&assigned, Score::Hexagonality));
    let hexagons = assigned.iter().filter(|unit| unit.lattice_turn_deg == Some(60)).count();
    cells.push("hexagonal_share", (!assigned.is_empty()).then(|| hexagons as f64 / assigned.len() as f64));
    cells.push("modules", report.modules.len());
    cells.push("modules_counted", counted.len());
    for index in 0..MODULES {
        let module = report.modules.get(index);
        let mut push = |name: &str, value: Option<f64>| cells.push(format!("module_{}_{name}", index + 1), value);
        push("units", module.map(|module| module.units as f64));
        push("spacing_m", module.map(|module| module.spacing_m));
        push("orientation_deg", module.map(|module| module.orientation_deg));
        push("grid_score", module.and_then(|module| module.grid_score_adaptive));
        let lattice = report.evidence.lattices.get(index).and_then(|lattices| lattices.first());
        push("lattice_angle_deg", lattice.map(|lattice| lattice.basis.angle_deg()));
    }
}

/// What measurements have found; columns of those that were not made stay empty.
pub(super) fn finding_cells(report: &Report, findings: &Findings, cells: &mut RowCells) {
    let null = Answers::<ScoreNull>::among(findings).and_then(Answers::one);
    let level = null.and_then(|null| null.level(Score::Adaptive));
    cells.push("grid_score_99th_of_chance", level);
    let scores = || report.units.iter().filter(|unit| unit.active).filter_map(|unit| unit.grid_score_adaptive);
    cells.push("units_beyond_chance", level.map(|level| scores().filter(|score| *score > level).count()));
    for index in 0..MODULES - 1 {
        let step = report.evidence.steps.get(index);
        cells.push(format!("ratio_{}_{}", index + 1, index + 2), step.map(|step| step.spacing_ratio));
    }
    let nulls = Answers::<ModuleNulls>::among(findings).and_then(Answers::one);
    let discreteness = nulls.and_then(|nulls| nulls.discreteness.as_ref());
    cells.push("spacings_discrete", discreteness.map(|found| found.discrete));
    for index in 0..MODULES - 1 {
        let pairs = nulls.map_or(&[][..], |nulls| &nulls.pairs);
        let pair = pairs.iter().find(|pair| [pair.larger, pair.smaller] == [index, index + 1]);
        let claimed = pair.map(|pair| pair.commensurability.claimed);
        let [a, b] = [index + 1, index + 2];
        cells.push(format!("commensurate_{a}_{b}"), claimed);
        let relation = pair.and_then(|pair| pair.commensurability.relation.as_ref());
        let index_of = relation.filter(|_| claimed == Some(true)).map(|found| found.coarser_index as usize);
        cells.push(format!("sublattice_index_{a}_{b}"), index_of);
    }
    generalised_cells(Answers::<Generalised>::among(findings).and_then(Answers::one), cells);
    let topologies = Answers::<ArenaTopology>::among(findings).map_or(&[][..], Answers::each);
    let of = |members: Members| topologies.iter().find(|(own, _)| *own == members).map(|(_, found)| found.as_ref());
    for index in 0..MODULES {
        torus_cells(&format!("module_{}", index + 1), of(Members::Module(index)), cells);
    }
    torus_cells("all_units", of(Members::AllActive), cells);
}

fn torus_cells(of: &str, found: Option<Result<&ArenaTopology, &Unmeasured>>, cells: &mut RowCells) {
    let topology = found.and_then(Result::ok).map(|found| &found.topology);
    let verdict = found.map(|found| match found.map(|found| (found.topology.verdict, found.topology.shape)) {
        Ok((Verdict::Torus, Some(shape))) => shape.to_string(),
        Ok((verdict, _)) => verdict.to_string(),
        Err(why) => why.to_string(),
    });
    cells.push_text(format!("{of}_torus"), verdict.unwrap_or_default());
    let evidence = topology.and_then(|topology| topology.evidence.as_ref());
    cells.push(format!("{of}_angle_deg"), evidence.and_then(|evidence| evidence.angle_deg));
}

fn generalised_cells(found: Option<&Generalised>, cells: &mut RowCells) {
    let generalisation = found.map(|found| &found.generalisation);
    let largest = generalisation.and_then(|found| found.boxes.last());
    cells.push("largest_box_m", largest.map(|found| found.box_m));
    cells.push("largest_box_spacing_ratio", largest.and_then(|found| found.median_spacing_ratio));
    let permuted = generalisation.and_then(|found| found.permuted_paths.first());
    cells.push("permuted_paths_ratio", permuted.and_then(|paths| paths.ratio));
    let walked = generalisation.and_then(|found| found.path_integration.as_ref());
    cells.push("path_error_m", walked.and_then(|walked| walked.median_error_m.last().copied()));
    cells.push("path_error_chance_m", walked.map(|walked| walked.chance_error_m));
}
