//! What the preset is for and what to look at, above the panels until it is put away.

use crate::app::ask::Ask;
use crate::app::kit::theme::Theme;
use crate::preset::Preset;
use eframe::egui::text::LayoutJob;
use eframe::egui::{self, Align, FontSelection, Layout, RichText, TextStyle, Ui};

/// Draws the words as one paragraph, none cut; returns the wish to put them away.
pub(crate) fn about_ui(ui: &mut Ui, preset: &Preset, theme: &Theme) -> Option<Ask> {
    let mut hidden = None;
    ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
        let hide = ui.small_button("Hide").on_hover_text("Put these words away; the menu Panels brings them back");
        if hide.clicked() {
            hidden = Some(Ask::ToggleAbout);
        }
        ui.with_layout(Layout::top_down(Align::Min), |ui| {
            let mut job = LayoutJob::default();
            let mut add = |text: RichText| {
                let text = text.text_style(TextStyle::Small);
                text.append_to(&mut job, ui.style(), FontSelection::Default, Align::Center);
            };
            add(RichText::new(format!("{}   ", preset.name)).strong().color(theme.accent));
            add(RichText::new(&preset.purpose).strong());
            if !preset.look_at.is_empty() {
                add(RichText::new(format!("   {}", preset.look_at)).color(theme.text));
            }
            ui.add(egui::Label::new(job).wrap());
        });
    });
    hidden
}

/// Whether there are words about a preset.
#[must_use]
pub(crate) fn has_words(preset: &Preset) -> bool {
    !preset.purpose.is_empty() || !preset.look_at.is_empty()
}
