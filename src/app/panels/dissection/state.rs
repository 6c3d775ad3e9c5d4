//! What the panel remembers, and what it has on the screen.

use super::colour_by::ColourBy;
use crate::analysis::dissection::Dissection;
use crate::app::kit::dots::Disc;
use crate::app::kit::map_texture::MapTexture;
use crate::app::kit::members::MemberChoice;
use crate::app::kit::spectrum::subscript;
use crate::app::kit::turntable::Turntable;
use crate::app::view::View;
use serde::{Deserialize, Serialize};

/// What the panel remembers.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct DissectionPanel {
    pub(super) colour_by: ColourBy,
    #[serde(skip)]
    pub(super) choice: MemberChoice,
    #[serde(skip)]
    pub(super) disc: Disc,
    #[serde(skip)]
    pub(super) spectrum: MapTexture,
    #[serde(skip)]
    pub(super) arena: MapTexture,
    #[serde(skip)]
    pub(super) phases: Turntable,
    #[serde(skip)]
    pub(super) states: Turntable,
}

/// A dissection on the screen.
pub(super) struct ShownDissection<'a, 'v> {
    pub(super) found: &'a Dissection,
    pub(super) view: &'a View<'v>,
    /// Changes whenever the dissection does.
    pub(super) key: u64,
}

/// k₁, k₂, k₃.
pub(super) fn wave_name(index: usize) -> String {
    format!("k{}", subscript(index))
}
