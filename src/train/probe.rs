//! Finding the fastest device without risking the program: drivers are asked in a child process with a time limit.
//!
//! The child is this program itself with the hidden command `probe`: it reads a preset from its standard input and prints
//! one line of JSON. If it crashes or hangs, the CPU is taken and the reason is said.

use super::{Adapter, DeviceChoice, TrainError, TrainingPool, adapters, bench};
use crate::model::Compute;
use crate::preset::Preset;
use serde::{Deserialize, Serialize};
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What one device did in a probe.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProbeFigure {
    /// `None` is the CPU.
    pub adapter: Option<Adapter>,
    /// Milliseconds a step; absent if it was not timed.
    pub ms_per_step: Option<f64>,
    /// Why it was not timed.
    pub reason: Option<String>,
}

/// How long a child may take: enough to compile kernels on a slow driver.
const TIME_LIMIT: Duration = Duration::from_secs(90);
/// Timed steps on each device.
const STEPS: usize = 5;

/// Times a few steps of a preset on the CPU and on each adapter of the kind asked for. Runs drivers in this process.
#[must_use]
pub fn probe_here(preset: &Preset, choice: DeviceChoice, threads: Option<usize>) -> Vec<ProbeFigure> {
    let adapters = adapters();
    let real = adapters.iter().any(|adapter| !adapter.is_software());
    let mut figures = Vec::new();
    let time = |compute: Compute| -> Result<f64, TrainError> {
        Ok(bench(preset.clone(), compute, &TrainingPool::new(threads)?, STEPS)?.median_ms)
    };
    if choice == DeviceChoice::Auto && real {
        figures.push(figure(None, time(Compute::cpu())));
    }
    for adapter in adapters {
        if adapter.is_software() && (choice == DeviceChoice::Auto || real) {
            figures.push(ProbeFigure {
                adapter: Some(adapter),
                ms_per_step: None,
                reason: Some("computes on the CPU: never faster than the CPU itself".into()),
            });
            continue;
        }
        let timed = adapter.check(&preset.params).and_then(|()| time(adapter.open(preset.params.units)));
        figures.push(figure(Some(adapter), timed));
    }
    figures
}

fn figure(adapter: Option<Adapter>, timed: Result<f64, TrainError>) -> ProbeFigure {
    match timed {
        Ok(ms) => ProbeFigure { adapter, ms_per_step: Some(ms), reason: None },
        Err(error) => ProbeFigure { adapter, ms_per_step: None, reason: Some(error.to_string()) },
    }
}

/// Runs the probe in a child process.
fn probe_child(
    program: &Path,
    preset: &Preset,
    choice: DeviceChoice,
    threads: Option<usize>,
) -> Result<Vec<ProbeFigure>, String> {
    let mut command = Command::new(program);
    command.arg("probe").arg(if choice == DeviceChoice::Gpu { "gpu" } else { "auto" });
    command.arg("--instructions").arg(crate::ops::cpu::instruction_set());
    if let Some(threads) = threads {
        command.arg("--threads").arg(threads.to_string());
    }
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("the probe could not be started: {error}"))?;
    if let Some(mut input) = child.stdin.take() {
        // A child that died already is noticed below.
        let _ = input.write_all(preset.to_full_ron().as_bytes());
    }
    let mut output = child.stdout.take().ok_or("the probe has no output")?;
    let reader = std::thread::Builder::new()
        .name("gridscope-probe".into())
        .spawn(move || {
            let mut text = String::new();
            output.read_to_string(&mut text).map(|_| text)
        })
        .map_err(|error| format!("the probe could not be read: {error}"))?;
    let began = Instant::now();
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if began.elapsed() < TIME_LIMIT => std::thread::sleep(Duration::from_millis(10)),
            Ok(None) => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("no answer within {} s", TIME_LIMIT.as_secs()));
            }
            Err(error) => return Err(format!("the probe was lost: {error}")),
        }
    };
    let text = reader.join().map_err(|_| "the probe could not be read")?.map_err(|error| error.to_string())?;
    if !status.success() {
        return Err(format!("the driver took the probe down ({status})"));
    }
    let line = text.lines().last().unwrap_or_default();
    serde_json::from_str(line).map_err(|error| format!("the probe's answer cannot be read: {error}"))
}

/// Opens the device that was asked for and says how it was chosen. `program` is this program, for the child process;
/// without it no GPU is tried.
///
/// # Errors
/// When a GPU was asked for and none can run the preset. `auto` never fails: the CPU is always there.
pub fn open_device(
    preset: &Preset,
    choice: DeviceChoice,
    threads: Option<usize>,
    program: Option<&Path>,
) -> Result<(Compute, Vec<String>), TrainError> {
    if choice == DeviceChoice::Cpu {
        return Ok((Compute::cpu(), Vec::new()));
    }
    let figures = match program {
        Some(program) => probe_child(program, preset, choice, threads),
        None => Err("no GPU is tried here".to_owned()),
    };
    let figures = match figures {
        Ok(figures) => figures,
        Err(reason) if choice == DeviceChoice::Auto => {
            return Ok((Compute::cpu(), vec![format!("GPUs could not be probed ({reason}); using the CPU")]));
        }
        Err(reason) => return Err(TrainError::NoDevice(format!("no GPU can be used: {reason}; --device cpu works"))),
    };
    let mut lines = Vec::new();
    for figure in &figures {
        let name = figure.adapter.as_ref().map_or_else(|| "CPU".to_owned(), ToString::to_string);
        lines.push(match (figure.ms_per_step, &figure.reason) {
            (Some(ms), _) => format!("{name}: {ms:.1} ms a step"),
            (None, reason) => format!("{name}: not used, {}", reason.as_deref().unwrap_or("no figure")),
        });
    }
    let timed = figures.iter().filter_map(|figure| figure.ms_per_step.map(|ms| (ms, figure)));
    let fastest = timed.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, figure)| figure);
    match (fastest.and_then(|figure| figure.adapter.as_ref()), choice) {
        (Some(adapter), _) => {
            let compute = adapter.open(preset.params.units);
            lines.push(format!("{}: {}", compute.name, compute.operations));
            Ok((compute, lines))
        }
        (None, DeviceChoice::Gpu) => {
            let tried = if lines.is_empty() { "no adapter was found".to_owned() } else { lines.join("; ") };
            Err(TrainError::NoDevice(format!("no GPU can be used: {tried}; --device cpu works")))
        }
        (None, _) => Ok((Compute::cpu(), lines)),
    }
}
