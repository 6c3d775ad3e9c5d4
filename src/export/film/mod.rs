//! The film of a run: its rate maps as they came about, drawn from what was recorded and not from a screen.

mod colours;
mod encode;
mod reel;
mod scene;
mod video;

pub(crate) use encode::FilmKind;
pub(crate) use reel::{FilmError, FilmUnits, FilmWish, free_name, write_film};
pub(crate) use scene::FilmLook;
