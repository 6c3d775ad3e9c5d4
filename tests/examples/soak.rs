//! Runs the real window for hours and says whether it grows: memory, threads, open files, the run's folder, frame times.
//!
//! `cargo build --release && cargo run --release --example soak -- --hours 2` (needs a display; Linux only)
//!
//! A line a minute; at the end the verdict: fails when memory, threads or files have grown since the tenth minute.

#![expect(clippy::print_stdout, reason = "an example says what it found")]

use clap::Parser;
use std::error::Error;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

const MINUTE: Duration = Duration::from_mins(1);
/// Until then everything has been seen once: panels, checkpoints, the farthest reach of every buffer.
const SETTLED_MINUTES: usize = 10;
/// Minutes whose median is compared.
const COMPARED_MINUTES: usize = 5;
/// Memory may grow by this share from then on.
const MOST_GROWTH: f64 = 0.05;

#[derive(Parser)]
struct Args {
    /// How long the window is kept open.
    #[arg(long, default_value_t = 2.0)]
    hours: f64,
    /// The preset that is trained.
    #[arg(long, default_value = "instant")]
    preset: String,
    /// The program; the one beside this one unless said.
    #[arg(long)]
    program: Option<PathBuf>,
}

/// What one look at the program sees.
#[derive(Clone, Default)]
struct Sample {
    minutes: f64,
    /// Memory that is resident, and its share of shared pages counted once: MiB.
    rss_mib: f64,
    pss_mib: f64,
    threads: usize,
    /// Open files, sockets, and all else (pipes, events).
    open: [usize; 3],
    /// What lies in the runs' folder: files, and MiB.
    files: usize,
    files_mib: f64,
    /// The window's own work for a frame, of half of them and of 99 of 100: milliseconds.
    frame_ms: [f64; 2],
}

/// A child that does not outlive this program.
struct Guarded(Child);

impl Drop for Guarded {
    fn drop(&mut self) {
        let _ = self.0.kill(); // it may have ended by itself
        let _ = self.0.wait();
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let args = Args::parse();
    let folder = tempfile::tempdir()?;
    let mut window = Guarded(open(&args, folder.path())?);
    let frame_ms = Arc::new(Mutex::new([f64::NAN; 2]));
    listen(&mut window.0, Arc::clone(&frame_ms))?;
    println!("minutes   RSS MiB   PSS MiB threads  open: files sockets others  run: files    MiB  frame: p50  p99 ms");
    let (began, mut samples) = (Instant::now(), Vec::new());
    let end = Duration::from_secs_f64(args.hours * 3600.0);
    while began.elapsed() < end {
        std::thread::sleep(MINUTE.min(end.saturating_sub(began.elapsed())));
        if let Some(status) = window.0.try_wait()? {
            verdict(&samples)?;
            return Err(format!("the program ended before its time: {status}").into());
        }
        let frame_ms = *frame_ms.lock().unwrap_or_else(PoisonError::into_inner);
        let sample =
            Sample { minutes: began.elapsed().as_secs_f64() / 60.0, frame_ms, ..look(window.0.id(), folder.path())? };
        tell(&sample);
        samples.push(sample);
    }
    Command::new("kill").arg(window.0.id().to_string()).status()?;
    println!("ended with {}", window.0.wait()?);
    verdict(&samples)
}

/// Opens the window on a home of its own.
fn open(args: &Args, folder: &Path) -> Result<Child, Box<dyn Error>> {
    let own = std::env::current_exe()?;
    let beside = own.parent().and_then(Path::parent).map(|folder| folder.join("gridscope"));
    let program = args.program.clone().or(beside).ok_or("say --program")?;
    let mut command = Command::new(&program);
    command.arg(&args.preset).arg("--runs").arg(folder.join("runs")).env("RUST_LOG", "gridscope=info");
    for name in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"] {
        command.env(name, folder);
    }
    command.stderr(Stdio::piped()).spawn().map_err(|error| format!("{}: {error}", program.display()).into())
}

/// Takes the frame times from the program's log; passes on all else that it says.
fn listen(window: &mut Child, frame_ms: Arc<Mutex<[f64; 2]>>) -> Result<(), Box<dyn Error>> {
    let lines = BufReader::new(window.stderr.take().ok_or("no log")?).lines();
    std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            match own_work(&line) {
                Some(times) => *frame_ms.lock().unwrap_or_else(PoisonError::into_inner) = times,
                None => eprintln!("{line}"),
            }
        }
    });
    Ok(())
}

