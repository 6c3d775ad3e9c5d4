//! What the window keeps between runs of the program: taste, arrangement and how fast the machine was, never science.

use super::figure_look::FigureLook;
use super::layout::Layout;
use super::panel::{PanelList, Panels};
use super::speeds::Speeds;
use crate::app::kit::colour::ColourMap;
use crate::app::kit::zoom::Zoom;
use crate::draw::palette::LineColours;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything that is kept.
pub(crate) struct WindowSettings {
    pub is_dark: bool,
    pub zoom: Zoom,
    pub colour_map: ColourMap,
    /// Colours of modules and curves.
    pub lines: LineColours,
    /// Side of the arena that is mapped next, metres.
    pub arena_side_m: f32,
    pub layout: Layout,
    /// What the preset is for and what to look at is shown.
    pub shows_about: bool,
    pub panels: Panels,
    pub speeds: Speeds,
    pub figure: FigureLook,
    /// The tour comes by itself when the window opens, until it was seen or refused.
    pub wants_tour: bool,
}

/// The same as it is written.
#[derive(Serialize, Deserialize)]
#[serde(default)]
struct Record {
    /// Another version is not read.
    version: u32,
    is_dark: bool,
    zoom: Zoom,
    colour_map: ColourMap,
    lines: LineColours,
    arena_side_m: f32,
    layout: Option<Layout>,
    shows_about: bool,
    /// What each panel keeps, as text by name: what one of them cannot read is no loss to the others.
    panels: BTreeMap<String, String>,
    speeds: Speeds,
    figure: FigureLook,
    wants_tour: bool,
}

impl Default for Record {
    fn default() -> Self {
        Self {
            version: Self::VERSION,
            is_dark: true,
            zoom: Zoom::default(),
            colour_map: ColourMap::default(),
            lines: LineColours::default(),
            arena_side_m: 2.0,
            layout: None,
            shows_about: true,
            panels: BTreeMap::new(),
            speeds: Speeds::default(),
            figure: FigureLook::default(),
            wants_tour: false,
        }
    }
}

impl Record {
    /// Raised when an old record would be misread.
    const VERSION: u32 = 2;
}

impl WindowSettings {
    /// The settings of a window that was never opened before, with these panels.
    pub(crate) fn of(list: PanelList) -> Self {
        Self::from_record(Record::default(), list)
    }

    /// Reads stored settings. What cannot be read is replaced by the defaults: arrangement is cheap, a window that does
    /// not open is not.
    pub(crate) fn from_ron(text: &str, list: PanelList) -> Self {
        let stored: Record = ron::from_str(text).unwrap_or_default();
        Self::from_record(if stored.version == Record::VERSION { stored } else { Record::default() }, list)
    }

    fn from_record(record: Record, list: PanelList) -> Self {
        let Record { version: _, is_dark, zoom, colour_map, lines, arena_side_m, .. } = record;
        let Record { layout, shows_about, panels: kept, speeds, wants_tour, figure, .. } = record;
        let figure = figure.checked();
        let mut panels = Panels::of(list);
        panels.restore(&kept);
        let panes = panels.panes();
        let layout = layout.filter(|layout| layout.is_valid(&panes)).unwrap_or_else(|| Layout::of(&panes));
        let zoom = zoom.checked();
        Self { is_dark, zoom, colour_map, lines, arena_side_m, layout, shows_about, panels, speeds, figure, wants_tour }
    }

    /// Puts every panel back where it was at first.
    pub(crate) fn reset_layout(&mut self) {
        self.layout = Layout::of(&self.panels.panes());
    }

    /// The settings as text; empty if they cannot be written, which reads back as the defaults.
    pub(crate) fn to_ron(&self) -> String {
        let record = Record {
            version: Record::VERSION,
            is_dark: self.is_dark,
            zoom: self.zoom,
            colour_map: self.colour_map,
            lines: self.lines,
            arena_side_m: self.arena_side_m,
            layout: Some(self.layout.clone()),
            shows_about: self.shows_about,
            panels: self.panels.kept(),
            speeds: self.speeds.clone(),
            figure: self.figure,
            wants_tour: self.wants_tour,
        };
        ron::to_string(&record).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::panels::PANELS;
    use crate::app::panels::losses::LossesPanel;
    use proptest::prelude::*;

    #[test]
    fn settings_survive_storage() {
        let mut settings = WindowSettings::of(PANELS);
        (settings.is_dark, settings.colour_map, settings.arena_side_m) = (false, ColourMap::Viridis, 3.5);
        settings.layout.toggle("log");
        settings.shows_about = false;
        (settings.lines, settings.wants_tour) = (LineColours::TolMuted, true);
        settings.panels.get_mut::<LossesPanel>().smoothing_steps = 77.0;
        let back = WindowSettings::from_ron(&settings.to_ron(), PANELS);
        assert!(!back.is_dark, "theme");
        assert!(!back.shows_about, "words");
        assert_eq!(back.colour_map, ColourMap::Viridis, "colours");
        assert_eq!((back.lines, back.wants_tour), (LineColours::TolMuted, true), "colours of lines, and the tour");
        assert!((back.arena_side_m - 3.5).abs() < 1e-6, "arena");
        assert!(!back.layout.is_shown("log"), "layout");
        assert_eq!(back.layout, settings.layout, "layout");
        assert!((back.panels.get::<LossesPanel>().smoothing_steps - 77.0).abs() < 1e-12, "panels");
    }

    #[test]
    fn another_version_gives_the_defaults() {
        let record = Record { version: 99, is_dark: false, ..Record::default() };
        let text = ron::to_string(&record).expect("plain data");
        assert!(WindowSettings::from_ron(&text, PANELS).is_dark, "defaults");
    }

    #[test]
    fn what_cannot_be_read_leaves_the_rest() {
        let kept = |text: &str| [("losses".to_owned(), text.to_owned())].into();
        let record = Record { is_dark: false, panels: kept("(smoothing_steps: nonsense"), ..Record::default() };
        let back = WindowSettings::from_ron(&ron::to_string(&record).expect("plain data"), PANELS);
        assert!(!back.is_dark && (back.panels.get::<LossesPanel>().smoothing_steps - 30.0).abs() < 1e-12, "a panel");
        let fewer = WindowSettings { is_dark: false, ..WindowSettings::of(&PANELS[1..]) };
        let back = WindowSettings::from_ron(&fewer.to_ron(), PANELS);
        assert!(!back.is_dark && back.layout == Layout::of(&back.panels.panes()), "a layout of other panels");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,200}", cut in 0usize..4000) {
            let own = WindowSettings::of(PANELS).to_ron();
            let end = own.char_indices().map(|(index, _)| index).nth(cut).unwrap_or(own.len());
            let is_valid = |text: &str| {
                let read = WindowSettings::from_ron(text, PANELS);
                read.layout.is_valid(&read.panels.panes())
            };
            prop_assert!(is_valid(&text));
            prop_assert!(is_valid(&own[..end]));
        }
    }
}
