//! The parameter table: one row per field of [`Params`](super::Params).

use super::spec::{Group, Kind, ParamSpec, Scale};

/// Weights reach ten times the largest of any recipe; zero is on the slider and is the same as off.
const WEIGHT: Kind = Kind::Number { min: 0.0, max: 10.0, scale: Scale::LogWithZero };

/// All parameters, grouped, in the order in which they are shown and written.
pub static TABLE: &[ParamSpec] = &[
    ParamSpec {
        name: "separation.weight",
        symbol: "λ_Sep",
        unit: "",
        group: Group::LossTerms,
        kind: WEIGHT,
        live: true,
        summary: "Weight of the separation loss, which pushes apart the states of places farther apart than σ_x.",
        ablation: "At 0 nothing keeps places apart and all states collapse into one.",
    },
    ParamSpec {
        name: "separation.enabled",
        symbol: "",
        unit: "",
        group: Group::LossTerms,
        kind: Kind::Switch,
        live: true,
        summary: "Switches the separation loss.",
        ablation: "Off: all states collapse into one and spatial tuning is lost.",
    },
    ParamSpec {
        name: "invariance.weight",
        symbol: "λ_Inv",
        unit: "",
        group: Group::LossTerms,
        kind: WEIGHT,
        live: true,
        summary: "Weight of the path invariance loss, which pulls together the states of places nearer than σ_x, whichever path led there.",
        ablation: "At 0 the state depends on the path and spatial tuning is lost; near 1 fields become very broad.",
    },
    ParamSpec {
        name: "invariance.enabled",
        symbol: "",
        unit: "",
        group: Group::LossTerms,
        kind: Kind::Switch,
        live: true,
        summary: "Switches the path invariance loss.",
        ablation: "Off: states no longer agree where paths meet, and spatial tuning is lost.",
    },
    ParamSpec {
        name: "capacity.weight",
        symbol: "λ_Cap",
        unit: "",
        group: Group::LossTerms,
        kind: WEIGHT,
        live: true,
        summary: "Weight of the capacity loss, which keeps all states close to their mean, so that little of the state space is used up.",
        ablation: "At 0 every unit has the same spacing, one module; 0.3 to 0.5 gives several; near 1 fields become very broad.",
    },
    ParamSpec {
        name: "capacity.enabled",
        symbol: "",
        unit: "",
        group: Group::LossTerms,
        kind: Kind::Switch,
        live: true,
        summary: "Switches the capacity loss.",
        ablation: "Off: a single, nearly perfect module; with a small σ_g as well, place cells.",
    },
    ParamSpec {
        name: "conformal_isometry.weight",
        symbol: "λ_ConIso",
        unit: "",
        group: Group::LossTerms,
        kind: WEIGHT,
        live: true,
        summary: "Weight of the conformal isometry loss, the variance of state change per metre over slow steps.",
        ablation: "At 0 lattices are sheared, nearer to squares; 0.1 makes rounder hexagons of fewer scales; large weights at a high rate can collapse all states.",
    },
    ParamSpec {
        name: "conformal_isometry.enabled",
        symbol: "",
        unit: "",
        group: Group::LossTerms,
        kind: Kind::Switch,
        live: true,
        summary: "Switches the conformal isometry loss.",
        ablation: "Off: in the paper still several modules, but sheared, nearer to squares than to hexagons.",
    },
    ParamSpec {
        name: "sigma_x",
        symbol: "σ_x",
        unit: "m",
        group: Group::LengthScales,
        kind: Kind::Number { min: 0.001, max: 2.0, scale: Scale::Log },
        live: true,
        summary: "Distance in space that parts near pairs (pulled together) from far pairs (pushed apart).",
        ablation: "Very small: hardly a near pair is left and invariance has nothing to act on; large: places within it look alike.",
    },
    ParamSpec {
        name: "sigma_g",
        symbol: "σ_g",
        unit: "",
        group: Group::LengthScales,
        kind: Kind::Number { min: 0.01, max: 3.0, scale: Scale::Log },
        live: true,
        summary: "Distance between states up to which separation pushes; two states are at most √2 apart.",
        ablation: "Small (0.1) without capacity: one field per unit, place cells; large: separation pushes everything equally.",
    },
    ParamSpec {
        name: "conformal_radius",
        symbol: "θ",
        unit: "m",
        group: Group::LengthScales,
        kind: Kind::OptionalNumber { min: 0.001, max: 2.0, scale: Scale::Log },
        live: true,
        summary: "Only steps shorter than this count for conformal isometry; auto follows σ_x.",
        ablation: "Small: a handful of steps decides and the loss is heavy-tailed; 0.12 m averages over more and trains steadily at high rates.",
    },
    ParamSpec {
        name: "schedule",
        symbol: "",
        unit: "",
        group: Group::LearningRate,
        kind: Kind::Choice(&["warmup_decay", "plateau"]),
        live: true,
        summary: "How the rate moves: warm-up then exponential decay, or warm-up then a cut whenever the loss stops falling.",
        ablation: "plateau is the published choice, for runs of millions of steps.",
    },
    ParamSpec {
        name: "learning_rate",
        symbol: "η",
        unit: "",
        group: Group::LearningRate,
        kind: Kind::Number { min: 1e-7, max: 0.1, scale: Scale::Log },
        live: true,
        summary: "Highest learning rate of AdamW, reached after the warm-up.",
        ablation: "Too low: nothing forms within minutes; too high: states collapse or hexagons never settle.",
    },
    ParamSpec {
        name: "training_steps",
        symbol: "",
        unit: "steps",
        group: Group::LearningRate,
        kind: Kind::Count { min: 1, max: 100_000_000 },
        live: true,
        summary: "Length of the rate schedule; training goes on at the last rate after it.",
        ablation: "Shorter: the rate falls before lattices have settled.",
    },
    ParamSpec {
        name: "warmup_steps",
        symbol: "",
        unit: "steps",
        group: Group::LearningRate,
        kind: Kind::Count { min: 0, max: 1_000_000 },
        live: true,
        summary: "Steps in which the rate rises linearly from zero; at most training_steps.",
        ablation: "0: the first steps are taken at full rate, before the optimiser knows the gradients' size.",
    },
    ParamSpec {
        name: "final_rate_fraction",
        symbol: "",
        unit: "",
        group: Group::LearningRate,
        kind: Kind::Number { min: 1e-4, max: 1.0, scale: Scale::Log },
        live: true,
        summary: "Share of the rate that is left at the end of the decay (schedule warmup_decay).",
        ablation: "1: no decay; small: late changes of the loss show little until the schedule is restarted.",
    },
    ParamSpec {
        name: "plateau_factor",
        symbol: "",
        unit: "",
        group: Group::LearningRate,
        kind: Kind::Number { min: 0.01, max: 0.99, scale: Scale::Linear },
        live: true,
        summary: "Factor by which the rate is cut on a plateau (schedule plateau).",
        ablation: "Near 1: hardly a cut; small: one cut ends learning.",
    },
    ParamSpec {
        name: "plateau_patience",
        symbol: "",
        unit: "steps",
        group: Group::LearningRate,
        kind: Kind::Count { min: 1, max: 10_000_000 },
        live: true,
        summary: "Steps without an improvement of the loss after which the rate is cut (schedule plateau).",
        ablation: "Small: noise alone cuts the rate to nothing.",
    },
    ParamSpec {
        name: "clip_norm",
        symbol: "",
        unit: "",
        group: Group::Optimiser,
        kind: Kind::Number { min: 1e-4, max: 1000.0, scale: Scale::Log },
        live: true,
        summary: "Largest norm of the gradient of all weights together; a longer one is scaled down to it.",
        ablation: "Large: rare, huge conformal isometry gradients can throw the network off; small: every step has the same length.",
    },
    ParamSpec {
        name: "weight_decay",
        symbol: "",
        unit: "",
        group: Group::Optimiser,
        kind: Kind::Number { min: 0.0, max: 1.0, scale: Scale::LogWithZero },
        live: true,
        summary: "Decoupled weight decay of AdamW; the published setting is none.",
        ablation: "Large: the velocity network shrinks towards zero.",
    },
    ParamSpec {
        name: "adam_epsilon",
        symbol: "ε",
        unit: "",
        group: Group::Optimiser,
        kind: Kind::Number { min: 1e-12, max: 1e-2, scale: Scale::Log },
        live: true,
        summary: "Added to AdamW's root mean square before dividing by it.",
        ablation: "Large: weights with small gradients hardly move.",
    },
    ParamSpec {
        name: "accumulation",
        symbol: "",
        unit: "batches",
        group: Group::Optimiser,
        kind: Kind::Count { min: 1, max: 64 },
        live: true,
        summary: "Batches whose gradients are averaged into one optimiser step.",
        ablation: "More: smoother gradients, each step that many times slower.",
    },
    ParamSpec {
        name: "permute",
        symbol: "π",
        unit: "",
        group: Group::Trajectories,
        kind: Kind::Switch,
        live: true,
        summary: "Every trajectory takes the batch's velocities in its own random order, so that paths cross and all end together.",
        ablation: "Off: all trajectories are the same path, few pairs meet in space, and spatial tuning is lost.",
    },
    ParamSpec {
        name: "max_speed",
        symbol: "v_max",
        unit: "m/step",
        group: Group::Trajectories,
        kind: Kind::Number { min: 0.001, max: 1.0, scale: Scale::Log },
        live: true,
        summary: "Velocities are uniform between minus and plus this, independently along each axis.",
        ablation: "It sets how far training reaches; small against σ_x, no far pairs are left and separation has nothing to act on.",
    },
    ParamSpec {
        name: "trajectory_length",
        symbol: "T",
        unit: "steps",
        group: Group::Trajectories,
        kind: Kind::Count { min: 2, max: 500 },
        live: false,
        summary: "Steps of a trajectory.",
        ablation: "Short: training sees only a small area; long: farther, at a cost that grows with its square.",
    },
    ParamSpec {
        name: "trajectories",
        symbol: "B",
        unit: "",
        group: Group::Trajectories,
        kind: Kind::Count { min: 1, max: 1040 },
        live: false,
        summary: "Trajectories in a batch, each a permutation of the same velocities; the published number is 130.",
        ablation: "1: no two paths to compare; many: less noise, at a cost that grows with its square.",
    },
    ParamSpec {
        name: "seed",
        symbol: "",
        unit: "",
        group: Group::Trajectories,
        kind: Kind::Count { min: 0, max: u64::MAX },
        live: false,
        summary: "Fixes every random draw: weights, velocities, permutations, evaluation walks.",
        ablation: "Another seed is another network: the lattice is a hexagon with some and nearer to a square with others.",
    },
    ParamSpec {
        name: "units",
        symbol: "N",
        unit: "",
        group: Group::Network,
        kind: Kind::Count { min: 2, max: 1024 },
        live: false,
        summary: "Units of the recurrent network, the candidates for grid cells.",
        ablation: "64 train fastest but have room for one module; 128 is the published number.",
    },
    ParamSpec {
        name: "hidden",
        symbol: "H",
        unit: "",
        group: Group::Network,
        kind: Kind::Count { min: 1, max: 512 },
        live: false,
        summary: "Width of the hidden layers of the network that turns a velocity into a transition matrix.",
        ablation: "32 does as well as 64 and is faster; very few cannot tell velocities apart.",
    },
    ParamSpec {
        name: "layers",
        symbol: "",
        unit: "",
        group: Group::Network,
        kind: Kind::Count { min: 1, max: 6 },
        live: false,
        summary: "Linear layers of the network that turns a velocity into a transition matrix.",
        ablation: "1: the transition matrix is linear in velocity.",
    },
    ParamSpec {
        name: "initial_state",
        symbol: "g₀",
        unit: "",
        group: Group::Network,
        kind: Kind::Choice(&["fixed", "learned"]),
        live: false,
        summary: "The state from which every trajectory starts: a fixed random one, or learned with the weights.",
        ablation: "The paper does not say which it used.",
    },
    ParamSpec {
        name: "map_memory_steps",
        symbol: "",
        unit: "steps",
        group: Group::Pictures,
        kind: Kind::Number { min: 1.0, max: 200.0, scale: Scale::Log },
        live: true,
        summary: "Training steps after which the live rate maps have forgotten all but 1/e of what they saw.",
        ablation: "Short: noisy maps that follow at once; long: smooth maps that lag behind. Training is not touched.",
    },
    ParamSpec {
        name: "map_box",
        symbol: "",
        unit: "m",
        group: Group::Pictures,
        kind: Kind::Number { min: 0.5, max: 8.0, scale: Scale::Linear },
        live: true,
        summary: "Side of the square that the live rate maps show, centred on the start of the trajectories.",
        ablation: "Wider than training reaches, the rim stays unvisited. Training is not touched.",
    },
];