/// The two times after `own work`.
fn own_work(line: &str) -> Option<[f64; 2]> {
    let (_, times) = line.split_once("own work p50 ")?;
    let mut words = times.split(' ');
    let half = words.next()?.parse().ok()?;
    let most = words.nth(1)?.parse().ok()?;
    Some([half, most])
}

/// Looks at a process and at the folder of its runs.
fn look(process: u32, folder: &Path) -> Result<Sample, Box<dyn Error>> {
    let of_process = PathBuf::from(format!("/proc/{process}"));
    let status = fs::read_to_string(of_process.join("status"))?;
    let rollup = fs::read_to_string(of_process.join("smaps_rollup")).unwrap_or_default(); // older systems have none
    let mut open = [0; 3];
    for entry in fs::read_dir(of_process.join("fd"))?.flatten() {
        let Ok(target) = fs::read_link(entry.path()) else { continue }; // closed since
        let target = target.to_string_lossy();
        let kind = if target.starts_with('/') { 0 } else { 2 - usize::from(target.starts_with("socket:")) };
        open[kind] += 1;
    }
    let (files, bytes) = files_below(&folder.join("runs"));
    Ok(Sample {
        rss_mib: number_after(&status, "VmRSS:") / 1024.0,
        pss_mib: number_after(&rollup, "Pss:") / 1024.0,
        threads: number_after(&status, "Threads:") as usize,
        open,
        files,
        files_mib: bytes as f64 / f64::from(1 << 20),
        ..Sample::default()
    })
}

/// The number after a name in a text of `name: number` lines; not a number where there is none.
fn number_after(text: &str, name: &str) -> f64 {
    let rest = text.lines().find_map(|line| line.strip_prefix(name));
    rest.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(f64::NAN)
}

/// Number and bytes of the files in a folder and in all folders in it.
fn files_below(folder: &Path) -> (usize, u64) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.fold((0, 0), |(files, bytes), entry| match entry.metadata() {
        Ok(data) if data.is_dir() => {
            let (more, larger) = files_below(&entry.path());
            (files + more, bytes + larger)
        }
        Ok(data) => (files + 1, bytes + data.len()),
        Err(_) => (files, bytes), // removed since
    })
}

fn tell(sample: &Sample) {
    let Sample { minutes, rss_mib, pss_mib, threads, open: [open, sockets, others], files, files_mib, frame_ms } =
        sample;
    let [p50, p99] = frame_ms;
    println!(
        "{minutes:>7.1} {rss_mib:>9.1} {pss_mib:>9.1} {threads:>7} {open:>12} {sockets:>7} {others:>6} {files:>11} \
         {files_mib:>6.1} {p50:>11.2} {p99:>4.2}"
    );
}

/// Compares the last minutes with those after everything has settled.
fn verdict(samples: &[Sample]) -> Result<(), Box<dyn Error>> {
    if samples.len() < SETTLED_MINUTES + 2 * COMPARED_MINUTES {
        println!("no verdict: that takes {} minutes", SETTLED_MINUTES + 2 * COMPARED_MINUTES);
        return Ok(());
    }
    let early = &samples[SETTLED_MINUTES - 1..][..COMPARED_MINUTES];
    let late = &samples[samples.len() - COMPARED_MINUTES..];
    let mut grown = Vec::new();
    let mut compare = |what: &str, most: f64, of: fn(Vec<f64>) -> f64, value: &dyn Fn(&Sample) -> f64| {
        let [from, to] = [early, late].map(|samples| of(samples.iter().map(value).collect()));
        println!("{what}: {from:.1} to {to:.1} ({:+.1} %)", 100.0 * (to / from - 1.0));
        if to > from * (1.0 + most) {
            grown.push(what.to_owned());
        }
    };
    compare("memory, MiB", MOST_GROWTH, median, &|sample| sample.rss_mib);
    // Some come and go: what is left when they are gone is what counts.
    compare("threads", 0.0, least, &|sample| sample.threads as f64);
    compare("open files, sockets and others", 0.0, least, &|sample| sample.open.iter().sum::<usize>() as f64);
    compare("files of the run", 0.0, least, &|sample| sample.files as f64);
    // Frame times depend on what else the machine does; they are told, and judged by whoever reads them.
    compare("frame, p50 ms", f64::INFINITY, median, &|sample| sample.frame_ms[0]);
    compare("frame, p99 ms", f64::INFINITY, median, &|sample| sample.frame_ms[1]);
    if grown.is_empty() { Ok(()) } else { Err(format!("grown: {}", grown.join("; ")).into()) }
}

fn least(values: Vec<f64>) -> f64 {
    values.into_iter().fold(f64::INFINITY, f64::min)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
