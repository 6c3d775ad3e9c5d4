//! Places where the animal cannot have been: a frame in which something else was tracked, and frames that were lost and stored
//! as a place.

use crate::data::{GAP, usual_pause_s};
use crate::files::printable_number;
use crate::numerics::grouped;

/// No animal that is recorded is faster to and from a place, metres a second …
const FAST_M_S: f64 = 3.0;
/// … nor that many times as fast as it is in nine of ten steps.
const FAST_RATIO: f64 = 8.0;
/// The same of a place that is held to the last digit, as only a lost frame is: it need not be left as fast.
const HELD_FAST_M_S: f64 = 1.0;
const HELD_RATIO: f64 = 4.0;
/// Nobody loses an animal for longer than this without holding a place, seconds.
const LONGEST_S: f64 = 2.0;
/// A jump is of so much of the extent at least: a tremble of the tracker is none.
const LEAST_SHARE: f64 = 0.05;
/// Where more is errant than this, it is the track as a whole that cannot be trusted.
const MOST_SHARE: f64 = 0.3;
/// Stretches that are looked at for one to go on with.
const LOOKAHEAD: usize = 20;
/// Samples that are named one by one.
const NAMED: usize = 3;

/// What was found.
pub(super) struct Errant {
    /// Whether a sample is left out `[sample]`.
    pub(super) is_left_out: Vec<bool>,
    pub(super) count: usize,
    /// What was left out, in words; empty where nothing was.
    pub(super) words: Vec<String>,
}

/// A stretch of known samples without a jump.
#[derive(Clone, Copy)]
struct Stretch {
    first: usize,
    last: usize,
    samples: usize,
    is_held: bool,
}

/// Finds the errant samples of a track: times (seconds), places `[sample]`, NaN where the animal was lost, and metres in their
/// unit.
///
/// The track is cut where it jumps. A short stretch, or one that holds a place, is errant when the animal could have gone from
/// the one before it to the one after it without it.
pub(super) fn errant(time_s: &[f64], position: &[[f64; 2]], metres: f64) -> Errant {
    let known: Vec<usize> = (0..position.len()).filter(|at| position[*at].iter().all(|x| x.is_finite())).collect();
    let none = || Errant { is_left_out: vec![false; position.len()], count: 0, words: Vec::new() };
    let longest_s = GAP * usual_pause_s(time_s);
    let way = |from: usize, to: usize| {
        (position[to][0] - position[from][0]).hypot(position[to][1] - position[from][1]) * metres
    };
    // A step after a gap says little: it counts as one over the longest pause.
    let speed = |from: usize, to: usize| way(from, to) / (time_s[to] - time_s[from]).min(longest_s);
    let mut speeds: Vec<f64> = known.windows(2).map(|pair| speed(pair[0], pair[1])).filter(|v| *v > 0.0).collect();
    if speeds.len() < 8 {
        return none();
    }
    let ninth = speeds.len() * 9 / 10;
    let usual = *speeds.select_nth_unstable_by(ninth, f64::total_cmp).1;
    let [fast, held_fast] = [FAST_M_S.max(FAST_RATIO * usual), HELD_FAST_M_S.max(HELD_RATIO * usual)];
    let least_m = LEAST_SHARE * middle_extent(&known, position) * metres;
    let stretches = stretches(
        &known,
        |from, to| {
            let (way_m, speed) = (way(from, to), speed(from, to));
            let is_held = |at: usize| is_zero(position[at]);
            way_m > least_m && (speed > fast || (speed > held_fast && (is_held(from) || is_held(to))))
        },
        position,
    );
    let mut is_left_out = vec![false; position.len()];
    let mut groups = Vec::new();
    for stretch in left_out(&stretches, time_s, |from, to| way(from, to) <= fast * (time_s[to] - time_s[from])) {
        let members = (stretch.first..=stretch.last).filter(|at| position[*at].iter().all(|x| x.is_finite()));
        members.for_each(|at| is_left_out[at] = true);
        groups.push(stretch);
    }
    let count: usize = groups.iter().map(|stretch| stretch.samples).sum();
    if count as f64 > MOST_SHARE * known.len() as f64 {
        let share = 100.0 * count as f64 / known.len() as f64;
        let words =
            format!("{share:.0} % of the samples are reached and left faster than any animal is: is it a track?");
        return Errant { words: vec![words], ..none() };
    }
    let place_m = |at: usize| position[at].map(|x| x * metres);
    let words = words(&groups, time_s, place_m, known.len());
    Errant { is_left_out, count, words }
}

