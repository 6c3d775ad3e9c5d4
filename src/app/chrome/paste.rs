//! A preset as text: onto the clipboard, and back from it.

use crate::app::ask::Ask;
use crate::preset::Preset;
use eframe::egui::{Context, Event};

/// Longest text that is read, bytes: presets have some thousand.
const LONGEST: usize = 100_000;
/// Before the preset's name, which a file has in its own name.
const NAMED: &str = "// name: ";
/// The name of a pasted preset without one.
const UNNAMED: &str = "pasted";

/// A preset as the text of its file, with its name.
#[must_use]
pub(crate) fn preset_text(preset: &Preset) -> String {
    let name = preset.name.replace(char::is_control, " ");
    format!("{NAMED}{name}\n{}", preset.to_ron())
}

/// What a text from the clipboard asks for: a run of the preset that it is, or why it is none.
#[must_use]
pub(crate) fn asked_by(text: &str) -> Ask {
    if text.len() > LONGEST {
        let bytes = text.len();
        return Ask::Complain(format!("Not pasted: the clipboard holds {bytes} bytes, and no preset is that long"));
    }
    if text.trim().is_empty() {
        return Ask::Complain("Not pasted: there is no text on the clipboard; copy a preset first".to_owned());
    }
    let name = text.lines().find_map(|line| line.trim().strip_prefix(NAMED)).map(str::trim);
    match Preset::from_ron(name.filter(|name| !name.is_empty()).unwrap_or(UNNAMED), text) {
        Ok(preset) => Ask::Begin(Box::new(preset)),
        Err(error) => Ask::Complain(format!("Not pasted, the text on the clipboard is no preset: {error}")),
    }
}

/// What was pasted while no text is typed; it is taken.
#[must_use]
pub(crate) fn pasted(ctx: &Context) -> Option<Ask> {
    if ctx.text_edit_focused() {
        return None;
    }
    let text = ctx.input_mut(|input| {
        let at = input.events.iter().position(|event| matches!(event, Event::Paste(_)))?;
        match input.events.remove(at) {
            Event::Paste(text) => Some(text),
            _ => None,
        }
    });
    text.as_deref().map(asked_by)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::bundled;

    #[test]
    fn a_copied_preset_is_itself_again() {
        for preset in bundled() {
            let back = asked_by(&preset_text(preset));
            assert_eq!(back, Ask::Begin(Box::new(preset.clone())), "{}", preset.name);
        }
    }

    #[test]
    fn a_text_that_is_no_preset_is_refused_with_the_reason() {
        let refused = |text: &str| match asked_by(text) {
            Ask::Complain(words) => words,
            other => panic!("{other:?}"),
        };
        assert!(refused("(version: 1, parameters: (sigma_y: 0.1))").contains("sigma_x"), "the nearest name");
        assert!(refused("hello").contains("no preset"));
        assert!(refused("  \n").contains("copy a preset first"));
        assert!(refused(&"x".repeat(LONGEST + 1)).contains("100001 bytes"));
        assert!(matches!(asked_by("(version: 1)"), Ask::Begin(preset) if preset.name == UNNAMED));
    }
}
