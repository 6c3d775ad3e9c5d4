//! Where the panels stand: a tree of tabs and splits that the user may rearrange.

use super::ask::Ask;
use super::panel::{Pane, PanePlace, Panels};
use super::take_menu::take_menu_ui;
use super::view::View;
use eframe::egui::{self, RichText, WidgetText};
use egui_tiles::{Container, Linear, LinearDir, Tile, TileId, Tiles, Tree, UiResponse};
use serde::{Deserialize, Serialize};

/// The arrangement of the panels. A closed panel is only hidden, so that it comes back where it was. Tabs have no crosses:
/// the menu closes panels, and the room shows the names of all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Layout {
    /// The panels by name.
    tree: Tree<String>,
    /// Width of the region drawn into last, points; 0 before the first frame.
    width: f32,
    /// The panel that the pointer was on last.
    #[serde(skip)]
    pointed: Option<String>,
}

fn split(tiles: &mut Tiles<String>, dir: LinearDir, children: &[(TileId, f32)]) -> TileId {
    let mut linear = Linear::new(dir, children.iter().map(|(id, _)| *id).collect());
    for (id, share) in children {
        linear.shares.set_share(*id, *share);
    }
    tiles.insert_container(Container::Linear(linear))
}

impl Layout {
    /// Width for which the first arrangement is made.
    const FIRST_WIDTH: f32 = 1280.0;

    /// Every panel where it stands at first: the left column, the middle above what is below, the right column.
    pub(crate) fn of(panes: &[Pane]) -> Self {
        let mut tiles = Tiles::default();
        let mut tabs = |place: PanePlace| {
            let panes = panes.iter().filter(|pane| pane.place == place);
            let children = panes.map(|pane| tiles.insert_pane(pane.name.to_owned())).collect();
            tiles.insert_tab_tile(children)
        };
        let [left, middle, below, right] =
            [PanePlace::Left, PanePlace::Middle, PanePlace::Below, PanePlace::Right].map(&mut tabs);
        let middle = split(&mut tiles, LinearDir::Vertical, &[(middle, 0.6), (below, 0.4)]);
        let root = split(&mut tiles, LinearDir::Horizontal, &[(left, 0.245), (middle, 0.435), (right, 0.32)]);
        Self { tree: Tree::new(egui::Id::unique("panels"), root, tiles), width: Self::FIRST_WIDTH, pointed: None }
    }

    /// A panel at the top of a column with this share of the width, another below it, and all others beside them.
    #[cfg(test)]
    pub(crate) fn narrow(panes: &[Pane], name: &str, share: f32) -> Self {
        let mut tiles = Tiles::default();
        let (top, mut others): (Vec<&Pane>, Vec<&Pane>) = panes.iter().partition(|pane| pane.name == name);
        let below = others.split_off(others.len() - 1);
        let [top, below, others] = [top, below, others].map(|panes| {
            let children = panes.iter().map(|pane| tiles.insert_pane(pane.name.to_owned())).collect();
            tiles.insert_tab_tile(children)
        });
        let left = split(&mut tiles, LinearDir::Vertical, &[(top, 0.6), (below, 0.4)]);
        let root = split(&mut tiles, LinearDir::Horizontal, &[(left, share), (others, 1.0 - share)]);
        Self { tree: Tree::new(egui::Id::unique("panels"), root, tiles), width: 0.0, pointed: None }
    }

    /// Where a panel was drawn last; `None` before, and while it lies behind another.
    pub(crate) fn rect_of(&self, name: &str) -> Option<egui::Rect> {
        self.tree.tiles.rect(self.find(name)?)
    }

    /// Keeps the tabs of a panel as wide as they were when the window's width changes: more room belongs to the others.
    fn follow_width(&mut self, width: f32, kept: &str) {
        if (width - self.width).abs() < 1.0 || width < 1.0 || self.width < 1.0 {
            return;
        }
        let scale = self.width / width;
        self.width = width;
        let Some(kept) = self.find(kept) else { return };
        let holder = self.tree.tiles.parent_of(kept).unwrap_or(kept);
        let Some(Tile::Container(Container::Linear(root))) = self.tree.root.and_then(|id| self.tree.tiles.get_mut(id))
        else {
            return;
        };
        if root.dir != LinearDir::Horizontal || !root.children.contains(&holder) {
            return;
        }
        let others: f32 = root.children.iter().filter(|id| **id != holder).map(|id| root.shares[*id]).sum();
        let own = root.shares[holder];
        // The share that makes their part of the whole `scale` times what it was.
        let part = (scale * own / (own + others)).clamp(0.05, 0.6);
        root.shares.set_share(holder, others * part / (1.0 - part));
    }

