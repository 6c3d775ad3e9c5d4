//! Persistent cohomology of the states of a module, or of all units.

use super::about::{About, Words};
use super::measurement::{Inputs, Measurement, Unmeasured};
use super::movement::ArenaChoice;
use super::subject::Subject;
use crate::analysis::Members;
use crate::analysis::topology::{Population, Topology, TopologyError, TopologySettings, topology};
use crate::maps::Arena;
use crate::numerics::Progress;
use serde::Serialize;

/// The topology of some units' states, and the arena whose bins they are.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct ArenaTopology {
    #[serde(skip)]
    pub arena: Arena,
    pub topology: Topology,
}

impl Measurement for ArenaTopology {
    type Input = Members;

    const ABOUT: About = About {
        name: "topology of mean maps",
        thread: "gridscope-topology",
        key: "topology",
        flag: Some("topology"),
        help: "Measure the topology of every module's mean maps: barcodes, torus or not",
        is_of_networks: false,
        is_of_recordings: false,
        words: Words {
            button: "Measure the topology of",
            working: "measuring the topology of mean maps",
            finding: "Topology of mean maps",
            purpose: "Do the states of all places lie on a torus? Their persistent cohomology says; this takes a quarter of a minute or more",
        },
    };

    /// Every module; where there is none, all active units together.
    fn inputs(subject: &Subject, _arenas: &ArenaChoice) -> Inputs<Members> {
        let modules = subject.modules();
        Inputs::Each(if modules.is_empty() { vec![Members::AllActive] } else { modules })
    }

    fn part(members: &Members) -> Option<String> {
        Some(members.to_string())
    }

    fn run(subject: &Subject, members: &Members, progress: &mut Progress<'_>) -> Result<Self, Unmeasured> {
        let population = Population::of_set(&subject.set, &subject.report.members(*members));
        let topology = topology(&population, TopologySettings::default(), subject.seed, progress)?;
        Ok(Self { arena: subject.maps().arena, topology })
    }
}

impl From<TopologyError> for Unmeasured {
    fn from(error: TopologyError) -> Self {
        match error {
            TopologyError::Cancelled(cancelled) => Self::Cancelled(cancelled),
            other => Self::because(other),
        }
    }
}
