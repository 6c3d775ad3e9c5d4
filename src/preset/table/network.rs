//! The network.

use crate::preset::params::InitialState;
use crate::preset::spec::{ParamGroup, ParamKind, ParamSpec, Place};

pub(super) const ROWS: &[ParamSpec] = &[
    ParamSpec {
        name: "units",
        symbol: "N",
        unit: "",
        group: ParamGroup::Network,
        term: None,
        kind: ParamKind::Count { min: 2, max: 1024 },
        place: |params| Place::Count(&mut params.units),
        live: false,
        summary: "Units of the recurrent network, the candidates for grid cells.",
        ablation: "64 train faster and have room for one or two modules; 128 is the published number.",
    },
    ParamSpec {
        name: "hidden",
        symbol: "H",
        unit: "",
        group: ParamGroup::Network,
        term: None,
        kind: ParamKind::Count { min: 1, max: 512 },
        place: |params| Place::Count(&mut params.hidden),
        live: false,
        summary: "Width of the hidden layers of the network that turns a velocity into a transition matrix.",
        ablation: "32 does as well as 64 and is faster; very few cannot tell velocities apart.",
    },
    ParamSpec {
        name: "layers",
        symbol: "",
        unit: "",
        group: ParamGroup::Network,
        term: None,
        kind: ParamKind::Count { min: 1, max: 6 },
        place: |params| Place::Count(&mut params.layers),
        live: false,
        summary: "Linear layers of the network that turns a velocity into a transition matrix.",
        ablation: "1: the transition matrix is linear in velocity.",
    },
    ParamSpec {
        name: "initial_state",
        symbol: "g₀",
        unit: "",
        group: ParamGroup::Network,
        term: None,
        kind: ParamKind::Choice(&InitialState::WORDS),
        place: |params| Place::Choice(&mut params.initial_state),
        live: false,
        summary: "The state from which every trajectory starts: a fixed random one, or learned with the weights.",
        ablation: "The paper does not say which it used.",
    },
];
