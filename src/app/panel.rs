//! What a panel is: where it stands, what it draws and asks for, and what of it is kept.

use super::ask::Ask;
use super::view::View;
use crate::export::CsvTable;
use eframe::egui::Ui;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::any::Any;
use std::collections::BTreeMap;

/// The tabs among which a panel stands at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PanePlace {
    /// The left column, which keeps its width when the window's changes.
    Left,
    /// Above in the middle, where there is most room.
    Middle,
    /// Below these.
    Below,
    /// The right column.
    Right,
}

/// A panel's place and name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pane {
    /// Under this name its place and its state are stored: it never changes.
    pub name: &'static str,
    /// On its tab and in the menu.
    pub title: &'static str,
    pub place: PanePlace,
    /// Maps lie on its ground.
    pub is_wall: bool,
}

/// A part of the window with a tab of its own. What is serialised of it is kept between runs of the program.
///
/// A new one is a file below `panels` with an implementation of this, `mod` and a line in the list of `panels/mod.rs`.
pub(crate) trait Panel: Default + Serialize + DeserializeOwned + 'static {
    const PANE: Pane;

    /// Draws it, and says what was asked for.
    fn ui(&mut self, ui: &mut Ui, view: &View<'_>) -> Vec<Ask>;

    /// Carries out what it is told to; `false` if that is not its business.
    fn answer(&mut self, _ask: &Ask) -> bool {
        false
    }

    /// A new run began: what meant the old one goes.
    fn forget_run(&mut self) {}

    /// What it shows as numbers: whoever has them can draw it again. The first table is its main one; none where there is
    /// nothing to show.
    fn tables(&self, _view: &View<'_>) -> Vec<CsvTable> {
        Vec::new()
    }

    /// Takes over from one on screen what is not kept between runs of the program, but decides what it shows.
    fn follow(&mut self, _shown: &Self) {}
}

/// Any [`Panel`], whichever it is.
pub(crate) trait AnyPanel: Any {
    fn pane(&self) -> Pane;
    fn draw_ui(&mut self, ui: &mut Ui, view: &View<'_>) -> Vec<Ask>;
    fn tell(&mut self, ask: &Ask) -> bool;
    fn run_began(&mut self);
    /// What is kept of it as text; `None` if it cannot be written.
    fn to_ron(&self) -> Option<String>;
    /// Takes what was kept; what cannot be read changes nothing.
    fn read_ron(&mut self, text: &str);
    fn numbers(&self, view: &View<'_>) -> Vec<CsvTable>;
    /// Another one that shows the same, for another place: its pictures are made anew there.
    fn copied(&self) -> Box<dyn AnyPanel>;
}

impl<P: Panel> AnyPanel for P {
    fn pane(&self) -> Pane {
        P::PANE
    }

    fn draw_ui(&mut self, ui: &mut Ui, view: &View<'_>) -> Vec<Ask> {
        self.ui(ui, view)
    }

    fn tell(&mut self, ask: &Ask) -> bool {
        self.answer(ask)
    }

    fn run_began(&mut self) {
        self.forget_run();
    }

    fn to_ron(&self) -> Option<String> {
        ron::to_string(self).ok()
    }

    fn read_ron(&mut self, text: &str) {
        if let Ok(kept) = ron::from_str(text) {
            *self = kept;
        }
    }

    fn numbers(&self, view: &View<'_>) -> Vec<CsvTable> {
        self.tables(view)
    }

    fn copied(&self) -> Box<dyn AnyPanel> {
        let mut copy = P::default();
        if let Some(kept) = self.to_ron() {
            copy.read_ron(&kept);
        }
        copy.follow(self);
        Box::new(copy)
    }
}

/// Makes a panel as it is at first.
pub(crate) fn boxed<P: Panel>() -> Box<dyn AnyPanel> {
    Box::new(P::default())
}

/// What makes the panels of a window, in the order of the menu.
pub(crate) type PanelList = &'static [fn() -> Box<dyn AnyPanel>];

/// The panels of a window.
pub(crate) struct Panels(Vec<Box<dyn AnyPanel>>);

impl Panels {
    /// The panels of a list as they are at first.
    pub(crate) fn of(list: PanelList) -> Self {
        Self(list.iter().map(|make| make()).collect())
    }

    /// Where they stand, in the order of the list.
    pub(crate) fn panes(&self) -> Vec<Pane> {
        self.0.iter().map(|panel| panel.pane()).collect()
    }

    /// The panel of a name.
    pub(crate) fn find_mut(&mut self, name: &str) -> Option<&mut dyn AnyPanel> {
        self.0.iter_mut().find(|panel| panel.pane().name == name).map(AsMut::as_mut)
    }

    /// The panel of a name.
    pub(crate) fn find(&self, name: &str) -> Option<&dyn AnyPanel> {
        self.0.iter().find(|panel| panel.pane().name == name).map(AsRef::as_ref)
    }

    /// Whether a panel carried this out.
    pub(crate) fn tell(&mut self, ask: &Ask) -> bool {
        self.0.iter_mut().any(|panel| panel.tell(ask))
    }

    /// A new run began.
    pub(crate) fn run_began(&mut self) {
        self.0.iter_mut().for_each(|panel| panel.run_began());
    }

    /// What is kept of each, by name.
    pub(crate) fn kept(&self) -> BTreeMap<String, String> {
        self.0.iter().filter_map(|panel| Some((panel.pane().name.to_owned(), panel.to_ron()?))).collect()
    }

    /// Takes what was kept, by name.
    pub(crate) fn restore(&mut self, kept: &BTreeMap<String, String>) {
        for panel in &mut self.0 {
            if let Some(text) = kept.get(panel.pane().name) {
                panel.read_ron(text);
            }
        }
    }
}

#[cfg(test)]
impl Panels {
    /// One of them as what it is.
    pub(crate) fn get<P: Panel>(&self) -> &P {
        let found = self.0.iter().find_map(|panel| (panel.as_ref() as &dyn Any).downcast_ref());
        found.expect("a panel of the list")
    }

    /// One of them as what it is.
    pub(crate) fn get_mut<P: Panel>(&mut self) -> &mut P {
        let found = self.0.iter_mut().find_map(|panel| (panel.as_mut() as &mut dyn Any).downcast_mut());
        found.expect("a panel of the list")
    }
}
