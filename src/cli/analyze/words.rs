//! The same numbers in words.

use super::sentences::{self, or_none};
use super::subject::{Analysed, Walked};
use crate::analysis::thresholds::{ABOVE_CHANCE_LEVEL, NULL_PERCENTILE};
use crate::analysis::{
    ModuleReport, Report, Score, ScoreNull, ScoreSummary, ShiftedScore, Significance, UnitReport, above_chance,
};
use crate::cli::common::print_line;
use crate::cli::error::CliError;
use crate::data::Intake;
use crate::files::to_the_millimetre;
use crate::measure::{Answers, Findings};
use crate::numerics::{count, median};

/// Prints what was measured.
pub(super) fn print(analysed: &Analysed, findings: &Findings) -> Result<(), CliError> {
    let Report { box_m, bins, units, modules, .. } = analysed.subject.report.as_ref();
    let step = analysed.subject.set.step.unwrap_or(0);
    let active = units.iter().filter(|unit| unit.active).count();
    let arena = format!("{} m arena, {bins} bins a side", to_the_millimetre(*box_m));
    let counts = format!("{active} of {} active", count(units.len(), "unit"));
    print_line(&match &analysed.walked {
        Some(Walked { walk, state_spread, .. }) => {
            format!("step {step}, {arena}, {walk} walks\n{counts}, largest distance between states {state_spread:.2}")
        }
        None => match &analysed.subject.set.recorded {
            Some(recorded) => format!("{arena}; {}\n{counts}", recorded.settings.words()),
            None => format!("{arena}\n{counts}"),
        },
    })?;
    if let Some(scale) = analysed.walked.as_ref().and_then(|walked| walked.walk_scale) {
        print_line(&format!("the trajectory was scaled ×{scale:.3} to fill the arena"))?;
    }
    if let Some(intake) = analysed.intake() {
        intake_lines(intake).try_for_each(|line| print_line(&line))?;
    }
    if let Some(collapse) = analysed.subject.report.collapse() {
        print_line(&format!("collapsed: {collapse}"))?;
    }
    print_line(&medians(units))?;
    for ScoreSummary { score, units, null_99th, above, above_p, beyond_chance, .. } in analysed.scores(findings) {
        if let (Some(level), Some(above), Some(p), Some(beyond)) = (null_99th, above, above_p, beyond_chance) {
            let verdict = if beyond { "more than" } else { "no more than" };
            print_line(&format!(
                "{score}: {}: {verdict} by chance (p = {p:.2e}, α = {ABOVE_CHANCE_LEVEL})",
                above_chance(above, units, level, NULL_PERCENTILE)
            ))?;
        }
    }
    if modules.is_empty() {
        print_line("no modules")?;
    }
    print_line(&analysed.subject.report.membership())?;
    for module in modules {
        print_line(&format!(
            "module {}: {}, spacing {:.3} m, orientation {:.1}°, {}",
            module.module + 1,
            count(module.units, "unit"),
            module.spacing_m,
            module.orientation_deg,
            beside_chance(module, analysed, findings)
        ))?;
    }
    if let Some(beside) = &analysed.beside {
        let name = &beside.comparison.second;
        let lines = beside.intake.as_deref().into_iter().flat_map(intake_lines);
        lines.map(|line| format!("{name}: {line}")).try_for_each(|line| print_line(&line))?;
        print_line(&sentences::session_words(&beside.comparison))?;
    }
    findings.iter().flat_map(sentences::of).try_for_each(|line| print_line(&line))
}

/// What was found in a file, a sentence a line; what is implausible comes last.
fn intake_lines(intake: &Intake) -> impl Iterator<Item = String> {
    let implausible = intake.warnings.iter().map(|words| format!("implausible: {words}"));
    intake.words().into_iter().chain(implausible)
}

/// Grid score and coherence of a module beside what they are by chance, as far as that was measured.
fn beside_chance(module: &ModuleReport, analysed: &Analysed, findings: &Findings) -> String {
    let units = &analysed.subject.report.units;
    let is_member = |unit: usize| units.get(unit).is_some_and(|unit| unit.module == Some(module.module));
    let shifted = Answers::<Significance>::among(findings).and_then(Answers::one);
    let shifted = shifted.and_then(|found| found.level_99th(ShiftedScore::Grid, is_member));
    let random = || Answers::<ScoreNull>::among(findings).and_then(Answers::one)?.level(Score::Adaptive);
    let chance =
        shifted.or_else(random).map_or_else(String::new, |level| format!(" (99 % by chance below {level:.2})"));
    format!(
        "median grid score {}{chance}, coherence of orientations {:.2} (95 % by chance below {:.2})",
        or_none(module.grid_score_adaptive, 2),
        module.orientation_coherence,
        module.orientation_coherence_chance
    )
}

/// Medians over the active units; those of scores are the ones of the JSON output.
fn medians(units: &[UnitReport]) -> String {
    let of = |score: Score| or_none(ScoreSummary::of(score, units, None).median, 2);
    let spacings = units.iter().filter(|unit| unit.active).filter_map(|unit| unit.spacing_m);
    format!(
        "medians of active units: grid score {} (mean), {} (min–max), {} (adaptive ring); 90° score {}; stability {}; \
         spacing {} m",
        of(Score::Mean),
        of(Score::MinMax),
        of(Score::Adaptive),
        of(Score::Score90),
        of(Score::Stability),
        or_none(median(spacings.collect()), 2),
    )
}
