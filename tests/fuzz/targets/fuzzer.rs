//! What all targets are: a reader under libFuzzer, whose changes go below checksums as often as not.

use broken::forms::Form;
use broken::mutant::{changes, mutant};
use broken::place::Place;
use broken::readers::{self, Kind};
use broken::seeds::seeds;
use proptest::strategy::{Strategy, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::cell::{LazyCell, OnceCell};

thread_local! {
    static PLACE: LazyCell<Place> = LazyCell::new(Place::new);
    /// The good files of the target's kind.
    static GOOD: OnceCell<Vec<Form>> = const { OnceCell::new() };
}

/// A reader as a target.
macro_rules! target {
    ($kind:expr) => {
        libfuzzer_sys::fuzz_target!(|bytes: &[u8]| crate::fuzzer::read($kind, bytes));
        libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
            crate::fuzzer::change($kind, data, size, max_size, seed)
        });
    };
}
pub(crate) use target;

/// Reads a file; to be refused is as good as to be accepted.
pub(crate) fn read(kind: Kind, bytes: &[u8]) {
    PLACE.with(|place| drop(readers::read(kind, place, bytes)));
}

/// Changes a file in place and says how long it is then: by libFuzzer's own means, by ours, or it becomes a good file with
/// changes.
pub(crate) fn change(kind: Kind, data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    if seed % 2 == 0 {
        return libfuzzer_sys::fuzzer_mutate(data, size, max_size);
    }
    let mut bytes = [0; 32];
    bytes[..4].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let file = GOOD.with(|good| {
        let good = good.get_or_init(|| PLACE.with(|place| seeds(kind, place)));
        let form = Form::of(kind, &data[..size]).filter(|_| seed % 8 != 1);
        match form {
            Some(form) => value(changes(), &mut runner).apply(form, &good[seed as usize / 8 % good.len()]),
            None => value(mutant(), &mut runner).file(good),
        }
    });
    let length = file.len().min(max_size);
    data[..length].copy_from_slice(&file[..length]);
    length
}

fn value<T: std::fmt::Debug>(strategy: impl Strategy<Value = T>, runner: &mut TestRunner) -> T {
    strategy.new_tree(runner).expect("nothing is filtered").current()
}
