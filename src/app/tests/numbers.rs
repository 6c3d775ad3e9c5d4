//! Every field that takes a number, and what people type that is none.

use super::{Window, set};
use crate::app::panel::Panels;
use crate::app::panels::PANELS;
use crate::app::testing::live_pictures;
use crate::maps::{Arena, MapSet, Origin, RateMaps, RunId};
use crate::preset::{ParamKind, ParamSpec, TABLE, Value, default_preset, find};
use crate::stream::{BatchPaths, Command, Event, LossSample, Pictures, SERIES};
use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::Node;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What no field takes.
const WRONG: [&str; 12] = ["nan", "inf", "-inf", "-1", "1e9", "abc", "", "   ", "1e-400", "5 apples", "1 2", "1.2,3"];

/// Fields that are of no parameter, and the panel that they are in.
const OTHERS: [(&str, &str); 5] = [
    ("Box", "rate_maps"),
    ("smoothing, steps", "losses"),
    ("newest steps", "losses"),
    ("Paths", "trajectories"),
    ("Highlight", "trajectories"),
];

/// What a parameter's field is called; `None` where it has none.
fn name(spec: &ParamSpec) -> Option<String> {
    let words = spec.name.replace(['.', '_'], " ");
    match spec.kind {
        ParamKind::Number { .. } | ParamKind::OptionalNumber { .. } => Some(format!("{words} value")),
        ParamKind::Count { .. } => Some(words),
        ParamKind::Switch | ParamKind::Choice(_) => None,
    }
}

/// A window in which every field is on screen that the panel of this name has, beside the controls with nothing folded.
fn window_with(pane: &'static str) -> Window {
    let run = RunId::fresh();
    let mut window = Window::with(|options, wire| {
        options.settings.layout.bring_to_front(pane);
        options.settings.panels.get_mut::<crate::app::panels::losses::LossesPanel>().newest_only = true;
        let mut history = wire.history.write().expect("nobody panicked");
        (1..100).for_each(|step| history.push(LossSample { step, values: [0.5; SERIES.len()] }));
    });
    window.harness.set_size([1920.0, 1080.0].into()); // nothing is behind a button
    let paths = BatchPaths { length: 2, positions_m: vec![[0.1, 0.2]; 16], sigma_x_m: 0.05 };
    let pictures = Arc::new(Pictures { paths, ..live_pictures(run, 0, 4) });
    window.tell(Event::Preview { run, preset: Box::new(default_preset().clone()), pictures });
    window.begin(run);
    window.key(Key::E);
    let maps = RateMaps { arena: Arena::with_side(2.0), units: 1, rates: vec![1.0; 1600], visits: vec![1.0; 1600] };
    window.wire.borrow_mut().maps = Some(Arc::new(MapSet::new(Origin::Arena(run), Some(0), maps)));
    for folded in ["Schedule", "Optimiser and pictures", "Network and seed"] {
        window.harness.get_by_label(folded).scroll_to_me();
        window.frames();
        window.harness.get_by_label(folded).click();
        window.frames();
    }
    window.sent();
    window
}

/// The fields on screen for numbers.
fn fields(window: &Window) -> impl Iterator<Item = Node<'_>> {
    let is_field = |node: &Node<'_>| {
        let role = node.accesskit_node().role();
        role == Role::SpinButton || role == Role::TextInput
    };
    window.harness.query_all(egui_kittest::kittest::By::new()).filter(is_field)
}

fn field<'w>(window: &'w Window, name: &str) -> Node<'w> {
    fields(window).filter(|node| node.accesskit_node().label().as_deref() == Some(name)).last().expect(name)
}

/// Types a text in place of what a field holds, and leaves it.
fn type_into(window: &mut Window, name: &str, text: &str) {
    field(window, name).focus();
    window.harness.run_steps(2);
    window.harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.harness.key_press(Key::Delete);
    if !text.is_empty() {
        field(window, name).type_text(text);
    }
    window.harness.run_steps(2);
    window.harness.key_press(Key::Enter);
    window.harness.run_steps(2);
}

fn description(window: &Window, name: &str) -> Option<String> {
    field(window, name).accesskit_node().description()
}

fn nothing_happened(window: &mut Window, before: &str, what: &str) {
    assert_eq!(window.sent(), [], "{what} is sent");
    assert!(!window.shows("Apply and restart"), "{what} is no edit");
    assert_eq!(window.harness.state().settings().to_ron(), before, "{what} changes no setting");
}