/// The larger of the extents along x and y, without the outermost hundredth at either end.
fn middle_extent(known: &[usize], position: &[[f64; 2]]) -> f64 {
    let along = |axis: usize| {
        let mut values: Vec<f64> = known.iter().map(|at| position[*at][axis]).collect();
        values.sort_unstable_by(f64::total_cmp);
        let cut = values.len() / 100;
        values[values.len() - 1 - cut] - values[cut]
    };
    along(0).max(along(1))
}

fn stretches(known: &[usize], is_jump: impl Fn(usize, usize) -> bool, position: &[[f64; 2]]) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut before = None;
    for &at in known {
        match (stretches.last_mut(), before) {
            (Some(stretch), Some(before)) if !is_jump(before, at) => {
                stretch.last = at;
                stretch.samples += 1;
                stretch.is_held &= position[at].map(f64::to_bits) == position[stretch.first].map(f64::to_bits);
            }
            _ => stretches.push(Stretch { first: at, last: at, samples: 1, is_held: true }),
        }
        before = Some(at);
    }
    stretches
}

/// The stretches that are no way of the animal. `is_reachable` from one sample to another.
fn left_out(stretches: &[Stretch], time_s: &[f64], is_reachable: impl Fn(usize, usize) -> bool) -> Vec<Stretch> {
    let is_short = |s: &Stretch| s.is_held || time_s[s.last] - time_s[s.first] <= LONGEST_S;
    let mut left_out = Vec::new();
    let mut kept: Option<Stretch> = None;
    for (index, stretch) in stretches.iter().enumerate() {
        let next = stretches[index + 1..].iter().take(LOOKAHEAD).find(|next| next.samples > stretch.samples);
        let can_go_without = match (&kept, next) {
            (Some(kept), Some(next)) => is_reachable(kept.last, next.first),
            // At either end of the track there is only one side to go by.
            (None, Some(_)) => true,
            (Some(kept), None) => kept.samples > stretch.samples,
            (None, None) => false,
        };
        if is_short(stretch) && can_go_without {
            left_out.push(*stretch);
        } else {
            kept = Some(*stretch);
        }
    }
    left_out
}

/// Whether a place is the one that a lost frame is stored as.
fn is_zero(place: [f64; 2]) -> bool {
    place.iter().all(|x| x.abs() == 0.0)
}

/// What is left out, in words: `place_m` of a sample, of `known` samples with a place.
fn words(groups: &[Stretch], time_s: &[f64], place_m: impl Fn(usize) -> [f64; 2], known: usize) -> Vec<String> {
    let grouped = |number: usize| grouped(number as u64, " ");
    // To a tenth of a millimetre: no tracker tells more, but a conversion of units leaves more digits.
    let place = |at: usize| format!("({}) m", place_m(at).map(|x| printable_number(rounded(x, 1e4))).join(", "));
    let share = |samples: usize| format!("{} of {} samples", grouped(samples), grouped(known));
    let (at_zero, elsewhere): (Vec<&Stretch>, Vec<&Stretch>) =
        groups.iter().partition(|stretch| stretch.is_held && is_zero(place_m(stretch.first)));
    let mut words = Vec::new();
    if !at_zero.is_empty() {
        let samples = at_zero.iter().map(|stretch| stretch.samples).sum();
        words.push(format!("{} stand at (0, 0), reached and left by jumps: lost frames, left out", share(samples)));
    }
    if !elsewhere.is_empty() {
        let samples: usize = elsewhere.iter().map(|stretch| stretch.samples).sum();
        let one = |stretch: &&Stretch| {
            let time = printable_number(rounded(time_s[stretch.first], 1e3));
            format!("sample {} at {time} s, {}", stretch.first, place(stretch.first))
        };
        let named: Vec<String> = elsewhere.iter().take(NAMED).map(one).collect();
        let rest = elsewhere.len().saturating_sub(NAMED);
        let more = match rest {
            0 => String::new(),
            1 => "; and 1 run of samples more".to_owned(),
            rest => format!("; and {} runs of samples more", grouped(rest)),
        };
        let verb = if samples == 1 { "lies" } else { "lie" };
        words.push(format!(
            "{} {verb} where the animal cannot have been, left out: {}{more}",
            share(samples),
            named.join("; ")
        ));
    }
    words
}