    /// Whether every panel is in the tree exactly once and nothing dangles: what a stored layout must satisfy.
    #[must_use]
    pub(crate) fn is_valid(&self, panes: &[Pane]) -> bool {
        let Some(root) = self.tree.root() else { return false };
        let mut seen = Vec::new();
        let mut names = Vec::new();
        let mut open = vec![root];
        while let Some(id) = open.pop() {
            if seen.contains(&id) {
                return false; // a loop, or a tile with two parents
            }
            seen.push(id);
            match self.tree.tiles.get(id) {
                Some(Tile::Pane(name)) => names.push(name.as_str()),
                Some(Tile::Container(container)) => open.extend(container.children().copied()),
                None => return false,
            }
        }
        seen.len() == self.tree.tiles.len()
            && names.len() == panes.len()
            && panes.iter().all(|pane| names.contains(&pane.name))
    }

    fn find(&self, name: &str) -> Option<TileId> {
        self.tree.tiles.tile_ids().find(|id| matches!(self.tree.tiles.get(*id), Some(Tile::Pane(own)) if own == name))
    }

    /// Whether a panel is not closed (it may still lie behind another tab).
    #[must_use]
    pub(crate) fn is_shown(&self, name: &str) -> bool {
        self.find(name).is_some_and(|id| self.tree.tiles.is_visible(id))
    }

    /// Closes a panel, or brings it back to the front of its tabs.
    pub(crate) fn toggle(&mut self, name: &str) {
        let Some(id) = self.find(name) else { return };
        let show = !self.tree.tiles.is_visible(id);
        self.tree.set_visible(id, show);
        if show {
            self.bring_to_front(name);
        }
    }

    /// Shows a panel and puts it in front of its tabs.
    pub(crate) fn bring_to_front(&mut self, name: &str) {
        if let Some(id) = self.find(name) {
            self.tree.set_visible(id, true);
            self.tree.make_active(|other, _| other == id);
        }
    }

    /// Brings all panels back to where they were.
    fn show_all(&mut self, panes: &[Pane]) {
        // The first panel of each place is brought last, and stays in front.
        panes.iter().rev().for_each(|pane| self.bring_to_front(pane.name));
    }

    /// Makes tabs among tabs, which come about when a panel is dropped onto another, tabs like the others.
    fn flatten_tabs(&mut self) {
        let tiles = &mut self.tree.tiles;
        let tabs_of = |tiles: &Tiles<String>, id: TileId| match tiles.get(id) {
            Some(Tile::Container(Container::Tabs(tabs))) => Some(tabs.clone()),
            _ => None,
        };
        let nested = |tiles: &Tiles<String>| {
            tiles.tile_ids().find_map(|outer| {
                let tabs = tabs_of(tiles, outer)?;
                tabs.children.into_iter().find_map(|inner| Some((outer, inner, tabs_of(tiles, inner)?)))
            })
        };
        while let Some((outer, inner, dropped)) = nested(tiles) {
            tiles.remove(inner);
            if let Some(Tile::Container(Container::Tabs(tabs))) = tiles.get_mut(outer) {
                let place = tabs.children.iter().position(|child| *child == inner).unwrap_or(0);
                tabs.children.splice(place..=place, dropped.children);
                if tabs.active == Some(inner) {
                    tabs.active = dropped.active;
                }
            }
        }
    }

    /// The panels that are in front of their tabs.
    pub(crate) fn in_front(&self) -> Vec<&str> {
        let name = |id: TileId| match self.tree.tiles.get(id) {
            Some(Tile::Pane(name)) => Some(name.as_str()),
            _ => None,
        };
        self.tree.active_tiles().into_iter().filter_map(name).collect()
    }

    /// The panel that was drawn there.
    pub(crate) fn pane_at(&self, place: egui::Pos2) -> Option<&str> {
        let is_there = |name: &&str| {
            self.find(name).and_then(|id| self.tree.tiles.rect(id)).is_some_and(|rect| rect.contains(place))
        };
        self.in_front().into_iter().find(is_there)
    }

