//! Spikes that lie off the track: by another clock, perhaps.

use crate::data::{CellTrack, GAP, RecordedUnit, usual_pause_s};
use crate::files::printable_number;
use crate::import::cells_error::CellsError;
use crate::import::choice::{ImportAnswer, ImportQuestion, ReadChoice};
use crate::import::spike_clock::SpikeClock;
use std::path::Path;

/// Samples a second of recording systems.
const RATES_HZ: [f64; 9] =
    [30_000.0, 20_000.0, 25_000.0, 32_000.0, 24_414.062_5, 40_000.0, 48_000.0, 96_000.0, 10_000.0];
/// With fewer spikes on the track than this share, it is another clock that they are by.
const LEAST_SHARE: f64 = 0.5;
/// So few spikes say nothing about a clock.
const FEW_SPIKES: usize = 10;
/// A clock fits when so many spikes lie on the track by it, and they extend over so much of it.
const FITTING: f64 = 0.98;
const COVERED: f64 = 0.7;
/// Clocks that are offered.
const OFFERED: usize = 4;
/// A track that begins so late is by a clock that did not begin with it, seconds.
const LATE_S: f64 = 1.0;

/// From the first to the last of all spikes, and their number.
#[derive(Clone, Copy)]
struct Span {
    first: f64,
    last: f64,
    spikes: usize,
}

/// Times the spikes by the clock that was said, and sorts them.
///
/// # Errors
/// With a question when most lie off the track and another clock fits; refused when none does.
pub(super) fn by_track_clock(
    path: &Path,
    field: &str,
    units: &mut [RecordedUnit],
    time_s: &[f64],
    choice: &ReadChoice,
) -> Result<(), CellsError> {
    for unit in units.iter_mut() {
        if let Some(clock) = choice.spike_clock {
            unit.spikes_s.iter_mut().for_each(|time| *time = clock.time_s(*time));
        }
        unit.spikes_s.sort_unstable_by(f64::total_cmp);
    }
    let ends = |unit: &RecordedUnit| Some((*unit.spikes_s.first()?, *unit.spikes_s.last()?));
    let ends = units.iter().filter_map(ends).reduce(|(a, b), (first, last)| (a.min(first), b.max(last)));
    let (Some((first, last)), [begin, .., end]) = (ends, time_s) else { return Ok(()) };
    let (begin, end) = (*begin, end + GAP * usual_pause_s(time_s));
    let span = Span { first, last, spikes: units.iter().map(|unit| unit.spikes_s.len()).sum() };
    let share = |clock: SpikeClock| {
        // Both are growing functions: the spikes on the track are a stretch of each unit.
        let within = |unit: &RecordedUnit| {
            let from = unit.spikes_s.partition_point(|time| clock.time_s(*time) < begin);
            unit.spikes_s.partition_point(|time| clock.time_s(*time) <= end) - from
        };
        units.iter().map(within).sum::<usize>() as f64 / span.spikes as f64
    };
    let own = share(SpikeClock { unit_s: 1.0, offset_s: 0.0 });
    if own >= LEAST_SHARE || span.spikes < FEW_SPIKES {
        return Ok(());
    }
    let number = |value: f64| printable_number((value * 1e3).round() / 1e3);
    let text = format!(
        "{:.0} % of the spikes lie off the track, which lasts from {} to {} s: they lie at {} to {}.",
        100.0 * (1.0 - own),
        number(begin),
        number(time_s[time_s.len() - 1]),
        number(span.first),
        number(span.last)
    );
    if choice.spike_clock.is_none() {
        let answers = fitting(begin, end, span, share, choice);
        if !answers.is_empty() {
            let text = format!("{text} By which clock are they timed?");
            let question = ImportQuestion { text, answers, takes_pixels: false };
            return Err(CellsError::Question { path: path.to_path_buf(), question });
        }
    }
    let reason = format!(
        "{text} Valid: times on the track, or their clock said by gridscope analyze --spike-clock ({})",
        SpikeClock::VALID
    );
    Err(CellsError::Refused { path: path.to_path_buf(), field: field.to_owned(), reason })
}

