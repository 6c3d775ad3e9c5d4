//! Keys of the view, dialogs, themes and sizes.

use super::{Theme, Window};
use crate::app::panels::PANELS;
use crate::app::panels::losses::LossesPanel;
use crate::app::settings::WindowSettings;
use crate::stream::{LossSample, RunState, SERIES};
use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;

#[test]
fn keys_change_the_view_and_never_the_run() {
    let mut window = Window::open();
    let log_axis = |window: &Window| window.harness.state().settings().panels.get::<LossesPanel>().log_axis;
    let before = log_axis(&window);
    window.key(Key::L);
    assert_ne!(log_axis(&window), before, "log axis");
    window.key(Key::T);
    assert!(!window.harness.state().settings().is_dark, "light");
    window.key(Key::Tab);
    assert!(!window.harness.state().settings().layout.is_shown("controls"), "controls hidden");
    window.key(Key::Tab);
    assert!(window.harness.state().settings().layout.is_shown("controls"), "and back");
    window.key(Key::F1);
    assert!(window.shows("No key acts while text is being typed"), "keys");
    window.key(Key::Escape);
    assert!(!window.shows("No key acts while text is being typed"), "closed");
    assert!(window.sent().is_empty(), "the run was left alone");
}

#[test]
fn no_tooltip_stays_over_a_dialog() {
    let mut window = Window::open();
    let tooltip = "Start again from step 0 with another seed; asks first once it has trained";
    window.harness.get_by_role_and_label(Role::Button, "New seed").hover();
    window.harness.run_steps(8);
    assert!(window.shows(tooltip), "under the pointer");
    window.press(Modifiers::COMMAND, Key::O);
    assert!(window.shows("Bundled presets"), "the dialog");
    assert!(!window.shows(tooltip), "behind the dialog nothing is under the pointer");
    window.harness.get_by_role_and_label(Role::Button, "New seed").click();
    window.frames();
    assert!(window.sent().is_empty(), "nor under the finger");
    window.key(Key::Escape);
    window.click("New seed");
    assert_eq!(window.sent().len(), 1, "as before");
}

#[test]
fn a_zoomed_window_is_zoomed_when_it_is_opened_again() {
    let mut window = Window::open();
    window.harness.ctx.set_zoom_factor(1.5);
    window.frames();
    let text = window.harness.state().settings().to_ron();
    let window = Window::with(|options, _| options.settings = WindowSettings::from_ron(&text, PANELS));
    assert!((window.harness.ctx.zoom_factor() - 1.5).abs() < 1e-3, "{}", window.harness.ctx.zoom_factor());
}

#[test]
fn a_run_that_waits_has_no_speed() {
    let mut window = Window::with(|_, wire| {
        wire.status.steps_per_second = 11.8;
        wire.status.steps_left = 1180;
    });
    assert!(window.shows("paused") && !window.shows("11.8 steps/s") && !window.shows("1:40"));
    window.set_state(RunState::Running);
    assert!(window.shows("11.8 steps/s") && window.shows("1:40"));
}

#[test]
fn every_state_is_drawn_in_both_themes_and_all_sizes() {
    for is_dark in [true, false] {
        for size in [[900.0, 600.0], [1280.0, 800.0], [1920.0, 1080.0]] {
            let mut window = Window::with(|options, wire| {
                options.settings.is_dark = is_dark;
                let mut history = wire.history.write().expect("nobody panicked");
                for step in 1..200 {
                    let value = if step == 100 { f32::NAN } else { 1.0 / step as f32 };
                    history.push(LossSample { step, values: [value; SERIES.len()] });
                }
            });
            window.harness.set_size(size.into());
            for state in [RunState::Starting, RunState::Running, RunState::Paused, RunState::Failed, RunState::Stopped]
            {
                window.set_state(state);
            }
            window.harness.check_accessibility();
        }
    }
}

#[test]
fn themes_differ_where_it_matters() {
    let (dark, light) = (Theme::dark(), Theme::light());
    assert_ne!(dark.panel, light.panel);
    assert_ne!(dark.raised, dark.panel, "blocks stand out");
    assert_ne!(light.raised, light.panel, "blocks stand out");
}

#[test]
fn what_to_look_at_is_read_without_a_pointer_until_it_is_put_away() {
    let mut window = Window::open();
    let preset = crate::preset::default_preset();
    assert!(window.shows(&preset.purpose) && window.shows(&preset.look_at), "all of it");
    window.click("Hide");
    assert!(!window.shows(&preset.look_at), "put away");
    window.click("Panels");
    window.switch("About the preset");
    assert!(window.shows(&preset.look_at), "and back");
}

#[test]
fn a_list_of_presets_says_what_each_is_for_and_how_long_it_takes() {
    let mut window = Window::with(|options, wire| {
        wire.status.state = RunState::Running;
        (wire.status.step, wire.status.steps_per_second) = (100, 60.0);
        options.preset.params.training_steps = 10;
    });
    window.harness.get_by_label("preset").click();
    window.frames();
    let said = |window: &Window, name: &str| {
        let row = window.harness.get_by_role_and_label(Role::Button, name);
        egui_kittest::kittest::NodeT::accesskit_node(&row).description().unwrap_or_default()
    };
    let modules = said(&window, "modules");
    assert!(
        modules.starts_with("16 000 steps, about 4 min here. Modules of hexagonal"),
        "its size has trained: {modules}"
    );
    let small = said(&window, "no-permutations");
    assert!(small.starts_with("8 000 steps. Trajectory permutations"), "nobody knows its speed here: {small}");
}
