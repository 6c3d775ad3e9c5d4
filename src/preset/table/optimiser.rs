//! The optimiser step.

use crate::preset::spec::{ParamGroup, ParamKind, ParamSpec, Place, SliderScale};

pub(super) const ROWS: &[ParamSpec] = &[
    ParamSpec {
        name: "clip_norm",
        symbol: "",
        unit: "",
        group: ParamGroup::Optimiser,
        term: None,
        kind: ParamKind::Number { min: 1e-4, max: 1000.0, scale: SliderScale::Log },
        place: |params| Place::Number(&mut params.clip_norm),
        live: true,
        summary: "Largest norm of the gradient of all weights together; a longer one is scaled down to it.",
        ablation: "Large: rare, huge conformal isometry gradients can throw the network off; small: every step has the same length.",
    },
    ParamSpec {
        name: "weight_decay",
        symbol: "",
        unit: "",
        group: ParamGroup::Optimiser,
        term: None,
        kind: ParamKind::Number { min: 0.0, max: 1.0, scale: SliderScale::LogWithZero },
        place: |params| Place::Number(&mut params.weight_decay),
        live: true,
        summary: "Decoupled weight decay of AdamW; the published setting is none.",
        ablation: "Large: the velocity network shrinks towards zero.",
    },
    ParamSpec {
        name: "adam_epsilon",
        symbol: "ε",
        unit: "",
        group: ParamGroup::Optimiser,
        term: None,
        kind: ParamKind::Number { min: 1e-12, max: 1e-2, scale: SliderScale::Log },
        place: |params| Place::Number(&mut params.adam_epsilon),
        live: true,
        summary: "Added to AdamW's root mean square before dividing by it.",
        ablation: "Large: weights with small gradients hardly move.",
    },
    ParamSpec {
        name: "accumulation",
        symbol: "",
        unit: "batches",
        group: ParamGroup::Optimiser,
        term: None,
        kind: ParamKind::Count { min: 1, max: 64 },
        place: |params| Place::Count(&mut params.accumulation),
        live: true,
        summary: "Batches whose gradients are averaged into one optimiser step.",
        ablation: "More: smoother gradients, each step that many times slower.",
    },
];
