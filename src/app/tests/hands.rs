//! The menu, presets as text, what is dropped, sizes, colours, and names for screen readers.

use super::Window;
use super::texts::{self, Filled};
use crate::app::ask::Ask;
use crate::app::chrome::actions::{ACTIONS, ActionGroup};
use crate::app::chrome::paste::preset_text;
use crate::app::panel::Panels;
use crate::app::panels::PANELS;
use crate::draw::palette::LineColours;
use crate::preset::{Preset, default_preset};
use crate::stream::Command;
use eframe::egui::{Context, Event, HoveredFile, Key, Modifiers, OutputCommand, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
use std::collections::BTreeSet;

/// Opens a group of the menu.
fn open_menu(window: &mut Window, group: ActionGroup) {
    window.click("Menu");
    // The button that runs has the name of a group; it stands above the menu.
    let named = window.harness.query_all_by_role_and_label(Role::Button, group.title());
    let lowest = named.max_by(|a, b| a.rect().top().total_cmp(&b.rect().top()));
    lowest.expect("in the menu").click();
    window.frames();
}

#[test]
fn every_action_is_reached_from_the_menu() {
    for group in ActionGroup::ALL {
        let rows = || ACTIONS.iter().filter(|spec| spec.group == group);
        if rows().next().is_none() {
            continue;
        }
        let mut window = Window::open();
        open_menu(&mut window, group);
        for spec in rows() {
            let shown = window.harness.query_all_by_role(Role::Button);
            let labels = shown.filter_map(|node| node.accesskit_node().label()).collect::<Vec<_>>();
            assert!(
                labels.iter().any(|label| label == spec.label),
                "{}: {} among {labels:?}",
                group.title(),
                spec.label
            );
        }
        window.harness.check_accessibility();
    }
}

#[test]
fn what_is_not_possible_is_grey_in_the_menu_and_says_why() {
    let mut window = Window::with(|_, wire| wire.unsupported = true);
    open_menu(&mut window, ActionGroup::Files);
    let row = window.harness.get_by_role_and_label(Role::Button, "Checkpoint");
    let said = row.accesskit_node().description().unwrap_or_default();
    assert!(row.accesskit_node().is_disabled() && said.contains("A recorded run cannot do this"), "{said}");
    window.click("Copy preset as text");
    assert!(window.has_said("on the clipboard"), "others are possible");
}

#[test]
fn a_preset_goes_over_the_clipboard() {
    let mut window = Window::open();
    window.press(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::C);
    assert!(window.has_said("modules is on the clipboard"), "by its keys");
    let ctx = Context::default();
    window.harness.state_mut().carry_out(Ask::CopyPreset, &ctx);
    let commands = ctx.output(|output| output.commands.clone());
    let Some(OutputCommand::CopyText(text)) = commands.into_iter().next() else { panic!("nothing is copied") };
    assert_eq!(Preset::from_ron("modules", &text).expect("a preset"), *default_preset());
    assert!(window.sent().is_empty());
    window.harness.event(Event::Paste(text));
    window.frames();
    assert!(matches!(&window.sent()[..], [Command::Load(preset)] if **preset == *default_preset()), "nothing is lost");
}

#[test]
fn a_pasted_preset_asks_first_once_the_run_has_trained() {
    let mut window = Window::with(|_, wire| wire.status.step = 500);
    let preset = Preset::new("from a friend", default_preset().params.clone());
    window.harness.event(Event::Paste(preset_text(&preset)));
    window.frames();
    assert!(window.sent().is_empty() && window.shows("Start a run of from a friend from step 0?"), "asked");
    window.key(Key::Enter);
    assert!(matches!(&window.sent()[..], [Command::Load(loaded)] if loaded.name == "from a friend"), "confirmed");
}

#[test]
fn a_pasted_text_that_is_no_preset_is_refused_and_one_that_is_typed_is_left_alone() {
    let mut window = Window::open();
    window.harness.event(Event::Paste("(version: 1, parameters: (sigma_y: 0.1))".into()));
    window.frames();
    assert!(window.sent().is_empty() && window.has_said("is no preset") && window.has_said("sigma_x"), "the reason");
    window.harness.get_by_role_and_label(Role::TextInput, "seed").focus();
    window.frames();
    window.harness.event(Event::Paste(preset_text(default_preset())));
    window.frames();
    assert!(window.sent().is_empty(), "it was pasted into the field");
}

#[test]
fn what_is_held_over_the_window_is_named_before_it_is_dropped() {
    let mut window = Window::open();
    let held = |path: &str| HoveredFile { path: Some(path.into()), ..HoveredFile::default() };
    window.harness.input_mut().hovered_files = vec![held("a/mine.ron"), held("a/best.safetensors")];
    window.frames();
    assert!(window.shows("Drop to open:") && window.shows("mine.ron (preset)"), "named");
    assert!(window.shows("best.safetensors (checkpoint)"), "both");
    window.harness.input_mut().hovered_files.clear();
    window.frames();
    assert!(!window.shows("Drop to open"), "gone with the pointer");
}

#[test]
fn size_and_colours_are_chosen_and_kept() {
    let mut window = Window::open();
    open_menu(&mut window, ActionGroup::Window);
    window.slide("Size", 150.0);
    assert!((window.harness.ctx.zoom_factor() - 1.5).abs() < 1e-3, "{}", window.harness.ctx.zoom_factor());
    let app = window.harness.state_mut();
    let ctx = Context::default();
    app.carry_out(Ask::UseLineColours(LineColours::HighContrast), &ctx);
    assert_eq!(app.settings().lines, LineColours::HighContrast);
}

#[test]
fn a_key_that_cannot_act_says_why() {
    let mut window = Window::with(|_, wire| wire.unsupported = true);
    window.key(Key::E);
    assert!(window.sent().is_empty() && window.has_said("Map the arena: a recorded run cannot do this"));
    assert!(window.shows("Map the arena: a recorded run cannot do this"), "in sight");
}

#[test]
fn a_control_is_explained_at_length() {
    let mut window = Window::open();
    let at = window.harness.get_by_role_and_label(Role::Slider, "sigma g").rect().center();
    window.harness.event(Event::PointerMoved(at));
    window.frames();
    window.key(Key::I);
    assert!(window.shows("exp(−|Δg|² / 2σ_g²)") && window.shows("acts from the next step on"), "with its formula");
    window.key(Key::I);
    assert!(!window.shows("acts from the next step on"), "put away");
}

/// Roles of what is pressed, moved or typed into.
const TOUCHED: [Role; 9] = [
    Role::Button,
    Role::CheckBox,
    Role::RadioButton,
    Role::Slider,
    Role::SpinButton,
    Role::ComboBox,
    Role::TextInput,
    Role::MultilineTextInput,
    Role::Link,
];

#[test]
fn whatever_can_be_touched_has_a_name_for_screen_readers() {
    let mut nameless = BTreeSet::new();
    for is_full in [true, false] {
        let mut window = texts::window(true, if is_full { Filled::Run } else { Filled::Nothing });
        for pane in Panels::of(PANELS).panes() {
            window.harness.state_mut().settings.layout.bring_to_front(pane.name);
            window.frames();
            let without_a_name = by().predicate(|node| {
                let is_named = node.label().is_some_and(|label| !label.trim().is_empty());
                TOUCHED.contains(&node.role()) && !is_named && !node.is_hidden()
            });
            let found = window.harness.query_all(without_a_name);
            nameless.extend(found.map(|node| {
                let at = node.rect();
                format!("{}: {:?} at {:.0} {:.0}", pane.title, node.accesskit_node().role(), at.left(), at.top())
            }));
        }
    }
    assert!(nameless.is_empty(), "without a name: {nameless:#?}");
}
