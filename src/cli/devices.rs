//! `gridscope devices`, and the hidden command that asks the drivers.

use super::common::{pool, print_json, print_line};
use super::error::CliError;
use crate::numerics::count;
use crate::ops::cpu::instruction_set;
use crate::preset::{Preset, default_preset};
use crate::train::{DeviceChoice, open_device, probe_here};
use std::io::Read;

pub(super) fn run() -> Result<(), CliError> {
    let threads = pool(None)?.threads();
    print_line(&format!("CPU: {}, {} instructions", count(threads, "thread"), instruction_set()))?;
    let program = std::env::current_exe().ok();
    let (compute, lines) = open_device(default_preset(), DeviceChoice::Auto, None, program.as_deref())?;
    for line in lines {
        print_line(&line)?;
    }
    print_line(&format!("auto takes: {} (preset {})", compute.name, default_preset().name))
}

/// Runs in a child process: reads a preset, times it, prints the figures.
pub(super) fn probe(choice: DeviceChoice, threads: Option<usize>) -> Result<(), CliError> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let preset = Preset::from_ron("probe", &text)?;
    print_json(&probe_here(&preset, choice, threads))
}
