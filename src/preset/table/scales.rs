//! Length scales of the losses.

use crate::preset::spec::{ParamGroup, ParamKind, ParamSpec, Place, SliderScale};

pub(super) const ROWS: &[ParamSpec] = &[
    ParamSpec {
        name: "sigma_x",
        symbol: "σ_x",
        unit: "m",
        group: ParamGroup::LengthScales,
        term: Some("invariance"),
        kind: ParamKind::Number { min: 0.001, max: 2.0, scale: SliderScale::Log },
        place: |params| Place::Number(&mut params.sigma_x),
        live: true,
        summary: "Distance in space that parts near pairs (pulled together) from far pairs (pushed apart).",
        ablation: "Very small: hardly a near pair is left and invariance has nothing to act on; large: places within it look alike.",
    },
    ParamSpec {
        name: "sigma_g",
        symbol: "σ_g",
        unit: "",
        group: ParamGroup::LengthScales,
        term: Some("separation"),
        kind: ParamKind::Number { min: 0.01, max: 3.0, scale: SliderScale::Log },
        place: |params| Place::Number(&mut params.sigma_g),
        live: true,
        summary: "Distance between states up to which separation pushes; two states are at most √2 apart.",
        ablation: "Small (0.1) without capacity: one field per unit, place cells; large: separation pushes everything equally.",
    },
    ParamSpec {
        name: "conformal_radius",
        symbol: "θ",
        unit: "m",
        group: ParamGroup::LengthScales,
        term: Some("conformal_isometry"),
        kind: ParamKind::OptionalNumber { min: 0.001, max: 2.0, scale: SliderScale::Log },
        place: |params| Place::OptionalNumber(&mut params.conformal_radius),
        live: true,
        summary: "Only steps shorter than this count for conformal isometry; auto follows σ_x.",
        ablation: "Small: a handful of steps decides and the loss is heavy-tailed; 0.12 m averages over more and trains steadily at high rates.",
    },
];
