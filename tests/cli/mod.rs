//! The program as it is typed: what it prints, leaves behind, refuses, and how it ends.

mod analyze;
mod bench;
mod bounds;
mod crashes;
mod folders;
mod formats;
mod intake;
mod interventions;
mod machine;
mod presets;
mod recorded;
mod recordings;
mod reproduce;
mod resume;
mod sandbox;
mod signals;
mod slurm;
mod study;
mod take_away;
mod train;
mod whence;
