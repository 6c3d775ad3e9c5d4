//! The panels in their places; and that a new one is a type and a line in the list.

use super::Window;
use crate::app::ask::Ask;
use crate::app::chrome::actions::ACTIONS;
use crate::app::panel::{Pane, PanePlace, Panel, PanelList, Panels, boxed};
use crate::app::panels::PANELS;
use crate::app::panels::controls::ControlsPanel;
use crate::app::panels::log::LogPanel;
use crate::app::settings::WindowSettings;
use crate::app::view::View;
use crate::stream::{Command, Event, Intervention};
use eframe::egui::{Key, Ui};
use serde::{Deserialize, Serialize};

#[test]
fn closed_panels_come_back_from_the_menu() {
    let mut window = Window::open();
    window.key(Key::Tab);
    window.click("Panels");
    window.switch("Controls");
    assert!(window.harness.state().settings().layout.is_shown("controls"), "back");
}

#[test]
fn a_window_without_panels_says_how_to_get_them_back() {
    let panes = Panels::of(PANELS).panes();
    let mut window = Window::with(|options, _| {
        for pane in &panes {
            options.settings.layout.toggle(pane.name);
        }
    });
    assert!(window.shows("Every panel is closed; Panels in the bar above opens single ones"));
    window.click("Show all panels");
    let layout = &window.harness.state().settings().layout;
    assert!(panes.iter().all(|pane| layout.is_shown(pane.name)), "all of them");
    assert!(!window.shows("Every panel is closed"), "drawn");
    for panel in ["Losses appear with the first training step", "Learning rate"] {
        assert!(window.shows(panel), "the first of each place is in front");
    }
}

#[test]
fn every_panel_is_drawn_with_signs_that_the_fonts_have() {
    for pane in Panels::of(PANELS).panes() {
        let mut window = Window::with(|options, _| options.settings.layout.bring_to_front(pane.name));
        let (name, old, new) = ("sigma_x".into(), "0.05".into(), "0.06".into());
        window.tell(Event::Applied(Intervention { step: 3, name, old, new })); // a missing sign panics
        window.tell(Event::Checkpoint { step: 4, path: "runs/a/4.safetensors".into() });
        assert!(window.harness.state().settings().layout.is_shown(pane.name), "{}", pane.title);
    }
}

/// A whole panel.
#[derive(Default, Serialize, Deserialize)]
struct Counter {
    clicks: u32,
}

impl Panel for Counter {
    const PANE: Pane = Pane { name: "counter", title: "Counter", place: PanePlace::Right, is_wall: false };

    fn ui(&mut self, ui: &mut Ui, view: &View<'_>) -> Vec<Ask> {
        ui.label(format!("{} clicks while {}", self.clicks, view.preset.name));
        if ui.button("Count").clicked() {
            self.clicks += 1;
            return vec![Ask::Step];
        }
        Vec::new()
    }
}

/// The list with that panel in it.
const WITH_COUNTER: PanelList = &[boxed::<ControlsPanel>, boxed::<LogPanel>, boxed::<Counter>];

#[test]
fn a_new_panel_is_a_type_and_a_line_in_the_list() {
    let with = |settings: WindowSettings| Window::with(|options, _| options.settings = settings);
    let mut window = with(WindowSettings::of(WITH_COUNTER));
    assert!(window.shows("0 clicks while modules"), "it is drawn where it stands");
    window.click("Count");
    window.click("Count");
    assert!(window.shows("2 clicks"), "it keeps its state");
    assert_eq!(window.sent(), [Command::Step, Command::Step], "what it asks for is carried out");

    window.click("Panels");
    window.switch("Counter");
    assert!(!window.shows("2 clicks"), "closed from the menu");
    let text = window.harness.state().settings().to_ron();
    let mut window = with(WindowSettings::from_ron(&text, WITH_COUNTER));
    assert!(!window.shows("2 clicks"), "still closed in another window");
    window.click("Panels");
    window.switch("Counter");
    assert!(window.shows("2 clicks"), "and as it was left when it is opened again");
}

#[test]
fn keys_name_panels_that_exist() {
    let panes = Panels::of(PANELS).panes();
    let named =
        ACTIONS.iter().filter_map(|spec| if let Ask::TogglePane(name) = &spec.ask { Some(*name) } else { None });
    let named: Vec<&str> = named.collect();
    assert_eq!(named, ["controls"]);
    assert!(panes.iter().any(|pane| pane.name == "controls"));
    for (i, pane) in panes.iter().enumerate() {
        assert!(panes[..i].iter().all(|other| other.name != pane.name), "{} is there twice", pane.name);
    }
}
