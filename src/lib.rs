//! Live, reproducible exploration of self-supervised grid-cell networks.
//!
//! The library trains, analyses, records and replays without knowing that a window exists; the window ([`app`]) is one of
//! its users, the command line ([`cli`]) another. Modules import only from floors below their own:
//!
//! | floor | modules |
//! |---|---|
//! | top | [`window`] |
//! | users | [`cli`], [`app`] |
//! | results | [`export`] |
//! | questions | [`measure`] |
//! | files | [`runs`], [`import`] |
//! | work | [`train`], [`analysis`] |
//! | lanes | [`stream`] |
//! | network | [`model`], [`maps`] |
//! | operations | [`ops`] |
//! | inputs | [`preset`], [`data`] |
//! | means | [`numerics`], [`draw`] |
//! | ground | [`files`], [`platform`] |

pub mod analysis;
pub mod app;
pub mod cli;
pub mod data;
pub mod draw;
pub mod export;
pub mod files;
pub mod import;
pub mod maps;
pub mod measure;
pub mod model;
pub mod numerics;
pub mod ops;
pub mod platform;
pub mod preset;
pub mod runs;
pub mod stream;
pub mod train;
pub mod window;
