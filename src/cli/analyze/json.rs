//! The JSON of an analysis: what the maps say, then each finding under the key of its measurement.

use super::subject::{Analysed, Walked};
use crate::analysis::recorded::SessionComparison;
use crate::analysis::{ModuleEvidence, ModuleReport, Report, Rules, ScoreSummary, UnitReport};
use crate::data::Intake;
use crate::export::Provenance;
use crate::maps::MapSettings;
use crate::measure::{Findings, JsonStyle};
use serde::Serialize;
use std::fmt::Write as _;

/// What is always told.
#[derive(Serialize)]
struct Head<'a> {
    /// Where it is from.
    gridscope: &'a Provenance,
    /// Training steps done; `null` for cells from a file.
    step: Option<u64>,
    box_m: f64,
    bins: usize,
    /// How the network moved through the arena; `null` for cells from a file.
    walk: Option<&'a str>,
    /// Factor by which a recorded trajectory was scaled to fill the arena.
    #[serde(skip_serializing_if = "Option::is_none")]
    walk_scale: Option<f64>,
    /// What was found in the file of cells, or of the trajectory that was walked along.
    #[serde(skip_serializing_if = "Option::is_none")]
    intake: Option<&'a Intake>,
    /// How maps were made of spikes; only where the file has spikes.
    #[serde(skip_serializing_if = "Option::is_none")]
    maps_of_spikes: Option<MapSettings>,
    /// What rates are in: `Hz`, or `null` for activity without a unit.
    rate_unit: Option<&'a str>,
    /// What the file calls the units; only where it says.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    labels: &'a [String],
    /// Another session of the same cells beside this one; only where one was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    beside: Option<&'a SessionComparison>,
    /// What was found in the file of that one.
    #[serde(skip_serializing_if = "Option::is_none")]
    intake_beside: Option<&'a Intake>,
    /// Largest distance between two states of a training batch; `null` for cells from a file.
    state_spread: Option<f64>,
    /// The share of the mean square of all rates that varies with the place, and whether that is next to nothing.
    variance_share: Option<f64>,
    collapsed: bool,
    /// Whether stability is known; else members of modules of a network are candidates.
    has_halves: bool,
    /// By which rules units are active and periodic.
    rules: Rules,
    units: &'a [UnitReport],
    /// Each score over the active units, and how many of them lie beyond chance.
    scores: Vec<ScoreSummary>,
    modules: &'a [ModuleReport],
    /// What the modules rest on.
    evidence: &'a ModuleEvidence,
}

/// One object with everything that was measured.
///
/// # Errors
/// When a finding cannot be written so.
pub(super) fn json(analysed: &Analysed, findings: &Findings, style: JsonStyle) -> serde_json::Result<String> {
    let Report { box_m, bins, units, modules, evidence, .. } = analysed.subject.report.as_ref();
    let (walked, set) = (analysed.walked.as_ref(), &analysed.subject.set);
    let head = Head {
        gridscope: &analysed.from,
        step: set.step,
        box_m: *box_m,
        bins: *bins,
        walk: walked.map(|Walked { walk, .. }| walk.as_str()),
        walk_scale: walked.and_then(|walked| walked.walk_scale),
        intake: analysed.intake(),
        maps_of_spikes: set.recorded.as_ref().map(|recorded| recorded.settings),
        rate_unit: set.has_rates_in_hz().then_some("Hz"),
        labels: &set.labels,
        beside: analysed.beside.as_ref().map(|beside| &beside.comparison),
        intake_beside: analysed.beside.as_ref().and_then(|beside| beside.intake.as_deref()),
        state_spread: walked.map(|walked| walked.state_spread),
        variance_share: analysed.subject.report.variance_share,
        collapsed: analysed.subject.report.collapsed,
        has_halves: analysed.subject.report.has_halves,
        rules: analysed.subject.report.rules,
        units,
        scores: analysed.scores(findings),
        modules,
        evidence,
    };
    with_findings(&head, findings, style)
}

/// Adds the findings to an object. Their text is taken as it is: what has been written as single precision stays so.
fn with_findings(head: &impl Serialize, findings: &Findings, style: JsonStyle) -> serde_json::Result<String> {
    let (mut text, end) = match style {
        JsonStyle::Compact => (serde_json::to_string(head)?, "}"),
        JsonStyle::Pretty => (serde_json::to_string_pretty(head)?, "\n}"),
    };
    text.truncate(text.len() - end.len());
    for answers in findings.iter() {
        let (key, json) = (answers.about().key, answers.json(style)?);
        let written = match style {
            JsonStyle::Compact => write!(text, ",\"{key}\":{json}"),
            // Texts within JSON have no line breaks: all of these are of the layout.
            JsonStyle::Pretty => write!(text, ",\n  \"{key}\": {}", json.replace('\n', "\n  ")),
        };
        written.expect("a text takes everything");
    }
    text.push_str(end);
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Members;
    use crate::measure::testing::Level;
    use crate::measure::{Answers, ArenaChoice, Listed, MEASUREMENTS, measure, testing};

    #[derive(Serialize)]
    struct Whole {
        bins: usize,
        level: Level,
        units: Vec<usize>,
    }

    #[derive(Serialize)]
    struct Part {
        bins: usize,
    }

    #[test]
    fn findings_are_fields_as_if_they_always_had_been() {
        let mut findings = Findings::default();
        findings.add(Box::new(Answers::One(Level { level: 0.1 })));
        let whole = Whole { bins: 3, level: Level { level: 0.1 }, units: Vec::new() };
        let compact = with_findings(&Part { bins: 3 }, &findings, JsonStyle::Compact).expect("plain");
        assert_eq!(compact, serde_json::to_string(&whole).expect("plain").replace(",\"units\":[]", ""));
        let pretty = with_findings(&Part { bins: 3 }, &findings, JsonStyle::Pretty).expect("plain");
        assert_eq!(pretty, serde_json::to_string_pretty(&whole).expect("plain").replace(",\n  \"units\": []", ""));
    }

    #[test]
    fn one_more_measurement_is_one_more_key() {
        let subject = testing::subject();
        let of = |list: &[Listed]| {
            let findings = measure(list, &subject, &ArenaChoice::default()).expect("nothing fails");
            let analysed =
                Analysed { subject: subject.clone(), walked: None, beside: None, from: Provenance::here("analysis") };
            [JsonStyle::Compact, JsonStyle::Pretty].map(|style| {
                let text = json(&analysed, &findings, style).expect("plain");
                serde_json::from_str::<serde_json::Value>(&text).expect("an object")
            })
        };
        let usual: Vec<Listed> = MEASUREMENTS.iter().filter(|listed| listed.about().flag.is_none()).copied().collect();
        let [before, _] = of(&usual);
        let [after, pretty] = of(&[usual, vec![Listed::of::<Level>()]].concat());
        assert_eq!(after, pretty, "report.json says the same");
        let expected = serde_json::json!([{ "module": null, "level": 0.5 }]);
        assert_eq!((before.get("level"), &after["level"]), (None, &expected));
        assert!(before.get("module_nulls").is_some() && before["step"].is_null(), "{before}");
        assert_eq!(Members::AllActive.to_string(), "all active units");
    }
}
