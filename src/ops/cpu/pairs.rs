//! Separation and invariance over all pairs of states, tile by tile, with both gradients in the same pass.
//!
//! Each unordered pair of tiles is visited once. Tiles meet as in the rounds of a round-robin tournament: within a round no
//! tile appears twice, so that every meeting owns the gradients it adds to, and each tile adds up its meetings in the same
//! order whatever the number of threads. Nobody waits for a round to end: a meeting begins as soon as both of its tiles have
//! been to their earlier ones.

use super::instructions::in_use;
use super::matmul::{View, multiply};
use super::simd::{LANES, dot, exp_negative, mul_add, squared_distance, sum_lanes};
use pulp::{Simd, WithSimd};
use rayon::prelude::*;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The two losses and, when asked for, the gradient of each with respect to the states `[M, N]`.
pub struct PairLosses {
    pub separation: f32,
    pub invariance: f32,
    pub separation_gradient: Vec<f32>,
    pub invariance_gradient: Vec<f32>,
}

/// Rows of a tile: large tiles feed the matrix kernel better, but a small batch must still give work to several threads.
fn tile_rows(samples: usize) -> usize {
    match samples {
        0..=1024 => 64,
        1025..=4096 => 128,
        _ => 192,
    }
}

/// What a tile of states gathers over the rounds. Sums are over ordered pairs, not yet divided by their number.
struct Tile<'a> {
    states: &'a [f32],
    positions: &'a [[f32; 2]],
    /// |gᵢ|²
    squared: Vec<f32>,
    /// Σⱼ eᵢⱼ gⱼ over far pairs
    attraction: Vec<f32>,
    /// Σⱼ eᵢⱼ over far pairs
    weight: Vec<f32>,
    /// Σⱼ (gᵢ − gⱼ) over near pairs
    difference: Vec<f32>,
    /// Σ eᵢⱼ, Σ |gᵢ − gⱼ|² and the number of near pairs, of the pairs of tiles in which this tile came first
    separation: f64,
    invariance: f64,
    near: u64,
}

/// Losses of states `[M, N]` at positions `[M]` in metres.
#[must_use]
pub fn pair_losses(
    states: &[f32],
    positions: &[[f32; 2]],
    units: usize,
    sigma_x: f32,
    sigma_g: f32,
    want_gradients: bool,
) -> PairLosses {
    let samples = positions.len();
    let rows = tile_rows(samples);
    let arch = in_use().arch;
    let tiles: Vec<Mutex<Tile<'_>>> = states
        .chunks(rows * units)
        .zip(positions.chunks(rows))
        .map(|(states, positions)| {
            let gradients = if want_gradients { states.len() } else { 0 };
            Mutex::new(Tile {
                states,
                positions,
                squared: states.chunks(units).map(|g| arch.dispatch(SquaredNorm(g))).collect(),
                attraction: vec![0.0; gradients],
                weight: vec![0.0; positions.len()],
                difference: vec![0.0; gradients],
                separation: 0.0,
                invariance: 0.0,
                near: 0,
            })
        })
        .collect();
    play(&fixtures(tiles.len()), tiles.len(), || {
        let mut kernel = vec![0.0; rows * rows];
        let tiles = &tiles;
        move |i, j| {
            let mut first = lock(&tiles[i]);
            let mut second = (i != j).then(|| lock(&tiles[j]));
            let (second, kernel) = (second.as_deref_mut(), &mut kernel[..]);
            arch.dispatch(Meeting { units, sigma_x, sigma_g, want_gradients, kernel, first: &mut first, second });
        }
    });

    let tiles: Vec<Tile<'_>> =
        tiles.into_iter().map(|tile| tile.into_inner().unwrap_or_else(PoisonError::into_inner)).collect();
    let near: u64 = tiles.iter().map(|t| t.near).sum();
    let far = (samples as u64 * (samples as u64).saturating_sub(1)) - near;
    let mean = |sum: f64, count: u64| if count == 0 { 0.0 } else { sum / count as f64 };
    let separation = mean(tiles.iter().map(|t| t.separation).sum(), far) as f32;
    let invariance = mean(tiles.iter().map(|t| t.invariance).sum(), near) as f32;

    let (mut separation_gradient, mut invariance_gradient) = (Vec::new(), Vec::new());
    if want_gradients {
        separation_gradient = vec![0.0; states.len()];
        invariance_gradient = vec![0.0; states.len()];
        // Σ over ordered pairs: gᵢ takes part as first and as second, hence 2 × and 4 ×
        let separation_scale = mean(-2.0 / f64::from(sigma_g * sigma_g), far) as f32;
        let invariance_scale = mean(4.0, near) as f32;
        separation_gradient
            .par_chunks_mut(rows * units)
            .zip(invariance_gradient.par_chunks_mut(rows * units))
            .zip(&tiles)
            .for_each(|((separation, invariance), tile)| {
                for (row, weight) in tile.weight.iter().enumerate() {
                    let own = row * units..(row + 1) * units;
                    let (g, pull) = (&tile.states[own.clone()], &tile.attraction[own.clone()]);
                    for ((out, g), pull) in separation[own].iter_mut().zip(g).zip(pull) {
                        *out = separation_scale * (weight * g - pull);
                    }
                }
                for (out, difference) in invariance.iter_mut().zip(&tile.difference) {
                    *out = invariance_scale * difference;
                }
            });
    }
    PairLosses { separation, invariance, separation_gradient, invariance_gradient }
}

