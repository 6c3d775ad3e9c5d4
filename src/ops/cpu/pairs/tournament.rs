//! Who meets whom, and when: every two groups once, each group's meetings always in the same order.
//!
//! Tiles meet as in the rounds of a round-robin tournament: within a round no group appears twice, so that every meeting owns
//! the gradients it adds to, and each group adds up its meetings in the same order whatever the number of threads. Nobody
//! waits for a round to end: a meeting begins as soon as both of its groups have been to their earlier ones.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// A meeting of two players (or of one with itself), and how many meetings each of them has before it.
pub struct Fixture {
    pub players: [usize; 2],
    pub before: [usize; 2],
}

/// All meetings of `n` players in the order of the rounds.
pub fn fixtures(n: usize) -> Vec<Fixture> {
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
pub fn play<R: FnMut(usize, usize) + Send>(fixtures: &[Fixture], players: usize, referee: impl Fn() -> R + Sync) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;
    use std::sync::Mutex;

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
