//! What a panel says while it has nothing to show: a sentence, and buttons that change that.

use crate::app::ask::Ask;
use crate::app::view::View;
use eframe::egui::{RichText, Ui};

/// A button below the sentence.
pub(crate) struct Offer {
    pub words: String,
    /// Told to a pointer.
    pub about: &'static str,
    pub ask: Ask,
}

impl Offer {
    /// Mapping the arena, where there is a run that can walk.
    pub(crate) fn map(view: &View<'_>) -> Option<Self> {
        view.is_live.then(|| Self {
            words: if view.shows_file() {
                format!("Map the run in a {} m box", view.arena_side_m)
            } else {
                format!("Map in a {} m box", view.arena_side_m)
            },
            about: if view.shows_file() {
                "Shows the network of the run in place of these cells, which stay open; the size is chosen beside the rate \
                 maps (E)"
            } else {
                "The size is chosen beside the rate maps (E)"
            },
            ask: Ask::MapArena,
        })
    }
}

/// Draws a sentence in the middle with buttons below it; what the one that was clicked asks for.
pub(crate) fn offer_ui(ui: &mut Ui, text: &str, offers: impl IntoIterator<Item = Offer>) -> Option<Ask> {
    let mut asked = None;
    ui.vertical_centered(|ui| {
        ui.add_space((0.4 * ui.available_height() - 40.0).max(8.0));
        ui.set_max_width(ui.available_width().min(420.0));
        ui.label(RichText::new(text).weak());
        ui.add_space(6.0);
        for offer in offers {
            if ui.button(offer.words).on_hover_text(offer.about).clicked() {
                asked = Some(offer.ask);
            }
        }
    });
    asked
}
