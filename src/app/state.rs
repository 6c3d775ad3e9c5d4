//! What the window keeps between runs of the program: taste and arrangement, never science.

use super::layout::Layout;
use super::panels::Panels;
use super::panels::controls::ControlsPanel;
use super::panels::log::LogPanel;
use super::view::ColourMap;
use serde::{Deserialize, Serialize};

/// The state of every panel.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PanelStates {
    pub controls: ControlsPanel,
    pub log: LogPanel,
    pub drawing: Panels,
}

/// Everything that is kept.
#[derive(Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Version of this record; another one is not read.
    version: u32,
    pub is_dark: bool,
    pub colour_map: ColourMap,
    pub layout: Layout,
    pub panels: PanelStates,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            version: Self::VERSION,
            is_dark: true,
            colour_map: ColourMap::default(),
            layout: Layout::default(),
            panels: PanelStates::default(),
        }
    }
}

impl Settings {
    /// Raised when an old record would be misread.
    const VERSION: u32 = 1;

    /// Reads stored settings. What cannot be read is replaced by the defaults: arrangement is cheap, a window that does
    /// not open is not.
    #[must_use]
    pub fn from_ron(text: &str) -> Self {
        let stored: Self = ron::from_str(text).unwrap_or_default();
        if stored.version != Self::VERSION {
            return Self::default();
        }
        if stored.layout.is_valid() { stored } else { Self { layout: Layout::default(), ..stored } }
    }

    /// The settings as text; empty if they cannot be written, which reads back as the defaults.
    #[must_use]
    pub fn to_ron(&self) -> String {
        ron::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::layout::Pane;
    use proptest::prelude::*;

    #[test]
    fn settings_survive_storage() {
        let mut settings = Settings { is_dark: false, colour_map: ColourMap::Viridis, ..Settings::default() };
        settings.layout.toggle(Pane::Log);
        settings.panels.drawing.losses.smoothing_steps = 77.0;
        let back = Settings::from_ron(&settings.to_ron());
        assert!(!back.is_dark, "theme");
        assert_eq!(back.colour_map, ColourMap::Viridis, "colours");
        assert!(!back.layout.is_shown(Pane::Log), "layout");
        assert!((back.panels.drawing.losses.smoothing_steps - 77.0).abs() < 1e-12, "panels");
    }

    #[test]
    fn another_version_gives_the_defaults() {
        let mut settings = Settings { is_dark: false, ..Settings::default() };
        settings.version = 99;
        assert!(Settings::from_ron(&settings.to_ron()).is_dark, "defaults");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,200}", cut in 0usize..4000) {
            let own = Settings::default().to_ron();
            let end = own.char_indices().map(|(index, _)| index).nth(cut).unwrap_or(own.len());
            prop_assert!(Settings::from_ron(&text).layout.is_valid());
            prop_assert!(Settings::from_ron(&own[..end]).layout.is_valid());
        }
    }
}