    /// Draws all panels that are in front.
    pub(crate) fn ui(&mut self, ui: &mut egui::Ui, panels: &mut Panels, view: &View<'_>, asks: &mut Vec<Ask>) {
        let panes = panels.panes();
        if let Some(left) = panes.iter().find(|pane| pane.place == PanePlace::Left) {
            self.follow_width(ui.available_width(), left.name);
        }
        if panes.iter().all(|pane| !self.is_shown(pane.name)) {
            if none_ui(ui) {
                self.show_all(&panes);
            }
            return;
        }
        self.flatten_tabs();
        self.tree.ui(&mut Drawing { panels, view, asks, pointed: &mut self.pointed }, ui);
    }

    /// The panel that the pointer was on last.
    pub(crate) fn pointed(&self) -> Option<&str> {
        self.pointed.as_deref()
    }
}

/// Draws a panel alone.
pub(crate) fn single_ui(ui: &mut egui::Ui, panels: &mut Panels, name: &str, view: &View<'_>, asks: &mut Vec<Ask>) {
    let Some(panel) = panels.find_mut(name) else { return };
    let fill = if panel.pane().is_wall { view.theme.wall } else { egui::Color32::TRANSPARENT };
    egui::Frame::new().fill(fill).inner_margin(egui::Margin::symmetric(8, 6)).show(ui, |ui| {
        ui.set_clip_rect(ui.clip_rect().intersect(ui.max_rect().expand(2.0)));
        asks.extend(panel.draw_ui(ui, view));
        // A panel takes its whole tile, or the ground of its neighbour would show below short contents.
        ui.allocate_space(ui.available_size_before_wrap().max(egui::Vec2::ZERO));
    });
}

/// What there is to see while every panel is closed; whether to bring all back.
fn none_ui(ui: &mut egui::Ui) -> bool {
    ui.vertical_centered(|ui| {
        ui.add_space((0.4 * ui.available_height() - 40.0).max(8.0));
        ui.label(RichText::new("Every panel is closed; Panels in the bar above opens single ones").weak());
        ui.add_space(6.0);
        ui.button("Show all panels").on_hover_text("Each comes back to where it was").clicked()
    })
    .inner
}

/// What the panels of one frame need.
struct Drawing<'a, 'v> {
    panels: &'a mut Panels,
    view: &'a View<'v>,
    asks: &'a mut Vec<Ask>,
    pointed: &'a mut Option<String>,
}

impl egui_tiles::Behavior<String> for Drawing<'_, '_> {
    fn pane_ui(&mut self, ui: &mut egui::Ui, _tile: TileId, name: &mut String) -> UiResponse {
        let is_pointed = ui.input(|input| input.pointer.latest_pos()).is_some_and(|at| ui.max_rect().contains(at));
        if is_pointed && self.pointed.as_ref() != Some(name) {
            *self.pointed = Some(name.clone());
        }
        single_ui(ui, self.panels, name, self.view, self.asks);
        UiResponse::None
    }

    fn tab_title_for_pane(&mut self, name: &String) -> WidgetText {
        self.panels.find_mut(name).map_or("", |panel| panel.pane().title).into()
    }

    /// A tab that holds several panels is called after them.
    fn tab_title_for_tile(&mut self, tiles: &Tiles<String>, tile: TileId) -> WidgetText {
        match tiles.get(tile) {
            Some(Tile::Pane(name)) => self.tab_title_for_pane(name),
            Some(Tile::Container(container)) => {
                let titles = container.children().map(|child| self.tab_title_for_tile(tiles, *child).text().to_owned());
                titles.collect::<Vec<_>>().join(" | ").into()
            }
            None => WidgetText::default(),
        }
    }

    /// A sign with a menu: the panel in front, as a file.
    fn top_bar_right_ui(
        &mut self,
        tiles: &Tiles<String>,
        ui: &mut egui::Ui,
        _tile: TileId,
        tabs: &egui_tiles::Tabs,
        _scroll: &mut f32,
    ) {
        let front = tabs.active.and_then(|active| tiles.get(active));
        let Some(Tile::Pane(name)) = front else { return };
        let Some(panel) = self.panels.find_mut(name) else { return };
        take_menu_ui(ui, panel.pane(), self.view, self.asks);
    }

