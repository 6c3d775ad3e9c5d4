//! The small picture of a state that is kept in memory: a click on it goes back there.

use super::sheet::SheetPictures;
use super::widgets::grouped;
use crate::app::view::View;
use crate::runs::{ContactSheet, varied_units};
use crate::stream::KeptState;
use eframe::egui::{Response, Sense, Ui};

/// Maps a side: fewer than of a checkpoint, so that they are seen in a row of pictures.
const ACROSS: usize = 2;

/// Draws the picture.
pub(crate) fn kept_picture_ui(
    ui: &mut Ui,
    pictures: &mut SheetPictures,
    kept: &KeptState,
    size: f32,
    view: &View<'_>,
) -> Response {
    let name = format!("Go back to step {}", kept.step);
    let sheet = || {
        let maps = &kept.set.maps;
        ContactSheet::of(maps, &varied_units(maps, ACROSS * ACROSS), ACROSS)
    };
    let look = ((kept.id, kept.set.key), view.colour_map);
    let picture = pictures.ui(ui, look, (size, Sense::click()), &name, sheet);
    picture.on_hover_text(format!(
        "Go back to step {} of {}: a run of its own begins there, and nothing of this one is rewritten",
        grouped(kept.step),
        kept.preset
    ))
}
