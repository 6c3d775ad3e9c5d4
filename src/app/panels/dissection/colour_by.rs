//! The colours of states: which part of its place the colour of a state tells.

use crate::analysis::dissection::Dissection;
use crate::app::kit::colour::ColourMap;
use crate::app::kit::colour::{self, hue, shade};
use crate::app::kit::spectrum::subscript;
use eframe::egui::{Color32, Ui};
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
    pub(super) fn existing(self, found: &Dissection) -> Self {
        if Self::choices(found).any(|choice| choice == self) { self } else { Self::X }
    }

    pub(super) fn name(self) -> String {
        match self {
            Self::Wave(wave) => format!("k{}·x", subscript(wave)),
            Self::X => "x".to_owned(),
            Self::Y => "y".to_owned(),
        }
    }

    /// A row of choices.
    pub(super) fn choice_ui(&mut self, ui: &mut Ui, found: &Dissection) {
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
    pub(super) fn of(self, found: &Dissection, [x, y]: [f64; 2]) -> Color32 {
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