/// A number as so many parts of one; one that is too large for that has none.
fn rounded(number: f64, parts: f64) -> f64 {
    if number.abs() < 1e9 { (number * parts).round() / parts + 0.0 } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numerics::Draws;

    /// A walk in a box of 1 m at 50 samples a second, as a rat's, with its speed in metres a second.
    fn walk(samples: usize, speed_m_s: f64) -> (Vec<f64>, Vec<[f64; 2]>) {
        let mut draws = Draws::new(3, "walk", 0);
        let (mut at, mut heading) = ([0.5f64, 0.5], 0.0f64);
        let places = (0..samples).map(|_| {
            heading += 0.2 * f64::from(draws.symmetric(1.7));
            let next = [at[0] + 0.02 * speed_m_s * heading.cos(), at[1] + 0.02 * speed_m_s * heading.sin()];
            if next.iter().all(|x| (0.01..0.99).contains(x)) {
                at = next;
            } else {
                heading += 2.0;
            }
            at
        });
        let places: Vec<[f64; 2]> = places.collect();
        ((0..samples).map(|i| 0.02 * i as f64).collect(), places)
    }

    #[test]
    fn a_clean_track_has_none() {
        for speed in [0.02, 0.25, 1.2] {
            let (time_s, position) = walk(6000, speed);
            assert_eq!(errant(&time_s, &position, 1.0).count, 0, "{speed}");
            let centimetres: Vec<[f64; 2]> = position.iter().map(|place| place.map(|x| 100.0 * x)).collect();
            for metres in [0.01, 1.0] {
                assert_eq!(errant(&time_s, &centimetres, metres).count, 0, "before the unit is known, too");
            }
        }
    }

    #[test]
    fn single_samples_and_runs_at_zero_are_found_and_nothing_else() {
        let (time_s, clean) = walk(6000, 0.25);
        let mut position = clean.clone();
        position[3000][0] = 4.2;
        let found = errant(&time_s, &position, 1.0);
        assert_eq!((found.count, found.is_left_out[3000]), (1, true));
        assert!(found.words[0].contains("sample 3000 at 60 s, (4.2, "), "{:?}", found.words);
        // Of many the first few are named; in metres, whatever the file has.
        let mut position: Vec<[f64; 2]> = clean.iter().map(|place| place.map(|x| 100.0 * x)).collect();
        (1..=5).for_each(|k| position[1000 * k] = [333.333_333_3, -70.0]);
        let found = errant(&time_s, &position, 0.01);
        let words = &found.words[0];
        assert!(words.starts_with("5 of 6 000 samples lie") && words.contains(", (3.3333, -0.7) m; "), "{words}");
        assert!(words.ends_with("; and 2 runs of samples more"), "{words}");
        position[5000] = position[4999];
        assert!(errant(&time_s, &position, 0.01).words[0].ends_with("; and 1 run of samples more"));
        // Of those at the ends only one side is known.
        for at in [0, 5999] {
            let mut position = clean.clone();
            position[at] = [-7.0, 3.0];
            assert_eq!(errant(&time_s, &position, 1.0).is_left_out.iter().position(|is| *is), Some(at));
        }
        // Lost frames for two samples or for ten seconds.
        let mut position: Vec<[f64; 2]> = clean.iter().map(|place| place.map(|x| x + 0.3)).collect();
        let lost = |at: usize| at % 600 < 2 || (1000..1500).contains(&at) || at > 5990;
        (0..6000).filter(|at| lost(*at)).for_each(|at| position[at] = [0.0; 2]);
        let found = errant(&time_s, &position, 1.0);
        assert!((0..6000).all(|at| found.is_left_out[at] == lost(at)), "{}", found.count);
        assert!(found.words[0].contains("(0, 0)") && found.words.len() == 1, "{:?}", found.words);
        // At ten samples a second the same jumps are slower.
        let thin: Vec<usize> = (0..6000).step_by(5).collect();
        let (thin_s, thin_places): (Vec<f64>, Vec<[f64; 2]>) =
            thin.iter().map(|at| (time_s[*at], position[*at])).unzip();
        let found = errant(&thin_s, &thin_places, 1.0);
        assert!(thin.iter().zip(&found.is_left_out).all(|(at, is)| *is == lost(*at)), "{}", found.count);
    }

    #[test]
    fn a_move_of_the_camera_is_no_errant_sample() {
        let (time_s, mut position) = walk(6000, 0.25);
        position[3000..].iter_mut().for_each(|place| place[0] += 3.0);
        assert_eq!(errant(&time_s, &position, 1.0).count, 0);
        // Noise without a way is none either.
        let mut draws = Draws::new(4, "noise", 0);
        let noise: Vec<[f64; 2]> = time_s.iter().map(|_| [0; 2].map(|_| f64::from(draws.symmetric(0.5)))).collect();
        assert_eq!(errant(&time_s, &noise, 1.0).count, 0);
    }
}
