//! The keys of the table: which were pressed, and how they are written.

use super::{ACTIONS, ActionGroup, ActionSpec};
use crate::app::ask::Ask;
use eframe::egui::{Context, Event, FocusDirection, Key, KeyboardShortcut, ModifierNames, Modifiers};
use std::cmp::Reverse;
use std::fmt::Write as _;

/// What egui itself does with keys and the mouse.
pub(crate) const BUILT_IN: &[(&str, &str)] = &[
    ("Ctrl +   Ctrl −   Ctrl 0", "Larger, smaller or normal text"),
    ("Shift+Tab, then Tab", "Go through the controls by keyboard"),
    ("Enter   Escape", "Confirm or cancel what is asked or typed"),
    ("Double click in a plot", "Fit the whole curve"),
    ("Drag a tab", "Move a panel"),
    ("I or right click on a control", "Explain the control, with its formula"),
    ("0 … 9   ← →", "On stage: a scene of the talk, the one before, the next"),
    ("Enter   Escape   ← →", "On stage: one panel alone, all of them, the next one"),
];

impl ActionSpec {
    /// The tooltip with the keys.
    pub(crate) fn tooltip(&self, ctx: &Context) -> String {
        let keys = self.keys_text(ctx);
        if keys.is_empty() { self.tooltip.to_owned() } else { format!("{} ({keys})", self.tooltip) }
    }

    /// Its keys as they are written on this keyboard; empty without any.
    #[must_use]
    pub(crate) fn keys_text(&self, ctx: &Context) -> String {
        let keys: Vec<String> = self.keys().map(|key| key_text(ctx, key)).collect();
        keys.join(" or ")
    }
}

/// A key as it is written on the keyboard.
fn key_text(ctx: &Context, shortcut: KeyboardShortcut) -> String {
    symbol(shortcut).unwrap_or_else(|| ctx.format_shortcut(&shortcut))
}

/// What stands on a key whose name is longer.
fn symbol(shortcut: KeyboardShortcut) -> Option<String> {
    let key = shortcut.logical_key;
    let is_sign = matches!(key, Key::Period | Key::Comma | Key::OpenBracket | Key::CloseBracket | Key::Questionmark);
    (is_sign && shortcut.modifiers.is_none()).then(|| key.symbol_or_name().to_owned())
}

/// The list of keys in Markdown, as the README has it.
#[must_use]
pub fn keys_table() -> String {
    let mut text = "| key | what it does |\n| --- | --- |\n".to_owned();
    let written = |key| symbol(key).unwrap_or_else(|| key.format(&ModifierNames::NAMES, false));
    for group in ActionGroup::ALL {
        for spec in ACTIONS.iter().filter(|spec| spec.group == group && spec.keys().next().is_some()) {
            let keys: Vec<String> = spec.keys().map(|key| format!("`{}`", written(key))).collect();
            let label = spec.label.trim_end_matches('…');
            let _ = writeln!(text, "| {} | **{label}**: {} |", keys.join(" or "), spec.tooltip); // a String takes all
        }
    }
    for (keys, what) in BUILT_IN {
        let _ = writeln!(text, "| {keys} | {what} |");
    }
    text
}

/// All keys, those with more modifiers first: a bare key would answer for them as well.
fn all_keys() -> Vec<(KeyboardShortcut, &'static ActionSpec)> {
    let mut keys: Vec<_> = ACTIONS.iter().flat_map(|spec| spec.keys().map(move |key| (key, spec))).collect();
    let held = |modifiers: Modifiers| {
        [modifiers.command || modifiers.ctrl, modifiers.shift, modifiers.alt].into_iter().filter(|held| *held).count()
    };
    keys.sort_by_key(|(key, _)| Reverse(held(key.modifiers)));
    keys
}

