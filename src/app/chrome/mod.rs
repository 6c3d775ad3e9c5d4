//! What frames the panels: bars, strips, dialogs, the list of keys.

pub(crate) mod about;
pub(crate) mod actions;
pub(crate) mod banner;
pub(crate) mod bottom_bar;
pub(crate) mod browse;
pub(crate) mod dialogs;
pub(crate) mod help;
pub(crate) mod hover;
mod kept_row;
pub(crate) mod last_run;
pub(crate) mod menu;
pub(crate) mod palette;
pub(crate) mod paste;
pub(crate) mod preset_row;
pub(crate) mod question;
pub(crate) mod recording_offer;
pub(crate) mod strip;
mod time_bar;
mod title;
pub(crate) mod toast;
pub(crate) mod top_bar;
pub(crate) mod tour;
mod twin_bar;
pub(crate) mod word;

use super::ask::Ask;
use super::kit::sheet::SheetPictures;
use super::kit::theme::{Look, Theme};
use super::opening::dropped;
use super::panel::Pane;
use super::settings::WindowSettings;
use super::view::View;
use crate::preset::Preset;
use crate::runs::LastRun;
use crate::stream::Intervention;
use browse::Browse;
use dialogs::{Folders, OpenDialog, SaveDialog};
use eframe::egui;
use kept_row::kept_row_ui;
use last_run::RunOffer;
use palette::Palette;
use preset_row::SpeedHere;
use question::Question;
use recording_offer::RecordingOffer;
use title::WindowTitle;
use toast::Toast;
use top_bar::{TopBar, TopBarInfo};
use tour::Tour;
use word::Word;

/// The frame around the panels, and what of it is open.
pub(crate) struct Chrome {
    folders: Folders,
    top_bar: TopBar,
    open_dialog: Option<OpenDialog>,
    save_dialog: Option<SaveDialog>,
    palette: Option<Palette>,
    tour: Option<Tour>,
    browse: Browse,
    shows_keys: bool,
    title: WindowTitle,
    pub toast: Toast,
    pub question: Question,
    pub word: Word,
    offer: RunOffer,
    recording_offer: RecordingOffer,
    /// Small pictures of what is kept and offered.
    pictures: SheetPictures,
    /// A run has begun in this window.
    has_begun: bool,
    /// The theme whose style egui has.
    styled: Option<Theme>,
    /// Said once about the start, until it is put away.
    start_words: Option<String>,
}

impl Chrome {
    /// Nothing is open.
    pub(crate) fn new(folders: Folders, (last_run, offers_recording): (Option<LastRun>, bool), browse: Browse) -> Self {
        Self {
            folders,
            browse,
            title: WindowTitle::default(),
            top_bar: TopBar::default(),
            open_dialog: None,
            save_dialog: None,
            palette: None,
            tour: None,
            shows_keys: false,
            toast: Toast::default(),
            question: Question::default(),
            word: Word::default(),
            pictures: SheetPictures::default(),
            offer: RunOffer::of_last_time(last_run),
            recording_offer: RecordingOffer::new(offers_recording),
            has_begun: false,
            styled: None,
            start_words: None,
        }
    }

    /// The theme in force, on stage that of the stage; tells egui when it changed, and how large everything is.
    pub(crate) fn theme(
        &mut self,
        ctx: &egui::Context,
        settings: &mut WindowSettings,
        on_stage: Option<Look>,
    ) -> Theme {
        settings.zoom.follow(ctx, on_stage.is_some());
        let in_window = if settings.is_dark { Look::Dark } else { Look::Light };
        let theme = on_stage.map_or_else(|| Theme::of(in_window), |look| Theme::of(look).on_stage());
        if self.styled.as_ref() != Some(&theme) {
            theme.apply(ctx);
            self.styled = Some(theme.clone());
        }
        theme.with_lines(settings.lines)
    }

    /// What keys ask for; in a dialog they belong to it.
    pub(crate) fn pressed(&mut self, ctx: &egui::Context) -> Vec<Ask> {
        if self.open_dialog.is_some() || self.save_dialog.is_some() || self.palette.is_some() {
            return Vec::new();
        }
        let answer = if self.shows_keys { None } else { self.question.pressed(ctx) };
        answer.into_iter().chain(paste::pasted(ctx)).chain(actions::keys::pressed(ctx)).collect()
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
        self.word.forget_old(now_s);
        self.offer.forget_old(now_s);
        self.recording_offer.forget_old(now_s);
    }

    /// Seconds until something goes by itself; 0 when nothing will.
    #[must_use]
    pub(crate) fn time_left_s(&self, now_s: f64) -> f64 {
        let times = [
            self.toast.time_left_s(now_s),
            self.question.time_left_s(now_s),
            self.word.time_left_s(now_s),
            self.offer.time_left_s(now_s),
            self.recording_offer.time_left_s(now_s),
        ];
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
        self.start_words_ui(ui, view.theme);
        let offered = self.offer.ui(ui, &mut self.pictures, view);
        let recording = if view.is_live { self.recording_offer.ui(ui, view.theme) } else { None };
        let worded = self.word.ui(ui, view.theme);
        let confirmed = self.question.ui(ui, view.status.step, is_saved, view.theme);
        offered.into_iter().chain(recording).chain(worded).chain(confirmed).collect()
    }

    /// What is said of the start.
    fn start_words_ui(&mut self, ui: &mut egui::Ui, theme: &Theme) {
        let Some(words) = &self.start_words else { return };
        let is_read = strip::strip_ui(ui, theme.warning, |ui| {
            ui.label(words);
            ui.button("Dismiss").clicked()
        });
        if is_read {
            self.start_words = None;
        }
    }

