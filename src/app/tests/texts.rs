//! No text is cut off or lies upon another: every panel at every size, with everything on it and with nothing.

use super::Window;
use crate::app::panel::{Pane, Panel as _, Panels};
use crate::app::panels::PANELS;
use crate::app::panels::modules::{ModulesPanel, Page};
use crate::app::shelf::ShelvedMaps;
use crate::app::testing::scene::{measure_all, tell, tell_twin};
use crate::app::{App, frames::FrameCost, layout::Layout};
use crate::maps::RunId;
use crate::stream::{Event, Intervention};
use eframe::egui::{Rect, Shape, Vec2, epaint::TextShape};
use std::collections::BTreeSet;
use std::time::Duration;

/// Points of the window and pixels a point. The last one is a screen of 1920 by 1080 pixels at scale 2.
const SIZES: [(Vec2, f32); 4] = [
    (Vec2::new(900.0, 600.0), 1.0),
    (Vec2::new(1280.0, 800.0), 1.0),
    (Vec2::new(1920.0, 1080.0), 1.0),
    (Vec2::new(960.0, 540.0), 2.0),
];
/// High enough for all that is on any panel, which is else below the fold.
const TALL: f32 = 10_000.0;

/// Width of a narrow column, points: that of the right one in the smallest window.
const NARROW: f32 = 250.0;

/// Heights of the bars, points.
const TOP_BAR: f32 = 42.0;
const BOTTOM_BAR: f32 = 32.0;

/// The pages of the only panel that has some.
const PAGES: [Page; 4] = [Page::Units, Page::Groups, Page::Steps, Page::Lattices];

/// The first words of what scrolls sideways where it is wider than its panel: tables, and controls in a narrow column.
const SIDEWAYS: [&str; 5] = ["Box", "Cell", "Module", "Modules", "Groups"];
const SIDEWAYS_IF_NARROW: &str = "Separation";

/// How the texts begin that are cut short where there is no room for them, and whole under the pointer.
const ELIDED: [&str; 4] = ["NVIDIA GeForce RTX 4090", "modules, live maps · step ", "Conformal deviation", "Landmarks"];

/// A text as it was drawn.
#[derive(Debug)]
struct Drawn {
    text: String,
    /// Where its letters are.
    ink: Rect,
    /// What of the window it may be drawn on.
    clip: Rect,
    /// The whole text, where it was cut short with an ellipsis.
    whole: Option<String>,
}

/// The texts of the last frame, without those that are wholly out of sight.
fn texts(window: &Window) -> Vec<Drawn> {
    fn collect(shape: &Shape, clip: Rect, texts: &mut Vec<Drawn>) {
        match shape {
            Shape::Text(text) => texts.extend(drawn(text, clip)),
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| collect(shape, clip, texts)),
            _ => {}
        }
    }
    let mut texts = Vec::new();
    for clipped in &window.harness.output().shapes {
        collect(&clipped.shape, clipped.clip_rect, &mut texts);
    }
    texts
}

/// A text row by row, without rows that are wholly out of sight.
fn drawn(text: &TextShape, clip: Rect) -> Vec<Drawn> {
    let is_drawn = text.opacity_factor > 0.0 && clip.is_positive();
    let turned = (text.angle != 0.0).then(|| text.visual_bounding_rect());
    let rows = text.galley.rows.iter().map(|row| {
        let ink = row.visuals.mesh_bounds.translate(text.pos.to_vec2() + row.pos.to_vec2());
        Drawn {
            text: row.text(),
            ink: turned.unwrap_or(ink),
            clip,
            whole: text.galley.elided.then(|| text.galley.text().to_owned()),
        }
    });
    let is_seen = |row: &Drawn| row.ink.is_positive() && row.ink.shrink(0.5).intersects(clip);
    rows.filter(|row| is_drawn && !row.text.trim().is_empty() && is_seen(row)).collect()
}

/// What is wrong with the texts on screen.
fn faults(texts: &[Drawn], is_narrow: bool, is_tall: bool) -> Vec<String> {
    /// Letters may touch an edge.
    const SLACK: f32 = 0.6;
    let mut faults = Vec::new();
    let scrolls =
        |text: &&Drawn| SIDEWAYS.contains(&text.text.as_str()) || (is_narrow && text.text == SIDEWAYS_IF_NARROW);
    let sideways: Vec<Rect> = texts.iter().filter(scrolls).map(|text| text.clip).collect();
    for text in texts.iter().filter(|text| !sideways.contains(&text.clip)) {
        if is_tall && (text.ink.top() < text.clip.top() - SLACK || text.ink.bottom() > text.clip.bottom() + SLACK) {
            faults.push(format!("cut off above or below: {:?} {:?} in {:?}", text.text, text.ink, text.clip));
        }
        if text.ink.left() < text.clip.left() - SLACK || text.ink.right() > text.clip.right() + SLACK {
            faults.push(format!("cut off at the side: {:?} {:?} in {:?}", text.text, text.ink, text.clip));
        }
    }
    for (i, a) in texts.iter().enumerate() {
        let seen = |text: &Drawn| text.ink.intersect(text.clip).shrink(SLACK);
        for b in &texts[i + 1..] {
            // The same letters beside themselves are the outline of letters on a map.
            let is_outline = a.text == b.text && (a.ink.center() - b.ink.center()).length() < 3.0;
            if !is_outline && seen(a).is_positive() && seen(b).is_positive() && seen(a).intersects(seen(b)) {
                faults.push(format!("upon each other: {:?} {:?} and {:?} {:?}", a.text, a.ink, b.text, b.ink));
            }
        }
    }
    faults
}

