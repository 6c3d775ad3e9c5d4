//! The waves and the torus: mean Fourier power, the colours of the arena, and the states as a surface in three dimensions.

use super::{DissectionPanel, Shown, wave_name};
use crate::analysis::dissection::Dissection;
use crate::app::kit::axes::{Axis, Frame};
use crate::app::kit::colour::{self, hue, shade};
use crate::app::kit::figure::{Figure, FigureShape, columns_ui};
use crate::app::kit::map_texture::{MapTexture, key_of, whole};
use crate::app::kit::{count, empty_ui};
use crate::app::panels::spectra::Picture;
use crate::app::view::ColourMap;
use eframe::egui::{Color32, ColorImage, Id, Rect, TextureOptions, Ui};
use serde::{Deserialize, Serialize};
use std::f32::consts::TAU;

/// What the colour of a state tells about its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum ColourBy {
    /// k·x of a wave, by index.
    Wave(usize),
    X,
    Y,
}

impl Default for ColourBy {
    fn default() -> Self {
        Self::Wave(0)
    }
}

impl ColourBy {
    /// Every choice that this dissection has.
    fn choices(found: &Dissection) -> impl Iterator<Item = Self> {
        (0..found.waves.waves_cpm.len()).map(Self::Wave).chain([Self::X, Self::Y])
    }

    /// This, or x where the wave does not exist.
    fn existing(self, found: &Dissection) -> Self {
        if Self::choices(found).any(|choice| choice == self) { self } else { Self::X }
    }

    fn name(self) -> String {
        match self {
            Self::Wave(wave) => format!("{}·x", wave_name(wave)),
            Self::X => "x".to_owned(),
            Self::Y => "y".to_owned(),
        }
    }

    /// A row of choices.
    pub fn choice_ui(&mut self, ui: &mut Ui, found: &Dissection) {
        let present = self.existing(found);
        ui.horizontal_wrapped(|ui| {
            ui.label("Colour of a state:").on_hover_text("Which part of its place the colour of a state tells");
            for choice in Self::choices(found) {
                if ui.selectable_label(choice == present, choice.name()).clicked() {
                    *self = choice;
                }
            }
        });
    }

    /// The colour of a place.
    fn of(self, found: &Dissection, [x, y]: [f64; 2]) -> Color32 {
        let along = |share: f64| shade(colour::lut(ColourMap::Viridis), share as f32);
        match self {
            Self::Wave(wave) => {
                let [kx, ky] = found.waves.waves_cpm.get(wave).copied().unwrap_or_default();
                hue(TAU * (kx * x + ky * y).rem_euclid(1.0) as f32)
            }
            Self::X => along(x / found.box_m + 0.5),
            Self::Y => along(y / found.box_m + 0.5),
        }
    }
}

/// Mean power, the coloured arena, the states, and the torus of their phases.
pub(super) fn overview_ui(ui: &mut Ui, panel: &mut DissectionPanel, shown: &Shown<'_, '_>) {
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
    let (ground, disc) = (shown.view.theme.panel, panel.disc.texture(ui));
    let colour =
        |state: usize| found.positions_m.get(state).map_or(Color32::TRANSPARENT, |position| by.of(found, *position));
    let mut draw = |ui: &mut Ui, rect, index| match index {
        0 => {
            let picture = Picture { spectrum: &found.spectrum, log_power: false, key: shown.key };
            picture.paint(ui, rect, &mut panel.spectrum, shown.view);
        }
        1 => {
            let Some(embedding) = &found.embedding else { return empty_ui(ui, "Too few states for a surface") };
            panel.states.drag_ui(ui, rect, Id::unique("dissection: states"));
            let points = embedding.points.iter().zip(&embedding.indices);
            let scene = panel.states.scene(rect, extent(&embedding.points));
            scene.points(
                &ui.painter_at(rect),
                disc,
                3.0,
                ground,
                points.map(|(point, state)| (*point, colour(*state))),
            );
        }
        2 => arena_ui(ui, rect, &mut panel.arena, shown, by),
        _ => {
            let Some(torus) = &found.phase_torus else { return empty_ui(ui, "It takes two waves") };
            panel.states.drag_ui(ui, rect, Id::unique("dissection: analytic torus"));
            let scene = panel.states.scene(rect, extent(&torus.points));
            let points = torus.points.iter().enumerate();
            scene.points(&ui.painter_at(rect), disc, 2.4, ground, points.map(|(state, point)| (*point, colour(state))));
        }
    };
    let shape = FigureShape { least_width: 170.0, aspect: 0.95, tallest: 320.0 };
    columns_ui(ui, shape, figures.len(), |ui, index, size| {
        figures[index].show(ui, size, |ui, rect| draw(ui, rect, index));
    });
}

/// How far points reach from the origin.
fn extent(points: &[[f32; 3]]) -> f32 {
    points.iter().map(|[x, y, z]| (x * x + y * y + z * z).sqrt()).filter(|r| r.is_finite()).fold(0.0, f32::max)
}

/// The arena, every place in the colour that its state has.
fn arena_ui(ui: &Ui, rect: Rect, texture: &mut MapTexture, shown: &Shown<'_, '_>, by: ColourBy) {
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