#[test]
fn no_field_takes_what_is_none_of_its_numbers() {
    let own = TABLE.iter().filter_map(|spec| Some((name(spec)?, "controls")));
    let others = OTHERS.map(|(name, pane)| (name.to_owned(), pane));
    let mut expected: Vec<(String, &str)> = own.chain(others).collect();
    let mut found = BTreeSet::new();
    for pane in Panels::of(PANELS).panes() {
        let mut window = window_with(pane.name);
        let spins = fields(&window).filter(|node| node.accesskit_node().role() == Role::SpinButton);
        found.extend(spins.filter_map(|node| node.accesskit_node().label()));
        let before = window.harness.state().settings().to_ron();
        let here: Vec<String> = expected.extract_if(.., |(_, of)| *of == pane.name).map(|(name, _)| name).collect();
        for name in here {
            field(&window, &name).scroll_to_me();
            window.frames();
            let (value, about) = (field(&window, &name).value(), description(&window, &name));
            for text in WRONG {
                type_into(&mut window, &name, text);
                let what = format!("`{text}` in {name}");
                nothing_happened(&mut window, &before, &what);
                let said = description(&window, &name).unwrap_or_default();
                assert!(said.starts_with("Valid: ") && said.contains(" to "), "{what}: {said}");
                assert!(window.shows(&said), "{what}: it stands at the field");
                assert_eq!(field(&window, &name).value().as_deref(), Some(text), "{what} stays where it was typed");
                window.key(Key::Escape);
                assert_eq!(description(&window, &name), about, "{what}: Escape takes it back");
                assert_eq!(field(&window, &name).value(), value, "{what}");
            }
        }
    }
    assert_eq!(expected, [], "fields of no panel");
    let known: BTreeSet<String> =
        TABLE.iter().filter_map(name).chain(OTHERS.map(|(name, _)| name.to_owned())).collect();
    let unknown: Vec<&String> = found.difference(&known).collect();
    assert!(unknown.is_empty(), "fields that this test does not know: {unknown:?}");
}

#[test]
fn a_refused_text_is_mended_where_it_stands() {
    let mut window = window_with("rate_maps");
    type_into(&mut window, "sigma x value", "7");
    assert_eq!(description(&window, "sigma x value").as_deref(), Some("Valid: 0.001 to 2.0 m"));
    field(&window, "sigma x value").type_text("e-2");
    window.harness.run_steps(2);
    assert_eq!(description(&window, "sigma x value"), None, "it is being edited");
    window.key(Key::Enter);
    assert_eq!(window.sent(), [set("sigma_x", Value::Number(0.07))], "typed to the end");

    type_into(&mut window, "units", "100000");
    assert_eq!(description(&window, "units").as_deref(), Some("Valid: whole number from 2 to 1024"));
    type_into(&mut window, "units", "96");
    assert!(window.sent().is_empty() && window.shows("Apply and restart") && window.shows("units 96"));
}

#[test]
fn decimal_commas_units_and_groups_are_understood() {
    for (name, text, value) in [
        ("sigma_g", "0,7", Value::Number(0.7)),
        ("sigma_x", "0.08 m", Value::Number(0.08)),
        ("sigma_x", " 8e-2 ", Value::Number(0.08)),
        ("map_box", "5 m", Value::Number(5.0)),
        ("training_steps", "20 000", Value::Count(20_000)),
        ("training_steps", "2e6 steps", Value::Count(2_000_000)),
    ] {
        let mut window = window_with("rate_maps");
        let spec = find(name).expect("a parameter");
        let label = self::name(spec).expect("it has a field");
        field(&window, &label).scroll_to_me();
        window.frames();
        type_into(&mut window, &label, text);
        assert_eq!(window.sent(), [set(name, value)], "{text}");
    }
}

#[test]
fn a_field_that_is_only_visited_changes_nothing() {
    let mut window = Window::with(|options, _| options.preset.params.sigma_g = 0.123_456_789);
    field(&window, "sigma g value").focus();
    window.frames();
    window.key(Key::Enter);
    assert_eq!(window.sent(), [], "0.123 is shown, and not meant");
}

#[test]
fn an_arena_has_the_side_that_was_typed_or_the_old_one() {
    let mut window = window_with("rate_maps");
    type_into(&mut window, "Box", "99");
    assert!((window.harness.state().settings().arena_side_m - 2.0).abs() < 1e-6, "kept");
    type_into(&mut window, "Box", "2,5");
    assert!((window.harness.state().settings().arena_side_m - 2.5).abs() < 1e-6, "a decimal comma");
}

#[test]
fn a_seed_is_whole_or_refused() {
    let mut window = Window::open();
    for text in WRONG.into_iter().chain(["0,7", "18446744073709551616"]) {
        type_into(&mut window, "seed", text);
        assert!(window.sent().is_empty(), "{text}");
        assert!(window.shows("Valid: whole number from 0 to 2^64 - 1"), "{text}");
        window.key(Key::Escape);
    }
    type_into(&mut window, "seed", "17");
    assert_eq!(window.sent(), [Command::Reset { seed: Some(17) }]);
}

#[test]
fn boxes_are_refused_at_their_field() {
    let mut window = window_with("generalisation");
    for text in WRONG.into_iter().filter(|text| *text != "1 2").chain(["0,7", "99"]) {
        type_into(&mut window, "Boxes (m)", text);
        assert!(window.shows("Valid: 0.5 to 20 m"), "{text}");
        assert!(window.sent().is_empty(), "{text}");
    }
    type_into(&mut window, "Boxes (m)", "2,5; 4");
    assert!(!window.shows("Valid: "), "understood");
}
