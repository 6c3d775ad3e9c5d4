//! The folder in which readers read: a run among others, and one more file.

use gridscope::preset::{Params, Preset};
use gridscope::runs::glance;
use gridscope::{Command, EngineOptions, Foreground, Progress, RunFolders, Source as _};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Settings of a network that is small in every way.
const TINY: [(&str, &str); 7] = [
    ("units", "6"),
    ("hidden", "3"),
    ("layers", "2"),
    ("trajectory_length", "8"),
    ("trajectories", "3"),
    ("training_steps", "200"),
    ("warmup_steps", "20"),
];
/// Steps of the run.
const STEPS: u64 = 3;

/// A folder of its own, with a run in it.
pub struct Place {
    folder: TempDir,
    /// What lies in the run's folder.
    good: Vec<(PathBuf, Vec<u8>)>,
}

impl Place {
    /// A place with a run that was trained for a few steps and steered once.
    pub fn new() -> Self {
        Self::with(&[])
    }

    /// The same with other settings.
    pub fn with(settings: &[(&str, &str)]) -> Self {
        // In memory where the system has a folder for that: files are written thousands of times a second.
        let memory = Path::new("/dev/shm");
        let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let folder = tempfile::Builder::new().prefix("gridscope-broken-").tempdir_in(parent).expect("a folder");
        let mut place = Self { folder, good: Vec::new() };
        train(&place.run(), settings);
        place.good = place.files();
        place
    }

    /// The run's folder.
    pub fn run(&self) -> PathBuf {
        self.folder.path().join("run")
    }

    /// The folder of all runs.
    pub fn runs(&self) -> &Path {
        self.folder.path()
    }

    /// A recording of a run like the place's own, with a change and an arena, beside it.
    pub fn recorded(&self) -> PathBuf {
        let path = self.folder.path().join("good.gsrec");
        if !path.exists() {
            record(&path);
        }
        path
    }

    /// One of the run's good files, by the end of its name.
    pub fn good(&self, ending: &str) -> (&Path, &[u8]) {
        let found = self.good.iter().find(|(path, _)| path.to_string_lossy().ends_with(ending));
        found.map(|(path, bytes)| (path.as_path(), bytes.as_slice())).expect("the run has it")
    }

    /// Writes a file beside the run.
    pub fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).expect("writable");
        path
    }

    /// Does something while one of the run's files holds other bytes, and then restores the run.
    pub fn with_broken<T>(&self, ending: &str, bytes: &[u8], work: impl FnOnce(&Path) -> T) -> T {
        let path = self.good(ending).0;
        fs::write(path, bytes).expect("writable");
        let done = work(path);
        self.restore();
        done
    }

    /// Does something while the run has one file more, and then restores the run.
    pub fn with_added<T>(&self, name: &str, bytes: &[u8], work: impl FnOnce(&Path) -> T) -> T {
        let path = self.run().join(name);
        fs::write(&path, bytes).expect("writable");
        let done = work(&path);
        self.restore();
        done
    }

    /// The only look at the run's newest checkpoint that is kept, with the checkpoint and the folder of such looks: it is made
    /// where there is none.
    pub fn glance(&self) -> (PathBuf, PathBuf, PathBuf) {
        let checkpoint = self.good("checkpoint-000000003.safetensors").0.to_path_buf();
        let cache = self.folder.path().join("glances");
        let only = || fs::read_dir(&cache).into_iter().flatten().flatten().map(|entry| entry.path()).next();
        let file = only().unwrap_or_else(|| {
            fs::create_dir_all(&cache).expect("writable");
            glance(&checkpoint, Some(&cache), false, &mut Progress::none()).expect("a small network");
            only().expect("it was kept")
        });
        (checkpoint, cache, file)
    }

    /// Does something with the checkpoint and the folder of looks at it while the one that is kept holds other bytes.
    pub fn with_glance<T>(&self, bytes: &[u8], work: impl FnOnce(&Path, &Path) -> T) -> T {
        let (checkpoint, cache, file) = self.glance();
        let good = fs::read(&file).expect("readable");
        fs::write(&file, bytes).expect("writable");
        let done = work(&checkpoint, &cache);
        assert!(fs::read(&file).expect("still there") == bytes, "reading changes nothing");
        fs::write(&file, good).expect("writable");
        done
    }

    /// The run's files and what is in them, sorted.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let entries = fs::read_dir(self.run()).expect("readable");
        let paths = entries.map(|entry| entry.expect("readable").path()).filter(|path| path.is_file());
        let mut files: Vec<_> = paths.map(|path| (path.clone(), fs::read(path).expect("readable"))).collect();
        files.sort();
        files
    }

    /// The run as it was; what was added goes.
    fn restore(&self) {
        for (path, bytes) in self.files() {
            if !self.good.iter().any(|(good, _)| *good == path) {
                fs::remove_file(path).expect("our own");
            } else if !self.good.contains(&(path.clone(), bytes)) {
                let good = self.good.iter().find(|(good, _)| *good == path).expect("just seen");
                fs::write(path, &good.1).expect("writable");
            }
        }
    }
}

impl Default for Place {
    fn default() -> Self {
        Self::new()
    }
}

/// A recording of such a run, with maps after each step and an arena.
fn record(path: &Path) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut run = begun(&folder.path().join("run"), &[]);
    let every = Command::Record { path: Some(path.to_owned()), every: 1 };
    run.send(every).expect("it runs");
    for step in 0..STEPS {
        if step == 1 {
            run.send(Command::HoldRate(true)).expect("it runs");
            run.send(Command::MapArena { side_m: 0.5 }).expect("it runs");
        }
        run.step();
    }
    run.finish();
}

fn train(folder: &Path, settings: &[(&str, &str)]) {
    let mut run = begun(folder, settings);
    for step in 0..STEPS {
        if step == 1 {
            run.send(Command::HoldRate(true)).expect("it runs");
        }
        run.step();
    }
    run.finish();
}

fn begun(folder: &Path, settings: &[(&str, &str)]) -> Foreground {
    let mut params = Params::default();
    for (name, value) in TINY.iter().chain(settings) {
        params.set_text(name, value).expect("in range");
    }
    let records = Box::new(RunFolders::Exactly(folder.to_owned()));
    let options = EngineOptions {
        threads: Some(1),
        run_at_once: true,
        records,
        record_at_once: true,
        ..EngineOptions::new(Preset::new("small", params))
    };
    Foreground::begin(options, 1).expect("a small run")
}