/// The row of a parameter, by dotted name.
#[must_use]
pub fn find(name: &str) -> Option<&'static ParamSpec> {
    TABLE.iter().find(|spec| spec.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::Params;
    use std::collections::BTreeMap;

    /// Every field of [`Params`] by dotted name with its value as text, read off the derived `Debug`: a field that is
    /// added to the struct is here without anyone having to think of it.
    fn fields(params: &Params) -> BTreeMap<String, String> {
        let mut fields = BTreeMap::new();
        let mut outer = String::new();
        let text = format!("{params:#?}").replace("Some(\n        ", "Some(").replace(",\n    )", ")");
        for line in text.lines() {
            let Some((name, value)) = line.trim().trim_end_matches(',').split_once(": ") else { continue };
            match line.len() - line.trim_start().len() {
                4 if value.ends_with('{') => name.clone_into(&mut outer),
                4 => drop(fields.insert(name.to_owned(), value.to_owned())),
                8 => drop(fields.insert(format!("{outer}.{name}"), value.to_owned())),
                indent => panic!("unexpected indent {indent}: {line}"),
            }
        }
        fields
    }

    #[test]
    fn every_field_has_exactly_one_row() {
        let mut rows: Vec<&str> = TABLE.iter().map(|spec| spec.name).collect();
        rows.sort_unstable();
        let fields: Vec<String> = fields(&Params::default()).into_keys().collect();
        assert_eq!(rows, fields, "rows and fields of Params");
    }

    #[test]
    fn every_row_sets_its_own_field_and_no_other() {
        let default = Params::default();
        for spec in TABLE {
            let mut changed = default.clone();
            changed.set(spec.name, &another_value(spec)).expect("a valid value");
            let (before, after) = (fields(&default), fields(&changed));
            let differing: Vec<&String> = before.keys().filter(|name| before[*name] != after[*name]).collect();
            assert_eq!(differing, [spec.name], "set {}", spec.name);
            assert_eq!(changed.get(spec.name), Some(another_value(spec)), "get {}", spec.name);
        }
    }

    /// A valid value that is not the default.
    fn another_value(spec: &ParamSpec) -> super::super::Value {
        use crate::preset::Value;
        let default = spec.default_value();
        let candidates = match spec.kind {
            Kind::Number { min, max, .. } => vec![Value::Number(min), Value::Number(max)],
            Kind::OptionalNumber { min, .. } => vec![Value::Auto, Value::Number(min)],
            Kind::Count { min, max } => vec![Value::Count(min), Value::Count(max)],
            Kind::Switch => vec![Value::Switch(false), Value::Switch(true)],
            Kind::Choice(words) => words.iter().map(|word| Value::Choice((*word).to_owned())).collect(),
        };
        candidates.into_iter().find(|value| *value != default).expect("more than one value")
    }

    #[test]
    fn rows_are_whole() {
        for spec in TABLE {
            assert!(spec.check(&spec.default_value()).is_ok(), "{}: the default is valid", spec.name);
            for text in [spec.summary, spec.ablation] {
                assert!(text.ends_with('.') && text.len() > 15, "{}: a sentence", spec.name);
                assert!(!text.contains(['|', '\n']), "{}: fits a table cell", spec.name);
            }
            if let Kind::Number { min, max, scale } | Kind::OptionalNumber { min, max, scale } = spec.kind {
                assert!(min < max && min.is_finite() && max.is_finite(), "{}: a range", spec.name);
                assert_eq!(scale == Scale::LogWithZero, min == 0.0 && scale != Scale::Linear, "{}: scale", spec.name);
            }
        }
    }

    #[test]
    fn groups_stand_together() {
        let mut seen: Vec<Group> = TABLE.iter().map(|spec| spec.group).collect();
        seen.dedup();
        assert_eq!(seen, Group::ALL, "each group once, in order");
    }
}