/// A meeting of two players (or of one with itself), and how many meetings each of them has before it.
struct Fixture {
    players: [usize; 2],
    before: [usize; 2],
}

/// All meetings of `n` players in the order of the rounds.
fn fixtures(n: usize) -> Vec<Fixture> {
    let mut meetings = vec![0; n];
    let mut fixture = |(a, b): (usize, usize)| {
        let before = [meetings[a], meetings[b]];
        meetings[a] += 1;
        if a != b {
            meetings[b] += 1;
        }
        Fixture { players: [a, b], before }
    };
    tournament(n).into_iter().flatten().map(&mut fixture).collect()
}

/// Holds all meetings on the threads of the current pool, each after the earlier ones of both players. `referee` makes what
/// a thread needs to hold meetings.
///
/// Threads take fixtures in their order, and a fixture waits only for earlier ones: the earliest that is not over never waits,
/// so somebody always gets on, with any number of threads.
fn play<R: FnMut(usize, usize) + Send>(fixtures: &[Fixture], players: usize, referee: impl Fn() -> R + Sync) {
    let met: Vec<AtomicUsize> = (0..players).map(|_| AtomicUsize::new(0)).collect();
    let next = AtomicUsize::new(0);
    let broken = AtomicBool::new(false);
    let work = || {
        let mut hold = referee();
        let _guard = BreakOnPanic(&broken);
        while let Some(fixture) = fixtures.get(next.fetch_add(1, Ordering::Relaxed)) {
            let [a, b] = fixture.players;
            for (player, before) in fixture.players.into_iter().zip(fixture.before) {
                // Meetings are short: a few microseconds of waiting are cheaper than going to sleep.
                while met[player].load(Ordering::Acquire) < before {
                    if broken.load(Ordering::Relaxed) {
                        return; // the panic of another thread ends everything
                    }
                    std::thread::yield_now();
                }
            }
            hold(a, b);
            met[a].fetch_add(1, Ordering::Release);
            if a != b {
                met[b].fetch_add(1, Ordering::Release);
            }
        }
    };
    rayon::scope(|scope| {
        for _ in 1..rayon::current_num_threads().min(players) {
            scope.spawn(|_| work());
        }
        work();
    });
}

/// Tells the others not to wait for a thread that panicked.
struct BreakOnPanic<'a>(&'a AtomicBool);

impl Drop for BreakOnPanic<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.store(true, Ordering::Relaxed);
        }
    }
}

