//! The film of a run: its rate maps as they came about, drawn from what was recorded and not from a screen.

mod colours;
mod encode;
mod scene;
mod video;

pub(crate) use encode::{FilmFile, FilmKind};
pub(crate) use scene::{FilmLook, FilmScene};
