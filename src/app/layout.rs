//! Where the panels stand: a tree of tabs and splits that the user may rearrange.

use super::actions::Ask;
use super::panels::controls::{Sent, controls_ui};
use super::panels::log::log_ui;
use super::panels::{
    capacity, cells, dissection, generalisation, losses, modules, performance, rate_maps, scores, spectra, topology,
    trajectories, unit,
};
use super::state::PanelStates;
use super::view::View;
use eframe::egui::{self, WidgetText};
use egui_tiles::{Container, Linear, LinearDir, Tile, TileId, Tiles, Tree, UiResponse};
use serde::{Deserialize, Serialize};

/// A panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Pane {
    Controls,
    RateMaps,
    Cells,
    Losses,
    Log,
    Performance,
    Unit,
    Spectra,
    Modules,
    Scores,
    Trajectories,
    Dissection,
    Topology,
    Generalisation,
    Capacity,
}

impl Pane {
    /// All panels, in the order of the menu.
    pub const ALL: [Self; 15] = [
        Self::Controls,
        Self::RateMaps,
        Self::Cells,
        Self::Losses,
        Self::Log,
        Self::Performance,
        Self::Unit,
        Self::Spectra,
        Self::Modules,
        Self::Scores,
        Self::Trajectories,
        Self::Dissection,
        Self::Topology,
        Self::Generalisation,
        Self::Capacity,
    ];

    /// The name on its tab.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Controls => "Controls",
            Self::RateMaps => "Rate maps",
            Self::Cells => "Best cells",
            Self::Losses => "Losses",
            Self::Log => "Log",
            Self::Performance => "Performance",
            Self::Unit => "Unit",
            Self::Spectra => "Spectra",
            Self::Modules => "Modules",
            Self::Scores => "Scores",
            Self::Trajectories => "Trajectories",
            Self::Dissection => "Dissection",
            Self::Topology => "Topology",
            Self::Generalisation => "Generalisation",
            Self::Capacity => "Capacity",
        }
    }
}

/// The arrangement of the panels. A closed panel is only hidden, so that it comes back where it was. Tabs have no crosses:
/// the menu closes panels, and the room shows the names of all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Layout {
    tree: Tree<Pane>,
    /// Width of the region drawn into last, points; 0 before the first frame.
    width: f32,
}

impl Default for Layout {
    /// Controls on the left, maps in the middle above the losses, the chosen unit and the population on the right.
    fn default() -> Self {
        let mut tiles = Tiles::default();
        let controls = tabs(&mut tiles, &[Pane::Controls]);
        let maps = tabs(
            &mut tiles,
            &[Pane::RateMaps, Pane::Cells, Pane::Dissection, Pane::Topology, Pane::Generalisation, Pane::Capacity],
        );
        let curves = tabs(&mut tiles, &[Pane::Losses, Pane::Log, Pane::Performance]);
        let right = tabs(&mut tiles, &[Pane::Unit, Pane::Spectra, Pane::Modules, Pane::Scores, Pane::Trajectories]);
        let middle = split(&mut tiles, LinearDir::Vertical, &[(maps, 0.66), (curves, 0.34)]);
        let root = split(&mut tiles, LinearDir::Horizontal, &[(controls, 0.245), (middle, 0.435), (right, 0.32)]);
        Self { tree: Tree::new(egui::Id::unique("panels"), root, tiles), width: Self::FIRST_WIDTH }
    }
}

fn tabs(tiles: &mut Tiles<Pane>, panes: &[Pane]) -> TileId {
    let children = panes.iter().map(|pane| tiles.insert_pane(*pane)).collect();
    tiles.insert_tab_tile(children)
}

fn split(tiles: &mut Tiles<Pane>, dir: LinearDir, children: &[(TileId, f32)]) -> TileId {
    let mut linear = Linear::new(dir, children.iter().map(|(id, _)| *id).collect());
    for (id, share) in children {
        linear.shares.set_share(*id, *share);
    }
    tiles.insert_container(Container::Linear(linear))
}

impl Layout {
    /// Width for which the first arrangement is made.
    const FIRST_WIDTH: f32 = 1280.0;

