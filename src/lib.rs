//! Live, reproducible exploration of self-supervised grid-cell networks.
//!
//! The library trains, analyses, records and replays without knowing that a window exists; the window ([`app`]) is one of
//! its users, the command line ([`cli`]) another. Modules import only from floors below their own:
//!
//! | floor | modules |
//! |---|---|
//! | top | [`window`] |
//! | users | [`cli`], [`app`] |
//! | studies | [`campaign`] |
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
//!
//! Of the users' floor only this is public: of [`app`] the [`App`](app::App) with its options, notices and log lines, the
//! names of its panels, [`Theme`](app::Theme) and [`start`](app::start); of [`cli`] its arguments, error and
//! [`run`](cli::run).

pub mod analysis;
pub mod app;
pub mod campaign;
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

// The façade: what another crate needs to train, measure, analyse and read a run (`tests/examples`). Inside this crate every
// name is taken from its own room.
pub use analysis::{Report, analyze};
pub use import::{ReadSettings, read_cells};
pub use maps::{Arena, MapSet, MapSettings, Origin, PathIntegrator, RateMaps, map_arena};
pub use measure::{MEASUREMENTS, Measurement, Subject};
pub use numerics::Progress;
pub use preset::{Preset, resolve};
pub use runs::{RunFolders, find_checkpoint};
pub use stream::{Command, Event, Source};
pub use train::{EngineOptions, Foreground, Session, TrainState, Trainer};
