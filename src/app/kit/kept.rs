//! Findings that are kept although they are not about the maps on screen: which there are, and which one is looked at.

use eframe::egui::Ui;
use eframe::egui::containers::menu::MenuButton;

/// Which of the kept findings is looked at; `None`: that about the maps on screen.
#[derive(Clone)]
pub(crate) struct Kept<K>(Option<K>);

impl<K> Default for Kept<K> {
    fn default() -> Self {
        Self(None)
    }
}

impl<K: Clone + PartialEq> Kept<K> {
    /// The one that is looked at.
    pub(crate) fn chosen(&self) -> Option<&K> {
        self.0.as_ref()
    }

    /// Draws a row with the list of all that are kept besides the one about the maps on screen, and the way back; nothing
    /// where there are none.
    pub(crate) fn ui(&mut self, ui: &mut Ui, others: &[(K, String)]) {
        // One that went, or that is about the maps on screen by now, is no choice any more.
        self.0.take_if(|chosen| others.iter().all(|(key, _)| key != chosen));
        if others.is_empty() {
            return;
        }
        ui.horizontal_wrapped(|ui| {
            let (button, _) = MenuButton::new(format!("Kept ({})", others.len())).ui(ui, |ui| {
                for (key, words) in others {
                    if ui.selectable_label(self.0.as_ref() == Some(key), words).clicked() {
                        self.0 = Some(key.clone());
                    }
                }
            });
            button.on_hover_text("What was found about other maps, or with weights that the run has left behind");
            if self.0.is_some() && ui.button("Back").on_hover_text("To the maps that are on screen").clicked() {
                self.0 = None;
            }
        });
    }
}