    fn tab_bar_height(&self, _style: &egui::Style) -> f32 {
        28.0
    }

    fn gap_width(&self, _style: &egui::Style) -> f32 {
        4.0
    }

    fn min_size(&self) -> f32 {
        120.0
    }

    fn cycle_tabs_with_keyboard(&self) -> bool {
        true
    }

    fn simplification_options(&self) -> egui_tiles::SimplificationOptions {
        // Every panel keeps its tab, so that it can be dragged, named and closed.
        egui_tiles::SimplificationOptions { all_panes_must_have_tabs: true, ..Default::default() }
    }

    fn tab_bar_color(&self, _visuals: &egui::Visuals) -> egui::Color32 {
        self.view.theme.bar
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::panels::PANELS;

    fn panes() -> Vec<Pane> {
        Panels::of(PANELS).panes()
    }

    #[test]
    fn the_first_layout_is_valid_and_survives_storage() {
        let layout = Layout::of(&panes());
        assert!(layout.is_valid(&panes()), "default");
        let text = ron::to_string(&layout).expect("plain data");
        let back: Layout = ron::from_str(&text).expect("own output");
        assert!(back.is_valid(&panes()), "read back");
        assert_eq!(back, layout, "read back");
    }

    #[test]
    fn a_wider_window_leaves_the_controls_as_wide_as_they_were() {
        let mut layout = Layout::of(&panes());
        let part = |layout: &Layout| {
            let root = layout.tree.root().expect("there is one");
            let Some(Tile::Container(Container::Linear(root))) = layout.tree.tiles.get(root) else {
                panic!("a row of columns");
            };
            let sum: f32 = root.children.iter().map(|id| root.shares[*id]).sum();
            root.shares[root.children[0]] / sum
        };
        let before = 1280.0 * part(&layout);
        layout.follow_width(1920.0, "controls");
        assert!((1920.0 * part(&layout) - before).abs() < 1.0, "same width");
        layout.follow_width(1280.0, "controls");
        assert!((1280.0 * part(&layout) - before).abs() < 1.0, "and back");
    }

    #[test]
    fn a_broken_tree_is_noticed() {
        let mut layout = Layout::of(&panes());
        let log = layout.find("log").expect("in the default");
        layout.tree.tiles.remove(log);
        assert!(!layout.is_valid(&panes()), "a panel is missing");

        let mut twice = Layout::of(&panes());
        let _loose = twice.tree.tiles.insert_pane("log".to_owned());
        assert!(!twice.is_valid(&panes()), "a panel that no container holds");

        let mut rootless = Layout::of(&panes());
        rootless.tree.root = None;
        assert!(!rootless.is_valid(&panes()), "no root");
    }

    #[test]
    fn a_panel_that_is_dropped_onto_another_becomes_a_tab_like_the_others() {
        let mut layout = Layout::of(&panes());
        let ids = ["losses", "log"].map(|name| layout.find(name).expect("in the default"));
        let outer = layout.tree.tiles.parent_of(ids[0]).expect("tabs");
        // What dropping one panel onto the middle of another does.
        let inner = layout.tree.tiles.insert_tab_tile(ids.to_vec());
        let Some(Tile::Container(Container::Tabs(tabs))) = layout.tree.tiles.get_mut(outer) else { panic!("tabs") };
        tabs.children.retain(|child| !ids.contains(child));
        tabs.children.push(inner);
        tabs.set_active(inner);
        layout.flatten_tabs();
        assert!(layout.is_valid(&panes()));
        let Some(Tile::Container(Container::Tabs(tabs))) = layout.tree.tiles.get(outer) else { panic!("tabs") };
        assert!(ids.iter().all(|id| tabs.children.contains(id)), "among the others");
        assert!(tabs.active.is_some_and(|active| ids.contains(&active)), "in front, as it was dropped");
    }

    #[test]
    fn a_closed_panel_comes_back() {
        let mut layout = Layout::of(&panes());
        layout.toggle("spectra");
        assert!(!layout.is_shown("spectra"), "closed");
        assert!(layout.is_valid(&panes()), "still in the tree");
        layout.toggle("spectra");
        assert!(layout.is_shown("spectra"), "open again");
    }
}