    /// Whether something lies over the panels that comes first.
    pub(crate) fn has_dialog(&self) -> bool {
        self.open_dialog.is_some() || self.save_dialog.is_some() || self.palette.is_some() || self.shows_keys
    }

    /// Shows the dialog that opens things.
    pub(crate) fn show_open_dialog(&mut self) {
        self.open_dialog = Some(OpenDialog::new(&self.folders));
    }

    /// Shows the dialog that saves a preset.
    pub(crate) fn show_save_dialog(&mut self, preset: &Preset, interventions: &[Intervention]) {
        self.save_dialog = Some(SaveDialog::new(preset, interventions));
    }

    /// Shows the field that finds everything by its name, or puts it away.
    pub(crate) fn toggle_palette(&mut self, panes: Vec<Pane>) {
        self.palette = if self.palette.is_some() { None } else { Some(Palette::new(&self.folders, panes)) };
    }

    /// Begins the tour.
    pub(crate) fn start_tour(&mut self) {
        self.tour = Some(Tour::default());
    }

    /// Says something about the start, until it is put away.
    pub(crate) fn say_of_start(&mut self, words: Option<String>) {
        self.start_words = words;
    }

    /// Shows or hides the list of keys.
    pub(crate) fn toggle_keys(&mut self) {
        self.shows_keys = !self.shows_keys;
    }

    /// Says in the window's title what is on screen.
    pub(crate) fn tell_title(&mut self, ctx: &egui::Context, is_edited: bool, view: &View<'_>) {
        self.title.tell(ctx, is_edited, view);
    }

    /// Draws the bars at the top and at the bottom.
    pub(crate) fn bars_ui(
        &mut self,
        ui: &mut egui::Ui,
        settings: &WindowSettings,
        is_edited: bool,
        view: &View<'_>,
    ) -> Vec<Ask> {
        let info = TopBarInfo {
            panes: &settings.panels.panes(),
            layout: &settings.layout,
            shows_about: settings.shows_about,
            is_edited,
            presets_folder: self.folders.presets.as_deref(),
            pace: SpeedHere { speeds: &settings.speeds, device: &view.status.device },
            lines: settings.lines,
        };
        let bar = egui::Frame::new().fill(view.theme.bar).inner_margin(egui::Margin::symmetric(10, 6));
        let top = egui::Panel::top("top bar").exact_size(42.0).resizable(false).frame(bar);
        let mut asks = top.show(ui, |ui| top_bar::top_bar_ui(ui, &mut self.top_bar, &info, view)).inner;
        if settings.shows_about && about::has_words(view.preset) {
            let ground = bar.fill(view.theme.raised).inner_margin(egui::Margin::symmetric(10, 3));
            let about = egui::Panel::top("about").resizable(false).frame(ground);
            asks.extend(about.show(ui, |ui| about::about_ui(ui, view.preset, view.theme)).inner);
        }
        asks.extend(twin_bar::twin_bar_ui(ui, view));
        egui::Panel::bottom("bottom bar").exact_size(32.0).resizable(false).frame(bar).show(ui, |ui| {
            bottom_bar::bottom_bar_ui(ui, view);
        });
        asks.extend(playback_ui(ui, view));
        if !view.kept.is_empty() {
            let row = egui::Panel::bottom("kept states").exact_size(kept_row::HEIGHT).resizable(false).frame(bar);
            asks.extend(row.show(ui, |ui| kept_row_ui(ui, &mut self.pictures, view)).inner);
        }
        asks
    }

    /// Draws the dialogs and the list of keys, and takes what was dropped onto the window.
    pub(crate) fn dialogs_ui(&mut self, ctx: &egui::Context, settings: &WindowSettings, view: &View<'_>) -> Vec<Ask> {
        let (theme, pace) = (view.theme, SpeedHere { speeds: &settings.speeds, device: &view.status.device });
        let paths =
            ctx.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect::<Vec<_>>());
        let mut asks = dropped(&paths);
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
        if let Some(palette) = &mut self.palette
            && !palette.ui(ctx, view, &mut asks)
        {
            self.palette = None;
        }
        if let Some(tour) = &mut self.tour
            && !tour.ui(ctx, &settings.layout, theme, &mut asks)
        {
            self.tour = None;
        }
        help::keys_ui(ctx, &mut self.shows_keys, theme);
        hover::hover_ui(ctx, theme);
        asks
    }
}

/// Height of the bar that plays a recording, points.
const TIME_BAR: f32 = 38.0;

/// Height of the bars above the status bar, points.
#[must_use]
pub(crate) fn bars_above_status(view: &View<'_>) -> f32 {
    let time = if view.playback.is_some() { TIME_BAR } else { 0.0 };
    let kept = if view.kept.is_empty() { 0.0 } else { kept_row::HEIGHT };
    time + kept
}

/// The bar that plays a recording, while there is one.
pub(crate) fn playback_ui(ui: &mut egui::Ui, view: &View<'_>) -> Vec<Ask> {
    let Some(playback) = view.playback else { return Vec::new() };
    let bar = egui::Frame::new().fill(view.theme.raised).inner_margin(egui::Margin::symmetric(10, 6));
    let time = egui::Panel::bottom("time bar").exact_size(TIME_BAR).resizable(false).frame(bar);
    time.show(ui, |ui| time_bar::time_bar_ui(ui, playback, view)).inner
}
