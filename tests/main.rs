//! Golden values, whole-window tests and command-line tests, in one binary.

mod cli;
mod display;
mod floors;
mod golden;
mod gradients;
mod kernels;
mod readme;
mod session;
mod support;
mod window;
