//! The field that finds everything by its name.

use super::{Window, set};
use crate::app::testing::live_pictures;
use crate::maps::RunId;
use crate::preset::Value;
use crate::stream::Command;
use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::sync::Arc;

impl Window {
    /// Opens the field.
    fn open_palette(&mut self) {
        self.press(Modifiers::COMMAND, Key::K);
        assert!(self.has_palette(), "open");
    }

    fn has_palette(&self) -> bool {
        self.harness.query_by_role_and_label(Role::TextInput, "Find").is_some()
    }

    /// Types into the open field.
    fn look_for(&mut self, text: &str) {
        self.harness.get_by_role_and_label(Role::TextInput, "Find").type_text(text);
        self.frames();
    }

    /// Opens the field, types and chooses the first line.
    fn find(&mut self, text: &str) {
        self.open_palette();
        self.look_for(text);
        self.key(Key::Enter);
    }

    /// What is said of a line, and whether it can be chosen.
    fn line(&self, name: &str) -> Option<(String, bool)> {
        let node = self.harness.query_by_role_and_label(Role::ListBoxOption, name)?;
        let node = node.accesskit_node();
        Some((node.description().unwrap_or_default(), !node.is_disabled()))
    }
}

#[test]
fn a_parameter_is_found_by_its_words_and_gets_a_value() {
    let mut window = Window::open();
    window.find("capacity weight");
    assert!(window.has_palette() && window.sent().is_empty(), "a value is missing");
    window.look_for("0.25");
    assert!(window.line("capacity weight λ_Cap: set to 0.25").is_some_and(|(_, can)| can), "behind the name");
    window.key(Key::Enter);
    assert_eq!(window.sent(), [set("capacity.weight", Value::Number(0.25))]);
    assert!(!window.has_palette(), "done");
    window.find("capacity enabled");
    assert_eq!(window.sent(), [set("capacity.enabled", Value::Switch(false))], "a switch is switched");
    window.find("sigma_g 0.3");
    assert_eq!(window.sent(), [set("sigma_g", Value::Number(0.3))]);
}

#[test]
fn a_value_that_is_not_valid_is_refused_in_words() {
    let mut window = Window::open();
    window.find("sigma_g 30");
    assert!(window.sent().is_empty() && window.has_palette(), "nothing happens");
    let (said, can) = window.line("sigma g σ_g: set to 30").expect("it is there");
    assert!(!can && said.contains("valid: "), "{said}");
    window.key(Key::Escape);
    assert!(!window.has_palette(), "closed");
}

#[test]
fn actions_panels_and_arenas_are_found_and_done() {
    let mut window = Window::open();
    window.find("checkpoint");
    assert_eq!(window.sent(), [Command::Checkpoint]);
    window.find("map 3 m");
    assert_eq!(window.sent(), [Command::MapArena { side_m: 3.0 }]);
    let is_in_front = |window: &Window| window.harness.state().settings().layout.rect_of("log").is_some();
    assert!(!is_in_front(&window));
    window.find("show panel log");
    assert!(is_in_front(&window), "the log");
    window.find("preset paper");
    assert!(matches!(&window.sent()[..], [Command::Load(preset)] if preset.name == "paper"));
}

#[test]
fn a_unit_is_selected_by_its_number() {
    let mut window = Window::open();
    window.begin(RunId::fresh());
    let run = window.harness.state().run.id.expect("it began");
    window.wire.borrow_mut().pictures = Some(Arc::new(live_pictures(run, 1, 20)));
    window.frames();
    window.find("unit 17");
    assert_eq!(window.harness.state().selection.unit(), Some(17));
    window.find("unit 20");
    assert_eq!(window.harness.state().selection.unit(), Some(17), "there is none");
    assert_eq!(window.line("Unit 20"), Some(("the last unit is 19".to_owned(), false)));
}

#[test]
fn lines_are_gone_through_by_arrows_and_clicked() {
    let mut window = Window::open();
    window.open_palette();
    window.look_for("restart the schedule");
    window.harness.get_by_role_and_label(Role::ListBoxOption, "Restart the schedule").click();
    window.frames();
    assert_eq!(window.sent(), [Command::RestartSchedule], "by the mouse");
    window.open_palette();
    window.look_for("unit");
    let chosen = |window: &Window| {
        let all = window.harness.query_all_by_role(Role::ListBoxOption);
        all.filter(|node| node.accesskit_node().is_selected() == Some(true))
            .filter_map(|node| node.accesskit_node().label())
            .collect::<Vec<_>>()
    };
    let first = chosen(&window);
    window.key(Key::ArrowDown);
    let second = chosen(&window);
    assert!(first.len() == 1 && second.len() == 1 && first != second, "{first:?} {second:?}");
    window.key(Key::ArrowUp);
    assert_eq!(chosen(&window), first, "and back");
}

#[test]
fn what_is_not_possible_says_why() {
    let mut window = Window::with(|_, wire| wire.unsupported = true);
    window.find("checkpoint");
    assert!(window.has_palette() && window.sent().is_empty());
    let (said, can) = window.line("Checkpoint").expect("it is there");
    assert!(!can && said.contains("a recorded run cannot do this"), "{said}");
}

#[test]
fn no_key_acts_while_the_field_is_open() {
    let mut window = Window::open();
    window.open_palette();
    for key in [Key::R, Key::Period, Key::K, Key::E] {
        window.key(key);
    }
    assert!(window.sent().is_empty(), "they are typed");
    window.press(Modifiers::COMMAND, Key::K);
    assert!(!window.has_palette(), "the key that opens it closes it");
    window.harness.check_accessibility();
}
