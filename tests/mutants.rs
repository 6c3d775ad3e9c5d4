//! Broken files through every reader: no panic, no more than 1 GiB and 10 s, no file changed, and words that can be read.
//!
//! `GRIDSCOPE_MUTANTS=1000000 cargo test --release --test suite mutants` makes so many of each kind. What fails is kept in
//! the folder that the failure names.

use crate::fuzz::broken::{Broken, broken, giants};
use crate::fuzz::forms::Form;
use crate::fuzz::mutant::mutant;
use crate::fuzz::place::Place;
use crate::fuzz::readers::{Kind, read};
use crate::fuzz::seeds::seeds;
use crate::support::{in_own_process, root};
use gridscope::platform::peak_memory_mib;
use proptest::strategy::{Strategy as _, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Mutants of each kind where nobody asks for more.
const MUTANTS: usize = 2000;
/// The same of formats of other programs, of which each takes longer.
const MUTANTS_OF_OTHERS: usize = 400;
/// Most memory that a reader may take for such files, MiB.
const MOST_MIB: f64 = 1024.0;
/// What the system gives at most: a reader that asks for more must not take the machine down with it.
const LIMIT_BYTES: u64 = 4 << 30;
/// Longest time for one file.
const LONGEST: Duration = Duration::from_secs(10);
/// Different failures after which a kind is given up.
const MOST_FAILURES: usize = 20;

/// Longest time after which the process is ended: nobody waits for a reader that never comes back.
const PATIENCE: Duration = Duration::from_mins(1);

/// Why the last reader panicked, and where.
static LAST_PANIC: Mutex<String> = Mutex::new(String::new());
/// When the present reader began.
static BEGAN: Mutex<Option<Instant>> = Mutex::new(None);

/// What is in a lock, whoever panicked while holding it.
fn open<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads a file, and says how it failed if it did: a panic, or too much time. Otherwise whether it was accepted.
fn attempt(kind: Kind, place: &Place, file: &[u8]) -> Result<Result<(), String>, String> {
    let began = Instant::now();
    *open(&BEGAN) = Some(began);
    let done = catch_unwind(AssertUnwindSafe(|| read(kind, place, file)));
    *open(&BEGAN) = None;
    let took = began.elapsed();
    match done {
        Ok(_) if took > LONGEST => Err(format!("it took {took:?}")),
        Ok(verdict) => Ok(verdict),
        Err(_) => Err(open(&LAST_PANIC).clone()),
    }
}

/// Panics are written down instead of printed: there may be many.
fn keep_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(String::new, ToString::to_string);
        let words = info.payload_as_str().unwrap_or_default();
        *open(&LAST_PANIC) = format!("{place}: {words:.400}");
    }));
}

/// The process gets no more than [`LIMIT_BYTES`] from the system.
fn limit_memory() {
    #[cfg(target_os = "linux")]
    {
        let limit = libc::rlimit { rlim_cur: LIMIT_BYTES, rlim_max: LIMIT_BYTES };
        // SAFETY: the call reads a number of this process's own.
        assert_eq!(unsafe { libc::setrlimit(libc::RLIMIT_AS, &raw const limit) }, 0, "a limit can be set");
    }
}

/// A place for readers in a process that ends when they take too much; the file that they had then lies there.
fn guarded_place() -> Place {
    limit_memory();
    let place = Place::new();
    eprintln!("files are read in {}", place.runs().display());
    std::thread::spawn(|| {
        loop {
            std::thread::sleep(Duration::from_secs(1)); // between two looks
            if open(&BEGAN).is_some_and(|began| began.elapsed() > PATIENCE) {
                eprintln!("a reader did not come back in {PATIENCE:?}");
                std::process::abort();
            }
        }
    });
    place
}

/// Where failures are kept.
fn failures() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("mutants");
    std::fs::create_dir_all(&folder).expect("writable");
    folder
}

/// A mutant that fails, made as small as it gets while it fails in the same place.
fn smaller<T: ValueTree>(tree: &mut T, failure: &str, fails: impl Fn(&T::Value) -> Option<String>) {
    let place = |failure: &str| failure.split(": ").next().map(str::to_owned);
    let still = |value: &T::Value| fails(value).is_some_and(|other| place(&other) == place(failure));
    for _ in 0..200 {
        if !tree.simplify() {
            break;
        }
        while !still(&tree.current()) {
            if !tree.complicate() {
                return;
            }
        }
    }
}