/// The usual clocks by which the spikes lie on the track, the best first.
fn fitting(
    begin: f64,
    end: f64,
    span: Span,
    share: impl Fn(SpikeClock) -> f64,
    choice: &ReadChoice,
) -> Vec<ImportAnswer> {
    let units = [(1.0, "seconds".to_owned()), (1e-3, "milliseconds".to_owned()), (1e-6, "microseconds".to_owned())];
    let samples = RATES_HZ.map(|rate_hz| (1.0 / rate_hz, format!("sample numbers at {rate_hz} Hz")));
    let offsets: &[f64] = if begin.abs() > LATE_S { &[0.0, 1.0] } else { &[0.0] };
    let mut found = Vec::new();
    for (unit_s, name) in units.into_iter().chain(samples) {
        for from_begin in offsets {
            let clock = SpikeClock { unit_s, offset_s: from_begin * (begin * 1e6).round() / 1e6 };
            let covered = (clock.time_s(span.last) - clock.time_s(span.first)) / (end - begin);
            let on_track = share(clock);
            if on_track >= FITTING && covered >= COVERED {
                let since = if *from_begin > 0.0 { " since the track began" } else { "" };
                let label = format!("{name}{since}: {:.0} % on the track", 100.0 * on_track);
                let choice = ReadChoice { spike_clock: Some(clock), ..choice.clone() };
                let answer = ImportAnswer { label, option: format!("--spike-clock {clock}"), choice };
                found.push((covered, answer));
            }
        }
    }
    // Of clocks that fit, the one by which spikes and track end together.
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.into_iter().take(OFFERED).map(|(_, answer)| answer).collect()
}

/// Spikes of all units that fall on the track: while the animal was looked at, wherever it was. Spikes are sorted.
pub(super) fn on_track(track: &CellTrack, units: &[RecordedUnit]) -> u64 {
    let time_s = &track.time_s;
    let longest_s = GAP * usual_pause_s(time_s);
    let of = |unit: &RecordedUnit| {
        let (mut next, mut found) = (0, 0u64);
        for spike in &unit.spikes_s {
            while next < time_s.len() && time_s[next] <= *spike {
                next += 1;
            }
            found += u64::from(next > 0 && spike - time_s[next - 1] <= longest_s);
        }
        found
    };
    units.iter().map(of).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(number: impl Fn(f64) -> f64, begin_s: f64) -> Result<(), CellsError> {
        let time_s: Vec<f64> = (0..60_000).map(|i| begin_s + 0.02 * f64::from(i)).collect();
        let spikes_s: Vec<f64> = (0..5000).map(|i| number(0.24 * f64::from(i))).collect();
        let mut units = [RecordedUnit { label: "0".into(), spikes_s }];
        by_track_clock(Path::new("a.npz"), "spike_times", &mut units, &time_s, &ReadChoice::default())
    }

    #[test]
    fn usual_clocks_are_offered_and_strange_ones_refused() {
        assert!(asked(|t| t, 0.0).is_ok() && asked(|t| t + 100.0, 0.0).is_ok(), "most lie on the track");
        for (number, begin_s, option) in [
            ((|t| 1e3 * t) as fn(f64) -> f64, 0.0, "--spike-clock ms"),
            (|t| 3e4 * t, 0.0, "--spike-clock 30000hz"),
            (|t| 24_414.062_5 * t, 0.0, "--spike-clock 24414.0625hz"),
            (|t| 1e6 * t, 0.0, "--spike-clock us"),
            (|t| t, 5000.0, "--spike-clock s+5000"),
            (|t| 1e3 * t, 5000.0, "--spike-clock ms+5000"),
        ] {
            let Err(CellsError::Question { question, .. }) = asked(number, begin_s) else { panic!("asks: {option}") };
            assert_eq!(question.answers[0].option, option, "{question}");
            let clock: SpikeClock = option.trim_start_matches("--spike-clock ").parse().expect("can be typed");
            assert_eq!(question.answers[0].choice.spike_clock, Some(clock));
        }
        let Err(CellsError::Refused { reason, .. }) = asked(|t| 0.5 * t - 5000.0, 0.0) else { panic!("refused") };
        assert!(reason.contains("100 % of the spikes") && reason.contains("--spike-clock"), "{reason}");
    }
}
