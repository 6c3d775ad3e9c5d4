//! What the live pictures show; training is not touched.

use crate::preset::spec::{ParamGroup, ParamKind, ParamSpec, Place, SliderScale};

pub(super) const ROWS: &[ParamSpec] = &[
    ParamSpec {
        name: "map_memory_steps",
        symbol: "",
        unit: "steps",
        group: ParamGroup::Pictures,
        term: None,
        kind: ParamKind::Number { min: 1.0, max: 200.0, scale: SliderScale::Log },
        place: |params| Place::Number(&mut params.map_memory_steps),
        live: true,
        summary: "Training steps after which the live rate maps have forgotten all but 1/e of what they saw.",
        ablation: "Short: noisy maps that follow at once; long: smooth maps that lag behind. Training is not touched.",
    },
    ParamSpec {
        name: "map_box",
        symbol: "",
        unit: "m",
        group: ParamGroup::Pictures,
        term: None,
        kind: ParamKind::Number { min: 0.5, max: 8.0, scale: SliderScale::Linear },
        place: |params| Place::Number(&mut params.map_box),
        live: true,
        summary: "Side of the square that the live rate maps show, centred on the start of the trajectories.",
        ablation: "Wider than training reaches, the rim stays unvisited. Training is not touched.",
    },
];