/// What the keys ask for that were pressed in this frame, in the order in which they were; their key presses are taken.
///
/// None acts while text is typed. Space and Tab belong to the focused widget while there is one (they press it, and go
/// to the next), so that the window stays usable from the keyboard alone.
#[must_use]
pub(crate) fn pressed(ctx: &Context) -> Vec<Ask> {
    if ctx.text_edit_focused() || !has_pressed(ctx) {
        return Vec::new();
    }
    let is_focused = ctx.memory(|memory| memory.focused().is_some());
    let (keys, mut asks, mut is_tab) = (all_keys(), Vec::new(), false);
    // In the order of the presses, of which a slow frame has several: what was kept before an ablation is not the ablated state.
    ctx.input_mut(|input| {
        input.events.retain(|event| {
            let Event::Key { key, pressed: true, repeat, modifiers, .. } = event else { return true };
            let belongs_to_widgets = is_focused && matches!(key, Key::Space | Key::Tab);
            let is_of = |(shortcut, _): &&(KeyboardShortcut, _)| {
                shortcut.logical_key == *key && modifiers.matches_logically(shortcut.modifiers)
            };
            let Some((_, spec)) = keys.iter().find(is_of).filter(|_| !belongs_to_widgets) else { return true };
            is_tab |= *key == Key::Tab;
            // A key that is held down does not answer what it has asked.
            let is_held = *repeat && spec.ask == Ask::Reset;
            if !is_held && !asks.contains(&spec.ask) {
                asks.push(spec.ask.clone());
            }
            false
        });
    });
    if is_tab {
        // egui has noted the press as a wish to move the focus before anybody could take it.
        ctx.memory_mut(|memory| memory.move_focus(FocusDirection::None));
    }
    asks
}

/// Whether any key was pressed in this frame: most have none, and cost nothing.
fn has_pressed(ctx: &Context) -> bool {
    ctx.input(|input| input.events.iter().any(|event| matches!(event, Event::Key { pressed: true, .. })))
}

/// Whether the presses of a key in this frame are repetitions of one that is held down.
pub(crate) fn is_repeat(ctx: &Context, wanted: Key) -> bool {
    let is_of = |event: &Event| match event {
        Event::Key { key, pressed: true, repeat, .. } if *key == wanted => Some(*repeat),
        _ => None,
    };
    ctx.input(|input| input.events.iter().rev().find_map(is_of)).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::RawInput;

    #[test]
    fn the_table_of_the_readme_has_every_key_once() {
        let table = keys_table();
        for spec in ACTIONS.iter().filter(|spec| spec.keys().next().is_some()) {
            assert_eq!(table.matches(&format!(": {} |", spec.tooltip)).count(), 1, "{}", spec.label);
        }
        assert!(
            table.contains("| `Ctrl+K` |") && table.contains("| `.` |") && table.contains("| `Space` |"),
            "{table}"
        );
    }

    #[test]
    fn keys_of_one_frame_act_in_the_order_in_which_they_were_pressed() {
        let key_of = |ask: &Ask| {
            let spec = ACTIONS.iter().find(|spec| spec.ask == *ask).expect("in the table");
            spec.keys().next().expect("it has a key")
        };
        let mut asks = vec![Ask::Keep, Ask::SwitchTerm(0), Ask::ReturnToKept, Ask::ToggleBaseline];
        for _ in 0..2 {
            let press = |ask: &Ask| {
                let KeyboardShortcut { modifiers, logical_key: key } = key_of(ask);
                Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers }
            };
            let input = RawInput { events: asks.iter().map(press).collect(), ..RawInput::default() };
            let mut found = Vec::new();
            let _ = Context::default().run_ui(input, |ui| found = pressed(ui.ctx()));
            assert_eq!(found, asks);
            asks.reverse();
        }
    }

    #[test]
    fn a_key_with_modifiers_is_asked_before_the_bare_one() {
        let keys = all_keys();
        for (at, (key, _)) in keys.iter().enumerate() {
            let contained = keys[..at].iter().find(|(earlier, _)| {
                earlier.logical_key == key.logical_key && key.modifiers.matches_logically(earlier.modifiers)
            });
            assert!(contained.is_none(), "{key:?} after {contained:?}");
        }
    }
}