    /// Keeps the controls as wide as they were when the window's width changes: more room belongs to the pictures.
    fn follow_width(&mut self, width: f32) {
        if (width - self.width).abs() < 1.0 || width < 1.0 || self.width < 1.0 {
            return;
        }
        let scale = self.width / width;
        self.width = width;
        let Some(controls) = self.tree.tiles.find_pane(&Pane::Controls) else { return };
        let holder = self.tree.tiles.parent_of(controls).unwrap_or(controls);
        let Some(Tile::Container(Container::Linear(root))) = self.tree.root.and_then(|id| self.tree.tiles.get_mut(id))
        else {
            return;
        };
        if root.dir != LinearDir::Horizontal || !root.children.contains(&holder) {
            return;
        }
        let others: f32 = root.children.iter().filter(|id| **id != holder).map(|id| root.shares[*id]).sum();
        let own = root.shares[holder];
        // The share that makes the controls' part of the whole `scale` times what it was.
        let part = (scale * own / (own + others)).clamp(0.05, 0.6);
        root.shares.set_share(holder, others * part / (1.0 - part));
    }

    /// Whether every panel is in the tree exactly once and nothing dangles: what a stored layout must satisfy.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        let Some(root) = self.tree.root() else { return false };
        let mut seen = Vec::new();
        let mut panes = Vec::new();
        let mut open = vec![root];
        while let Some(id) = open.pop() {
            if seen.contains(&id) {
                return false; // a loop, or a tile with two parents
            }
            seen.push(id);
            match self.tree.tiles.get(id) {
                Some(Tile::Pane(pane)) => panes.push(*pane),
                Some(Tile::Container(container)) => open.extend(container.children().copied()),
                None => return false,
            }
        }
        seen.len() == self.tree.tiles.len()
            && panes.len() == Pane::ALL.len()
            && Pane::ALL.iter().all(|pane| panes.contains(pane))
    }

    /// Whether a panel is not closed (it may still lie behind another tab).
    #[must_use]
    pub fn is_shown(&self, pane: Pane) -> bool {
        self.tree.tiles.find_pane(&pane).is_some_and(|id| self.tree.tiles.is_visible(id))
    }

    /// Closes a panel, or brings it back to the front of its tabs.
    pub fn toggle(&mut self, pane: Pane) {
        let Some(id) = self.tree.tiles.find_pane(&pane) else { return };
        let show = !self.tree.tiles.is_visible(id);
        self.tree.set_visible(id, show);
        if show {
            self.bring_to_front(pane);
        }
    }

    /// Shows a panel and puts it in front of its tabs.
    pub fn bring_to_front(&mut self, pane: Pane) {
        if let Some(id) = self.tree.tiles.find_pane(&pane) {
            self.tree.set_visible(id, true);
            self.tree.make_active(|_, tile| matches!(tile, Tile::Pane(other) if *other == pane));
        }
    }

    /// Draws all panels that are in front.
    pub fn ui(
        &mut self,
        ui: &mut egui::Ui,
        panels: &mut PanelStates,
        sent: &Sent,
        view: &View<'_>,
        asks: &mut Vec<Ask>,
    ) {
        self.follow_width(ui.available_width());
        self.tree.ui(&mut Drawing { panels, sent, view, asks }, ui);
    }
}

/// What the panels of one frame need.
struct Drawing<'a, 'v> {
    panels: &'a mut PanelStates,
    sent: &'a Sent,
    view: &'a View<'v>,
    asks: &'a mut Vec<Ask>,
}

