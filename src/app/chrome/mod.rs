//! What frames the panels: bars, strips, dialogs, the list of keys.

pub(crate) mod about;
pub(crate) mod actions;
pub(crate) mod banner;
pub(crate) mod bottom_bar;
pub(crate) mod browse;
pub(crate) mod dialogs;
pub(crate) mod help;
pub(crate) mod last_run;
pub(crate) mod preset_row;
pub(crate) mod question;
pub(crate) mod strip;
mod title;
pub(crate) mod toast;
pub(crate) mod top_bar;

use super::ask::Ask;
use super::kit::theme::Theme;
use super::opening::opening;
use super::settings::WindowSettings;
use super::view::View;
use crate::preset::Preset;
use crate::runs::LastRun;
use browse::Browse;
use dialogs::{Folders, OpenDialog, SaveDialog};
use eframe::egui;
use last_run::RunOffer;
use preset_row::SpeedHere;
use question::Question;
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
    pub question: Question,
    offer: RunOffer,
    /// A run has begun in this window.
    has_begun: bool,
    /// The theme whose style egui has.
    styled_dark: Option<bool>,
}

impl Chrome {
    /// Nothing is open.
    pub(crate) fn new(folders: Folders, last_run: Option<LastRun>, browse: Browse) -> Self {
        Self {
            folders,
            browse,
            title: WindowTitle::default(),
            top_bar: TopBar::default(),
            open_dialog: None,
            save_dialog: None,
            shows_keys: false,
            toast: Toast::default(),
            question: Question::default(),
            offer: RunOffer::of_last_time(last_run),
            has_begun: false,
            styled_dark: None,
        }
    }

    /// The theme in force; tells egui when it changed, and how large everything is.
    pub(crate) fn theme(&mut self, ctx: &egui::Context, settings: &mut WindowSettings) -> Theme {
        settings.zoom.follow(ctx);
        let is_dark = settings.is_dark;
        let theme = if is_dark { Theme::dark() } else { Theme::light() };
        if self.styled_dark != Some(is_dark) {
            theme.apply(ctx);
            self.styled_dark = Some(is_dark);
        }
        theme
    }

    /// What keys ask for; in a dialog they belong to it.
    pub(crate) fn pressed(&mut self, ctx: &egui::Context) -> Vec<Ask> {
        if self.open_dialog.is_some() || self.save_dialog.is_some() {
            return Vec::new();
        }
        let answer = if self.shows_keys { None } else { self.question.pressed(ctx) };
        answer.into_iter().chain(actions::pressed(ctx)).collect()
    }

    /// A run began: what was said and asked of the one before goes, and the way back to it is offered. Beside the first one
    /// that of last time is offered.
    pub(crate) fn run_began(&mut self, before: Option<LastRun>) {
        self.toast.forget();
        self.question.forget();
        if std::mem::replace(&mut self.has_begun, true) {
            self.offer.run_began(before);
        }
    }

    /// Drops what stood there long enough.
    pub(crate) fn forget_old(&mut self, now_s: f64) {
        self.question.forget_old(now_s);
        self.offer.forget_old(now_s);
    }

    /// Seconds until something goes by itself; 0 when nothing will.
    #[must_use]
    pub(crate) fn time_left_s(&self, now_s: f64) -> f64 {
        let times = [self.toast.time_left_s(now_s), self.question.time_left_s(now_s), self.offer.time_left_s(now_s)];
        times.into_iter().filter(|time| *time > 0.0).min_by(f64::total_cmp).unwrap_or(0.0)
    }

    /// Draws what is offered, asked, and went wrong, as strips.
    pub(crate) fn strips_ui(
        &mut self,
        ui: &mut egui::Ui,
        is_saved: bool,
        has_notice: bool,
        view: &View<'_>,
    ) -> Vec<Ask> {
        // A notice says the same at more length.
        if !has_notice {
            self.toast.ui(ui, view.theme);
        }
        if self.has_dialog() {
            return Vec::new(); // what could not be clicked
        }
        let offered = self.offer.ui(ui, view.theme);
        let confirmed = self.question.ui(ui, view.status.step, is_saved, view.theme);
        offered.into_iter().chain(confirmed).collect()
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
            shows_about: settings.shows_about,
            is_edited,
            presets_folder: self.folders.presets.as_deref(),
            pace: SpeedHere { speeds: &settings.speeds, device: &view.status.device },
        };
        let bar = egui::Frame::new().fill(view.theme.bar).inner_margin(egui::Margin::symmetric(10, 6));
        let top = egui::Panel::top("top bar").exact_size(42.0).resizable(false).frame(bar);
        let mut asks = top.show(ui, |ui| top_bar::top_bar_ui(ui, &mut self.top_bar, &info, view)).inner;
        if settings.shows_about && about::has_words(view.preset) {
            let ground = bar.fill(view.theme.raised).inner_margin(egui::Margin::symmetric(10, 3));
            let about = egui::Panel::top("about").resizable(false).frame(ground);
            asks.extend(about.show(ui, |ui| about::about_ui(ui, view.preset, view.theme)).inner);
        }
        egui::Panel::bottom("bottom bar").exact_size(32.0).resizable(false).frame(bar).show(ui, |ui| {
            bottom_bar::bottom_bar_ui(ui, view);
        });
        asks
    }

    /// Draws the dialogs and the list of keys, and takes what was dropped onto the window.
    pub(crate) fn dialogs_ui(&mut self, ctx: &egui::Context, pace: SpeedHere<'_>, theme: &Theme) -> Vec<Ask> {
        let dropped = ctx.input(|input| input.raw.dropped_files.clone());
        let mut asks: Vec<Ask> =
            dropped.iter().map(|file| opening(file.path()).unwrap_or_else(Ask::Complain)).collect();
        if let Some(dialog) = &mut self.open_dialog
            && !dialog.ui(ctx, &self.folders, (pace, &mut self.browse), theme, &mut asks)
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

/// Fills the screen, or goes back to a window; how large everything is then follows.
pub(crate) fn toggle_full_screen(ctx: &egui::Context) {
    let is_full = ctx.input(|input| input.viewport().fullscreen.unwrap_or(false));
    ctx.send_viewport_cmd(egui::ViewportCommand::Fullscreen(!is_full));
}
