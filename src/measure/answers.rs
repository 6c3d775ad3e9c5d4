//! What one measurement has found of a subject.

use super::about::About;
use super::findings::{AnyAnswers, Findings, JsonStyle};
use super::measurement::{Measurement, Unmeasured};
use serde::{Serialize, Serializer};

/// What a measurement has found, once or for each of several inputs.
#[derive(Clone, Debug)]
pub enum Answers<M: Measurement> {
    /// Written as the finding itself.
    One(M),
    /// Written as a list: the fields of each input, then those of the finding, or `error` with the reason.
    Each(Vec<(M::Input, Result<M, Unmeasured>)>),
}

impl<M: Measurement> Answers<M> {
    /// Those among all findings.
    #[must_use]
    pub fn among(findings: &Findings) -> Option<&Self> {
        findings.find()
    }

    /// What was found once.
    #[must_use]
    pub fn one(&self) -> Option<&M> {
        match self {
            Self::One(finding) => Some(finding),
            Self::Each(_) => None,
        }
    }

    /// What was found for each input, or why nothing was.
    pub fn each(&self) -> &[(M::Input, Result<M, Unmeasured>)] {
        match self {
            Self::One(_) => &[],
            Self::Each(all) => all,
        }
    }
}

/// One entry of a list.
#[derive(Serialize)]
struct Entry<'a, M: Measurement> {
    #[serde(flatten)]
    input: &'a M::Input,
    #[serde(flatten)]
    finding: Option<&'a M>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl<M: Measurement> Serialize for Answers<M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(finding) => finding.serialize(serializer),
            Self::Each(all) => serializer.collect_seq(all.iter().map(|(input, result)| Entry {
                input,
                finding: result.as_ref().ok(),
                error: result.as_ref().err().map(ToString::to_string),
            })),
        }
    }
}

impl<M: Measurement> AnyAnswers for Answers<M> {
    fn about(&self) -> &'static About {
        &M::ABOUT
    }

    fn json(&self, style: JsonStyle) -> serde_json::Result<String> {
        match style {
            JsonStyle::Compact => serde_json::to_string(self),
            JsonStyle::Pretty => serde_json::to_string_pretty(self),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Members;
    use crate::measure::testing::Level;

    #[test]
    fn single_precision_stays_single_and_reasons_are_told() {
        let one = Answers::One(Level { level: 0.1 });
        assert_eq!(one.json(JsonStyle::Compact).expect("plain"), r#"{"level":0.1}"#, "not 0.10000000149011612");
        let each = Answers::Each(vec![
            (Members::Module(0), Ok(Level { level: 0.3 })),
            (Members::AllActive, Err(Unmeasured::because("too few units"))),
        ]);
        let expected = r#"[{"module":0,"level":0.3},{"module":null,"error":"too few units"}]"#;
        assert_eq!(each.json(JsonStyle::Compact).expect("plain"), expected);
        let mut findings = Findings::default();
        assert!(Answers::<Level>::among(&findings).is_none());
        findings.add(Box::new(each));
        assert_eq!(Answers::<Level>::among(&findings).map(|found| found.each().len()), Some(2));
    }
}
