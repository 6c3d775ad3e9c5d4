//! The waves and the torus: mean Fourier power, the colours of the arena, and the states as a surface in three dimensions.

use super::colour_by::ColourBy;
use super::state::{DissectionPanel, ShownDissection};
use crate::app::kit::axes::{Axis, Frame};
use crate::app::kit::figure::{Figure, FigureShape, columns_ui};
use crate::app::kit::map_texture::{MapTexture, key_of, whole};
use crate::app::kit::spectrum::SpectrumPicture;
use crate::app::kit::{count, empty_ui};
use eframe::egui::{Color32, ColorImage, Id, Rect, TextureOptions, Ui};

/// Mean power, the coloured arena, the states, and the torus of their phases.
pub(super) fn overview_ui(ui: &mut Ui, panel: &mut DissectionPanel, shown: &ShownDissection<'_, '_>) {
    let found = shown.found;
    let by = panel.colour_by.existing(found);
    let periods: Vec<String> = found.waves.wavelengths_m.iter().map(|period| format!("{period:.2}")).collect();
    let periods = if periods.is_empty() { "no wave".to_owned() } else { format!("periods {} m", periods.join(", ")) };
    let embedded = found.embedding.as_ref().map_or_else(
        || "too few states".to_owned(),
        |embedding| format!("{} in {}", count(embedding.states, "state"), count(embedding.parts, "part")),
    );
    let figures = [
        Figure {
            title: "Mean Fourier power",
            caption: &periods,
            about: "Mean over the units of the module, each map divided by its standard deviation",
        },
        Figure {
            title: "Toroidal state space",
            caption: &embedded,
            about: "From the states alone: six principal components, spectral coordinates of the neighbour graph, and the \
                    view that keeps different states apart; drag to turn, double-click to turn back",
        },
        Figure {
            title: &format!("Arena coloured by {}", by.name()),
            caption: "the key to the colours",
            about: "Every place has the colour of its state",
        },
        Figure {
            title: "Analytic torus",
            caption: "a torus by construction",
            about: "The states drawn on a torus at the phases of two rings: shows where each state lies, not that there \
                    is a torus",
        },
    ];
    let shape = FigureShape { least_width: 170.0, aspect: 0.95, tallest: 320.0 };
    columns_ui(ui, shape, figures.len(), |ui, index, size| {
        figures[index].show(ui, size, |ui, rect| picture_ui(ui, rect, index, panel, shown, by));
    });
}

/// The picture of one figure.
fn picture_ui(
    ui: &mut Ui,
    rect: Rect,
    index: usize,
    panel: &mut DissectionPanel,
    shown: &ShownDissection<'_, '_>,
    by: ColourBy,
) {
    let found = shown.found;
    match index {
        0 => {
            let picture = SpectrumPicture { spectrum: &found.spectrum, log_power: false, key: shown.key };
            picture.paint(ui, rect, &mut panel.spectrum, shown.view);
        }
        1 => {
            let Some(embedding) = &found.embedding else { return empty_ui(ui, "Too few states for a surface") };
            let states = embedding.indices.iter().copied();
            surface_ui(
                ui,
                rect,
                panel,
                shown,
                by,
                Surface { id: "states", radius: 3.0, points: &embedding.points, states },
            );
        }
        2 => arena_ui(ui, rect, &mut panel.arena, shown, by),
        _ => {
            let Some(torus) = &found.phase_torus else { return empty_ui(ui, "It takes two waves") };
            let states = 0..torus.points.len();
            surface_ui(
                ui,
                rect,
                panel,
                shown,
                by,
                Surface { id: "analytic torus", radius: 2.4, points: &torus.points, states },
            );
        }
    }
}

/// Points in three dimensions, and the state that each of them is of.
struct Surface<'a, I> {
    id: &'static str,
    /// Of a point, in points of the screen.
    radius: f32,
    points: &'a [[f32; 3]],
    states: I,
}

/// A surface that is turned by dragging, each point in the colour of its state.
fn surface_ui(
    ui: &mut Ui,
    rect: Rect,
    panel: &mut DissectionPanel,
    shown: &ShownDissection<'_, '_>,
    by: ColourBy,
    surface: Surface<'_, impl Iterator<Item = usize>>,
) {
    let found = shown.found;
    let disc = panel.disc.texture(ui);
    panel.states.drag_ui(ui, rect, Id::unique(format!("dissection: {}", surface.id)));
    let scene = panel.states.scene(rect, extent(surface.points));
    let colour =
        |state: usize| found.positions_m.get(state).map_or(Color32::TRANSPARENT, |position| by.of(found, *position));
    let points = surface.points.iter().zip(surface.states).map(|(point, state)| (*point, colour(state)));
    scene.points(&ui.painter_at(rect), disc, surface.radius, shown.view.theme.panel, points);
}

/// How far points reach from the origin.
fn extent(points: &[[f32; 3]]) -> f32 {
    points.iter().map(|[x, y, z]| (x * x + y * y + z * z).sqrt()).filter(|r| r.is_finite()).fold(0.0, f32::max)
}

/// The arena, every place in the colour that its state has.
fn arena_ui(ui: &Ui, rect: Rect, texture: &mut MapTexture, shown: &ShownDissection<'_, '_>, by: ColourBy) {
    /// Pixels a side: enough for stripes a few bins wide.
    const SIDE: usize = 128;
    let found = shown.found;
    let which = match by {
        ColourBy::Wave(wave) => wave,
        ColourBy::X => 100,
        ColourBy::Y => 101,
    };
    let id = texture.update(ui.ctx(), "coloured arena", key_of((shown.key, which)), TextureOptions::LINEAR, || {
        let at = |i: usize| ((i as f64 + 0.5) / SIDE as f64 - 0.5) * found.box_m;
        let pixel = |i: usize| by.of(found, [at(i % SIDE), at(SIDE - 1 - i / SIDE)]);
        ColorImage::new([SIDE, SIDE], (0..SIDE * SIDE).map(pixel).collect())
    });
    let half = found.box_m / 2.0;
    let frame = Frame::layout(ui, rect, Axis::linear(-half, half, "x (m)"), Axis::linear(-half, half, "y (m)"), true);
    frame.paint(ui, false).image(id, frame.rect, whole(), Color32::WHITE);
}
