//! Live, reproducible exploration of self-supervised grid-cell networks.
pub mod data;
pub mod maps;
pub mod ops;
pub mod model;
pub mod files;
pub mod preset;
pub mod stream;
pub mod train;
pub mod platform;
