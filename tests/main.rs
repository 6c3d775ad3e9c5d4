//! Golden values, whole-window tests and command-line tests, in one binary.

mod cli;
mod golden;
mod session;
mod readme;
mod support;
