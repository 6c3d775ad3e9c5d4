//! How often the animal was looked at, where nobody looked, and how fast it was.

use crate::data::{GAP, Intake, usual_pause_s};
use std::ops::RangeInclusive;

/// Samples a second that a tracker has.
const SAMPLING_HZ: RangeInclusive<f64> = 0.5..=2000.0;
/// Faster than an animal that walks, metres a second.
const FAST_M_S: f64 = 5.0;
/// What no recording is without that being said: so much of its time in gaps, so many of its samples lost.
const MUCH: f64 = 0.2;

/// Fills in duration, sampling, gaps and speeds of a cleaned track: times (seconds) and places (metres, NaN where they are not
/// known).
pub(super) fn fill(intake: &mut Intake, time_s: &[f64], position_m: &[[f64; 2]]) {
    let (Some(first), Some(last)) = (time_s.first(), time_s.last()) else { return };
    let duration_s = last - first;
    intake.duration_s = Some(duration_s);
    let usual_s = usual_pause_s(time_s);
    intake.sampling_hz = (usual_s > 0.0).then(|| 1.0 / usual_s);
    let longest_s = GAP * usual_s;
    let pauses = time_s.windows(2).map(|pair| pair[1] - pair[0]).filter(|pause| *pause > longest_s);
    (intake.gaps, intake.gaps_s) = pauses.fold((0, 0.0), |(gaps, sum_s), pause| (gaps + 1, sum_s + pause));
    let known = time_s.iter().zip(position_m).filter(|(_, place)| place.iter().all(|x| x.is_finite()));
    let known: Vec<(&f64, &[f64; 2])> = known.collect();
    let speed = |pair: &[(&f64, &[f64; 2])]| {
        let [(from_s, from), (to_s, to)] = [pair[0], pair[1]];
        (to_s - from_s <= longest_s).then(|| (to[0] - from[0]).hypot(to[1] - from[1]) / (to_s - from_s))
    };
    let mut speeds: Vec<f64> = known.windows(2).filter_map(speed).filter(|speed| speed.is_finite()).collect();
    let count = speeds.len();
    let mut rank = |share: f64| {
        let at = ((share * count as f64) as usize).min(count.saturating_sub(1));
        (count > 0).then(|| *speeds.select_nth_unstable_by(at, f64::total_cmp).1)
    };
    (intake.speed_median_m_s, intake.speed_99th_m_s) = (rank(0.5), rank(0.99));
    intake.warnings.extend(implausible(intake));
}

/// What is implausible about these, in words.
fn implausible(intake: &Intake) -> Vec<String> {
    let Intake { sampling_hz, gaps_s, lost_share, speed_99th_m_s, .. } = *intake;
    let mut words = Vec::new();
    if let Some(hz) = sampling_hz.filter(|hz| !SAMPLING_HZ.contains(hz)) {
        words.push(format!("There are {hz:.3} samples a second: are the times of the track in seconds?"));
    }
    if let Some(speed) = speed_99th_m_s.filter(|speed| *speed > FAST_M_S) {
        words.push(format!(
            "One step in a hundred is faster than {speed:.1} m/s: are places in metres, and times in seconds?"
        ));
    }
    if let Some(share) = intake.duration_s.map(|duration_s| gaps_s / duration_s).filter(|share| *share > MUCH) {
        words.push(format!("{:.0} % of the time lie in gaps of the track, where nothing counts", 100.0 * share));
    }
    if lost_share > MUCH {
        words.push(format!("In {:.0} % of the samples the animal was lost", 100.0 * lost_share));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sampling_gaps_and_speeds_are_found() {
        // Two bouts of 100 s at ten samples a second and 0.2 m/s, an hour apart.
        let time_s: Vec<f64> = (0..2000).map(|i| f64::from(i) * 0.1 + if i < 1000 { 0.0 } else { 3600.0 }).collect();
        let position_m: Vec<[f64; 2]> = (0..2000).map(|i| [0.02 * f64::from(i % 50), 0.0]).collect();
        let mut intake = Intake::default();
        fill(&mut intake, &time_s, &position_m);
        assert_eq!(intake.gaps, 1);
        assert!((intake.gaps_s - 3600.1).abs() < 0.01 && intake.sampling_hz.is_some_and(|hz| (hz - 10.0).abs() < 1e-6));
        assert!(intake.speed_median_m_s.is_some_and(|speed| (speed - 0.2).abs() < 1e-6), "{intake:?}");
        assert!(intake.warnings.iter().any(|words| words.contains("95 % of the time lie in gaps")), "{intake:?}");
        // A hundred times as fast, and a thousand times as slow.
        for (times, metres, words) in [(1.0, 100.0, "faster than"), (1000.0, 1.0, "samples a second")] {
            let mut intake = Intake::default();
            let time_s: Vec<f64> = time_s[..1000].iter().map(|t| t * times).collect();
            let position_m: Vec<[f64; 2]> = position_m[..1000].iter().map(|place| place.map(|x| x * metres)).collect();
            fill(&mut intake, &time_s, &position_m);
            assert!(intake.warnings.len() == 1 && intake.warnings[0].contains(words), "{intake:?}");
        }
        fill(&mut Intake::default(), &[], &[]);
    }
}