/// Mutants of a kind through its reader, in a process of its own.
fn mutants(kind: Kind, test: &str) {
    if !in_own_process(test) {
        return;
    }
    let place = guarded_place();
    let good = seeds(kind, &place);
    for form in &good {
        let file = form.file();
        read(kind, &place, &file).unwrap_or_else(|words| panic!("a good file is refused: {words}"));
        assert_eq!(Form::of(kind, &file).map(|form| form.file()), Some(file), "taken apart and put together");
    }
    keep_panics();
    let usual = if kind.is_of_others() { MUTANTS_OF_OTHERS } else { MUTANTS };
    let count = std::env::var("GRIDSCOPE_MUTANTS").map_or(usual, |count| count.parse().expect("a whole number"));
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let (mut accepted, mut slowest, began) = (0, Duration::ZERO, Instant::now());
    let mut failed: BTreeMap<String, (usize, PathBuf)> = BTreeMap::new();
    for number in 0..count {
        let mut tree = mutant().new_tree(&mut runner).expect("nothing is filtered");
        let file = tree.current().file(&good);
        let before = Instant::now();
        let verdict = attempt(kind, &place, &file);
        slowest = slowest.max(before.elapsed());
        match verdict {
            Ok(verdict) => accepted += usize::from(verdict.is_ok()),
            Err(failure) => {
                let source = failure.split(": ").next().unwrap_or_default().to_owned();
                if let Some((times, _)) = failed.get_mut(&source) {
                    *times += 1;
                    continue;
                }
                smaller(&mut tree, &failure, |mutant| attempt(kind, &place, &mutant.file(&good)).err());
                let kept = failures().join(format!("{}-{number}", kind.name()));
                std::fs::write(&kept, tree.current().file(&good)).expect("writable");
                eprintln!("{failure}\n  {}", kept.display());
                failed.insert(source, (1, kept));
                if failed.len() >= MOST_FAILURES {
                    break;
                }
            }
        }
    }
    let (seconds, peak_mib) = (began.elapsed().as_secs_f64(), peak_memory_mib());
    eprintln!(
        "mutants of {}: {count}, {accepted} accepted, {:.0} a second, slowest {slowest:.0?}, peak {:.0} MiB",
        kind.name(),
        count as f64 / seconds,
        peak_mib.unwrap_or_default(),
    );
    let _ = std::panic::take_hook();
    assert!(peak_mib.is_none_or(|peak| peak < MOST_MIB), "peak memory {peak_mib:?} MiB");
    assert!(failed.is_empty(), "readers failed (place, times, a file): {failed:#?}");
}

macro_rules! mutants_of {
    ($($name:ident: $kind:ident),*) => {$(
        #[test]
        fn $name() {
            mutants(Kind::$kind, concat!(module_path!(), "::", stringify!($name)).trim_start_matches("suite::"));
        }
    )*};
}

mutants_of! {
    presets: Preset,
    journals: Journal,
    runs: Run,
    checkpoints: Checkpoint,
    metrics: Metrics,
    archives: Archive,
    spikes: Spikes,
    trajectories: Trajectory,
    exported: Exported,
    recordings: Recording,
    talks: Talk,
    notes: Note,
    glances: Glance,
    nwb: Nwb,
    matlab: Matlab,
    matlab_73: Matlab73,
    pickled: Pickled,
    phy: Phy,
    tables_of_pictures: DeepLabCut
}

#[test]
fn every_kind_is_a_target() {
    let manifest = std::fs::read_to_string(root().join("tests/fuzz/Cargo.toml")).expect("readable");
    for kind in Kind::ALL {
        let path = format!("targets/{}.rs", kind.name());
        assert!(manifest.contains(&format!("path = \"{path}\"")), "{path} is built");
        let target = std::fs::read_to_string(root().join("tests/fuzz").join(&path)).expect("readable");
        assert!(target.contains(&format!("Kind::{kind:?}")), "{path} reads what its name says");
    }
}

/// Files with a known fault are refused, in words that say which.
fn refused(test: &str, files: impl FnOnce(&Place) -> Vec<Broken>) {
    if !in_own_process(test) {
        return;
    }
    let place = guarded_place();
    keep_panics();
    let mut wrong = 0;
    for Broken { kind, fault, file, words } in files(&place) {
        eprintln!("{}, {fault}", kind.name()); // the last one, should it take the process down
        let failure = match attempt(kind, &place, &file) {
            Ok(Ok(())) => "accepted".to_owned(),
            Ok(Err(said)) if words.split(' ').all(|word| said.contains(word)) => continue,
            Ok(Err(said)) => format!("has to say {words}: {said:.300}"),
            Err(failure) => failure,
        };
        eprintln!("  wrong: {failure}");
        wrong += 1;
    }
    let _ = std::panic::take_hook();
    assert_eq!(wrong, 0, "files that are not refused");
    assert!(peak_memory_mib().is_none_or(|peak| peak < MOST_MIB), "{:?}", peak_memory_mib());
}

#[test]
fn known_faults_are_refused() {
    refused("mutants::known_faults_are_refused", broken);
}

#[test]
fn small_files_take_little_memory() {
    refused("mutants::small_files_take_little_memory", |_| giants());
}
