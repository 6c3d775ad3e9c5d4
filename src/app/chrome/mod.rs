//! What frames the panels: bars, banner, toast, dialogs, the list of keys.

pub(crate) mod actions;
pub(crate) mod banner;
pub(crate) mod bottom_bar;
pub(crate) mod browse;
pub(crate) mod dialogs;
pub(crate) mod help;
mod title;
pub(crate) mod toast;
pub(crate) mod top_bar;

use super::ask::Ask;
use super::kit::theme::{Theme, zoom_for_screen};
use super::opening::opening;
use super::settings::WindowSettings;
use super::view::View;
use crate::preset::Preset;
use browse::Browse;
use dialogs::{Folders, OpenDialog, SaveDialog};
use eframe::egui;
use title::WindowTitle;
use toast::Toast;
use top_bar::{TopBar, TopBarInfo};

/// The frame around the panels, and what of it is open.
pub(crate) struct Chrome {
    folders: Folders,
    top_bar: TopBar,
    open_dialog: Option<OpenDialog>,
    save_dialog: Option<SaveDialog>,
    browse: Browse,
    shows_keys: bool,
    title: WindowTitle,
    pub toast: Toast,
    /// The theme whose style egui has.
    styled_dark: Option<bool>,
}

impl Chrome {
    /// Nothing is open.
    pub(crate) fn new(folders: Folders, browse: Browse) -> Self {
        Self {
            folders,
            browse,
            title: WindowTitle::default(),
            top_bar: TopBar::default(),
            open_dialog: None,
            save_dialog: None,
            shows_keys: false,
            toast: Toast::default(),
            styled_dark: None,
        }
    }

    /// The theme in force; tells egui when it changed.
    pub(crate) fn theme(&mut self, ctx: &egui::Context, is_dark: bool) -> Theme {
        let theme = if is_dark { Theme::dark() } else { Theme::light() };
        if self.styled_dark != Some(is_dark) {
            theme.apply(ctx);
            self.styled_dark = Some(is_dark);
        }
        theme
    }

    /// What keys ask for; in a dialog they belong to it.
    pub(crate) fn pressed(&self, ctx: &egui::Context) -> Vec<Ask> {
        let is_typed_in = self.open_dialog.is_some() || self.save_dialog.is_some();
        if is_typed_in { Vec::new() } else { actions::pressed(ctx) }
    }

    /// Whether something lies over the panels that comes first.
    pub(crate) fn has_dialog(&self) -> bool {
        self.open_dialog.is_some() || self.save_dialog.is_some() || self.shows_keys
    }

    /// Shows the dialog that opens things.
    pub(crate) fn show_open_dialog(&mut self) {
        self.open_dialog = Some(OpenDialog::new(&self.folders));
    }

    /// Shows the dialog that saves a preset.
    pub(crate) fn show_save_dialog(&mut self, preset: &Preset) {
        self.save_dialog = Some(SaveDialog::new(preset));
    }

    /// Shows or hides the list of keys.
    pub(crate) fn toggle_keys(&mut self) {
        self.shows_keys = !self.shows_keys;
    }

    /// Draws the bars at the top and at the bottom, and says in the window's title what they say.
    pub(crate) fn bars_ui(
        &mut self,
        ui: &mut egui::Ui,
        settings: &WindowSettings,
        is_edited: bool,
        view: &View<'_>,
    ) -> Vec<Ask> {
        self.title.tell(ui.ctx(), is_edited, view);
        let info = TopBarInfo {
            panes: &settings.panels.panes(),
            layout: &settings.layout,
            is_edited,
            presets_folder: self.folders.presets.as_deref(),
        };
        let bar = egui::Frame::new().fill(view.theme.bar).inner_margin(egui::Margin::symmetric(10, 6));
        let top = egui::Panel::top("top bar").exact_size(42.0).resizable(false).frame(bar);
        let asks = top.show(ui, |ui| top_bar::top_bar_ui(ui, &mut self.top_bar, &info, view)).inner;
        egui::Panel::bottom("bottom bar").exact_size(32.0).resizable(false).frame(bar).show(ui, |ui| {
            bottom_bar::bottom_bar_ui(ui, view);
        });
        asks
    }

    /// Draws the dialogs and the list of keys, and takes what was dropped onto the window.
    pub(crate) fn dialogs_ui(&mut self, ctx: &egui::Context, theme: &Theme) -> Vec<Ask> {
        let dropped = ctx.input(|input| input.raw.dropped_files.clone());
        let mut asks: Vec<Ask> =
            dropped.iter().map(|file| opening(file.path()).unwrap_or_else(Ask::Complain)).collect();
        if let Some(dialog) = &mut self.open_dialog
            && !dialog.ui(ctx, &self.folders, &mut self.browse, theme, &mut asks)
        {
            self.open_dialog = None;
            self.browse.forget();
        }
        if let Some(dialog) = &mut self.save_dialog
            && !dialog.ui(ctx, &self.folders, theme, &mut asks)
        {
            self.save_dialog = None;
        }
        help::keys_ui(ctx, &mut self.shows_keys, theme);
        asks
    }
}

/// Fills the screen, with text that is read from the last row, or goes back to a window.
pub(crate) fn toggle_full_screen(ctx: &egui::Context) {
    let (is_full, screen) = ctx.input(|input| {
        let viewport = input.viewport();
        (viewport.fullscreen.unwrap_or(false), viewport.monitor_size.map_or(0.0, |size| size.y))
    });
    ctx.send_viewport_cmd(egui::ViewportCommand::Fullscreen(!is_full));
    ctx.set_zoom_factor(if is_full { 1.0 } else { zoom_for_screen(screen * ctx.zoom_factor()) });
}
