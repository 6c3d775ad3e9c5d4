//! Golden values, whole-window tests and command-line tests, in one binary.

mod golden;
mod support;