impl egui_tiles::Behavior<Pane> for Drawing<'_, '_> {
    fn pane_ui(&mut self, ui: &mut egui::Ui, _tile: TileId, pane: &mut Pane) -> UiResponse {
        let view = self.view;
        let panels = &mut self.panels.drawing;
        let has_wall = *pane == Pane::RateMaps || *pane == Pane::Cells;
        let fill = if has_wall { view.theme.wall } else { egui::Color32::TRANSPARENT };
        let margin = egui::Margin::symmetric(8, 6);
        egui::Frame::new().fill(fill).inner_margin(margin).show(ui, |ui| {
            ui.set_clip_rect(ui.clip_rect().intersect(ui.max_rect().expand(2.0)));
            let requests = match pane {
                Pane::Controls => controls_ui(ui, &mut self.panels.controls, self.sent, view),
                Pane::Log => log_ui(ui, &mut self.panels.log, view),
                Pane::RateMaps => rate_maps::rate_maps_ui(ui, &mut panels.rate_maps, view),
                Pane::Cells => cells::cells_ui(ui, &mut panels.cells, view),
                Pane::Performance => performance::performance_ui(ui, view),
                Pane::Losses => losses::losses_ui(ui, &mut panels.losses, view),
                Pane::Unit => unit::unit_ui(ui, &mut panels.unit, view),
                Pane::Spectra => spectra::spectra_ui(ui, &mut panels.spectra, view),
                Pane::Modules => modules::modules_ui(ui, &mut panels.modules, view),
                Pane::Scores => scores::scores_ui(ui, &mut panels.scores, view),
                Pane::Dissection => dissection::dissection_ui(ui, &mut panels.dissection, view),
                Pane::Topology => topology::topology_ui(ui, &mut panels.topology, view),
                Pane::Generalisation => generalisation::generalisation_ui(ui, &mut panels.generalisation, view),
                Pane::Capacity => capacity::capacity_ui(ui, &mut panels.capacity, view),
                Pane::Trajectories => trajectories::trajectories_ui(ui, &mut panels.trajectories, view),
            };
            self.asks.extend(requests.into_iter().map(Ask::Request));
            // A panel takes its whole tile, or the ground of its neighbour would show below short contents.
            ui.allocate_space(ui.available_size_before_wrap().max(egui::Vec2::ZERO));
        });
        UiResponse::None
    }

    fn tab_title_for_pane(&mut self, pane: &Pane) -> WidgetText {
        pane.title().into()
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

    #[test]
    fn the_first_layout_is_valid_and_survives_storage() {
        let layout = Layout::default();
        assert!(layout.is_valid(), "default");
        let text = ron::to_string(&layout).expect("plain data");
        let back: Layout = ron::from_str(&text).expect("own output");
        assert!(back.is_valid(), "read back");
        assert_eq!(back, layout, "read back");
    }

    #[test]
    fn a_wider_window_leaves_the_controls_as_wide_as_they_were() {
        let mut layout = Layout::default();
        let part = |layout: &Layout| {
            let root = layout.tree.root().expect("there is one");
            let Some(Tile::Container(Container::Linear(root))) = layout.tree.tiles.get(root) else {
                panic!("a row of columns");
            };
            let sum: f32 = root.children.iter().map(|id| root.shares[*id]).sum();
            root.shares[root.children[0]] / sum
        };
        let before = 1280.0 * part(&layout);
        layout.follow_width(1920.0);
        assert!((1920.0 * part(&layout) - before).abs() < 1.0, "same width");
        layout.follow_width(1280.0);
        assert!((1280.0 * part(&layout) - before).abs() < 1.0, "and back");
    }

    #[test]
    fn a_broken_tree_is_noticed() {
        let mut layout = Layout::default();
        let log = layout.tree.tiles.find_pane(&Pane::Log).expect("in the default");
        layout.tree.tiles.remove(log);
        assert!(!layout.is_valid(), "a panel is missing");

        let mut twice = Layout::default();
        let _loose = twice.tree.tiles.insert_pane(Pane::Log);
        assert!(!twice.is_valid(), "a panel that no container holds");

        let mut rootless = Layout::default();
        rootless.tree.root = None;
        assert!(!rootless.is_valid(), "no root");
    }

    #[test]
    fn a_closed_panel_comes_back() {
        let mut layout = Layout::default();
        layout.toggle(Pane::Spectra);
        assert!(!layout.is_shown(Pane::Spectra), "closed");
        assert!(layout.is_valid(), "still in the tree");
        layout.toggle(Pane::Spectra);
        assert!(layout.is_shown(Pane::Spectra), "open again");
    }
}
