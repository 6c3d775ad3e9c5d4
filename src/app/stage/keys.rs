//! Keys that mean something on stage alone, and those that go through a talk.

use crate::app::ask::{Ask, StageAsk};
use eframe::egui::{Context, Event, Key, Modifiers};

/// The digits, as scenes are counted: the first scene has two of them.
const DIGITS: [Key; 10] =
    [Key::Num0, Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9];

/// What the keys ask for that were pressed on stage; their presses are taken. Not while something has the focus: they are
/// its own.
pub(super) fn on_stage(ctx: &Context, is_enlarged: bool) -> Vec<Ask> {
    use StageAsk as S;
    if ctx.text_edit_focused() || ctx.memory(|memory| memory.focused().is_some()) {
        return Vec::new();
    }
    let (next, previous) =
        if is_enlarged { (S::NextPanel, S::PreviousPanel) } else { (S::NextScene, S::PreviousScene) };
    let mut keys = vec![
        (Key::ArrowRight, next.clone()),
        (Key::ArrowDown, next),
        (Key::ArrowLeft, previous.clone()),
        (Key::ArrowUp, previous),
    ];
    if is_enlarged {
        keys.push((Key::Escape, S::ShowAll));
    }
    keys.push((Key::Enter, if is_enlarged { S::ShowAll } else { S::Enlarge }));
    let mut asks = taken(ctx, keys);
    asks.extend(scenes(ctx));
    asks
}

/// What digits ask for.
pub(super) fn scenes(ctx: &Context) -> Vec<Ask> {
    let scene = |digit: usize| StageAsk::Scene(digit.saturating_sub(1));
    taken(ctx, DIGITS.into_iter().enumerate().map(|(digit, key)| (key, scene(digit))).collect())
}

/// What a presenter presses in the window with the notes.
pub(super) fn in_notes(ctx: &Context) -> Vec<Ask> {
    use StageAsk as S;
    let mut asks = taken(
        ctx,
        vec![
            (Key::PageDown, S::NextScene),
            (Key::ArrowRight, S::NextScene),
            (Key::PageUp, S::PreviousScene),
            (Key::ArrowLeft, S::PreviousScene),
            (Key::P, S::Notes),
            (Key::F11, S::Toggle),
        ],
    );
    asks.extend(scenes(ctx));
    if take(ctx, Key::Space) {
        asks.push(Ask::RunPause);
    }
    asks
}

fn taken(ctx: &Context, keys: Vec<(Key, StageAsk)>) -> Vec<Ask> {
    keys.into_iter().filter(|(key, _)| take(ctx, *key)).map(|(_, ask)| Ask::Stage(ask)).collect()
}

/// Whether a key was pressed alone, and not only held; its presses are taken.
fn take(ctx: &Context, wanted: Key) -> bool {
    let is_new = |event: &Event| {
        matches!(event, Event::Key { key, pressed: true, repeat: false, modifiers, .. }
            if *key == wanted && modifiers.is_none())
    };
    ctx.input_mut(|input| input.events.iter().any(is_new) && input.consume_key(Modifiers::NONE, wanted))
}

/// Whether somebody touched anything since the last frame.
pub(super) fn is_touched(ctx: &Context) -> bool {
    let is_hand = |event: &Event| {
        matches!(
            event,
            Event::Key { .. }
                | Event::Text(_)
                | Event::PointerMoved(_)
                | Event::PointerButton { .. }
                | Event::MouseWheel { .. }
                | Event::Touch { .. }
        )
    };
    ctx.input(|input| input.raw.events.iter().any(is_hand) || !input.raw.dropped_files.is_empty())
}