/// Tiles are locked only by the meeting that they are at: never contended.
fn lock<'a, 'b>(tile: &'a Mutex<Tile<'b>>) -> MutexGuard<'a, Tile<'b>> {
    tile.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Rounds in which each of `n` players meets every other once and itself once, nobody twice in a round (circle method).
fn tournament(n: usize) -> Vec<Vec<(usize, usize)>> {
    let mut rounds = vec![(0..n).map(|i| (i, i)).collect::<Vec<_>>()];
    let seats = n + n % 2; // an odd number gets a bye
    for round in 0..seats.saturating_sub(1) {
        let seat = |k: usize| if k == 0 { 0 } else { 1 + (k - 1 + round) % (seats - 1) };
        let pairs = (0..seats / 2).map(|k| (seat(k), seat(seats - 1 - k)));
        rounds.push(pairs.filter(|(a, b)| *a < n && *b < n).map(|(a, b)| (a.min(b), a.max(b))).collect());
    }
    rounds
}

struct SquaredNorm<'a>(&'a [f32]);
impl WithSimd for SquaredNorm<'_> {
    type Output = f32;
    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> f32 {
        dot::<S>(self.0, self.0)
    }
}

/// All pairs of two tiles, or of one tile with itself (`second` is `None`).
struct Meeting<'a, 'b> {
    units: usize,
    sigma_x: f32,
    sigma_g: f32,
    want_gradients: bool,
    /// Scratch: products, then eᵢⱼ.
    kernel: &'a mut [f32],
    first: &'a mut Tile<'b>,
    second: Option<&'a mut Tile<'b>>,
}

impl WithSimd for Meeting<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Meeting { units, sigma_x, sigma_g, want_gradients, kernel, first, mut second } = self;
        let alone = second.is_none();
        let (rows, columns) =
            (first.positions.len(), second.as_ref().map_or(first.positions.len(), |t| t.positions.len()));
        let kernel = &mut kernel[..rows * columns];
        let (other, positions) = second.as_ref().map_or((first.states, first.positions), |t| (t.states, t.positions));
        let squared = second.as_ref().map_or_else(|| first.squared.clone(), |t| t.squared.clone());
        multiply(kernel, View::new(first.states, rows, units), View::new(other, columns, units).transposed(), false);

        let x: Vec<f32> = positions.iter().map(|p| p[0]).collect();
        let y: Vec<f32> = positions.iter().map(|p| p[1]).collect();
        let mut near = vec![0u8; columns.next_multiple_of(LANES)];
        let mut column_weight = vec![0.0; columns];
        let (mut separation, mut invariance, mut pairs) = (0.0f64, 0.0f64, 0u64);
        let scale = -0.5 / (sigma_g * sigma_g);
        for row in 0..rows {
            let e = &mut kernel[row * columns..][..columns];
            let [xi, yi] = first.positions[row];
            let row_squared = first.squared[row];
            let mut any = 0;
            let (x, y, squared) = (&x[..columns], &y[..columns], &squared[..columns]);
            let (flags, e) = (&mut near[..columns], &mut e[..columns]);
            for k in 0..columns {
                let (dx, dy) = (xi - x[k], yi - y[k]);
                let is_near = u8::from(mul_add::<S>(dx, dx, dy * dy) <= sigma_x * sigma_x);
                flags[k] = is_near;
                any |= is_near;
                let d2 = mul_add::<S>(-2.0, e[k], row_squared + squared[k]).max(0.0);
                let value = exp_negative::<S>(scale * d2);
                e[k] = if is_near == 1 { 0.0 } else { value };
            }
            let weight = lane_sum(e);
            separation += f64::from(weight);
            first.weight[row] += weight;
            if !alone {
                for (sum, e) in column_weight.iter_mut().zip(&*e) {
                    *sum += e;
                }
            }
            if any == 0 {
                continue;
            }
            // Within a tile each unordered pair is taken once, and never a state with itself.
            let from = if alone { row + 1 } else { 0 };
            for column in set_flags(&near).filter(|column| *column >= from) {
                let g = &first.states[row * units..][..units];
                let h = &other[column * units..][..units];
                invariance += f64::from(squared_distance::<S>(g, h));
                pairs += 1;
                if want_gradients {
                    add_difference(g, h, &mut first.difference[row * units..][..units]);
                    let theirs = second.as_mut().map_or(&mut *first, |t| &mut **t);
                    add_difference(h, g, &mut theirs.difference[column * units..][..units]);
                }
            }
        }
        // A tile with itself has every ordered pair in its square; two tiles only one of the two orders.
        first.separation += if alone { separation } else { 2.0 * separation };
        first.invariance += 2.0 * invariance;
        first.near += 2 * pairs;
        if want_gradients {
            let e = View::new(kernel, rows, columns);
            multiply(&mut first.attraction, e, View::new(other, columns, units), true);
            if let Some(second) = &mut second {
                multiply(&mut second.attraction, e.transposed(), View::new(first.states, rows, units), true);
            }
        }
        if let Some(second) = second {
            for (sum, weight) in second.weight.iter_mut().zip(&column_weight) {
                *sum += weight;
            }
        }
    }
}

