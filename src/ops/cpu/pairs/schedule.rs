//! Which pairs of blocks are worked on when: every pair once, and those of one block always in the same order.
//!
//! Pairs are listed in rounds: within a round no block appears twice. So a pair can own the gradients it adds to without
//! locks, and a block adds up its pairs in the same order whatever the number of threads. No thread waits for a round to
//! end: a pair begins as soon as both of its blocks are done with their earlier ones.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Two blocks (or one with itself), and how many pairs of each come earlier.
pub(crate) struct ScheduledPair {
    pub blocks: [usize; 2],
    pub before: [usize; 2],
}

/// All pairs of so many blocks, round by round.
pub(crate) fn schedule(blocks: usize) -> Vec<ScheduledPair> {
    let mut pairs_of = vec![0; blocks];
    let mut scheduled = Vec::with_capacity(blocks * (blocks + 1) / 2);
    for (a, b) in disjoint_rounds(blocks).into_iter().flatten() {
        scheduled.push(ScheduledPair { blocks: [a, b], before: [pairs_of[a], pairs_of[b]] });
        pairs_of[a] += 1;
        if a != b {
            pairs_of[b] += 1;
        }
    }
    scheduled
}

/// Works on all pairs on the threads of the current pool, each after the earlier ones of both blocks. `worker` makes what
/// works on pairs, one for each thread.
///
/// Threads take pairs in the order of the schedule, and a pair waits only for earlier ones: the earliest that is not done
/// never waits, so some thread always gets on, with any number of them.
pub(crate) fn run<W: FnMut(usize, usize) + Send>(
    schedule: &[ScheduledPair],
    blocks: usize,
    worker: impl Fn() -> W + Sync,
) {
    let run = Run {
        schedule,
        next: AtomicUsize::new(0),
        done: (0..blocks).map(|_| AtomicUsize::new(0)).collect(),
        broken: AtomicBool::new(false),
    };
    rayon::scope(|scope| {
        for _ in 1..rayon::current_num_threads().min(blocks) {
            scope.spawn(|_| run.work(worker()));
        }
        run.work(worker());
    });
}

/// What the threads share.
struct Run<'a> {
    schedule: &'a [ScheduledPair],
    /// The pair that is taken next.
    next: AtomicUsize,
    /// How many pairs of each block are done.
    done: Vec<AtomicUsize>,
    /// Whether a thread panicked.
    broken: AtomicBool,
}

impl Run<'_> {
    /// Takes pairs until there are no more.
    fn work(&self, mut work_on: impl FnMut(usize, usize)) {
        let _guard = BreakOnPanic(&self.broken);
        while let Some(pair) = self.schedule.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            let [a, b] = pair.blocks;
            for (block, before) in pair.blocks.into_iter().zip(pair.before) {
                // Pairs are short: a few microseconds of waiting are cheaper than going to sleep.
                while self.done[block].load(Ordering::Acquire) < before {
                    if self.broken.load(Ordering::Relaxed) {
                        return; // the panic of another thread ends everything
                    }
                    std::thread::yield_now();
                }
            }
            work_on(a, b);
            self.done[a].fetch_add(1, Ordering::Release);
            if a != b {
                self.done[b].fetch_add(1, Ordering::Release);
            }
        }
    }
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

/// Rounds of disjoint pairs: each block with itself in the first, then with every other one once (the circle method of
/// round-robin tournaments: one block stays where it is, the others go round).
fn disjoint_rounds(blocks: usize) -> Vec<Vec<(usize, usize)>> {
    let mut rounds = vec![(0..blocks).map(|i| (i, i)).collect::<Vec<_>>()];
    let even = blocks + blocks % 2; // of an odd number one sits out each round
    for round in 0..even.saturating_sub(1) {
        let at = |k: usize| if k == 0 { 0 } else { 1 + (k - 1 + round) % (even - 1) };
        let pairs = (0..even / 2).map(|k| (at(k), at(even - 1 - k)));
        rounds.push(pairs.filter(|(a, b)| *a < blocks && *b < blocks).map(|(a, b)| (a.min(b), a.max(b))).collect());
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
        fn every_pair_comes_once_in_disjoint_rounds(n in 0usize..40) {
            let mut seen = HashSet::new();
            for round in disjoint_rounds(n) {
                let mut busy = HashSet::new();
                for (a, b) in round {
                    prop_assert!(busy.insert(a) && (a == b || busy.insert(b)), "no block twice in a round");
                    prop_assert!(seen.insert((a, b)), "no pair twice");
                }
            }
            prop_assert_eq!(seen.len(), n * (n + 1) / 2);
        }

        #[test]
        fn a_panic_in_a_pair_ends_all(n in 1usize..12, threads in 1usize..4, at in 0usize..70) {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a small pool");
            let list = schedule(n);
            let at = at % list.len();
            let [a, b] = list[at].blocks;
            let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                pool.install(|| run(&list, n, || |i: usize, j: usize| assert!((i, j) != (a, b), "on purpose")));
            }));
            prop_assert!(result.is_err(), "the panic is passed on, and nobody waits for ever");
        }

        #[test]
        fn pairs_of_a_block_keep_their_order(n in 0usize..20, threads in 1usize..5) {
            let expected = |block: usize| -> Vec<(usize, usize)> {
                disjoint_rounds(n).into_iter().flatten().filter(|(a, b)| *a == block || *b == block).collect()
            };
            let done: Vec<Mutex<Vec<(usize, usize)>>> = (0..n).map(|_| Mutex::default()).collect();
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a small pool");
            pool.install(|| run(&schedule(n), n, || |a: usize, b: usize| {
                for block in if a == b { vec![a] } else { vec![a, b] } {
                    done[block].lock().expect("nobody panics").push((a, b));
                }
            }));
            for (block, done) in done.iter().enumerate() {
                prop_assert_eq!(&*done.lock().expect("nobody panics"), &expected(block));
            }
        }
    }
}