/// What is in a window.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Filled {
    Nothing,
    /// All that a run can show.
    Run,
    /// The same with a baseline and a twin.
    Compared,
}

/// A window with that in it.
pub(super) fn window(is_dark: bool, filled: Filled) -> Window {
    let run = RunId::fresh();
    let is_full = filled != Filled::Nothing;
    let mut window = Window::with(|options, wire| {
        options.settings.is_dark = is_dark;
        if is_full {
            tell(wire, run);
        }
    });
    if !is_full {
        return window;
    }
    window.begin(run);
    while window.harness.state().shown().and_then(ShelvedMaps::reported).is_none() {
        window.harness.run_steps(1); // until they are analysed
    }
    let App { shelf, selection, measurements, timing, .. } = window.harness.state_mut();
    measure_all(measurements, &selection.shown(shelf).expect("maps").set);
    selection.choose_unit(Some(3));
    for i in 0..200 {
        let began = Duration::from_millis(50 * i);
        let (layout_ms, handover_ms) = (1.5 + 0.1 * (i % 17) as f64, 0.4);
        timing.performance.frames.push(FrameCost { began, layout_ms, handover_ms, ..FrameCost::default() });
    }
    timing.performance.renderer = "llvmpipe (LLVM 19.1.7, 256 bits)".to_owned();
    let (name, old, new) = ("conformal_isometry.weight".into(), "0.05".into(), "0.06".into());
    window.tell(Event::Applied(Intervention { step: 4000, name, old, new }));
    if filled == Filled::Compared {
        window.harness.state_mut().toggle_baseline();
        tell_twin(&mut window.wire.borrow_mut(), run);
        while window.harness.state().shelf.twin().and_then(ShelvedMaps::reported).is_none() {
            window.harness.run_steps(1);
        }
    }
    window.tell(Event::Checkpoint { step: 12_000, path: "runs/2026-01-01-modules-1/12000.safetensors".into() });
    window
}

/// Where a panel stands: where it does at first, or at the top of a narrow column.
fn layouts(panes: &[Pane], name: &str, width: f32) -> [(&'static str, Layout); 2] {
    let mut first = Layout::of(panes);
    first.bring_to_front(name);
    [("in its place", first), ("narrow", Layout::narrow(panes, name, NARROW / width))]
}

fn check_all(is_dark: bool, filled: Filled) {
    let mut window = window(is_dark, filled);
    let panes = Panels::of(PANELS).panes();
    let mut found: BTreeSet<String> = BTreeSet::new();
    let mut elided: BTreeSet<String> = BTreeSet::new();
    for (size, scale) in SIZES {
        for size in [size, Vec2::new(size.x, TALL)] {
            window.harness.set_size(size);
            window.harness.set_pixels_per_point(scale);
            for pane in &panes {
                let pages = if pane.name == ModulesPanel::PANE.name { &PAGES[..] } else { &PAGES[..1] };
                for page in pages {
                    for (place, layout) in layouts(&panes, pane.name, size.x) {
                        let settings = &mut window.harness.state_mut().settings;
                        settings.layout = layout;
                        settings.panels.get_mut::<ModulesPanel>().page = *page;
                        window.harness.run_steps(3);
                        let rect = window.harness.state().settings.layout.rect_of(pane.name).expect("on screen");
                        let mut texts = texts(&window);
                        // Tabs scroll; what is on the bars is on them at every size.
                        let is_on_bar =
                            |text: &Drawn| text.ink.bottom() < TOP_BAR || text.ink.top() > size.y - BOTTOM_BAR;
                        texts.retain(|text| rect.expand(1.0).contains_rect(text.clip) || is_on_bar(text));
                        let at = format!("{} {place} at {} × {}", pane.title, size.x, size.y);
                        found.extend(
                            faults(&texts, place == "narrow", size.y >= TALL)
                                .into_iter()
                                .map(|fault| format!("{at}: {fault}")),
                        );
                        elided.extend(texts.into_iter().filter_map(|text| text.whole));
                    }
                }
            }
        }
    }
    let found: Vec<String> = found.into_iter().collect();
    assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
    let unlisted: Vec<&String> = elided.iter().filter(|text| !ELIDED.iter().any(|own| text.starts_with(own))).collect();
    assert!(unlisted.is_empty(), "cut short: {unlisted:?}");
}

#[test]
fn nothing_is_cut_off_in_a_full_window() {
    check_all(true, Filled::Run);
    check_all(false, Filled::Compared);
}

#[test]
fn nothing_is_cut_off_in_an_empty_window() {
    check_all(true, Filled::Nothing);
    check_all(false, Filled::Nothing);
}
