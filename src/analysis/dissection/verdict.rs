//! What a dissection says about its module, in a word and in a sentence.
//!
//! Only two things decide whether the units share a lattice: the waves carry enough of their variance, and where there
//! are three, the phases close. Rings do not: place cells that tile the box draw perfect rings at any wave.

use super::finding::Finding;
use super::report::Dissection;
use super::waves::WavePattern;
use crate::analysis::thresholds::{MODULE_UNITS, PHASES_CLOSE_RAD, RING_QUALITY, WAVES_VARIANCE_SHARE};
use crate::numerics::count;
use std::fmt::Write;

/// The dissection with its finding and its summary.
pub(super) fn judged(mut dissection: Dissection) -> Dissection {
    dissection.finding = finding(&dissection);
    dissection.summary = summary(&dissection);
    dissection
}

fn finding(dissection: &Dissection) -> Finding {
    if dissection.units.is_empty() {
        return Finding::Silent;
    }
    if dissection.units.len() < MODULE_UNITS {
        return Finding::TooFewUnits;
    }
    let carried = dissection.variance_share.is_some_and(|share| share >= WAVES_VARIANCE_SHARE);
    let closed = dissection.closure.is_none_or(|closure| closure.median_rad <= PHASES_CLOSE_RAD);
    match dissection.waves.pattern {
        _ if !carried || !closed => Finding::NoSharedLattice,
        WavePattern::None | WavePattern::Unrelated => Finding::NoSharedLattice,
        WavePattern::Band => Finding::Bands,
        WavePattern::Square => Finding::Square,
        WavePattern::Hexagonal => Finding::Hexagonal,
        WavePattern::Oblique => Finding::Oblique,
    }
}

fn summary(dissection: &Dissection) -> String {
    let mut text = match dissection.finding {
        Finding::Silent => return "no unit fires".to_owned(),
        Finding::TooFewUnits => "too few units to tell what they share".to_owned(),
        Finding::NoSharedLattice => "no shared lattice".to_owned(),
        Finding::Bands => "bands".to_owned(),
        Finding::Square => "square lattice".to_owned(),
        Finding::Hexagonal => "hexagonal lattice".to_owned(),
        Finding::Oblique => "sheared lattice".to_owned(),
    };
    let mut say = |part: String| {
        let _ = write!(text, "{part}"); // a text takes everything
    };
    let waves = &dissection.waves;
    let angles: Vec<String> = waves.angles_deg.iter().map(|angle| format!("{angle:.0}°")).collect();
    match waves.waves_cpm.len() {
        0 => say(": no wave stands out".to_owned()),
        1 => say(": one wave, which carries".to_owned()),
        several => say(format!(": {several} waves at {}, which carry", angles.join(", "))),
    }
    if let Some(share) = dissection.variance_share.filter(|_| !waves.waves_cpm.is_empty()) {
        say(format!(" {:.0} % of the variance (median of {})", 100.0 * share, count(dissection.units.len(), "unit")));
    }
    if let Some(closure) = waves.closure {
        say(format!(", sum to {closure:.2} of a wave"));
    }
    if let Some(closure) = &dissection.closure {
        say(format!("; phases close to {:.2} rad", closure.median_rad));
    }
    if let Some(uniformity) = &dissection.uniformity {
        say(format!("; {}", uniformity.sentence()));
    }
    let thin = dissection.rings.iter().filter(|ring| ring.quality.is_some_and(|quality| quality >= RING_QUALITY));
    if !dissection.rings.is_empty() {
        say(format!("; {} of {} rings", thin.count(), dissection.rings.len()));
    }
    text
}
