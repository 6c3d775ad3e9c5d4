//! Golden values, whole-window tests and command-line tests, in one binary.

mod cli;
mod crashed_start;
mod demo;
mod display;
mod endings;
#[expect(unreachable_pub, reason = "the fuzz targets are another crate")]
#[path = "fuzz/lib.rs"]
mod fuzz;
mod golden;
mod gradients;
#[path = "../src/app/testing/hands.rs"]
mod hands;
mod house;
mod kernels;
mod measurement;
mod mutants;
mod readme;
mod session;
mod support;
mod talk;
mod window;
