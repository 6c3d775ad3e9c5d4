//! Golden values, whole-window tests and command-line tests, in one binary.

mod cli;
mod display;
mod endings;
mod golden;
mod gradients;
#[path = "../src/app/testing/hands.rs"]
mod hands;
mod house;
mod kernels;
mod measurement;
mod readme;
mod session;
mod support;
mod window;