/// Where flags are set; groups without any are passed over at once.
#[inline(always)]
fn set_flags(flags: &[u8]) -> impl Iterator<Item = usize> {
    let (groups, rest) = flags.as_chunks::<LANES>();
    debug_assert!(rest.is_empty(), "whole groups");
    let some = groups.iter().enumerate().filter(|(_, group)| u128::from_ne_bytes(**group) != 0);
    some.flat_map(|(i, group)| (0..LANES).filter(|lane| group[*lane] != 0).map(move |lane| i * LANES + lane))
}

/// Sum of values, in lanes.
#[inline(always)]
fn lane_sum(values: &[f32]) -> f32 {
    let n = values.len();
    let mut lanes = [0.0; LANES];
    for group in 0..n / LANES {
        let values = &values[group * LANES..][..LANES];
        for l in 0..LANES {
            lanes[l] += values[l];
        }
    }
    let mut sum = sum_lanes(lanes);
    for value in &values[n - n % LANES..] {
        sum += value;
    }
    sum
}

/// sum += a − b
#[inline(always)]
fn add_difference(a: &[f32], b: &[f32], sum: &mut [f32]) {
    let n = sum.len();
    let (a, b) = (&a[..n], &b[..n]);
    for k in 0..n {
        sum[k] += a[k] - b[k];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    proptest! {
        #[test]
        fn everybody_meets_everybody_once(n in 0usize..40) {
            let mut seen = HashSet::new();
            for round in tournament(n) {
                let mut busy = HashSet::new();
                for (a, b) in round {
                    prop_assert!(busy.insert(a) && (a == b || busy.insert(b)), "nobody plays twice in a round");
                    prop_assert!(seen.insert((a, b)), "no pair meets twice");
                }
            }
            prop_assert_eq!(seen.len(), n * (n + 1) / 2);
        }

        #[test]
        fn a_panic_in_a_meeting_ends_all(n in 1usize..12, threads in 1usize..4, at in 0usize..70) {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a small pool");
            let list = fixtures(n);
            let at = at % list.len();
            let [a, b] = list[at].players;
            let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                pool.install(|| play(&list, n, || |i: usize, j: usize| assert!((i, j) != (a, b), "on purpose")));
            }));
            prop_assert!(result.is_err(), "the panic is passed on, and nobody waits for ever");
        }

        #[test]
        fn meetings_of_a_player_keep_their_order(n in 0usize..20, threads in 1usize..5) {
            let expected = |player: usize| -> Vec<(usize, usize)> {
                tournament(n).into_iter().flatten().filter(|(a, b)| *a == player || *b == player).collect()
            };
            let held: Vec<Mutex<Vec<(usize, usize)>>> = (0..n).map(|_| Mutex::default()).collect();
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a small pool");
            pool.install(|| play(&fixtures(n), n, || |a: usize, b: usize| {
                for player in if a == b { vec![a] } else { vec![a, b] } {
                    held[player].lock().expect("nobody panics").push((a, b));
                }
            }));
            for (player, held) in held.iter().enumerate() {
                prop_assert_eq!(&*held.lock().expect("nobody panics"), &expected(player));
            }
        }
    }
}
